"""The loudness of a morph: on the straight line between its clips."""

from __future__ import annotations

import numpy as np

from engine.audio.loudness import integrated_lufs
from engine.morph.alpha import Weights, between_clips
from engine.morph.source import Source
from engine.spec import FloatArray, MelSpec

MAX_PEAK = 1.0
LIMITER_S = 0.005
"""Half the time over which a peak above full scale is turned down and up again."""


def expected_lufs(lufs_a: float, lufs_b: float, alpha: Weights) -> float:
    """Loudness on the straight line between two clips; of a curve, the mean power along it."""
    share = between_clips(alpha)
    line = (1 - share) * lufs_a + share * lufs_b
    if isinstance(line, float):
        return line
    return float(10 * np.log10(np.mean(10 ** (line.astype(np.float64) / 10))))


def lock_loudness(
    samples: FloatArray, a: Source, b: Source, alpha: Weights, spec: MelSpec
) -> tuple[FloatArray, float]:
    """Bring samples onto the straight line between the clips' loudness.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    a, b : Source
    alpha : float, or float32 array of shape (n_frames,)

    Returns
    -------
    samples : float32 array, shape (n_samples,)
        Never peaking above full scale unless a clip itself does.
    lufs : float
        Their integrated loudness; -inf for silence.
    """
    lufs = integrated_lufs(samples, spec.sample_rate)
    ends = a.clip.loudness_lufs, b.clip.loudness_lufs
    if not np.isfinite([lufs, *ends]).all():
        return samples, lufs
    target = expected_lufs(*ends, alpha)
    samples = samples * np.float32(10 ** ((target - lufs) / 20))
    peaks = (float(np.abs(source.clip.samples).max()) for source in (a, b))
    ceiling = max(MAX_PEAK, *peaks)
    if float(np.abs(samples).max()) <= ceiling:
        return samples, target
    samples = limit_peaks(samples, ceiling, spec.sample_rate)
    return samples, integrated_lufs(samples, spec.sample_rate)


def limit_peaks(samples: FloatArray, ceiling: float, sample_rate: int) -> FloatArray:
    """Turn down what is above ``ceiling``, smoothly and only there.

    One click of Griffin-Lim must not make a whole clip quiet. The gain is the least wanted within
    `LIMITER_S` of each sample, smoothed over as long, so it is down before a peak arrives.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    ceiling : float
        Highest absolute sample of the result, > 0.
    sample_rate : int
        In Hz.
    """
    from scipy.ndimage import minimum_filter1d, uniform_filter1d  # rarely needed at the start

    reach = max(1, round(LIMITER_S * sample_rate))
    wanted = ceiling / np.maximum(np.abs(samples), ceiling)
    least = minimum_filter1d(wanted, 2 * reach + 1, mode="nearest")
    gain = uniform_filter1d(least, reach, mode="nearest")
    return samples * gain.astype(np.float32)
