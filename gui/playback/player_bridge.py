"""Between the player and the window: commands down, position and health up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gui.playback.device_bridge import LATENCIES_S, Device, DeviceBridge
from gui.playback.device_watch import Stutter
from gui.task_runner import TaskRunner

if TYPE_CHECKING:
    from engine.audio.player import Player
    from engine.spec import FloatArray
    from gui.backend import Backend

__all__ = ["Device", "PlayerBridge"]
TICK_MS = 33
LAST_S = 1.0
"""“To the end” goes so far before it: nobody wants to hear nothing."""


class PlayerBridge(DeviceBridge):
    """Drives the player; polls it only while it plays.

    Signals
    -------
    ticked(position_s, peak)
        30 times a second while playing, and once at every stop or jump.
    levelled(peak, rms)
        With each tick: of all that was played since the last.
    playing_changed(bool)
    """

    ticked = Signal(float, float)
    levelled = Signal(float, float)
    playing_changed = Signal(bool)

    def __init__(self, backend: Backend, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(backend, tasks, parent)
        self._was_playing = False
        self._sound_key: tuple[int, float] | None = None
        self._wanted: tuple[FloatArray, float] | None = None
        self._gain, self._is_looping = 1.0, True
        self._loop_s: tuple[float, float] | None = None
        self._stutter = Stutter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def _adopt(self, player: Player) -> None:
        if player is self.player:
            return
        self.player = player
        player.buffer.gain = self._gain
        player.buffer.is_looping = self._is_looping
        if self._wanted is not None:
            self._sound_key = None
            self.set_sound(*self._wanted)
        self.set_loop(self._loop_s)

    @property
    def is_ready(self) -> bool:
        """Whether there is a device and a sound to play."""
        return self.device is Device.READY and self._wanted is not None

    @property
    def position_s(self) -> float:
        """The second that is handed to the device next; 0 without a player."""
        player = self.player
        return player.buffer.position / player.sample_rate if player is not None else 0.0

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
    def to_end(self) -> None:
        """Jump to the last second, or that of the loop; to the middle of what is shorter."""
        if self.player is not None:
            buffer, rate = self.player.buffer, self.player.sample_rate
            begin, end = buffer.first_position, buffer.n_samples
            if buffer.loop and buffer.is_looping:
                end = min(end, buffer.loop[1])
            self.seek(max((begin + end) / 2, end - LAST_S * rate) / rate)

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

    def set_loop(self, loop_s: tuple[float, float] | None) -> None:
        """Loop these seconds, or all; see `PlaybackBuffer.set_loop` on where it plays on."""
        self._loop_s = loop_s
        if self.player is not None:
            rate = self.player.sample_rate
            loop = (round(loop_s[0] * rate), round(loop_s[1] * rate)) if loop_s else None
            self.player.buffer.set_loop(loop)
            self._emit_tick()

    def set_looping(self, is_looping: bool) -> None:
        """Go round, or stop at the end."""
        self._is_looping = is_looping
        if self.player is not None:
            self.player.buffer.is_looping = is_looping
            self._emit_tick()

    def set_gain(self, gain: float) -> None:
        """Set the volume as a factor."""
        self._gain = gain
        if self.player is not None:
            self.player.buffer.gain = gain

    def shutdown(self) -> None:
        """Stop polling and close the stream."""
        self._timer.stop()
        super().shutdown()

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
        peak, rms = buffer.take_level() if buffer.is_playing else (0.0, 0.0)
        self.levelled.emit(peak, rms)
        self.ticked.emit(position / self.player.sample_rate, peak)

    @Slot()
    def _on_tick(self) -> None:
        player = self.player
        if player is None or not player.buffer.is_playing:
            self._settle()
            return
        if self._opening is None and player.is_stalled():
            self._on_lost()
            return
        self._emit_tick()
        n_many = self._stutter.heed(player.n_underruns)
        if n_many and self.latency_s < LATENCIES_S["safe"]:
            text = self.tr(
                "The sound stuttered {n} times within a minute; choose Playback > Latency > Safe."
            )
            self.noted.emit(text.format(n=n_many))
