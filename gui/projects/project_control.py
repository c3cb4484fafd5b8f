"""Projects: new, open, save, and what is asked before something would be lost."""

from __future__ import annotations

import dataclasses
import logging
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtCore import Slot as QtSlot

from gui.document import Document, MorphSettings
from gui.feature import Feature, Shell
from gui.projects.clip_look import Look
from gui.projects.history import History
from gui.projects.missing_clips import MissingClips
from gui.projects.project import SUFFIX, Project, write_project
from gui.projects.project_dialogs import Answer, ask_project, ask_target, ask_unsaved
from gui.projects.project_reader import read_project
from gui.session import MATCHES, Slot
from gui.signals import is_ending
from gui.task_runner import Task
from gui.words import sentence

log = logging.getLogger(__name__)


class ProjectControl(Feature):
    """The project that is open, if any.

    Attributes
    ----------
    path : Path or None
        Where it lies.

    Signals
    -------
    opened(Path), saved(Path)
        A project was opened or saved there.
    """

    opened = Signal(object)
    saved = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        history = shell.window.findChild(History)
        assert history is not None, "History comes first in FEATURES"
        self.history: History = history
        self.path: Path | None = None
        self._looks: dict[str, Look] = {}
        self._model: tuple[str, str] | None = None
        self._is_compared = False
        self._reading: Task | None = None
        self._writing: Task | None = None
        self._again: Path | None = None  # written once more when the one under way is done
        self._is_left = False  # what is being written is not open any more
        self._then: Callable[[], object] | None = None  # what waits for a project to be saved
        self._missing = MissingClips(shell, history)
        shell.commands.add(
            new_project=self.new,
            open_project=self.ask_and_open,
            save_project=self.save,
            save_project_as=self.save_as,
        )
        shell.controller.project_wished.connect(self.open)
        shell.controller.model_changed.connect(self._compare_models)
        history.changed.connect(self._show_name)
        self._show_name()

    @property
    def name(self) -> str:
        """What the project is called; "" without one."""
        return self.path.stem if self.path else ""

    @QtSlot()
    def _show_name(self) -> None:
        window = self.shell.window
        name = self.name or self.tr("Untitled")
        window.setWindowTitle(f"{name}[*]")
        window.setWindowModified(self.history.is_dirty)
        self.shell.views.menus.show_project(self.name, is_dirty=self.history.is_dirty)

    # -- before something is lost ---------------------------------------------------------------

    def may_close(self) -> bool:
        """Ask for changes that are not saved; saving takes a moment, then the window closes."""
        if is_ending():
            return True
        return self._is_free(self.shell.window.close)

    def _is_free(self, then: Callable[[], object]) -> bool:
        """Tell whether nothing would be lost; if the user wants to save first, ``then`` waits."""
        self._then = None
        is_asking = self.shell.controller.settings.asks_to_save
        if not self.history.is_dirty:
            return True
        if not is_asking:
            if self._writing is not None:  # what was to be saved is not lost
                self._then = then
            return self._writing is None
        answer = ask_unsaved(self.shell.window, self.name)
        if answer is Answer.SAVE:
            self._then = then
            self.save()
        return answer is Answer.DISCARD

    # -- new and open ---------------------------------------------------------------------------

    def new(self) -> None:
        """Begin with nothing."""
        if self._is_free(self.new):
            self._forget_reading()
            method = self.shell.controller.session.method
            morph = MorphSettings(method=method)
            self._take(
                Project(Document(morph=morph, other=morph, matches=frozenset(MATCHES))), None
            )

    def ask_and_open(self) -> None:
        """Ask for a file and open it."""
        settings = self.shell.controller.settings
        path = ask_project(self.shell.window, settings.project_folder)
        if path is not None:
            self.open(path)

    @QtSlot(object)
    def open(self, path: Path) -> None:
        """Read a project; what is open stays until it is understood."""
        path = Path(os.path.abspath(path))
        if not self._is_free(lambda: self.open(path)):
            return
        self._forget_reading()
        self.shell.views.morph.messages.refusal.clear()

        def work(_: Task) -> tuple[Path, Project]:
            return path, read_project(path)

        tasks = self.shell.controller.tasks
        self._reading = tasks.submit(work, on_done=self._on_read, on_failed=self._on_not_read)

    def _forget_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    @QtSlot(object, object)
    def _on_read(self, task: Task, read: tuple[Path, Project]) -> None:
        if task is self._reading:
            self._reading = None
            path, project = read
            self._take(project, path)
            self.shell.controller.settings.project_folder = str(path.parent)
            self.opened.emit(path)

    @QtSlot(object, object)
    def _on_not_read(self, task: Task, error: Exception) -> None:
        if task is self._reading:
            self._reading = None
            log.info("project not read: %s", error)
            self.shell.views.morph.set_waiting(False)
            self._refuse(error)

    def _refuse(self, error: Exception) -> None:
        self.shell.views.morph.messages.refusal.show_text(sentence(error))

    def bring_back(self, project: Project) -> bool:
        """Go on with what was kept for safety; it is saved nowhere else. False if not now."""
        is_free = self._is_free(lambda: None)
        if is_free:
            self._forget_reading()
            self._take(project, project.origin, is_saved=False)
        return is_free

    def _take(self, project: Project, path: Path | None, *, is_saved: bool = True) -> None:
        self._then = self._again = None
        self._is_left = self._writing is not None
        self.path, self._looks, self._model = path, project.looks, project.model
        self._is_compared = False
        self.shell.views.morph.messages.note.clear()
        missing = [slot for slot in Slot if slot.value.lower() in project.missing]
        self._missing.take(project)
        document = self._with_known_methods(project.document)
        self.history.open(document, missing=missing, is_saved=is_saved)
        self.shell.views.morph.set_waiting(False)
        self._compare_models()
        self._show_name()

    def _with_known_methods(self, document: Document) -> Document:
        """Replace ways between the clips that this Segue does not have."""
        known = [method.key for method in self.shell.controller.methods]
        for name in ("morph", "other"):
            morph = getattr(document, name)
            if known and morph.method not in known:
                text = self.tr("This Segue has no way “{method}”, so the project takes another.")
                self.shell.controller.noted.emit(text.format(method=morph.method))
                other = dataclasses.replace(morph, method=known[0])
                document = dataclasses.replace(document, **{name: other})
        return document

    @QtSlot()
    def _compare_models(self) -> None:
        """Say that another model is in use than the project was made with."""
        vae, model = self.shell.controller.vae, self._model
        if vae is None or model is None:
            return
        note = self.shell.views.morph.messages.note
        is_first, self._is_compared = not self._is_compared, True
        if (vae.name, vae.version) == model:
            note.clear()
        if (vae.name, vae.version) == model or not is_first:
            return  # who chose another model meanwhile knows
        text = self.tr(
            "The project was made with the model {made}. {used} is in use, so it may sound "
            "different; the menu Model has others."
        )
        made, used = " ".join(model), f"{vae.name} {vae.version}"
        note.show_text(text.format(made=made, used=used))

    # -- save -----------------------------------------------------------------------------------

    def save(self) -> None:
        """Save where the project lies, or ask where."""
        if self.path is None:
            self.save_as()
        else:
            self._write(self.path)

    def save_as(self) -> None:
        """Ask where, and save there."""
        controller = self.shell.controller
        folder = Path(controller.settings.project_folder or Path.home())
        path = ask_target(self.shell.window, self.path or folder / f"{self._suggested()}{SUFFIX}")
        if path is None:
            self._then = None
            return
        controller.settings.project_folder = str(path.parent)
        self._write(path)

    def _suggested(self) -> str:
        document = self.history.document
        names = [ref.path.stem for ref in (document.a, document.b) if ref is not None]
        return "-".join(names)[:100] or self.tr("Morph")

    def _write(self, path: Path) -> None:
        """Write the project; one file is written after the other."""
        if self._writing is not None:
            self._again = path
            return
        document, looks = self.history.document, dict(self._looks)
        vae = self.shell.controller.vae
        model = (vae.name, vae.version) if vae is not None else self._model
        self.shell.views.morph.messages.refusal.clear()

        def work(_: Task) -> tuple[Path, Document]:
            write_project(path, document, model=model, looks=looks)
            return path, document

        tasks = self.shell.controller.tasks
        self._writing = tasks.submit(work, on_done=self._on_written, on_failed=self._on_not_written)

    @QtSlot(object, object)
    def _on_written(self, _: Task, written: tuple[Path, Document]) -> None:
        is_left, self._is_left = self._is_left, False
        if self._write_again() or is_left:
            return
        self.path, document = written
        vae = self.shell.controller.vae
        self._model = (vae.name, vae.version) if vae is not None else self._model
        self.history.mark_saved(document)
        text = self.tr("Saved {name} in {folder}")
        self.shell.controller.noted.emit(text.format(name=self.path.name, folder=self.path.parent))
        self._show_name()
        self.saved.emit(self.path)
        then, self._then = self._then, None
        if then is not None:
            then()

    @QtSlot(object, object)
    def _on_not_written(self, _: Task, error: Exception) -> None:
        if not self._is_left:
            self._then = self._again = None
        self._is_left = False
        self._write_again()
        log.info("project not saved: %s", error)
        self._refuse(error)

    def _write_again(self) -> bool:
        """Write what was to be saved meanwhile; False if nothing was."""
        self._writing = None
        again, self._again = self._again, None
        if again is not None:
            self._write(again)
        return again is not None
