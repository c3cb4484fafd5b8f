"""The questions that are asked in dialogs of the system: which file, which folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

SOUNDS = "*.wav *.flac *.ogg *.oga *.opus *.mp3 *.aif *.aiff *.au *.caf *.m4a *.aac *.wma"


def ask_clip(parent: QWidget, name: str, folder: str) -> Path | None:
    """Ask which file to open as A or B."""
    translate = QCoreApplication.translate
    title = translate("dialogs", "Open a clip as {name}").format(name=name)
    sounds, every = translate("dialogs", "Sound"), translate("dialogs", "All files")
    path, _ = QFileDialog.getOpenFileName(
        parent, title, folder or music_folder(), f"{sounds} ({SOUNDS});;{every} (*)"
    )
    return Path(path) if path else None


def music_folder() -> str:
    """Return the user's folder of music, or the home folder if there is none."""
    place = QStandardPaths.StandardLocation
    music = QStandardPaths.writableLocation(place.MusicLocation)
    return music if Path(music).is_dir() else QStandardPaths.writableLocation(place.HomeLocation)


def ask_model_folder(parent: QWidget, folder: str) -> Path | None:
    """Ask for a model's folder."""
    title = QCoreApplication.translate("dialogs", "Open a model folder")
    path = QFileDialog.getExistingDirectory(parent, title, folder)
    return Path(path) if path else None


def present(dialog: QWidget) -> None:
    """Show a dialog, or bring the one that is shown to the front."""
    if dialog.isVisible():
        dialog.raise_()
        dialog.activateWindow()
    dialog.show()
