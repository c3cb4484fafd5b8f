"""The menu bar: every command once, with the key that does it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu

from gui.backend import MethodInfo
from gui.command_list import CommandList
from gui.key_names import native
from gui.menu_places import CHECKABLE, MENUS, SUBMENUS, THEMES
from gui.session import MATCHES

BAR_HEIGHT = 34
MATCHED = {name: f"match_{name}" for name in MATCHES}


class Menus(QObject):
    """Builds the menus and says which command was chosen.

    Attributes
    ----------
    actions : dict
        By the name of the command.
    menus : dict
        By the keys of `gui.command_list.MENUS` and `SUBMENUS`.

    Signals
    -------
    chosen(str)
        The name of a command.
    method_chosen(str)
    model_chosen(Path)
        One of the models in the list.
    """

    chosen = Signal(str)
    method_chosen = Signal(str)
    model_chosen = Signal(object)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self._places: dict[str, QAction] = {}
        self.list = CommandList(self)
        bar = self._bar = window.menuBar()
        brand = QLabel(self.tr("Segue"), bar)
        bar.setCornerWidget(brand, Qt.Corner.TopLeftCorner)
        brand.setProperty("role", "brand")
        brand.setFixedHeight(BAR_HEIGHT)
        self._pair_text = self._project_text = ""
        self.pair = QLabel(bar)
        self.pair.setProperty("role", "pair")
        self.pair.setFixedHeight(BAR_HEIGHT - 8)
        bar.setFixedHeight(BAR_HEIGHT)
        bar.setCornerWidget(self.pair, Qt.Corner.TopRightCorner)
        self._methods = QActionGroup(self)
        self._models: list[QAction] = []
        self._words = self.list.words()
        for key, title in self.list.menu_titles().items():
            menu = self.menus[key] = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            for name in MENUS[key]:
                self._add(menu, name)
        group = QActionGroup(self)
        for name in THEMES:
            group.addAction(self.actions[name])

    def _add(self, menu: QMenu, name: str | None) -> None:
        """Put a command, a line or a place that is filled while running at the end of a menu."""
        if name is None:
            menu.addSeparator()
        elif name in SUBMENUS:
            submenu = self.menus[name] = menu.addMenu(self.list.submenu_titles()[name])
            submenu.setToolTipsVisible(True)
            for each in MENUS.get(name, ()):
                self._add(submenu, each)
        elif name.startswith(">"):
            place = self._places[name] = QAction(self)
            place.setVisible(False)
            menu.addAction(place)
        else:
            menu.addAction(self._action(name))

    def _action(self, name: str) -> QAction:
        words = self._words[name]
        is_named = words.key and not words.is_shortcut
        action = QAction(f"{words.text}\t{native(words.key)}" if is_named else words.text, self)
        if words.is_shortcut:
            action.setShortcut(QKeySequence(words.key))
        if words.tip:
            action.setToolTip(words.tip)
        action.setCheckable(name in CHECKABLE)
        action.setData(name)
        action.triggered.connect(self._on_triggered)
        self.actions[name] = action
        return action

    def show_pair(self, text: str) -> None:
        """Name the clips at the right end of the bar."""
        self._pair_text = text
        self._show_corner()

    def show_project(self, name: str, *, is_dirty: bool) -> None:
        """Name the project there, too, with a dot while it is not saved."""
        text = f"{name} •" if name and is_dirty else name
        if text != self._project_text:
            self._project_text = text
            self.pair.setToolTip(self.tr("Changes are not saved yet") if is_dirty else "")
            self._show_corner()

    def _show_corner(self) -> None:
        texts = [text for text in (self._project_text, self._pair_text) if text]
        self.pair.setText("   ·   ".join(texts))
        self.pair.adjustSize()
        # The bar gives a corner its place only when it is set.
        self._bar.setCornerWidget(self.pair, Qt.Corner.TopRightCorner)

    def set_steps(self, undo: str, redo: str) -> None:
        """Name what would be undone and done again; "" for nothing."""
        self.actions["redo"].setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        undo_text = self.tr("Undo {step}").format(step=undo) if undo else self.tr("Undo")
        redo_text = self.tr("Redo {step}").format(step=redo) if redo else self.tr("Redo")
        self.actions["undo"].setText(undo_text.replace("&", "&&"))
        self.actions["redo"].setText(redo_text.replace("&", "&&"))
        self.actions["undo"].setEnabled(bool(undo))
        self.actions["redo"].setEnabled(bool(redo))

    def set_methods(self, methods: list[MethodInfo], current: str) -> None:
        """List the ways between the clips above the other entries."""
        for action in self._methods.actions():
            self._methods.removeAction(action)
            action.deleteLater()
        for method in methods:
            action = QAction(method.label.replace("&", "&&"), self._methods)
            action.setCheckable(True)
            action.setToolTip(method.help)
            action.setData(method.key)
            action.triggered.connect(self._on_method_triggered)
        self.menus["morph"].insertActions(self._places[">methods"], self._methods.actions())
        self.set_method(current)

    def set_method(self, key: str) -> None:
        """Mark the way that is taken."""
        for action in self._methods.actions():
            action.setChecked(action.data() == key)

    def set_matching(self, is_on: bool, matches: frozenset[str]) -> None:
        """Mark what of B is matched to A; without the first switch the others have no effect."""
        self.actions["match"].setChecked(is_on)
        for part, name in MATCHED.items():
            self.actions[name].setChecked(part in matches)
            self.actions[name].setEnabled(is_on)

    def set_models(self, models: list[tuple[Path, str]], current: Path | None) -> None:
        """List the models above "Open model folder…"; the one in ``current`` is on."""
        for action in self._models:
            self.menus["model"].removeAction(action)
            action.deleteLater()
        self._models = []
        for folder, label in models:
            action = QAction(label.replace("&", "&&"), self)
            action.setCheckable(True)
            action.setChecked(folder == current)
            action.setToolTip(str(folder))
            action.setData(folder)
            action.triggered.connect(self._on_model_triggered)
            self._models.append(action)
        if models:
            line = QAction(self)
            line.setSeparator(True)
            self._models.append(line)
        self.menus["model"].insertActions(self._places[">models"], self._models)

    @Slot()
    def _on_method_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.method_chosen.emit(action.data())

    @Slot()
    def _on_model_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.model_chosen.emit(action.data())

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.chosen.emit(action.data())
