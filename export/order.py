"""What the window has written: an order holds all that it takes."""

from __future__ import annotations

import dataclasses
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from engine.audio.clip import Clip
from engine.morph.request import MorphRequest, MorphResult
from engine.vae.onnx_vae import OnnxVae
from engine.vae.store import ModelCard
from export.files import check_space, explained
from export.folders import check_folder
from export.sound import SoundOptions, check_targets, targets

Kind = Literal["morph", "series", "transition", "whole"]
Phase = Literal["reading", "rendering", "writing"]
OnProgress = Callable[[Phase, float | None], None]
"""Told what happens now, and the share of the whole that is done; None if nobody knows."""
ZONE_PLACES = ("ends", "excerpts")
"""Where a transition lies: at A's end and B's beginning, or at both excerpts."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Order:
    """One export.

    Parameters
    ----------
    kind : str
        "morph": the excerpts' morph; "series": a folder of them; "transition": both files, joined
        by a morph; "whole": the morph of both files from their beginning.
    path : Path
        The file to write, its format told by the suffix; the folder of a series.
    vae : OnnxVae
    card : ModelCard or None
        Of the model, for the sidecars.
    request : MorphRequest
        Both excerpts, and how they are morphed.
    sound : SoundOptions
    result : MorphResult, optional
        The final of ``request``, if somebody has rendered it.
    range_s : (float, float), optional
        The seconds of a morph that are written; all of them if None.
    pictures : tuple of str
        Of `export.sound.PICTURES`: mels written beside the sound.
    suffix : str
        Of the sounds of a series.
    n_steps : int
        Of a series, from 2 on.
    zone_s : float
        How long a transition takes.
    zone_place : str
        One of `ZONE_PLACES`.
    """

    kind: Kind
    path: Path
    vae: OnnxVae
    card: ModelCard | None
    request: MorphRequest
    sound: SoundOptions
    result: MorphResult | None = None
    range_s: tuple[float, float] | None = None
    pictures: tuple[str, ...] = ()
    suffix: str = ".wav"
    n_steps: int = 5
    zone_s: float = 8.0
    zone_place: str = ZONE_PLACES[0]

    @property
    def clips(self) -> tuple[Clip, Clip]:
        """Both excerpts."""
        return self.request.a.clip, self.request.b.clip

    @property
    def sources(self) -> tuple[Path, Path]:
        """Both files: never to be overwritten."""
        a, b = self.clips
        return a.info.path, b.info.path

    def check(self) -> None:
        """Refuse what cannot be written, before any work is done.

        Raises
        ------
        ExportError
        """
        if self.kind == "series":
            check_folder(self.path, overwrite=self.sound.overwrite, sources=self.sources)
        else:
            check_targets(self.path, self.sound, self.pictures, self.sources)
        with explained(self.path):
            if not os.access(self.path.resolve().parent, os.W_OK):
                raise PermissionError(errno.EACCES, "not writable")
            check_space(self.path.resolve().parent, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """What came of an order: the file or folder, and sentences for the user."""

    path: Path
    sentences: tuple[str, ...] = ()


def older_files(order: Order) -> list[Path]:
    """Return what an order would replace: files, or a folder with an earlier series."""
    if order.kind == "series":
        path = order.path
        return [path] if path.is_dir() and next(path.iterdir(), None) else []
    paths = targets(order.path, order.sound, order.pictures)
    return [path for path in paths if os.path.lexists(path)]
