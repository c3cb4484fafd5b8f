"""The volume slider, its decibels, and mute."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui.settings import MAX_DB, MIN_DB
from gui.theme import Theme, tabular
from gui.widgets.thin_slider import ThinSlider
from gui.words import signed

ICON_SIZE = 18
NOTCH = 120
"""What Qt says of one click of a mouse wheel."""


class _Slider(ThinSlider):
    """A click of the wheel is one step; the small ones of a touchpad add up."""

    _turned = 0

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned += event.angleDelta().y()
        steps = int(self._turned / NOTCH)
        self._turned -= steps * NOTCH
        self.setValue(self.value() + steps)
        event.accept()


class Volume(QWidget):
    """Volume from -48 to +6 dB; all the way down is silence, and so is mute.

    Signals
    -------
    gain_changed(float)
        The factor for the samples.
    muted(bool)
        Whether it is muted now.
    """

    gain_changed = Signal(float)
    muted = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.mute = QPushButton(self)
        self.mute.setProperty("role", "close")
        self.mute.setCheckable(True)
        self.mute.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.mute.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.mute.setAccessibleName(self.tr("Mute"))
        self.slider = _Slider(theme, MIN_DB, MAX_DB, default=0, parent=self)
        self.slider.setPageStep(6)
        self.slider.setMinimumWidth(56)
        self.slider.setMaximumWidth(96)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(self.tr("Volume"))
        self._number = QLabel(self)
        self._number.setProperty("role", "secondary")
        self._number.setFont(tabular(self._number.font()))
        self._number.setFixedWidth(50)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.mute, self.slider, self._number):
            row.addWidget(widget, int(widget is self.slider))
        self.slider.valueChanged.connect(self._on_value_changed)
        self.mute.toggled.connect(self._on_mute_toggled)
        theme.changed.connect(self._refresh)
        self._refresh()

    @property
    def db(self) -> float:
        """The volume, muted or not."""
        return float(self.slider.value())

    @property
    def gain(self) -> float:
        """The volume as a factor; 0 at the very bottom and while it is muted."""
        value = self.slider.value()
        is_off = value <= MIN_DB or self.mute.isChecked()
        return 0.0 if is_off else float(10 ** (value / 20))

    def set_db(self, db: float) -> None:
        """Set the volume."""
        self.slider.setValue(round(db))
        self._refresh()

    @Slot(int)
    def _on_value_changed(self, _: int) -> None:
        # Who turns it up wants to hear it.
        self.mute.setChecked(False)
        self._refresh()
        self.gain_changed.emit(self.gain)

    @Slot(bool)
    def _on_mute_toggled(self, is_muted: bool) -> None:
        self._refresh()
        self.gain_changed.emit(self.gain)
        self.muted.emit(is_muted)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.slider.wheelEvent(event)

    @Slot()
    def _refresh(self) -> None:
        is_muted = self.mute.isChecked()
        is_off = self.gain == 0.0
        self.mute.setIcon(self._theme.icon("volume-off" if is_off else "volume", "secondary"))
        self.mute.setToolTip(self.tr("Unmute (Ctrl+M)") if is_muted else self.tr("Mute (Ctrl+M)"))
        level = "−∞ dB" if self.slider.value() <= MIN_DB else f"{signed(self.db, 0)} dB"
        text = self.tr("muted") if is_muted else level
        self._number.setText(text)
        self.slider.setAccessibleDescription(text)
        tip = self.tr("Volume: {db}; double-click for 0 dB, or turn the wheel")
        self.slider.setToolTip(tip.format(db=text))
