"""A range of seconds in the hand: what dragging its parts makes of it. No Qt."""

from __future__ import annotations

import enum

MIN_LOOP_S = 0.05
GRID_S, FINE_GRID_S = 0.01, 0.001

Range = tuple[float, float]


class Part(enum.Enum):
    """What of a range moves."""

    BEGIN = "beginning"
    END = "end"
    ALL = "all of it"


def spanned(from_s: float, to_s: float, duration_s: float, grid_s: float = GRID_S) -> Range:
    """Return the range between two places, in either order, long enough and inside.

    Parameters
    ----------
    from_s, to_s : float
    duration_s : float
        Of all there is.
    grid_s : float
        The ends go to multiples of it, except to that of the sound.
    """
    begin, end = (min(max(0.0, at), duration_s) for at in sorted((from_s, to_s)))
    begin, end = (snapped(at, duration_s, grid_s) for at in (begin, end))
    if end - begin < MIN_LOOP_S:
        forward = to_s >= from_s
        end = begin + MIN_LOOP_S if forward else end
        begin = begin if forward else end - MIN_LOOP_S
    begin = max(0.0, min(begin, duration_s - MIN_LOOP_S))
    return _tidy(begin, min(duration_s, max(end, begin + MIN_LOOP_S)))


def moved(loop: Range, part: Part, by_s: float, duration_s: float, grid_s: float = GRID_S) -> Range:
    """Return the range with a part of it moved; the ends do not pass each other.

    Parameters
    ----------
    loop : tuple of (float, float)
    part : Part
    by_s : float
    duration_s : float
        Of all there is.
    grid_s : float
        What moves goes to multiples of it.
    """
    begin, end = loop
    if part is Part.BEGIN:
        begin = snapped(begin + by_s, duration_s, grid_s)
        return _tidy(max(0.0, min(begin, end - MIN_LOOP_S)), end)
    if part is Part.END:
        end = snapped(end + by_s, duration_s, grid_s)
        return _tidy(begin, min(duration_s, max(end, begin + MIN_LOOP_S)))
    length = end - begin
    begin = min(max(0.0, snapped(begin + by_s, duration_s, grid_s)), duration_s - length)
    return _tidy(begin, begin + length)


def snapped(at_s: float, duration_s: float, grid_s: float) -> float:
    """Return the nearest multiple of the grid, or the end where that is nearer."""
    nearest = round(at_s / grid_s) * grid_s
    return duration_s if abs(duration_s - at_s) < abs(nearest - at_s) else nearest


def _tidy(begin: float, end: float) -> Range:
    """Leave out the dust of floating point: a document compares and saves these."""
    return round(begin, 4), round(end, 4)
