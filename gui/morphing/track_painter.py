"""How the track from A to B looks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QPolygonF

from gui.alpha_grid import STEPS
from gui.palette import Palette, mix

TRACK_HEIGHT, HANDLE_RADIUS = 10, 13
END_SHARE, BEYOND_SHARE = 1.8, 0.4
"""How high the lines at the clips and the track beyond them are, as shares of the track."""
BEYOND_ALPHA = 130
MARK_HALF_WIDTH, MARK_HEIGHT, MARK_GAP = 5, 7, 7


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """How large a track is.

    Parameters
    ----------
    height : float
        Of the track.
    radius : int
        Of its handle.
    """

    height: float
    radius: int


LARGE, SLIM = Look(TRACK_HEIGHT, HANDLE_RADIUS), Look(3.5, 7)


def paint_track(
    painter: QPainter,
    p: Palette,
    x_of: Callable[[int], float],
    y: float,
    ends: tuple[int, int],
    height: float,
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
    height : float
        The track's.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    is_wide = ends[0] < 0
    if is_wide:
        for start, stop, name in ((ends[0], 0, p.a), (STEPS, ends[1], p.b)):
            colour = QColor(name)
            colour.setAlpha(BEYOND_ALPHA)
            painter.setBrush(colour)
            thin = BEYOND_SHARE * height
            line = QRectF(x_of(start), y - thin / 2, 0, thin)
            line.setRight(x_of(stop))
            painter.drawRoundedRect(line, thin / 2, thin / 2)
    radius = 0 if is_wide else height / 2
    left, right = x_of(0) - radius, x_of(STEPS) + radius
    track = QRectF(left, y - height / 2, right - left, height)
    painter.setBrush(way(p, track.topLeft(), track.topRight()))
    painter.drawRoundedRect(track, radius, radius)
    middle = QColor(p.window)
    middle.setAlpha(130)
    painter.fillRect(QRectF(x_of(STEPS // 2) - 1, y - height / 2, 2, height), middle)
    if is_wide:
        for end in (left, right):
            line = QRectF(end - 1, y - END_SHARE * height / 2, 2, END_SHARE * height)
            painter.fillRect(line, QColor(p.text))


def way(p: Palette, start: QPointF, end: QPointF) -> QLinearGradient:
    """Return the colours from A's at one point to B's at another."""
    gradient = QLinearGradient(start, end)
    for i in range(11):
        gradient.setColorAt(i / 10, QColor(mix(p.a, p.b, i / 10)))
    return gradient


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
    painter: QPainter, p: Palette, centre: QPointF, fill: str, radius: float, *, has_focus: bool
) -> None:
    """Paint the handle; without a fill it is hollow: the hand does not hold it."""
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
        dot = max(0.52 * radius, 4.0)
        painter.drawEllipse(centre, dot, dot)
