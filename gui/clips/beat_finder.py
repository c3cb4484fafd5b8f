"""The beats of the files that are open, found where the excerpt is and kept while Segue runs.

In a process of its own, as the matching of clips: see `gui.clips.align_process`.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from engine.errors import MorphError
from gui.backend import Backend
from gui.clips.align_process import AlignProcess
from gui.task_runner import Task, TaskRunner

if TYPE_CHECKING:
    import numpy as np

log = logging.getLogger(__name__)
BLOCK_S, MARGIN_S = 30.0, 3.0
"""A file is listened to in blocks, with a little more on both sides."""
RATE = 22050
MIN_STRENGTH = 0.15
"""Noise has about 0.05, see `engine.audio.tempo.Tempo`."""

Key = tuple[Path, int, int, int]


def beats_between(path: Path, first_s: float, last_s: float) -> np.ndarray:
    """Return the beats of a stretch of a file, in seconds of the file. Process: the child.

    Raises
    ------
    MorphError
        If the file cannot be read.
    """
    import numpy as np

    from engine.audio.clip import load_clip
    from engine.audio.tempo import find_tempo

    start_s = max(0.0, first_s - MARGIN_S)
    n_samples = round((last_s + MARGIN_S - start_s) * RATE)
    clip = load_clip(path, start_s=start_s, n_samples=n_samples, sample_rate=RATE)
    tempo = find_tempo(clip.samples[: n_samples - clip.n_missing], RATE)
    if tempo.strength < MIN_STRENGTH:
        return np.zeros(0)
    beats_s = tempo.beats_s + clip.start_s
    return beats_s[(beats_s >= first_s) & (beats_s < last_s)]


class BeatProcess(AlignProcess):
    """The process that looks for beats."""

    def __init__(self) -> None:
        super().__init__(beats_between)

    def find(self, path: Path, first_s: float, last_s: float) -> np.ndarray:
        """Wait for the beats of a stretch. Thread: task.

        Raises
        ------
        MorphError
            If the file cannot be read, or if the process is gone.
        """
        beats: np.ndarray = self._ask(path, first_s, last_s)
        return beats


class BeatFinder(QObject):
    """Finds beats a block at a time, the block that was asked for last first.

    Signals
    -------
    found(Path)
        More beats of this file are known.
    """

    found = Signal(object)

    def __init__(self, backend: Backend, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._tasks = tasks
        self._process: BeatProcess | None = None
        self._known: dict[Key, tuple[float, ...]] = {}
        self._wanted: list[Key] = []
        self._running: tuple[Task, Key] | None = None

    @property
    def is_finding(self) -> bool:
        """Whether it is looking for beats."""
        return self._running is not None

    def beats(self, path: Path, first_s: float, last_s: float) -> tuple[float, ...]:
        """Return the beats that are known from here to there, and have the others looked for."""
        beats: list[float] = []
        version = _version(path)
        for number in range(max(0, int(first_s // BLOCK_S)), max(0, int(last_s // BLOCK_S)) + 1):
            key = (path, *version, number)
            if key in self._known:
                beats += self._known[key]
            elif key not in self._wanted and not (self._running and self._running[1] == key):
                self._wanted.append(key)
        self._go_on()
        return tuple(beats)

    def shutdown(self) -> None:
        """End the process."""
        self._wanted.clear()
        if self._running is not None:
            self._running[0].cancel()
            self._running = None
        if self._process is not None:
            self._process.kill()

    def _go_on(self) -> None:
        if self._running is not None or not self._wanted:
            return
        key = self._wanted.pop()
        if self._process is None:
            self._process = self._backend.create_beat_process()
        self._process.start()
        process, (path, _, _, number) = self._process, key

        def work(_: Task) -> tuple[float, ...]:
            return tuple(process.find(path, number * BLOCK_S, (number + 1) * BLOCK_S))

        task = self._tasks.submit(work, on_done=self._on_found, on_failed=self._on_failed)
        self._running = (task, key)

    @Slot(object, object)
    def _on_found(self, task: Task, beats: tuple[float, ...]) -> None:
        if self._running is not None and task is self._running[0]:
            key, self._running = self._running[1], None
            self._known[key] = tuple(float(beat) for beat in beats)
            self._go_on()
            self.found.emit(key[0])

    @Slot(object, object)
    def _on_failed(self, task: Task, error: Exception) -> None:
        if not isinstance(error, MorphError):
            log.error("no beats", exc_info=error)
        self._on_found(task, ())


def _version(path: Path) -> tuple[int, int]:
    """Return what changes when the file does."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return 0, 0
    return status.st_mtime_ns, status.st_size
