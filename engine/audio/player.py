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
from engine.audio.tap import Tap
from engine.errors import AudioDeviceError

LATENCY_S: Final = 0.12
"""Asked of the device: short enough to feel direct, long enough to outlast Python's pauses."""
CLOSE_LIMIT_S: Final = 2.0
STALL_S: Final = 1.0
START_LIMIT_S: Final = 2.0
"""A device that asks for nothing for so long after its start is dead; Bluetooth takes its time."""


class Player:
    """Plays a `PlaybackBuffer` on a sound device.

    Thread: any, but one at a time. `open` and `refresh_devices` may take seconds, `close` at most
    2 s; all else returns at once, and may be asked from another thread meanwhile.

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
        self.wanted_latency_s = LATENCY_S
        """Asked of the next device that is opened."""
        self._tap: Tap | None = None
        self._n_old_underruns = 0
        self._closing: list[threading.Thread] = []
        self._beat = (0, 0.0)  # (callbacks counted, since when)

    def open(self, device: int | None = None) -> None:
        """Open a device; the one open before stays open if this fails.

        What plays fades out on the old one and goes on from there on the new one, faded in.

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
            tap = self._start(sd, info)
        except AudioDeviceError:
            if self._tap is None or self._tap.device != info["index"]:
                raise
            self.close()  # a device that serves only one: itself was in the way
            self._require_answer()
            tap = self._start(sd, info)
        self._retire()
        self._tap = tap
        self.buffer.set_output_rate(tap.output_rate)  # the same, too: it begins faded in
        self.device_name = str(info["name"])
        self._beat = (self.buffer.n_callbacks, time.monotonic())
        tap.is_live = True

    def close(self) -> None:
        """Close the device; returns after 2 s even if PortAudio hangs."""
        self._retire()
        self.device_name = ""
        give_up = time.monotonic() + CLOSE_LIMIT_S
        for thread in self._closing:
            thread.join(max(0.0, give_up - time.monotonic()))
        if self._is_stuck:
            # WORKAROUND https://github.com/PortAudio/portaudio/issues/1037: the program's exit
            # would hang in the same place.
            atexit.unregister(import_sounddevice()._exit_handler)

    def _start(self, sd: Any, info: dict[str, Any]) -> Tap:
        """Open and start a silent stream that has asked for samples."""
        tap = _start(sd, info, self.buffer, self.wanted_latency_s)
        if tap.wait_for_call(START_LIMIT_S):
            return tap
        self._shut(tap)
        raise AudioDeviceError(
            f"The sound device “{info['name']}” does not play; choose another, or connect it again."
        )

    def _retire(self) -> None:
        """Let the open stream go, and close it on a thread of its own."""
        tap = self._tap
        if tap is None:
            return
        tap.let_go(is_sounding=self.buffer.is_playing and not self.is_stalled())
        self._tap = None
        self._n_old_underruns += tap.n_underruns
        self._shut(tap)

    def _shut(self, tap: Tap) -> None:
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
    def device_index(self) -> int | None:
        """Number of the open device, as in `list_devices`."""
        tap = self._tap
        return tap.device if tap else None

    @property
    def latency_s(self) -> float:
        """From the callback to the speakers, as the device says; 0 when closed."""
        tap = self._tap
        return tap.latency_s if tap else 0.0

    @property
    def n_underruns(self) -> int:
        """How often a device has run out of samples since the player was made."""
        tap = self._tap
        return self._n_old_underruns + (tap.n_underruns if tap else 0)

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
        tap = self._tap
        if tap is None:
            return self.buffer.position
        heard = tap.heard_position(time.perf_counter())
        return max(0, min(heard, self.buffer.n_samples - 1))


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


def _start(sd: Any, info: dict[str, Any], buffer: PlaybackBuffer, latency_s: float) -> Tap:
    """Open and start a silent stream, at the buffer's rate or else at the device's own."""
    own_rate = round(info["default_samplerate"])
    error: Exception | None = None
    for rate in dict.fromkeys((buffer.sample_rate, own_rate)):
        tap = Tap(buffer, info["index"], rate, latency_s)
        try:
            tap.stream = sd.OutputStream(
                samplerate=rate,
                device=info["index"],
                channels=min(2, info["max_output_channels"]),
                dtype="float32",
                latency=latency_s,
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
