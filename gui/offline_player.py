"""A player without a device: the caller's hand is its clock. For pictures and tests."""

from __future__ import annotations

import numpy as np

from engine.audio.devices import AudioDevice
from engine.audio.player import Player
from engine.errors import AudioDeviceError
from engine.spec import FloatArray


class OfflinePlayer(Player):
    """The real buffer, crossfades and all, without PortAudio.

    Parameters
    ----------
    has_device : bool
        False fails to open, as a machine without sound does.

    Attributes
    ----------
    is_stuck : bool
        Settable: the device stopped asking for samples.
    """

    def __init__(self, *, has_device: bool = True) -> None:
        super().__init__()
        self.is_stuck = False
        self._has_device = has_device
        self._is_on = False

    def open(self, device: int | None = None) -> None:  # noqa: ARG002 (Player)
        if not self._has_device:
            raise AudioDeviceError("No sound device was found; connect one, then press Retry.")
        self.device_name, self._is_on = "silent (picture)", True

    def close(self) -> None:
        self.device_name, self._is_on = "", False

    @property
    def is_open(self) -> bool:
        return self._is_on

    @property
    def heard_position(self) -> int:
        return self.buffer.position

    def refresh_devices(self) -> list[AudioDevice]:
        return []

    def is_stalled(self, now: float | None = None) -> bool:  # noqa: ARG002 (Player)
        return self.is_stuck

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
