"""What every picture over time shares: seconds to pixels, the playhead, a click that jumps."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsView, QSizePolicy, QWidget

from gui.theme import Theme

RADIUS = 6
PLAYHEAD_WIDTH = 2


class TimeView(pg.GraphicsView):
    """A plot without axes in a rounded well, x in seconds from 0 to ``duration_s``.

    Labels and playhead are painted over the scene, so that moving the playhead repaints two
    narrow strips and not the picture.

    Signals
    -------
    seek_requested(float)
        The user pointed at this second.
    """

    seek_requested = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.duration_s = 5.0
        self.is_seekable = True
        self._position_s: float | None = None
        # A bare view box: a whole plot brings axes and menus that nobody sees, 20 ms each.
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.box.disableAutoRange()
        self.setCentralItem(self.box)
        self.setFrameShape(pg.GraphicsView.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # A graphics view takes drops for its scene; the column is the one that knows clips.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumSize(40, 20)
        theme.changed.connect(self.on_theme_changed)
        self.on_theme_changed()

    @Slot()
    def on_theme_changed(self) -> None:
        """Take the palette's colours."""
        self.setBackground(self.theme.palette.well)

    def set_range(self, duration_s: float, low: float, high: float) -> None:
        """Show 0 to ``duration_s`` and ``low`` to ``high``."""
        self.duration_s = duration_s
        self.box.setRange(
            xRange=(0, duration_s), yRange=(low, high), padding=0, disableAutoRange=True
        )
        self.viewport().update()

    # -- the playhead -----------------------------------------------------------------------

    def set_position(self, position_s: float | None) -> None:
        """Move the playhead; None hides it."""
        old, self._position_s = self._playhead_rect(), position_s
        new = self._playhead_rect()
        if new != old:
            for rect in (old, new):
                if rect is not None:
                    self.viewport().update(rect)

    def _playhead_rect(self) -> QRect | None:
        if self._position_s is None:
            return None
        # One pixel to spare on both sides for the dark edge.
        return QRect(round(self.x_of(self._position_s)) - 3, 0, 7, self.height())

    def x_of(self, time_s: float) -> float:
        """Return the pixel column of a time."""
        return time_s / self.duration_s * self.viewport().width()

    def time_at(self, x: float) -> float:
        """Return the time of a pixel column, inside the picture."""
        width = max(1, self.viewport().width())
        return min(1.0, max(0.0, x / width)) * self.duration_s

    # -- Qt -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        exposed = event.rect()
        self.paint_over(painter, exposed)
        if self._position_s is not None:
            self._paint_playhead(painter)
        self.paint_top(painter, exposed)
        self._paint_corners(painter, exposed)
        painter.end()

    def paint_over(self, painter: QPainter, exposed: QRect) -> None:
        """Paint labels over the scene, as far as ``exposed`` needs it; for subclasses."""

    def paint_top(self, painter: QPainter, exposed: QRect) -> None:
        """Paint over the playhead too; for subclasses."""

    def playhead_colours(self) -> tuple[QColor, QColor]:
        """Return the playhead's line and edge."""
        edge = QColor(self.theme.palette.well)
        edge.setAlpha(150)
        return QColor(self.theme.palette.playhead), edge

    def _paint_playhead(self, painter: QPainter) -> None:
        line, edge = self.playhead_colours()
        x = round(self.x_of(self._position_s))  # type: ignore[arg-type]
        x = min(max(x, 1), self.viewport().width() - 1)
        height = self.viewport().height()
        painter.fillRect(x - 2, 0, 1, height, edge)
        painter.fillRect(x - 1, 0, PLAYHEAD_WIDTH, height, line)
        painter.fillRect(x + 1, 0, 1, height, edge)

    def _paint_corners(self, painter: QPainter, exposed: QRect) -> None:
        rect = QRectF(self.viewport().rect())
        if exposed.left() > RADIUS and exposed.right() < rect.width() - RADIUS:
            return
        inside, outside = QPainterPath(), QPainterPath()
        inside.addRoundedRect(rect, RADIUS, RADIUS)
        outside.addRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outside.subtracted(inside), QColor(self.theme.palette.panel))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.is_seekable and event.button() == Qt.MouseButton.LeftButton:
            self.seek_requested.emit(self.time_at(event.position().x()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.is_seekable and event.buttons() & Qt.MouseButton.LeftButton:
            self.seek_requested.emit(self.time_at(event.position().x()))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def close(self) -> bool:
        # WORKAROUND pyqtgraph 0.14: its close() clears the scene by hand, and Qt's own deletion
        # of the same items crashes afterwards. The parent deletes this view; nothing is left.
        return QGraphicsView.close(self)

    def wheelEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]


def paint_label(painter: QPainter, rect: QRectF, text: str, colour: QColor, ground: QColor) -> None:
    """Write a small label on a translucent plate."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(ground))
    painter.drawRoundedRect(rect, 3, 3)
    painter.setPen(QPen(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
