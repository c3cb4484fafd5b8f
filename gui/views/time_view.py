"""What every picture over time shares: zoom, the playhead, a click that jumps."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsView, QSizePolicy, QWidget

from gui.theme import Theme
from gui.views.playhead import paint_playhead
from gui.views.scroll_bar import GRIP, bar_time, paint_bar
from gui.views.time_axis import TimeAxis

RADIUS = 6
NOTCH = 120
"""What Qt says of one click of a mouse wheel."""
ZOOM_PER_NOTCH, SCROLL_PER_NOTCH = 1.25, 0.12


class TimeView(pg.GraphicsView):
    """A plot without axes in a rounded well, x in seconds.

    Moving the playhead, which is painted over the scene, repaints two narrow strips.

    Attributes
    ----------
    axis : TimeAxis
        What is on show; the view's own unless `set_axis` gave it another.
    duration_s : float
        How long its content is.
    is_seekable, is_zoomable : bool
        Whether a click jumps; whether the wheel and the middle button move the axis.
    is_cached : bool
        Whether the picture is kept as pixels until `refresh`; then every change must call that.

    Signals
    -------
    seek_requested(float)
        The user pointed at this second.
    """

    seek_requested = Signal(float)
    is_cached = False
    is_zoomable = False
    has_scroll_bar = False

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.duration_s = 5.0
        self.is_seekable = True
        self.axis = TimeAxis(self.duration_s, self)
        self._is_own_axis = True
        self._picture: QPixmap | None = None
        self._position_s: float | None = None
        self._pan_from: QPointF | None = None
        self._bar_grab_s: float | None = None
        # A bare view box: a whole plot brings axes and menus that nobody sees, 20 ms each.
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.box.disableAutoRange()
        self.setCentralItem(self.box)
        self.setFrameShape(pg.GraphicsView.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # A graphics view takes drops for its scene; the column is the one that knows clips.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        if self.is_cached:
            self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumSize(40, 20)
        self.axis.changed.connect(self.on_axis_changed)
        theme.changed.connect(self.on_theme_changed)
        self.on_theme_changed()

    @Slot()
    def on_theme_changed(self) -> None:
        """Take the palette's colours."""
        self.setBackground(self.theme.palette.well)
        self.refresh()

    # -- time ---------------------------------------------------------------------------------

    def set_axis(self, axis: TimeAxis) -> None:
        """Show what this axis shows, from now on; its duration is somebody else's business."""
        self.axis.changed.disconnect(self.on_axis_changed)
        self.axis, self._is_own_axis = axis, False
        axis.changed.connect(self.on_axis_changed)
        self.on_axis_changed()

    @Slot()
    def on_axis_changed(self) -> None:
        """Show another stretch of time."""
        self.box.setXRange(self.axis.start_s, self.axis.end_s, padding=0)
        self.refresh()

    def set_range(self, duration_s: float, low: float, high: float) -> None:
        """Show ``low`` to ``high``, and say how long the content is."""
        self.duration_s = duration_s
        if self._is_own_axis:
            self.axis.set_duration(duration_s)
        self.box.setRange(
            xRange=(self.axis.start_s, self.axis.end_s),
            yRange=(low, high),
            padding=0,
            disableAutoRange=True,
        )
        self.refresh()

    def x_of(self, time_s: float) -> float:
        """Return the pixel column of a time."""
        return self.axis.x_of(time_s, self.viewport().width())

    def time_at(self, x: float) -> float:
        """Return the time of a pixel column, inside the picture."""
        return self.axis.time_at(x, self.viewport().width())

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
        if self._position_s is None or not self.axis.shows(self._position_s):
            return None
        # One pixel to spare on both sides for the dark edge.
        return QRect(round(self.x_of(self._position_s)) - 3, 0, 7, self.height())

    # -- painting ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Make the picture anew."""
        self._picture = None
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        exposed = event.rect()
        if self.is_cached:
            picture = self._kept_picture()
            painter = QPainter(self.viewport())
            # Whole pixels, unscaled: Qt copies only what is exposed, and that at once.
            painter.drawPixmap(0, 0, picture)
        else:
            super().paintEvent(event)
            painter = QPainter(self.viewport())
        self.paint_over(painter, exposed)
        if self._position_s is not None and self.axis.shows(self._position_s):
            x, colours = self.x_of(self._position_s), self.playhead_colours()
            paint_playhead(painter, x, self.viewport().size(), *colours)
        self.paint_top(painter, exposed)
        self._paint_corners(painter, exposed)
        painter.end()

    def _kept_picture(self) -> QPixmap:
        viewport, scale = self.viewport(), self.devicePixelRatioF()
        size = (viewport.size().toSizeF() * scale).toSize()
        if self._picture is None or self._picture.size() != size:
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(scale)
            painter = QPainter(self._picture)
            self.paint_picture(painter)
            if self._has_bar:
                rect = QRectF(viewport.rect())
                paint_bar(painter, rect, self.axis, self.theme.palette)
            painter.end()
        return self._picture

    @property
    def _has_bar(self) -> bool:
        return self.has_scroll_bar and self.axis.is_zoomed

    def paint_picture(self, painter: QPainter) -> None:
        """Paint what is kept between two changes: the scene, and more in subclasses."""
        painter.setRenderHints(self.renderHints())
        self.render(painter, QRectF(self.viewport().rect()), self.viewport().rect())

    def paint_over(self, painter: QPainter, exposed: QRect) -> None:
        """Paint labels over the scene, as far as ``exposed`` needs it; for subclasses."""

    def paint_top(self, painter: QPainter, exposed: QRect) -> None:
        """Paint over the playhead too; for subclasses."""

    def playhead_colours(self) -> tuple[QColor, QColor]:
        """Return the playhead's line and edge."""
        edge = QColor(self.theme.palette.well)
        edge.setAlpha(150)
        return QColor(self.theme.palette.playhead), edge

    def _paint_corners(self, painter: QPainter, exposed: QRect) -> None:
        rect = QRectF(self.viewport().rect())
        if exposed.left() > RADIUS and exposed.right() < rect.width() - RADIUS:
            return
        inside, outside = QPainterPath(), QPainterPath()
        inside.addRoundedRect(rect, RADIUS, RADIUS)
        outside.addRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outside.subtracted(inside), QColor(self.theme.palette.panel))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "box"):
            self.refresh()

    # -- the mouse ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        place = event.position()
        if event.button() == Qt.MouseButton.MiddleButton and self.is_zoomable:
            self._pan_from = place
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() != Qt.MouseButton.LeftButton:
            return
        elif self._has_bar and place.y() >= self.viewport().height() - GRIP:
            axis = self.axis
            time_s = bar_time(axis, place.x(), self.viewport().width())
            if not axis.shows(time_s):
                axis.scroll(time_s - (axis.start_s + axis.end_s) / 2)
            self._bar_grab_s = time_s - axis.start_s
        elif self.is_seekable:
            self.seek_requested.emit(self.time_at(place.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        x = event.position().x()
        if self._pan_from is not None:
            self.pan(self._pan_from, event.position())
            self._pan_from = event.position()
        elif self._bar_grab_s is not None:
            time_s = bar_time(self.axis, x, self.viewport().width())
            self.axis.scroll(time_s - self._bar_grab_s - self.axis.start_s)
        elif self.is_seekable and event.buttons() & Qt.MouseButton.LeftButton:
            self.seek_requested.emit(self.time_at(x))

    def pan(self, start: QPointF, end: QPointF) -> None:
        """Take what lies at one place to another one."""
        self.axis.scroll((start.x() - end.x()) / max(1, self.viewport().width()) * self.axis.span_s)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._bar_grab_s = None
        if self._pan_from is not None and event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
            self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self.is_zoomable and event.button() == Qt.MouseButton.LeftButton:
            self.axis.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.is_zoomable:
            event.ignore()
            return
        event.accept()
        across, up = event.angleDelta().x() / NOTCH, event.angleDelta().y() / NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            # Some systems turn the wheel on its side themselves while Shift is held.
            self.axis.scroll(-(across or up) * SCROLL_PER_NOTCH * self.axis.span_s)
        elif abs(across) > abs(up):
            self.axis.scroll(-across * SCROLL_PER_NOTCH * self.axis.span_s)
        elif up:
            self.zoom_at(event.position(), ZOOM_PER_NOTCH**up, event.modifiers())

    def zoom_at(self, place: QPointF, factor: float, _: Qt.KeyboardModifier) -> None:
        """Come closer to a place by a factor."""
        self.axis.zoom(factor, self.time_at(place.x()))

    def close(self) -> bool:
        # WORKAROUND pyqtgraph 0.14: its close() clears the scene by hand, and Qt's own deletion
        # of the same items crashes afterwards. The parent deletes this view; nothing is left.
        return QGraphicsView.close(self)


def paint_label(painter: QPainter, rect: QRectF, text: str, colour: QColor, ground: QColor) -> None:
    """Write a small label on a translucent plate."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(ground))
    painter.drawRoundedRect(rect, 3, 3)
    painter.setPen(QPen(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
