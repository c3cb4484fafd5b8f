"""The log, its last lines, and what belongs into a report of a fault."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from gui.desk.about import versions

SIZE = (860, 560)
MAX_LINES, MAX_BYTES = 2000, 600_000
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
RECORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?P<level>[A-Z]+) ")


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """One entry of the log, with the lines that follow it."""

    level: str
    text: str


def read_tail(path: Path) -> list[Record]:
    """Read the last entries of a log, at most `MAX_LINES` lines. Thread: pool.

    Raises
    ------
    OSError
        If the file is there but cannot be read.
    """
    if not path.is_file():
        return []
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - MAX_BYTES))
        lines = file.read(MAX_BYTES).decode("utf-8", "replace").splitlines()
    if size > MAX_BYTES:
        lines = lines[1:]  # the first is cut
    return records(lines[-MAX_LINES:])


def records(lines: list[str]) -> list[Record]:
    """Put the lines of a log together to its entries."""
    found: list[Record] = []
    for line in lines:
        match = RECORD.match(line)
        if match or not found:
            found.append(Record(match["level"] if match else "INFO", line))
        else:
            found[-1] = Record(found[-1].level, f"{found[-1].text}\n{line}")
    return found


def at_least(entries: list[Record], level: str) -> list[Record]:
    """Return the entries of a level or worse."""
    lowest = LEVELS.index(level)
    return [e for e in entries if e.level not in LEVELS or LEVELS.index(e.level) >= lowest]


def without_home(text: str, home: Path | None = None) -> str:
    """Return a text in which the home folder, and so the user's name, is ``~``."""
    folder = str(home or Path.home()).rstrip("/\\")
    # At the edge of a name only: /home/ann is not the beginning of /home/anna.
    return re.sub(rf"{re.escape(folder)}(?![\w.-])", "~", text) if folder else text


def report(entries: list[Record], provider: str) -> str:
    """Return what whoever mends a fault wants to know."""
    head = [f"{name}: {value}" for name, value in versions()]
    tail = [entry.text for entry in entries]
    return without_home("\n".join([*head, f"Provider: {provider}", "", *tail]) + "\n")


class LogViewer(QDialog):
    """Shows the log's tail; stays open beside the window.

    Parameters
    ----------
    path : Path
        The log file.
    provider : str
        What the model runs on, for the report.

    Signals
    -------
    refresh_requested()
        The file should be read again.
    """

    refresh_requested = Signal()

    def __init__(self, path: Path, provider: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Log"))
        self._path, self._provider = path, provider
        self._entries: list[Record] = []
        self.level = QComboBox(self)
        self.level.setItemDelegate(QStyledItemDelegate(self.level))
        self.level.setAccessibleName(self.tr("Show"))
        for level, name in (
            ("DEBUG", self.tr("Everything")),
            ("WARNING", self.tr("Warnings and errors")),
            ("ERROR", self.tr("Errors only")),
        ):
            self.level.addItem(name, level)
        self.level.currentIndexChanged.connect(self._show)
        label = QLabel(self.tr("Show"), self)
        label.setBuddy(self.level)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("The log's last lines"))
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setStyleHint(QFont.StyleHint.Monospace)
        self.text.setFont(font)
        self.status = QLabel(self)
        self.status.setProperty("role", "secondary")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label)
        top.addWidget(self.level)
        top.addStretch(1)
        top.addWidget(self.status)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.text, 1)
        layout.addLayout(self._make_buttons())
        self.resize(*SIZE)

    def _make_buttons(self) -> QHBoxLayout:
        self.copy_button = QPushButton(self.tr("Copy for a bug report"), self)
        self.folder_button = QPushButton(self.tr("Open folder"), self)
        self.refresh_button = QPushButton(self.tr("Refresh"), self)
        close = QPushButton(self.tr("Close"), self)
        self.copy_button.clicked.connect(self.copy)
        self.folder_button.clicked.connect(self.open_folder)
        self.refresh_button.clicked.connect(self.refresh_requested)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.copy_button, self.folder_button, self.refresh_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        for button in (self.copy_button, self.folder_button, self.refresh_button, close):
            button.setAutoDefault(False)
        return row

    def show_entries(self, entries: list[Record]) -> None:
        """Show what was read."""
        self._entries = entries
        self._show()

    def show_failure(self, reason: str) -> None:
        """Say why there is nothing."""
        self.text.setPlainText(reason)

    @Slot()
    def _show(self) -> None:
        chosen = at_least(self._entries, self.level.currentData())
        self.text.setPlainText("\n".join(entry.text for entry in chosen))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum())
        count = self.tr("{n} of {total} entries").format(n=len(chosen), total=len(self._entries))
        self.status.setText(count)

    @Slot()
    def copy(self) -> None:
        """Put the report on the clipboard."""
        chosen = at_least(self._entries, self.level.currentData())
        QGuiApplication.clipboard().setText(report(chosen, self._provider))
        self.status.setText(self.tr("Copied; your home folder is written as ~."))

    @Slot()
    def open_folder(self) -> None:
        """Show the folder of the log in the file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))
