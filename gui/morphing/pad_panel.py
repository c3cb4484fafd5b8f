"""The panel of the pad: the square, and beside each corner what is heard there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.morphing.pad import MARGIN, Pad
from gui.theme import Theme
from gui.widgets.floating_panel import FloatingPanel

SIDE, SMALL_SIDE = 200, 138
ROOMY = 680
"""Over fewer pixels than these, the square is the small one."""


class PadPanel(FloatingPanel):
    """The pad over a picture.

    Parameters
    ----------
    theme : Theme
    anchor : QWidget
        Whose upper right corner it takes.
    parent : QWidget
        What it may cover.
    """

    def __init__(self, theme: Theme, anchor: QWidget, parent: QWidget) -> None:
        super().__init__(theme, "P", anchor, parent)
        self.title.setText(self.tr("Notes and sound"))
        self.setAccessibleName(self.tr("Pad for notes and sound"))
        self.pad = Pad(theme, self)
        left, right = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        self._sides = (
            self._column(self._mixed(self.tr("A's notes,\nB's sound")), self._clip("A"), left),
            self._column(self._clip("B"), self._mixed(self.tr("B's notes,\nA's sound")), right),
        )
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addLayout(self._sides[0])
        row.addWidget(self.pad)
        row.addLayout(self._sides[1])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 2)
        layout.setSpacing(0)
        layout.addLayout(self.header)
        layout.addLayout(row)
        self.setTabOrder(self.pad, self.close_button)

    def _clip(self, name: str) -> QLabel:
        label = QLabel(name, self)
        label.setProperty("role", "corner")
        label.setProperty("side", name)
        return label

    def _mixed(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "secondary")
        return label

    def _column(self, top: QLabel, bottom: QLabel, side: Qt.AlignmentFlag) -> QVBoxLayout:
        """Put two labels beside the upper and the lower corner of the square."""
        column = QVBoxLayout()
        for label in (top, bottom):
            label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(top)
        column.addStretch(1)
        column.addWidget(bottom)
        return column

    def open_panel(self) -> None:
        """Show it, and let the keys move the handle."""
        super().open_panel()
        self.pad.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def fit(self, room: QSize) -> None:
        self.pad.set_side(SIDE if room.height() >= ROOMY else SMALL_SIDE)
        self._place_labels()

    def set_range(self, lowest: float, highest: float) -> None:
        """Reach from one alpha to another."""
        self.pad.set_range(lowest, highest)
        self._place_labels()

    def _place_labels(self) -> None:
        """Let them stand beside what they name, which may be inside the square."""
        inset = max(MARGIN, round(self.pad.inset)) - 2
        for column in self._sides:
            column.setContentsMargins(0, inset, 0, inset)
