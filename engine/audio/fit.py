"""Samples brought to an exact length: cut, repeated, followed by silence, or stretched."""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np

from engine.audio.stretch import is_within_limits, stretch
from engine.errors import FitError
from engine.spec import FloatArray

FitMode = Literal["trim", "loop", "pad", "stretch"]
FIT_MODES: Final[tuple[FitMode, ...]] = get_args(FitMode)
SEAM_S: Final = 0.03
"""Crossfade where a loop begins again."""
FADE_S: Final = 0.005
"""Fade before the silence of "pad"."""


def fit(samples: FloatArray, n_samples: int, *, sample_rate: int, mode: FitMode) -> FloatArray:
    """Bring samples to an exact length.

    Parameters
    ----------
    samples : float32 array, shape (any,), finite
    n_samples : int
        Of the result, >= 0.
    sample_rate : int
        In Hz.
    mode : {"trim", "loop", "pad", "stretch"}
        How a sound that is too short is made longer: not at all; repeated, with a crossfade of
        30 ms at the seam; with silence after a fade of 5 ms; played slower. A sound that is too
        long is cut at its end, or with "stretch" played faster.

    Returns
    -------
    float32 array, shape (n_samples,)
        The same array if it has this length already.

    Raises
    ------
    FitError
        If "trim" would have to make the sound longer, "loop" or "stretch" has nothing to work on,
        or "stretch" would have to change the speed more than twice. The sentence says what to use.
    ValueError
        If ``mode`` is none of these or ``n_samples`` is negative.
    """
    if mode not in FIT_MODES:
        raise ValueError(f"mode is {mode!r}; it must be one of {', '.join(FIT_MODES)}")
    if n_samples < 0:
        raise ValueError(f"n_samples is {n_samples}; it must be >= 0")
    if len(samples) == n_samples:
        return samples
    if mode == "stretch":
        return _stretched(samples, n_samples, sample_rate)
    if len(samples) > n_samples:
        return samples[:n_samples].copy()
    if mode == "pad":
        return _padded(samples, n_samples, round(FADE_S * sample_rate))
    if mode == "loop":
        return _looped(samples, n_samples, round(SEAM_S * sample_rate))
    raise FitError(
        f"The sound is {_length(samples, sample_rate)} long, shorter than the "
        f"{n_samples / sample_rate:.2f} s wanted, so it cannot be trimmed; use pad or loop."
    )


def _length(samples: FloatArray, sample_rate: int) -> str:
    return f"{len(samples) / sample_rate:.2f} s"


def _padded(samples: FloatArray, n_samples: int, n_fade: int) -> FloatArray:
    result = np.zeros(n_samples, np.float32)
    n_fade = min(n_fade, len(samples))
    result[: len(samples)] = samples
    result[len(samples) - n_fade : len(samples)] *= _fade_in(n_fade)[::-1] ** 2
    return result


def _looped(samples: FloatArray, n_samples: int, n_seam: int) -> FloatArray:
    if not len(samples):
        raise FitError("There is no sound to repeat; use pad, or choose another file.")
    n_seam = min(n_seam, len(samples) // 2)
    body = samples[n_seam:].copy()
    if n_seam:
        rise = _fade_in(n_seam)
        body[-n_seam:] = body[-n_seam:] * rise[::-1] + samples[:n_seam] * rise
    n_repeats = -(-(n_samples - n_seam) // len(body))
    return np.concatenate([samples[:n_seam], np.tile(body, n_repeats)])[:n_samples]


def _stretched(samples: FloatArray, n_samples: int, sample_rate: int) -> FloatArray:
    if not len(samples):
        raise FitError("There is no sound to stretch; use pad, or choose another file.")
    time_ratio = n_samples / len(samples)
    if not is_within_limits(time_ratio):
        instead = "trim" if time_ratio < 1 else "loop or pad"
        raise FitError(
            f"The sound is {_length(samples, sample_rate)} long; to stretch it to "
            f"{n_samples / sample_rate:.2f} s would change its speed more than twice; "
            f"use {instead}."
        )
    return stretch(samples, sample_rate, time_ratio=time_ratio)


def _fade_in(n_samples: int) -> FloatArray:
    """Return the rising half of an equal-power crossfade; its mirror image is the falling one."""
    phase = (np.arange(n_samples, dtype=np.float32) + np.float32(0.5)) / max(n_samples, 1)
    return np.sin(phase * np.float32(np.pi / 2)).astype(np.float32)
