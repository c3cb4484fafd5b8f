"""A mel spectrogram: one colour map, fixed levels, low frequencies at the bottom."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QImage, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.mel_scale import TICKS_HZ, hz_text, hz_to_row, readout_text, row_to_hz
from gui.theme import ASSETS, Theme
from gui.time_view import TimeView, paint_label

if TYPE_CHECKING:
    from engine.spec import FloatArray, MelSpec

LABEL_SPACING = 44
"""Pixels between two frequency labels, at least."""
LABEL_PX = 11
WHITE, PLATE, DARK_PLATE = QColor("#ffffff"), QColor(0, 0, 0, 120), QColor(0, 0, 0, 205)


@lru_cache(maxsize=1)
def magma() -> npt.NDArray[np.uint8]:
    """Return the colour map, shape (256, 3), the one that exports use too."""
    return np.loadtxt(ASSETS / "colours" / "magma.csv", delimiter=",", dtype=np.uint8)


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

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._mel: FloatArray | None = None
        self._spec: MelSpec | None = None
        self._point: tuple[float, float] | None = None
        self._is_stale = False
        super().__init__(theme, parent)
        self._image = _MelImage(axisOrder="row-major")
        self._image.setLookupTable(magma())
        self.box.addItem(self._image)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)

    def set_mel(self, mel_norm: FloatArray | None, spec: MelSpec | None) -> None:
        """Show a mel, shape (n_mels, n_frames), in [0, 1]; None empties the view."""
        if mel_norm is self._mel:
            return
        self._mel, self._spec = mel_norm, spec
        if mel_norm is None or spec is None:
            self._image.clear()
            self.viewport().update()
            return
        n_mels, n_frames = mel_norm.shape
        duration_s = spec.n_samples(n_frames) / spec.sample_rate
        self._image.setImage(mel_norm, autoLevels=False, levels=(0.0, 1.0))
        self._image.setRect(0, 0, duration_s, n_mels)
        if (duration_s, n_mels) != (self.duration_s, self.box.viewRange()[1][1]):
            self.set_range(duration_s, 0, n_mels)
        self.viewport().update()

    @property
    def n_mels(self) -> int:
        """Rows of the mel on show; 0 without one."""
        return 0 if self._mel is None else self._mel.shape[0]

    def set_stale(self, is_stale: bool) -> None:
        """Dim a mel that is about to be replaced."""
        self._is_stale = is_stale
        self._image.setOpacity(0.45 if is_stale else 1.0)

    @Slot(float, float)
    def show_point(self, time_s: float, row: float) -> None:
        """Read out this point."""
        self._point = (time_s, row)
        self.viewport().update()

    @Slot()
    def hide_point(self) -> None:
        """Stop reading out."""
        self._point = None
        self.viewport().update()

    def readout(self) -> str:
        """Return the words at the point, "" without one."""
        if self._point is None or self._mel is None or self._spec is None:
            return ""
        time_s, row = self._point
        n_mels, n_frames = self._mel.shape
        column = min(n_frames - 1, int(time_s / self.duration_s * n_frames))
        level = float(self._mel[min(n_mels - 1, max(0, int(row))), column])
        return readout_text(time_s, row_to_hz(row, self._spec), level, self._spec)

    # -- painting ---------------------------------------------------------------------------

    @Slot()
    def on_theme_changed(self) -> None:
        # An empty mel is a well; a mel itself is the same in both themes.
        self.setBackground(self.theme.palette.well)

    def playhead_colours(self) -> tuple[QColor, QColor]:
        """White with a dark edge shows on every colour of the map."""
        return QColor("#ffffff"), QColor(0, 0, 0, 140)

    def paint_over(self, painter: QPainter, exposed: QRect) -> None:
        """Write frequencies and seconds."""
        if self._mel is None or self._spec is None:
            return
        _small(painter)
        for rect, text in self._labels(painter.fontMetrics(), self._spec):
            if rect.intersects(QRectF(exposed)):
                paint_label(painter, rect, text, WHITE, PLATE)

    def paint_top(self, painter: QPainter, exposed: QRect) -> None:  # noqa: ARG002 (override)
        """Write the read-out, which nothing may hide."""
        if self._point is not None and self._mel is not None:
            _small(painter)
            self._paint_point(painter)

    def _y_of(self, row: float) -> float:
        assert self._mel is not None
        return self.viewport().height() * (1 - row / self._mel.shape[0])

    def _labels(self, metrics: QFontMetrics, spec: MelSpec) -> Iterator[tuple[QRectF, str]]:
        """Yield place and text of each label, high frequencies first."""
        size, line = self.viewport().size(), metrics.height() + 2
        last_top = float("-inf")
        for hz in reversed(TICKS_HZ):
            top = self._y_of(hz_to_row(hz, spec)) - line / 2
            top = min(max(top, 4), size.height() - 2 * line - 8)
            if spec.fmin <= hz <= spec.fmax and top - last_top >= LABEL_SPACING:
                last_top = top
                text = hz_text(hz)
                yield QRectF(6, top, metrics.horizontalAdvance(text) + 8, line), text
        step = 1 if size.width() / self.duration_s >= LABEL_SPACING else 2
        for second in range(0, math.ceil(self.duration_s), step):
            text = f"{second} s"
            width = metrics.horizontalAdvance(text) + 8
            left = min(max(self.x_of(second) - width / 2, 6), size.width() - width - 6)
            yield QRectF(left, size.height() - line - 4, width, line), text

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
        top = 6 if y > self.viewport().height() / 2 else self.viewport().height() - 2 * line - 10
        paint_label(painter, QRectF(left, top, width, line), text, WHITE, DARK_PLATE)

    # -- the pointer ------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._mel is not None:
            y = min(max(event.position().y() / max(1, self.viewport().height()), 0.0), 1.0)
            row = (1 - y) * self._mel.shape[0]
            self.hovered.emit(self.time_at(event.position().x()), row)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()


def _small(painter: QPainter) -> None:
    font = painter.font()
    font.setPixelSize(LABEL_PX)
    painter.setFont(font)


class _MelImage(pg.ImageItem):
    """An image that is scaled without being converted again for each strip of the playhead."""

    def render(self) -> None:
        super().render()
        if self.qimage is not None and self.qimage.format() == QImage.Format.Format_Indexed8:
            self.qimage = self.qimage.convertToFormat(QImage.Format.Format_RGB32)
