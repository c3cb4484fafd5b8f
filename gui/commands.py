"""What the menus, keys and buttons of the window do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtWidgets import QMainWindow

from export.demo import DEMO_PAIR
from gui.controller import Controller
from gui.dialogs import ask_clip, ask_model_folder
from gui.presenter import Views
from gui.session import Heard, Slot
from gui.theme import Theme


class Commands(QObject):
    """Runs commands by name, and asks what must be asked before.

    Parameters
    ----------
    controller : Controller
    views : Views
    theme : Theme
    window : QMainWindow
        Parent of the dialogs.
    """

    def __init__(
        self, controller: Controller, views: Views, theme: Theme, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._controller = controller
        self._views = views
        self._theme = theme
        self._window = window
        self._table: dict[str, Callable[[], object]] = {}
        player = controller.player
        self.add(
            quit=window.close,
            demo=self.open_demo,
            close_clips=controller.close_clips,
            swap=controller.swap,
            play=player.toggle,
            stop=player.stop,
            to_start=player.to_start,
            loop=views.transport.loop.toggle,
            next_method=controller.next_method,
            detail=self._go_to_detail,
            even=views.morph.bar.even.toggle,
            beyond=views.morph.bar.beyond.toggle,
            texture=controller.new_texture,
            match=controller.aligner.toggle,
            open_model=self._ask_model,
        )

    def add(self, **commands: Callable[[], object]) -> None:
        """Say what is done for commands of these names."""
        self._table.update(commands)

    @QtSlot(str)
    def run(self, name: str) -> None:
        """Do what a menu or key asks for."""
        controller = self._controller
        kind, _, what = name.partition("_")
        if name in self._table:
            self._table[name]()
        elif kind == "open":
            self.ask_clip(Slot[what.upper()])
        elif kind == "hear":
            controller.hear(Heard[what.upper()])
        elif kind == "alpha":
            controller.set_alpha({"a": 0.0, "middle": 0.5, "b": 1.0}[what])
        elif kind == "match":
            controller.aligner.toggle_part(what)
        elif kind == "theme":
            controller.settings.theme = what
            self._theme.set_mode(what)

    @QtSlot()
    def open_demo(self) -> None:
        """Open the clips that come with Segue."""
        for slot, path in zip(Slot, DEMO_PAIR, strict=True):
            self._controller.open_clip(slot, path)

    @QtSlot(object)
    def ask_clip(self, slot: Slot) -> None:
        """Ask for a file for one side."""
        settings = self._controller.settings
        path = ask_clip(self._window, slot.value, settings.open_folder)
        if path is not None:
            settings.open_folder = str(path.parent)
            self._controller.open_clip(slot, path)

    @QtSlot()
    def export(self) -> None:
        """Ask what is written, and where to."""
        self.run("export")

    @QtSlot(object)
    def open_model(self, folder: Path | None) -> None:
        """Morph with another model; the one in use stays if that one is refused."""
        self._views.morph.messages.refusal.clear()
        self._controller.models.open(folder)

    def _ask_model(self) -> None:
        settings = self._controller.settings
        folder = ask_model_folder(self._window, settings.model_folder)
        if folder is not None:
            settings.model_folder = str(folder.parent)
            self.open_model(folder)

    def _go_to_detail(self) -> None:
        """Let the keys move the detail, or alpha again."""
        detail = self._views.morph.bar.detail
        (self._views.alpha.track if detail.hasFocus() else detail).setFocus()
