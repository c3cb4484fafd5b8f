"""A square between the clips: to the right the notes go from A to B, upwards the sound."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.alpha_grid import BIG_STEP, FINE_STEP, STEP, STEPS, stepped
from gui.morphing.curve_view import ARROWS
from gui.morphing.track import PAGES, SHIFT
from gui.morphing.track_painter import BEYOND_ALPHA, paint_handle, way
from gui.palette import mix
from gui.theme import Theme
from gui.words import alpha_number, sound_number

HANDLE_RADIUS = 9
MARGIN = HANDLE_RADIUS + 2
"""Around the square, so that the handle has room in its corners."""
SNAP = 7
"""So many pixels beside the diagonal, sound and notes are taken for one."""
ROUNDING = 6
Place = tuple[int, int]
"""Of notes and sound, in thousandths."""


class Pad(QWidget):
    """Moves notes and sound with one hand; on its diagonal both go together.

    A drag snaps to the diagonal unless Shift is held; a double click goes to the middle of both.
    Arrows move the notes to the sides and the sound up and down, with Shift finely; Page up and
    down take larger steps of the sound.

    Signals
    -------
    moved(float, float)
        Where the user moved notes and sound.
    """

    moved = Signal(float, float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._place: Place = (STEPS // 2, STEPS // 2)
        self._ends = (0, STEPS)
        self._is_down = self._is_following = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Notes and sound from A to B"))
        self.setToolTip(
            self.tr(
                "To the right: the notes of B. Upwards: the sound of B.\n"
                "On the diagonal both go together; hold Shift to pass beside it."
            )
        )
        theme.changed.connect(self._on_theme_changed)
        self._describe()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()

    # -- what it shows ------------------------------------------------------------------------

    @property
    def place(self) -> tuple[float, float]:
        """Where notes and sound are: 0.0 is A's, 1.0 is B's."""
        return self._place[0] / STEPS, self._place[1] / STEPS

    def set_place(self, alpha: float, sound: float) -> None:
        """Show where notes and sound are, telling nobody."""
        self._place = (round(alpha * STEPS), round(sound * STEPS))
        self._describe()

    def set_range(self, lowest: float, highest: float) -> None:
        """Reach from one alpha to another, 0 and 1 or beyond them."""
        self._ends = (round(lowest * STEPS), round(highest * STEPS))
        self.update()

    def set_following(self, is_following: bool) -> None:
        """Look as if something else moved the notes; they can be taken back all the same."""
        self._is_following = is_following
        self._describe()

    def set_side(self, side: int) -> None:
        """Let the square be so many pixels wide and high."""
        self.setFixedSize(side + 2 * MARGIN, side + 2 * MARGIN)

    @property
    def inset(self) -> float:
        """How far inside the widget's edges A and B are."""
        return self.point_of(0, 0).x()

    def _describe(self) -> None:
        alpha, sound = self.place
        # Nobody wants to hear thirty numbers a second.
        notes = self.tr("follows the curve") if self._is_following else alpha_number(alpha)
        self.setAccessibleDescription(f"{notes}, {sound_number(sound)}")
        self.update()

    @property
    def _square(self) -> QRectF:
        return QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)

    def point_of(self, notes: int, sound: int) -> QPointF:
        """Return the pixel of a place."""
        square, (lowest, highest) = self._square, self._ends
        per_step = square.width() / (highest - lowest)
        right, up = per_step * (notes - lowest), per_step * (sound - lowest)
        return QPointF(square.left() + right, square.bottom() - up)

    def place_at(self, point: QPointF, *, is_free: bool) -> Place:
        """Return the place of a pixel; if it is not free, that on the diagonal when it is near."""
        square, (lowest, highest) = self._square, self._ends
        steps_per_pixel = (highest - lowest) / max(1.0, square.width())
        notes = self._within(lowest + steps_per_pixel * (point.x() - square.left()))
        sound = self._within(lowest + steps_per_pixel * (square.bottom() - point.y()))
        if not is_free and abs(notes - sound) <= SNAP * steps_per_pixel:
            notes = sound = (notes + sound) // 2
        return notes, sound

    def _within(self, value: float) -> int:
        return round(min(self._ends[1], max(self._ends[0], value)))

    def paintEvent(self, _: QPaintEvent) -> None:
        p, (notes, sound) = self._theme.palette, self._place
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.45 if self._is_following else 1.0)
        self._paint_square(painter)
        painter.setOpacity(1.0)
        # The colour of the ground below it: halfway between that of the notes and of the sound.
        fill = "" if self._is_following else mix(p.a, p.b, (notes + sound) / (2 * STEPS))
        radius = HANDLE_RADIUS - (0 if self._is_down else 1)
        centre = self.point_of(notes, sound)
        paint_handle(painter, p, centre, fill, radius, has_focus=self.hasFocus())

    def _paint_square(self, painter: QPainter) -> None:
        p, square, is_wide = self._theme.palette, self._square, self._ends[0] < 0
        between = QRectF(self.point_of(0, STEPS), self.point_of(STEPS, 0))
        ground = QPainterPath()
        ground.addRoundedRect(square, ROUNDING, ROUNDING)
        painter.setClipPath(ground)
        colours = way(p, between.bottomLeft(), between.topRight())
        opacity = painter.opacity()
        if is_wide:
            painter.setOpacity(opacity * BEYOND_ALPHA / 255)
            painter.fillRect(square, colours)
            painter.setOpacity(opacity)
        painter.fillRect(between, colours)
        line = QColor(p.window)
        line.setAlpha(BEYOND_ALPHA)
        painter.setPen(QPen(line, 1.5))
        painter.drawLine(square.bottomLeft(), square.topRight())
        painter.setClipping(False)
        if is_wide:
            painter.setPen(QPen(QColor(p.text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(between)

    # -- mouse and keys -------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_down = True
            self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_down:
            self._drag(event)

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        self._is_down = False
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._go((STEPS // 2, STEPS // 2))

    def _drag(self, event: QMouseEvent) -> None:
        self._go(self.place_at(event.position(), is_free=bool(event.modifiers() & SHIFT)))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key, (notes, sound) = Qt.Key(event.key()), self._place
        is_plain = modifiers == Qt.KeyboardModifier.NoModifier
        if key in ARROWS and (is_plain or modifiers == SHIFT):
            right, up = ARROWS[key]
            step = STEP if is_plain else FINE_STEP
            self._go((stepped(notes, right * step), stepped(sound, up * step)))
        elif key in PAGES and is_plain:
            self._go((notes, stepped(sound, PAGES[key] * BIG_STEP)))
        else:
            event.ignore()

    def _go(self, place: Place) -> None:
        """Go there as far as the range allows, and tell it if that is elsewhere."""
        place = (self._within(place[0]), self._within(place[1]))
        if place != self._place:
            self._place = place
            self._describe()
            self.moved.emit(*self.place)
