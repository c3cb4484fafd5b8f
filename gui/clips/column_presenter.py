"""From one clip's loader to its column."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtCore import Slot as QtSlot

from gui import words
from gui.clips.clip_column import ClipColumn
from gui.clips.reading import LoadProgress
from gui.controller import Controller
from gui.engine_words import of_engine
from gui.session import Slot

if TYPE_CHECKING:
    from engine.spec import MelSpec


class ColumnPresenter(QObject):
    """One loader's news to one column."""

    def __init__(self, controller: Controller, column: ClipColumn, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._column = column
        loader = controller.loaders[column.slot]
        loader.started.connect(self._on_started)
        loader.progressed.connect(self._on_progressed)
        loader.failed.connect(self._on_failed)
        loader.idle.connect(self._on_idle)
        controller.slot_changed.connect(self._on_slot_changed)
        controller.aligner.changed.connect(self._on_match_changed)

    @property
    def _spec(self) -> MelSpec | None:
        return self._controller.vae.spec if self._controller.vae else None

    @property
    def _wanted_s(self) -> float | None:
        """Where a quick hand has moved the excerpt to, while an older move is still being read."""
        return self._controller.loaders[self._column.slot].wanted_start_s

    @QtSlot(object)
    def _on_started(self, path: Path) -> None:
        self._column.show_started(path)

    @QtSlot(object)
    def _on_progressed(self, progress: LoadProgress) -> None:
        self._column.show_progress(progress)

    @QtSlot(object)
    def _on_failed(self, error: Exception) -> None:
        self._column.show_error(words.sentence(error))

    @QtSlot()
    def _on_idle(self) -> None:
        self._column.show_idle(self._spec, self._wanted_s)

    @QtSlot()
    def _on_match_changed(self) -> None:
        aligner, is_b = self._controller.aligner, self._column.slot is Slot.B
        text = tip = ""
        if aligner.plan is not None:
            text = words.matched(aligner.plan, "B" if is_b else "A")
            tip = "\n".join(map(of_engine, aligner.plan.sentences))
        elif aligner.is_finding and is_b:
            text = tip = self.tr("Finding beats and keys…")
        elif aligner.error and is_b:
            text, tip = self.tr("not matched"), aligner.error
        self._column.show_match(text, tip)

    @QtSlot(object)
    def _on_slot_changed(self, slot: Slot) -> None:
        if slot is self._column.slot:
            state = self._controller.session.slots[slot]
            self._column.show_state(state, self._spec, self._wanted_s)
