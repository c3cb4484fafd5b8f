"""Clips that a project names and that are not there: asked for in their column."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtCore import Slot as QtSlot

from gui.document import ClipRef
from gui.feature import Shell
from gui.projects.clip_look import Look, find_neighbours
from gui.projects.history import History
from gui.projects.project import Project
from gui.projects.project_dialogs import ask_missing_clip
from gui.session import Slot
from gui.task_runner import Task
from gui.widgets.question_bar import QuestionBar


class MissingClips(QObject):
    """Keeps a bar in the column of each clip that is missing.

    Parameters
    ----------
    shell : Shell
    history : History
        Knows which clips are missing.
    """

    def __init__(self, shell: Shell, history: History) -> None:
        super().__init__(shell.window)
        self._shell = shell
        self._history = history
        self._looks: dict[str, Look] = {}
        self._gone: set[Path] = set()
        self._asked: dict[Slot, ClipRef] = {}
        self._finding: Task | None = None
        self.bars = {slot: self._make_bar(slot) for slot in Slot}
        history.changed.connect(self._show)

    def _make_bar(self, slot: Slot) -> QuestionBar:
        column = self._shell.views.clips[slot]
        answers = [("locate", self.tr("Locate…")), ("empty", self.tr("Leave empty"))]
        bar = QuestionBar(self._shell.theme, answers, column.messages)
        column.messages.add(bar)
        bar.answered.connect(self._on_answered_a if slot is Slot.A else self._on_answered_b)
        return bar

    def take(self, project: Project) -> None:
        """Another project is open."""
        if self._finding is not None:
            self._finding.cancel()
            self._finding = None
        refs = {"a": project.document.a, "b": project.document.b}
        self._looks = project.looks
        self._gone = {ref.path for side in project.missing if (ref := refs[side])}
        self._asked.clear()
        for slot, bar in self.bars.items():
            bar.clear()
            ref = refs[slot.value.lower()]
            if slot.value.lower() in project.changed and ref is not None:
                text = self.tr("“{name}” is another file than when the project was saved.")
                self._shell.controller.noted.emit(text.format(name=ref.path.name))

    @QtSlot()
    def _show(self) -> None:
        missing = self._history.missing
        for slot, bar in self.bars.items():
            ref = missing.get(slot)
            if ref == self._asked.get(slot):
                continue
            if ref is None:
                del self._asked[slot]
                bar.clear()
                continue
            self._asked[slot] = ref
            gone = self.tr("“{name}” is not where it was.")
            refused = self.tr("“{name}” of the project was not opened.")
            text = gone if ref.path in self._gone else refused
            bar.ask(text.format(name=ref.path.name))

    @QtSlot(str)
    def _on_answered_a(self, answer: str) -> None:
        self._answer(Slot.A, answer)

    @QtSlot(str)
    def _on_answered_b(self, answer: str) -> None:
        self._answer(Slot.B, answer)

    def _answer(self, slot: Slot, answer: str) -> None:
        ref = self._history.missing.get(slot)
        if ref is None:
            return
        if answer == "empty":
            self._history.leave_empty(slot)
            return
        folder = str(ref.path.parent) if os.path.isdir(ref.path.parent) else ""
        settings = self._shell.controller.settings
        path = ask_missing_clip(
            self._shell.window, ref.path.name, folder or settings.project_folder
        )
        if path is None:
            self.bars[slot].ask(self.bars[slot].question)
            return
        self._history.locate(slot, ClipRef(path, ref.start_s))
        self._look_for_others(path.parent)

    def _look_for_others(self, folder: Path) -> None:
        """Where one clip is, the other one may be, too."""
        missing = {
            slot.value.lower(): (ref.path.name, self._looks.get(slot.value.lower()))
            for slot, ref in self._history.missing.items()
        }
        if not missing:
            return

        def work(_: Task) -> dict[str, Path]:
            return find_neighbours(folder, missing)

        tasks = self._shell.controller.tasks
        self._finding = tasks.submit(work, on_done=self._on_found, on_failed=self._on_not_found)

    @QtSlot(object, object)
    def _on_found(self, task: Task, found: dict[str, Path]) -> None:
        if task is not self._finding:
            return
        self._finding = None
        for slot, ref in self._history.missing.items():
            path = found.get(slot.value.lower())
            if path is not None:
                self._history.locate(slot, ClipRef(path, ref.start_s))

    @QtSlot(object, object)
    def _on_not_found(self, task: Task, _: Exception) -> None:
        if task is self._finding:
            self._finding = None
