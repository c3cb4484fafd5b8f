"""Alpha over time, drawn over the morph's waveform, and what can be done to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui import words
from gui.morphing import curve_points
from gui.morphing.curve_painter import MARGIN, CurvePainter
from gui.morphing.curve_points import Point
from gui.theme import Theme
from gui.views.time_view import TimeView

if TYPE_CHECKING:
    from engine.morph.alpha import AlphaCurve

POINT_REACH, LINE_REACH = 9.0, 7.0
"""How near, in pixels, the pointer must be to take a point, or the line."""
MAX_POINTS = 200


class CurvePlot(QWidget):
    """Lies over a `TimeView` and shares its seconds.

    Parameters
    ----------
    theme : Theme
    view : TimeView

    Attributes
    ----------
    curve : AlphaCurve or None
    snaps : bool
        Whether points go to a grid unless Ctrl is held; else they do while it is.

    Signals
    -------
    curve_edited(AlphaCurve)
        The user wants this one.
    left()
        The keys are for something else again.
    noted(str)
        Why something was not done.
    """

    curve_edited = Signal(object)
    left = Signal()
    noted = Signal(str)

    def __init__(self, theme: Theme, view: TimeView) -> None:
        super().__init__(view.viewport())
        self.theme = theme
        self.view = view
        self.curve: AlphaCurve | None = None
        self.snaps = True
        self._range = (0.0, 1.0)
        self._length_s = view.duration_s
        self._beats_s: tuple[float, ...] = ()
        self._chosen: int | None = None
        self._is_dragging = False
        self.setAccessibleName(self.tr("Alpha over time"))
        self.hide()
        view.viewport().installEventFilter(self)
        view.axis.changed.connect(self._on_changed)
        theme.changed.connect(self._on_changed)

    @Slot()
    def _on_changed(self) -> None:
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self.setGeometry(self.view.viewport().rect())
        return super().eventFilter(watched, event)

    # -- what it shows --------------------------------------------------------------------------

    def set_curve(self, curve: AlphaCurve | None) -> None:
        """Show a curve, telling nobody; None hides everything."""
        if curve is None or (self._chosen or 0) >= len(curve.points):
            self._chosen = None
        self.curve = curve
        self.setGeometry(self.view.viewport().rect())
        if curve is None and self.hasFocus():
            self.left.emit()
        self.setVisible(curve is not None)
        self._describe()
        self.update()

    def set_range(self, lowest: float, highest: float) -> None:
        """Show alphas between these."""
        self._range = (lowest, highest)
        self.update()

    def set_length(self, length_s: float) -> None:
        """Let points lie between 0 and so many seconds."""
        self._length_s = length_s
        self.update()

    def set_beats(self, beats_s: Sequence[float]) -> None:
        """Let points go to these seconds; without any, to a grid of 0.1 s."""
        self._beats_s = tuple(beats_s)
        self.update()

    @property
    def chosen(self) -> int | None:
        """Which point the keys move, if any."""
        return self._chosen

    def choose(self, index: int | None) -> None:
        """Let the keys move this point."""
        self._chosen = index
        self._describe()
        self.update()

    def place_of(self, point: Point) -> QPointF:
        """Return where a point is, in pixels."""
        lowest, highest = self._range
        share = (point[1] - lowest) / (highest - lowest)
        height = self.height() - 2 * MARGIN
        return QPointF(self.view.x_of(point[0]), MARGIN + (1 - share) * height)

    def point_at(self, place: QPointF) -> Point:
        """Return the seconds and the alpha of a pixel."""
        lowest, highest = self._range
        share = 1 - (place.y() - MARGIN) / max(1, self.height() - 2 * MARGIN)
        alpha = lowest + min(1.0, max(0.0, share)) * (highest - lowest)
        return min(self._length_s, self.view.time_at(place.x())), alpha

    def hit(self, place: QPointF) -> int | None:
        """Return the nearest point in reach; of two at one place the chosen one."""
        if self.curve is None:
            return None
        near = []
        for i, point in enumerate(self.curve.points):
            away = self.place_of(point) - place
            near.append((away.manhattanLength(), i != self._chosen, i))
        distance, _, index = min(near)
        return index if distance <= 1.4 * POINT_REACH else None

    def is_on_line(self, place: QPointF) -> bool:
        """Tell whether a pixel is near the line."""
        if self.curve is None:
            return False
        # Steep lines are near at another second, too.
        seconds = [self.view.time_at(place.x() + dx) for dx in range(-4, 5)]
        alphas = self.curve.at(seconds).tolist()
        ys = [self.place_of((s, a)).y() for s, a in zip(seconds, alphas, strict=True)]
        return min(ys) - LINE_REACH <= place.y() <= max(ys) + LINE_REACH

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.curve is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        what = CurvePainter(painter, self.theme.palette, self.place_of, event.rect())
        what.paint_grid(self.width(), self._range, self._beats_s)
        what.paint_line(self.curve, self.width())
        what.paint_points(self.curve, self._chosen, has_focus=self.hasFocus())
        if self._chosen is not None and (self._is_dragging or self.hasFocus()):
            point = self.curve.points[self._chosen]
            what.paint_label(point, self.rect())

    def _describe(self) -> None:
        """Say to a screen reader what is chosen."""
        if self.curve is None:
            text = ""
        elif self._chosen is None:
            text = self.tr("{count} points").format(count=len(self.curve.points))
        else:
            seconds, alpha = self.curve.points[self._chosen]
            text = self.tr("point {n} of {count}: {seconds} s, {alpha}: {shares}").format(
                n=self._chosen + 1,
                count=len(self.curve.points),
                seconds=f"{seconds:.2f}",
                alpha=words.alpha_number(alpha),
                shares=words.shares(alpha),
            )
        self.setAccessibleDescription(text)

    # -- changing it ----------------------------------------------------------------------------

    def edit(self, curve: AlphaCurve, chosen: int | None) -> None:
        """Show a curve the user made, and tell of it if it is another."""
        is_new = curve != self.curve
        self.curve, self._chosen = curve, chosen
        self._describe()
        self.update()
        if is_new:
            self.curve_edited.emit(curve)

    def add_point(self, point: Point) -> None:
        """Add a point and choose it."""
        if self.curve is None:
            return
        if len(self.curve.points) >= MAX_POINTS:
            text = self.tr("The curve has {n} points; remove some to add others.")
            self.noted.emit(text.format(n=MAX_POINTS))
            return
        self.edit(*curve_points.added(self.curve, point))

    def move_point(self, index: int, point: Point) -> None:
        """Put a point elsewhere, between its neighbours."""
        if self.curve is not None:
            args = (self.curve, index, point, self._length_s, *self._range)
            self.edit(curve_points.moved(*args), index)

    def remove_point(self, index: int) -> None:
        """Take a point away; the last two stay."""
        if self.curve is None:
            return
        curve = curve_points.removed(self.curve, index)
        if curve is None:
            self.noted.emit(self.tr("A curve has two points at least; press C to be without it."))
        else:
            self.edit(curve, min(index, len(curve.points) - 1))
