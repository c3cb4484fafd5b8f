"""How the track from A to B looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPolygonF

from gui.palette import Palette, mix
from gui.session import STEPS

TRACK_HEIGHT, HANDLE_RADIUS = 10, 13
END_HEIGHT = 18
BEYOND_HEIGHT, BEYOND_ALPHA = 4, 130
MARK_HALF_WIDTH, MARK_HEIGHT, MARK_GAP = 5, 7, 7


def paint_track(
    painter: QPainter, p: Palette, x_of: Callable[[int], float], y: float, ends: tuple[int, int]
) -> None:
    """Paint the way from A to B, and what lies beyond them.

    Parameters
    ----------
    painter : QPainter
    p : Palette
    x_of : callable
        The pixel column of a value in thousandths.
    y : float
        The track's middle.
    ends : tuple of int
        The lowest and the highest value.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    is_wide = ends[0] < 0
    if is_wide:
        for start, stop, name in ((ends[0], 0, p.a), (STEPS, ends[1], p.b)):
            colour = QColor(name)
            colour.setAlpha(BEYOND_ALPHA)
            painter.setBrush(colour)
            line = QRectF(x_of(start), y - BEYOND_HEIGHT / 2, 0, BEYOND_HEIGHT)
            line.setRight(x_of(stop))
            painter.drawRoundedRect(line, BEYOND_HEIGHT / 2, BEYOND_HEIGHT / 2)
    radius = 0 if is_wide else TRACK_HEIGHT / 2
    left, right = x_of(0) - radius, x_of(STEPS) + radius
    track = QRectF(left, y - TRACK_HEIGHT / 2, right - left, TRACK_HEIGHT)
    gradient = QLinearGradient(track.topLeft(), track.topRight())
    for i in range(11):
        gradient.setColorAt(i / 10, QColor(mix(p.a, p.b, i / 10)))
    painter.setBrush(gradient)
    painter.drawRoundedRect(track, radius, radius)
    middle = QColor(p.window)
    middle.setAlpha(130)
    painter.fillRect(QRectF(x_of(STEPS // 2) - 1, y - 5, 2, 10), middle)
    if is_wide:
        for end in (left, right):
            painter.fillRect(QRectF(end - 1, y - END_HEIGHT / 2, 2, END_HEIGHT), QColor(p.text))


def paint_marks(
    painter: QPainter, p: Palette, xs: Iterable[float], y: float, hovered: float | None
) -> None:
    """Paint an arrow and a line to the track at each of ``xs``; the tips are at ``y``."""
    for x in xs:
        top, half = y - MARK_HEIGHT, MARK_HALF_WIDTH
        points = [QPointF(x - half, top), QPointF(x + half, top), QPointF(x, y)]
        painter.setPen(QPen(QColor(p.window), 1))
        painter.setBrush(QColor(p.text if x == hovered else p.secondary))
        painter.drawPolygon(QPolygonF(points))
        line = QColor(p.secondary)
        painter.fillRect(QRectF(x - 0.5, y, 1, MARK_GAP), line)


def paint_handle(
    painter: QPainter, p: Palette, centre: QPointF, fill: str, *, is_large: bool, has_focus: bool
) -> None:
    """Paint the handle; without a fill it is hollow: the hand does not hold it."""
    radius = HANDLE_RADIUS - (0 if is_large else 1)
    painter.setPen(QPen(QColor(p.window), 3))
    painter.setBrush(QColor((p.text if p.is_dark else p.panel) if fill else p.window))
    painter.drawEllipse(centre, radius, radius)
    ring = QColor(p.text)
    if not has_focus:
        ring.setAlpha(150)
    painter.setPen(QPen(ring, 2 if has_focus else 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, radius + 0.5, radius + 0.5)
    if fill:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawEllipse(centre, radius * 0.52, radius * 0.52)
