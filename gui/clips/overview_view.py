"""The whole file, and the excerpt as a frame in it that the hand, the wheel or the keys move."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.clips.excerpt_frame import ExcerptFrame
from gui.theme import Theme
from gui.views.peaks_view import PeaksView
from gui.views.time_view import NOTCH
from gui.words import clock

if TYPE_CHECKING:
    from engine.audio.overview import Overview

MIN_WINDOW_PX = 8
STEP_S, BIG_STEP_S, LENGTH_STEP_S = 0.1, 1.0, 0.5
WHEEL_SHARE = 0.02
"""Of what is on show, for a notch; at least `STEP_S`."""
EDGE_OUT_PX, EDGE_IN_PX = 6, 4
"""How far outside and inside of its line an edge can be grabbed."""
MOVE, LEFT, RIGHT = "move", "left", "right"


class OverviewView(PeaksView):
    """Peaks of the file; dim outside the excerpt.

    Signals
    -------
    excerpt_moved(float)
        The excerpt should begin at this second; many while dragging.
    excerpt_dropped()
        The hand let go.
    excerpt_resizing(float, float)
        Where it would begin and how long it would be; many while dragging an edge.
    excerpt_resized(float, float)
        It shall begin here and be so long.
    best_wished()
        The user asked for the passage that Segue would take.
    """

    excerpt_moved = Signal(float)
    excerpt_dropped = Signal()
    excerpt_resizing = Signal(float, float)
    excerpt_resized = Signal(float, float)
    best_wished = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.frame = ExcerptFrame()
        self._has_excerpt = False
        self._grabbed = ""
        self._grab_s = 0.0
        super().__init__(theme, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Excerpt"))
        self.setToolTip(
            self.tr(
                "Drag the frame to choose the excerpt, its edges to change the length of both. "
                "The wheel and Left and Right move it, with Shift 1 s; Ctrl+Left and Ctrl+Right "
                "change the length, Ctrl+wheel looks closer. A double click takes the best passage."
            )
        )

    @property
    def start_s(self) -> float:
        """Where the excerpt begins."""
        return self.frame.start_s

    @property
    def length_s(self) -> float:
        """How long the excerpt is."""
        return self.frame.length_s

    @property
    def is_grabbed(self) -> bool:
        """Whether the hand holds the frame."""
        return bool(self._grabbed)

    # -- showing ----------------------------------------------------------------------------

    def set_overview(self, overview: Overview | None, total_s: float | None = None) -> None:
        """Show peaks; ``total_s`` is the file's expected length while it is being read."""
        if overview is not self.overview and not self._is_same_file(overview):
            self._let_go()  # the frame in the hand was another file's
        super().set_overview(overview, total_s)
        self.frame.duration_s = self.duration_s

    def _is_same_file(self, overview: Overview | None) -> bool:
        """Whether this is what was shown, read further."""
        old = self.overview
        if old is None or overview is None or old.is_complete:
            return False
        return overview.duration_s >= old.duration_s

    def set_excerpt(self, start_s: float, length_s: float) -> None:
        """Show the frame here, unless the hand holds it."""
        self._has_excerpt = True
        if not self._grabbed:
            self.frame.start_s, self.frame.length_s = start_s, length_s
        elif self._grabbed == MOVE:
            self.frame.length_s = length_s
        self._describe()
        self.viewport().update()

    def hide_excerpt(self) -> None:
        """Show no frame."""
        self._has_excerpt = False
        self.viewport().update()

    def set_ticks(self, ticks_s: Iterable[float]) -> None:
        """Mark where the excerpt likes to begin."""
        self.frame.set_ticks(ticks_s)
        self.viewport().update()

    def _frame_rect(self) -> QRectF:
        left, right = self.x_of(self.frame.start_s), self.x_of(self.frame.end_s)
        width = max(MIN_WINDOW_PX, right - left)
        if not self.axis.is_zoomed:
            left = min(left, max(0.0, self.viewport().width() - width))
            width = min(width, self.viewport().width())
        return QRectF(left + 0.5, 0.5, width - 1, self.viewport().height() - 1)

    def _describe(self) -> None:
        text = self.tr("from {start} of {total}, {length} s long")
        self.setAccessibleDescription(
            text.format(
                start=clock(self.start_s),
                total=clock(self.duration_s),
                length=f"{self.length_s:.1f}",
            )
        )

    # -- moving -----------------------------------------------------------------------------

    def _move_to(self, start_s: float) -> None:
        if start_s != self.frame.start_s:
            self.frame.start_s = start_s
            self._describe()
            self.viewport().update()
            self.excerpt_moved.emit(start_s)

    def _resize(self, frame: ExcerptFrame, *, is_final: bool) -> None:
        """Take the place and length of another frame."""
        old, self.frame = self.frame, frame
        self._describe()
        self.viewport().update()
        signal = self.excerpt_resized if is_final else self.excerpt_resizing
        if is_final or (old.start_s, old.length_s) != (frame.start_s, frame.length_s):
            signal.emit(frame.start_s, frame.length_s)

    def _keep_in_sight(self) -> None:
        if not (self.axis.shows(self.frame.start_s) and self.axis.shows(self.frame.end_s)):
            middle = (self.frame.start_s + self.frame.end_s) / 2
            self.axis.scroll(middle - (self.axis.start_s + self.axis.end_s) / 2)

    def _part_at(self, place: QPointF) -> str:
        """Return which part of the frame is there, "" for none."""
        rect = self._frame_rect()
        inside = min(EDGE_IN_PX, rect.width() / 4)
        if -EDGE_OUT_PX <= place.x() - rect.left() <= inside:
            return LEFT
        if -inside <= place.x() - rect.right() <= EDGE_OUT_PX:
            return RIGHT
        return MOVE if rect.left() < place.x() < rect.right() else ""

    def _let_go(self) -> None:
        if self._grabbed:
            self._grabbed = ""
            self.unsetCursor()

    # -- painting -----------------------------------------------------------------------------

    def paint_over(self, painter: QPainter, _exposed: QRect) -> None:
        """Dim what is outside the excerpt and frame it."""
        if self._has_excerpt and self.overview is not None:
            rect, palette = self._frame_rect(), self.theme.palette
            self.paint_ticks(painter, self.frame.ticks_s)
            self.paint_frame(painter, rect, palette.a_text if self.hasFocus() else palette.text)
            if self._grabbed in (LEFT, RIGHT):
                text = self.tr("{seconds} s").format(seconds=f"{self.length_s:.1f}")
                self.paint_words(painter, text, rect.center().x() + 24)

    # -- the mouse ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        event.accept()
        if not self._has_excerpt:
            return
        time_s = self.time_at(event.position().x())
        self._grabbed = self._part_at(event.position())
        if not self._grabbed:
            self._grabbed = MOVE
            self._move_to(self.frame.snapped(time_s - self.length_s / 2))
        edge_s = self.frame.end_s if self._grabbed == RIGHT else self.start_s
        self._grab_s = time_s - edge_s
        if self._grabbed == MOVE:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._grabbed:
            super().mouseMoveEvent(event)
            self._show_cursor(event.position())
            return
        event.accept()
        time_s = self.time_at(event.position().x()) - self._grab_s
        if self._grabbed == MOVE:
            self._move_to(self.frame.snapped(time_s))
            return
        frame = dataclasses.replace(self.frame)
        frame.drag_left(time_s) if self._grabbed == LEFT else frame.drag_right(time_s)
        self._resize(frame, is_final=False)

    def _show_cursor(self, place: QPointF) -> None:
        part = self._part_at(place) if self._has_excerpt else ""
        if part:
            edge, hand = Qt.CursorShape.SizeHorCursor, Qt.CursorShape.OpenHandCursor
            self.setCursor(hand if part == MOVE else edge)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        grabbed = self._grabbed
        if grabbed and event.button() == Qt.MouseButton.LeftButton:
            self._let_go()
            self.viewport().update()
            if grabbed == MOVE:
                self.excerpt_dropped.emit()
            else:
                self._resize(self.frame, is_final=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton and self._has_excerpt:
            self._let_go()
            self.best_wished.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        modifiers = event.modifiers()
        if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            super().wheelEvent(event)
            return
        event.accept()
        delta = event.angleDelta()
        notches = (delta.y() or -delta.x()) / NOTCH
        if notches and self._has_excerpt and not self._grabbed:
            step = max(STEP_S, WHEEL_SHARE * self.axis.span_s)
            self._step(-notches * step)

    def _step(self, by_s: float) -> None:
        """Move on by so much, or to the next tick."""
        tick = self.frame.next_tick(1 if by_s > 0 else -1) if self.frame.ticks_s else None
        wish = self.start_s + by_s
        self._move_to(self.frame.inside(wish) if tick is None else tick)
        self._keep_in_sight()

    # -- the keys -----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        sign = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        grow = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}.get(key, 0)
        page = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(key, 0)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            sign, grow, page = 0, sign, 0
        event.setAccepted(self._has_excerpt and bool(sign or grow or page))
        if not event.isAccepted():
            return
        if grow:
            frame = dataclasses.replace(self.frame)
            frame.set_length(frame.length_s + grow * LENGTH_STEP_S)
            self._resize(frame, is_final=True)
            self._keep_in_sight()
        elif page:
            self._move_to(self.frame.inside(self.start_s + page * self.length_s))
            self._keep_in_sight()
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._move_to(self.frame.inside(self.start_s + sign * BIG_STEP_S))
            self._keep_in_sight()
        else:
            self._step(sign * STEP_S)
