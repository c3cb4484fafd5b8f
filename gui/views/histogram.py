"""How often each level occurs in the mels, and which of them the colours reach over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.theme import Theme
from gui.views.mel_display import HIGHEST_DB, LOWEST_DB, colour_map
from gui.widgets.thin_slider import HANDLE

if TYPE_CHECKING:
    from engine.spec import FloatArray

N_BINS = HIGHEST_DB - LOWEST_DB
MAX_COLUMNS = 640
"""Of a longer mel every so-many-th column is counted."""
STRIP = 6
"""Height of the colours below the counts."""


def level_counts(mel_norm: FloatArray, top_db: float) -> npt.NDArray[np.float64]:
    """Return the share of a mel's cells in each decibel from the lowest, shape (N_BINS,).

    Cells at or below the lowest are in no bin: silence would dwarf all else.

    Parameters
    ----------
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
    top_db : float
        What [0, 1] spans.
    """
    cells = mel_norm[:, :: -(-mel_norm.shape[1] // MAX_COLUMNS)]
    db = (cells - np.float32(1)) * np.float32(top_db) - np.float32(LOWEST_DB)
    bins = np.clip(np.ceil(db), 0, N_BINS).astype(np.intp)
    counts = np.bincount(bins.ravel(), minlength=N_BINS + 1)[1:]
    return np.asarray(counts / cells.size, np.float64)


class Histogram(QWidget):
    """Counts of several mels over each other; drag to move the nearer end of the range.

    Signals
    -------
    levels_moved(float, float)
        The floor and ceiling that the hand asks for, in dB.
    """

    levels_moved = Signal(float, float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curves: list[tuple[npt.NDArray[np.float64], str]] = []
        self._levels = (float(LOWEST_DB), float(HIGHEST_DB))
        self._colours = "magma"
        self._has_floor: bool | None = None
        self.setAccessibleName(self.tr("Levels in the mel spectrograms"))
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    def set_curves(self, curves: Sequence[tuple[npt.NDArray[np.float64], str]]) -> None:
        """Show counts, each in a colour."""
        self._curves = list(curves)
        self.update()

    def set_levels(self, floor_db: float, ceiling_db: float, colours: str) -> None:
        """Show the range, and the colours that it has."""
        self._levels, self._colours = (floor_db, ceiling_db), colours
        text = self.tr("Colours from {floor:.0f} to {ceiling:.0f} decibels")
        self.setAccessibleDescription(text.format(floor=floor_db, ceiling=ceiling_db))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, 84)

    def x_of(self, db: float) -> float:
        """Return the pixel column of a level; the same as that of a `ThinSlider` below."""
        share = (db - LOWEST_DB) / (HIGHEST_DB - LOWEST_DB)
        return HANDLE + share * (self.width() - 2 * HANDLE)

    def db_at(self, x: float) -> float:
        """Return the level of a pixel column."""
        share = (x - HANDLE) / max(1, self.width() - 2 * HANDLE)
        return LOWEST_DB + min(1.0, max(0.0, share)) * (HIGHEST_DB - LOWEST_DB)

    # -- Qt -----------------------------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        p = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(p.well))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        for counts, colour in self._curves:
            self._paint_curve(painter, counts, QColor(colour))
        floor_x, ceiling_x = (self.x_of(db) for db in self._levels)
        bottom = self.height() - STRIP - 2
        veil = QColor(p.well)
        veil.setAlpha(170)
        painter.fillRect(QRectF(0, 0, floor_x, bottom), veil)
        painter.fillRect(QRectF(ceiling_x, 0, self.width() - ceiling_x, bottom), veil)
        for x in (floor_x, ceiling_x):
            painter.fillRect(QRectF(x - 1, 2, 2, bottom - 2), QColor(p.text))
        self._paint_strip(painter, floor_x, ceiling_x)

    def _paint_curve(
        self, painter: QPainter, counts: npt.NDArray[np.float64], colour: QColor
    ) -> None:
        bottom, most = self.height() - STRIP - 2, max((c.max() for c, _ in self._curves), default=0)
        if most <= 0:
            return
        heights = np.sqrt(counts / most) * (bottom - 6)
        xs = [self.x_of(LOWEST_DB + i + 0.5) for i in range(N_BINS)]
        line = [QPointF(x, bottom - h) for x, h in zip(xs, heights.tolist(), strict=True)]
        fill = QColor(colour)
        fill.setAlpha(45)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([QPointF(xs[0], bottom), *line, QPointF(xs[-1], bottom)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.3))
        painter.drawPolyline(QPolygonF(line))
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_strip(self, painter: QPainter, floor_x: float, ceiling_x: float) -> None:
        """Paint the colours where they are, the first and last one to the ends."""
        table = colour_map(self._colours)
        left, right = self.x_of(LOWEST_DB), self.x_of(HIGHEST_DB)
        top = self.height() - STRIP
        painter.fillRect(QRectF(left, top, floor_x - left, STRIP), QColor(*table[0].tolist()))
        painter.fillRect(
            QRectF(ceiling_x, top, right - ceiling_x, STRIP), QColor(*table[-1].tolist())
        )
        image = QImage(table.tobytes(), len(table), 1, 768, QImage.Format.Format_RGB888)
        painter.drawImage(QRectF(floor_x, top, ceiling_x - floor_x, STRIP), image)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            db = self.db_at(event.position().x())
            floor_db, ceiling_db = self._levels
            self._has_floor = db < (floor_db + ceiling_db) / 2
            self._move(db)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._has_floor is not None:
            self._move(self.db_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._has_floor = None

    def _move(self, db: float) -> None:
        floor_db, ceiling_db = self._levels
        db = float(round(db))
        self.levels_moved.emit(*((db, ceiling_db) if self._has_floor else (floor_db, db)))
