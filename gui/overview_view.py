"""The whole file, and the excerpt as a window in it that the hand or the keys move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.envelope import EnvelopeItem
from gui.theme import Theme
from gui.time_view import TimeView
from gui.words import clock

if TYPE_CHECKING:
    from engine.audio.overview import Overview

MIN_WINDOW_PX = 8
STEP_S, BIG_STEP_S = 0.1, 1.0


class OverviewView(TimeView):
    """Peaks of the file; dim outside the excerpt.

    Signals
    -------
    excerpt_moved(float)
        The excerpt should begin at this second; many while dragging.
    excerpt_dropped()
        The hand let go.
    """

    excerpt_moved = Signal(float)
    excerpt_dropped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._overview: Overview | None = None
        self._start_s, self._length_s = 0.0, 5.0
        self._has_excerpt = False
        self._grab_s: float | None = None
        self._envelope = EnvelopeItem()
        super().__init__(theme, parent)
        self.box.addItem(self._envelope)
        self.is_seekable = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Excerpt"))
        self.setToolTip(
            self.tr("Drag the frame to choose the excerpt. Left and Right move it, with Shift 1 s.")
        )

    @property
    def start_s(self) -> float:
        """Where the excerpt begins."""
        return self._start_s

    @property
    def length_s(self) -> float:
        """How long the excerpt is."""
        return self._length_s

    def set_overview(self, overview: Overview | None, total_s: float | None = None) -> None:
        """Show peaks; ``total_s`` is the file's expected length while it is being read."""
        if overview is not self._overview and self._grab_s is not None:
            # The frame in the hand was another file's.
            self._grab_s = None
            self.unsetCursor()
        self._overview = overview
        if overview is not None:
            span = max(overview.duration_s, total_s or 0.0, 1e-3)
            self.set_range(span, -1.0, 1.0)
        self._redraw()

    def set_excerpt(self, start_s: float, length_s: float) -> None:
        """Show the frame here, unless the hand holds it."""
        self._has_excerpt = True
        self._length_s = length_s
        if self._grab_s is None:
            self._start_s = start_s
        self._describe()
        self.viewport().update()

    def hide_excerpt(self) -> None:
        """Show no frame."""
        self._has_excerpt = False
        self.viewport().update()

    def set_colour(self, colour: str) -> None:
        """Draw in this colour."""
        self._envelope.set_colour(QColor(colour))

    def _redraw(self) -> None:
        overview = self._overview
        if overview is None or not len(overview.peaks):
            self._envelope.set_peaks(None, 1.0, 0.0)
            return
        peaks = overview.peaks
        columns = max(16, round(self.viewport().width() * self.devicePixelRatioF() / 2))
        if len(peaks) > columns:
            first = list(range(0, len(peaks), -(-len(peaks) // columns)))
            low = np.minimum.reduceat(peaks[:, 0], first)
            high = np.maximum.reduceat(peaks[:, 1], first)
            peaks = np.stack([low, high], axis=1)
        top = max(1e-3, float(abs(peaks).max()))
        self._envelope.set_peaks(peaks * (0.9 / top), overview.duration_s, 0.03)

    def _frame(self) -> QRectF:
        left = self.x_of(self._start_s)
        width = max(MIN_WINDOW_PX, self.x_of(self._length_s))
        left = min(left, max(0.0, self.viewport().width() - width))
        width = min(width, self.viewport().width())
        return QRectF(left + 0.5, 0.5, width - 1, self.viewport().height() - 1)

    def _max_start_s(self) -> float:
        return max(0.0, self.duration_s - self._length_s)

    def _move_to(self, start_s: float) -> None:
        start_s = min(self._max_start_s(), max(0.0, start_s))
        if start_s != self._start_s:
            self._start_s = start_s
            self._describe()
            self.viewport().update()
            self.excerpt_moved.emit(start_s)

    def _describe(self) -> None:
        text = self.tr("from {start} of {total}")
        self.setAccessibleDescription(
            text.format(start=clock(self._start_s), total=clock(self.duration_s))
        )

    # -- Qt -----------------------------------------------------------------------------------

    def paint_over(self, painter: QPainter, _exposed: QRect) -> None:
        """Dim what is outside the excerpt and frame it."""
        if not self._has_excerpt or self._overview is None:
            return
        frame, palette = self._frame(), self.theme.palette
        veil = QColor(palette.well)
        veil.setAlpha(165)
        width, height = self.viewport().width(), self.viewport().height()
        painter.fillRect(QRectF(0, 0, frame.left(), height), veil)
        painter.fillRect(QRectF(frame.right(), 0, width - frame.right(), height), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glass = QColor(palette.text)
        glass.setAlpha(26)
        painter.setBrush(glass)
        colour = palette.a_text if self.hasFocus() else palette.text
        painter.setPen(QPen(QColor(colour), 1.5))
        painter.drawRoundedRect(frame, 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() != Qt.MouseButton.LeftButton or not self._has_excerpt:
            return
        time_s = self.time_at(event.position().x())
        if not self._frame().contains(event.position()):
            self._move_to(time_s - self._length_s / 2)
        self._grab_s = time_s - self._start_s
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._grab_s is not None:
            self._move_to(self.time_at(event.position().x()) - self._grab_s)
        elif self._has_excerpt and self._frame().contains(event.position()):
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._grab_s is not None:
            self._grab_s = None
            self.unsetCursor()
            self.excerpt_dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = BIG_STEP_S if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP_S
        sign = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if sign and self._has_excerpt:
            self._move_to(self._start_s + sign * step)
            event.accept()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_overview"):
            self._redraw()
