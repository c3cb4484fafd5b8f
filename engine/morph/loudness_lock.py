"""The loudness of a morph: on the straight line between its clips."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from engine.audio.clip import Clip
from engine.audio.loudness import BLOCK_S, STEP_S, block_powers, integrated_lufs
from engine.morph.alpha import AlphaCurve, between_clips
from engine.spec import FloatArray

Powers = npt.NDArray[np.float64]

MAX_PEAK: Final = 1.0
LIMITER_S: Final = 0.005
"""Half the time over which a peak that is too high is turned down and up again."""
FOLLOWED_S: Final = 1.0
"""Over which a level along a curve is averaged."""
MAX_GAIN_DB: Final = 24.0
"""A way that falls silent between its ends is not raised further: what is left there is noise."""
BLOCK: Final = 1 << 20
"""Samples whose level is set at a time."""
TRIES: Final = 3
"""A limiter takes loudness away; it is given back, and limited again."""


def lock_loudness(
    samples: FloatArray, a: Clip, b: Clip, alpha: float | AlphaCurve, sample_rate: int
) -> float:
    """Bring samples onto the straight line between the clips' loudness, in place.

    At one alpha the loudness of the whole is brought there. Along a curve the level follows the
    line from second to second; where alpha rests at a clip, the clip's own level is left alone.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
        May lie on disk. After it no peak is above full scale unless one of a clip is.
    a, b : Clip
        As long as the samples.
    alpha : float or AlphaCurve
    sample_rate : int
        In Hz.

    Returns
    -------
    float
        Integrated loudness of the result in LUFS; -inf for silence.
    """
    lufs = integrated_lufs(samples, sample_rate)
    if not np.isfinite([lufs, a.loudness_lufs, b.loudness_lufs]).all():
        return lufs
    if isinstance(alpha, AlphaCurve):
        gain_db = gain_along(samples, a, b, alpha, sample_rate)
        apply_gain(samples, gain_db, sample_rate)
        _limit(samples, _ceiling(a, b), sample_rate)
        return integrated_lufs(samples, sample_rate)
    share = float(between_clips(alpha))
    target = (1 - share) * a.loudness_lufs + share * b.loudness_lufs
    for _ in range(TRIES):
        gain = np.float32(10 ** ((target - lufs) / 20))
        for start in range(0, len(samples), BLOCK):
            samples[start : start + BLOCK] *= gain
        if not _limit(samples, _ceiling(a, b), sample_rate):
            return target
        lufs = integrated_lufs(samples, sample_rate)
        if abs(lufs - target) < 0.1:
            break
    return lufs


def gain_along(
    samples: FloatArray, a: Clip, b: Clip, curve: AlphaCurve, sample_rate: int
) -> Powers:
    """Gain in dB that brings a sound to the line along a curve, one number each `STEP_S`.

    The line is that of the clips' loudness; around it each clip's own swings are kept, mixed by
    alpha. At alpha 0 and 1 that is the clip's own level.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    a, b : Clip
        Neither silent.
    curve : AlphaCurve
    sample_rate : int
    """
    heard, own_a, own_b = (block_powers(x, sample_rate) for x in (samples, a.samples, b.samples))
    n_blocks = min(len(heard), len(own_a), len(own_b))
    at_s = np.arange(n_blocks) * STEP_S + BLOCK_S / 2
    share = np.asarray(between_clips(curve.at(at_s)), np.float64)
    level_a, level_b = (10 ** (clip.loudness_lufs / 10) for clip in (a, b))
    swings = (1 - share) * own_a[:n_blocks] / level_a + share * own_b[:n_blocks] / level_b
    wanted = swings * level_a ** (1 - share) * level_b**share
    width = round(FOLLOWED_S / STEP_S)
    quiet = 1e-10
    ratio = (_averaged(wanted, width) + quiet) / (_averaged(heard[:n_blocks], width) + quiet)
    gain_db: Powers = np.clip(10 * np.log10(ratio), -MAX_GAIN_DB, MAX_GAIN_DB)
    return gain_db


def apply_gain(samples: FloatArray, gain_db: Powers, sample_rate: int) -> None:
    """Apply what `gain_along` found, in place, going straight in dB between its numbers."""
    at_s = np.arange(len(gain_db)) * STEP_S + BLOCK_S / 2
    for start in range(0, samples.shape[-1], BLOCK):
        part = samples[..., start : start + BLOCK]
        seconds = (start + np.arange(part.shape[-1])) / sample_rate
        part *= (10 ** (np.interp(seconds, at_s, gain_db) / 20)).astype(np.float32)


def _averaged(powers: Powers, width: int) -> Powers:
    from scipy.ndimage import uniform_filter1d  # rarely needed at the start

    return np.asarray(uniform_filter1d(powers, width, mode="nearest"))


def _ceiling(a: Clip, b: Clip) -> float:
    """Highest sample of a morph: full scale, or less where both clips keep far below it."""
    peak = max(peak_of(clip.samples) for clip in (a, b))
    return max(peak, min(MAX_PEAK, 2 * peak))


def peak_of(samples: FloatArray) -> float:
    """Highest absolute sample, without a copy of an array that may lie on disk."""
    return max(float(samples.max(initial=0.0)), -float(samples.min(initial=0.0)))


def _limit(samples: FloatArray, ceiling: float, sample_rate: int) -> bool:
    """Turn peaks down in place, a block at a time; tell whether there were any."""
    if peak_of(samples) <= ceiling or ceiling == 0:
        return False
    reach = math.ceil(4 * LIMITER_S * sample_rate)  # more than the limiter looks around
    before = np.zeros(0, np.float32)
    for start in range(0, len(samples), BLOCK):
        stop = min(start + BLOCK, len(samples))
        piece = np.concatenate([before, samples[start : stop + reach]])
        before, skip = np.array(samples[max(start, stop - reach) : stop]), len(before)
        samples[start:stop] = limit_peaks(piece, ceiling, sample_rate)[skip : skip + stop - start]
    return True


def limit_peaks(samples: FloatArray, ceiling: float, sample_rate: int) -> FloatArray:
    """Turn down what is above ``ceiling``, smoothly and only there.

    One click of Griffin-Lim must not make a whole clip quiet. The gain is the least wanted within
    `LIMITER_S` of each sample, smoothed over as long, so it is down before a peak arrives.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,) or (n_channels, n_samples)
        All channels are turned down together.
    ceiling : float
        Highest absolute sample of the result, > 0.
    sample_rate : int
        In Hz.
    """
    from scipy.ndimage import minimum_filter1d, uniform_filter1d  # rarely needed at the start

    reach = max(1, round(LIMITER_S * sample_rate))
    size = np.abs(np.atleast_2d(samples)).max(axis=0)
    wanted = ceiling / np.maximum(size, ceiling)
    least = minimum_filter1d(wanted, 2 * reach + 1, mode="nearest")
    gain = uniform_filter1d(least, reach, mode="nearest")
    limited: FloatArray = samples * gain.astype(np.float32)
    return limited
