"""A row of buttons of which exactly one is down."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget


class Segments(QFrame):
    """A segmented switch; Tab reaches it, arrows move inside it.

    Parameters
    ----------
    name : str
        For screen readers.
    choices : list of (key, label, help)

    Signals
    -------
    chosen(str)
        The user chose this key.
    """

    chosen = Signal(str)

    def __init__(
        self, name: str, choices: list[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "segments")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._name = name
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(1)
        self.set_choices(choices)
        self._group.buttonClicked.connect(self._on_clicked)

    def set_choices(self, choices: list[tuple[str, str, str]]) -> None:
        """Offer other choices."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            button.deleteLater()
        self._buttons = {}
        for key, label, text in choices:
            button = QPushButton(label, self)
            button.setProperty("role", "segment")
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(text)
            button.setAccessibleName(f"{self._name}: {label}")
            self._buttons[key] = button
            self._group.addButton(button)
            self._row.addWidget(button)

    @property
    def key(self) -> str:
        """The key that is down."""
        return next((k for k, b in self._buttons.items() if b.isChecked()), "")

    def button(self, key: str) -> QPushButton:
        """Return one of the buttons."""
        return self._buttons[key]

    def set_key(self, key: str) -> None:
        """Show this key down, telling nobody."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    @property
    def natural_width(self) -> int:
        """How wide all choices side by side are, on show or not."""
        widths = [button.sizeHint().width() for button in self._buttons.values()]
        return sum(widths) + self._row.spacing() * max(0, len(widths) - 1) + 2

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self.key)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
