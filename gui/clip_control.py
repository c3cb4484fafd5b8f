"""The clips of the window: wishes about them become tasks, and what comes of them is shown."""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtCore import Slot as QtSlot

from gui.backend import Backend
from gui.clips.aligner import Aligner
from gui.clips.beat_finder import BeatFinder
from gui.clips.clip_loader import ClipLoader
from gui.clips.reading import Loaded
from gui.document import MAX_LENGTH_S, MIN_LENGTH_S, ClipRef, Document, scaled
from gui.morph_control import MorphControl
from gui.playback.player_bridge import PlayerBridge
from gui.session import Slot, SlotState
from gui.settings import Settings
from gui.task_runner import TaskRunner

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.audio.overview import Overview
    from engine.morph.source import Source

log = logging.getLogger(__name__)


class ClipControl(MorphControl):
    """The part of the controller that knows files.

    Signals
    -------
    slot_changed(Slot)
        That side has another clip, excerpt or encoding.
    length_changed(float)
        Both excerpts are to be so long, in seconds.
    loop_changed()
        Other seconds are looped.
    heard_changed(Heard)
    """

    slot_changed = Signal(object)
    length_changed = Signal(float)
    loop_changed = Signal()
    heard_changed = Signal(object)

    def __init__(self, backend: Backend, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(backend, settings, parent)
        self._backend = backend
        self.tasks = TaskRunner(self)
        self.player = PlayerBridge(backend, self.tasks, self)
        self.loaders = {slot: ClipLoader(slot, backend, self.tasks, self) for slot in Slot}
        self.aligner = Aligner(self.session, settings, backend, self.tasks, self)
        self.beats = BeatFinder(backend, self.tasks, self)
        self.aligner.replaced.connect(self._on_replaced)
        self.aligner.wished.connect(self._on_wished)
        for loader in self.loaders.values():
            loader.loaded.connect(self._on_loaded)
            loader.overviewed.connect(self._on_overviewed)
            loader.prepared.connect(self._on_prepared)

    @property
    def backend(self) -> Backend:
        """The door to the engine."""
        return self._backend

    # -- everything at once -----------------------------------------------------------------

    def restore(self, document: Document) -> None:
        """Go to another state of the session, by the shortest way; files are read in tasks."""
        session = self.session
        here = session.document()
        if (here.a, here.b) == (document.b, document.a) != (document.a, document.b):
            self.swap()
        session.other = document.other
        if session.bank != document.bank:
            session.bank = document.bank
            self.bank_changed.emit(session.bank)
        self._take_settings(document.morph)
        self.set_length(document.length_s)
        self._take_settings(document.morph)  # another length has stretched the curves
        session.other = document.other
        self.set_loop(document.loop)
        self.set_marks(document.marks)
        self.aligner.set_wish(document.is_matching, document.matches)
        for slot, ref in ((Slot.A, document.a), (Slot.B, document.b)):
            self._restore_clip(slot, ref)

    def _restore_clip(self, slot: Slot, ref: ClipRef | None) -> None:
        state = self.session.slots[slot]
        if ref is None:
            if state.path is not None or self.loaders[slot].is_loading:
                self.close_clip(slot)
        elif state.path != ref.path:
            self.open_clip(slot, ref.path, ref.start_s)
        elif state.ref != ref or self.loaders[slot].wanted_start_s is not None:
            self.move_excerpt(slot, ref.start_s)
            self.finish_move(slot)

    def _sound_changed(self) -> None:
        """Play what is heard now."""

    # -- clips ------------------------------------------------------------------------------

    def open_clip(self, slot: Slot, path: Path, start_s: float | None = None) -> None:
        """Read a file for one side; the old clip stays until it is there."""
        self.loaders[slot].open(path, self.vae, start_s, length_s=self.session.length_s)

    def move_excerpt(self, slot: Slot, start_s: float) -> None:
        """Take the excerpt from elsewhere in the file."""
        state = self.session.slots[slot]
        if state.path and state.overview and state.clip:
            loaded = Loaded(state.path, state.overview, state.clip)
            self.loaders[slot].move_excerpt(
                loaded, start_s, self.vae, length_s=self.session.length_s
            )

    def take_best(self, slot: Slot) -> None:
        """Take the passage of the file that Segue would take."""
        state = self.session.slots[slot]
        clip = state.own_clip
        if state.path and state.overview and clip:
            self.loaders[slot].take_best(
                Loaded(state.path, state.overview, clip), self.vae, length_s=self.session.length_s
            )

    def finish_move(self, slot: Slot) -> None:
        """The hand let go of the excerpt."""
        self.loaders[slot].finish_move()

    def set_length(self, length_s: float, slot: Slot | None = None, start_s: float = 0.0) -> None:
        """Take longer or shorter excerpts; that of ``slot`` may begin elsewhere, too."""
        session = self.session
        length_s = round(min(MAX_LENGTH_S, max(MIN_LENGTH_S, length_s)), 2)
        if length_s == session.length_s:
            return
        factor = length_s / session.length_s
        if session.other.curve is not None:
            other_curve = scaled(session.other.curve, factor)
            session.other = dataclasses.replace(session.other, curve=other_curve)
        if session.curve is not None:
            session.curve = scaled(session.curve, factor)
            self.curve_changed.emit()
        session.length_s = length_s
        if session.loop is not None:
            session.loop = None
            self.loop_changed.emit()
        self.length_changed.emit(length_s)
        for side, state in session.slots.items():
            ref, loader = state.ref, self.loaders[side]
            if loader.opening is not None:
                self.open_clip(side, loader.opening.path, loader.opening.start_s)
            elif ref is not None:
                moving_s = loader.wanted_start_s
                here_s = ref.start_s if moving_s is None else moving_s
                self.move_excerpt(side, start_s if side is slot else here_s)
        self.edited.emit("length")

    def set_loop(self, loop: tuple[float, float] | None) -> None:
        """Loop these seconds of the morph, or all of it."""
        if loop != self.session.loop:
            self.session.loop = loop
            self.loop_changed.emit()
            self.edited.emit("loop")

    def close_clip(self, slot: Slot) -> None:
        """Empty one side."""
        self.loaders[slot].clear()
        self.session.slots[slot] = SlotState()
        self._forget_morph()

    def close_clips(self) -> None:
        """Empty both sides."""
        for slot in Slot:
            self.loaders[slot].clear()
            self.session.slots[slot] = SlotState()
        self._forget_morph()

    def _forget_morph(self) -> None:
        self.render.cancel()
        self.player.clear_sound()
        self.aligner.heed()
        self.session.forget_results()
        self._tell_slots()
        self._sound_changed()
        self.result_changed.emit()
        self.edited.emit("close")

    def swap(self) -> None:
        """Exchange A and B; a file that is being read is read for the other side then."""
        moves = {slot: loader.wanted_start_s for slot, loader in self.loaders.items()}
        openings = {slot: loader.opening for slot, loader in self.loaders.items()}
        for loader in self.loaders.values():
            loader.clear()
        self.session.swap()
        self.aligner.heed()
        self.alpha_changed.emit(self.session.alpha)
        self.sound_alpha_changed.emit(self.session.sound_alpha)
        self.curve_changed.emit()
        self.marks_changed.emit()
        self._tell_slots()
        self.heard_changed.emit(self.session.heard)
        for slot, state in self.session.slots.items():
            if state.clip is not None and state.source is None:
                self._prepare(slot, state.clip)
        for slot, start_s in moves.items():
            if start_s is not None:
                # An excerpt on its way moves on, on the side its clip is now.
                self.move_excerpt(slot.other, start_s)
                self.finish_move(slot.other)
        for slot, opening in openings.items():
            if opening is not None:
                self.open_clip(slot.other, opening.path, opening.start_s)
            else:
                self._read_on(slot.other)
        self._sound_changed()
        self._want_render()
        self.edited.emit("swap")

    def _tell_slots(self) -> None:
        for slot in Slot:
            self.slot_changed.emit(slot)

    @QtSlot(object, object)
    def _on_loaded(self, slot: Slot, loaded: Loaded) -> None:
        # The old mel stays on show until the new one is there: source follows clip.
        before, overview = self.session.slots[slot], loaded.overview
        if before.path == loaded.path and before.overview and not overview.is_complete:
            overview = before.overview  # another excerpt: more of the file was read meanwhile
        self.session.slots[slot] = SlotState(loaded.path, overview, loaded.clip)
        self._on_replaced(slot)
        self.aligner.heed()
        self.edited.emit(f"clip_{slot.value}")

    @QtSlot(object, object, object)
    def _on_overviewed(self, slot: Slot, path: Path, overview: Overview) -> None:
        state = self.session.slots[slot]
        if state.path == path:
            for each in (state, state.original):
                if each is not None:
                    each.overview = overview
            self.slot_changed.emit(slot)

    def _read_on(self, slot: Slot) -> None:
        """Read what is not known yet of a file whose clip is there."""
        state = self.session.slots[slot]
        clip = state.own_clip
        if state.path and clip and state.overview and not state.overview.is_complete:
            self.loaders[slot].read_on(Loaded(state.path, state.overview, clip))

    @QtSlot(object)
    def _on_replaced(self, slot: Slot) -> None:
        """Show, play and morph another clip on one side."""
        state = self.session.slots[slot]
        self.session.invalidate()
        self.slot_changed.emit(slot)
        self._sound_changed()
        if state.source is not None:
            self._want_render()
        elif state.clip is not None:
            self._prepare(slot, state.clip)

    @QtSlot()
    def _on_wished(self) -> None:
        self.edited.emit("match")

    def _prepare(self, slot: Slot, clip: Clip) -> None:
        if self.vae is not None:
            self.loaders[slot].prepare(clip, self.vae)

    @QtSlot(object, object, object)
    def _on_prepared(self, slot: Slot, clip: Clip, source: Source) -> None:
        state = self.session.slots[slot]
        if state.clip is not clip:
            return
        state.source = source
        self.slot_changed.emit(slot)
        self._want_render()
