"""Alpha on its way to a target, in steps that the eye and the ear take for one move."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gui.morph_control import MorphControl
from gui.motion import is_calm

STEP_MS = 30


class Glide(QObject):
    """Moves alpha through the controller, so that each step is like one of the hand.

    It ends where anything else moves alpha, or where a curve is followed: the newest wish wins.

    Parameters
    ----------
    controller : MorphControl
    clock : callable, optional
        Seconds that only go on.

    Signals
    -------
    running_changed(bool)
    """

    running_changed = Signal(bool)

    def __init__(
        self,
        controller: MorphControl,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._clock = clock
        self._start = self._target = self._reached = 0.0
        self._began_s = self._length_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self.on_step)

    @property
    def is_running(self) -> bool:
        """Whether alpha is on its way."""
        return self._timer.isActive()

    @property
    def target(self) -> float | None:
        """Where it goes; None when it rests."""
        return self._target if self.is_running else None

    def go(self, alpha: float, start: float | None = None) -> None:
        """Go there; at once if nothing should move, or the time is 0.

        Parameters
        ----------
        alpha : float
        start : float, optional
            Where to begin; alpha as it is if absent. A curve that is left has its own.
        """
        controller, settings = self._controller, self._controller.settings
        if settings.glide_s <= 0 or is_calm(settings.motion):
            self.stop()
            controller.set_alpha(alpha)
            return
        lowest, highest = controller.session.alpha_range
        controller.set_alpha(controller.session.alpha if start is None else start)
        self._start = self._reached = controller.session.alpha
        self._target = min(highest, max(lowest, alpha))
        self._began_s, self._length_s = self._clock(), settings.glide_s
        was_running = self.is_running
        self._timer.start()
        if not was_running:
            self.running_changed.emit(True)

    @Slot()
    def stop(self) -> None:
        """Rest where alpha is."""
        if self._timer.isActive():
            self._timer.stop()
            self.running_changed.emit(False)

    @Slot()
    def on_step(self) -> None:
        """Move on by as much as the time that has passed asks for."""
        session = self._controller.session
        if session.is_curve or session.alpha != self._reached:
            self.stop()
            return
        share = min(1.0, (self._clock() - self._began_s) / self._length_s)
        # Slow at both ends, as a hand is.
        eased = share * share * (3 - 2 * share)
        self._controller.set_alpha(self._start + eased * (self._target - self._start))
        self._reached = session.alpha
        if share >= 1:
            self.stop()
