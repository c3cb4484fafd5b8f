"""A clip that no file holds: a latent from the prior, made heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.audio.clip import Clip, ClipInfo
from engine.audio.loudness import gain_to_match, integrated_lufs
from engine.cancel import ShouldCancel, check, never
from engine.mel.whole import synthesise_track
from engine.morph.loudness_lock import MAX_PEAK, limit_peaks
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae
from engine.vae.prior import Prior

CONTAINER = "Segue sample"
LOUDNESS_LUFS = -18.0
"""A latent has no level; the bundled clips lie about here."""
BLOCK_COLUMNS = 64
"""Latent columns decoded at a time: 8 s at the report's hop and 16 frames a column."""
CONTEXT_COLUMNS = 16
"""Columns decoded with a block on each side and thrown away: as far as segue-conv's decoder
reaches, so that its blocks are exactly the whole."""


def n_columns(n_samples: int, vae: OnnxVae) -> int:
    """Return how many latent columns (pieces, of a model of fixed length) hold ``n_samples``."""
    return max(1, -(-n_samples // vae.spec.n_samples(vae.frame_multiple)))


def sample_clip(vae: OnnxVae, prior: Prior, *, n_samples: int, seed: int) -> Clip:
    """Draw a new clip, which `prepare_source` takes like any other.

    Parameters
    ----------
    vae : OnnxVae
    prior : Prior
        The model's, see `engine.vae.prior.prior_of`.
    n_samples : int
        > 0, at the model's sample rate.
    seed : int
        Of the latent and of the phase.

    Returns
    -------
    Clip
        Of ``n_samples`` samples at -18 LUFS (less where peaks had to be turned down).

    Raises
    ------
    InferenceError
    """
    latent = prior.sample(n_columns(n_samples, vae), seed)
    return clip_of_latent(
        vae, latent, n_samples=n_samples, seed=seed, name=f"sample-{seed}", notes=(prior.about,)
    )[0]


def clip_of_latent(
    vae: OnnxVae,
    latent: FloatArray,
    *,
    n_samples: int,
    seed: int,
    name: str,
    notes: tuple[str, ...] = (),
    should_cancel: ShouldCancel = never,
) -> tuple[Clip, FloatArray]:
    """Make a latent heard, from its mel alone.

    Parameters
    ----------
    vae : OnnxVae
    latent : float32 array
        As `OnnxVae.decode` takes it, of at least ``n_samples``.
    n_samples : int
    seed : int
        Of the phase to start from.
    name : str
        Stands where a clip has its file.
    notes : tuple of str
        Sentences for the user; one that tells the seed is added.
    should_cancel : callable
        Asked before each block that is decoded, and before the sound is made.

    Returns
    -------
    clip : Clip
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]

    Raises
    ------
    InferenceError
    RenderCancelled
        If ``should_cancel`` answered yes.
    """
    spec = vae.spec
    mel_norm = decode_long(vae, latent, should_cancel)
    if vae.refiner:  # of one noise, so that a walk stays itself
        detail = vae.refiner.detail(mel_norm, should_cancel=should_cancel)
        mel_norm = np.clip(mel_norm + detail, 0, 1)
    mel_norm = mel_norm[:, : -(-n_samples // spec.hop_length)]
    check(should_cancel)
    made = synthesise_track(mel_norm, None, spec=spec)[:n_samples]
    samples, lufs = _level(made, spec.sample_rate)
    samples.setflags(write=False)
    info = ClipInfo(Path(name), CONTAINER, spec.sample_rate, 1, n_samples / spec.sample_rate)
    notes = (*notes, f"Made by the model {vae.name} {vae.version} from seed {seed}, no recording.")
    return Clip(info, 0.0, samples, spec.sample_rate, lufs, notes), mel_norm


def decode_long(
    vae: OnnxVae, latent: FloatArray, should_cancel: ShouldCancel = never
) -> FloatArray:
    """Decode a latent of any length, a block at a time so that memory stays small.

    Each block is decoded with what surrounds it, so that the decoder sees no edge inside.

    Parameters
    ----------
    vae : OnnxVae
    latent : float32 array
        As `OnnxVae.decode` takes it.
    should_cancel : callable
        Asked before each block.

    Returns
    -------
    float32 array, shape (n_mels, n_frames), in [0, 1]
    """
    if vae.fixed_frames:  # already decoded in pieces
        check(should_cancel)
        return vae.decode(latent)
    total, frames = latent.shape[2], vae.frame_multiple
    mel_norm = np.empty((vae.spec.n_mels, total * frames), np.float32)
    for start in range(0, total, BLOCK_COLUMNS):
        check(should_cancel)
        stop = min(start + BLOCK_COLUMNS, total)
        first, last = max(0, start - CONTEXT_COLUMNS), min(stop + CONTEXT_COLUMNS, total)
        block = vae.decode(latent[:, :, first:last])
        begin = (start - first) * frames
        mel_norm[:, start * frames : stop * frames] = block[
            :, begin : begin + (stop - start) * frames
        ]
    return mel_norm


def _level(samples: FloatArray, sample_rate: int) -> tuple[FloatArray, float]:
    """Bring samples to `LOUDNESS_LUFS`, their peaks held below full scale; and their loudness."""
    gain = np.float32(gain_to_match(integrated_lufs(samples, sample_rate), LOUDNESS_LUFS))
    samples = samples * gain
    if float(np.abs(samples).max(initial=0.0)) > MAX_PEAK:
        samples = limit_peaks(samples, MAX_PEAK, sample_rate)
    return samples, integrated_lufs(samples, sample_rate)
