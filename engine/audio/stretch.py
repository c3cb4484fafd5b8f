"""Another length or another pitch for samples, each without the other."""

from __future__ import annotations

from typing import Final

import numpy as np
import python_stretch
from scipy import signal

from engine.spec import FloatArray

MIN_TIME_RATIO: Final = 0.5
MAX_TIME_RATIO: Final = 2.0
MAX_SEMITONES: Final = 12.0
_SPLIT_HZ: Final = 500.0
_SPLIT_WIDTH_HZ: Final = 200.0
_LOW_BLOCK_S: Final = 0.2
_HIGH_BLOCK_S: Final = 0.08
"""Blocks of the library's analysis. Its own 0.12 s for all frequencies puts the notes of a low
chord up to 86 cents wrong and blurs drums; long blocks below and short ones above do neither."""
_BLOCKS_OVERLAPPING: Final = 4
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

    Holds Python's lock while it works, twice for about 0.015 s a second of sound: sound that plays
    meanwhile may stutter from 10 s on. Takes about eight times the input's memory.

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
    Signalsmith Stretch, through python-stretch: a phase vocoder that follows spectral peaks; run
    for two bands, with the time resolution that each needs.
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
    low = _low_band(samples, sample_rate)
    changed = _stretch_band(low, round(_LOW_BLOCK_S * sample_rate), time_ratio, semitones)
    high = samples - low
    changed += _stretch_band(high, round(_HIGH_BLOCK_S * sample_rate), time_ratio, semitones)
    return changed[:n_samples]


def _low_band(samples: FloatArray, sample_rate: int) -> FloatArray:
    """Return what is below the split; the rest is the difference, so nothing is lost."""
    n_taps = int(3.3 * sample_rate / _SPLIT_WIDTH_HZ) | 1  # Hamming's transition; odd: no delay
    taps = signal.firwin(n_taps, _SPLIT_HZ, fs=sample_rate).astype(np.float32)
    low: FloatArray = signal.oaconvolve(samples, taps, "same").astype(np.float32)
    return low


def _stretch_band(
    samples: FloatArray, n_block: int, time_ratio: float, semitones: float
) -> FloatArray:
    """Return one band stretched and transposed, with some silence behind it."""
    stretcher = python_stretch.Signalsmith.Stretch(0)  # a seed: the same result every time
    stretcher.configure(1, n_block, n_block // _BLOCKS_OVERLAPPING)
    if semitones:
        stretcher.setTransposeSemitones(semitones)
    stretcher.timeFactor = 1 / time_ratio
    padded = np.zeros((1, len(samples) + _SPARE), np.float32)
    padded[0, : len(samples)] = samples
    result: FloatArray = np.asarray(stretcher.process(padded))[0]
    return result
