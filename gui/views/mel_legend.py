"""What the colours of a difference mean, written where they are seen."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gui.views.mel_display import DIFFERENCE_MAP, colour_map

MARGIN, PAD, LINE, BAR_WIDTH, BAR_HEIGHT = 6.0, 8.0, 16.0, 150.0, 8.0
GROUND, TITLE, TEXT = QColor(0, 0, 0, 205), QColor("#ffffff"), QColor("#d5d9e0")


@dataclasses.dataclass(frozen=True, slots=True)
class Legend:
    """Words for a difference.

    Parameters
    ----------
    title : str
        What is subtracted from what.
    low, high : str
        Who is louder where the colours of the left and right end are.
    range_db : float
        Where the colours end.
    """

    title: str
    low: str
    high: str
    range_db: float

    def paint(self, painter: QPainter, width: float) -> QRectF:
        """Paint it into the upper left corner of a picture of this width; return its place."""
        metrics = painter.fontMetrics()
        ends = metrics.horizontalAdvance(self.low) + metrics.horizontalAdvance(self.high) + 20
        inner = min(max(BAR_WIDTH, ends, metrics.horizontalAdvance(self.title)), width - 28)
        plate = QRectF(MARGIN, MARGIN, inner + 2 * PAD, 3 * LINE + BAR_HEIGHT + 2 * PAD - 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(GROUND)
        painter.drawRoundedRect(plate, 4, 4)
        row = QRectF(plate.left() + PAD, plate.top() + PAD - 2, inner, LINE)
        left, middle, right = (
            side | Qt.AlignmentFlag.AlignVCenter
            for side in (
                Qt.AlignmentFlag.AlignLeft,
                Qt.AlignmentFlag.AlignHCenter,
                Qt.AlignmentFlag.AlignRight,
            )
        )
        painter.setPen(TITLE)
        painter.drawText(row, left, self.title)
        bar = QRectF(row.left(), row.bottom() + 2, inner, BAR_HEIGHT)
        painter.drawImage(bar, _bar())
        painter.setPen(TEXT)
        numbers = row.translated(0, LINE + BAR_HEIGHT + 3)
        painter.drawText(numbers, left, f"−{self.range_db:g} dB")
        painter.drawText(numbers, middle, "0")
        painter.drawText(numbers, right, f"+{self.range_db:g} dB")
        words = numbers.translated(0, LINE - 2)
        painter.drawText(words, left, self.low)
        painter.drawText(words, right, self.high)
        return plate


def _bar() -> QImage:
    colours = np.ascontiguousarray(colour_map(DIFFERENCE_MAP))
    return QImage(colours.data, 256, 1, 768, QImage.Format.Format_RGB888).copy()
