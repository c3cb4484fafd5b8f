"""The slider from A to B: the one control that matters."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSpacerItem, QVBoxLayout, QWidget

from gui.alpha_grid import STEPS
from gui.morphing.alpha_track import AlphaTrack
from gui.morphing.memory_switch import MemorySwitch
from gui.morphing.number_field import NumberField
from gui.morphing.sound_track import SoundSwitch, SoundTrack
from gui.morphing.track_painter import TRACK_HEIGHT
from gui.session import Slot as Side
from gui.theme import Theme
from gui.widgets.elided_label import ElidedLabel
from gui.words import alpha_number, shares

NAMES_GAP = 12
ROOM = 640
"""With less between the names' outer ends, they get what the number can spare."""


class AlphaSlider(QWidget):
    """The track; under it the number, two switches, and the names at the ends.

    One switch is that of the memories. The other parts the sound from the notes: a slim track for
    it comes under the first, and equal places of both stand under each other.

    Signals
    -------
    alpha_moved(float)
        The user moved it, or typed a number.
    number_refused(str)
        Why what was typed is none.
    sound_moved(float), sound_toggled(bool)
        The user moved the sound; parted it from alpha, or let it go along again.
    """

    alpha_moved = Signal(float)
    sound_moved = Signal(float)
    sound_toggled = Signal(bool)
    number_refused = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = self._short_note = ""
        self._has_room = True
        self.track = AlphaTrack(theme, self)
        self.track.setAccessibleName(self.tr("Morph from A to B"))
        self.sound = SoundTrack(theme, self)
        self.sound.hide()
        self._names = {side: ElidedLabel("secondary", self) for side in Side}
        self._names[Side.B].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.number = NumberField(self)
        self.memory = MemorySwitch(self)
        self.sound_switch = SoundSwitch(self)
        self._compose()
        self.track.valueChanged.connect(self._on_value_changed)
        self.track.entry_wished.connect(self.number.open)
        self.sound.valueChanged.connect(self._on_sound_changed)
        self.sound_switch.toggled.connect(self.sound_toggled)
        self.number.entered.connect(self._on_entered)
        self.number.refused.connect(self.number_refused)
        self.number.closed.connect(self._on_number_closed)
        self.set_alpha(0.5)

    def _compose(self) -> None:
        ends = self._ends = QHBoxLayout()
        ends.setSpacing(NAMES_GAP)
        self._balances = QSpacerItem(0, 0), QSpacerItem(0, 0)
        ends.addWidget(self._names[Side.A], 1)
        ends.addSpacerItem(self._balances[0])
        ends.addWidget(self.memory, 0)
        ends.addWidget(self.number, 0)
        ends.addWidget(self.sound_switch, 0)
        ends.addSpacerItem(self._balances[1])
        ends.addWidget(self._names[Side.B], 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.track)
        layout.addWidget(self.sound)
        layout.addLayout(ends)

    @property
    def alpha(self) -> float:
        """0.0 is A, 1.0 is B; beyond them if the range is."""
        return self.track.value() / STEPS

    @Slot(float)
    def set_alpha(self, alpha: float) -> None:
        """Show alpha, telling nobody."""
        was_blocked = self.track.blockSignals(True)
        self.track.setValue(round(alpha * STEPS))
        self.track.blockSignals(was_blocked)
        self._show_number()

    def set_sound(self, alpha: float | None) -> None:
        """Show where the sound is, or None that it goes with alpha, telling nobody."""
        self.sound_switch.show_sound(alpha)
        if alpha is not None:
            self.sound.set_alpha(alpha)
        elif self.sound.hasFocus():
            self.track.setFocus()
        self.sound.setVisible(alpha is not None)
        self._balance()

    def set_dim(self, is_dim: bool) -> None:
        """Look as if there were nothing to morph."""
        self.track.set_dim(is_dim)
        self.sound.set_dim(is_dim)

    def set_following(self, note: str, short: str) -> None:
        """Say what moves it instead of the hand, and in one word; "" for the hand."""
        self._note, self._short_note = note, short
        self.track.set_following(bool(note))
        self._show_number()

    def set_range(self, lowest: float, highest: float) -> None:
        """Reach from one alpha to another, telling nobody."""
        for track in (self.track, self.sound):
            was_blocked = track.blockSignals(True)
            track.set_range(lowest, highest)
            track.blockSignals(was_blocked)
        self.sound.describe()
        self.number.set_range(lowest, highest)
        self._place_names()
        self._show_number()

    def set_marks(self, marks: tuple[float, ...]) -> None:
        """Show marks at these alphas."""
        self.track.set_marks(marks)
        self._show_number()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_names()

    def _place_names(self) -> None:
        """Put each name where its clip is."""
        margin = round(self.track.x_of(0)) - TRACK_HEIGHT // 2
        self._ends.setContentsMargins(margin, 0, margin, 0)
        self._has_room = self.width() - 2 * margin >= ROOM
        self._balance()
        self._show_number()

    def _balance(self) -> None:
        """Give the smaller switch the room of the larger: the number stays in the middle."""
        more = self.sound_switch.sizeHint().width() - self.memory.sizeHint().width()
        for spacer, width in zip(self._balances, (more, -more), strict=True):
            spacer.changeSize(max(0, width) if self._has_room else 0, 0)
        self._ends.invalidate()

    def set_names(self, a: str, b: str) -> None:
        """Name the two ends."""
        self._names[Side.A].set_text(f"A · {a}" if a else "A")
        self._names[Side.B].set_text(f"{b} · B" if b else "B")

    @Slot(int)
    def _on_value_changed(self, _: int) -> None:
        self._show_number()
        self.alpha_moved.emit(self.alpha)

    @Slot(int)
    def _on_sound_changed(self, _: int) -> None:
        self.sound_switch.show_sound(self.sound.alpha)
        self.sound.describe()
        self.sound_moved.emit(self.sound.alpha)

    @Slot(float)
    def _on_entered(self, alpha: float) -> None:
        self.set_alpha(alpha)
        self.alpha_moved.emit(self.alpha)

    @Slot()
    def _on_number_closed(self) -> None:
        self.track.setFocus()

    def _show_number(self) -> None:
        note = self._note if self._has_room else self._short_note
        self.number.show_number(self.alpha, note)
        # Beside a curve, which runs, the sound is in the middle.
        self.sound.set_beside(STEPS // 2 if self._note else self.track.value())
        if self._note:
            # Nobody wants to hear thirty numbers a second.
            self.track.setAccessibleDescription(self._note)
        else:
            self.track.setAccessibleDescription(self._description())
        self.track.update()

    def _description(self) -> str:
        parts = [f"{alpha_number(self.alpha)}: {shares(self.alpha)}"]
        marks = self.track.shown_marks()
        if self.alpha in marks:
            text = self.tr("mark {n} of {count}")
            parts.append(text.format(n=marks.index(self.alpha) + 1, count=len(marks)))
        return ", ".join(parts)
