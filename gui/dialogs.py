"""The dialogs, all of them asked for: which file, where to, the keys, what Segue is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

if TYPE_CHECKING:
    from gui.session import Session

SOUNDS = "*.wav *.flac *.ogg *.oga *.opus *.mp3 *.aif *.aiff *.au *.caf *.m4a *.aac *.wma"


def ask_clip(parent: QWidget, name: str, folder: str) -> Path | None:
    """Ask which file to open as A or B."""
    tr = QCoreApplication.translate
    title = tr("dialogs", "Open a clip as {name}").format(name=name)
    sounds, every = tr("dialogs", "Sound"), tr("dialogs", "All files")
    path, _ = QFileDialog.getOpenFileName(
        parent, title, folder, f"{sounds} ({SOUNDS});;{every} (*)"
    )
    return Path(path) if path else None


def export_name(session: Session) -> str:
    """Return a file name that tells clips and alpha."""
    stems = [state.path.stem if state.path else slot.value for slot, state in session.slots.items()]
    return f"{stems[0]}-{stems[1]}-{session.alpha:.2f}.wav"


def ask_export(parent: QWidget, suggested: Path) -> tuple[Path, bool] | None:
    """Ask where to write, and whether an older file there may be replaced.

    The dialog itself asks about the name it was given; a name that we complete it does not know.
    """
    tr = QCoreApplication.translate
    title, kind = tr("dialogs", "Export the morph"), tr("dialogs", "WAV (*.wav)")
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(suggested), kind)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() == ".wav":
        return path, True
    return path.with_name(path.name + ".wav"), False


def keys_text(rows: list[tuple[str, str]]) -> str:
    """Return a table of keys as rich text."""
    cells = "".join(
        f"<tr><td style='padding-right: 24px'><b>{key}</b></td><td>{label}</td></tr>"
        for key, label in rows
    )
    return f"<table cellpadding='3'>{cells}</table>"


def about_text() -> str:
    """Return what Segue is, as rich text."""
    return QCoreApplication.translate(
        "dialogs",
        "<h3>Segue</h3><p>Plays the music between two pieces of music.</p>"
        "<p>Free software under the MIT licence. Qt and PySide6 are used under the LGPL 3.</p>",
    )


def show_text(parent: QWidget, title: str, text: str) -> QMessageBox:
    """Show rich text in a window that does not block the one behind it."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(text)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.show()
    return box
