"""From a path to a clip ready to morph, in tasks; one loader for each side."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.backend import Backend
from gui.clips.reading import (
    Loaded,
    LoadProgress,
    Opening,
    best_start_s,
    read_excerpt,
    read_file,
    read_rest,
)
from gui.session import Slot as Side
from gui.task_runner import Task, TaskRunner
from gui.throttle import Throttle

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.morph.source import Source
    from engine.vae.onnx_vae import OnnxVae

log = logging.getLogger(__name__)
DRAG_QUIET_MS = 150


class ClipLoader(QObject):
    """Reads files for one side; a newer wish replaces the one under way.

    The clip comes as soon as it can. Of a long file that is long before its end was read; what is
    left of the overview follows.

    Signals
    -------
    started(Path)
    progressed(LoadProgress)
        The peaks read so far.
    loaded(Slot, Loaded)
    overviewed(Slot, Path, Overview)
        The whole file was read, after the clip was there.
    prepared(Slot, clip, source)
        ``clip`` is encoded.
    failed(exception)
        The file could not be used; what was there before stays.
    idle()
        No clip is under way any more.

    Attributes
    ----------
    snaps_to_zero : bool
        Whether excerpts begin where the wave crosses zero.
    """

    started = Signal(object)
    progressed = Signal(object)
    loaded = Signal(object, object)
    overviewed = Signal(object, object, object)
    prepared = Signal(object, object, object)
    failed = Signal(object)
    idle = Signal()

    def __init__(
        self, slot: Side, backend: Backend, tasks: TaskRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._slot = slot
        self._backend = backend
        self._tasks = tasks
        self.snaps_to_zero = False
        self._opening: Opening | None = None
        self._task: Task | None = None
        self._reading_on: Task | None = None
        self._encoding: Task | None = None
        self._moving: tuple[Loaded, OnnxVae | None, float] | None = None
        self._wanted_s: float | None = None
        self._drag = Throttle(DRAG_QUIET_MS, self, is_leading=False)
        self._drag.passed.connect(self._on_moved)

    @property
    def is_loading(self) -> bool:
        """Whether a clip is being read."""
        return self._task is not None

    @property
    def wanted_start_s(self) -> float | None:
        """Where the excerpt is being moved to, until it is there; None if it is not."""
        return self._wanted_s

    @property
    def opening(self) -> Opening | None:
        """The file that is being opened, until its clip is there; None if there is none."""
        return self._opening

    @property
    def is_reading_on(self) -> bool:
        """Whether the clip is there, but not all of its file's peaks."""
        return self._reading_on is not None

    def open(
        self, path: Path, vae: OnnxVae | None, start_s: float | None = None, *, length_s: float
    ) -> None:
        """Read a file, from ``start_s`` or from a passage that is worth hearing."""
        self.cancel()
        backend, snaps = self._backend, self.snaps_to_zero
        self._opening = opening = Opening(path, start_s, length_s)

        def work(task: Task) -> Loaded:
            return read_file(backend, opening, vae, task, snaps_to_zero=snaps)

        self._start(work)
        self.started.emit(path)

    def read_on(self, loaded: Loaded) -> None:
        """Read all peaks of a file whose clip is there."""
        self._stop_reading_on()
        backend = self._backend

        def work(task: Task) -> Loaded:
            return read_rest(backend, loaded, task)

        self._reading_on = self._submit(work)

    def move_excerpt(
        self, loaded: Loaded, start_s: float, vae: OnnxVae | None, *, length_s: float
    ) -> None:
        """Read another excerpt of the same file, once the hand rests."""
        self._moving, self._wanted_s = (loaded, vae, length_s), start_s
        self._drag.push(start_s)

    def take_best(self, loaded: Loaded, vae: OnnxVae | None, *, length_s: float) -> None:
        """Read the passage of the same file that is worth hearing."""
        backend, snaps = self._backend, self.snaps_to_zero
        self._drag.cancel()
        self._wanted_s = None
        if self._task is not None:
            self._task.cancel()
            self._opening = None

        def work(task: Task) -> Loaded:
            opening = Opening(loaded.path, None, length_s)
            start_s = best_start_s(backend, opening, loaded.overview, task)
            clip = read_excerpt(backend, opening, start_s, vae, task, snaps_to_zero=snaps)
            return dataclasses.replace(loaded, clip=clip)

        self._start(work)

    def finish_move(self) -> None:
        """The hand let go: read the excerpt now."""
        self._drag.flush()

    def prepare(self, clip: Clip, vae: OnnxVae) -> None:
        """Analyse and encode a clip that is there already."""
        backend = self._backend

        def work(_: Task) -> tuple[Clip, Source]:
            return clip, backend.prepare_source(clip, vae)

        self._cancel_encoding()
        self._encoding = self._tasks.submit(
            work, on_done=self._on_prepared, on_failed=self._on_failed
        )

    @Slot()
    def cancel(self) -> None:
        """Give up reading; the clip that is there stays, and so does its encoding under way."""
        self._drag.cancel()
        self._wanted_s = None
        self._stop_reading_on()
        if self._task is not None:
            self._task.cancel()
            self._task = self._opening = None
            self.idle.emit()

    def clear(self) -> None:
        """Give up everything: the clip does not stay on this side."""
        self._cancel_encoding()
        self.cancel()

    def _cancel_encoding(self) -> None:
        if self._encoding is not None:
            self._encoding.cancel()
            self._encoding = None

    def _stop_reading_on(self) -> None:
        if self._reading_on is not None:
            self._reading_on.cancel()
            self._reading_on = None

    def _submit(self, work: Callable[[Task], Loaded]) -> Task:
        return self._tasks.submit(
            work,
            on_done=self._on_loaded,
            on_failed=self._on_failed,
            on_progress=self._on_progress,
        )

    def _start(self, work: Callable[[Task], Loaded]) -> None:
        self._task = self._submit(work)

    def _end_task(self) -> None:
        self._task = self._opening = None
        if not self._drag.is_waiting:
            self._wanted_s = None

    @Slot(object)
    def _on_moved(self, start_s: float) -> None:
        assert self._moving is not None
        (loaded, vae, length_s), backend = self._moving, self._backend
        snaps = self.snaps_to_zero
        if self._task is not None:
            self._task.cancel()
            self._opening = None

        def work(task: Task) -> Loaded:
            opening = Opening(loaded.path, start_s, length_s)
            clip = read_excerpt(backend, opening, start_s, vae, task, snaps_to_zero=snaps)
            return dataclasses.replace(loaded, clip=clip)

        self._start(work)

    @Slot(object, object)
    def _on_progress(self, task: Task, news: LoadProgress | Loaded) -> None:
        if isinstance(news, Loaded):
            if task is self._task:
                self._reading_on = task
                self._take(news)
        elif task in (self._task, self._reading_on):
            self.progressed.emit(news)

    @Slot(object, object)
    def _on_loaded(self, task: Task, loaded: Loaded) -> None:
        if task is self._reading_on:
            self._reading_on = None
            self.overviewed.emit(self._slot, loaded.path, loaded.overview)
        elif task is self._task:
            self._take(loaded)

    def _take(self, loaded: Loaded) -> None:
        self._end_task()
        self.loaded.emit(self._slot, loaded)
        self.idle.emit()

    @Slot(object, object)
    def _on_prepared(self, task: Task, result: tuple[Clip, Source]) -> None:
        if task is self._encoding:
            self._encoding = None
            self.prepared.emit(self._slot, *result)

    @Slot(object, object)
    def _on_failed(self, task: Task, error: Exception) -> None:
        if task is self._reading_on:
            self._reading_on = None
        elif task is self._task:
            self._end_task()
        elif task is self._encoding:
            self._encoding = None
        else:
            return
        log.info("clip not loaded: %s", error)
        self.failed.emit(error)
        if self._task is None:
            self.idle.emit()
