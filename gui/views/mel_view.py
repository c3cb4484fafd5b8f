"""A mel spectrogram: low frequencies at the bottom, colours and axes as `MelDisplay` says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.theme import Theme
from gui.views.mel_display import DIFFERENCE_MAP, MelDisplay, colour_map
from gui.views.mel_legend import Legend
from gui.views.mel_scale import frequency_ticks, hz_to_row, level_text, point_text, row_to_hz
from gui.views.time_view import TimeView, paint_label

if TYPE_CHECKING:
    from engine.spec import FloatArray, MelSpec

LABEL_SPACING, NOTE_SPACING = 44, 20
"""Pixels between two frequency labels, at least; notes are short and are read as a scale."""
LABEL_PX = 11
CLOSE_S = 1.0
"""With less on show the read-out tells milliseconds."""
WHITE, PLATE, DARK_PLATE = QColor("#ffffff"), QColor(0, 0, 0, 120), QColor(0, 0, 0, 205)


class MelView(TimeView):
    """One mel of a pair of clips; all views show the same point under the pointer.

    Signals
    -------
    hovered(float, float)
        The pointer is at this second and row.
    left()
        The pointer is gone.
    """

    hovered = Signal(float, float)
    left = Signal()
    is_cached = True
    is_zoomable = True

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._mel: FloatArray | None = None
        self._spec: MelSpec | None = None
        self._difference: FloatArray | None = None
        self._legend: Legend | None = None
        self._point: tuple[float, float] | None = None
        self._is_stale = False
        super().__init__(theme, parent)
        self.display = MelDisplay(self)
        self._image = _MelImage(axisOrder="row-major")
        self._image.setAutoDownsample(True)
        self.box.addItem(self._image)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.display.changed.connect(self.on_display_changed)
        self.on_display_changed()

    def set_display(self, display: MelDisplay) -> None:
        """Be shown as this says, from now on."""
        self.display.changed.disconnect(self.on_display_changed)
        self.display = display
        display.changed.connect(self.on_display_changed)
        self.on_display_changed()

    @Slot()
    def on_display_changed(self) -> None:
        """Take other colours, levels or rows."""
        self._show_rows()
        self._show_image()

    def set_mel(self, mel_norm: FloatArray | None, spec: MelSpec | None) -> None:
        """Show a mel, shape (n_mels, n_frames), in [0, 1]; None empties the view."""
        if mel_norm is self._mel:
            return
        self._mel, self._spec = mel_norm, spec
        if mel_norm is not None and spec is not None:
            n_mels, n_frames = mel_norm.shape
            duration_s = spec.n_samples(n_frames) / spec.sample_rate
            if (duration_s, n_mels) != (self.duration_s, self._image.boundingRect().height()):
                self.set_range(duration_s, *self._visible_rows())
        self._show_image()

    def set_difference(self, difference_db: FloatArray | None, legend: Legend | None) -> None:
        """Show a difference of the mel's shape instead of it; None shows the mel again."""
        if difference_db is not self._difference or legend != self._legend:
            self._difference, self._legend = difference_db, legend
            self._show_image()

    @property
    def mel(self) -> FloatArray | None:
        """The mel on show, or behind the difference."""
        return self._mel

    @property
    def n_mels(self) -> int:
        """Rows of the mel on show; 0 without one."""
        return 0 if self._mel is None else self._mel.shape[0]

    @property
    def _has_difference(self) -> bool:
        """Whether there is one, and of this mel."""
        return (
            self._difference is not None
            and self._mel is not None
            and self._difference.shape == self._mel.shape
        )

    def _visible_rows(self) -> tuple[float, float]:
        low, high = self.display.rows
        return low * self.n_mels, high * self.n_mels

    def _show_rows(self) -> None:
        if self._mel is not None:
            self.box.setYRange(*self._visible_rows(), padding=0)

    def _show_image(self) -> None:
        mel, spec = self._mel, self._spec
        if mel is None or spec is None:
            self._image.clear()
        elif self._has_difference and self._legend is not None:
            end = self._legend.range_db
            self._image.setLookupTable(colour_map(DIFFERENCE_MAP), update=False)
            self._image.setImage(self._difference, autoLevels=False, levels=(-end, end))
        else:
            self._image.setLookupTable(colour_map(self.display.colours), update=False)
            levels = self.display.levels(spec.top_db)
            self._image.setImage(mel, autoLevels=False, levels=levels)
        if mel is not None:
            self._image.setRect(0, 0, self.duration_s, mel.shape[0])
        self.refresh()

    def set_stale(self, is_stale: bool) -> None:
        """Dim a mel that is about to be replaced."""
        if is_stale != self._is_stale:
            self._is_stale = is_stale
            self._image.setOpacity(0.45 if is_stale else 1.0)
            self.refresh()

    # -- the point that is read out -----------------------------------------------------------

    @Slot(float, float)
    def show_point(self, time_s: float, row: float) -> None:
        """Read out this point."""
        self._point = (time_s, row)
        self.viewport().update()

    @Slot()
    def hide_point(self) -> None:
        """Stop reading out."""
        if self._point is not None:
            self._point = None
            self.viewport().update()

    def readout(self) -> str:
        """Return the words at the point, "" without one."""
        if self._point is None or self._mel is None or self._spec is None:
            return ""
        time_s, row = self._point
        n_mels, n_frames = self._mel.shape
        column = min(n_frames - 1, max(0, int(time_s / self.duration_s * n_frames)))
        cell = min(n_mels - 1, max(0, int(row))), column
        if self._has_difference and self._difference is not None:
            level = f"{round(float(self._difference[cell])):+d} dB".replace("+0 ", "0 ")
        else:
            level = level_text(float(self._mel[cell]), self._spec)
        digits = 3 if self.axis.span_s < CLOSE_S else 2
        return point_text(time_s, row_to_hz(row, self._spec), level, digits=digits)

    # -- painting ---------------------------------------------------------------------------

    def playhead_colours(self) -> tuple[QColor, QColor]:
        """White with a dark edge shows on every colour of the maps."""
        return QColor("#ffffff"), QColor(0, 0, 0, 140)

    def paint_picture(self, painter: QPainter) -> None:
        """Paint the mel, its frequencies and what the colours mean; a ruler has the seconds."""
        super().paint_picture(painter)
        if self._mel is None or self._spec is None:
            return
        painter.setFont(_small(painter.font()))
        taken: list[QRectF] = []
        if self._has_difference and self._legend is not None:
            taken.append(self._legend.paint(painter, self.viewport().width()))
        for rect, text in self._labels(painter.fontMetrics(), self._spec):
            if not any(rect.intersects(other) for other in taken):
                taken.append(rect.adjusted(0, -2, 4, 2))
                paint_label(painter, rect, text, WHITE, PLATE)

    def paint_top(self, painter: QPainter, exposed: QRect) -> None:  # noqa: ARG002 (override)
        """Write the read-out, which nothing may hide."""
        if self._point is not None and self._mel is not None and self.axis.shows(self._point[0]):
            painter.setFont(_small(painter.font()))
            self._paint_point(painter)

    def _y_of(self, row: float) -> float:
        low, high = self._visible_rows()
        height: int = self.viewport().height()
        return height * (1 - (row - low) / (high - low))

    def _row_at(self, y: float) -> float:
        low, high = self._visible_rows()
        height: int = max(1, self.viewport().height())
        share = 1 - min(max(y / height, 0.0), 1.0)
        return low + share * (high - low)

    def _labels(self, metrics: QFontMetrics, spec: MelSpec) -> Iterator[tuple[QRectF, str]]:
        """Yield place and text of each label, high frequencies first; some may overlap."""
        size, line = self.viewport().size(), metrics.height() + 2
        spacing = NOTE_SPACING if self.display.has_notes else LABEL_SPACING
        last_y = float("-inf")
        for hz, text in reversed(frequency_ticks(spec, has_notes=self.display.has_notes)):
            y = self._y_of(hz_to_row(hz, spec))
            top = min(max(y - line / 2, 4), size.height() - line - 4)
            # A label that would have to move far from its row is none.
            if abs(top + line / 2 - y) <= line and y - last_y >= spacing:
                last_y = y
                yield QRectF(6, top, metrics.horizontalAdvance(text) + 8, line), text

    def _paint_point(self, painter: QPainter) -> None:
        assert self._point is not None
        time_s, row = self._point
        x, y = self.x_of(time_s), self._y_of(row)
        painter.setPen(QPen(QColor(255, 255, 255, 110), 1))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.viewport().height()))
        painter.drawLine(QPointF(0, y), QPointF(self.viewport().width(), y))
        text, metrics = self.readout(), painter.fontMetrics()
        width, line = metrics.horizontalAdvance(text) + 8, metrics.height() + 2
        left = max(6, self.viewport().width() - width - 6)
        top = 6 if y > self.viewport().height() / 2 else self.viewport().height() - line - 6
        paint_label(painter, QRectF(left, top, width, line), text, WHITE, DARK_PLATE)

    # -- the pointer ------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._mel is not None:
            place = event.position()
            self.hovered.emit(self.time_at(place.x()), self._row_at(place.y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()

    def zoom_at(self, place: QPointF, factor: float, keys: Qt.KeyboardModifier) -> None:
        """Come closer in time, or with Ctrl in frequency."""
        if keys & Qt.KeyboardModifier.ControlModifier and self._mel is not None:
            self.display.zoom_rows(factor, self._row_at(place.y()) / self.n_mels)
        else:
            super().zoom_at(place, factor, keys)

    def pan(self, start: QPointF, end: QPointF) -> None:
        """Take what lies at one place to another one, in both directions."""
        super().pan(start, end)
        low, high = self.display.rows
        height = max(1, self.viewport().height())
        self.display.scroll_rows((end.y() - start.y()) / height * (high - low))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.display.fit_rows()


def _small(font: QFont) -> QFont:
    font.setPixelSize(LABEL_PX)
    return font


class _MelImage(pg.ImageItem):
    """An image in the screen's own format: Qt scales that several times as fast."""

    qimage: QImage | None

    def render(self) -> None:
        super().render()
        if self.qimage is not None and self.qimage.format() == QImage.Format.Format_Indexed8:
            self.qimage = self.qimage.convertToFormat(QImage.Format.Format_RGB32)
