"""Whole tracks: to mel, in pieces, and back, a block at a time so that memory stays small."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from engine.cancel import ShouldCancel, check, never
from engine.mel.analysis import AMIN, analyse, denormalise_mel, normalise_mel, power_to_mel, stft
from engine.mel.griffin_lim import griffin_lim, refine
from engine.mel.inversion import magnitude_near, mel_to_magnitude
from engine.mel.phase import peak_phase
from engine.spec import FloatArray, MelSpec

BLOCK_FRAMES = 4096
"""Analysed or inverted at a time: 32 s at the report's hop."""
N_ITER, SETTLE_ITER = 12, 4
"""Griffin-Lim iterations towards the mel's magnitude, then towards the nearest that a sound has."""
SAFE_PEAK = 0.5
"""Where the loudest sample ends up if a mel does not say its level: -6 dBFS."""


Cell = TypeVar("Cell", bound=np.generic)


def split_frames(mel: npt.NDArray[Cell], n_frames: int) -> list[npt.NDArray[Cell]]:
    """Cut the last axis into whole pieces.

    Parameters
    ----------
    mel : array, shape (…, n)
        A mel; or samples, which have frames of one sample.
    n_frames : int
        Length of a piece, > 0.

    Returns
    -------
    list of arrays, shape (…, n_frames)
        Views. The remainder is dropped; an array shorter than one piece gives none, one of an
        exact multiple is used to its last frame.
    """
    if n_frames <= 0:
        raise ValueError(f"pieces of {n_frames} frames")
    stop = mel.shape[-1] // n_frames * n_frames
    return [mel[..., start : start + n_frames] for start in range(0, stop, n_frames)]


def analyse_track(samples: FloatArray, *, spec: MelSpec) -> tuple[FloatArray, float]:
    """Normalised mel and level of a whole track: `engine.mel.analysis.analyse` in blocks.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    spec : MelSpec

    Returns
    -------
    mel_norm : float32 array, shape (n_mels, n_samples // hop_length), in [0, 1]
    ref_db : float
    """
    n_frames = spec.n_frames(samples.shape[0])
    if n_frames <= BLOCK_FRAMES:
        return analyse(samples, spec=spec)
    mel_power = np.empty((spec.n_mels, n_frames), np.float32)
    for start, block in _mel_blocks(samples, spec):
        mel_power[:, start : start + block.shape[1]] = block
    return normalise_mel(mel_power, spec=spec)


def track_level_db(
    samples: FloatArray, *, spec: MelSpec, should_cancel: ShouldCancel = never
) -> float:
    """Level of a whole track, in dB of mel power: the ``ref_db`` of `analyse_track` alone.

    Raises
    ------
    RenderCancelled
    """
    peak = 0.0
    for _, block in _mel_blocks(samples, spec):
        check(should_cancel)
        peak = max(peak, float(block.max(initial=0)))
    return float(10 * np.log10(max(peak, AMIN)))


def track_picture(
    samples: FloatArray, *, spec: MelSpec, max_columns: int = 2560
) -> tuple[FloatArray, float]:
    """Normalised mel of a track of any length, thinned out to what a picture can show.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    spec : MelSpec
    max_columns : int

    Returns
    -------
    mel_norm : float32 array, shape (n_mels, at most max_columns), in [0, 1]
    ref_db : float
    """
    hop = spec.hop_length * max(1, math.ceil(spec.n_frames(samples.shape[0]) / max_columns))
    spectrum = stft(samples, spec=spec, hop_length=hop)
    power = spectrum.real**2 + spectrum.imag**2
    return normalise_mel(power_to_mel(power, spec=spec), spec=spec)


def _mel_blocks(samples: FloatArray, spec: MelSpec) -> Iterator[tuple[int, FloatArray]]:
    """Yield mel power in blocks, each with the number of its first column."""
    hop, context = spec.hop_length, spec.n_fft // spec.hop_length  # frames, of which half is seen
    n_frames = spec.n_frames(samples.shape[0])
    for start in range(0, n_frames, BLOCK_FRAMES):
        stop = min(start + BLOCK_FRAMES, n_frames)
        first = max(0, start - context)
        spectrum = stft(samples[first * hop : (stop + context) * hop], spec=spec)
        seen = spectrum[start - first : stop - first]
        yield start, power_to_mel(seen.real**2 + seen.imag**2, spec=spec)


def synthesise_track(mel_norm: FloatArray, ref_db: float | None, *, spec: MelSpec) -> FloatArray:
    """Sound of a mel of any length.

    Parameters
    ----------
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
    ref_db : float or None
        Its level; None if nobody knows, and the sound then peaks at half of full scale.
    spec : MelSpec

    Returns
    -------
    float32 array, shape (n_frames * hop_length,)

    Raises
    ------
    SpecMismatchError
        If the mel does not have the spec's bands.
    """
    n_frames = mel_norm.shape[1]
    overlap = 2 * spec.n_fft // spec.hop_length  # frames that two blocks both make
    samples = np.zeros(spec.n_samples(n_frames), np.float32)
    start = done = 0
    while done < n_frames:
        stop = min(start + BLOCK_FRAMES, n_frames)
        mel_power = denormalise_mel(mel_norm[:, start:stop], ref_db or 0.0, spec=spec)
        shared = samples[start * spec.hop_length : done * spec.hop_length]
        made = _invert(mel_power, shared, spec)
        fade = np.linspace(0, 1, len(shared), dtype=np.float32)
        made[: len(shared)] = fade * made[: len(shared)] + (1 - fade) * shared
        samples[start * spec.hop_length : stop * spec.hop_length] = made
        start, done = stop - overlap, stop
    if ref_db is None and (peak := float(np.abs(samples).max(initial=0.0))) > 0:
        samples *= SAFE_PEAK / peak
    return samples


def _invert(mel_power: FloatArray, begun: FloatArray, spec: MelSpec) -> FloatArray:
    """Invert one block; where its beginning exists already, go on from its phase."""
    # Half the frames do when they still overlap by three quarters.
    step = 2 if 8 * spec.hop_length <= spec.n_fft and mel_power.shape[1] % 2 == 0 else 1
    magnitude = mel_to_magnitude(mel_power[:, ::step], spec=spec).T
    hop = step * spec.hop_length
    magnitude = np.ascontiguousarray(magnitude)
    phase = peak_phase(magnitude, spec=spec, hop_length=hop)
    if len(begun):
        known = stft(begun, spec=spec, hop_length=hop)
        # The last frames of what exists look into the silence behind it.
        known = known[: len(known) - spec.n_fft // (2 * hop)]
        phase[: len(known)] = known
    samples = griffin_lim(magnitude, phase, spec=spec, hop_length=hop, n_iter=N_ITER).samples
    near = magnitude_near(samples, mel_power[:, ::step], spec=spec, hop_length=hop)
    return refine(near, samples, spec=spec, hop_length=hop, n_iter=SETTLE_ITER).samples
