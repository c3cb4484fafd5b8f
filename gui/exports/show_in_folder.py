"""Shows a file in the desktop's file manager, chosen if the manager can do that."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
from PySide6.QtGui import QDesktopServices

SERVICE = "org.freedesktop.FileManager1"
PATH = "/org/freedesktop/FileManager1"
TIMEOUT_MS = 3000


class FolderShower(QObject):
    """Asks the file manager over D-Bus, without waiting; where nobody answers, opens the folder."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: dict[QDBusPendingCallWatcher, Path] = {}

    @Slot(object)
    def show(self, path: Path) -> None:
        """Show a file, or a folder, in the folder that holds it."""
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            open_folder(path)
            return
        url = QUrl.fromLocalFile(str(path)).toString(QUrl.ComponentFormattingOption.FullyEncoded)
        message = QDBusMessage.createMethodCall(SERVICE, PATH, SERVICE, "ShowItems")
        message.setArguments([[url], ""])
        watcher = QDBusPendingCallWatcher(bus.asyncCall(message, TIMEOUT_MS), self)
        self._asked[watcher] = path
        watcher.finished.connect(self._on_answered)

    @Slot(QDBusPendingCallWatcher)
    def _on_answered(self, watcher: QDBusPendingCallWatcher) -> None:
        path = self._asked.pop(watcher)
        if watcher.isError():
            open_folder(path)
        watcher.deleteLater()


def open_folder(path: Path) -> None:
    """Open the folder that holds a file; of a folder, itself."""
    folder = path if path.is_dir() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
