"""Ctrl+V: what was copied elsewhere is opened here."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from gui.clips.drops import read_pasted
from gui.feature import Feature, Shell


class Pasting(Feature):
    """Opens the files in the clipboard; a text field with the focus keeps Ctrl+V for itself."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        shell.commands.add(paste=self.paste)

    def paste(self) -> None:
        """Open what the clipboard holds."""
        mime = QGuiApplication.clipboard().mimeData()
        if mime is not None:
            self.shell.drops.take_anywhere(read_pasted(mime))
