"""The PortAudio stream: one open device that asks the `PlaybackBuffer` for samples.

PortAudio can hang: after a device is unplugged ``stop()`` never returns, nor does ``abort()`` after
it. So ``stop()`` is never called, a stream is aborted and closed on a thread that may be left
behind, and a heartbeat, not PortAudio, says whether the device lives.
"""

from __future__ import annotations

import atexit
import threading
import time
from typing import Any, Final

from engine.audio.devices import AudioDevice, import_sounddevice, list_devices, refresh_devices
from engine.audio.playback import PlaybackBuffer
from engine.errors import AudioDeviceError
from engine.spec import FloatArray

LATENCY_S: Final = 0.12
"""Asked of the device: short enough to feel direct, long enough to outlast Python's pauses."""
CLOSE_LIMIT_S: Final = 2.0
STALL_S: Final = 1.0
_N_HISTORY: Final = 64


class Player:
    """Plays a `PlaybackBuffer` on a sound device.

    Thread: any, but one at a time. `open` and `refresh_devices` may take seconds, `close` at most
    2 s; all else returns at once.

    Parameters
    ----------
    sample_rate : int
        Of the sounds, in Hz. A device that refuses it is opened at its own rate; then the buffer
        resamples what it is given.
    """

    def __init__(self, sample_rate: int = 32768) -> None:
        self.sample_rate = sample_rate
        self.buffer = PlaybackBuffer(sample_rate)
        self.device_name = ""
        """Of the open device, else empty."""
        self._tap: _Tap | None = None
        self._n_old_underruns = 0
        self._closing: list[threading.Thread] = []
        self._beat = (0, 0.0)  # (callbacks counted, since when)

    def open(self, device: int | None = None) -> None:
        """Open a device; the one open before stays open if this fails.

        Parameters
        ----------
        device : int, optional
            Index from `list_devices`; the default device if None.

        Raises
        ------
        AudioDeviceError
            If PortAudio is missing or hangs, or no such device can be opened.
        """
        self._require_answer()
        sd = import_sounddevice()
        info = _query(sd, device)
        try:
            tap = _start(sd, info, self.buffer)
        except AudioDeviceError:
            if self._tap is None or self._tap.device != info["index"]:
                raise
            self.close()  # a device that serves only one: itself was in the way
            self._require_answer()
            tap = _start(sd, info, self.buffer)
        old, self._tap = self._tap, tap
        if old is not None:
            self._retire(old)
        if tap.output_rate != self.buffer.output_rate:
            self.buffer.set_output_rate(tap.output_rate)
        self.device_name = str(info["name"])
        self._beat = (self.buffer.n_callbacks, time.monotonic())
        tap.is_live = True

    def close(self) -> None:
        """Close the device; returns after 2 s even if PortAudio hangs."""
        tap, self._tap = self._tap, None
        self.device_name = ""
        if tap is not None:
            self._retire(tap)
        give_up = time.monotonic() + CLOSE_LIMIT_S
        for thread in self._closing:
            thread.join(max(0.0, give_up - time.monotonic()))
        if self._is_stuck:
            # WORKAROUND https://github.com/PortAudio/portaudio/issues/1037: the program's exit
            # would hang in the same place.
            atexit.unregister(import_sounddevice()._exit_handler)

    def _retire(self, tap: _Tap) -> None:
        tap.let_go()
        self._n_old_underruns += tap.n_underruns
        thread = threading.Thread(target=tap.shut, name="close-sound-device", daemon=True)
        thread.start()
        self._closing = [t for t in self._closing if t.is_alive()] + [thread]

    @property
    def _is_stuck(self) -> bool:
        return any(thread.is_alive() for thread in self._closing)

    def _require_answer(self) -> None:
        """Raise if PortAudio still hangs in a stream that was closed: another call would, too."""
        for thread in self._closing:
            thread.join(0.2)
        if self._is_stuck:
            raise AudioDeviceError("The sound system does not answer; restart Segue.")

    def refresh_devices(self) -> list[AudioDevice]:
        """List the devices anew, with those plugged in since; closes the open one.

        Raises
        ------
        AudioDeviceError
            If a lost device still hangs in PortAudio; only a restart helps then.
        """
        self.close()
        self._require_answer()
        return refresh_devices()

    @property
    def is_open(self) -> bool:
        """Whether a device is open; it may be lost, see `is_stalled`."""
        return self._tap is not None

    @property
    def latency_s(self) -> float:
        """From the callback to the speakers, as the device says; 0 when closed."""
        return self._tap.latency_s if self._tap else 0.0

    @property
    def n_underruns(self) -> int:
        """How often a device has run out of samples since the player was made."""
        return self._n_old_underruns + (self._tap.n_underruns if self._tap else 0)

    def is_stalled(self, now: float | None = None) -> bool:
        """Whether the open device has asked for nothing for over a second: it is lost.

        Parameters
        ----------
        now : float, optional
            Of `time.monotonic`.
        """
        now = time.monotonic() if now is None else now
        n_callbacks = self.buffer.n_callbacks
        if self._tap is None or n_callbacks != self._beat[0]:
            self._beat = (n_callbacks, now)
        return now - self._beat[1] > STALL_S

    @property
    def heard_position(self) -> int:
        """The sample that is leaving the speakers now, at the sounds' rate."""
        if self._tap is None:
            return self.buffer.position
        heard = self._tap.heard_position(time.perf_counter())
        return max(0, min(heard, self.buffer.n_samples - 1))


class _Tap:
    """One stream, and the callback it calls; silent until it is made live."""

    def __init__(self, buffer: PlaybackBuffer, device: int, output_rate: int) -> None:
        self.device = device
        self.output_rate = output_rate
        self.stream: Any = None
        self.latency_s = LATENCY_S
        self.is_live = False
        self.n_underruns = 0
        self.n_faults = 0
        self._buffer = buffer
        self._is_busy = False
        # A ring of (when heard, cursor before, cursor after), written by the callback.
        # NB: the GUI copies it with one list(), which no other thread can interrupt.
        cursor = buffer.cursor
        self._history = [(0.0, cursor, cursor)] * _N_HISTORY
        self._n_blocks = 0

    def __call__(self, outdata: FloatArray, _n_samples: int, when: Any, status: Any) -> None:
        """Fill one block.

        Thread: audio callback; must not block, log or raise.
        """
        self._is_busy = True
        if self.is_live:
            self._fill(outdata, when.outputBufferDacTime - when.currentTime)
            self.n_underruns += bool(status.output_underflow)
        else:
            outdata.fill(0)
        self._is_busy = False

    def _fill(self, outdata: FloatArray, delay_s: float) -> None:
        if not 0.0 < delay_s < 2.0:
            delay_s = self.latency_s  # some host APIs tell no time
        before = self._buffer.cursor
        try:
            self._buffer.fill(outdata)
        except Exception:  # noqa: BLE001 - PortAudio would end the stream for ever
            outdata.fill(0)
            self.n_faults += 1
        heard_at = time.perf_counter() + delay_s
        self._history[self._n_blocks % _N_HISTORY] = (heard_at, before, self._buffer.cursor)
        self._n_blocks += 1

    def heard_position(self, now: float) -> int:
        """Return the cursor as it was when what is heard now was handed over."""
        history = list(self._history)
        past = [block for block in history if block[0] <= now]
        heard_at, before, after = max(past) if past else min(history)
        passed = max(0, round((now - heard_at) * self._buffer.sample_rate))
        # In a block where the cursor jumped (seek, seam) the start has to do.
        return before + min(passed, max(0, after - before))

    def let_go(self) -> None:
        """Leave the buffer; on return the callback does not touch it any more."""
        self.is_live = False
        give_up = time.monotonic() + 0.1
        while self._is_busy and time.monotonic() < give_up:
            time.sleep(0.001)

    def shut(self) -> None:
        """Abort and close the stream. May hang: call it on a thread to spare."""
        self.stream.abort(ignore_errors=True)
        self.stream.close(ignore_errors=True)


def _query(sd: Any, device: int | None) -> dict[str, Any]:
    try:
        info: dict[str, Any] = sd.query_devices(device, kind="output")
    except (sd.PortAudioError, ValueError) as e:
        message = (
            "No sound device was found; connect one, then try again."
            if device is None
            else "That sound device is gone; choose another."
        )
        raise AudioDeviceError(message, repr(e)) from e
    return info


def _start(sd: Any, info: dict[str, Any], buffer: PlaybackBuffer) -> _Tap:
    """Open and start a silent stream, at the buffer's rate or else at the device's own."""
    own_rate = round(info["default_samplerate"])
    error: Exception | None = None
    for rate in dict.fromkeys((buffer.sample_rate, own_rate)):
        tap = _Tap(buffer, info["index"], rate)
        try:
            tap.stream = sd.OutputStream(
                samplerate=rate,
                device=info["index"],
                channels=min(2, info["max_output_channels"]),
                dtype="float32",
                latency=LATENCY_S,
                callback=tap,
            )
            tap.latency_s = float(tap.stream.latency)
            tap.stream.start()
        except (sd.PortAudioError, ValueError) as e:
            error = e
            if tap.stream is not None:
                tap.stream.close(ignore_errors=True)
        else:
            return tap
    raise AudioDeviceError(
        f"The sound device “{info['name']}” cannot be opened; another program may be using it. "
        "Close that program or choose another device.",
        repr(error),
    ) from error


__all__ = ["AudioDevice", "Player", "list_devices"]
