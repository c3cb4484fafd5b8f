"""The line that says what is heard now."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter

WIDTH = 2


def paint_playhead(
    painter: QPainter, column: float, size: QSize, line: QColor, edge: QColor
) -> None:
    """Paint it at a pixel column of a picture, with an edge that shows it on any ground."""
    x = min(max(round(column), 1), size.width() - 1)
    height = size.height()
    painter.fillRect(x - 2, 0, 1, height, edge)
    painter.fillRect(x - 1, 0, WIDTH, height, line)
    painter.fillRect(x + 1, 0, 1, height, edge)
