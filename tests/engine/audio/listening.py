"""A device of arrays: what a `PlaybackBuffer` would send to the speakers."""

from __future__ import annotations

import numpy as np

from engine.audio.mixer import FADE_S, SEAM_S
from engine.audio.playback import PlaybackBuffer
from engine.spec import FloatArray

RATE = 32768
FADE = round(FADE_S * RATE)
SEAM = round(SEAM_S * RATE)
N = 12_000


def sine(hz: float, n_samples: int = N, level: float = 0.3, phase: float = 0.0) -> FloatArray:
    t = np.arange(n_samples) / RATE
    return (level * np.sin(2 * np.pi * hz * t + phase)).astype(np.float32)


SOUNDS = [sine(200), sine(200, phase=2.0), sine(330), sine(150, N // 2), np.zeros(0, np.float32)]


def pull(buffer: PlaybackBuffer, n_samples: int, n_block: int = 512) -> FloatArray:
    """What a device would get: left channel, shape (n_samples,)."""
    out = np.full((n_samples, 2), np.nan, np.float32)
    for start in range(0, n_samples, n_block):
        buffer.fill(out[start : start + n_block])
    np.testing.assert_array_equal(out[:, 0], out[:, 1])
    return out[:, 0]


def playing(sound: FloatArray) -> PlaybackBuffer:
    """A buffer past its fade-in, at sample FADE."""
    buffer = PlaybackBuffer(RATE)
    buffer.set_sound(sound)
    buffer.play()
    pull(buffer, FADE)
    return buffer


def steepest_bend(sounds: list[FloatArray]) -> float:
    """The largest second difference that faded, ramped and crossfaded sounds can have.

    From the product rule, with the slopes and bends of the half-cosine ramps; a jump of 0.003
    would exceed it.
    """
    level = max(float(np.abs(s).max()) for s in sounds if len(s))
    slope = max(float(np.abs(np.diff(s)).max()) for s in sounds if len(s))
    bend = max(float(np.abs(np.diff(s, 2)).max()) for s in sounds if len(s))
    slopes = [np.pi / 2 / n for n in (SEAM, FADE)]
    bends = [(np.pi / n) ** 2 / 2 for n in (SEAM, FADE)]
    return (
        bend
        + 2 * slope * (2 * slopes[0] + slopes[1])
        + level * (2 * bends[0] + bends[1] + 4 * slopes[0] * slopes[1])
    )
