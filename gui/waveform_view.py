"""The excerpt's waveform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.envelope import EnvelopeItem, peaks_of
from gui.theme import Theme
from gui.time_view import TimeView

if TYPE_CHECKING:
    from engine.spec import FloatArray


class WaveformView(TimeView):
    """A filled waveform in one colour, full scale from top to bottom."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._samples: FloatArray | None = None
        self._colour = QColor(theme.palette.secondary)
        self._is_stale = False
        self._envelope = EnvelopeItem()
        super().__init__(theme, parent)
        self.box.addItem(self._envelope)
        self.set_range(self.duration_s, -1.0, 1.0)

    def set_samples(self, samples: FloatArray | None, sample_rate: int) -> None:
        """Show samples, shape (n_samples,); None empties the view."""
        if samples is self._samples:
            return
        self._samples = samples
        if samples is not None:
            self.set_range(samples.shape[0] / sample_rate, -1.0, 1.0)
        self._redraw()

    def set_colour(self, colour: str) -> None:
        """Draw in this colour."""
        self._colour = QColor(colour)
        self._recolour()

    def set_stale(self, is_stale: bool) -> None:
        """Dim what is about to be replaced."""
        self._is_stale = is_stale
        self._recolour()

    def _recolour(self) -> None:
        colour = QColor(self._colour)
        colour.setAlpha(110 if self._is_stale else 255)
        self._envelope.set_colour(colour)

    def _redraw(self) -> None:
        if self._samples is None:
            self._envelope.set_peaks(None, 1.0, 0.0)
            return
        columns = round(self.viewport().width() * self.devicePixelRatioF())
        hair = 1.0 / max(1, self.viewport().height())
        peaks = peaks_of(self._samples, max(64, min(columns, 2000)))
        self._envelope.set_peaks(peaks.clip(-1, 1), self.duration_s, hair)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_samples"):
            self._redraw()
