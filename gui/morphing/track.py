"""A track from A to B: mouse, wheel and keys, for whatever lies on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from gui.alpha_grid import BIG_STEP, FINE_STEP, STEP, STEPS, stepped
from gui.morphing.track_painter import HANDLE_RADIUS, Look, paint_handle, paint_track
from gui.palette import mix
from gui.theme import Theme

MARGIN = HANDLE_RADIUS + 2
"""From the widget's end to the track's, whatever its handle: equal values stand in line."""
FINE_SHARE = 0.1
"""With Shift the handle moves a tenth as far as the pointer."""
DIRECTIONS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}
PAGES = {Qt.Key.Key_PageDown: -1, Qt.Key.Key_PageUp: 1}
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Track(QSlider):
    """A slider of 1,000 steps over a track that runs from A's colour to B's.

    It may reach beyond both; there the track is thin, and a line stands at each clip.

    A real QSlider, so that screen readers find a slider with a value; only mouse, keys and paint
    are its own.

    Parameters
    ----------
    theme : Theme
    look : Look
    room_above : int
        Pixels over the handle for what else it shows.

    Attributes
    ----------
    rest : int
        Where a double click goes, in thousandths.
    """

    def __init__(
        self, theme: Theme, look: Look, room_above: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._look, self._room_above = look, room_above
        self.rest = STEPS // 2
        self._is_hovered = self._is_dim = self._is_following = False
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

    def sizeHint(self) -> QSize:
        return QSize(400, 2 * (self._look.radius + 2) + self._room_above)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

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
        return (self.height() + self._room_above) / 2

    def paintEvent(self, _: QPaintEvent) -> None:
        p = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y, x = self._middle_y, self.x_of(self.value())
        is_pale = self._is_dim or self._is_following
        painter.setOpacity(0.45 if is_pale else 1.0)
        paint_track(painter, p, self.x_of, y, (self.minimum(), self.maximum()), self._look.height)
        painter.setOpacity(1.0)
        self.paint_over_track(painter, y)
        is_large = self._is_hovered or self.isSliderDown()
        fill = "" if self._is_following else mix(p.a, p.b, self.value() / STEPS)
        radius = self._look.radius - (0 if is_large else 1)
        paint_handle(painter, p, QPointF(x, y), fill, radius, has_focus=self.hasFocus())

    def paint_over_track(self, painter: QPainter, y: float) -> None:
        """Paint what lies between the track, whose middle is at ``y``, and the handle."""

    # -- mouse ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        event.accept()
        self.setSliderDown(True)
        self._anchor = None
        self._drag(event.position().x(), is_fine=bool(event.modifiers() & SHIFT))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self.isSliderDown():
            self._drag(x, is_fine=bool(event.modifiers() & SHIFT))
        self.set_hovered(abs(x - self.x_of(self.value())) <= self._look.radius)

    def set_hovered(self, is_hovered: bool) -> None:
        """Show that the pointer is at the handle."""
        if is_hovered != self._is_hovered:
            self._is_hovered = is_hovered
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
        if event.button() == Qt.MouseButton.LeftButton:
            self.setValue(self.rest)

    def wheelEvent(self, event: QWheelEvent) -> None:
        is_fine = bool(event.modifiers() & SHIFT)
        # Shift turns a vertical wheel into a horizontal one on some systems.
        delta = event.angleDelta().y() or event.angleDelta().x()
        if delta:
            self.step((1 if delta > 0 else -1) * (FINE_STEP if is_fine else STEP))
        event.accept()

    # -- keys -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.take_key(event):
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
        self.setValue(stepped(self.value(), n_steps))
