"""Three hints for the first minutes; each goes for ever when it was followed or closed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from export.demo import DEMO_PAIR
from gui.feature import Feature, Shell
from gui.theme import Theme

NAMES = ("drop", "slide", "export")
ALL_SEEN = " ".join(NAMES)
HEIGHT = 30


class Hint(QFrame):
    """A sentence and a cross.

    Signals
    -------
    closed(str)
        The user has read it.
    """

    closed = Signal(str)

    def __init__(self, theme: Theme, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._theme = theme
        self.setProperty("role", "message")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.text = QLabel(text, self)
        self.text.setProperty("role", "hint")
        self.close_button = QPushButton(self)
        self.close_button.setProperty("role", "close")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setAccessibleName(self.tr("Close the hint: {text}").format(text=text))
        self.close_button.setToolTip(self.tr("Do not show this again"))
        self.close_button.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(self.text)
        row.addWidget(self.close_button)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @QtSlot()
    def _on_clicked(self) -> None:
        self.closed.emit(self.name)

    @QtSlot()
    def _on_theme_changed(self) -> None:
        self.close_button.setIcon(self._theme.icon("close", "secondary"))
        self.close_button.setIconSize(QSize(10, 10))


class HintRow(QWidget):
    """The hints side by side, each near what it speaks of; no row at all without hints.

    Signals
    -------
    closed(str)
    """

    closed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        texts = {
            "drop": self.tr("↑ Drop your own songs on A and B"),
            "slide": self.tr("↑ Move the slider from A to B"),
            "export": self.tr("Save what you hear ↓"),
        }
        sides = (
            Qt.AlignmentFlag.AlignLeft,
            Qt.AlignmentFlag.AlignHCenter,
            Qt.AlignmentFlag.AlignRight,
        )
        self.hints = {name: Hint(theme, name, texts[name], self) for name in NAMES}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for hint, side in zip(self.hints.values(), sides, strict=True):
            # Three equal places, so that the one in the middle stays below the slider's middle.
            place = QWidget(self)
            inner = QHBoxLayout(place)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.addWidget(hint, 0, side)
            row.addWidget(place, 1)
            hint.closed.connect(self.closed)

    def show_hints(self, names: set[str]) -> None:
        """Show these and no others."""
        for name, hint in self.hints.items():
            hint.setVisible(name in names)
        self.setVisible(bool(names))


class Hints(Feature):
    """Puts the row below the slider, and notices what the user has found alone."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        views, controller = shell.views, shell.controller
        self.row = HintRow(shell.theme, shell.window)
        layout = _layout_of(views.alpha)
        layout.insertWidget(layout.indexOf(views.alpha) + 1, self.row)
        self.row.closed.connect(self.forget)
        views.alpha.alpha_moved.connect(self._on_alpha_moved)
        views.transport.export_clicked.connect(self._on_export)
        views.menus.chosen.connect(self._on_chosen)
        controller.edited.connect(self._on_edited)
        shell.commands.add(hints=self.show_again)
        self._show()

    @property
    def open(self) -> set[str]:
        """The hints that are still wanted."""
        return set(NAMES) - set(self.shell.controller.settings.hints_seen.split())

    def show_again(self) -> None:
        """Bring all of them back."""
        self.shell.controller.settings.hints_seen = ""
        self._show()

    @QtSlot(str)
    def forget(self, name: str) -> None:
        """Never show this hint again."""
        left = self.open - {name}
        if left != self.open:
            seen = " ".join(n for n in NAMES if n not in left)
            self.shell.controller.settings.hints_seen = seen
            self._show()

    def _show(self) -> None:
        self.row.show_hints(self.open)

    @QtSlot()
    def _on_alpha_moved(self) -> None:
        self.forget("slide")

    @QtSlot()
    def _on_export(self) -> None:
        self.forget("export")

    @QtSlot(str)
    def _on_chosen(self, name: str) -> None:
        if name.startswith("export"):
            self.forget("export")

    @QtSlot(str)
    def _on_edited(self, what: str) -> None:
        slots = self.shell.controller.session.slots
        paths = {state.path for state in slots.values()} - {None, *DEMO_PAIR}
        if what.startswith("clip_") and paths:
            self.forget("drop")


def _layout_of(widget: QWidget) -> QBoxLayout:
    """Return the box that holds a widget."""
    parent = widget.parentWidget()
    found = _search(parent.layout(), widget) if parent else None
    assert isinstance(found, QBoxLayout)
    return found


def _search(layout: QLayout | None, widget: QObject) -> QLayout | None:
    if layout is None:
        return None
    for i in range(layout.count()):
        item = layout.itemAt(i)
        assert item is not None  # i is below the count
        if item.widget() is widget:
            return layout
        found = _search(item.layout(), widget)
        if found is not None:
            return found
    return None
