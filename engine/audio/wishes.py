"""What the listener wishes, as the audio callback reads it."""

from __future__ import annotations

import dataclasses

from engine.spec import FloatArray

Bounds = tuple[int, int]
"""The first sample of a loop, and that after its last."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """What the listener wants to hear; positions and samples at the device's rate.

    Parameters
    ----------
    sound : float32 array, shape (n_samples,), finite
        At least `Mixer.n_least` long.
    is_play : bool
    play_number, seek_number : int
        Count up with each new wish, so that each is answered once.
    seek_target : int
    is_looping : bool
    loop : tuple of (int, int) or None
        Where the loop begins and ends; None for the whole sound.
    gain : float
    """

    sound: FloatArray
    is_play: bool = False
    play_number: int = 0
    seek_target: int = 0
    seek_number: int = 0
    is_looping: bool = True
    loop: Bounds | None = None
    gain: float = 1.0

    @property
    def bounds(self) -> Bounds | None:
        """Of what is looped, if that is not the whole sound."""
        return self.loop if self.is_looping else None
