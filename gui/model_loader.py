"""Finds and opens models, in tasks; the newest wish replaces the one under way."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gui.backend import Backend
from gui.task_runner import Task, TaskRunner

if TYPE_CHECKING:
    from engine.vae.onnx_vae import OnnxVae

log = logging.getLogger(__name__)


class ModelLoader(QObject):
    """Knows which models there are and opens one of them.

    Signals
    -------
    listed()
        ``models`` is another.
    started(str)
        The folder's name; "" for the first model.
    opened(OnnxVae)
    failed(exception)
        The model could not be used; the one that was open stays.

    Attributes
    ----------
    models : list of (Path, str)
        Folder and label of each.
    """

    listed = Signal()
    started = Signal(str)
    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, backend: Backend, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._tasks = tasks
        self._task: Task | None = None
        self.models: list[tuple[Path, str]] = []

    @property
    def first(self) -> Path | None:
        """The model that `open` opens without a folder; None is the one that comes with Segue."""
        return self._backend.model_folder

    def set_first(self, folder: Path | None) -> None:
        """Let `open` without a folder open this one."""
        self._backend.set_model(folder)

    def set_provider(self, provider: str) -> None:
        """Open models for "auto" or "cpu" from now on."""
        self._backend.set_provider(provider)

    def find(self) -> None:
        """List the models that come with Segue."""
        self._tasks.submit(self._list, on_done=self._on_listed, on_failed=self._on_not_listed)

    def open(self, folder: Path | None = None) -> None:
        """Open a model folder; without one, the model the window was started with."""
        if self._task is not None:
            self._task.cancel()
        backend = self._backend

        def work(_: Task) -> OnnxVae:
            return backend.load_model(folder)

        self._task = self._tasks.submit(work, on_done=self._on_done, on_failed=self._on_failed)
        self.started.emit(folder.name if folder else "")

    def _list(self, _: Task) -> list[tuple[Path, str]]:
        return self._backend.list_models()

    @Slot(object, object)
    def _on_listed(self, _: Task, models: list[tuple[Path, str]]) -> None:
        others = [model for model in self.models if model not in models]
        self.models = [*models, *others]
        self.listed.emit()

    @Slot(object, object)
    def _on_not_listed(self, _: Task, error: Exception) -> None:
        log.error("the models could not be listed", exc_info=error)

    @Slot(object, object)
    def _on_done(self, task: Task, vae: OnnxVae) -> None:
        if task is not self._task:
            return
        self._task = None
        # One from elsewhere stays in the list, so that both can be compared.
        if vae.folder is not None and vae.folder not in [folder for folder, _ in self.models]:
            self.models.append((vae.folder, f"{vae.name} {vae.version}"))
        self.opened.emit(vae)

    @Slot(object, object)
    def _on_failed(self, task: Task, error: Exception) -> None:
        if task is self._task:
            self._task = None
            self.failed.emit(error)
