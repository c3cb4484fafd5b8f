"""Call at once, then at most every so often, with the latest arguments."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot


class Throttle(QObject):
    """Thins out a stream of values: the first passes at once, the last is never lost.

    Parameters
    ----------
    interval_ms : int
        Shortest time between two values let through.
    is_leading : bool
        False waits for ``interval_ms`` of quiet instead and passes only the last (a debounce).

    Signals
    -------
    passed(object)
        A value that was let through.
    """

    passed = Signal(object)

    def __init__(
        self, interval_ms: int, parent: QObject | None = None, *, is_leading: bool = True
    ) -> None:
        super().__init__(parent)
        self._is_leading = is_leading
        self._has_value = False
        self._value: object = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def is_waiting(self) -> bool:
        """Whether a value has not passed yet."""
        return self._has_value

    def push(self, value: object) -> None:
        """Offer a value."""
        if self._is_leading and not self._timer.isActive():
            self._timer.start()
            self.passed.emit(value)
            return
        self._value, self._has_value = value, True
        if not self._is_leading or not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Let a waiting value through now."""
        self._timer.stop()
        self._emit_waiting()

    def cancel(self) -> None:
        """Forget a waiting value."""
        self._timer.stop()
        self._has_value = False

    @Slot()
    def _on_timeout(self) -> None:
        if self._has_value and self._is_leading:
            self._timer.start()
        self._emit_waiting()

    def _emit_waiting(self) -> None:
        if self._has_value:
            value, self._value, self._has_value = self._value, None, False
            self.passed.emit(value)
