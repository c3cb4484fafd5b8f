"""What the window knows: two clips, one alpha, one result. No widgets, no threads."""

from __future__ import annotations

import dataclasses
import enum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.audio.overview import Overview
    from engine.morph.request import MorphRequest, MorphResult
    from engine.morph.source import Source
    from engine.spec import FloatArray

LOUDNESS_FLOOR_LUFS = -30.0
"""A clip quieter than this does not pull the others down with it."""


class Slot(enum.Enum):
    """One of the two places for a clip."""

    A = "A"
    B = "B"

    @property
    def other(self) -> Slot:
        """The other place."""
        return Slot.B if self is Slot.A else Slot.A


class Heard(enum.Enum):
    """What the loudspeaker plays."""

    A = "A"
    MORPH = "Morph"
    B = "B"


@dataclasses.dataclass(slots=True)
class SlotState:
    """One clip and what was made of it; each part is None until it is there.

    Parameters
    ----------
    path : Path or None
    overview : Overview or None
        Of the whole file.
    clip : Clip or None
        The excerpt.
    source : Source or None
        The excerpt, encoded; always made from ``clip``.
    """

    path: Path | None = None
    overview: Overview | None = None
    clip: Clip | None = None
    source: Source | None = None


class Session:
    """The state of one window; only the GUI thread touches it.

    Attributes
    ----------
    slots : dict
        A `SlotState` for each `Slot`.
    alpha : float
        0.0 is clip A, 1.0 is clip B.
    method : str
        A key of ``engine.morph.methods.METHODS``.
    heard : Heard
    generation : int
        Token of the newest request; a result with another one is stale.
    request : MorphRequest or None
        The newest; its generation is ``generation`` unless something changed since.
    mel, sound : MorphResult or None
        The newest mel, and the newest result with samples.
    """

    def __init__(self, method: str = "slerp") -> None:
        self.slots = {slot: SlotState() for slot in Slot}
        self.alpha = 0.5
        self.method = method
        self.heard = Heard.MORPH
        self.generation = 0
        self.request: MorphRequest | None = None
        self.mel: MorphResult | None = None
        self.sound: MorphResult | None = None

    def set_alpha(self, alpha: float) -> bool:
        """Clamp and keep alpha, on a grid of 0.001; tell whether it changed."""
        alpha = round(min(1.0, max(0.0, alpha)), 3)
        is_new = alpha != self.alpha
        self.alpha = alpha
        return is_new

    def invalidate(self) -> None:
        """Make every result under way stale."""
        self.generation += 1

    def forget_results(self) -> None:
        """Drop the morph: its clips are gone."""
        self.invalidate()
        self.request = self.mel = self.sound = None

    def swap(self) -> None:
        """Exchange A and B; alpha is mirrored, so that the morph stays what it is."""
        self.set_alpha(1 - self.alpha)
        self.slots = {slot: self.slots[slot.other] for slot in Slot}
        self.invalidate()
        swapped = {Heard.A: Heard.B, Heard.B: Heard.A}
        self.heard = swapped.get(self.heard, self.heard)

    def next_request(self) -> MorphRequest | None:
        """Return a new request for what is set now, or None if a clip is missing."""
        from engine.morph.request import MorphRequest

        a, b = (self.slots[slot].source for slot in Slot)
        self.invalidate()
        if a is None or b is None or a.n_frames != b.n_frames:
            return None
        self.request = MorphRequest(self.generation, a, b, self.alpha, self.method)
        return self.request

    def accept(self, result: MorphResult) -> bool:
        """Keep a result; False if it is stale."""
        if result.generation != self.generation:
            return False
        self.mel = result
        if result.samples is not None:
            self.sound = result
        return True

    @property
    def is_final(self) -> bool:
        """Whether the sound is the final one of what is set now.

        A move of the slider is asked for a moment later, so the newest request is not enough.
        """
        sound = self.sound
        if sound is None or sound.stage != "final" or sound.generation != self.generation:
            return False
        return (sound.alpha, sound.method) == (self.alpha, self.method)

    def heard_sound(self) -> tuple[FloatArray, float] | None:
        """Return what is to be played and its gain for equal loudness, or None."""
        if self.heard is Heard.MORPH:
            if self.sound is None or self.sound.samples is None:
                return None
            samples, lufs = self.sound.samples, self.sound.loudness_lufs
        else:
            clip = self.slots[Slot[self.heard.name]].clip
            if clip is None:
                return None
            samples, lufs = clip.samples, clip.loudness_lufs
        return samples, matched_gain(samples, lufs, self.target_lufs())

    def target_lufs(self) -> float | None:
        """Return the level at which A, morph and B are compared: that of the quieter clip."""
        levels = [s.clip.loudness_lufs for s in self.slots.values() if s.clip is not None]
        levels = [level for level in levels if np.isfinite(level)]
        return max(LOUDNESS_FLOOR_LUFS, min(levels)) if levels else None


def matched_gain(samples: FloatArray, lufs: float | None, target: float | None) -> float:
    """Return the factor that brings samples to the target loudness without clipping."""
    if lufs is None or target is None or not np.isfinite(lufs):
        return 1.0
    gain = float(10 ** ((target - lufs) / 20))
    if gain <= 1:
        return gain
    peak = float(np.abs(samples).max())
    return min(gain, max(1.0, 1 / peak)) if peak else 1.0
