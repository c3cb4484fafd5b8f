"""What Segue is, what it is made of, and whom it owes thanks."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import platform
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import PySide6
from PySide6.QtCore import QCoreApplication, Qt, Slot, qVersion
from PySide6.QtGui import QGuiApplication, QTextCursor, QTextOption
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from engine.errors import ModelLoadError
from export.version import version
from gui.engine_words import of_provider
from gui.settings import log_path
from gui.theme import ASSETS

if TYPE_CHECKING:
    from engine.vae.onnx_vae import OnnxVae

SIZE = (720, 560)
ONNXRUNTIMES = ("onnxruntime-gpu", "onnxruntime")
CREDITS = ASSETS / "clips" / "CREDITS.md"
LICENCE = ASSETS.parent / "LICENSE"


@dataclasses.dataclass(frozen=True, slots=True)
class Papers:
    """What is read from files for the dialog.

    Parameters
    ----------
    card : dict
        The model's; empty without one.
    credits : str
        Of the clips that come with Segue, as Markdown.
    licence : str
        Of Segue.
    """

    card: dict[str, Any]
    credits: str
    licence: str


def read_papers(model_folder: Path | None) -> Papers:
    """Read the model's card, the clips' credits and the licence. Thread: pool."""
    from engine.vae.store import read_card

    card: dict[str, Any] = {}
    if model_folder is not None:
        try:
            card = read_card(model_folder).card
        except ModelLoadError:  # the folder has gone since; what the model says itself is shown
            card = {}
    texts = [path.read_text("utf-8") if path.is_file() else "" for path in (CREDITS, LICENCE)]
    return Papers(card, *texts)


def library_version(*names: str) -> str:
    """Return the version of the first of these distributions that is installed."""
    for name in names:
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return "?"


def versions() -> list[tuple[str, str]]:
    """Return names and versions of what Segue runs on."""
    return [
        ("Segue", version()),
        ("Python", platform.python_version()),
        ("Qt", qVersion()),
        ("PySide6", PySide6.__version__),
        ("onnxruntime", library_version(*ONNXRUNTIMES)),
        ("numpy", library_version("numpy")),
        ("System", platform.platform()),
    ]


def about_html(vae: OnnxVae | None, card: dict[str, Any] | None = None) -> str:
    """Return what Segue and its model are, as rich text.

    Parameters
    ----------
    vae : OnnxVae or None
        The model in use.
    card : dict, optional
        All of its card.json.
    """
    translate = QCoreApplication.translate
    about = translate(
        "about",
        "<h3>Segue {version}</h3><p>Plays the music between two pieces of music.</p>"
        "<p>Free software under the MIT licence. Qt and PySide6 are used under the LGPL 3.</p>",
    ).format(version=escape(version()))
    rows = [(name, value) for name, value in versions() if name != "Segue"]
    log = translate("about", "<p>The log is in {path}</p>").format(path=escape(str(log_path())))
    return about + _table(rows) + _model_html(vae, card or {}) + log


def _model_html(vae: OnnxVae | None, card: dict[str, Any]) -> str:
    translate = QCoreApplication.translate
    if vae is None:
        return translate("about", "<p>No model is loaded.</p>")
    text = translate("about", "<h4>Model</h4><p>{name} {version}, licence {licence}.</p>")
    licence = vae.metadata.get("licence") or translate("about", "not stated")
    facts = {"name": vae.name, "version": vae.version, "licence": licence}
    model = text.format(**{key: escape(value) for key, value in facts.items()})
    reason = card.get("licence_reason")
    if isinstance(reason, str):
        model += f"<p>{escape(reason)}</p>"
    return model + f"<p>{escape(of_provider(vae.provider.reason))}</p>" + _data_html(card)


def _data_html(card: dict[str, Any]) -> str:
    """Return what the model heard while it was trained and tested."""
    rows = credit_rows(card)
    if not rows:
        return ""
    translate = QCoreApplication.translate
    data = card["data"]
    title = translate("about", "<h4>Music the model was made with</h4><p>{source}</p>")
    head = (
        translate("about", "Package"),
        translate("about", "Hours"),
        translate("about", "Licences"),
        translate("about", "Authors"),
    )
    return title.format(source=escape(str(data.get("source", "")))) + _table([head, *rows], True)


def credit_rows(card: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return package, hours, licences and authors of a card's music, a row for each package.

    A card that says it otherwise, or not at all, gives none.
    """
    data = card.get("data")
    packages = data.get("packages") if isinstance(data, dict) else None
    if not isinstance(packages, list):
        return []
    rows: dict[str, tuple[float, list[str], list[str]]] = {}
    for entry in packages:
        if not isinstance(entry, dict):
            continue
        name, number = str(entry.get("package", "?")), entry.get("hours")
        hours, licences, authors = rows.get(name, (0.0, [], []))
        hours += number if isinstance(number, int | float) else 0.0
        rows[name] = (
            hours,
            _joined(licences, entry.get("licences")),
            _joined(authors, entry.get("authors")),
        )
    return [
        (name, f"{hours:.2f}", ", ".join(licences), "; ".join(authors))
        for name, (hours, licences, authors) in sorted(rows.items())
    ]


def _joined(known: list[str], more: object) -> list[str]:
    """Return what is known and what is new in ``more``, in order."""
    values = [str(value) for value in more] if isinstance(more, list) else []
    return list(dict.fromkeys([*known, *values]))


def _table(rows: Sequence[Sequence[str]], has_head: bool = False) -> str:
    cells = []
    for i, row in enumerate(rows):
        tag = "th" if has_head and i == 0 else "td"
        cells.append("".join(f"<{tag} align='left'>{escape(str(v))}</{tag}>" for v in row))
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<table cellpadding='3' cellspacing='0' style='margin-top: 8px'>{body}</table>"


class AboutDialog(QDialog):
    """All of it in one text that can be selected and copied.

    Parameters
    ----------
    vae : OnnxVae or None
    """

    def __init__(self, vae: OnnxVae | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Segue"))
        self._vae = vae
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(self.tr("About Segue"))
        self.text.setOpenLinks(False)
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(12)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # A table is a few pixels wider than the page, and a bar would invite to look for more.
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        self.text.setHtml(about_html(vae))
        self.copy_button = QPushButton(self.tr("Copy"), self)
        self.copy_button.setAccessibleName(self.tr("Copy all of the text"))
        self.copy_button.clicked.connect(self.copy)
        close = QPushButton(self.tr("Close"), self)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(close)
        for button in (self.copy_button, close):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.text, 1)
        layout.addLayout(row)
        self.resize(*SIZE)

    def show_papers(self, papers: Papers) -> None:
        """Show what was read meanwhile."""
        self.text.setHtml(about_html(self._vae, papers.card))
        cursor = self.text.textCursor()
        title = self.tr("Licence of Segue")
        for part in (papers.credits, f"# {title}\n\n{papers.licence}"):
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertBlock()
            cursor.insertMarkdown(part)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    @Slot()
    def copy(self) -> None:
        """Put all of it on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
