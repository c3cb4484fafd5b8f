"""How loud it is: RMS and peaks in decibels, with a light that stays on after clipping."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import Theme, tabular
from gui.words import signed

FLOOR_DB = -60.0
TICKS_DB = (-60, -50, -40, -30, -20, -10, 0)
FALL_DB = 1.4
"""How far the bars fall from one reading to the next: about 42 dB a second."""
READING_MS = 40
"""Without a reading for so long it falls by itself; the player's come every 33 ms."""
HOLD = 45
"""Readings for which the highest peak stays marked."""
SAY_EVERY = 15
LIGHT_WIDTH, GAP, BAR_HEIGHT, HEIGHT = 14, 6, 8, 24
FONT_PX, LABEL_PX = 9, 26
YELLOW_DB, RED_DB = -9.0, -3.0


class LevelMeter(QWidget):
    """RMS as a bar, the peak as a paler one before it, and a line at the highest of late.

    The light goes on when a sample reaches full scale, where a device cuts it off. A click puts it
    out, as do Space, Enter and Delete.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._peak = self._rms = self._held = FLOOR_DB
        self._n_held = self._n_readings = 0
        self._has_clipped = False
        self._font = tabular(self.font())  # painted with: a style sheet sets the widget's own
        self._font.setPixelSize(FONT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(112)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Level"))
        self.setToolTip(
            self.tr(
                "Level in dB below full scale: RMS, the peak before it, and a line at the highest "
                "peak. The light says that it clipped; a click puts it out."
            )
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(READING_MS)
        self._timer.timeout.connect(self._on_quiet)
        theme.changed.connect(self._on_theme_changed)
        self._say()

    @property
    def levels_db(self) -> tuple[float, float, float]:
        """What it shows: RMS, peak, and the highest peak of late."""
        return self._rms, self._peak, self._held

    @property
    def has_clipped(self) -> bool:
        """Whether the light is on."""
        return self._has_clipped

    @Slot(float, float)
    def set_level(self, peak: float, rms: float) -> None:
        """Take the newest reading; 1.0 is full scale."""
        before = self.levels_db
        self._peak = max(decibels(peak), self._peak - FALL_DB, FLOOR_DB)
        self._rms = max(decibels(rms), self._rms - FALL_DB, FLOOR_DB)
        self._n_held -= 1
        if self._peak >= self._held:
            self._held, self._n_held = self._peak, HOLD
        elif self._n_held <= 0:
            self._held = max(self._peak, self._held - FALL_DB)
        if peak >= 1.0 and not self._has_clipped:
            self._has_clipped = True
            self._say()
            self.update()
        self._n_readings += 1
        is_falling = max(self.levels_db) > FLOOR_DB
        if self._n_readings % SAY_EVERY == 0 or not is_falling:
            self._say()
        if is_falling:
            self._timer.start()
        self._update_between(before, self.levels_db)

    def _update_between(self, before: tuple[float, ...], after: tuple[float, ...]) -> None:
        """Repaint only what has moved."""
        moved = [
            self._x_of(at)
            for old, new in zip(before, after, strict=True)
            for at in (old, new)
            if old != new
        ]
        if moved:
            left = math.floor(min(moved)) - 3
            self.update(QRect(left, 0, math.ceil(max(moved)) + 3 - left, BAR_HEIGHT + 4))

    def _say(self) -> None:
        text = self.tr("{rms} dB RMS, {peak} dB peak").format(
            rms=signed(self._rms, 0), peak=signed(self._peak, 0)
        )
        if self._has_clipped:
            text = self.tr("{levels}; it clipped, press Space to reset").format(levels=text)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def reset_clip(self) -> None:
        """Put the light out."""
        self._has_clipped = False
        self._say()
        self.update()

    @Slot()
    def _on_quiet(self) -> None:
        self.set_level(0.0, 0.0)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    # -- Qt -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(168, HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.reset_clip()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete)
        if self._has_clipped and Qt.Key(event.key()) in keys:
            self.reset_clip()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # -- painting -----------------------------------------------------------------------------

    @property
    def _track(self) -> QRectF:
        return QRectF(1, 3, self.width() - LIGHT_WIDTH - GAP - 2, BAR_HEIGHT)

    def _x_of(self, db: float) -> float:
        track = self._track
        return track.left() + min(1.0, 1 - db / FLOOR_DB) * track.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = self._theme.palette
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = self._track
        painter.setBrush(QColor(p.control_border))
        painter.drawRoundedRect(track, 3, 3)
        for db, opacity in ((self._peak, 0.45), (self._rms, 1.0)):
            if db > FLOOR_DB:
                painter.setOpacity(opacity)
                painter.setBrush(self._gradient(track))
                painter.setClipRect(QRectF(0, 0, self._x_of(db), self.height()))
                painter.drawRoundedRect(track, 3, 3)
                painter.setClipping(False)
        painter.setOpacity(1.0)
        if self._held > FLOOR_DB:
            x = min(self._x_of(self._held), track.right()) - 2
            painter.fillRect(QRectF(x, track.top() - 2, 2, BAR_HEIGHT + 4), QColor(p.text))
        if event.rect().bottom() > BAR_HEIGHT + 4:
            self._paint_scale(painter)
        self._paint_light(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(p.a_text))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _gradient(self, track: QRectF) -> QLinearGradient:
        p = self._theme.palette
        gradient = QLinearGradient(track.topLeft(), track.topRight())
        yellow, red = (1 - db / FLOOR_DB for db in (YELLOW_DB, RED_DB))
        for at, colour in ((0.0, p.ok), (yellow - 0.05, p.ok), (yellow, p.warning), (red, p.error)):
            gradient.setColorAt(at, QColor(colour))
        return gradient

    def _paint_scale(self, painter: QPainter) -> None:
        track = self._track
        step = 1
        while (len(TICKS_DB) - 1) // step > track.width() / LABEL_PX:
            step += 1
        painter.setPen(QColor(self._theme.palette.secondary))
        for db in TICKS_DB[:: -1 * step]:
            x = self._x_of(db)
            place = QRectF(x - 16, track.bottom() + 1, 32, self.height() - track.bottom() - 1)
            flags = Qt.AlignmentFlag.AlignHCenter
            if place.left() < 0:
                place.moveLeft(0)
                flags = Qt.AlignmentFlag.AlignLeft
            text = signed(db, 0) if db else "0"
            painter.drawText(place, flags | Qt.AlignmentFlag.AlignTop, text)

    def _paint_light(self, painter: QPainter) -> None:
        p = self._theme.palette
        light = QRectF(self.width() - LIGHT_WIDTH - 1, 2, LIGHT_WIDTH, BAR_HEIGHT + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(p.error if self._has_clipped else p.control_border))
        painter.drawRoundedRect(light, 3, 3)
        if self._has_clipped:
            painter.setPen(QColor(p.window))
            painter.drawText(light, Qt.AlignmentFlag.AlignCenter, "!")


def decibels(level: float) -> float:
    """Return a level in dB, not below what the meter shows; 1.0 is 0 dB."""
    return max(FLOOR_DB, 20 * math.log10(level)) if level > 0 else FLOOR_DB
