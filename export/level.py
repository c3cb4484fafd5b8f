"""A sound brought to a loudness, without a peak above full scale."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import soxr

from engine.audio.loudness import block_powers
from engine.cancel import ShouldCancel, check, never
from engine.morph.loudness_lock import LIMITER_S, limit_peaks, peak_of
from engine.spec import FloatArray

CEILING_DB = -1.0
"""Highest true peak, in dBTP, as EBU R 128 has it: what players and encoders add stays below 0."""
MAX_LIMITED_DB = 4.0
"""Peaks are turned down by so much at most; what that does not allow stays quieter."""
GATE_LUFS, RELATIVE_GATE_LU = -70.0, -10.0
OVERSAMPLING = 4
BLOCK = 1 << 18
TRIES = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Levelled:
    """What was done to a sound's level.

    Parameters
    ----------
    before_lufs, after_lufs : float
        -inf for silence.
    target_lufs : float
    limited_db : float
        By how much the highest peak was turned down; 0 or more.
    """

    before_lufs: float
    after_lufs: float
    target_lufs: float
    limited_db: float

    @property
    def is_reached(self) -> bool:
        """Whether it is as loud as it was asked to be, to a tenth of a unit."""
        return abs(self.after_lufs - self.target_lufs) <= 0.1


def loudness_of(channels: FloatArray, sample_rate: int) -> float:
    """Measure the integrated, gated loudness of all channels together.

    Parameters
    ----------
    channels : float32 array, shape (n_channels, n_samples), finite
        May lie on disk. All count alike: left, right, or one alone.
    sample_rate : int

    Returns
    -------
    float
        In LUFS; -inf for silence.

    References
    ----------
    ITU-R BS.1770-4, annex 1.
    """
    power = sum(block_powers(channel, sample_rate) for channel in channels)
    power = np.asarray(power)[np.asarray(power) > 10 ** (GATE_LUFS / 10)]
    if not len(power):
        return -math.inf
    gate = power.mean() * 10 ** (RELATIVE_GATE_LU / 10)
    return float(10 * np.log10(power[power > gate].mean()))


def true_peak(channels: FloatArray) -> float:
    """Highest absolute value between the samples, too (BS.1770-4, annex 2: four times as many).

    Parameters
    ----------
    channels : float32 array, shape (n_channels, n_samples)
        May lie on disk.
    """
    peak, reach = 0.0, 256  # more than the filter sees
    for start in range(0, channels.shape[1], BLOCK):
        piece = channels[:, max(0, start - reach) : start + BLOCK + reach].T
        between = soxr.resample(np.ascontiguousarray(piece), 1, OVERSAMPLING)
        peak = max(peak, float(np.abs(between).max(initial=0.0)), peak_of(piece))
    return peak


def set_loudness(
    channels: FloatArray, sample_rate: int, target_lufs: float, should_cancel: ShouldCancel = never
) -> Levelled:
    """Bring a sound to a loudness, in place, and keep its true peaks below `CEILING_DB`.

    Peaks in the way are turned down smoothly, by `MAX_LIMITED_DB` at most. What needs more than
    that stays quieter than it was asked to be: a dynamic sound is not crushed.

    Parameters
    ----------
    channels : float32 array, shape (n_channels, n_samples), finite
        May lie on disk.
    sample_rate : int
    target_lufs : float
    should_cancel : callable

    Raises
    ------
    RenderCancelled
    """
    before = loudness_of(channels, sample_rate)
    if not math.isfinite(before):
        return Levelled(before, before, target_lufs, 0.0)
    peak_db = 20 * math.log10(true_peak(channels))
    most_db = CEILING_DB + MAX_LIMITED_DB - peak_db
    ceiling = 10 ** (CEILING_DB / 20)
    gain_db, after = 0.0, before
    for _ in range(TRIES):  # a limiter takes loudness away: it is given back, and limited again
        check(should_cancel)
        more_db = min(target_lufs - after, most_db - gain_db)
        if gain_db and more_db < 0.02:
            break
        gain_db += more_db
        _scale(channels, 10 ** (more_db / 20))
        _limit(channels, ceiling, sample_rate)
        after = loudness_of(channels, sample_rate)
    excess = true_peak(channels) / ceiling
    if excess > 1:  # between the samples
        _scale(channels, 1 / excess)
        after -= 20 * math.log10(excess)
    limited_db = max(0.0, peak_db + gain_db - CEILING_DB)
    return Levelled(before, after, target_lufs, limited_db)


def _scale(channels: FloatArray, gain: float) -> None:
    for start in range(0, channels.shape[1], BLOCK):
        channels[:, start : start + BLOCK] *= np.float32(gain)


def _limit(channels: FloatArray, ceiling: float, sample_rate: int) -> None:
    """Turn peaks down in place, a block at a time."""
    if peak_of(channels) <= ceiling:
        return
    reach = math.ceil(4 * LIMITER_S * sample_rate)  # more than the limiter looks around
    before = np.zeros((len(channels), 0), np.float32)
    for start in range(0, channels.shape[1], BLOCK):
        stop = min(start + BLOCK, channels.shape[1])
        piece = np.concatenate([before, channels[:, start : stop + reach]], axis=1)
        skip = before.shape[1]
        before = np.array(channels[:, max(start, stop - reach) : stop])
        limited = limit_peaks(piece, ceiling, sample_rate)
        channels[:, start:stop] = limited[:, skip : skip + stop - start]
