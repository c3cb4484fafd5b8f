"""Another length or another pitch for samples, each without the other."""

from __future__ import annotations

from typing import Final

import numpy as np
import python_stretch

from engine.spec import FloatArray

MIN_TIME_RATIO: Final = 0.5
MAX_TIME_RATIO: Final = 2.0
MAX_SEMITONES: Final = 12.0
_BLOCK_S: Final = 0.2
_INTERVAL_S: Final = 0.05
"""The library's preset of 0.12 s puts the notes of a low chord up to 86 cents wrong."""
_SPARE: Final = 256
"""Silence behind the input, in samples: the library counts its output in float32, which is a few
samples off for long tracks. What is too much is cut."""


def is_within_limits(time_ratio: float) -> bool:
    """Whether `stretch` takes this ratio."""
    return MIN_TIME_RATIO <= time_ratio <= MAX_TIME_RATIO  # NaN is not


def stretch(
    samples: FloatArray, sample_rate: int, *, time_ratio: float = 1.0, semitones: float = 0.0
) -> FloatArray:
    """Make samples longer or shorter, or move their pitch.

    Holds Python's lock while it works, about 0.01 s for a second of sound, and takes memory of
    about five times the input.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,), finite
    sample_rate : int
        In Hz.
    time_ratio : float
        New length over old length, 0.5 to 2: 2 is half as fast.
    semitones : float
        -12 to 12; the pitch goes up by these.

    Returns
    -------
    float32 array, shape (round(n_samples * time_ratio),)
        The same array when there is nothing to do. Peaks may be higher than the input's.

    Raises
    ------
    ValueError
        If ``time_ratio`` or ``semitones`` is outside its limits.

    References
    ----------
    Signalsmith Stretch, through python-stretch: a phase vocoder that follows spectral peaks.
    """
    if not is_within_limits(time_ratio):
        raise ValueError(f"time_ratio is {time_ratio}; it must be 0.5 to 2")
    if not abs(semitones) <= MAX_SEMITONES:
        raise ValueError(f"semitones is {semitones}; it must be -12 to 12")
    n_samples = round(len(samples) * time_ratio)
    if time_ratio == 1 and semitones == 0:
        return samples
    if not n_samples:
        return samples[:0]
    stretcher = python_stretch.Signalsmith.Stretch(0)  # a seed: the same result every time
    stretcher.configure(1, round(_BLOCK_S * sample_rate), round(_INTERVAL_S * sample_rate))
    if semitones:
        stretcher.setTransposeSemitones(semitones)
    stretcher.timeFactor = 1 / time_ratio
    padded = np.zeros((1, len(samples) + _SPARE), np.float32)
    padded[0, : len(samples)] = samples
    result: FloatArray = np.asarray(stretcher.process(padded))
    return result[0, :n_samples].copy()
