"""The track of alpha: what it has besides its handle, the marks and a menu."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from gui.alpha_grid import STEPS
from gui.morphing.track import Track
from gui.morphing.track_painter import (
    LARGE,
    MARK_GAP,
    MARK_HALF_WIDTH,
    MARK_HEIGHT,
    TRACK_HEIGHT,
    paint_marks,
)
from gui.theme import Theme
from gui.words import alpha_number

MARK_ROOM = 6
"""How much higher the track is for the marks to stand free of the handle."""
ALT = Qt.KeyboardModifier.AltModifier


class AlphaTrack(Track):
    """The track of alpha. Home and End belong to the transport.

    Signals
    -------
    glide_wished(float)
        Go to this alpha over a while.
    mark_chosen(float), mark_toggled(float), marks_cleared()
        Go to a mark; set or remove one; remove all.
    entry_wished()
        Type a number.
    """

    glide_wished = Signal(float)
    mark_chosen = Signal(float)
    mark_toggled = Signal(float)
    marks_cleared = Signal()
    entry_wished = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, LARGE, MARK_ROOM, parent)
        self._marks: tuple[float, ...] = ()
        self._hovered_mark: float | None = None

    # -- what it shows ------------------------------------------------------------------------

    def set_marks(self, marks: tuple[float, ...]) -> None:
        """Show marks at these alphas."""
        self._marks = marks
        self._hovered_mark = None
        self.update()

    def shown_marks(self) -> list[float]:
        """Return the marks that are within reach."""
        lowest, highest = self.minimum() / STEPS, self.maximum() / STEPS
        return [mark for mark in self._marks if lowest <= mark <= highest]

    def mark_at(self, position: QPointF) -> float | None:
        """Return the mark under a point, if there is one."""
        if position.y() > MARK_HEIGHT + 2:
            return None
        reach = MARK_HALF_WIDTH + 3
        near = [(abs(self.x_of(m * STEPS) - position.x()), m) for m in self.shown_marks()]
        distance, mark = min(near, default=(reach + 1.0, 0.0))
        return mark if distance <= reach else None

    def paint_over_track(self, painter: QPainter, y: float) -> None:
        hovered = None if self._hovered_mark is None else self.x_of(self._hovered_mark * STEPS)
        xs = [self.x_of(mark * STEPS) for mark in self.shown_marks()]
        tips_y = y - TRACK_HEIGHT / 2 - MARK_GAP - 1
        paint_marks(painter, self._theme.palette, xs, tips_y, hovered)

    # -- mouse ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        mark = self.mark_at(event.position())
        is_ours = event.button() == Qt.MouseButton.LeftButton
        if is_ours and mark is not None:
            event.accept()
            self.mark_chosen.emit(mark)
        elif is_ours and event.modifiers() & ALT:
            event.accept()
            self.glide_wished.emit(self.value_at(event.position().x()) / STEPS)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        mark = None if self.isSliderDown() else self.mark_at(event.position())
        if mark is not None:
            self.set_hovered(False)
        if mark != self._hovered_mark:
            self._hovered_mark = mark
            text = self.tr("Mark at {alpha}: click to go there, right-click to remove it")
            self.setToolTip("" if mark is None else text.format(alpha=alpha_number(mark)))
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.mark_at(event.position()) is None:
            super().mouseDoubleClickEvent(event)
        else:
            event.accept()
            self.setSliderDown(False)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        position = QPointF(event.pos())
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        mark = None if by_keys else self.mark_at(position)
        value = self.value() if by_keys else self.value_at(position.x())
        menu = self.make_menu(mark, value / STEPS)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
        event.accept()

    def make_menu(self, mark: float | None, alpha: float) -> QMenu:
        """Return what can be done with a mark, or with a place that has none."""
        menu = QMenu(self)
        texts = {"alpha": alpha_number(alpha if mark is None else mark)}
        if mark is not None:
            go = menu.addAction(self.tr("Go to {alpha}").format(**texts))
            go.triggered.connect(lambda: self.mark_chosen.emit(mark))
            remove = menu.addAction(self.tr("Remove this mark"))
            remove.triggered.connect(lambda: self.mark_toggled.emit(mark))
        else:
            glide = menu.addAction(self.tr("Glide to {alpha}").format(**texts))
            glide.triggered.connect(lambda: self.glide_wished.emit(alpha))
            add = menu.addAction(self.tr("Mark {alpha}").format(**texts))
            add.triggered.connect(lambda: self.mark_toggled.emit(alpha))
            menu.addAction(self.tr("Type a number…")).triggered.connect(self.entry_wished)
        menu.addSeparator()
        clear = menu.addAction(self.tr("Remove all marks"))
        clear.setEnabled(bool(self._marks))
        clear.triggered.connect(self.marks_cleared)
        return menu

    # -- keys -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.entry_wished.emit()
        else:
            super().keyPressEvent(event)
