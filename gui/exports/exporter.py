"""Carries out exports in tasks of their own pool, so that they hold up nothing else."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from export.files import explained
from gui.backend import Backend
from gui.exports.export_job import ExportJob
from gui.task_runner import Task, TaskRunner

if TYPE_CHECKING:
    from export.order import Done, Order

log = logging.getLogger(__name__)
AT_ONCE = 2
"""Exports that run at the same time; more wait."""


class Exporter(QObject):
    """Starts exports and knows those under way; of quiet ones its signals tell nothing.

    Signals
    -------
    started(ExportJob)
    exported(Path)
    failed(exception)
    """

    started = Signal(object)
    exported = Signal(object)
    failed = Signal(object)

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self.tasks = TaskRunner(self, n_threads=AT_ONCE)
        self._quiet_tasks = TaskRunner(self, n_threads=1)  # a hand waits for them
        self._jobs: dict[Task, ExportJob] = {}

    @property
    def jobs(self) -> list[ExportJob]:
        """Those that are still wanted, without the quiet ones."""
        return [job for job in self._jobs.values() if job.is_wanted and not job.is_quiet]

    def start(self, order: Order, *, is_quiet: bool = False) -> ExportJob:
        """Carry out an order; who wants to know more than the signals tell follows the job.

        Of a quiet one the folder is made if need be.
        """
        backend = self._backend
        job = ExportJob(order, self, is_quiet=is_quiet)

        def work(task: Task) -> Done:
            if is_quiet:
                with explained(order.path):
                    order.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

            was_known = False

            def tell(phase: str, share: float | None) -> None:
                nonlocal was_known
                is_known = share is not None
                task.progress((phase, share), is_forced=not (is_known and was_known))
                was_known = is_known

            return backend.export(order, task.should_cancel, tell)

        runner = self._quiet_tasks if is_quiet else self.tasks
        task = runner.submit(
            work,
            on_done=self._on_done,
            on_failed=self._on_failed,
            on_progress=job.on_progress,
            on_ended=self._on_ended,
        )
        self._jobs[task] = job
        job.attach(task)
        if not is_quiet:
            self.started.emit(job)
        return job

    def shutdown(self) -> bool:
        """Stop all of them; False if one would not."""
        ended = [self.tasks.shutdown(), self._quiet_tasks.shutdown()]
        return all(ended)

    @Slot(object, object)
    def _on_done(self, task: Task, done: Done) -> None:
        job = self._jobs[task]
        job.done = done
        if not job.is_quiet:
            self.exported.emit(Path(done.path))

    @Slot(object, object)
    def _on_failed(self, task: Task, error: Exception) -> None:
        log.error("export failed", exc_info=error)
        job = self._jobs[task]
        job.error = error
        if not job.is_quiet:
            self.failed.emit(error)

    @Slot(object)
    def _on_ended(self, task: Task) -> None:
        job = self._jobs.pop(task)
        job.end()
        job.deleteLater()
