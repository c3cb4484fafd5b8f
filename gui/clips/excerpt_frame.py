"""Where an excerpt may lie in its file and how long it may be. No Qt."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np

from gui.document import LENGTH_S, MAX_LENGTH_S, MIN_LENGTH_S

SNAP_REACH_S = 0.5
"""A beat farther away does not catch the frame."""


@dataclasses.dataclass(slots=True)
class ExcerptFrame:
    """A window of so many seconds in a file of so many.

    Parameters
    ----------
    start_s, length_s : float
    duration_s : float
        Of the file.
    ticks_s : tuple of float
        Where the excerpt likes to begin, in order; empty for anywhere.
    """

    start_s: float = 0.0
    length_s: float = LENGTH_S
    duration_s: float = LENGTH_S
    ticks_s: tuple[float, ...] = ()

    @property
    def end_s(self) -> float:
        """Where it ends."""
        return self.start_s + self.length_s

    @property
    def max_start_s(self) -> float:
        """The last place for its beginning."""
        return max(0.0, self.duration_s - self.length_s)

    def set_ticks(self, ticks_s: Iterable[float]) -> None:
        """Begin here if possible."""
        self.ticks_s = tuple(sorted(ticks_s))

    def inside(self, start_s: float) -> float:
        """Return the nearest beginning that lies in the file."""
        return min(self.max_start_s, max(0.0, start_s))

    def snapped(self, start_s: float) -> float:
        """Return the beginning nearest to a wish: on a tick if one is near, and in the file."""
        start_s = self.inside(start_s)
        if not self.ticks_s:
            return start_s
        nearest = min(self.ticks_s, key=lambda tick: abs(tick - start_s))
        is_near = abs(nearest - start_s) <= SNAP_REACH_S and nearest <= self.max_start_s
        return nearest if is_near else start_s

    def next_tick(self, direction: int) -> float | None:
        """Return the tick after the beginning (1) or before it (-1); None if there is none near."""
        ticks = np.array(self.ticks_s)
        away = (ticks - self.start_s) * direction
        ahead = ticks[(away > 1e-3) & (ticks <= self.max_start_s)]
        if not len(ahead):
            return None
        tick = float(ahead[np.abs(ahead - self.start_s).argmin()])
        return tick if abs(tick - self.start_s) <= 4 * SNAP_REACH_S else None

    def drag_left(self, time_s: float) -> None:
        """Begin here; the end stays."""
        end_s = self.end_s
        self.start_s = max(0.0, min(end_s - MIN_LENGTH_S, max(end_s - MAX_LENGTH_S, time_s)))
        self.length_s = end_s - self.start_s

    def drag_right(self, time_s: float) -> None:
        """End here, or at the end of the file; the beginning stays."""
        self.set_length(min(time_s, self.duration_s) - self.start_s)

    def set_length(self, length_s: float) -> None:
        """Be so long; begin earlier if the file ends too soon."""
        self.length_s = min(MAX_LENGTH_S, max(MIN_LENGTH_S, length_s))
        self.start_s = self.inside(self.start_s)
