"""Undo and redo: steps from one document to the next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QUndoStack

from gui.document import ClipRef, Document
from gui.feature import Feature, Shell
from gui.projects.gesture import Gesture
from gui.projects.history_words import HistoryWords
from gui.projects.step import Change, Step, refs_of, with_change, with_refs
from gui.session import Slot

MAX_STEPS = 500


class History(Feature):
    """Keeps what was done, and what of it is saved.

    A clip that is being read is not yet in the session: ``document`` has it already when it was
    undo or a project that asked for it, so that an edit meanwhile records nothing else.

    Attributes
    ----------
    stack : QUndoStack
    document : Document
        What undo and a project see now.
    words : HistoryWords

    Signals
    -------
    changed()
        ``document`` or ``is_dirty`` is another.
    """

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._controller = controller = shell.controller
        self.words = HistoryWords(self)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(MAX_STEPS)
        self._gesture = Gesture(self)
        self.document = controller.session.document()
        self._saved: Document | None = self.document  # None: in no file, whatever it is
        self._is_started = self._is_going = False
        self._awaited: dict[Slot, ClipRef] = {}  # asked for by undo or a project
        self._missing: set[Path] = set()  # files not to be had, that the document keeps
        self._lost: dict[Slot, ClipRef] = {}  # what was missing where another file is tried now
        self._first: set[Slot] = set()  # being read for the state that counts as unchanged
        self._following: set[Slot] = set()  # being read because the length was changed
        controller.edited.connect(self._on_edited)
        controller.methods_changed.connect(self._on_methods_changed)
        for loader in controller.loaders.values():
            loader.idle.connect(self._on_idle)
        self.stack.indexChanged.connect(self._show_steps)
        shell.commands.add(undo=self.undo, redo=self.redo)
        self._show_steps()

    def start(self) -> None:
        """The clips that are opened with the window are no step."""
        QTimer.singleShot(0, self._on_started)

    @QtSlot()
    def _on_started(self) -> None:
        loaders = self._controller.loaders
        if not self._is_started:
            self._is_started = True
            self._first |= {slot for slot in Slot if loaders[slot].is_loading}

    def shutdown(self) -> None:
        self._gesture.end()

    # -- what is asked for --------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last step back."""
        self._gesture.end()
        if self.stack.canUndo():
            name = self.stack.undoText()
            self.stack.undo()
            self._controller.noted.emit(self.tr("Undone: {step}").format(step=name))

    def redo(self) -> None:
        """Do the last step that was taken back again."""
        self._gesture.end()
        if self.stack.canRedo():
            name = self.stack.redoText()
            self.stack.redo()
            self._controller.noted.emit(self.tr("Done again: {step}").format(step=name))

    def go(self, change: Change) -> None:
        """Change of the document what differs between two others."""
        self._restore(with_change(self.document, change))
        self.changed.emit()

    def open(
        self, document: Document, *, missing: Iterable[Slot] = (), is_saved: bool = True
    ) -> None:
        """Begin anew with another document.

        Parameters
        ----------
        document : Document
        missing : iterable of Slot
            Whose file is not to be had: it stays in the document and nothing is read.
        is_saved : bool
            Whether it lies in a file like this.
        """
        self._gesture.end()
        self.stack.clear()
        self._is_started = True
        refs = refs_of(document)
        self._missing = {ref.path for slot in missing if (ref := refs[slot])}
        self._lost.clear()
        session = self._controller.session
        self._is_going = True
        try:
            for slot, ref in refs.items():
                # What cannot be read must not leave a clip of the last project in its place.
                if ref is None or ref.path != session.slots[slot].path:
                    self._controller.close_clip(slot)
        finally:
            self._is_going = False
        self._restore(document)
        self._first = set(self._awaited) - set(self.missing)
        self._saved = self.document if is_saved else None
        self.changed.emit()

    @property
    def is_dirty(self) -> bool:
        """Whether something was changed since it was last saved, or since the start."""
        return self.document != self._saved

    def mark_saved(self, document: Document) -> None:
        """Take note that this document lies in a file."""
        self._gesture.end()
        self._saved = document
        self.changed.emit()

    # -- clips that are not to be had -----------------------------------------------------------

    @property
    def missing(self) -> dict[Slot, ClipRef]:
        """The clips of the document that were not found."""
        return {slot: ref for slot, ref in self._awaited.items() if ref.path in self._missing}

    def locate(self, slot: Slot, ref: ClipRef) -> None:
        """Take a missing clip from here."""
        self._lost[slot] = self._awaited[slot]
        self._awaited[slot] = ref
        self._controller.open_clip(slot, ref.path, ref.start_s)
        self._follow()

    def leave_empty(self, slot: Slot) -> None:
        """Do without a missing clip."""
        self._awaited.pop(slot, None)
        self._follow()

    # -- going to another document --------------------------------------------------------------

    def _restore(self, document: Document) -> None:
        controller, session = self._controller, self._controller.session
        # Files that were being read for another step, and are not wanted now.
        stopped = [s for s in self._awaited if controller.loaders[s].is_loading]
        self._is_going = True
        try:
            for slot in stopped:
                controller.loaders[slot].cancel()
            self._first.clear()
            self._following.clear()
            controller.restore(self._without_missing(document))
            for slot in stopped:
                ref = refs_of(document)[slot]
                if ref is not None and session.slots[slot].ref == ref:
                    controller.move_excerpt(slot, ref.start_s)  # it may have been of another length
                    controller.finish_move(slot)
        finally:
            self._is_going = False
            self._awaited = self._still_awaited(document)
            self.document = self._seen()

    def _without_missing(self, document: Document) -> Document:
        refs = refs_of(document)
        return with_refs(
            document, {s: None for s, ref in refs.items() if ref and ref.path in self._missing}
        )

    def _still_awaited(self, document: Document) -> dict[Slot, ClipRef]:
        awaited = {}
        for slot, ref in refs_of(document).items():
            is_there = self._controller.session.slots[slot].ref == ref
            if ref is not None and (self._is_busy(slot) or not is_there):
                awaited[slot] = ref
        return awaited

    def _seen(self) -> Document:
        """Return the session's document with the clips that are on their way."""
        return with_refs(self._controller.session.document(), self._awaited)

    def _follow(self) -> None:
        """Take over what there is, without a step."""
        self.document = self._seen()
        if not self._is_started:
            self._saved = self.document
        self.changed.emit()

    # -- what was done --------------------------------------------------------------------------

    @QtSlot()
    def _on_methods_changed(self) -> None:
        """A way that there is not was replaced by one that there is."""
        change = Change(self.document, self._seen())
        self.document = change.after
        if self._saved is not None:
            self._saved = with_change(self._saved, change)
        self.changed.emit()

    @QtSlot(str)
    def _on_edited(self, key: str) -> None:
        if self._is_going:
            return
        if key.startswith("clip_"):
            self._on_landed(Slot(key[-1]))
        elif not self._is_started:
            self._follow()
        else:
            if key == "swap":
                self._awaited = {slot.other: ref for slot, ref in self._awaited.items()}
            self._record(key)
            if key == "length":
                loaders = self._controller.loaders
                self._following = {s for s in Slot if loaders[s].wanted_start_s is not None}

    def _on_landed(self, slot: Slot) -> None:
        """A clip or an excerpt came: of a step that is known, or by the user's hand."""
        ref = self._controller.session.slots[slot].ref
        awaited = self._awaited.pop(slot, None)
        self._lost.pop(slot, None)
        if ref is not None:
            self._missing.discard(ref.path)
        is_known = awaited is not None and ref is not None and awaited.path == ref.path
        if slot in self._first or not self._is_started:
            self._first.discard(slot)
            if self._saved is not None and (is_known or awaited is None):
                self._saved = with_refs(self._saved, {slot: ref})
            self._follow()
        elif is_known:
            self._follow()
        elif slot in self._following:
            self._following.discard(slot)
            self._record("length", is_same=True)
        else:
            old = refs_of(self.document)[slot]
            is_moved = old is not None and ref is not None and old.path == ref.path
            self._record(f"excerpt_{slot.value}" if is_moved else f"clip_{slot.value}")

    def _record(self, key: str, *, is_same: bool = False) -> None:
        before, self.document = self.document, self._seen()
        if self.document == before:
            return
        is_merging = self._gesture.takes(key) or is_same
        text = self.words.step(key, before, self.document)
        change = Change(before, self.document)
        self.stack.push(Step(text, change, key, is_merging=is_merging, go=self.go))
        self.changed.emit()

    @QtSlot()
    def _on_idle(self) -> None:
        """Nothing comes for one side any more; what was awaited there was refused or given up."""
        if self._is_going:
            return
        for slot in Slot:
            if self._is_busy(slot):
                continue
            self._following.discard(slot)
            is_wanted = slot in self._first or slot in self._lost
            self._first.discard(slot)
            if slot not in self._awaited or slot in self.missing:
                continue
            if is_wanted:  # by the project
                self._awaited[slot] = self._lost.pop(slot, self._awaited[slot])
                self._missing.add(self._awaited[slot].path)
            else:
                del self._awaited[slot]
            self._follow()

    def _is_busy(self, slot: Slot) -> bool:
        loader = self._controller.loaders[slot]
        return loader.is_loading or loader.wanted_start_s is not None

    @QtSlot()
    def _show_steps(self) -> None:
        self.shell.views.menus.set_steps(self.stack.undoText(), self.stack.redoText())
