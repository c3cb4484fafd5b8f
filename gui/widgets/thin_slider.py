"""A slider with a thin track and a round handle, for what is set once and forgotten."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QWidget

from gui.theme import Theme

HANDLE = 6


class ThinSlider(QSlider):
    """A horizontal slider with a mark at its default; a double click goes back there.

    Parameters
    ----------
    theme : Theme
    minimum, maximum, default : int
    """

    def __init__(
        self,
        theme: Theme,
        minimum: int,
        maximum: int,
        *,
        default: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._default = default
        self.setRange(minimum, maximum)
        self.setValue(default)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    def x_of(self, value: int) -> float:
        """Return the pixel column of a value."""
        share = (value - self.minimum()) / (self.maximum() - self.minimum())
        return HANDLE + share * (self.width() - 2 * HANDLE)

    def sizeHint(self) -> QSize:
        return QSize(96, 3 * HANDLE)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, 3 * HANDLE)

    def paintEvent(self, _: QPaintEvent) -> None:
        p = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        x, y = self.x_of(self.value()), self.height() / 2
        painter.setBrush(QColor(p.control_border))
        painter.drawRoundedRect(QRectF(0, y - 2, self.width(), 4), 2, 2)
        mark = QRectF(self.x_of(self._default) - 0.5, y - 5, 1, 10)
        painter.fillRect(mark, QColor(p.control_border))
        painter.setBrush(QColor(p.text if self.isEnabled() else p.disabled))
        painter.drawRoundedRect(QRectF(0, y - 2, x, 4), 2, 2)
        if self.hasFocus():
            painter.setBrush(QColor(p.a_text))
        painter.drawEllipse(QPointF(x, y), HANDLE, HANDLE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._move_to(event.position().x())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setValue(self._default)
        event.accept()

    def _move_to(self, x: float) -> None:
        share = (x - HANDLE) / max(1, self.width() - 2 * HANDLE)
        span = self.maximum() - self.minimum()
        self.setValue(self.minimum() + round(min(1.0, max(0.0, share)) * span))
