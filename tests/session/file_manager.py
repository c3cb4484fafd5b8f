"""A small window with files in it: they can be dragged out, and others dropped in.

``python -m tests.session.file_manager SOCKET FOLDER FILE …``

Dropped files are copied into FOLDER; ``received.json`` there lists what came, one line a drop.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMainWindow, QWidget

from tests.session.reporter import Reporter

SIZE = (330, 90)
STYLE = "QLabel { background: #e8e4d8; color: #222; border: 1px solid #888; padding: 4px }"


class Icon(QLabel):
    """Some files that lie on each other; they are dragged together."""

    def __init__(self, paths: list[Path], parent: QWidget) -> None:
        super().__init__("\n".join(path.name for path in paths), parent)
        self._paths = paths
        self._pressed = None
        self.setAccessibleName(" + ".join(path.name for path in paths))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        way = event.position() - self._pressed
        if way.manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed = None
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in self._paths])
        drag = QDrag(self)
        drag.setMimeData(mime)
        drag.exec(Qt.DropAction.CopyAction)


class FileManager(QMainWindow):
    """Stays before all other windows, in the corner.

    Attributes
    ----------
    is_target : bool
        Something is held over it that it would take.
    """

    def __init__(self, folder: Path, groups: list[list[Path]]) -> None:
        flags = Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.FramelessWindowHint
        super().__init__(None, flags)
        self._folder = folder
        self.is_target = False
        self.setWindowTitle("Files")
        self.setAcceptDrops(True)
        inner = QWidget(self)
        inner.setAccessibleName("folder")
        row = QHBoxLayout(inner)
        for paths in groups:
            row.addWidget(Icon(paths, inner))
        row.addSpacing(60)
        self.setCentralWidget(inner)
        self.setStyleSheet(STYLE)
        self.setFixedSize(*SIZE)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            self.is_target = True
            event.acceptProposedAction()

    def dragLeaveEvent(self, _: QDragLeaveEvent) -> None:
        self.is_target = False

    def dropEvent(self, event: QDropEvent) -> None:
        self.is_target = False
        mime = event.mimeData()
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        for path in paths:
            shutil.copy(path, self._folder)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        with (self._folder / "received.json").open("a", encoding="utf-8") as file:
            json.dump({"paths": [str(p) for p in paths], "formats": mime.formats()}, file)
            file.write("\n")


def run() -> int:
    """Show the window until it is closed; a file name with + joins files of one icon."""
    socket, folder, *files = sys.argv[1:]
    app = QApplication(sys.argv[:1])
    groups = [[Path(name) for name in group.split("+")] for group in files]
    window = FileManager(Path(folder), groups)
    reporter = Reporter(Path(socket))
    corner = app.primaryScreen().availableGeometry().bottomLeft()
    window.move(corner.x(), corner.y() + 1 - SIZE[1])
    window.show()
    code = app.exec()
    del reporter
    return code


if __name__ == "__main__":
    sys.exit(run())
