"""Work off the GUI thread: tasks on a pool, their answers back on the GUI thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from engine.errors import RenderCancelled

log = logging.getLogger(__name__)
PROGRESS_EVERY_S = 0.04


class Task(QObject):
    """One piece of work under way. Lives in the GUI thread; its signals arrive there.

    Parameters
    ----------
    work : callable
        Called on a pool thread with the task as its only argument. It may ask
        `should_cancel` and call `progress`.

    Signals
    -------
    progressed(task, object)
        What the work reported, at most 25 times a second.
    succeeded(task, object)
        What the work returned.
    failed(task, exception)
    ended(task)
        Always last, even when cancelled.
    """

    progressed = Signal(object, object)
    succeeded = Signal(object, object)
    failed = Signal(object, object)
    ended = Signal(object)

    def __init__(self, work: Callable[[Task], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.is_over = False
        self._is_cancelled = False
        self._last_progress = 0.0

    def cancel(self) -> None:
        """Ask the work to stop; nothing but `ended` will be heard of it."""
        self._is_cancelled = True

    def should_cancel(self) -> bool:
        """Tell the work whether to stop. Thread: any."""
        return self._is_cancelled

    def progress(self, value: object, *, is_forced: bool = False) -> None:
        """Report progress. Thread: pool."""
        now = time.monotonic()
        if is_forced or now - self._last_progress >= PROGRESS_EVERY_S:
            self._last_progress = now
            self.progressed.emit(self, value)

    def run(self) -> None:
        """Do the work. Thread: pool."""
        try:
            if not self._is_cancelled:
                result = self._work(self)
                if not self._is_cancelled:
                    self.succeeded.emit(self, result)
        except RenderCancelled:
            log.debug("task cancelled")
        except Exception as e:  # noqa: BLE001 (the thread's outer edge)
            if not self._is_cancelled:
                self.failed.emit(self, e)
        finally:
            del self._work  # and with it the clips it was about
            self.ended.emit(self)
            self.is_over = True


class TaskRunner(QObject):
    """Runs tasks on its own small pool and keeps them until they end."""

    def __init__(self, parent: QObject | None = None, n_threads: int = 3) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(n_threads)
        self._live: set[Task] = set()
        self._spent: set[Task] = set()

    @property
    def n_live(self) -> int:
        """Tasks that have not ended."""
        return len(self._live)

    def submit(
        self,
        work: Callable[[Task], Any],
        *,
        on_done: Callable[[Task, Any], None],
        on_failed: Callable[[Task, Exception], None],
        on_progress: Callable[[Task, Any], None] | None = None,
        on_ended: Callable[[Task], None] | None = None,
    ) -> Task:
        """Start work; the callbacks must be slots of QObjects in the GUI thread."""
        task = Task(work, self)
        task.succeeded.connect(on_done)
        task.failed.connect(on_failed)
        if on_progress is not None:
            task.progressed.connect(on_progress)
        if on_ended is not None:
            task.ended.connect(on_ended)
        task.ended.connect(self._on_ended)
        self._sweep()
        self._live.add(task)
        # NB: not a QRunnable of ours: PySide would keep it, and all that the work holds, for ever.
        self._pool.start(task.run)
        return task

    def _sweep(self) -> None:
        """Delete the tasks whose threads are through with them."""
        done = {task for task in self._spent if task.is_over}
        self._spent -= done
        for task in done:
            task.deleteLater()

    def shutdown(self, wait_ms: int = 3000) -> bool:
        """Cancel everything and wait a little; False if a task would not stop."""
        for task in self._live:
            task.cancel()
        # NB: not `clear`: PySide would keep what never ran, and all that its work holds, for ever.
        is_done = self._pool.waitForDone(wait_ms)
        self._live.clear()
        return is_done

    @Slot(object)
    def _on_ended(self, task: Task) -> None:
        self._live.discard(task)
        # Its thread may still be on its way out of the signal; then the next sweep takes it.
        self._spent.add(task)
        self._sweep()
