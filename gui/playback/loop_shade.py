"""What is not looped lies in the shade."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.playback.loop_range import Range
from gui.theme import Theme
from gui.views.time_view import TimeView

SHADE = 165
"""Of 255: the waveform is still to be seen."""


class LoopShade(QWidget):
    """Lies over a view and takes no mouse.

    Parameters
    ----------
    theme : Theme
    view : TimeView
    """

    def __init__(self, theme: Theme, view: TimeView) -> None:
        super().__init__(view.viewport())
        self._theme = theme
        self._view = view
        self._loop: Range | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.viewport().installEventFilter(self)
        view.axis.changed.connect(self._on_changed)
        theme.changed.connect(self._on_changed)
        self.setGeometry(view.viewport().rect())
        self.lower()  # below whatever else lies on the view
        self.hide()

    @property
    def loop(self) -> Range | None:
        """What lies in the light; None without shade."""
        return self._loop

    def set_loop(self, loop: Range | None) -> None:
        """Leave these seconds in the light; without them there is no shade."""
        if loop != self._loop:
            self._loop = loop
            self.setVisible(loop is not None)
            self.update()

    @Slot()
    def _on_changed(self) -> None:
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._view.viewport().rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _: QPaintEvent) -> None:
        if self._loop is None:
            return
        begin, end = (self._view.x_of(at) for at in self._loop)
        colour = QColor(self._theme.palette.well)
        colour.setAlpha(SHADE)
        painter = QPainter(self)
        for left, right in ((0.0, begin), (end, float(self.width()))):
            if right > left:
                painter.fillRect(QRectF(left, 0, right - left, self.height()), colour)
