"""The two sides of the window, and what is known of the clip on each. No widgets, no threads."""

from __future__ import annotations

import dataclasses
import enum
from pathlib import Path
from typing import TYPE_CHECKING

from gui.document import ClipRef

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.audio.overview import Overview
    from engine.morph.source import Source


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
    original : SlotState or None
        The same side as it was before ``clip`` was matched to the other one.
    """

    path: Path | None = None
    overview: Overview | None = None
    clip: Clip | None = None
    source: Source | None = None
    original: SlotState | None = None

    @property
    def own_clip(self) -> Clip | None:
        """The excerpt as it lies in the file."""
        return self.original.clip if self.original is not None else self.clip

    @property
    def ref(self) -> ClipRef | None:
        """Which file it is, and where its excerpt begins; None without a clip."""
        clip = self.own_clip
        return ClipRef(self.path, clip.start_s) if self.path and clip else None

    def forget_encoding(self) -> None:
        """Drop what a model made of the clip."""
        self.source = None
        if self.original is not None:
            self.original.source = None
