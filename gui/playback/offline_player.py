"""A player without a device: the caller's hand is its clock. For pictures and tests."""

from __future__ import annotations

import numpy as np

from engine.audio.devices import AudioDevice
from engine.audio.player import Player
from engine.errors import AudioDeviceError
from engine.spec import FloatArray

SILENT = AudioDevice(0, "silent (picture)", "none", is_default=True)


class OfflinePlayer(Player):
    """The real buffer, crossfades and all, without PortAudio.

    Parameters
    ----------
    has_device : bool
        False fails to open, as a machine without sound does.
    devices : list of AudioDevice, optional
        What is plugged in; it may be changed later, and is seen by `refresh_devices` then.

    Attributes
    ----------
    is_stuck : bool
        Settable: the device stopped asking for samples, and no device starts.
    """

    def __init__(
        self, *, has_device: bool = True, devices: list[AudioDevice] | None = None
    ) -> None:
        super().__init__()
        self.is_stuck = False
        self._plugged = [SILENT] if devices is None else devices
        self._has_device = has_device
        self._listed = list(self._plugged)
        self._open: AudioDevice | None = None

    def open(self, device: int | None = None) -> None:
        if not self._has_device or self.is_stuck:
            raise AudioDeviceError("No sound device was found; connect one, then press Retry.")
        found = [d for d in self._listed if (d.is_default if device is None else d.index == device)]
        if not found or found[0] not in self._plugged:
            raise AudioDeviceError("That sound device is gone; choose another.")
        self._open, self.device_name = found[0], found[0].name
        self.buffer.set_output_rate(self.sample_rate)

    def close(self) -> None:
        self._open, self.device_name = None, ""

    @property
    def is_open(self) -> bool:
        return self._open is not None

    @property
    def device_index(self) -> int | None:
        return self._open.index if self._open else None

    @property
    def heard_position(self) -> int:
        return self.buffer.position

    def refresh_devices(self) -> list[AudioDevice]:
        self.close()
        self._listed = list(self._plugged)
        return list(self._listed)

    def is_stalled(self, now: float | None = None) -> bool:  # noqa: ARG002 (Player)
        return self.is_open and (self.is_stuck or self._open not in self._plugged)

    def plug_in(self) -> None:
        """From now on there is a device."""
        self._has_device = True

    def advance(self, seconds: float, block: int = 512) -> FloatArray:
        """Play this long and return what would have sounded, shape (n_samples,)."""
        n_samples = round(seconds * self.buffer.sample_rate)
        out = np.zeros((n_samples, 1), np.float32)
        for start in range(0, n_samples, block):
            self.buffer.fill(out[start : start + block])
        return out[:, 0]
