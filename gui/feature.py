"""What a part of the window is given that is neither a view nor the controller."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gui.commands import Commands
from gui.controller import Controller
from gui.presenter import Views
from gui.theme import Theme
from gui.window_drops import WindowDrops


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Shell:
    """The window as its features see it.

    Parameters
    ----------
    window : QMainWindow
        Parent of dialogs.
    controller : Controller
    views : Views
    theme : Theme
    commands : Commands
        Where a feature says what its commands do, with `Commands.add`.
    drops : WindowDrops
        Opens what has no place yet.
    """

    window: QMainWindow
    controller: Controller
    views: Views
    theme: Theme
    commands: Commands
    drops: WindowDrops


class Feature(QObject):
    """One thing the window can do besides morphing; made once, with the window.

    Parameters
    ----------
    shell : Shell
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.window)
        self.shell = shell

    def start(self) -> None:
        """The window shows; the clips and the model are being opened."""

    def may_close(self) -> bool:
        """Return whether the window may close; ask the user if something would be lost."""
        return True

    def shutdown(self) -> None:
        """The window closes; the controller still runs."""
