"""Media keys and the desktop's media panel, where there is D-Bus: the MPRIS 2.2 interface.

https://specifications.freedesktop.org/mpris-spec/latest/. Without a bus nothing happens. The length
of the sound is left out of the metadata: it has to be a 64-bit number, and PySide6 sends a Python
int inside a map as 32 bits.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import ClassInfo, Property, QObject, QTimer, Signal
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtDBus import (
    QDBusAbstractAdaptor,
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
)

from gui.feature import Feature, Shell
from gui.playback.player_bridge import PlayerBridge
from gui.task_runner import Task

log = logging.getLogger(__name__)
CONNECTION = "segue-mpris"
SERVICE = "org.mpris.MediaPlayer2.segue"
PATH = "/org/mpris/MediaPlayer2"
ROOT, PLAYER = "org.mpris.MediaPlayer2", "org.mpris.MediaPlayer2.Player"
PROPERTIES = "org.freedesktop.DBus.Properties"
TRACK = "/org/segue/morph"
MICROSECONDS = 1_000_000
# PySide6's stubs know neither Qt's own names of types here nor that ClassInfo decorates.
INT64: Any = "qlonglong"
STRINGS: Any = "QStringList"
MAP: Any = "QVariantMap"
_class_info: Any = ClassInfo
JUMP_S = 0.25
"""A position this far from where it should be was jumped to."""


def has_bus() -> bool:
    """Tell whether there is a session bus to be asked; Qt would try to start one."""
    if sys.platform in ("win32", "darwin"):
        return False
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS")) or (
        bool(runtime) and (Path(str(runtime)) / "bus").exists()
    )


class Mpris(Feature):
    """Offers play, pause, stop and seek on the bus, and tells what is playing."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.bus: QDBusConnection | None = None
        self._host = QObject(self)
        self.root = RootAdaptor(self._host, shell)
        self.player = PlayerAdaptor(self._host, shell)
        self._told: dict[str, Any] = {}
        self._is_connecting = False
        self._timer = QTimer(self)  # many signals of one wish become one message
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)

    def start(self) -> None:
        if has_bus():
            # A bus may take its time to answer, so a task asks it.
            self._is_connecting = True
            tasks = self.shell.controller.tasks
            tasks.submit(_connect, on_done=self._on_connected, on_failed=self._on_failed)

    def shutdown(self) -> None:
        self._timer.stop()
        if self._is_connecting:
            self._is_connecting = False
            self.bus = None
            QDBusConnection.disconnectFromBus(CONNECTION)

    @QtSlot(object, object)
    def _on_connected(self, _: Task, bus: QDBusConnection | None) -> None:
        if bus is None or not self._is_connecting:
            return
        self.bus = bus
        bus.registerObject(PATH, self._host)
        tasks = self.shell.controller.tasks
        tasks.submit(_register, on_done=self._on_registered, on_failed=self._on_failed)

    @QtSlot(object, object)
    def _on_registered(self, _: Task, name: str) -> None:
        log.info("media keys: %s", name or "no name on the bus")
        controller = self.shell.controller
        controller.player.playing_changed.connect(self._soon)
        controller.player.device_changed.connect(self._soon)
        controller.slot_changed.connect(self._soon)
        controller.result_changed.connect(self._soon)
        controller.player.ticked.connect(self._on_ticked)
        self._tell()

    @QtSlot(object, object)
    def _on_failed(self, _: Task, error: Exception) -> None:
        log.info("no media keys: %s", error)

    @QtSlot()
    def _soon(self) -> None:
        if self.bus is not None and not self._timer.isActive():
            self._timer.start(0)

    @QtSlot()
    def _tell(self) -> None:
        """Tell the bus what is another since the last time."""
        now = self.player.state()
        changed = {name: value for name, value in now.items() if self._told.get(name) != value}
        self._told = now
        if self.bus is not None and changed:
            if "Metadata" in changed:
                changed["Metadata"] = self.player.metadata()
            message = QDBusMessage.createSignal(PATH, PROPERTIES, "PropertiesChanged")
            message.setArguments([PLAYER, changed, []])
            self.bus.send(message)

    @QtSlot(float, float)
    def _on_ticked(self, position_s: float, _: float) -> None:
        self.player.follow(position_s)


def _connect(_: Task) -> QDBusConnection | None:
    """Connect to the session bus. Thread: pool."""
    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, CONNECTION)
    return bus if bus.isConnected() else None


def _register(_: Task) -> str:
    """Take the name that media keys look for; another Segue may have it. Thread: pool."""
    bus = QDBusConnection(CONNECTION)
    for name in (SERVICE, f"{SERVICE}.instance{os.getpid()}"):
        if bus.registerService(name):
            return name
    return ""


@_class_info({"D-Bus Interface": ROOT})
class RootAdaptor(QDBusAbstractAdaptor):
    """The program on the bus. Names and types are the specification's."""

    def __init__(self, parent: QObject, shell: Shell) -> None:
        super().__init__(parent)
        self._window = shell.window

    @QtSlot()
    def Raise(self) -> None:
        self._window.raise_()
        self._window.activateWindow()

    @QtSlot()
    def Quit(self) -> None:
        QTimer.singleShot(0, self._window.close)  # the answer goes out first

    CanQuit = Property(bool, lambda _: True)
    CanRaise = Property(bool, lambda _: True)
    HasTrackList = Property(bool, lambda _: False)
    Identity = Property(str, lambda _: "Segue")
    DesktopEntry = Property(str, lambda _: "segue")
    SupportedUriSchemes = Property(STRINGS, lambda _: [])
    SupportedMimeTypes = Property(STRINGS, lambda _: [])


@_class_info({"D-Bus Interface": PLAYER})
class PlayerAdaptor(QDBusAbstractAdaptor):
    """The transport on the bus; times are in microseconds."""

    Seeked = Signal(INT64)

    def __init__(self, parent: QObject, shell: Shell) -> None:
        super().__init__(parent)
        self.setAutoRelaySignals(False)
        self._shell = shell
        self._position_s = 0.0

    @property
    def _bridge(self) -> PlayerBridge:
        return self._shell.controller.player

    def title(self) -> str:
        """Return what is playing: ``A → B``."""
        slots = self._shell.controller.session.slots.values()
        return " → ".join(s.path.stem for s in slots if s.path is not None) or "Segue"

    def state(self) -> dict[str, Any]:
        """Return what is told when it changes, in values that can be compared."""
        is_ready = self._bridge.is_ready
        flags = ("CanPlay", "CanPause", "CanSeek")
        return {
            "PlaybackStatus": self.status(),
            "Metadata": self.title(),
            **dict.fromkeys(flags, is_ready),
        }

    def metadata(self) -> dict[str, Any]:
        """Return the metadata."""
        return {
            "mpris:trackid": QDBusObjectPath(TRACK),
            "xesam:title": self.title(),
            "xesam:artist": ["Segue"],
        }

    def status(self) -> str:
        """Return "Playing", "Paused", or "Stopped" at the start."""
        if self._bridge.is_playing:
            return "Playing"
        return "Paused" if self._bridge.position_s > 0 else "Stopped"

    def follow(self, position_s: float) -> None:
        """Tell of a jump; what simply plays on is not told."""
        step_s = position_s - self._position_s
        self._position_s = position_s
        if not -JUMP_S <= step_s <= JUMP_S:
            self.Seeked.emit(round(MICROSECONDS * position_s))

    @QtSlot()
    def PlayPause(self) -> None:
        self._bridge.toggle()

    @QtSlot()
    def Play(self) -> None:
        if not self._bridge.is_playing:
            self._bridge.play()

    @QtSlot()
    def Pause(self) -> None:
        self._bridge.pause()

    @QtSlot()
    def Stop(self) -> None:
        self._bridge.stop()

    @QtSlot()
    def Next(self) -> None:
        """There is nothing next."""

    @QtSlot()
    def Previous(self) -> None:
        """Go to the start, as players do."""
        self._bridge.to_start()

    @QtSlot(INT64)
    def Seek(self, offset: int) -> None:
        """Jump so far, in microseconds; not before the start."""
        self._bridge.seek(max(0.0, self._bridge.position_s + offset / MICROSECONDS))

    @QtSlot(QDBusObjectPath, INT64)
    def SetPosition(self, track: QDBusObjectPath, position: int) -> None:
        """Jump there, in microseconds, if this is still what plays."""
        if track.path() == TRACK and position >= 0:
            self._bridge.seek(position / MICROSECONDS)

    PlaybackStatus = Property(str, status)
    Metadata = Property(MAP, metadata)
    Position = Property(INT64, lambda self: round(MICROSECONDS * self._bridge.position_s))
    Rate = Property(float, lambda _: 1.0)
    MinimumRate = Property(float, lambda _: 1.0)
    MaximumRate = Property(float, lambda _: 1.0)
    CanGoNext = Property(bool, lambda _: False)
    CanGoPrevious = Property(bool, lambda _: True)
    CanPlay = Property(bool, lambda self: self._bridge.is_ready)
    CanPause = Property(bool, lambda self: self._bridge.is_ready)
    CanSeek = Property(bool, lambda self: self._bridge.is_ready)
    CanControl = Property(bool, lambda _: True)
