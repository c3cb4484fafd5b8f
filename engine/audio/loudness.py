"""Loudness after ITU-R BS.1770-4, by pyloudnorm."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from engine.spec import FloatArray

_BLOCK_S = 0.4
_SILENCE = 10 ** (-120 / 20)


@lru_cache(maxsize=8)
def _meter(sample_rate: int) -> Any:
    import pyloudnorm  # 0.3 s the first time; not every user of engine.audio measures

    return pyloudnorm.Meter(sample_rate, block_size=_BLOCK_S)


def integrated_lufs(samples: FloatArray, sample_rate: int) -> float:
    """Measure the integrated, gated loudness.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,), finite
        Sounds shorter than one gating block of 0.4 s are measured as if repeated to fill it.
    sample_rate : int
        In Hz.

    Returns
    -------
    float
        In LUFS; -inf for silence and for what the gate at -70 LUFS shuts out.
    """
    if samples.size == 0 or float(np.abs(samples).max()) < _SILENCE:
        return -math.inf
    n_block = math.ceil(_BLOCK_S * sample_rate) + 1
    if len(samples) < n_block:
        samples = np.resize(samples, n_block)  # repeats
    with np.errstate(all="ignore"):
        return float(_meter(sample_rate).integrated_loudness(samples.astype(np.float64)))


def gain_to_match(loudness_lufs: float, target_lufs: float) -> float:
    """Return the linear gain that brings a sound to a target loudness; 1 for silence."""
    if not (math.isfinite(loudness_lufs) and math.isfinite(target_lufs)):
        return 1.0
    return float(10 ** ((target_lufs - loudness_lufs) / 20))
