"""The peaks of a whole file, as far as it was read; one may look closer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.theme import Theme
from gui.views.envelope import EnvelopeItem
from gui.views.time_view import TimeView, paint_label

if TYPE_CHECKING:
    from engine.audio.overview import Overview

TICK_PX, MIN_TICKS_PX = 7, 4


class PeaksView(TimeView):
    """Draws an overview; the wheel looks closer."""

    is_zoomable = True

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.overview: Overview | None = None
        self._reading = ""
        self._envelope = EnvelopeItem()
        super().__init__(theme, parent)
        self.box.addItem(self._envelope)
        self.is_seekable = False

    def set_overview(self, overview: Overview | None, total_s: float | None = None) -> None:
        """Show peaks; ``total_s`` is the file's expected length while it is being read."""
        self.overview = overview
        if overview is not None:
            self.set_range(max(overview.duration_s, total_s or 0.0, 1e-3), -1.0, 1.0)
        self._redraw()

    def set_reading(self, text: str) -> None:
        """Say how far the file was read; "" when all of it was."""
        self._reading = text
        self.viewport().update()

    def set_colour(self, colour: str) -> None:
        """Draw in this colour."""
        self._envelope.set_colour(QColor(colour))

    def on_axis_changed(self) -> None:
        super().on_axis_changed()
        self._redraw()

    def _redraw(self) -> None:
        overview = self.overview
        if overview is None or not len(overview.peaks) or overview.duration_s <= 0:
            self._envelope.set_peaks(None, 1.0, 0.0)
            return
        n_bins, per_s = len(overview.peaks), len(overview.peaks) / overview.duration_s
        first = max(0, int(self.axis.start_s * per_s))
        last = min(n_bins, int(np.ceil(self.axis.end_s * per_s)) + 1)
        peaks = overview.peaks[first:last]
        if not len(peaks):
            self._envelope.set_peaks(None, 1.0, 0.0)
            return
        columns = max(16, round(self.viewport().width() * self.devicePixelRatioF() / 2))
        if len(peaks) > columns:
            starts = list(range(0, len(peaks), -(-len(peaks) // columns)))
            low = np.minimum.reduceat(peaks[:, 0], starts)
            high = np.maximum.reduceat(peaks[:, 1], starts)
            peaks = np.stack([low, high], axis=1)
        top = max(1e-3, float(abs(overview.peaks).max()))
        self._envelope.set_peaks(peaks * (0.9 / top), (last - first) / per_s, 0.03)
        self._envelope.setPos(QPointF(first / per_s, 0.0))

    def paint_top(self, painter: QPainter, _exposed: QRect) -> None:
        """Say how far it was read."""
        if self._reading:
            self.paint_words(painter, self._reading, self.viewport().width() - 4.0)

    def paint_ticks(self, painter: QPainter, times_s: tuple[float, ...]) -> None:
        """Mark times at the bottom, unless they would run together."""
        places = [round(self.x_of(time_s)) for time_s in times_s if self.axis.shows(time_s)]
        if len(places) > 1 and (places[-1] - places[0]) / (len(places) - 1) < MIN_TICKS_PX:
            return
        height, colour = self.viewport().height(), QColor(self.theme.palette.text)
        for x in places:
            painter.fillRect(x, height - TICK_PX, 1, TICK_PX, colour)

    def paint_frame(self, painter: QPainter, frame: QRectF, colour: str) -> None:
        """Dim what is outside the frame, and draw it."""
        veil = QColor(self.theme.palette.well)
        veil.setAlpha(165)
        width, height = self.viewport().width(), self.viewport().height()
        painter.fillRect(QRectF(0, 0, frame.left(), height), veil)
        painter.fillRect(QRectF(frame.right(), 0, width - frame.right(), height), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glass = QColor(self.theme.palette.text)
        glass.setAlpha(26)
        painter.setBrush(glass)
        painter.setPen(QPen(QColor(colour), 1.5))
        painter.drawRoundedRect(frame, 4, 4)

    def paint_words(self, painter: QPainter, text: str, right: float) -> None:
        """Write words that end here, or as near as they fit."""
        width = painter.fontMetrics().horizontalAdvance(text) + 12
        right = min(max(right, width + 4), self.viewport().width() - 4)
        rect = QRectF(right - width, self.viewport().height() / 2 - 9, width, 18)
        ground = QColor(self.theme.palette.panel)
        ground.setAlpha(225)
        paint_label(painter, rect, text, QColor(self.theme.palette.text), ground)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_envelope"):
            self._redraw()
