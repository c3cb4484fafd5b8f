"""How loud what is heard is made, so that it can be compared. No widgets, no threads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.spec import FloatArray

LOUDNESS_FLOOR_LUFS = -30.0
"""A clip quieter than this does not pull the others down with it."""


def target_lufs(clips: Iterable[Clip]) -> float | None:
    """Return the level at which A, morph and B are compared: that of the quieter clip."""
    levels = [clip.loudness_lufs for clip in clips if np.isfinite(clip.loudness_lufs)]
    return max(LOUDNESS_FLOOR_LUFS, min(levels)) if levels else None


def matched_gain(samples: FloatArray, lufs: float | None, target: float | None) -> float:
    """Return the factor that brings samples to the target loudness without clipping."""
    if lufs is None or target is None or not np.isfinite(lufs):
        return 1.0
    gain = float(10 ** ((target - lufs) / 20))
    if gain <= 1:
        return gain
    peak = float(np.abs(samples).max())
    return min(gain, max(1.0, 1 / peak)) if peak else 1.0
