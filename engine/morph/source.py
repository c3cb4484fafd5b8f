"""A clip made ready to morph: everything that does not depend on alpha, computed once."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from engine.audio.clip import Clip
from engine.errors import SpecMismatchError
from engine.mel.analysis import normalise_mel, power_to_mel, stft
from engine.morph.grid import analysis_hop, grain
from engine.spec import ComplexArray, FloatArray
from engine.vae.onnx_vae import OnnxVae


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One side of a morph; arrays are read-only.

    Parameters
    ----------
    clip : Clip
    spectrum : complex64 array, shape (n_frames or a multiple, n_bins)
        Its short-time Fourier transform on the grid of `analysis_hop`: fine structure and phase
        that a mel does not keep.
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
    ref_db : float
        Level of ``mel_norm``'s 1, in dB of mel power.
    latent : float32 array
        The model's mean, of the shape that `OnnxVae.encode` gives.
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
    """Round a length in samples up to one that needs no padding.

    A model of fixed length would ask for seconds that nobody wants; its last piece is filled up
    in `prepare_source` instead.
    """
    step = grain(vae.spec)
    if not vae.fixed_frames:
        step = math.lcm(step, vae.frame_multiple * vae.spec.hop_length)
    return max(step, -(-n_samples // step) * step)


def prepare_source(clip: Clip, vae: OnnxVae, *, ref_db: float | None = None) -> Source:
    """Analyse and encode a clip.

    Parameters
    ----------
    clip : Clip
        At the model's sample rate. A length that is not one of `clip_samples` is taken as if
        silence followed.
    vae : OnnxVae
    ref_db : float, optional
        Level of 1 in its mel, for a piece of something longer; its own loudest cell if absent.

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
    samples, hop = clip.samples, analysis_hop(spec)
    if missing := -len(samples) % grain(spec):
        samples = np.pad(samples, (0, missing))
    spectrum = stft(samples, spec=spec, hop_length=hop)
    at_columns = spectrum[:: spec.hop_length // hop]
    power = at_columns.real**2 + at_columns.imag**2
    mel_norm, ref_db = normalise_mel(power_to_mel(power, spec=spec), spec=spec, ref_db=ref_db)
    latent = vae.encode(fill_last_piece(mel_norm, vae.frame_multiple))
    residual = mel_norm - vae.decode(latent)[:, : mel_norm.shape[1]]
    for array in (spectrum, mel_norm, latent, residual):
        array.setflags(write=False)
    return Source(clip, spectrum, mel_norm, ref_db, latent, np.asarray(residual))


def fill_last_piece(mel_norm: FloatArray, frame_multiple: int) -> FloatArray:
    """Lengthen a mel to what the model takes with its own mirror image.

    The mirror sounds like the clip; silence would be a sudden end that no training clip has, and
    in a latent without a time axis it would colour the whole piece.

    Parameters
    ----------
    mel_norm : float32 array, shape (n_mels, n_frames), n_frames > 0
    frame_multiple : int

    Returns
    -------
    float32 array, shape (n_mels, the next multiple of frame_multiple)
        The same array if nothing is missing.
    """
    missing = -mel_norm.shape[1] % frame_multiple
    return np.pad(mel_norm, ((0, 0), (0, missing)), mode="symmetric") if missing else mel_norm
