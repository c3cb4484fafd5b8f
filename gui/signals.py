"""Ctrl-C in the terminal, and a polite request to end, close the window like a click does."""

from __future__ import annotations

import logging
import signal
import socket
from types import FrameType

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Slot
from PySide6.QtWidgets import QApplication

log = logging.getLogger(__name__)
SIGNALS = (signal.SIGINT, signal.SIGTERM)
ENDING = "is_ending"
"""The application's property that says: end without a question."""


class SignalWatcher(QObject):
    """Wakes Qt's event loop when a signal comes, and closes every window.

    Python runs its handlers between two of its own instructions, and an idle window executes none;
    but at once, whatever runs, it writes the signal's number to a socket, and Qt listens there.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        self._older_fd = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._older = {number: signal.signal(number, _note) for number in SIGNALS}

    def close(self) -> None:
        """Give the signals back."""
        for number, handler in self._older.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._older_fd)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._theirs.close()

    @Slot()
    def _on_woken(self) -> None:
        numbers = self._ours.recv(64)
        if any(number in SIGNALS for number in numbers):
            log.info("asked to end by signal %s", ", ".join(map(str, numbers)))
            application = QCoreApplication.instance()
            if application is not None:
                application.setProperty(ENDING, True)
            # Dialogs first, so that none keeps the window from ending.
            QApplication.closeAllWindows()


def is_ending() -> bool:
    """Tell whether the program ends because a signal asked for it: nobody is asked anything."""
    application = QCoreApplication.instance()
    return application is not None and bool(application.property(ENDING))


def _note(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the socket tells; without a handler Python would raise in any slot."""
