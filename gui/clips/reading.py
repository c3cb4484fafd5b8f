"""What a task does to open a file: the clip first, as soon as it can be chosen, then the rest."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gui.backend import Backend
from gui.task_runner import Task

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.audio.overview import Overview
    from engine.vae.onnx_vae import OnnxVae

LONG_S, SOON_S = 300.0, 120.0
"""In a long file the first guess is made in so much of it: about half a second of reading."""


@dataclasses.dataclass(frozen=True, slots=True)
class Opening:
    """A wish: which file, from where, how much of it.

    Parameters
    ----------
    path : Path
    start_s : float or None
        None for a passage that is worth hearing.
    length_s : float
    """

    path: Path
    start_s: float | None
    length_s: float


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A clip that was read: the excerpt and the file's peaks as far as they are known."""

    path: Path
    overview: Overview
    clip: Clip


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class LoadProgress:
    """How far a file was read; ``fraction`` is None when its header does not say how long it is."""

    path: Path
    overview: Overview
    fraction: float | None


class _Reader:
    """Reads one file; the clip is told of as soon as it is there, once."""

    def __init__(
        self,
        backend: Backend,
        opening: Opening,
        vae: OnnxVae | None,
        task: Task,
        *,
        snaps_to_zero: bool,
    ) -> None:
        self._backend, self._opening, self._vae, self._task = backend, opening, vae, task
        self._snaps_to_zero = snaps_to_zero
        self.total_s = backend.probe(opening.path).duration_s
        self.clip: Clip | None = None

    @property
    def is_long(self) -> bool:
        """Whether the clip shall not wait for the end; a header may not say how long it is."""
        return self.total_s > LONG_S or self.total_s <= 0

    def tell_clip(self, overview: Overview) -> None:
        """Read the clip, and tell of it before the rest of the file is read."""
        self.clip = self.read_clip(overview)
        self._task.progress(Loaded(self._opening.path, overview, self.clip), is_forced=True)

    def read_clip(self, overview: Overview) -> Clip:
        """Read the excerpt that was asked for, or one that is worth hearing."""
        opening, backend = self._opening, self._backend
        start_s = opening.start_s
        if start_s is None:
            start_s = best_start_s(backend, opening, overview, self._task)
        return read_excerpt(
            backend,
            opening,
            start_s,
            self._vae,
            self._task,
            snaps_to_zero=self._snaps_to_zero and opening.start_s is None,
        )

    def report(self, overview: Overview) -> None:
        """Tell how far the file was read."""
        if self.clip is None and self.is_long and overview.duration_s >= SOON_S:
            self.tell_clip(overview)
        total_s = self.total_s
        fraction = min(1.0, overview.duration_s / total_s) if total_s > 0 else None
        self._task.progress(LoadProgress(self._opening.path, overview, fraction))


def read_file(
    backend: Backend,
    opening: Opening,
    vae: OnnxVae | None,
    task: Task,
    *,
    snaps_to_zero: bool,
) -> Loaded:
    """Read a file's peaks and its excerpt. Thread: task.

    The task's progress is `LoadProgress` and, once, before the whole of a long file was read,
    `Loaded`. Where the excerpt is known beforehand it is read first.

    Raises
    ------
    MorphError
        If the file cannot be used.
    """
    from engine.audio.overview import Overview

    reader = _Reader(backend, opening, vae, task, snaps_to_zero=snaps_to_zero)
    if opening.start_s is not None and reader.is_long:
        reader.tell_clip(Overview(np.zeros((1, 2), np.float32), 0.0, False))
    overview = backend.read_overview(opening.path, task.should_cancel, reader.report, SOON_S)
    return Loaded(opening.path, overview, reader.clip or reader.read_clip(overview))


def read_rest(backend: Backend, loaded: Loaded, task: Task) -> Loaded:
    """Read all peaks of a file whose clip is there. Thread: task."""
    total_s = loaded.clip.info.duration_s

    def report(overview: Overview) -> None:
        fraction = min(1.0, overview.duration_s / total_s) if total_s > 0 else None
        task.progress(LoadProgress(loaded.path, overview, fraction))

    overview = backend.read_overview(loaded.path, task.should_cancel, report)
    return dataclasses.replace(loaded, overview=overview)


def best_start_s(backend: Backend, opening: Opening, overview: Overview, task: Task) -> float:
    """Return where a passage that is worth hearing begins, on an onset. Thread: task."""
    length_s = min(opening.length_s, overview.duration_s)
    guess_s = backend.suggest_start_s(overview, length_s)
    return backend.onset_start_s(opening.path, guess_s, length_s, task.should_cancel)


def read_excerpt(
    backend: Backend,
    opening: Opening,
    start_s: float,
    vae: OnnxVae | None,
    task: Task,
    *,
    snaps_to_zero: bool,
) -> Clip:
    """Read an excerpt. Thread: task."""
    if snaps_to_zero:
        start_s = backend.zero_start_s(opening.path, start_s, vae)
    return backend.load_clip(opening.path, start_s, vae, opening.length_s, task.should_cancel)
