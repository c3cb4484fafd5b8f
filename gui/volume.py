"""The volume slider and its decibels."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.settings import MAX_DB, MIN_DB
from gui.theme import Theme, tabular
from gui.thin_slider import ThinSlider
from gui.words import signed

ICON_SIZE = 18


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
        self.slider = ThinSlider(theme, MIN_DB, MAX_DB, default=0, parent=self)
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
