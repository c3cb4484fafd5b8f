"""Which edits are one gesture of the hand, and so one step to undo."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

MERGING = ("alpha", "sound", "both", "detail", "curve", "excerpt_A", "excerpt_B", "length", "loop")
"""What a hand moves; all else is a step each time."""
PAUSE_S = 1.0
LOOK_EVERY_MS = 100


def is_button_down() -> bool:
    """Tell whether a button of the mouse is held."""
    return QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton


class Gesture(QObject):
    """Follows edits: the same thing within a second, or while the button stays down, is one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self._at = 0.0
        # Nothing tells of a button let go over another widget but asking.
        self._held = QTimer(self)
        self._held.setInterval(LOOK_EVERY_MS)
        self._held.timeout.connect(self._on_look)

    def takes(self, key: str) -> bool:
        """Note an edit; tell whether it goes on with the gesture before."""
        now = time.monotonic()
        is_near = self._held.isActive() or now - self._at <= PAUSE_S
        is_same = key in MERGING and key == self._key and is_near
        self._key, self._at = key, now
        if is_button_down():
            self._held.start()
        return is_same

    def end(self) -> None:
        """Whatever comes is another gesture."""
        self._key = ""
        self._held.stop()

    @Slot()
    def _on_look(self) -> None:
        if not is_button_down():
            self._at = time.monotonic()
            self._held.stop()
