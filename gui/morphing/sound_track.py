"""The slim track of the sound, under that of alpha, and the switch that parts them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from gui.alpha_grid import STEPS
from gui.morphing.track import Track
from gui.morphing.track_painter import SLIM
from gui.theme import Theme, tabular
from gui.words import alpha_number, shares

PADDING = 22
"""Of the switch, beside its words: left, right and both borders."""


class SoundTrack(Track):
    """The track of the sound; a double click takes it back beside alpha."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, SLIM, parent=parent)
        self.setAccessibleName(self.tr("Sound from A to B"))
        self.describe()

    @property
    def alpha(self) -> float:
        """Where the sound is: 0.0 is A's, 1.0 is B's."""
        return self.value() / STEPS

    def set_alpha(self, alpha: float) -> None:
        """Show where the sound is, telling nobody."""
        was_blocked = self.blockSignals(True)
        self.setValue(round(alpha * STEPS))
        self.blockSignals(was_blocked)
        self.describe()

    def set_beside(self, value: int) -> None:
        """Know where alpha is, in thousandths."""
        if value != self.rest:
            self.rest = value
            self.describe()

    def describe(self) -> None:
        """Say what it does, and to a screen reader where it is."""
        text = self.tr(
            "The sound between A and B: timbre and spectrum, while the slider above moves the "
            "notes.\nDouble-click: back beside it, to {alpha}"
        )
        self.setToolTip(text.format(alpha=alpha_number(self.rest / STEPS)))
        self.setAccessibleDescription(f"{alpha_number(self.alpha)}: {shares(self.alpha)}")
        self.update()

    def take_key(self, event: QKeyEvent) -> bool:
        """Move by an arrow or page key, or to an end; tell whether it was one of them."""
        ends = {Qt.Key.Key_Home: self.minimum(), Qt.Key.Key_End: self.maximum()}
        key = Qt.Key(event.key())
        if key in ends and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.setValue(ends[key])
            return True
        return super().take_key(event)


class SoundSwitch(QPushButton):
    """Parts the sound from alpha, and says where it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "switch")
        self.setProperty("kind", "small")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(tabular(self.font()))
        self.setAccessibleName(self.tr("Sound apart from the notes"))
        self.set_reason("")
        self.show_sound(None)

    def show_sound(self, alpha: float | None) -> None:
        """Show where the sound is, None for with alpha, telling nobody."""
        was_blocked = self.blockSignals(True)
        self.setChecked(alpha is not None)
        self.blockSignals(was_blocked)
        number = "" if alpha is None else alpha_number(alpha)
        self.setText(self._words(number))
        self.setAccessibleDescription(number or self.tr("with the slider"))
        self.updateGeometry()

    def _words(self, number: str) -> str:
        return self.tr("Sound {alpha}").format(alpha=number).strip()

    def set_reason(self, reason: str) -> None:
        """Grey it and say why the sound cannot be apart; "" if it can."""
        self.setEnabled(not reason)
        help = self.tr(
            "The notes of one clip with the sound of the other: a second slider moves the timbre "
            "alone (S)"
        )
        self.setToolTip(reason or help)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self.isChecked():
            # So wide that a third digit, or a minus, moves nothing beside it.
            text = self._words("−0.00")
            widest = self.fontMetrics().horizontalAdvance(text) + PADDING
            hint.setWidth(max(hint.width(), widest))
        return hint
