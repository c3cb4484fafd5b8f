"""From a path to a clip ready to morph, in tasks; one loader for each side."""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.backend import Backend
from gui.session import Slot as Side
from gui.task_runner import Task, TaskRunner
from gui.throttle import Throttle

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.audio.overview import Overview
    from engine.morph.source import Source
    from engine.vae.onnx_vae import OnnxVae

log = logging.getLogger(__name__)
DRAG_QUIET_MS = 150


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A clip that was read: the excerpt and the whole file's peaks."""

    path: Path
    overview: Overview
    clip: Clip


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class LoadProgress:
    """How far a file was read; ``fraction`` is None when its header does not say how long it is."""

    path: Path
    overview: Overview
    fraction: float | None


class ClipLoader(QObject):
    """Reads files for one side; a newer wish replaces the one under way.

    Signals
    -------
    started(Path)
    progressed(LoadProgress)
        The peaks read so far.
    loaded(Slot, Loaded)
    prepared(Slot, clip, source)
        ``clip`` is encoded.
    failed(exception)
        The file could not be used; what was there before stays.
    idle()
        Nothing is under way any more.
    """

    started = Signal(object)
    progressed = Signal(object)
    loaded = Signal(object, object)
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
        self._task: Task | None = None
        self._encoding: Task | None = None
        self._moving: tuple[Loaded, OnnxVae | None, float] | None = None
        self._wanted_s: float | None = None
        self._drag = Throttle(DRAG_QUIET_MS, self, is_leading=False)
        self._drag.passed.connect(self._on_moved)

    @property
    def is_loading(self) -> bool:
        """Whether a file is being read."""
        return self._task is not None

    @property
    def wanted_start_s(self) -> float | None:
        """Where the excerpt is being moved to, until it is there; None if it is not."""
        return self._wanted_s

    def open(
        self, path: Path, vae: OnnxVae | None, start_s: float | None = None, *, length_s: float
    ) -> None:
        """Read a file, from ``start_s`` or from a passage that is worth hearing."""
        self.cancel()
        backend = self._backend

        def work(task: Task) -> Loaded:
            total_s = backend.probe(path).duration_s

            def report(overview: Overview) -> None:
                fraction = min(1.0, overview.duration_s / total_s) if total_s > 0 else None
                task.progress(LoadProgress(path, overview, fraction))

            overview = backend.read_overview(path, task.should_cancel, report)
            start = start_s
            if start is None:
                start = backend.suggest_start_s(overview, min(length_s, overview.duration_s))
            return Loaded(path, overview, backend.load_clip(path, start, vae, length_s))

        self._start(work)
        self.started.emit(path)

    def move_excerpt(
        self, loaded: Loaded, start_s: float, vae: OnnxVae | None, *, length_s: float
    ) -> None:
        """Read another excerpt of the same file, once the hand rests."""
        self._moving, self._wanted_s = (loaded, vae, length_s), start_s
        self._drag.push(start_s)

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
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.idle.emit()

    def clear(self) -> None:
        """Give up everything: the clip does not stay on this side."""
        self._cancel_encoding()
        self.cancel()

    def _cancel_encoding(self) -> None:
        if self._encoding is not None:
            self._encoding.cancel()
            self._encoding = None

    def _start(self, work: object) -> None:
        self._task = self._tasks.submit(
            work,  # type: ignore[arg-type]
            on_done=self._on_loaded,
            on_failed=self._on_failed,
            on_progress=self._on_progress,
        )

    def _end_task(self) -> None:
        self._task = None
        if not self._drag.is_waiting:
            self._wanted_s = None

    @Slot(object)
    def _on_moved(self, start_s: float) -> None:
        assert self._moving is not None
        (loaded, vae, length_s), backend = self._moving, self._backend
        if self._task is not None:
            self._task.cancel()

        def work(_: Task) -> Loaded:
            clip = backend.load_clip(loaded.path, start_s, vae, length_s)
            return Loaded(loaded.path, loaded.overview, clip)

        self._start(work)

    @Slot(object, object)
    def _on_progress(self, task: Task, progress: LoadProgress) -> None:
        if task is self._task:
            self.progressed.emit(progress)

    @Slot(object, object)
    def _on_loaded(self, task: Task, loaded: Loaded) -> None:
        if task is self._task:
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
        if task is self._task:
            self._end_task()
        elif task is self._encoding:
            self._encoding = None
        else:
            return
        log.info("clip not loaded: %s", error)
        self.failed.emit(error)
        if self._task is None:
            self.idle.emit()
