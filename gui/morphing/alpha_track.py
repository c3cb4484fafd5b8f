"""The track from A to B: mouse, wheel, keys, and the marks on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QSlider, QWidget

from gui.morphing.track_painter import (
    HANDLE_RADIUS,
    MARK_GAP,
    MARK_HALF_WIDTH,
    MARK_HEIGHT,
    TRACK_HEIGHT,
    paint_handle,
    paint_marks,
    paint_track,
)
from gui.palette import mix
from gui.session import BIG_STEP, FINE_STEP, STEP, STEPS, on_grid
from gui.theme import Theme
from gui.words import alpha_number

MARGIN = HANDLE_RADIUS + 2
MARK_ROOM = 6
"""How much higher the track is for the marks to stand free of the handle."""
FINE_SHARE = 0.1
"""With Shift the handle moves a tenth as far as the pointer."""
DIRECTIONS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}
PAGES = {Qt.Key.Key_PageDown: -1, Qt.Key.Key_PageUp: 1}
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


class AlphaTrack(QSlider):
    """A slider of 1,000 steps over a track that runs from A's colour to B's.

    It may reach beyond both; there the track is thin, and a line stands at each clip.

    A real QSlider, so that screen readers find a slider with a value; only mouse, keys and paint
    are its own. Home and End belong to the transport.

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
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._is_hovered = self._is_dim = self._is_following = False
        self._marks: tuple[float, ...] = ()
        self._hovered_mark: float | None = None
        self._anchor: tuple[float, float] | None = None
        self.set_range(0.0, 1.0)
        self.setSingleStep(STEP)
        self.setPageStep(BIG_STEP)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    # -- what it shows ------------------------------------------------------------------------

    def set_range(self, lowest: float, highest: float) -> None:
        """Reach from one alpha to another, 0 and 1 or beyond them."""
        self.setRange(round(lowest * STEPS), round(highest * STEPS))
        self.update()

    @property
    def is_wide(self) -> bool:
        """Whether it reaches beyond the clips."""
        return self.minimum() < 0

    def set_dim(self, is_dim: bool) -> None:
        """Look as if there were nothing to morph; it can be moved all the same."""
        self._is_dim = is_dim
        self.update()

    def set_following(self, is_following: bool) -> None:
        """Look as if something else moved it; it can be taken back all the same."""
        self._is_following = is_following
        self.update()

    def set_marks(self, marks: tuple[float, ...]) -> None:
        """Show marks at these alphas."""
        self._marks = marks
        self._hovered_mark = None
        self.update()

    def shown_marks(self) -> list[float]:
        """Return the marks that are within reach."""
        lowest, highest = self.minimum() / STEPS, self.maximum() / STEPS
        return [mark for mark in self._marks if lowest <= mark <= highest]

    def sizeHint(self) -> QSize:
        return QSize(400, 2 * MARGIN + MARK_ROOM)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 2 * MARGIN + MARK_ROOM)

    def x_of(self, value: float) -> float:
        """Return the pixel column of a value."""
        share = (value - self.minimum()) / (self.maximum() - self.minimum())
        return MARGIN + share * (self.width() - 2 * MARGIN)

    def value_at(self, x: float) -> int:
        """Return the value of a pixel column."""
        share = (x - MARGIN) / max(1, self.width() - 2 * MARGIN)
        span = self.maximum() - self.minimum()
        return self.minimum() + round(min(1.0, max(0.0, share)) * span)

    @property
    def _middle_y(self) -> float:
        return (self.height() + MARK_ROOM) / 2

    def mark_at(self, position: QPointF) -> float | None:
        """Return the mark under a point, if there is one."""
        if position.y() > MARK_HEIGHT + 2:
            return None
        reach = MARK_HALF_WIDTH + 3
        near = [(abs(self.x_of(m * STEPS) - position.x()), m) for m in self.shown_marks()]
        distance, mark = min(near, default=(reach + 1.0, 0.0))
        return mark if distance <= reach else None

    def paintEvent(self, _: QPaintEvent) -> None:
        p = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y, x = self._middle_y, self.x_of(self.value())
        is_pale = self._is_dim or self._is_following
        painter.setOpacity(0.45 if is_pale else 1.0)
        paint_track(painter, p, self.x_of, y, (self.minimum(), self.maximum()))
        painter.setOpacity(1.0)
        hovered = None if self._hovered_mark is None else self.x_of(self._hovered_mark * STEPS)
        xs = [self.x_of(mark * STEPS) for mark in self.shown_marks()]
        is_large = self._is_hovered or self.isSliderDown()
        fill = "" if self._is_following else mix(p.a, p.b, self.value() / STEPS)
        paint_marks(painter, p, xs, y - TRACK_HEIGHT / 2 - MARK_GAP - 1, hovered)
        paint_handle(painter, p, QPointF(x, y), fill, is_large=is_large, has_focus=self.hasFocus())

    # -- mouse ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        event.accept()
        x, mark = event.position().x(), self.mark_at(event.position())
        if mark is not None:
            self.mark_chosen.emit(mark)
        elif event.modifiers() & ALT:
            self.glide_wished.emit(self.value_at(x) / STEPS)
        else:
            self.setSliderDown(True)
            self._anchor = None
            self._drag(x, is_fine=bool(event.modifiers() & SHIFT))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self.isSliderDown():
            self._drag(x, is_fine=bool(event.modifiers() & SHIFT))
        mark = None if self.isSliderDown() else self.mark_at(event.position())
        is_over = mark is None and abs(x - self.x_of(self.value())) <= HANDLE_RADIUS
        if (is_over, mark) != (self._is_hovered, self._hovered_mark):
            self._is_hovered, self._hovered_mark = is_over, mark
            text = self.tr("Mark at {alpha}: click to go there, right-click to remove it")
            self.setToolTip("" if mark is None else text.format(alpha=alpha_number(mark)))
            self.update()

    def _drag(self, x: float, *, is_fine: bool) -> None:
        """Go where the pointer is; with Shift, from where alpha is in smaller steps."""
        if not is_fine:
            self._anchor = None
            self.setValue(self.value_at(x))
            return
        if self._anchor is None:
            self._anchor = (x, self.value())
        from_x, from_value = self._anchor
        span = self.maximum() - self.minimum()
        per_pixel = span / max(1, self.width() - 2 * MARGIN)
        self.setValue(round(from_value + FINE_SHARE * per_pixel * (x - from_x)))

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        self.setSliderDown(False)
        self._anchor = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.setSliderDown(False)
        if event.button() == Qt.MouseButton.LeftButton and self.mark_at(event.position()) is None:
            self.setValue(STEPS // 2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        is_fine = bool(event.modifiers() & SHIFT)
        # Shift turns a vertical wheel into a horizontal one on some systems.
        delta = event.angleDelta().y() or event.angleDelta().x()
        if delta:
            self.step((1 if delta > 0 else -1) * (FINE_STEP if is_fine else STEP))
        event.accept()

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
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
        if is_enter:
            self.entry_wished.emit()
        elif not self.take_key(event):
            event.ignore()

    def take_key(self, event: QKeyEvent) -> bool:
        """Move by an arrow or page key; tell whether it was one."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        is_plain = modifiers == Qt.KeyboardModifier.NoModifier
        if key in DIRECTIONS and (is_plain or modifiers == SHIFT):
            self.step(DIRECTIONS[key] * (STEP if is_plain else FINE_STEP))
        elif key in PAGES and is_plain:
            self.step(PAGES[key] * BIG_STEP)
        else:
            return False
        return True

    def step(self, n_steps: int) -> None:
        """Move by thousandths; larger steps land on hundredths."""
        value = self.value() + n_steps
        self.setValue(value if abs(n_steps) < STEP else on_grid(value))
