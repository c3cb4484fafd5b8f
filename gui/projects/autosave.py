"""What is open and not saved, kept for the day when Segue does not end well."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtCore import Slot as QtSlot

from gui.feature import Feature, Shell
from gui.projects.project import encode
from gui.projects.project_control import ProjectControl
from gui.projects.recovery import Found, Orphan, Recovery
from gui.settings import data_folder
from gui.signals import is_ending
from gui.task_runner import Task
from gui.widgets.question_bar import QuestionBar
from gui.words import sentence

log = logging.getLogger(__name__)
AFTER_MS = 2000
"""From a change to its copy; changes meanwhile are in the same copy."""


def recovery_folder() -> Path:
    """Return where the copies lie."""
    return data_folder() / "recovery"


class Autosave(Feature):
    """Writes a copy of what is not saved, and offers those that were left behind.

    Attributes
    ----------
    bar : QuestionBar
        Over the morph: whether to bring something back.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        projects = shell.window.findChild(ProjectControl)
        assert projects is not None, "ProjectControl comes before in FEATURES"
        self._projects: ProjectControl = projects
        self._history = projects.history
        self._recovery = Recovery(recovery_folder())
        self._is_on = False
        self._writing: Task | None = None
        self._has_copy = self._is_told = False
        self._orphans: list[Orphan] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._on_due)
        answers = [("back", self.tr("Bring back")), ("discard", self.tr("Discard"))]
        messages = shell.views.morph.messages
        self.bar = QuestionBar(shell.theme, answers, messages)
        messages.add(self.bar)
        self.bar.answered.connect(self._on_answered)
        self._history.changed.connect(self._on_changed)

    def start(self) -> None:
        """Look for what was left behind."""
        self._is_on = self.shell.controller.settings.autosaves
        if self._is_on:
            self._submit(self._find, self._on_found)
            self._on_changed()

    def _submit(self, work: Callable[[Task], Any], on_done: Callable[[Task, Any], None]) -> Task:
        tasks = self.shell.controller.tasks
        return tasks.submit(work, on_done=on_done, on_failed=self._on_failed)

    # -- writing --------------------------------------------------------------------------------

    @QtSlot()
    def _on_changed(self) -> None:
        is_due = self._history.is_dirty or self._has_copy or self._writing is not None
        if self._is_on and is_due and not self._timer.isActive():
            self._timer.start()

    @QtSlot()
    def _on_due(self) -> None:
        """Write the copy; remove it when all is saved."""
        if self._writing is not None:
            self._timer.start()
            return
        is_dirty = self._history.is_dirty
        if not is_dirty and not self._has_copy:
            return
        recovery, data = self._recovery, self._data() if is_dirty else None

        def work(_: Task) -> bool:
            if data is None:
                recovery.remove()
            else:
                recovery.write(data)
            return data is not None

        self._writing = self._submit(work, self._on_written)

    def _data(self) -> bytes:
        vae = self.shell.controller.vae
        model = (vae.name, vae.version) if vae is not None else None
        return encode(self._history.document, None, model, origin=self._projects.path)

    @QtSlot(object, object)
    def _on_written(self, _: Task, has_copy: bool) -> None:
        self._writing = None
        self._has_copy = has_copy
        self._is_told = False

    @QtSlot(object, object)
    def _on_failed(self, task: Task, error: Exception) -> None:
        log.warning("no copy for safety: %s", error)
        if task is self._writing:
            self._writing = None
            if not self._is_told:
                self._is_told = True
                text = self.tr("No copy is kept for safety: {sentence}")
                self.shell.controller.noted.emit(text.format(sentence=sentence(error)))

    # -- offering -------------------------------------------------------------------------------

    def _find(self, task: Task) -> Found:
        return self._recovery.find(task.should_cancel)

    @QtSlot(object, object)
    def _on_found(self, _: Task, found: Found) -> None:
        self._orphans = list(found.orphans)
        if found.put_aside:
            text = self.tr(
                "A copy that was kept for safety could not be read. It lies in {path} now."
            )
            note = self.shell.views.morph.messages.note
            note.show_text(text.format(path=found.put_aside[0]))
        self._offer()

    def _offer(self) -> None:
        """Ask about the newest."""
        if not self._orphans:
            return
        name = self._orphans[0].project.origin
        if name is None:
            text = self.tr("Segue did not end well last time. Bring back what was open?")
        else:
            plain = self.tr("Segue did not end well last time. Bring back the changes to “{name}”?")
            text = plain.format(name=name.stem)
        self.bar.ask(text)

    @QtSlot(str)
    def _on_answered(self, answer: str) -> None:
        orphan = self._orphans[0]
        if answer == "discard":
            self._orphans.remove(orphan)
            self._remove(orphan)
            self._offer()
        elif self._projects.bring_back(orphan.project):
            self._orphans.remove(orphan)
            self._keep_then_remove(orphan)
            self._leave_others()
        else:
            self._offer()

    def _remove(self, orphan: Orphan) -> None:
        def work(_: Task) -> None:
            orphan.discard()

        self._submit(work, self._on_removed)

    def _keep_then_remove(self, orphan: Orphan) -> None:
        """Write the own copy at once: until it is there, the old one stays."""
        recovery, data = self._recovery, self._data()

        def work(_: Task) -> bool:
            recovery.write(data)
            orphan.discard()
            return True

        self._writing = self._submit(work, self._on_written)

    @QtSlot(object, object)
    def _on_removed(self, _: Task, __: object) -> None:
        pass

    def _leave_others(self) -> None:
        for orphan in self._orphans:
            orphan.leave()
        self._orphans.clear()

    # -- the end --------------------------------------------------------------------------------

    def shutdown(self) -> None:
        """Remove the copy: the user was asked. Nobody was when the system wanted an end."""
        self._timer.stop()
        self._leave_others()
        if self._is_on:
            self._recovery.close(keeps=is_ending() and self._history.is_dirty and self._has_copy)
