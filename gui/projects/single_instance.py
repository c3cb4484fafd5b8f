"""One Segue on a screen: what is opened while it runs is opened in its window.

The first one holds a lock that the system lets go of when its process ends in whatever way, and
listens at a socket. A later one says what it wants opened and ends; if the first does not answer
in a moment, it opens a window of its own.

The first greets, and only then is it told anything: one that hangs, and wakes up later, must not
open what another window has opened meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Qt, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from gui.locks import process_lock
from gui.settings import data_folder

if TYPE_CHECKING:
    from gui.main_window import MainWindow

log = logging.getLogger(__name__)
GREETING, THANKS = b"segue 1\n", b"opened\n"
MAX_BYTES, MAX_PATHS = 1 << 16, 16
CONNECT_S, ANSWER_S = 0.5, 1.5
"""How long the second one waits: for a server, and for each of its answers."""
MAX_SOCKET_NAME = 100
"""A socket's path has room for about so many letters."""


def _folder() -> Path:
    """Return a folder of the user's own, on this computer."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(runtime) if runtime and os.path.isdir(runtime) else data_folder()


def socket_name(folder: Path) -> str:
    """Return the server's name: a path, or what is unique to the folder where that is too long."""
    path = str(folder / "segue.sock")
    if not sys.platform.startswith("win") and len(os.fsencode(path)) <= MAX_SOCKET_NAME:
        return path
    return f"segue-{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}"


def read_message(data: bytes) -> list[Path] | None:
    """Return what a message asks to open; None if it is not one."""
    try:
        texts = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(texts, list) and len(texts) <= MAX_PATHS
    if not is_list or not all(isinstance(t, str) and "\0" not in t for t in texts):
        return None
    paths = [Path(text) for text in texts]
    return paths if all(path.is_absolute() for path in paths) else None


def make_message(paths: Sequence[Path]) -> bytes:
    """Return what asks another Segue to open these, from wherever it was started."""
    return json.dumps([os.path.abspath(path) for path in paths]).encode() + b"\n"


class SingleInstance(QObject):
    """Makes one of all Segues of a user the first, and lets the others speak to it.

    Parameters
    ----------
    folder : Path, optional
        Where lock and socket lie.

    Signals
    -------
    asked(list of Path)
        A later Segue wants these opened, perhaps none; show the window.
    """

    asked = Signal(object)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder or _folder()
        self._name = socket_name(self._folder)
        self._lock: QLockFile | None = None
        self._server: QLocalServer | None = None
        self._received: dict[QLocalSocket, bytes] = {}

    def hand_over(self, paths: Sequence[Path]) -> bool:
        """Become the first, or let the first open these; True if it did.

        Waits for two or three seconds at the most, before there is a window.
        """
        if self._become_first():
            return False
        return self._tell(make_message(paths))

    def _become_first(self) -> bool:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            log.warning("no folder for the socket: %s", e)
            return False
        lock = process_lock(self._folder / "segue.lock")
        if not lock.tryLock(0):
            return False
        self._lock = lock
        QLocalServer.removeServer(self._name)  # of one that crashed
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not server.listen(self._name):
            log.warning("no socket for later starts: %s", server.errorString())
            return True
        server.newConnection.connect(self._on_connection)
        self._server = server
        return True

    # -- the later one --------------------------------------------------------------------------

    def _tell(self, message: bytes) -> bool:
        socket = QLocalSocket()
        give_up = time.monotonic() + CONNECT_S
        socket.connectToServer(self._name)
        while not socket.waitForConnected(100):  # it may be starting itself
            if time.monotonic() > give_up:
                return False
            time.sleep(0.05)
            socket.connectToServer(self._name)
        if self._read_line(socket) != GREETING:
            socket.abort()
            return False
        socket.write(message)
        is_done = socket.waitForBytesWritten(round(1000 * ANSWER_S))
        is_done = is_done and self._read_line(socket) == THANKS
        socket.abort()
        return is_done

    def _read_line(self, socket: QLocalSocket) -> bytes:
        give_up = time.monotonic() + ANSWER_S
        while not socket.canReadLine():
            left_ms = round(1000 * (give_up - time.monotonic()))
            if left_ms <= 0 or not socket.waitForReadyRead(left_ms):
                return b""
        return bytes(socket.readLine().data())

    # -- the first ------------------------------------------------------------------------------

    @Slot()
    def _on_connection(self) -> None:
        assert self._server is not None
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            self._received[socket] = b""
            socket.readyRead.connect(self._on_ready)
            socket.disconnected.connect(self._on_disconnected)
            socket.write(GREETING)
            socket.flush()

    @Slot()
    def _on_ready(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        data = self._received.get(socket, b"") + bytes(socket.read(MAX_BYTES + 1).data())
        self._received[socket] = data
        if b"\n" not in data and len(data) <= MAX_BYTES:
            return
        paths = read_message(data.partition(b"\n")[0]) if len(data) <= MAX_BYTES else None
        if paths is None:
            log.warning("a message that asks for nothing Segue can do")
            socket.abort()
            return
        socket.write(THANKS)
        if socket.flush():
            log.info("asked to open %d files", len(paths))
            self.asked.emit(paths)

    @Slot()
    def _on_disconnected(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        self._received.pop(socket, None)
        socket.deleteLater()

    def serve(self, window: MainWindow) -> None:
        """Open what later ones ask for in this window."""
        self._window = window
        # Queued: what it opens may ask about unsaved changes, and while that question stands the
        # socket hangs up and is deleted; it must not be in the midst of its own signal then.
        self.asked.connect(self._on_asked, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _on_asked(self, paths: list[Path]) -> None:
        window = self._window
        if window.isHidden():
            return  # it was closed in the same moment, and is not to rise again
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        window.controller.open_paths(paths)

    def close(self) -> None:
        """Let a later Segue be the first."""
        for socket in list(self._received):
            socket.abort()
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None
