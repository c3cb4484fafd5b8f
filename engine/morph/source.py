"""A clip made ready to morph: everything that does not depend on alpha, computed once."""

from __future__ import annotations

import dataclasses

import numpy as np

from engine.audio.clip import Clip
from engine.errors import SpecMismatchError
from engine.mel.analysis import normalise_mel, power_to_mel, stft
from engine.spec import ComplexArray, FloatArray
from engine.vae.onnx_vae import OnnxVae


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One side of a morph; arrays are read-only.

    Parameters
    ----------
    clip : Clip
    spectrum : complex64 array, shape (n_frames, n_bins)
        Its short-time Fourier transform: fine structure and phase that a mel does not keep.
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
    ref_db : float
        Level of ``mel_norm``'s 1, in dB of mel power.
    latent : float32 array, shape (channels, frequency, time)
        The model's mean.
    residual : float32 array, shape (n_mels, n_frames)
        What the model loses: ``mel_norm`` minus the decoded latent.
    """

    clip: Clip
    spectrum: ComplexArray
    mel_norm: FloatArray
    ref_db: float
    latent: FloatArray
    residual: FloatArray

    @property
    def n_frames(self) -> int:
        """Mel columns."""
        return int(self.mel_norm.shape[1])


def clip_samples(n_samples: int, vae: OnnxVae) -> int:
    """Round a length in samples up to what the model can take."""
    grain = vae.frame_multiple * vae.spec.hop_length
    return max(grain, -(-n_samples // grain) * grain)


def prepare_source(clip: Clip, vae: OnnxVae) -> Source:
    """Analyse and encode a clip.

    Parameters
    ----------
    clip : Clip
        At the model's sample rate; its length a multiple of ``frame_multiple`` frames
        (`clip_samples`).
    vae : OnnxVae

    Returns
    -------
    Source

    Raises
    ------
    SpecMismatchError
        If the sample rate is not the model's.
    InferenceError
        If the model failed.
    """
    spec = vae.spec
    if clip.sample_rate != spec.sample_rate:
        raise SpecMismatchError(
            f"The model {vae.name} takes sound at {spec.sample_rate} Hz; this clip is at "
            f"{clip.sample_rate} Hz."
        )
    spectrum = stft(clip.samples, spec=spec)
    power = spectrum.real**2 + spectrum.imag**2
    mel_norm, ref_db = normalise_mel(power_to_mel(power, spec=spec), spec=spec)
    latent = vae.encode(mel_norm)
    residual = mel_norm - vae.decode(latent)
    for array in (spectrum, mel_norm, latent, residual):
        array.setflags(write=False)
    return Source(clip, spectrum, mel_norm, ref_db, latent, np.asarray(residual))
