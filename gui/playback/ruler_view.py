"""How a ruler over time looks: seconds, the playhead, and the range that is looped."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.playback.loop_range import Part, Range
from gui.theme import Theme, tabular
from gui.views.playhead import WIDTH as PLAYHEAD_WIDTH
from gui.views.time_axis import TimeAxis, ticks

HEIGHT = 20
LABEL_PX = 60
FONT_PX = 10


class RulerView(QWidget):
    """Shows what it is told, and takes no wishes.

    Parameters
    ----------
    theme : Theme
    axis : TimeAxis
        What is on show.
    """

    def __init__(self, theme: Theme, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.axis = axis
        self._loop: Range | None = None
        self._is_looping = True
        self._position_s: float | None = None
        self._part = Part.BEGIN
        self._font = tabular(self.font())  # painted with: a style sheet sets the widget's own
        self._font.setPixelSize(FONT_PX)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Loop"))
        axis.changed.connect(self._on_changed)
        theme.changed.connect(self._on_changed)
        self._describe()

    # -- what it shows ------------------------------------------------------------------------

    @property
    def loop(self) -> Range | None:
        """What it shows as looped."""
        return self._loop

    def set_loop(self, loop: Range | None) -> None:
        """Show what is looped."""
        if loop != self._loop:
            self._loop = loop
            self._describe()
            self.update()

    def set_looping(self, is_looping: bool) -> None:
        """Show whether the loop is on."""
        if is_looping != self._is_looping:
            self._is_looping = is_looping
            self._describe()
            self.update()

    def set_position(self, position_s: float | None) -> None:
        """Move the playhead."""
        old, self._position_s = self._position_s, position_s
        for at in {old, position_s} - {None}:
            self.update(round(self.x_of(at)) - 5, 0, 11, HEIGHT)

    def x_of(self, time_s: float | None) -> float:
        """Return the pixel column of a time."""
        return self.axis.x_of(time_s or 0.0, self.width())

    @Slot()
    def _on_changed(self) -> None:
        self.update()

    def _describe(self) -> None:
        if self._loop is None:
            text = self.tr("All of it; Enter loops the second from here on")
        else:
            words = {
                Part.BEGIN: self.tr("{begin:.2f} to {end:.2f} s; the arrows move the beginning"),
                Part.END: self.tr("{begin:.2f} to {end:.2f} s; the arrows move the end"),
                Part.ALL: self.tr("{begin:.2f} to {end:.2f} s; the arrows move all of it"),
            }
            text = words[self._part].format(begin=self._loop[0], end=self._loop[1])
        self.setAccessibleDescription(text)

    # -- painting -----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ticks(painter)
        if self._loop is not None:
            self._paint_loop(painter, *(self.x_of(at) for at in self._loop))
        if self._position_s is not None:
            self._paint_position(painter, self.x_of(self._position_s))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.palette.a_text)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_ticks(self, painter: QPainter) -> None:
        p = self._theme.palette
        well = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(p.well))
        painter.drawRoundedRect(well, 4, 4)
        for seconds, text in ticks(self.axis, self.width(), LABEL_PX):
            x = self.x_of(seconds)
            painter.fillRect(QRectF(round(x), 0, 1, HEIGHT), QColor(p.control_border))
            width = painter.fontMetrics().horizontalAdvance(text)
            if x + 4 + width <= self.width() and not self._is_covered(x + 4, x + 4 + width):
                painter.setPen(QColor(p.secondary))
                place = QRectF(x + 4, 0, width + 2, HEIGHT)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _is_covered(self, left: float, right: float) -> bool:
        if self._loop is None:
            return False
        begin, end = (self.x_of(at) for at in self._loop)
        return left < end and right > begin

    def _paint_loop(self, painter: QPainter, begin: float, end: float) -> None:
        p = self._theme.palette
        colour = QColor(p.text if self._is_looping else p.secondary)
        band = QRectF(begin, 0, end - begin, HEIGHT)
        ground = QColor(p.control_on)
        painter.fillRect(band, ground)
        for at, part in ((begin, Part.BEGIN), (end - 2, Part.END)):
            is_chosen = self.hasFocus() and self._part in (part, Part.ALL)
            edge = QColor(p.a_text) if is_chosen else colour
            painter.fillRect(QRectF(at, 0, 2, HEIGHT), edge)
        pen = QPen(colour, 1)
        if not self._is_looping:
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(begin, 0.5), QPointF(end, 0.5))
        assert self._loop is not None
        text = self.tr("{length:.2f} s").format(length=self._loop[1] - self._loop[0])
        if painter.fontMetrics().horizontalAdvance(text) + 12 <= band.width():
            painter.setPen(QColor(p.text))
            painter.drawText(band, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_position(self, painter: QPainter, x: float) -> None:
        # As in the pictures above and below, so that the three are one line.
        edge = QColor(self._theme.palette.well)
        edge.setAlpha(150)
        left = min(max(round(x), 1), self.width() - 1) - 1
        painter.fillRect(left - 1, 0, PLAYHEAD_WIDTH + 2, HEIGHT, edge)
        painter.fillRect(left, 0, PLAYHEAD_WIDTH, HEIGHT, QColor(self._theme.palette.playhead))
