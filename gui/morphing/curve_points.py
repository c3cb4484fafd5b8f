"""What a hand does to a curve: points added, moved, removed, drawn. No Qt, no state."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.morph.alpha import AlphaCurve, shaped_curve

Point = tuple[float, float]
"""Seconds of the morph, and alpha there."""
DIGITS = 3
"""Points lie on thousandths, of a second and of alpha."""
GRID_S, GRID_ALPHA = 0.1, 0.05
TOLERANCE = 0.01
"""How far, in alpha, a simplified stroke may be from what was drawn."""
PRESETS = ("ramp", "s", "step", "triangle")
S_POINTS = 9
"""Enough for the S to be within about 0.01 of its formula, and few enough to be moved by hand."""


def rounded(points: Sequence[Point]) -> AlphaCurve:
    """Return a curve through points, on the grid that projects are written with."""
    return AlphaCurve(tuple((round(t, DIGITS), round(alpha, DIGITS)) for t, alpha in points))


def preset(name: str, length_s: float) -> AlphaCurve:
    """Return one of `PRESETS` over ``length_s`` seconds, with as few points as it needs."""
    if name == "s":
        share = np.linspace(0, 1, S_POINTS)
        smooth = share * share * (3 - 2 * share)
        return rounded(list(zip((share * length_s).tolist(), smooth.tolist(), strict=True)))
    return shaped_curve(name, length_s)


def flat(alpha: float, length_s: float) -> AlphaCurve:
    """Return a curve that stays where it is."""
    return rounded([(0.0, alpha), (length_s, alpha)])


def reversed_curve(curve: AlphaCurve, length_s: float) -> AlphaCurve:
    """Return the curve from its end to its beginning."""
    return rounded([(max(0.0, length_s - t), alpha) for t, alpha in reversed(curve.points)])


def snapped(point: Point, beats_s: Sequence[float] = ()) -> Point:
    """Return the nearest point of the grid; with beats, on the nearest of them."""
    seconds, alpha = point
    if beats_s:
        seconds = min(beats_s, key=lambda beat: abs(beat - seconds))
    else:
        seconds = round(seconds / GRID_S) * GRID_S
    return round(seconds, DIGITS), round(round(alpha / GRID_ALPHA) * GRID_ALPHA, DIGITS)


def added(curve: AlphaCurve, point: Point) -> tuple[AlphaCurve, int]:
    """Return the curve with one point more, and which it is."""
    index = sum(t <= point[0] for t, _ in curve.points)
    points = [*curve.points[:index], point, *curve.points[index:]]
    return rounded(points), index


def moved(
    curve: AlphaCurve, index: int, point: Point, length_s: float, lowest: float, highest: float
) -> AlphaCurve:
    """Return the curve with one point elsewhere: between its neighbours, and in range."""
    points = list(curve.points)
    earliest = points[index - 1][0] if index else 0.0
    latest = points[index + 1][0] if index + 1 < len(points) else max(length_s, earliest)
    seconds = min(latest, max(earliest, point[0]))
    points[index] = seconds, min(highest, max(lowest, point[1]))
    return rounded(points)


def removed(curve: AlphaCurve, index: int) -> AlphaCurve | None:
    """Return the curve without a point; None if too little would be left of it."""
    points = [*curve.points[:index], *curve.points[index + 1 :]]
    return AlphaCurve(tuple(points)) if len(points) >= 2 else None


def simplified(points: Sequence[Point], tolerance: float = TOLERANCE) -> list[Point]:
    """Return the few points whose lines stay within ``tolerance`` of all of them.

    Parameters
    ----------
    points : sequence of (float, float)
        In the order of time.
    tolerance : float
        In alpha: what counts is how far the sound is off at a moment, not the pixel's distance.

    References
    ----------
    Ramer 1972, Computer Graphics and Image Processing 1(3); Douglas & Peucker 1973, Cartographica
    10(2).
    """
    if len(points) < 3:
        return list(points)
    times, alphas = np.array(points, np.float64).T
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        inside = slice(first + 1, last)
        width = times[last] - times[first]
        share = (times[inside] - times[first]) / width if width else np.zeros(last - first - 1)
        line = alphas[first] + share * (alphas[last] - alphas[first])
        away = np.abs(alphas[inside] - line)
        worst = int(np.argmax(away))
        if away[worst] > tolerance:
            middle = first + 1 + worst
            kept.add(middle)
            spans += [(first, middle), (middle, last)]
    return [points[i] for i in sorted(kept)]


def drawn(curve: AlphaCurve, stroke: Sequence[Point]) -> AlphaCurve:
    """Return the curve with a stroke in place of what it covers; elsewhere it stays as it is.

    Parameters
    ----------
    curve : AlphaCurve
    stroke : sequence of (float, float)
        In the order of time.
    """
    if len(stroke) < 2:
        return curve
    new = simplified(stroke)
    start_s, end_s = new[0][0], new[-1][0]
    before = [p for p in curve.points if p[0] < start_s]
    after = [p for p in curve.points if p[0] > end_s]
    edges = [(t, float(curve.at(t))) for t in (start_s, end_s)]
    # Where the stroke does not meet the curve there is a step, so that only the drawn part changes.
    left = edges[:1] if before and abs(edges[0][1] - new[0][1]) > TOLERANCE else []
    right = edges[1:] if after and abs(edges[1][1] - new[-1][1]) > TOLERANCE else []
    return rounded([*before, *left, *new, *right, *after])


def stops_along(curve: AlphaCurve, duration_s: float, n_stops: int = 33) -> list[Point]:
    """Return alpha at times that are close enough for its colour between them to be right."""
    even = [duration_s * i / (n_stops - 1) for i in range(n_stops)]
    inside = [t for t, _ in curve.points if 0 < t < duration_s]
    # On both sides of each point, for steps.
    beside = [t + side * 1e-4 * duration_s for t in inside for side in (-1, 1)]
    times = sorted(t for t in {*even, *beside} if 0 <= t <= duration_s)
    return list(zip(times, curve.at(times).tolist(), strict=True))
