"""How loud it is, with a light that stays on after clipping."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QLinearGradient, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import Theme
from gui.words import signed

FLOOR_DB = -54.0
FALL_DB = 1.4
"""How far the bar falls from one reading to the next: about 42 dB a second."""
LIGHT_WIDTH, GAP, BAR_HEIGHT = 8, 4, 8


class LevelMeter(QWidget):
    """Peak level from -54 dB to full scale. It has no clock: it moves when it is told a peak."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._db = FLOOR_DB
        self._has_clipped = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(60)
        self.setAccessibleName(self.tr("Level"))
        self.setToolTip(self.tr("Peak level. The light says that it clipped; a click resets it."))
        theme.changed.connect(self._on_theme_changed)

    @property
    def level_db(self) -> float:
        """What the bar shows."""
        return self._db

    @property
    def has_clipped(self) -> bool:
        """Whether the light is on."""
        return self._has_clipped

    def set_peak(self, peak: float) -> None:
        """Take the newest peak, 1.0 is full scale; 0 falls to nothing at once."""
        db = 20 * math.log10(peak) if peak > 0 else FLOOR_DB
        falling = self._db - FALL_DB if peak > 0 else FLOOR_DB
        self._db = max(FLOOR_DB, min(db, 3.0), falling)
        self._has_clipped |= peak >= 1.0
        self.setAccessibleDescription(self.tr("{db} dB").format(db=signed(self._db, 0)))
        self.update()

    def reset_clip(self) -> None:
        """Turn the light off."""
        self._has_clipped = False
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(130, 20)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.reset_clip()
        event.accept()

    def paintEvent(self, _: QPaintEvent) -> None:
        p = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        y = (self.height() - BAR_HEIGHT) / 2
        width = self.width() - LIGHT_WIDTH - GAP
        track = QRectF(0, y, width, BAR_HEIGHT)
        painter.setBrush(QColor(p.control_border))
        painter.drawRoundedRect(track, 3, 3)
        share = min(1.0, (self._db - FLOOR_DB) / -FLOOR_DB)
        if share > 0:
            gradient = QLinearGradient(track.topLeft(), track.topRight())
            yellow = 1 - 9 / -FLOOR_DB
            gradient.setColorAt(0.0, QColor(p.ok))
            gradient.setColorAt(yellow, QColor(p.ok))
            gradient.setColorAt(min(1.0, yellow + 0.08), QColor(p.warning))
            gradient.setColorAt(1.0, QColor(p.error))
            painter.setBrush(gradient)
            painter.setClipRect(QRectF(0, y, width * share, BAR_HEIGHT))
            painter.drawRoundedRect(track, 3, 3)
            painter.setClipping(False)
        painter.setBrush(QColor(p.error if self._has_clipped else p.control_border))
        painter.drawRoundedRect(QRectF(width + GAP, y, LIGHT_WIDTH, BAR_HEIGHT), 3, 3)
