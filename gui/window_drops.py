"""Where files go that were dropped, pasted or chosen again, and what is asked before."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint, Signal
from PySide6.QtCore import Slot as QtSlot

from gui.clips.choose_side import SideChooser
from gui.clips.clip_column import ClipColumn
from gui.clips.drops import Dropped, read_drop
from gui.clips.folder_picker import FolderPicker
from gui.clips.sound_scan import has_folder
from gui.controller import Controller
from gui.morphing.morph_column import MorphColumn
from gui.projects.project import is_project
from gui.session import Slot
from gui.task_runner import Task
from gui.theme import Theme
from gui.words import sentence


@dataclasses.dataclass(frozen=True, slots=True)
class _Landed:
    """What was dropped, on which side, and whether a folder is among it."""

    dropped: Dropped
    slot: Slot | None
    has_folder: bool


class WindowDrops(QObject):
    """Decides where files go.

    Two files are A and B. One goes to the column it was dropped on; else to the empty side; else
    to the nearer one, which lights up before the hand lets go. Over the morph neither is nearer:
    there it is asked. Of more than two, and of a folder, one chooses from a list.

    Parameters
    ----------
    controller : Controller
    clips : dict
    morph : MorphColumn
        Where it asks.
    theme : Theme
    parent : QObject

    Signals
    -------
    noted(str)
        What was left out.
    """

    noted = Signal(str)

    def __init__(
        self,
        controller: Controller,
        clips: dict[Slot, ClipColumn],
        morph: MorphColumn,
        theme: Theme,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._clips = clips
        self._morph = morph
        self._n_dragged: int | None = None
        self.chooser = SideChooser(theme, morph, controller.open_clip)
        self.picker = FolderPicker(theme, morph, controller.tasks, controller.open_clip)
        for column in clips.values():
            column.dropped.connect(self.take)

    def slot_at(self, share: float) -> Slot | None:
        """Return the side for a drop at this share of the window's width; None to ask."""
        empty = self._empty_side()
        if empty is not None:
            return empty
        width = self._morph.window().width()
        left = self._morph.mapTo(self._morph.window(), QPoint(0, 0)).x()
        if left <= share * width <= left + self._morph.width():
            return None
        return Slot.A if share < 0.5 else Slot.B

    def _empty_side(self) -> Slot | None:
        """Return the only empty side; A if both are."""
        slots, loaders = self._controller.session.slots, self._controller.loaders
        empty = [s for s in Slot if slots[s].clip is None and not loaders[s].is_loading]
        return empty[0] if empty else None

    def light(self, mime: QMimeData, share: float) -> None:
        """Light up where a drop would land."""
        if self._n_dragged is None:  # thousands of files take a while to count
            self._n_dragged = len(mime.urls())
        slot = self.slot_at(share)
        targets = set(Slot) if self._n_dragged > 1 or slot is None else {slot}
        for side, column in self._clips.items():
            column.set_drop_target(side in targets)

    def unlight(self) -> None:
        """The drag is over."""
        self._n_dragged = None
        for column in self._clips.values():
            column.set_drop_target(False)

    def drop(self, mime: QMimeData, share: float) -> None:
        """Something was dropped beside the columns."""
        self.unlight()
        self.take(self.slot_at(share), read_drop(mime))

    def open_any(self, path: Path) -> None:
        """Open a sound on the empty side, else ask; or a project."""
        self.take_anywhere(Dropped((path,), ""))

    def take_anywhere(self, dropped: Dropped) -> None:
        """Open what has no place: on the empty side, else it is asked where."""
        self.take(self._empty_side() if dropped.paths else None, dropped)

    @QtSlot(object, object)
    def take(self, slot: Slot | None, dropped: Dropped) -> None:
        """Open what was dropped or pasted; without a slot it is asked for if need be."""
        self.chooser.dismiss()
        if not dropped.paths:
            self._refuse(slot, dropped.note)
            return
        if dropped.note:
            self.noted.emit(dropped.note)
        if any(map(is_project, dropped.paths)):
            self._controller.open_paths(dropped.paths)
        elif len(dropped.paths) > 2:
            self._pick(slot, dropped)
        else:

            def work(_: Task) -> _Landed:
                return _Landed(dropped, slot, has_folder(dropped.paths))

            self._controller.tasks.submit(
                work, on_done=self._on_looked_at, on_failed=self._on_failed
            )

    def _refuse(self, slot: Slot | None, why: str) -> None:
        if slot is None:
            self._morph.messages.refusal.show_text(why)
        else:
            self._clips[slot].show_error(why)

    def _pick(self, slot: Slot | None, dropped: Dropped) -> None:
        self.picker.look_into(dropped.paths, slot or self._empty_side() or Slot.A)

    @QtSlot(object, object)
    def _on_looked_at(self, _: Task, landed: _Landed) -> None:
        paths = landed.dropped.paths
        if landed.has_folder:
            self._pick(landed.slot, landed.dropped)
        elif len(paths) == 2:
            self._controller.open_paths(paths)
        elif landed.slot is None:
            self.chooser.ask(paths[0])
        else:
            self._controller.open_clip(landed.slot, paths[0])

    @QtSlot(object, object)
    def _on_failed(self, _: Task, error: Exception) -> None:
        self._refuse(None, sentence(error))
