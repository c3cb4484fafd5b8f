"""Between the player and the window: commands down, position and health up."""

from __future__ import annotations

import dataclasses
import enum
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from engine.errors import AudioDeviceError
from gui.task_runner import Task, TaskRunner

if TYPE_CHECKING:
    from engine.audio.devices import AudioDevice
    from engine.audio.player import Player
    from engine.spec import FloatArray
    from gui.backend import Backend

log = logging.getLogger(__name__)
TICK_MS = 33


class Device(enum.Enum):
    """Where the sound device stands."""

    OPENING = "opening"
    READY = "ready"
    NONE = "none"
    LOST = "lost"


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """How opening a device ended; ``reason`` is empty when it worked."""

    player: Player
    devices: list[AudioDevice]
    reason: str


def open_player(player: Player, backend: Backend, index: int | None, is_refresh: bool) -> Opened:
    """Open a device and list them all. Thread: pool; the GUI leaves the player alone meanwhile."""
    devices: list[AudioDevice] = []
    try:
        devices = player.refresh_devices() if is_refresh else backend.list_devices()
        player.open(index)
    except AudioDeviceError as e:
        log.info("no sound device: %s", e)
        return Opened(player, devices, e.user_message)
    return Opened(player, devices, "")


class PlayerBridge(QObject):
    """Drives the player; polls it only while it plays.

    Signals
    -------
    ticked(position_s, peak)
        30 times a second while playing, and once at every stop or jump.
    playing_changed(bool)
    device_changed()
        ``device`` or ``device_text`` is another.
    """

    ticked = Signal(float, float)
    playing_changed = Signal(bool)
    device_changed = Signal()

    def __init__(self, backend: Backend, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._tasks = tasks
        self.player: Player | None = None
        self.device = Device.OPENING
        self.device_text = ""
        self.devices: list[AudioDevice] = []
        self._opening: Task | None = None
        self._was_playing = False
        self._sound_key: tuple[int, float] | None = None
        self._wanted: tuple[FloatArray, float] | None = None
        self._gain, self._is_looping = 1.0, True
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    # -- the device -------------------------------------------------------------------------

    @Slot()
    def open(self) -> None:
        """Open the default device on a task thread: PortAudio can take seconds."""
        self._open_device(None, is_refresh=False)

    @Slot()
    def retry(self) -> None:
        """Look for devices anew and open the default one."""
        self._open_device(None, is_refresh=True)

    def choose(self, index: int) -> None:
        """Open another device; the one open before stays if it fails."""
        self._open_device(index, is_refresh=False)

    def _open_device(self, index: int | None, *, is_refresh: bool) -> None:
        if self._opening is not None:
            return
        self._settle()
        self._set_device(Device.OPENING, "")
        player, backend = self.player, self._backend

        def work(_: Task) -> Opened:
            return open_player(player or backend.create_player(), backend, index, is_refresh)

        self._opening = self._tasks.submit(
            work, on_done=self._on_opened, on_failed=self._on_open_failed
        )

    @Slot(object, object)
    def _on_opened(self, _: Task, opened: Opened) -> None:
        self._opening = None
        self.devices = opened.devices
        self._adopt(opened.player)
        if opened.player.is_open:
            self._set_device(Device.READY, opened.player.device_name)
        else:
            self._set_device(Device.NONE, opened.reason)

    @Slot(object, object)
    def _on_open_failed(self, _: Task, error: Exception) -> None:
        self._opening = None
        log.error("the player failed", exc_info=error)
        self._set_device(Device.NONE, str(error))

    def _adopt(self, player: Player) -> None:
        self.player = player
        player.buffer.gain = self._gain
        player.buffer.is_looping = self._is_looping
        if self._wanted is not None:
            self._sound_key = None
            self.set_sound(*self._wanted)

    def _set_device(self, device: Device, text: str) -> None:
        self.device, self.device_text = device, text
        self.device_changed.emit()

    @property
    def is_ready(self) -> bool:
        """Whether there is a device and a sound to play."""
        return self.device is Device.READY and self._wanted is not None

    # -- commands ---------------------------------------------------------------------------

    def set_sound(self, samples: FloatArray, gain: float) -> None:
        """Play these samples from now on, at the position reached."""
        self._wanted = (samples, gain)
        key = (id(samples), gain)
        if self.player is None or key == self._sound_key:
            return
        self._sound_key = key
        self.player.buffer.set_sound(samples if gain == 1 else samples * samples.dtype.type(gain))

    def clear_sound(self) -> None:
        """Fall silent: there is nothing to play any more."""
        self.stop()
        self._wanted = self._sound_key = None

    @property
    def is_playing(self) -> bool:
        """Whether sound is running."""
        return self.player is not None and self.player.buffer.is_playing

    @Slot()
    def toggle(self) -> None:
        """Play, or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    @Slot()
    def play(self) -> None:
        """Play from here; from the start when at the end."""
        if not self.is_ready or self.player is None:
            return
        buffer = self.player.buffer
        buffer.play()
        self.player.is_stalled()
        self._timer.start()
        self._report_playing()

    @Slot()
    def pause(self) -> None:
        """Hold here."""
        if self.player is not None:
            self.player.buffer.pause()
        self._settle()

    @Slot()
    def stop(self) -> None:
        """Go silent and back to the start."""
        if self.player is not None:
            self.player.buffer.stop()
        self._settle()

    @Slot()
    def to_start(self) -> None:
        """Jump to the start, playing or not."""
        self.seek(0.0)

    @Slot(float)
    def seek(self, position_s: float) -> None:
        """Jump."""
        if self.player is not None:
            self.player.buffer.seek(round(position_s * self.player.sample_rate))
            self._emit_tick()

    def set_looping(self, is_looping: bool) -> None:
        """Go round, or stop at the end."""
        self._is_looping = is_looping
        if self.player is not None:
            self.player.buffer.is_looping = is_looping

    def set_gain(self, gain: float) -> None:
        """Set the volume as a factor."""
        self._gain = gain
        if self.player is not None:
            self.player.buffer.gain = gain

    def shutdown(self) -> None:
        """Stop polling and close the stream."""
        self._timer.stop()
        if self.player is not None:
            self.player.close()

    # -- what the player says ---------------------------------------------------------------

    def _settle(self) -> None:
        self._timer.stop()
        self._report_playing()
        self._emit_tick()

    def _report_playing(self) -> None:
        if self.is_playing != self._was_playing:
            self._was_playing = self.is_playing
            self.playing_changed.emit(self._was_playing)

    def _emit_tick(self) -> None:
        if self.player is None:
            return
        buffer = self.player.buffer
        position = self.player.heard_position if buffer.is_playing else buffer.position
        peak = buffer.peak if buffer.is_playing else 0.0
        self.ticked.emit(position / self.player.sample_rate, peak)

    @Slot()
    def _on_tick(self) -> None:
        if self.player is None or not self.player.buffer.is_playing:
            self._settle()
            return
        if self.player.is_stalled():
            self._on_lost()
            return
        self._emit_tick()

    def _on_lost(self) -> None:
        assert self.player is not None
        name = self.player.device_name
        self.player.buffer.pause()
        self.player.close()
        self._settle()
        self._set_device(Device.LOST, name)
