"""B matched to A while that is switched on: what to match, when, and what was found."""

from __future__ import annotations

import dataclasses
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtCore import Slot as QtSlot

from gui.backend import Backend
from gui.clips.align_process import Aligned, AlignJob
from gui.engine_words import of_engine
from gui.session import MATCHES, Session, Slot, SlotState
from gui.settings import Settings
from gui.task_runner import Task, TaskRunner
from gui.words import is_changed, sentence

if TYPE_CHECKING:
    from engine.morph.align import AlignPlan
    from gui.clips.align_process import AlignProcess

log = logging.getLogger(__name__)


class Aligner(QObject):
    """Keeps clip B matched to clip A; one job runs, and only the newest one's answer counts.

    Attributes
    ----------
    plan : AlignPlan or None
        What was found and done; None until that is known.
    error : str
        Why B could not be matched.

    Signals
    -------
    replaced(Slot)
        That side of the session has another clip: B matched, or as it is in its file again.
    changed()
        What is asked for, ``plan``, ``error`` or ``is_finding`` is another.
    wished()
        The user wants something else matched.
    noted(str)
        A sentence for the status line.
    """

    wished = Signal()
    replaced = Signal(object)
    changed = Signal()
    noted = Signal(str)

    def __init__(
        self,
        session: Session,
        settings: Settings,
        backend: Backend,
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._backend = backend
        self._tasks = tasks
        self._process: AlignProcess | None = None
        self._job: AlignJob | None = None
        self._running: AlignJob | None = None
        self.plan: AlignPlan | None = None
        self.error = ""

    @property
    def is_finding(self) -> bool:
        """Whether an answer is being waited for."""
        return self._job is not None and self.plan is None and not self.error

    # -- wishes -----------------------------------------------------------------------------

    def toggle(self) -> None:
        """Match B to A, or let B be as it is in its file."""
        session = self._session
        session.is_matching = not session.is_matching
        if session.is_matching and not session.matches:
            session.matches = frozenset(MATCHES)
        self._heed_wish()

    def toggle_part(self, name: str) -> None:
        """Match one of tempo, bars and key, or leave it; without any nothing is matched."""
        session = self._session
        session.matches = session.matches ^ {name}
        session.is_matching = session.is_matching and bool(session.matches)
        self._heed_wish()

    def set_wish(self, is_matching: bool, matches: frozenset[str]) -> None:
        """Match these of tempo, bars and key, or nothing."""
        session = self._session
        if (is_matching, matches) != (session.is_matching, session.matches):
            session.is_matching, session.matches = is_matching, matches
            self._heed_wish()

    def _heed_wish(self) -> None:
        session = self._session
        self._settings.is_matching = session.is_matching
        self._settings.matches_tempo = "tempo" in session.matches
        self._settings.matches_bars = "bars" in session.matches
        self._settings.matches_key = "key" in session.matches
        if not session.is_matching and self._job is not None:
            self.noted.emit(self.tr("B is as it is in its file."))
        self.heed()
        self.changed.emit()
        self.wished.emit()

    # -- jobs -------------------------------------------------------------------------------

    def heed(self) -> None:
        """Look at the session again: another clip, excerpt or wish makes another job."""
        wanted = self._wanted()
        if wanted == self._job:
            return
        self._job, self.plan, self.error = wanted, None, ""
        self._restore()
        self._start_next()
        self.changed.emit()

    def _wanted(self) -> AlignJob | None:
        session = self._session
        a, b = (session.slots[slot].own_clip for slot in Slot)
        if not session.is_matching or a is None or b is None:
            return None
        return AlignJob(a, b, session.matches)

    def _restore(self) -> None:
        for slot, state in list(self._session.slots.items()):
            if state.original is not None:
                self._session.slots[slot] = state.original
                self.replaced.emit(slot)

    def _start_next(self) -> None:
        if self._running is not None or self._job is None:
            return
        if self._process is None:
            self._process = self._backend.create_align_process()
        self._process.start()
        process, job = self._process, self._job
        self._running = job

        def work(_: Task) -> Aligned:
            return process.run(job)

        self._tasks.submit(work, on_done=self._on_done, on_failed=self._on_failed)
        self.noted.emit(self.tr("Finding beats and keys…"))

    def shutdown(self) -> None:
        """End the process; nothing comes of it any more."""
        self._job = None
        if self._process is not None:
            self._process.kill()

    def _take_answer(self) -> bool:
        """Tell whether the job that ended is the newest; if not, start that one."""
        is_newest = self._running == self._job
        self._running = None
        if not is_newest:
            self._start_next()
        return is_newest

    @QtSlot(object, object)
    def _on_done(self, _: Task, aligned: Aligned) -> None:
        if not self._take_answer():
            return
        self.plan = aligned.plan
        log.info("clips matched: %s", aligned.plan)
        state = self._session.slots[Slot.B]
        if is_changed(aligned.plan):
            # In the notes, the sentences get into the story beside an exported file.
            notes = (*aligned.clip.notes, *aligned.plan.sentences)
            clip = dataclasses.replace(aligned.clip, notes=notes)
            self._session.slots[Slot.B] = SlotState(
                state.path, state.overview, clip, original=state
            )
            self.replaced.emit(Slot.B)
        self.noted.emit(" ".join(map(of_engine, aligned.plan.sentences)))
        self.changed.emit()

    @QtSlot(object, object)
    def _on_failed(self, _: Task, error: Exception) -> None:
        log.info("clips not matched: %s", error)
        if self._take_answer():
            self.error = sentence(error)
            self.noted.emit(self.tr("{sentence} B stays as it is.").format(sentence=self.error))
            self.changed.emit()
