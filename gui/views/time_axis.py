"""The seconds that are on show: one range, shared by all pictures over the same time."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

SHORTEST_S = 0.02
"""Nobody needs to look closer; at common sizes a sample is a pixel or more then."""
STEPS = (1, 2, 5)


class TimeAxis(QObject):
    """What of 0 to ``duration_s`` is visible.

    Signals
    -------
    changed()
        Another range or duration.

    Examples
    --------
    >>> axis = TimeAxis()
    >>> axis.set_duration(10.0)
    >>> axis.show(2.0, 4.0)
    >>> axis.x_of(3.0, 400), axis.time_at(100, 400)
    (200.0, 2.5)
    """

    changed = Signal()

    def __init__(self, duration_s: float = 5.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._duration_s = duration_s
        self._start_s, self._end_s = 0.0, duration_s

    @property
    def duration_s(self) -> float:
        """Length of all there is."""
        return self._duration_s

    @property
    def start_s(self) -> float:
        """The first second on show."""
        return self._start_s

    @property
    def end_s(self) -> float:
        """Where the picture ends."""
        return self._end_s

    @property
    def span_s(self) -> float:
        """How much is on show."""
        return self._end_s - self._start_s

    @property
    def is_zoomed(self) -> bool:
        """Whether something is out of sight."""
        return self.span_s < self._duration_s

    def x_of(self, time_s: float, width: float) -> float:
        """Return the pixel column of a time in a picture of this width; may lie outside."""
        return (time_s - self._start_s) / self.span_s * width

    def time_at(self, x: float, width: float) -> float:
        """Return the time of a pixel column, never outside the picture."""
        share = min(1.0, max(0.0, x / max(1.0, width)))
        return self._start_s + share * self.span_s

    def shows(self, time_s: float) -> bool:
        """Tell whether a time is on show."""
        return self._start_s <= time_s <= self._end_s

    # -- moving -------------------------------------------------------------------------------

    def set_duration(self, duration_s: float) -> None:
        """Tell how much there is; all of it is shown if it is another length."""
        if duration_s > 0 and duration_s != self._duration_s:
            self._duration_s = duration_s
            self._start_s, self._end_s = 0.0, duration_s
            self.changed.emit()

    def show(self, start_s: float, end_s: float) -> None:
        """Show these seconds, or what is nearest: not beyond the ends, not too short."""
        span = min(self._duration_s, max(end_s - start_s, SHORTEST_S))
        start = min(max(0.0, (start_s + end_s - span) / 2), self._duration_s - span)
        end = self._duration_s if span == self._duration_s else start + span
        if (start, end) != (self._start_s, self._end_s):
            self._start_s, self._end_s = start, end
            self.changed.emit()

    def fit(self) -> None:
        """Show everything."""
        self.show(0.0, self._duration_s)

    def zoom(self, factor: float, at_s: float) -> None:
        """Come closer by this factor; what is at ``at_s`` stays where it is."""
        span = min(self._duration_s, max(self.span_s / factor, SHORTEST_S))
        start = at_s - (at_s - self._start_s) * span / self.span_s
        start = min(max(0.0, start), self._duration_s - span)
        self.show(start, start + span)

    def scroll(self, by_s: float) -> None:
        """Look later by so many seconds, earlier if negative."""
        start = min(max(0.0, self._start_s + by_s), self._duration_s - self.span_s)
        self.show(start, start + self.span_s)


def tick_step(span_s: float, width: float, spacing: float) -> float:
    """Return the step of 1, 2 or 5 times a power of ten that leaves ``spacing`` pixels between."""
    least = max(span_s, 1e-9) * spacing / max(1.0, width)
    power = 10.0 ** math.floor(math.log10(least))
    for step in STEPS:
        if step * power >= least * (1 - 1e-9):
            return step * power
    return 10 * power


def ticks(axis: TimeAxis, width: float, spacing: float) -> list[tuple[float, str]]:
    """Return (seconds, words) of round times on show, at least ``spacing`` pixels apart."""
    step = tick_step(axis.span_s, width, spacing)
    digits = max(0, -math.floor(math.log10(step * 1.000001)))
    first, last = math.ceil(axis.start_s / step - 1e-9), math.floor(axis.end_s / step + 1e-9)
    return [(n * step, f"{n * step:.{digits}f} s") for n in range(first, last + 1)]
