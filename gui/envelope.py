"""A waveform's outline: from samples to columns to a filled shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPolygonF

if TYPE_CHECKING:
    from engine.spec import FloatArray


def peaks_of(samples: FloatArray, n_columns: int) -> FloatArray:
    """Return the minimum and maximum of each of ``n_columns`` stretches, shape (n_columns, 2)."""
    n_columns = max(1, min(n_columns, samples.shape[0]))
    first = np.arange(n_columns) * samples.shape[0] // n_columns
    return np.stack([f.reduceat(samples, first) for f in (np.minimum, np.maximum)], axis=1)


class EnvelopeItem(pg.GraphicsObject):
    """Draws peaks as one filled shape, at least a hair thick, so that silence is a line."""

    def __init__(self) -> None:
        super().__init__()
        self._path = QPainterPath()
        self._bounds = QRectF()
        self._brush = QBrush()

    def set_colour(self, colour: QColor) -> None:
        """Change the fill."""
        self._brush = QBrush(colour)
        self.update()

    def set_peaks(self, peaks: FloatArray | None, duration_s: float, hair: float) -> None:
        """Show peaks, shape (n, 2), from 0 to ``duration_s``; None shows nothing."""
        self.prepareGeometryChange()
        self._path = QPainterPath()
        self._bounds = QRectF()
        if peaks is not None and len(peaks):
            x = (np.arange(len(peaks)) + 0.5) * (duration_s / len(peaks))
            low = np.minimum(peaks[:, 0], -hair)
            high = np.maximum(peaks[:, 1], hair)
            points = np.concatenate(
                [np.stack([x, high], axis=1), np.stack([x, low], axis=1)[::-1]]
            ).astype(np.float64)
            self._path.addPolygon(QPolygonF([QPointF(*p) for p in points.tolist()]))
            self._bounds = QRectF(0, float(low.min()), duration_s, float(high.max() - low.min()))
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(self._path, self._brush)
