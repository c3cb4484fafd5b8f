"""Where a drop on the window lands, and what becomes of it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtCore import Slot as QtSlot

from gui.clip_column import ClipColumn
from gui.controller import Controller
from gui.drops import Dropped, read_drop
from gui.session import Slot


class WindowDrops(QObject):
    """Decides where files go.

    Two files are A and B. One goes to the column it was dropped on; beside the columns, to the
    empty side, else to the nearer one, which lights up before the hand lets go.

    Signals
    -------
    noted(str)
        What was left out.
    """

    noted = Signal(str)

    def __init__(
        self, controller: Controller, clips: dict[Slot, ClipColumn], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._clips = clips
        for column in clips.values():
            column.dropped.connect(self.take)

    def slot_at(self, share: float) -> Slot:
        """Return the side for a drop at this share of the window's width."""
        slots, loaders = self._controller.session.slots, self._controller.loaders
        empty = [s for s in Slot if slots[s].clip is None and not loaders[s].is_loading]
        if len(empty) == 1:
            return empty[0]
        return Slot.A if share < 0.5 else Slot.B

    def light(self, mime: QMimeData, share: float) -> None:
        """Light up where a drop would land."""
        targets = set(Slot) if len(mime.urls()) > 1 else {self.slot_at(share)}
        for slot, column in self._clips.items():
            column.set_drop_target(slot in targets)

    def unlight(self) -> None:
        """The drag is over."""
        for column in self._clips.values():
            column.set_drop_target(False)

    def drop(self, mime: QMimeData, share: float) -> None:
        """Something was dropped beside the columns."""
        self.unlight()
        self.take(self.slot_at(share), read_drop(mime))

    @QtSlot(object, object)
    def take(self, slot: Slot, dropped: Dropped) -> None:
        """Open what was dropped."""
        if not dropped.paths:
            self._clips[slot].show_error(dropped.note)
            return
        sides = list(Slot) if len(dropped.paths) == 2 else [slot]
        for side, path in zip(sides, dropped.paths, strict=True):
            self._controller.open_clip(side, path)
        if dropped.note:
            self.noted.emit(dropped.note)
