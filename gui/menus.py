"""The menu bar: every command once, with the key that does it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu

from gui.backend import MethodInfo
from gui.session import MATCHES

BAR_HEIGHT = 34
COMMANDS: dict[str, list[str | None]] = {
    "file": ["open_a", "open_b", "demo", None, "export", None, "close_clips", None, "quit"],
    "edit": ["swap", None, "alpha_a", "alpha_middle", "alpha_b"],
    "morph": [None, "next_method", None, "detail", "even", "beyond", None, "match"],
    "view": ["theme_system", "theme_dark", "theme_light"],
    "playback": ["play", "stop", "to_start", "loop", None, "hear_a", "hear_morph", "hear_b", None],
    "model": ["open_model"],
    "help": ["keys", "about"],
}
"""Menus and their commands; None is a line between."""
MATCHED = {name: f"match_{name}" for name in MATCHES}
PLAIN_KEYS = {
    Qt.Key.Key_Space: "play",
    Qt.Key.Key_Home: "to_start",
    Qt.Key.Key_L: "loop",
    Qt.Key.Key_M: "next_method",
    Qt.Key.Key_D: "detail",
    Qt.Key.Key_E: "even",
    Qt.Key.Key_B: "beyond",
    Qt.Key.Key_T: "match",
    Qt.Key.Key_X: "swap",
    Qt.Key.Key_1: "hear_a",
    Qt.Key.Key_2: "hear_morph",
    Qt.Key.Key_3: "hear_b",
}
"""Commands that the window takes from keys which nothing with the focus wants."""


class Menus(QObject):
    """Builds the menus and says which command was chosen.

    Keys with Ctrl are real shortcuts. Plain keys (Space, L, X, 1 …) are only named here: as
    shortcuts they would be stolen from the focused button or list, so the window handles them when
    nothing with the focus wants them.

    Signals
    -------
    chosen(str)
        The name of a command.
    device_chosen(int)
    method_chosen(str)
    model_chosen(Path)
        One of the models in the list.
    """

    chosen = Signal(str)
    device_chosen = Signal(int)
    method_chosen = Signal(str)
    model_chosen = Signal(object)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.actions: dict[str, QAction] = {}
        bar = self._bar = window.menuBar()
        brand = QLabel(self.tr("Segue"), bar)
        bar.setCornerWidget(brand, Qt.Corner.TopLeftCorner)
        brand.setProperty("role", "brand")
        brand.setFixedHeight(BAR_HEIGHT)
        self.pair = QLabel(bar)
        self.pair.setProperty("role", "pair")
        self.pair.setFixedHeight(BAR_HEIGHT - 8)
        bar.setFixedHeight(BAR_HEIGHT)
        bar.setCornerWidget(self.pair, Qt.Corner.TopRightCorner)
        titles = {
            "file": self.tr("&File"),
            "edit": self.tr("&Edit"),
            "morph": self.tr("M&orph"),
            "view": self.tr("&View"),
            "playback": self.tr("&Playback"),
            "model": self.tr("&Model"),
            "help": self.tr("&Help"),
        }
        for key, names in COMMANDS.items():
            menu = bar.addMenu(titles[key])
            self._fill(menu, names)
            if key == "playback":
                self.devices = menu.addMenu(self.tr("Sound device"))
            elif key == "model":
                self.model_menu = menu
                self._models: list[QAction] = []
            elif key == "morph":
                self.morph_menu = menu
                self._methods = QActionGroup(self)
                self._below_methods = menu.actions()[0]
                self._fill(menu, list(MATCHED.values()))
        self._make_checkable()

    def _make_checkable(self) -> None:
        themes = ("theme_system", "theme_dark", "theme_light")
        for name in ("loop", "even", "beyond", "match", *MATCHED.values(), *themes):
            self.actions[name].setCheckable(True)
        group = QActionGroup(self)
        for name in themes:
            group.addAction(self.actions[name])
        tips = {
            "match": self.tr("Change B so that it goes with A; its file stays as it is (T)"),
            "match_tempo": self.tr("Play B at A's tempo"),
            "match_bars": self.tr("Move B's beginning so that its bars, or beats, begin with A's"),
            "match_key": self.tr("Transpose B so that it has A's notes"),
        }
        for name, tip in tips.items():
            self.actions[name].setToolTip(tip)

    def _texts(self) -> dict[str, tuple[str, str]]:
        """Return the label and the key of each command."""
        return {
            "open_a": (self.tr("Open A…"), "Ctrl+O"),
            "open_b": (self.tr("Open B…"), "Ctrl+Shift+O"),
            "demo": (self.tr("Open the demo clips"), ""),
            "export": (self.tr("Export WAV…"), "Ctrl+Shift+E"),
            "close_clips": (self.tr("Close both clips"), "Ctrl+W"),
            "quit": (self.tr("Quit"), "Ctrl+Q"),
            "swap": (self.tr("Swap A and B"), "X"),
            "alpha_a": (self.tr("All A"), ""),
            "alpha_middle": (self.tr("Middle"), ""),
            "alpha_b": (self.tr("All B"), ""),
            "next_method": (self.tr("Next way between"), "M"),
            "detail": (self.tr("Detail, and back to the slider"), "D"),
            "even": (self.tr("Even steps"), "E"),
            "beyond": (self.tr("Beyond the clips"), "B"),
            "match": (self.tr("Match B to A"), "T"),
            "match_tempo": (self.tr("Match the tempo"), ""),
            "match_bars": (self.tr("Match the bars"), ""),
            "match_key": (self.tr("Match the key"), ""),
            "theme_system": (self.tr("Theme: as the system"), ""),
            "theme_dark": (self.tr("Theme: dark"), ""),
            "theme_light": (self.tr("Theme: light"), ""),
            "play": (self.tr("Play or pause"), "Space"),
            "stop": (self.tr("Stop"), ""),
            "to_start": (self.tr("To start"), "Home"),
            "loop": (self.tr("Loop"), "L"),
            "hear_a": (self.tr("Hear A"), "1"),
            "hear_morph": (self.tr("Hear the morph"), "2"),
            "hear_b": (self.tr("Hear B"), "3"),
            "open_model": (self.tr("Open model folder…"), ""),
            "keys": (self.tr("Keys"), "F1"),
            "about": (self.tr("About Segue"), ""),
        }

    def _fill(self, menu: QMenu, names: list[str | None]) -> None:
        texts = self._texts()
        for name in names:
            if name is None:
                menu.addSeparator()
                continue
            label, key = texts[name]
            is_real = key.startswith("Ctrl") or key == "F1"
            action = QAction(label if is_real or not key else f"{label}\t{key}", self)
            if is_real:
                action.setShortcut(QKeySequence(key))
            action.setData(name)
            action.triggered.connect(self._on_triggered)
            menu.addAction(action)
            self.actions[name] = action

    def key_table(self) -> list[tuple[str, str]]:
        """Return (key, what it does) for the reference dialog."""
        rows = [(key, label) for label, key in self._texts().values() if key]
        extra = [
            ("← →", self.tr("Morph by 0.01")),
            ("Shift ← →", self.tr("Morph by 0.1")),
            (self.tr("Double click"), self.tr("A slider back to where it began")),
        ]
        return [*extra, *rows]

    def show_pair(self, text: str) -> None:
        """Name the clips at the right end of the bar."""
        self.pair.setText(text)
        self.pair.adjustSize()
        # The bar gives a corner its place only when it is set.
        self._bar.setCornerWidget(self.pair, Qt.Corner.TopRightCorner)

    def set_devices(self, devices: list[tuple[int, str]], current: str) -> None:
        """List the sound devices."""
        self.devices.clear()
        self.devices.setEnabled(bool(devices))
        for index, name in devices:
            action = self.devices.addAction(name)
            action.setCheckable(True)
            action.setChecked(name == current)
            action.setData(index)
            action.triggered.connect(self._on_device_triggered)

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
        self.morph_menu.insertActions(self._below_methods, self._methods.actions())
        self.morph_menu.setToolTipsVisible(True)
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
            self.model_menu.removeAction(action)
            action.deleteLater()
        self._models = []
        before = self.actions["open_model"]
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
        self.model_menu.insertActions(before, self._models)
        self.model_menu.setToolTipsVisible(True)

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

    @Slot()
    def _on_device_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.device_chosen.emit(action.data())
