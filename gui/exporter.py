"""Writes the final morph to a file, in a task."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.backend import Backend
from gui.task_runner import Task, TaskRunner

if TYPE_CHECKING:
    from engine.morph.request import MorphRequest, MorphResult
    from engine.vae.onnx_vae import OnnxVae

log = logging.getLogger(__name__)


class Exporter(QObject):
    """One export at a time is not enforced: each has its own file and its own arrays.

    Signals
    -------
    exported(Path)
    failed(exception)
    """

    exported = Signal(object)
    failed = Signal(object)

    def __init__(self, backend: Backend, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._tasks = tasks

    def export(
        self,
        path: Path,
        request: MorphRequest,
        result: MorphResult,
        vae: OnnxVae,
        *,
        subtype: str,
        may_replace: bool,
    ) -> None:
        """Write ``result`` to ``path``, as one of the kinds of `export.audio.write_wav`."""
        backend = self._backend

        def work(_: Task) -> Path:
            return backend.write_wav(path, request, result, vae, subtype, may_replace)

        self._tasks.submit(work, on_done=self._on_done, on_failed=self._on_failed)

    @Slot(object, object)
    def _on_done(self, _: Task, path: Path) -> None:
        self.exported.emit(path)

    @Slot(object, object)
    def _on_failed(self, _: Task, error: Exception) -> None:
        log.error("export failed", exc_info=error)
        self.failed.emit(error)
