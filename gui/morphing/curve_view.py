"""The curve of alpha over time in the hand: mouse, pen and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
)

from gui.morphing import curve_points
from gui.morphing.curve_plot import CurvePlot
from gui.morphing.curve_points import Point
from gui.theme import Theme
from gui.views.time_view import TimeView

if TYPE_CHECKING:
    from engine.morph.alpha import AlphaCurve

STEP_S, FINE_STEP_S = 0.05, 0.005
STEP_ALPHA, FINE_STEP_ALPHA, BIG_STEP_ALPHA = 0.01, 0.001, 0.1
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
PAGES = {Qt.Key.Key_PageDown: -1, Qt.Key.Key_PageUp: 1}
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
DRAWING = Qt.KeyboardModifier.AltModifier


class CurveView(CurvePlot):
    """What it has no use for is left to the view below it.

    A point is dragged; a press on the line, or a double click anywhere, adds one; a right click
    removes it. With Alt, or with a pen, the curve is drawn. Tab goes from point to point, and the
    arrows move the one that is chosen.

    Signals
    -------
    menu_wished(QPoint)
        The user asks for shapes, at a place on the screen.
    """

    menu_wished = Signal(QPoint)

    def __init__(self, theme: Theme, view: TimeView) -> None:
        super().__init__(theme, view)
        self._stroke: dict[int, float] | None = None
        self._stroke_end = QPointF()
        self._before: AlphaCurve | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)

    def _snapped(self, point: Point, modifiers: Qt.KeyboardModifier) -> Point:
        is_free = bool(modifiers & CTRL) == self.snaps
        return point if is_free else curve_points.snapped(point, self._beats_s)

    # -- mouse and pen --------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place, hit = event.position(), self.hit(event.position())
        if event.button() == Qt.MouseButton.RightButton:
            event.accept()  # the context menu's event comes next
            return
        if event.button() != Qt.MouseButton.LeftButton or self.curve is None:
            event.ignore()
            return
        is_pen = event.pointerType() == QPointingDevice.PointerType.Pen
        if event.modifiers() & DRAWING or (is_pen and hit is None):
            self._stroke, self._stroke_end, self._before = {}, place, self.curve
            self.choose(None)
        elif hit is not None:
            self.choose(hit)
            self._is_dragging = True
        elif self.is_on_line(place):
            seconds = self.point_at(place)[0]
            self.add_point((seconds, float(self.curve.at(seconds))))
            self._is_dragging = True
        else:
            event.ignore()  # a jump of the playhead
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._stroke is not None:
            self._draw(place)
        elif self._is_dragging and self._chosen is not None:
            self.move_point(self._chosen, self._snapped(self.point_at(place), event.modifiers()))
        else:
            self._show_cursor(place, event.modifiers())
            event.ignore()

    def _show_cursor(self, place: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & DRAWING:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self.hit(place) is not None:
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        elif self.is_on_line(place):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def _draw(self, place: QPointF) -> None:
        """Go on with a stroke: each pixel column between the last place and this is written."""
        assert self._stroke is not None
        assert self._before is not None
        start, end = sorted((self._stroke_end, place), key=lambda p: p.x())
        width = max(1.0, end.x() - start.x())
        for x in range(round(start.x()), round(end.x()) + 1):
            share = min(1.0, max(0.0, (x - start.x()) / width))
            y = start.y() + share * (end.y() - start.y())
            self._stroke[x] = self.point_at(QPointF(x, y))[1]
        self._stroke_end = place
        points = [(self.view.time_at(x), alpha) for x, alpha in sorted(self._stroke.items())]
        points = [(min(seconds, self._length_s), alpha) for seconds, alpha in points]
        self.edit(curve_points.drawn(self._before, points), None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_mine = self._is_dragging or self._stroke is not None
        self._is_dragging, self._stroke = False, None
        self.update()
        event.setAccepted(was_mine)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.curve is None:
            event.ignore()
            return
        event.accept()
        if self.hit(event.position()) is None:
            self.add_point(self._snapped(self.point_at(event.position()), event.modifiers()))
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._is_dragging = True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        hit = None if by_keys else self.hit(QPointF(event.pos()))
        if hit is None:
            self.menu_wished.emit(event.globalPos())
        else:
            self.remove_point(hit)

    # -- keys -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_fine = modifiers == SHIFT
        is_plain = modifiers == Qt.KeyboardModifier.NoModifier
        if self.curve is None or not (is_plain or is_fine):
            event.ignore()
        elif key in ARROWS and self._chosen is not None:
            along, up = ARROWS[key]
            seconds, alpha = (FINE_STEP_S, FINE_STEP_ALPHA) if is_fine else (STEP_S, STEP_ALPHA)
            self._nudge(along * seconds, up * alpha)
        elif key in PAGES and self._chosen is not None:
            self._nudge(0.0, PAGES[key] * BIG_STEP_ALPHA)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._chosen is not None:
            self.remove_point(self._chosen)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Insert):
            self._add_after()
        elif key == Qt.Key.Key_Escape:
            self.choose(None)
            self.left.emit()
        else:
            event.ignore()

    def _nudge(self, seconds: float, alpha: float) -> None:
        assert self.curve is not None
        assert self._chosen is not None
        point = self.curve.points[self._chosen]
        self.move_point(self._chosen, (point[0] + seconds, point[1] + alpha))

    def _add_after(self) -> None:
        """Add a point in the middle of the line behind the chosen one, or before it at the end."""
        assert self.curve is not None
        points = self.curve.points
        first = min(self._chosen or 0, len(points) - 2)
        seconds = (points[first][0] + points[first + 1][0]) / 2
        self.add_point((seconds, (points[first][1] + points[first + 1][1]) / 2))

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Go from point to point, and on from the last."""
        if self.curve is not None and self._chosen is not None:
            index = self._chosen + (1 if is_next else -1)
            if 0 <= index < len(self.curve.points):
                self.choose(index)
                return True
        return super().focusNextPrevChild(is_next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        backwards = event.reason() == Qt.FocusReason.BacktabFocusReason
        if self.curve is not None and (
            backwards or event.reason() == Qt.FocusReason.TabFocusReason
        ):
            self.choose(len(self.curve.points) - 1 if backwards else 0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.choose(None)
