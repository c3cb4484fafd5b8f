"""The round badge that names a column by letter and colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.palette import mix
from gui.theme import Theme

SIZE = 28


class Badge(QWidget):
    """A clip's letter on its colour; for the morph, both colours.

    Parameters
    ----------
    letter : str
        "A", "B", or "" for the morph.
    """

    def __init__(self, theme: Theme, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._letter = letter
        self._alpha = 0.5
        self.setFixedSize(SIZE, SIZE)
        theme.changed.connect(self._on_theme_changed)

    def set_alpha(self, alpha: float) -> None:
        """Take the morph's colour at alpha."""
        self._alpha = alpha
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        p = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rect = QRectF(self.rect())
        if self._letter:
            painter.setBrush(QColor(p.a if self._letter == "A" else p.b))
            painter.drawEllipse(rect)
            font = painter.font()
            font.setPixelSize(14)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(p.on_clip))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._letter)
            return
        gradient = QLinearGradient(rect.topLeft(), rect.topRight())
        gradient.setColorAt(0.0, QColor(p.a))
        gradient.setColorAt(1.0, QColor(p.b))
        painter.setBrush(gradient)
        painter.drawEllipse(rect)
        painter.setBrush(QColor(p.panel))
        painter.drawEllipse(rect.adjusted(4, 4, -4, -4))
        painter.setBrush(QColor(mix(p.a, p.b, self._alpha)))
        painter.drawEllipse(rect.adjusted(7, 7, -7, -7))
