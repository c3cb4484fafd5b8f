"""Which sound device is wished for, how one is opened, and when to look whether it is there."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.errors import AudioDeviceError
from gui.words import sentence

if TYPE_CHECKING:
    from engine.audio.devices import AudioDevice
    from engine.audio.player import Player
    from gui.backend import Backend

log = logging.getLogger(__name__)
HEARTBEAT_MS = 2000
"""A device that plays nothing is looked at so often."""
SEARCH_MS, LONGEST_SEARCH_MS = 3000, 60_000
"""A missing device is looked for after so long, then less and less often."""
MANY_UNDERRUNS, UNDERRUN_WINDOW_S = 4, 60.0


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """A device by what does not change when it is plugged in again.

    Parameters
    ----------
    name, host_api : str
        As in `engine.audio.devices.AudioDevice`; no name means the system's default.
    """

    name: str = ""
    host_api: str = ""

    def find(self, devices: list[AudioDevice]) -> AudioDevice | None:
        """Return the device, if it is there; None for the system's default, too."""
        from engine.audio.devices import find_device

        return find_device(devices, self.name, self.host_api) if self.name else None


@dataclasses.dataclass(frozen=True, slots=True)
class Attempt:
    """How a device is to be opened.

    Parameters
    ----------
    wish : Wish
        The default device is taken where it is missing.
    latency_s : float
    is_refresh : bool
        Whether to look for devices anew, which closes the one that is open.
    is_chosen : bool
        Whether the user chose it just now: then no other will do.
    is_quiet : bool
        Whether it only looks whether a missing device has come back.
    lost : str
        The device whose place is to be taken, if one was lost.
    """

    wish: Wish
    latency_s: float
    is_refresh: bool = False
    is_chosen: bool = False
    is_quiet: bool = False
    lost: str = ""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """How an attempt ended; ``reason`` is empty when it worked."""

    attempt: Attempt
    player: Player
    devices: list[AudioDevice]
    reason: str


def open_player(player: Player, backend: Backend, attempt: Attempt) -> Opened:
    """Open a device and list them all. Thread: pool; the GUI only plays with the buffer meanwhile.

    Parameters
    ----------
    player : Player
    backend : Backend
    attempt : Attempt
    """
    devices: list[AudioDevice] = []
    try:
        devices = player.refresh_devices() if attempt.is_refresh else backend.list_devices()
        player.wanted_latency_s = attempt.latency_s
        wished = attempt.wish.find(devices)
        if wished is None:
            player.open()
        else:
            _open_wished(player, wished, attempt)
    except AudioDeviceError as e:
        log.info("no sound device: %s", e)
        return Opened(attempt, player, devices, sentence(e))
    return Opened(attempt, player, devices, "")


def _open_wished(player: Player, wished: AudioDevice, attempt: Attempt) -> None:
    try:
        player.open(wished.index)
    except AudioDeviceError as e:
        if attempt.is_chosen:
            raise
        log.info("the remembered sound device does not open: %s", e)
        player.open()


class DeviceWatch(QObject):
    """Says when to look at the sound device.

    Signals
    -------
    due()
        Look now.
    """

    due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_missing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        self._interval_ms = HEARTBEAT_MS

    def watch(self, *, is_missing: bool) -> None:
        """Look at a device now and then, or look for one that is missing."""
        if is_missing != self._is_missing or not self._timer.isActive():
            same = is_missing and self._is_missing
            self._interval_ms = min(2 * self._interval_ms, LONGEST_SEARCH_MS) if same else SEARCH_MS
            self._is_missing = is_missing
            self._timer.start(self._interval_ms if is_missing else HEARTBEAT_MS)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        self.due.emit()


class Stutter:
    """Counts how often the sound stuttered in the last minute."""

    def __init__(self) -> None:
        self._seen: int | None = None
        self._times: deque[float] = deque()

    def heed(self, n_underruns: int, now: float | None = None) -> int:
        """Return how many underruns there were in a minute, each time they become too many.

        Parameters
        ----------
        n_underruns : int
            Of the player until now.
        now : float, optional
            Of `time.monotonic`.
        """
        now = time.monotonic() if now is None else now
        seen = n_underruns if self._seen is None else self._seen
        self._times.extend([now] * (n_underruns - seen))
        self._seen = n_underruns
        while self._times and now - self._times[0] > UNDERRUN_WINDOW_S:
            self._times.popleft()
        n_many = len(self._times)
        if n_many < MANY_UNDERRUNS:
            return 0
        self._times.clear()
        return n_many
