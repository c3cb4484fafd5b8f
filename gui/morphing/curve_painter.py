"""How a curve of alpha over time looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui import words
from gui.morphing.curve_points import Point
from gui.palette import Palette, mix
from gui.views.time_view import paint_label

if TYPE_CHECKING:
    from engine.morph.alpha import AlphaCurve

MARGIN = 7
"""Room for half a point over the highest alpha, and under the lowest."""
POINT_RADIUS, CHOSEN_RADIUS = 4.5, 6.0
LINE_WIDTH, EDGE_WIDTH = 2.0, 4.5
EDGE_ALPHA, GRID_ALPHA = 170, 70
LABEL_HEIGHT, LABEL_PADDING, LABEL_EDGE = 17, 10, 4


class CurvePainter:
    """Paints one curve.

    Parameters
    ----------
    painter : QPainter
    palette : Palette
    place_of : callable
        The pixel of a point.
    exposed : QRect
        What must be painted; lines outside it are left out.
    """

    def __init__(
        self,
        painter: QPainter,
        palette: Palette,
        place_of: Callable[[Point], QPointF],
        exposed: QRect,
    ) -> None:
        self._painter = painter
        self._palette = palette
        self._place_of = place_of
        self._exposed = exposed

    def paint_grid(
        self, width: float, limits: tuple[float, float], beats_s: Sequence[float]
    ) -> None:
        """Paint a line for each clip where alpha goes beyond them, and one for each beat."""
        colour = QColor(self._palette.text)
        colour.setAlpha(GRID_ALPHA)
        pen = QPen(colour, 1)
        pen.setDashPattern([3, 3])
        self._painter.setPen(pen)
        for alpha in (0.0, 1.0) if limits[0] < 0 else ():
            y = round(self._place_of((0.0, alpha)).y()) + 0.5
            self._painter.drawLine(QPointF(0, y), QPointF(width, y))
        for beat in beats_s:
            x = round(self._place_of((beat, 0.0)).x()) + 0.5
            if self._exposed.left() <= x <= self._exposed.right() + 1:
                self._painter.drawLine(QPointF(x, 0), QPointF(x, self._exposed.bottom() + 1))

    def paint_line(self, curve: AlphaCurve, width: float) -> None:
        """Paint the line, level before the first point and after the last."""
        places = [self._place_of(point) for point in curve.points]
        first, last = places[0], places[-1]
        start = QPointF(min(0.0, first.x()), first.y())
        end = QPointF(max(width, last.x()), last.y())
        line = QPolygonF(self._seen([start, *places, end]))
        edge = QColor(self._palette.well)
        edge.setAlpha(EDGE_ALPHA)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, pen_width in ((edge, EDGE_WIDTH), (QColor(self._palette.text), LINE_WIDTH)):
            pen = QPen(colour, pen_width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            self._painter.setPen(pen)
            self._painter.drawPolyline(line)

    def _seen(self, places: list[QPointF]) -> list[QPointF]:
        """Leave out the lines that end left of what must be painted, or begin right of it."""
        left, right = self._exposed.left() - EDGE_WIDTH, self._exposed.right() + EDGE_WIDTH
        first = sum(place.x() < left for place in places)
        last = sum(place.x() <= right for place in places)
        return places[max(0, first - 1) : last + 1]

    def paint_points(self, curve: AlphaCurve, chosen: int | None, *, has_focus: bool) -> None:
        """Paint the points in the colours of their alphas, the chosen one larger."""
        p = self._palette
        near = self._exposed.adjusted(-12, -12, 12, 12).toRectF()
        for i, point in enumerate(curve.points):
            place = self._place_of(point)
            if not near.contains(place):
                continue
            radius = CHOSEN_RADIUS if i == chosen else POINT_RADIUS
            self._painter.setPen(QPen(QColor(p.well), 3.5))
            self._painter.drawEllipse(place, radius, radius)
            ring = p.a_text if i == chosen and has_focus else p.text
            self._painter.setPen(QPen(QColor(ring), 2))
            self._painter.setBrush(QColor(mix(p.a, p.b, round(point[1], 2))))
            self._painter.drawEllipse(place, radius, radius)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def paint_label(self, point: Point, inside: QRect) -> None:
        """Write the seconds and the alpha of a point, above or below it."""
        text = f"{point[0]:.2f} s · {words.alpha_number(point[1])}"
        font = self._painter.font()
        font.setPixelSize(11)
        self._painter.setFont(font)
        width = self._painter.fontMetrics().horizontalAdvance(text) + LABEL_PADDING
        place = self._place_of(point)
        left = min(max(inside.left(), place.x() - width / 2), inside.right() - width)
        # Where the other half is empty, so that the line and the next points are seen.
        is_high = place.y() < inside.height() / 2
        top = inside.height() - LABEL_HEIGHT - LABEL_EDGE if is_high else LABEL_EDGE
        ground = QColor(self._palette.well)
        ground.setAlpha(225)
        rect = QRectF(left, top, width, LABEL_HEIGHT)
        paint_label(self._painter, rect, text, QColor(self._palette.text), ground)
