"""What is asked about projects: which file, where to, and whether to save first."""

from __future__ import annotations

import enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from gui.dialogs import SOUNDS
from gui.projects.project import SUFFIX, is_project

translate = QCoreApplication.translate


class Answer(enum.Enum):
    """What becomes of changes that are not saved."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


def _filter() -> str:
    kinds = (
        (translate("project_dialogs", "Segue project"), f"*{SUFFIX}"),
        (translate("project_dialogs", "All files"), "*"),
    )
    return ";;".join(f"{name} ({pattern})" for name, pattern in kinds)


def ask_project(parent: QWidget, folder: str) -> Path | None:
    """Ask which project to open."""
    path, _ = QFileDialog.getOpenFileName(
        parent, translate("project_dialogs", "Open a project"), folder, _filter()
    )
    return Path(path) if path else None


def ask_missing_clip(parent: QWidget, name: str, folder: str) -> Path | None:
    """Ask where a clip is now."""
    title = translate("project_dialogs", "Where is {name}?").format(name=name)
    sound, every = (
        translate("project_dialogs", "Sound"),
        translate("project_dialogs", "All files"),
    )
    kinds = f"{sound} ({SOUNDS});;{every} (*)"
    path, _ = QFileDialog.getOpenFileName(parent, title, folder, kinds)
    return Path(path) if path else None


class SaveDialog(QFileDialog):
    """Asks for a project's name; whether to replace is left to `ask_target`.

    The system's own dialogs ask that of the name as it was typed, before ``.segue`` is added.
    """

    def __init__(self, parent: QWidget, suggested: Path) -> None:
        super().__init__(
            parent,
            translate("project_dialogs", "Save the project"),
            str(suggested.parent),
            _filter(),
        )
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setOption(QFileDialog.Option.DontConfirmOverwrite)
        self.selectFile(suggested.name)

    @property
    def path(self) -> Path:
        """The name that was chosen, ending in .segue."""
        path = Path(self.selectedFiles()[0])
        return path if is_project(path) else path.with_name(path.name + SUFFIX)


def ask_target(parent: QWidget, suggested: Path) -> Path | None:
    """Ask where to save; None if the user thought better of it."""
    dialog = SaveDialog(parent, suggested)
    try:
        while dialog.exec():
            path = dialog.path
            if not path.exists() or _may_replace(parent, path.name):
                return path
        return None
    finally:
        dialog.deleteLater()


def _may_replace(parent: QWidget, name: str) -> bool:
    text = translate("project_dialogs", "“{name}” exists already. Replace it?").format(name=name)
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        parent,
        translate("project_dialogs", "Save the project"),
        text,
        buttons.Yes | buttons.No,
        buttons.No,
    )
    return answer == buttons.Yes


def ask_unsaved(parent: QWidget, name: str) -> Answer:
    """Ask what becomes of changes.

    Parameters
    ----------
    parent : QWidget
    name : str
        The project's; "" if it has none.
    """
    box = QMessageBox(parent)
    box.setWindowTitle(translate("project_dialogs", "Segue"))
    box.setIcon(QMessageBox.Icon.Question)
    named = translate("project_dialogs", "Save the changes to “{name}”?").format(name=name)
    box.setText(named if name else translate("project_dialogs", "Save this morph as a project?"))
    box.setInformativeText(translate("project_dialogs", "Changes that are not saved are lost."))
    save = _button(box, translate("project_dialogs", "Save"), QMessageBox.ButtonRole.AcceptRole)
    discard = _button(
        box, translate("project_dialogs", "Don't save"), QMessageBox.ButtonRole.DestructiveRole
    )
    cancel = _button(box, translate("project_dialogs", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.setEscapeButton(cancel)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    if clicked is save:
        return Answer.SAVE
    return Answer.DISCARD if clicked is discard else Answer.CANCEL


def _button(box: QMessageBox, text: str, role: QMessageBox.ButtonRole) -> QPushButton:
    return box.addButton(text, role)
