"""The two dialogs that are asked for: the keys, and what Segue is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget


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
