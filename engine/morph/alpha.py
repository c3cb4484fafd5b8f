"""Where between the clips a morph is: one number, or a curve over time."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.errors import CurveError
from engine.spec import FloatArray

MIN_ALPHA: Final = -0.5
MAX_ALPHA: Final = 1.5
"""A little beyond each clip: more of what sets it apart from the other."""

Weights: TypeAlias = float | FloatArray
"""Alpha as the methods see it: a number, or one for each mel column, shape (n_frames,)."""


@dataclasses.dataclass(frozen=True, slots=True)
class AlphaCurve:
    """Alpha over time: straight lines between points, level before the first and after the last.

    Parameters
    ----------
    points : tuple of (float, float)
        Seconds from the start of the morph, and alpha there. Two points at the same second make a
        step.

    Raises
    ------
    CurveError
        If there are fewer than two points, they are not in order, or one is out of range.
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if len(self.points) < 2:
            raise CurveError(
                "A curve needs at least two points, its first and its last: 0:0, 5:1 for example."
            )
        previous = 0.0
        for seconds, alpha in self.points:
            if not (math.isfinite(seconds) and seconds >= 0):
                raise CurveError(f"A curve's times are 0 or more seconds, not {seconds:g}.")
            if not MIN_ALPHA <= alpha <= MAX_ALPHA:
                raise CurveError(
                    f"A curve's alphas are from {MIN_ALPHA:g} to {MAX_ALPHA:g}, not {alpha:g}; "
                    "0 is A, 1 is B."
                )
            if seconds < previous:
                raise CurveError(
                    f"A curve's points are in the order of time; {seconds:g} s comes after "
                    f"{previous:g} s in the list."
                )
            previous = seconds

    @property
    def end_s(self) -> float:
        """Time of the last point."""
        return self.points[-1][0]

    def at(self, seconds: npt.ArrayLike) -> FloatArray:
        """Alpha at times in seconds, float32 array of the same shape."""
        times, alphas = np.array(self.points).T
        # Of two points at one second the later holds from there on; interp takes the earlier.
        times = times - np.arange(len(times))[::-1] * 1e-9
        return np.asarray(np.interp(np.asarray(seconds, np.float64), times, alphas), np.float32)

    def from_s(self, start_s: float) -> AlphaCurve:
        """Return the same curve for what remains after ``start_s``."""
        first = float(self.at(start_s + 1e-6))
        rest = tuple((t - start_s, alpha) for t, alpha in self.points if t > start_s)
        return AlphaCurve(((0.0, first), *(rest or ((1.0, first),))))


Alpha: TypeAlias = float | AlphaCurve


def check_alpha(alpha: Alpha) -> None:
    """Raise ``ValueError`` if a number is out of range; a curve was checked when it was made."""
    if not isinstance(alpha, AlphaCurve) and not MIN_ALPHA <= alpha <= MAX_ALPHA:
        raise ValueError(f"alpha {alpha} is not in [{MIN_ALPHA}, {MAX_ALPHA}]")


def weights(alpha: Alpha, n_columns: int, column_s: float) -> Weights:
    """Sample alpha at columns that are ``column_s`` seconds apart, the first at 0 s."""
    if not isinstance(alpha, AlphaCurve):
        return alpha
    return alpha.at(np.arange(n_columns) * column_s)


def spread(alpha: Weights, n_columns: int) -> Weights:
    """Bring alpha from the mel's columns to another number of columns over the same time."""
    if isinstance(alpha, float | int):
        return alpha
    if len(alpha) == n_columns:
        return alpha
    at = np.arange(n_columns) * (len(alpha) / n_columns)
    return np.asarray(np.interp(at, np.arange(len(alpha)), alpha), np.float32)


def gathered(alpha: Weights, frame_multiple: int) -> Weights:
    """Bring alpha from the mel's columns to the latent's: the mean of each ``frame_multiple``."""
    if isinstance(alpha, float | int):
        return alpha
    filled = np.pad(alpha, (0, -len(alpha) % frame_multiple), mode="edge")
    return np.asarray(filled.reshape(-1, frame_multiple).mean(axis=1), np.float32)


def between_clips(alpha: Weights) -> Weights:
    """Alpha within [0, 1], for what makes no sense beyond the clips."""
    if isinstance(alpha, float | int):
        return min(1.0, max(0.0, alpha))
    return np.clip(alpha, 0, 1)


def mean(alpha: Weights) -> float:
    """One number for all of it."""
    return float(np.mean(alpha))


def parse_curve(text: str) -> AlphaCurve:
    """Read ``"0:0, 2.5:1, 5:0.3"``: seconds and alpha of each point.

    Raises
    ------
    CurveError
        If it is not that, or `AlphaCurve` refuses it.
    """
    points = []
    for word in text.replace(";", ",").split(","):
        seconds, colon, alpha = word.partition(":")
        try:
            points.append((float(seconds), float(alpha)))
        except ValueError:
            said = word.strip() if colon or word.strip() else "nothing"
            raise CurveError(
                f"A curve is {', '.join(SHAPES)}, or points of seconds:alpha as in "
                f"0:0, 2.5:1, 5:0.3; not {said}."
            ) from None
    return AlphaCurve(tuple(points))


def _smooth(n_points: int = 25) -> list[tuple[float, float]]:
    share = np.linspace(0, 1, n_points)
    return [(float(x), float(x * x * (3 - 2 * x))) for x in share]


SHAPES: Final[dict[str, Callable[[], list[tuple[float, float]]]]] = {
    "ramp": lambda: [(0, 0), (1, 1)],
    "s": _smooth,
    "step": lambda: [(0, 0), (0.5, 0), (0.5, 1), (1, 1)],
    "triangle": lambda: [(0, 0), (0.5, 1), (1, 0)],
}
"""Curves with a name, over a length of 1."""


def shaped_curve(name: str, seconds: float) -> AlphaCurve:
    """Return one of `SHAPES` over a length in seconds."""
    return AlphaCurve(tuple((seconds * x, alpha) for x, alpha in SHAPES[name]()))
