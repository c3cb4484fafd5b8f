"""The dialogs, all of them asked for: which file, where to, the keys, what Segue is."""

from __future__ import annotations

import dataclasses
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from export.version import version
from gui.settings import log_path

if TYPE_CHECKING:
    from engine.vae.onnx_vae import OnnxVae
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


def ask_model_folder(parent: QWidget, folder: str) -> Path | None:
    """Ask for a model's folder."""
    title = QCoreApplication.translate("dialogs", "Open a model folder")
    path = QFileDialog.getExistingDirectory(parent, title, folder)
    return Path(path) if path else None


def export_name(session: Session) -> str:
    """Return a file name that tells clips and alpha."""
    stems = [state.path.stem if state.path else slot.value for slot, state in session.slots.items()]
    return f"{stems[0]}-{stems[1]}-{session.alpha:.2f}.wav"


class ExportDialog(QFileDialog):
    """Asks for a name and a kind of WAV file.

    It leaves the question about replacing to `ask_export`: the system's own dialogs ask it of the
    name as it was typed, before ``.wav`` is added.

    Parameters
    ----------
    suggested : Path
    """

    def __init__(self, parent: QWidget, suggested: Path) -> None:
        tr = QCoreApplication.translate
        super().__init__(parent, tr("dialogs", "Export the morph"), str(suggested.parent))
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setOption(QFileDialog.Option.DontConfirmOverwrite)
        self.setDefaultSuffix("wav")
        self._subtypes = {
            tr("dialogs", "WAV 24-bit (*.wav)"): "PCM_24",
            tr("dialogs", "WAV 16-bit (*.wav)"): "PCM_16",
            tr("dialogs", "WAV 32-bit float (*.wav)"): "FLOAT",
        }
        self.setNameFilters(list(self._subtypes))
        self.selectFile(suggested.name)

    @property
    def path(self) -> Path:
        """The name that was chosen, ending in .wav."""
        path = Path(self.selectedFiles()[0])
        # Qt takes any dot for a suffix: "a-b-0.50" has none that means something.
        return path if path.suffix.lower() == ".wav" else path.with_name(path.name + ".wav")

    @property
    def subtype(self) -> str:
        """The kind that was chosen, as `export.audio.write_wav` calls it."""
        return self._subtypes.get(self.selectedNameFilter(), "PCM_24")


@dataclasses.dataclass(frozen=True, slots=True)
class ExportChoice:
    """Where to write, which kind, and whether an older file there may be replaced."""

    path: Path
    subtype: str
    may_replace: bool


def ask_export(parent: QWidget, suggested: Path) -> ExportChoice | None:
    """Ask where to write; None if the user thought better of it."""
    dialog = ExportDialog(parent, suggested)
    try:
        while dialog.exec():
            path = dialog.path
            older = [p for p in (path, path.with_name(path.name + ".json")) if p.exists()]
            if not older or ask_replace(parent, older[0].name):
                return ExportChoice(path, dialog.subtype, bool(older))
        return None
    finally:
        dialog.deleteLater()


def ask_replace(parent: QWidget, name: str) -> bool:
    """Ask whether an older file may go."""
    tr = QCoreApplication.translate
    text = tr("dialogs", "“{name}” exists already. Replace it?").format(name=name)
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        parent, tr("dialogs", "Export the morph"), text, buttons.Yes | buttons.No, buttons.No
    )
    return answer == buttons.Yes


def keys_text(rows: list[tuple[str, str]]) -> str:
    """Return a table of keys as rich text."""
    cells = "".join(
        f"<tr><td style='padding-right: 24px'><b>{key}</b></td><td>{label}</td></tr>"
        for key, label in rows
    )
    return f"<table cellpadding='3'>{cells}</table>"


def about_text(vae: OnnxVae | None) -> str:
    """Return what Segue is, which model it uses and where its log lies, as rich text."""
    tr = QCoreApplication.translate
    about = tr(
        "dialogs",
        "<h3>Segue {version}</h3><p>Plays the music between two pieces of music.</p>"
        "<p>Free software under the MIT licence. Qt and PySide6 are used under the LGPL 3.</p>",
    ).format(version=escape(version()))
    if vae is None:
        model = tr("dialogs", "<p>No model is loaded.</p>")
    else:
        text = tr("dialogs", "<p>Model: {name} {version}, licence {licence}.</p>")
        licence = vae.metadata.get("licence") or tr("dialogs", "not stated")
        facts = {"name": vae.name, "version": vae.version, "licence": licence}
        model = text.format(**{key: escape(value) for key, value in facts.items()})
    log = tr("dialogs", "<p>The log is in {path}</p>").format(path=escape(str(log_path())))
    return about + model + log


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
