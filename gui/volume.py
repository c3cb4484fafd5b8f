"""The volume slider and its decibels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from gui.settings import MAX_DB, MIN_DB
from gui.theme import Theme, tabular
from gui.words import signed

ICON_SIZE = 18
HANDLE = 6


class VolumeSlider(QSlider):
    """A slider with a thin track and a round handle; a mark at 0 dB."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme

    def _x_of(self, value: int) -> float:
        share = (value - self.minimum()) / (self.maximum() - self.minimum())
        return HANDLE + share * (self.width() - 2 * HANDLE)

    def sizeHint(self) -> QSize:
        return QSize(96, 3 * HANDLE)

    def paintEvent(self, _: QPaintEvent) -> None:
        p = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        x, y = self._x_of(self.value()), self.height() / 2
        painter.setBrush(QColor(p.control_border))
        painter.drawRoundedRect(QRectF(0, y - 2, self.width(), 4), 2, 2)
        painter.fillRect(QRectF(self._x_of(0) - 0.5, y - 5, 1, 10), QColor(p.control_border))
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
        self.setValue(0)
        event.accept()

    def _move_to(self, x: float) -> None:
        share = (x - HANDLE) / max(1, self.width() - 2 * HANDLE)
        span = self.maximum() - self.minimum()
        self.setValue(self.minimum() + round(min(1.0, max(0.0, share)) * span))


class Volume(QWidget):
    """Volume from -48 to +6 dB; all the way down is silence.

    Signals
    -------
    gain_changed(float)
        The factor for the samples.
    """

    gain_changed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = QLabel(self)
        self.slider = VolumeSlider(theme, self)
        self.slider.setRange(MIN_DB, MAX_DB)
        self.slider.setPageStep(6)
        self.slider.setFixedWidth(96)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(self.tr("Volume"))
        self._number = QLabel(self)
        self._number.setProperty("role", "secondary")
        self._number.setFont(tabular(self._number.font()))
        self._number.setFixedWidth(50)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self._icon, self.slider, self._number):
            row.addWidget(widget)
        self.slider.valueChanged.connect(self._on_value_changed)
        theme.changed.connect(self._refresh)
        self._refresh()

    @property
    def db(self) -> float:
        """The volume."""
        return float(self.slider.value())

    @property
    def gain(self) -> float:
        """The volume as a factor; 0 at the very bottom."""
        value = self.slider.value()
        return 0.0 if value <= MIN_DB else float(10 ** (value / 20))

    def set_db(self, db: float) -> None:
        """Set the volume."""
        self.slider.setValue(round(db))
        self._refresh()

    @Slot(int)
    def _on_value_changed(self, _: int) -> None:
        self._refresh()
        self.gain_changed.emit(self.gain)

    @Slot()
    def _refresh(self) -> None:
        is_off = self.gain == 0.0
        icon = self._theme.icon("volume-off" if is_off else "volume", "secondary")
        self._icon.setPixmap(icon.pixmap(QSize(ICON_SIZE, ICON_SIZE)))
        text = "−∞ dB" if is_off else f"{signed(self.db, 0)} dB"
        self._number.setText(text)
        self.slider.setAccessibleDescription(text)
        self.slider.setToolTip(self.tr("Volume: {db}").format(db=text))
