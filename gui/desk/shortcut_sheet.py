"""The sheet of keys: all of them, in groups, with a field to search in."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.command_list import CommandList
from gui.key_names import native
from gui.menu_places import MENUS

SIZE = (860, 560)
N_COLUMNS = 2
ARROWS = "← →"


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """A heading and its (keys, what they do)."""

    title: str
    rows: tuple[tuple[str, str], ...]


def command_groups(commands: CommandList) -> list[Group]:
    """Return the keys of the commands, a group for each menu of the bar."""
    words = commands.words()
    groups = []
    for menu, title in commands.menu_titles().items():
        known = [words[name] for name in _names_in(menu) if name in words]
        rows = tuple((native(w.key), w.text.rstrip("…")) for w in known if w.key)
        if rows:
            groups.append(Group(title.replace("&", ""), rows))
    return groups


def _names_in(menu: str) -> list[str]:
    """Return the commands of a menu and its submenus, in order."""
    names: list[str] = []
    for name in MENUS.get(menu, ()):
        names += _names_in(name) if name in MENUS else [name] if name else []
    return names


class ShortcutSheet(QDialog):
    """Shows every key and what the mouse does; stays open beside the window.

    Parameters
    ----------
    commands : CommandList
    """

    def __init__(self, commands: CommandList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys and mouse"))
        self.groups = [*command_groups(commands), *self._gesture_groups(commands)]
        self._shown: list[tuple[QWidget, list[tuple[str, QWidget, QWidget]]]] = []
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search keys"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.filter)
        self._nothing = QLabel(self.tr("No key or gesture fits."), self)
        self._nothing.setProperty("role", "secondary")
        self._nothing.hide()
        close = QPushButton(self.tr("Close"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.search)
        layout.addWidget(self._nothing)
        layout.addWidget(self._make_body(), 1)
        layout.addLayout(buttons)
        self.resize(*SIZE)

    def _gesture_groups(self, commands: CommandList) -> list[Group]:
        slider = (
            *commands.gestures(),
            (self.tr("Wheel"), self.tr("Morph by 0.01, with Shift by 0.001")),
        )
        excerpts = (
            (self.tr("Drop"), self.tr("Open a song; two songs become A and B")),
            (self.tr("Drag the frame"), self.tr("Choose the excerpt; its edges change the length")),
            (ARROWS, self.tr("Move the frame that has the focus, with Shift by 1 s")),
            (self.tr("Double click"), self.tr("Take the best passage")),
        )
        pictures = (
            (self.tr("Click"), self.tr("Play from there")),
            (self.tr("Wheel"), self.tr("Look closer, with Shift earlier and later")),
            (self.tr("Double click"), self.tr("Show all")),
            (self.tr("Point at a mel"), self.tr("Read time, frequency, note and level")),
            (self.tr("Drag on a ruler"), self.tr("Loop that part")),
        )
        return [
            Group(self.tr("Slider"), slider),
            Group(self.tr("Excerpts"), excerpts),
            Group(self.tr("Pictures"), pictures),
        ]

    def _make_body(self) -> QScrollArea:
        columns = [QVBoxLayout() for _ in range(N_COLUMNS)]
        for column in columns:
            column.setSpacing(16)
        sizes = [0] * N_COLUMNS
        half = sum(len(g.rows) + 2 for g in self.groups) / N_COLUMNS
        i = 0
        for group in self.groups:  # in the order of the menus, the first half on the left
            size = len(group.rows) + 2
            if i + 1 < N_COLUMNS and sizes[i] + size / 2 > half:
                i += 1
            sizes[i] += size
            columns[i].addWidget(self._make_group(group))
        body = QWidget()
        body.setProperty("role", "page")
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(32)
        for column in columns:
            column.addStretch(1)
            row.addLayout(column, 1)
        scroll = QScrollArea(self)
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(self.tr("Keys"))
        return scroll

    def _make_group(self, group: Group) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        title = QLabel(group.title)
        title.setProperty("role", "title")
        grid.addWidget(title, 0, 0, 1, 2)
        rows: list[tuple[str, QWidget, QWidget]] = []
        for i, (key, text) in enumerate(group.rows, 1):
            what, cap = QLabel(text), QLabel(key)
            what.setWordWrap(True)
            what.setBuddy(cap)
            cap.setProperty("role", "key")
            cap.setAccessibleName(f"{text}: {key}")
            grid.addWidget(what, i, 0)
            grid.addWidget(cap, i, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            rows.append((f"{group.title} {text} {key}".casefold(), what, cap))
        self._shown.append((holder, rows))
        return holder

    @Slot(str)
    def filter(self, text: str) -> None:
        """Show only what holds every one of these words."""
        wanted = text.casefold().split()
        has_any = False
        for holder, rows in self._shown:
            n_found = 0
            for known, *labels in rows:
                fits = all(word in known for word in wanted)
                n_found += fits
                for label in labels:
                    label.setVisible(fits)
            holder.setVisible(n_found > 0)
            has_any |= n_found > 0
        self._nothing.setVisible(not has_any)
