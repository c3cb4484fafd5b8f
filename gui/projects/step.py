"""One step of the history: what it changed, there and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from PySide6.QtGui import QUndoCommand

from gui.document import ClipRef, Document
from gui.session import Slot

MERGING_ID = 1
"""Qt asks a step whether it takes another one in only if both have the same number."""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What differs between two documents."""

    before: Document
    after: Document

    @property
    def back(self) -> Change:
        """The other way round."""
        return Change(self.after, self.before)


def refs_of(document: Document) -> dict[Slot, ClipRef | None]:
    """Return the clips of a document."""
    return {Slot.A: document.a, Slot.B: document.b}


def with_refs(document: Document, refs: Mapping[Slot, ClipRef | None]) -> Document:
    """Return a document with other clips."""
    a, b = refs.get(Slot.A, document.a), refs.get(Slot.B, document.b)
    return dataclasses.replace(document, a=a, b=b)


def with_change(document: Document, change: Change) -> Document:
    """Return a document with what a change touches as it is afterwards, and all else as it is."""
    names = [field.name for field in dataclasses.fields(Document)]
    new = {name: getattr(change.after, name) for name in names}
    changed = {name: new[name] for name in names if getattr(change.before, name) != new[name]}
    return dataclasses.replace(document, **changed)


class Step(QUndoCommand):
    """A step that is done already when it is pushed.

    Only what it changed is taken back, so that a step does not ask again for a file that another
    one could not bring back.

    Parameters
    ----------
    text : str
        Its name.
    change : Change
    key : str
        What kind of step it is.
    is_merging : bool
        Whether it goes on with the one before, if that is of the same kind.
    go : callable
        Makes a change.
    """

    def __init__(
        self,
        text: str,
        change: Change,
        key: str,
        *,
        is_merging: bool,
        go: Callable[[Change], None],
    ) -> None:
        super().__init__(text)
        self.change = change
        self._key = key
        self._is_merging = is_merging
        self._go = go
        self._is_done = True

    def undo(self) -> None:
        self._go(self.change.back)

    def redo(self) -> None:
        if self._is_done:
            self._is_done = False
        else:
            self._go(self.change)

    def id(self) -> int:
        return MERGING_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not (isinstance(other, Step) and other._is_merging and other._key == self._key):
            return False
        self.change = Change(self.change.before, other.change.after)
        self.setObsolete(self.change.before == self.change.after)
        return True
