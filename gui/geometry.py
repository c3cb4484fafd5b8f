"""How large the window is at first, and that it always fits on its screen."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtWidgets import QWidget

SIZE, MINIMUM_SIZE = QSize(1440, 900), QSize(960, 600)
FRAME = QSize(16, 40)
"""Room for the window's frame, whose size is not known before it shows."""


def first_size(available: QSize) -> QSize:
    """Return the size of a window that was never shown before."""
    share = QSize(round(0.92 * available.width()), round(0.9 * available.height()))
    return SIZE.boundedTo(share).boundedTo(available - FRAME)


def fitted(wanted: QRect, available: QRect) -> QRect:
    """Return a window's inner rectangle, shrunk and moved until it and its frame are on screen."""
    size = wanted.size().boundedTo(available.size() - FRAME)
    # The title bar is above; the other edges are thin.
    left, top = available.left() + FRAME.width() // 2, available.top() + FRAME.height() - 8
    room = available.size() - FRAME - size
    x = min(max(wanted.x(), left), left + room.width())
    y = min(max(wanted.y(), top), top + room.height())
    return QRect(x, y, size.width(), size.height())


def restore(window: QWidget, saved: QByteArray) -> None:
    """Give a window its size, the saved one if there is one, before it shows."""
    available = window.screen().availableGeometry()
    size = first_size(available.size())
    window.setMinimumSize(MINIMUM_SIZE.boundedTo(size))
    window.resize(size)
    if saved.isEmpty() or not window.restoreGeometry(saved):
        return
    if not window.isMaximized() and not window.isFullScreen():
        window.setGeometry(fitted(window.geometry(), window.screen().availableGeometry()))
