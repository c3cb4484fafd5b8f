"""A thin scroll bar at the foot of a picture, which shows which part of the time is visible."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gui.palette import Palette
from gui.views.time_axis import TimeAxis

HEIGHT, GRIP = 3, 10
"""Of the bar, and how high it may be grabbed."""
MARGIN, SHORTEST = 6, 12.0


def bar_time(axis: TimeAxis, x: float, width: float) -> float:
    """Return the time of a place on the bar of a picture of this width."""
    share = (x - MARGIN) / max(1.0, width - 2 * MARGIN)
    return min(1.0, max(0.0, share)) * axis.duration_s


def paint_bar(painter: QPainter, picture: QRectF, axis: TimeAxis, palette: Palette) -> None:
    """Paint the bar of a picture."""
    rect = picture.adjusted(MARGIN, 0, -MARGIN, -2)
    rect.setTop(rect.bottom() - HEIGHT)
    share = rect.width() / axis.duration_s
    width = max(SHORTEST, axis.span_s * share)
    left = min(rect.left() + axis.start_s * share, rect.right() - width)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.control_border))
    painter.drawRoundedRect(rect, 1.5, 1.5)
    painter.setBrush(QColor(palette.text))
    painter.drawRoundedRect(QRectF(left, rect.top(), width, HEIGHT), 1.5, 1.5)
