"""The ruler in the hand: drag a loop, its edges, or all of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from gui.playback.loop_range import FINE_GRID_S, GRID_S, Part, Range, moved, spanned
from gui.playback.ruler_view import RulerView
from gui.theme import Theme
from gui.views.time_axis import TimeAxis

EDGE_PX, DRAG_PX = 6, 4
"""How near an edge it is taken; how far a press must move to be a drag."""
BIG_STEP_S = 0.1
ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
PAGES = {Qt.Key.Key_PageDown: -1, Qt.Key.Key_PageUp: 1}
PARTS = tuple(Part)


class Ruler(RulerView):
    """Seconds, the playhead and the loop. It holds no state but what it is told and the drag.

    A drag on the empty ruler makes a loop; edges are dragged, the middle moves it; a click jumps,
    a double click loops everything. With the focus the arrows move a part of it, which the up and
    down keys choose; Esc or Delete loops everything.

    Signals
    -------
    loop_moved(tuple or None)
        The user wants to loop these seconds, or all.
    seek_requested(float)
    """

    loop_moved = Signal(object)
    seek_requested = Signal(float)

    def __init__(self, theme: Theme, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(theme, axis, parent)
        self._pressed_x: float | None = None
        self._before: Range | None = None
        self._dragged: Part | None = None
        self._is_dragging = False
        self.setMouseTracking(True)
        self.setToolTip(
            self.tr(
                "Drag to loop a part; drag its edges or its middle to change it, double-click to "
                "loop everything. [ and ] loop from and to here."
            )
        )

    # -- the mouse ----------------------------------------------------------------------------

    def part_at(self, x: float) -> Part | None:
        """Return what of the loop is at a pixel column."""
        if self._loop is None:
            return None
        begin, end = (self.x_of(at) for at in self._loop)
        to_begin, to_end = abs(x - begin), abs(x - end)
        # A short loop keeps a middle: the edges are taken from outside then.
        grip = min(EDGE_PX, (end - begin) / 3)
        if to_begin <= (EDGE_PX if x < begin else grip) and to_begin <= to_end:
            return Part.BEGIN
        if to_end <= (EDGE_PX if x > end else grip):
            return Part.END
        return Part.ALL if begin < x < end else None

    def _grid(self, modifiers: Qt.KeyboardModifier) -> float:
        is_near = self.axis.x_of(self.axis.start_s + GRID_S, self.width()) > 2 * EDGE_PX
        is_fine = is_near or bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        return FINE_GRID_S if is_fine else GRID_S

    def _time_at(self, x: float) -> float:
        return self.axis.time_at(x, self.width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._hear_keys(True)
            self._pressed_x = event.position().x()
            self._before, self._is_dragging = self._loop, False
            self._dragged = self.part_at(self._pressed_x)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._pressed_x is None:
            shapes = {None: Qt.CursorShape.IBeamCursor, Part.ALL: Qt.CursorShape.SizeAllCursor}
            self.setCursor(shapes.get(self.part_at(x), Qt.CursorShape.SizeHorCursor))
            return
        self._is_dragging |= abs(x - self._pressed_x) >= DRAG_PX
        if self._is_dragging:
            self._drag_to(x, self._grid(event.modifiers()))

    def _drag_to(self, x: float, grid_s: float) -> None:
        assert self._pressed_x is not None
        start_s, here_s = self._time_at(self._pressed_x), self._time_at(x)
        if self._dragged is None or self._before is None:
            # A new loop is only drawn until the hand lets go: a growing one would chase the ear.
            self.set_loop(spanned(start_s, here_s, self.axis.duration_s, grid_s))
            return
        by_s = here_s - start_s
        self._want(moved(self._before, self._dragged, by_s, self.axis.duration_s, grid_s))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed_x is None:
            return
        pressed_x, self._pressed_x = self._pressed_x, None
        self._hear_keys(False)
        if not self._is_dragging:
            self.seek_requested.emit(self._time_at(pressed_x))
            return
        self.loop_moved.emit(self._loop)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._want(None)
        event.accept()

    def _want(self, loop: Range | None) -> None:
        if loop != self._loop:
            self.set_loop(loop)
            self.loop_moved.emit(loop)

    def take_back(self) -> bool:
        """Undo a drag that is not over; tell whether there was one."""
        if self._pressed_x is None:
            return False
        self._pressed_x = None
        self._hear_keys(False)
        if self._is_dragging:
            self._want(self._before)
        return self._is_dragging

    # -- keys ---------------------------------------------------------------------------------

    def _hear_keys(self, is_on: bool) -> None:
        """Hear of Esc while dragging, without taking the focus from where it is."""
        app = QCoreApplication.instance()
        assert app is not None
        (app.installEventFilter if is_on else app.removeEventFilter)(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and self.take_back():
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take_key(event):
            super().keyPressEvent(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape and self.take_back():
            return True
        if self._loop is None:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                here_s = self._position_s or 0.0
                self._want(spanned(here_s, here_s + 1.0, self.axis.duration_s))
                return True
            return False
        grid_s = self._grid(event.modifiers())
        if key in ARROWS or key in PAGES:
            by_s = ARROWS[key] * grid_s if key in ARROWS else PAGES[key] * BIG_STEP_S
            self._want(moved(self._loop, self._part, by_s, self.axis.duration_s, grid_s))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key is Qt.Key.Key_Down else -1
            self._part = PARTS[(PARTS.index(self._part) + step) % len(PARTS)]
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._want(None)
        else:
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.take_back()
