"""The switch between two memories of settings."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from gui import words
from gui.document import MorphSettings
from gui.widgets.segments import Segments

NUMERALS = ("I", "II")


class MemorySwitch(Segments):
    """Two buttons, I and II; the one that is down is heard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        name = QCoreApplication.translate("MemorySwitch", "Memory")
        super().__init__(name, [(n, n, "") for n in NUMERALS], parent)
        self.setProperty("role", "memory")
        self.show_memories(0, MorphSettings(), MorphSettings(), {})

    @property
    def bank(self) -> int:
        """Which memory is heard, 0 or 1."""
        return NUMERALS.index(self.key)

    def show_memories(
        self, bank: int, here: MorphSettings, other: MorphSettings, labels: dict[str, str]
    ) -> None:
        """Show which memory is heard and, in the tooltips, what both hold.

        Parameters
        ----------
        bank : int
            0 or 1.
        here, other : MorphSettings
            Of the memory that is heard, and of the other one.
        labels : dict
            What the methods are called.
        """
        self.set_key(NUMERALS[bank])
        heard = self.tr("Memory {name}: {settings}")
        waiting = self.tr("Hear memory {name}: {settings} (I)")
        for i, name in enumerate(NUMERALS):
            morph = here if i == bank else other
            text = (heard if i == bank else waiting).format(
                name=name, settings=words.settings(morph, labels.get(morph.method, morph.method))
            )
            self.button(name).setToolTip(text)
            self.button(name).setAccessibleDescription(text)
