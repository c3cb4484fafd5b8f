"""The slider from A to B: the one control that matters."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from gui.elided_label import ElidedLabel
from gui.palette import mix
from gui.session import BIG_STEP, STEP, STEPS, on_grid
from gui.session import Slot as Side
from gui.theme import Theme, tabular
from gui.words import alpha_number, shares

TRACK_HEIGHT, HANDLE_RADIUS = 10, 13
MARGIN = HANDLE_RADIUS + 2
MARK_HEIGHT = 18
BEYOND_HEIGHT, BEYOND_ALPHA = 4, 130
KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
}


class AlphaTrack(QSlider):
    """A slider of 1,000 steps over a track that runs from A's colour to B's.

    It may reach beyond both; there the track is thin, and a mark stands at each clip.

    A real QSlider, so that screen readers find a slider with a value; only mouse, keys and paint
    are its own. Home and End belong to the transport.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._is_hovered = False
        self._is_dim = False
        self.set_range(0.0, 1.0)
        self.setSingleStep(STEP)
        self.setPageStep(BIG_STEP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

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

    def sizeHint(self) -> QSize:
        return QSize(400, 2 * MARGIN)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 2 * MARGIN)

    def x_of(self, value: int) -> float:
        """Return the pixel column of a value."""
        share = (value - self.minimum()) / (self.maximum() - self.minimum())
        return MARGIN + share * (self.width() - 2 * MARGIN)

    def value_at(self, x: float) -> int:
        """Return the value of a pixel column."""
        share = (x - MARGIN) / max(1, self.width() - 2 * MARGIN)
        span = self.maximum() - self.minimum()
        return self.minimum() + round(min(1.0, max(0.0, share)) * span)

    def paintEvent(self, _: QPaintEvent) -> None:
        p = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y, x = self.height() / 2, self.x_of(self.value())
        painter.setOpacity(0.45 if self._is_dim else 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.is_wide:
            self._paint_ends(painter, y)
        radius = 0 if self.is_wide else TRACK_HEIGHT / 2
        left, right = self.x_of(0) - radius, self.x_of(STEPS) + radius
        track = QRectF(left, y - TRACK_HEIGHT / 2, right - left, TRACK_HEIGHT)
        gradient = QLinearGradient(track.topLeft(), track.topRight())
        for i in range(11):
            gradient.setColorAt(i / 10, QColor(mix(p.a, p.b, i / 10)))
        painter.setBrush(gradient)
        painter.drawRoundedRect(track, radius, radius)
        middle = QColor(p.window)
        middle.setAlpha(130)
        painter.fillRect(QRectF(self.x_of(STEPS // 2) - 1, y - 5, 2, 10), middle)
        if self.is_wide:
            for end in (left, right):
                mark = QRectF(end - 1, y - MARK_HEIGHT / 2, 2, MARK_HEIGHT)
                painter.fillRect(mark, QColor(p.text))
        painter.setOpacity(1.0)
        self._paint_handle(painter, QPointF(x, y))

    def _paint_ends(self, painter: QPainter, y: float) -> None:
        """Draw the thin lines beyond the clips."""
        p = self._theme.palette
        for start, stop, name in ((self.minimum(), 0, p.a), (STEPS, self.maximum(), p.b)):
            left, right = self.x_of(start), self.x_of(stop)
            colour = QColor(name)
            colour.setAlpha(BEYOND_ALPHA)
            painter.setBrush(colour)
            line = QRectF(left, y - BEYOND_HEIGHT / 2, right - left, BEYOND_HEIGHT)
            painter.drawRoundedRect(line, BEYOND_HEIGHT / 2, BEYOND_HEIGHT / 2)

    def _paint_handle(self, painter: QPainter, centre: QPointF) -> None:
        p = self._theme.palette
        radius = HANDLE_RADIUS - (0 if self._is_hovered or self.isSliderDown() else 1)
        painter.setPen(QPen(QColor(p.window), 3))
        painter.setBrush(QColor(p.text if p.is_dark else p.panel))
        painter.drawEllipse(centre, radius, radius)
        ring = QColor(p.text)
        if not self.hasFocus():
            ring.setAlpha(150)
        painter.setPen(QPen(ring, 2 if self.hasFocus() else 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius + 0.5, radius + 0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(p.a, p.b, self.value() / STEPS)))
        painter.drawEllipse(centre, radius * 0.52, radius * 0.52)

    # -- mouse, wheel and keys --------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self.value_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self.value_at(event.position().x()))
        is_over = abs(event.position().x() - self.x_of(self.value())) <= HANDLE_RADIUS
        if is_over != self._is_hovered:
            self._is_hovered = is_over
            self.update()

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.setValue(STEPS // 2)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        is_big = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        # Shift turns a vertical wheel into a horizontal one on some systems.
        delta = event.angleDelta().y() or event.angleDelta().x()
        if delta:
            self.step((1 if delta > 0 else -1) * (BIG_STEP if is_big else STEP))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.take_key(event):
            event.ignore()

    def take_key(self, event: QKeyEvent) -> bool:
        """Move by an arrow or page key; tell whether it was one."""
        direction = KEYS.get(Qt.Key(event.key()), 0)
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_big = modifiers == Qt.KeyboardModifier.ShiftModifier
        if not direction or not (is_big or modifiers == Qt.KeyboardModifier.NoModifier):
            return False
        self.step(direction * (BIG_STEP if is_big else STEP))
        return True

    def step(self, n_steps: int) -> None:
        """Move by thousandths, onto the grid of hundredths."""
        self.setValue(on_grid(self.value() + n_steps))


class AlphaSlider(QWidget):
    """The track, the number under it, and the names at its ends.

    Signals
    -------
    alpha_moved(float)
        The user moved it.
    """

    alpha_moved = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.track = AlphaTrack(theme, self)
        self.track.setAccessibleName(self.tr("Morph from A to B"))
        self._names = {side: ElidedLabel("secondary", self) for side in Side}
        self._names[Side.B].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._number = QLabel(self)
        self._number.setProperty("role", "alpha")
        self._number.setFont(tabular(self._number.font()))
        self._number.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        ends = self._ends = QHBoxLayout()
        ends.addWidget(self._names[Side.A], 1)
        ends.addWidget(self._number, 0)
        ends.addWidget(self._names[Side.B], 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.track)
        layout.addLayout(ends)
        self.track.valueChanged.connect(self._on_value_changed)
        self.set_alpha(0.5)

    @property
    def alpha(self) -> float:
        """0.0 is A, 1.0 is B; beyond them if the range is."""
        return self.track.value() / STEPS

    @Slot(float)
    def set_alpha(self, alpha: float) -> None:
        """Show alpha, telling nobody."""
        was_blocked = self.track.blockSignals(True)
        self.track.setValue(round(alpha * STEPS))
        self.track.blockSignals(was_blocked)
        self._show_number()

    def set_range(self, lowest: float, highest: float) -> None:
        """Reach from one alpha to another, telling nobody."""
        was_blocked = self.track.blockSignals(True)
        self.track.set_range(lowest, highest)
        self.track.blockSignals(was_blocked)
        self._place_names()
        self._show_number()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_names()

    def _place_names(self) -> None:
        """Put each name where its clip is."""
        margin = round(self.track.x_of(0)) - TRACK_HEIGHT // 2
        self._ends.setContentsMargins(margin, 0, margin, 0)

    def set_names(self, a: str, b: str) -> None:
        """Name the two ends."""
        self._names[Side.A].set_text(f"A · {a}" if a else "A")
        self._names[Side.B].set_text(f"{b} · B" if b else "B")

    @Slot(int)
    def _on_value_changed(self, _: int) -> None:
        self._show_number()
        self.alpha_moved.emit(self.alpha)

    def _show_number(self) -> None:
        number = alpha_number(self.alpha)
        self._number.setText(f"α {number}")
        self.track.setAccessibleDescription(f"{number}: {shares(self.alpha)}")
        self.track.update()
