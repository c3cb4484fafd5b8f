"""The excerpt's waveform."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.theme import Theme
from gui.views.envelope import column_peaks
from gui.views.time_view import TimeView

if TYPE_CHECKING:
    from engine.spec import FloatArray

MIN_PER_COLUMN = 4.0
"""With fewer samples in a pixel column a line through them says more than their extremes."""
DOT_SPACING, DOT_SIZE = 7.0, 4.0
"""Pixels between two samples from which on each is a dot, and its size."""
LINE_WIDTH = 1.3


class WaveformView(TimeView):
    """A waveform in one colour, full scale from top to bottom.

    Far away each pixel column reaches from the lowest to the highest of its samples, exactly; near,
    a line goes through the samples, and nearer still each of them is a dot.
    """

    is_cached = True
    is_zoomable = True
    has_scroll_bar = True

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._samples: FloatArray | None = None
        self._sample_rate = 1
        self._colour = QColor(theme.palette.secondary)
        self._stops: list[tuple[float, str]] = []
        self._is_stale = False
        super().__init__(theme, parent)

    def set_samples(self, samples: FloatArray | None, sample_rate: int) -> None:
        """Show samples, shape (n_samples,); None empties the view."""
        if samples is self._samples:
            return
        self._samples, self._sample_rate = samples, sample_rate
        if samples is not None:
            self.set_range(samples.shape[0] / sample_rate, -1.0, 1.0)
        self.refresh()

    def set_colour(self, colour: str) -> None:
        """Draw in this colour."""
        if QColor(colour) != self._colour or self._stops:
            self._colour, self._stops = QColor(colour), []
            self.refresh()

    def set_gradient(self, stops: list[tuple[float, str]]) -> None:
        """Draw in colours that change over time: (seconds, colour), in the order of time."""
        if stops != self._stops:
            self._stops = stops
            self.refresh()

    def _brush(self, colour: QColor) -> QBrush:
        """Return the colour, or the gradient with its transparency."""
        if not self._stops:
            return QBrush(colour)
        gradient = QLinearGradient(self.x_of(0.0), 0, self.x_of(self.duration_s), 0)
        for seconds, name in self._stops:
            at = QColor(name)
            at.setAlpha(colour.alpha())
            gradient.setColorAt(min(1.0, max(0.0, seconds / self.duration_s)), at)
        return QBrush(gradient)

    def set_stale(self, is_stale: bool) -> None:
        """Dim what is about to be replaced."""
        if is_stale != self._is_stale:
            self._is_stale = is_stale
            self.refresh()

    @property
    def samples_per_column(self) -> float:
        """How many samples fall on one pixel of the screen."""
        columns: float = max(1.0, self.viewport().width() * self.devicePixelRatioF())
        return self.axis.span_s * self._sample_rate / columns

    # -- painting ---------------------------------------------------------------------------

    def paint_picture(self, painter: QPainter) -> None:
        """Paint columns or a line, in the screen's own pixels."""
        painter.fillRect(self.viewport().rect(), QColor(self.theme.palette.well))
        if self._samples is None or not len(self._samples):
            return
        colour = QColor(self._colour)
        colour.setAlpha(110 if self._is_stale else 255)
        if self.samples_per_column >= MIN_PER_COLUMN:
            self._paint_columns(painter, self._samples, colour)
        else:
            self._paint_line(painter, self._samples, colour)

    def _paint_columns(self, painter: QPainter, samples: FloatArray, colour: QColor) -> None:
        scale = self.devicePixelRatioF()
        columns, height = (round(n * scale) for n in self.viewport().size().toTuple())
        start, end = (t * self._sample_rate for t in (self.axis.start_s, self.axis.end_s))
        first, peaks = column_peaks(samples, start, end, columns)
        # A column one pixel high at least, so that silence is a line.
        ends = np.floor((1 - peaks.clip(-1, 1)) * (height / 2)).clip(0, height - 1)
        rows = np.arange(height)[:, None]
        is_on = np.zeros((height, columns), bool)
        is_on[:, first : first + len(peaks)] = (rows >= ends[:, 1]) & (rows <= ends[:, 0])
        # All is filled, and covered again where nothing is: as a rectangle for each column, Python
        # would take several times as long.
        well = QColor(self.theme.palette.well).rgba()
        pixels = np.where(is_on, np.uint32(0), np.uint32(well))
        argb32 = QImage.Format.Format_ARGB32_Premultiplied
        cover = QImage(pixels.tobytes(), columns, height, 4 * columns, argb32)
        cover.setDevicePixelRatio(scale)
        painter.fillRect(self.viewport().rect(), self._brush(colour))
        painter.drawImage(0, 0, cover)

    def _paint_line(self, painter: QPainter, samples: FloatArray, colour: QColor) -> None:
        rate, axis = self._sample_rate, self.axis
        first = max(0, math.floor(axis.start_s * rate))
        last = min(len(samples), math.ceil(axis.end_s * rate) + 1)
        middle = self.viewport().height() / 2
        x = (np.arange(first, last) / rate - axis.start_s) * (self.viewport().width() / axis.span_s)
        y = middle - samples[first:last].clip(-1, 1).astype(np.float64) * (middle - 1)
        line = QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._brush(colour), LINE_WIDTH))
        painter.drawPolyline(line)
        if self.viewport().width() / (axis.span_s * rate) >= DOT_SPACING:
            pen = QPen(self._brush(colour), DOT_SIZE)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints(line)
