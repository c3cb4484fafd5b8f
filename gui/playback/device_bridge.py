"""Which sound device is open: chosen, remembered, lost, replaced and found again."""

from __future__ import annotations

import enum
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.playback.device_watch import Attempt, DeviceWatch, Opened, Wish, open_player
from gui.task_runner import Task, TaskRunner

if TYPE_CHECKING:
    from engine.audio.devices import AudioDevice
    from engine.audio.player import Player
    from gui.backend import Backend

log = logging.getLogger(__name__)
LATENCIES_S = {"short": 0.06, "normal": 0.12, "safe": 0.3}


class Device(enum.Enum):
    """Where the sound device stands."""

    OPENING = "opening"
    READY = "ready"
    NONE = "none"
    LOST = "lost"


class DeviceBridge(QObject):
    """The part of the player's bridge that opens devices.

    Attributes
    ----------
    player : Player or None
        None until the first attempt to open a device has ended.
    device : Device
    device_text : str
        The name of the device that is open or was lost, or why there is none.
    devices : list of AudioDevice
        As they were when the list was made last.
    wish : Wish
        The device that is wished for; the one that is open may be another.
    latency_s : float
        Asked of the device.

    Signals
    -------
    device_changed()
        ``device``, ``device_text`` or ``devices`` is another.
    wish_changed()
        ``wish`` or ``latency_s`` is another.
    noted(str)
        A sentence on what became of the device.
    """

    device_changed = Signal()
    wish_changed = Signal()
    noted = Signal(str)

    def __init__(self, backend: Backend, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._tasks = tasks
        self.player: Player | None = None
        self.device = Device.OPENING
        self.device_text = ""
        self.devices: list[AudioDevice] = []
        self.wish, self.latency_s = Wish(), LATENCIES_S["normal"]
        self._opening: Task | None = None
        self._next: Attempt | None = None
        self._is_over = False
        self._watch = DeviceWatch(self)
        self._watch.due.connect(self._on_watch_due)

    # -- the device -------------------------------------------------------------------------

    @Slot()
    def open(self) -> None:
        """Open the device wished for on a task thread: PortAudio can take seconds."""
        self._try(Attempt(self.wish, self.latency_s))

    @Slot()
    def retry(self) -> None:
        """Look for devices anew, and open the one wished for."""
        self._try(Attempt(self.wish, self.latency_s, is_refresh=True))

    def choose(self, index: int | None) -> None:
        """Use another device from now on; the one open before stays if it fails.

        Parameters
        ----------
        index : int or None
            Of one in ``devices``; None for the system's default, whichever that is.
        """
        chosen = [device for device in self.devices if device.index == index]
        wish = Wish(chosen[0].name, chosen[0].host_api) if chosen else Wish()
        self._try(Attempt(wish, self.latency_s, is_chosen=True))

    def set_latency(self, latency_s: float) -> None:
        """Let sound take so long from here to the speakers; less is more direct, but stutters."""
        if latency_s != self.latency_s:
            self.latency_s = latency_s
            self.wish_changed.emit()
            if self.device is Device.READY or self._opening is not None:
                self._try(Attempt(self.wish, latency_s))

    @property
    def is_substitute(self) -> bool:
        """Whether another device is open than that wished for."""
        wished = self.wish.find(self.devices)
        is_there = wished is not None and self.player and self.player.device_index == wished.index
        return self.device is Device.READY and bool(self.wish.name) and not is_there

    def _try(self, attempt: Attempt) -> None:
        if self._opening is not None:
            self._next = self._next if attempt.is_quiet else attempt
            return
        if not attempt.is_quiet:
            self._set_device(Device.OPENING, "")
        player, backend = self.player, self._backend

        def work(_: Task) -> Opened:
            return open_player(player or backend.create_player(), backend, attempt)

        self._opening = self._tasks.submit(
            work, on_done=self._on_opened, on_failed=self._on_open_failed
        )

    @Slot(object, object)
    def _on_opened(self, _: Task, opened: Opened) -> None:
        self._opening = None
        attempt, player, was = opened.attempt, opened.player, (self.device, self.device_text)
        self.devices = opened.devices or self.devices
        self._adopt(player)
        if not player.is_open:
            self._give_up(attempt, opened.reason)
        else:
            if attempt.is_chosen and not opened.reason and self.wish != attempt.wish:
                self.wish = attempt.wish
                self.wish_changed.emit()
            self._set_device(Device.READY, player.device_name)
            self._tell(attempt, opened.reason, was)
        self._try_next()

    @Slot(object, object)
    def _on_open_failed(self, _: Task, error: Exception) -> None:
        self._opening = None
        log.error("the player failed", exc_info=error)
        self._set_device(Device.NONE, str(error))
        self._try_next()

    def _try_next(self) -> None:
        attempt, self._next = self._next, None
        if attempt is not None and not self._is_over:
            self._try(attempt)

    def _give_up(self, attempt: Attempt, reason: str) -> None:
        """Fall silent: no device opens."""
        self.pause()
        if attempt.lost:
            self._set_device(Device.LOST, attempt.lost)
        elif attempt.is_quiet and self.device is not Device.READY:
            self._look_again()
        else:
            self._set_device(Device.NONE, reason)

    def _tell(self, attempt: Attempt, reason: str, was: tuple[Device, str]) -> None:
        """Say in a sentence what became of the device, if it is not what was asked for."""
        name, text = self.device_text, reason
        if attempt.lost == name:
            text = self.tr("“{name}” was lost for a moment; the sound goes there again.")
        elif attempt.lost:
            text = self.tr("“{lost}” was lost; the sound goes to “{name}” now.")
        elif attempt.is_quiet and was[0] is not Device.READY:
            text = self.tr("The sound device “{name}” was found.")
        elif attempt.is_quiet and was[1] != name:
            text = self.tr("“{name}” is there now, and the sound goes there.")
        elif self.is_substitute and not attempt.is_quiet and not reason:
            text = self.tr("“{wish}” is not there; the sound goes to “{name}”.")
        if text:
            self.noted.emit(text.format(name=name, lost=attempt.lost, wish=self.wish.name))

    def _set_device(self, device: Device, text: str) -> None:
        self.device, self.device_text = device, text
        self._look_again()
        self.device_changed.emit()

    def _look_again(self) -> None:
        if self.device is Device.OPENING or self._is_over:
            self._watch.stop()
        else:
            self._watch.watch(is_missing=self.device is not Device.READY or self.is_substitute)

    @Slot()
    def _on_watch_due(self) -> None:
        """See whether the device still lives, or a missing one has come back."""
        is_ready = self.device is Device.READY
        if self._opening is None and is_ready and self.player and self.player.is_stalled():
            self._on_lost()
        elif is_ready and not self.is_substitute:
            self._look_again()
        else:
            self.rescan()

    @Slot()
    def rescan(self) -> None:
        """See whether there are other devices now; not while something plays."""
        if self._opening is None and not self.is_playing:
            self._try(Attempt(self.wish, self.latency_s, is_refresh=True, is_quiet=True))
        else:
            self._look_again()

    def _on_lost(self) -> None:
        """Look for what there is now; if anything, the sound goes on there."""
        assert self.player is not None
        lost = self.player.device_name
        self._try(Attempt(self.wish, self.latency_s, is_refresh=True, lost=lost))

    # -- for subclasses -----------------------------------------------------------------------

    @property
    def is_playing(self) -> bool:
        """Whether sound is running."""
        return self.player is not None and self.player.buffer.is_playing

    def pause(self) -> None:
        """Hold here."""

    def _adopt(self, player: Player) -> None:
        """Take a player over, with all that was wished for before it was there."""
        self.player = player

    def shutdown(self) -> None:
        """Close the stream and look for no other."""
        self._is_over = True
        self._watch.stop()
        if self.player is not None:
            self.player.close()
