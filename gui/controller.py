"""What the window can do: it turns wishes into tasks, requests and sounds, and tells who looks."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtCore import Slot as QtSlot

from gui.aligner import Aligner
from gui.backend import Backend, MethodInfo
from gui.clip_loader import ClipLoader, Loaded
from gui.exporter import Exporter
from gui.model_loader import ModelLoader
from gui.morph_control import MorphControl
from gui.player_bridge import PlayerBridge
from gui.session import Heard, Slot, SlotState
from gui.settings import Settings
from gui.task_runner import Task, TaskRunner
from gui.words import sentence

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.morph.source import Source
    from engine.vae.onnx_vae import OnnxVae

log = logging.getLogger(__name__)
SOUND_EVERY_S = 0.4
"""While playing, a moving hand waits this long at most before a preview is let through."""


class Controller(MorphControl):
    """Owns the session, the threads and the player; the widgets only show and ask.

    Signals
    -------
    slot_changed(Slot)
        That side has another clip, excerpt or encoding.
    heard_changed(Heard)
    methods_changed(), model_changed()
        ``methods`` are known; the model is there, or ``model_error`` says why not.
    model_refused(str)
        Another model was asked for; why the one that is open stays.
    noted(str)
        A sentence for the status line.
    """

    slot_changed = Signal(object)
    heard_changed = Signal(object)
    methods_changed = Signal()
    model_changed = Signal()
    model_refused = Signal(str)
    noted = Signal(str)

    def __init__(self, backend: Backend, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(backend, settings, parent)
        self._backend = backend
        self.model_error = ""
        self.tasks = TaskRunner(self)
        self.player = PlayerBridge(backend, self.tasks, self)
        self.models = ModelLoader(backend, self.tasks, self)
        self.loaders = {slot: ClipLoader(slot, backend, self.tasks, self) for slot in Slot}
        self.aligner = Aligner(self.session, settings, backend, self.tasks, self)
        self.exporter = Exporter(backend, self.tasks, self)
        self._sounded_at = 0.0
        self._connect()

    def _connect(self) -> None:
        self.exporter.exported.connect(self._on_exported)
        self.aligner.replaced.connect(self._on_replaced)
        self.models.started.connect(self._on_model_started)
        self.models.opened.connect(self._on_model)
        self.models.failed.connect(self._on_model_failed)
        for loader in self.loaders.values():
            loader.loaded.connect(self._on_loaded)
            loader.prepared.connect(self._on_prepared)

    def start(self) -> None:
        """Load the model and open the sound device, in the background."""
        self.tasks.submit(
            self._load_methods, on_done=self._on_methods, on_failed=self._on_no_methods
        )
        self.models.open()
        self.models.find()
        self.player.set_looping(self.settings.is_looping)
        self.player.open()

    def shutdown(self) -> bool:
        """End all in order: stream, process, render, tasks, settings; False if something hung."""
        self._throttle.cancel()
        self.player.shutdown()
        for loader in self.loaders.values():
            loader.clear()
        self.aligner.shutdown()
        ended = [self.render.shutdown(), self.tasks.shutdown()]
        self.settings.save()
        return all(ended)

    # -- the model --------------------------------------------------------------------------

    def _load_methods(self, _: Task) -> list[MethodInfo]:
        return self._backend.methods()

    @QtSlot(object, object)
    def _on_methods(self, _: Task, methods: list[MethodInfo]) -> None:
        self.methods = methods
        if self.method is None:
            self.session.method = methods[0].key
        self._heed_method()
        if self.session.request is not None:
            self._want_render()
        self.methods_changed.emit()

    @QtSlot(object, object)
    def _on_no_methods(self, _: Task, error: Exception) -> None:
        self._on_model_failed(error)

    @QtSlot(str)
    def _on_model_started(self, name: str) -> None:
        if name:
            self.noted.emit(self.tr("Opening the model {name}…").format(name=name))

    @QtSlot(object)
    def _on_model(self, vae: OnnxVae) -> None:
        is_another = self.vae is not None
        self.vae, self.model_error = vae, ""
        if is_another:
            self._forget_encodings()
            text = self.tr("The model is now {name} {version}.")
            self.noted.emit(text.format(name=vae.name, version=vae.version))
        self.model_changed.emit()
        for slot in Slot:
            clip = self.session.slots[slot].clip
            if clip is not None:
                self._prepare(slot, clip)

    def _forget_encodings(self) -> None:
        """Drop what the last model made of the clips; the morph stays on show, dimmed."""
        for state in self.session.slots.values():
            state.forget_encoding()
        self.session.invalidate()
        self.render.cancel()
        self._tell_slots()

    @QtSlot(object)
    def _on_model_failed(self, error: Exception) -> None:
        log.error("the model did not load", exc_info=error)
        if self.vae is None:
            self.model_error = sentence(error)
            self.model_changed.emit()
            return
        text = self.tr("{sentence} {name} is still in use.")
        self.model_refused.emit(text.format(sentence=sentence(error), name=self.vae.name))

    # -- clips ------------------------------------------------------------------------------

    def open_clip(self, slot: Slot, path: Path) -> None:
        """Read a file for one side; the old clip stays until it is there."""
        self.loaders[slot].open(path, self.vae)

    def move_excerpt(self, slot: Slot, start_s: float) -> None:
        """Take the excerpt from elsewhere in the file."""
        state = self.session.slots[slot]
        if state.path and state.overview and state.clip:
            loaded = Loaded(state.path, state.overview, state.clip)
            self.loaders[slot].move_excerpt(loaded, start_s, self.vae)

    def finish_move(self, slot: Slot) -> None:
        """The hand let go of the excerpt."""
        self.loaders[slot].finish_move()

    def close_clips(self) -> None:
        """Empty both sides."""
        self.render.cancel()
        self.player.clear_sound()
        for slot in Slot:
            self.loaders[slot].clear()
            self.session.slots[slot] = SlotState()
        self.aligner.heed()
        self.session.forget_results()
        self._tell_slots()
        self.result_changed.emit()

    def swap(self) -> None:
        """Exchange A and B; not while a file is being read into one of them."""
        moves = {slot: loader.wanted_start_s for slot, loader in self.loaders.items()}
        if any(self.loaders[slot].is_loading and moves[slot] is None for slot in Slot):
            return
        for loader in self.loaders.values():
            loader.clear()
        self.session.swap()
        self.aligner.heed()
        self.alpha_changed.emit(self.session.alpha)
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
        self._sound_changed()
        self._want_render()

    def _tell_slots(self) -> None:
        for slot in Slot:
            self.slot_changed.emit(slot)

    @QtSlot(object, object)
    def _on_loaded(self, slot: Slot, loaded: Loaded) -> None:
        # The old mel stays on show until the new one is there: source follows clip.
        self.session.slots[slot] = SlotState(loaded.path, loaded.overview, loaded.clip)
        self._on_replaced(slot)
        self.aligner.heed()

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

    # -- what is heard ----------------------------------------------------------------------

    def _is_sound_due(self) -> bool:
        is_listening = self.player.is_playing and self.session.heard is Heard.MORPH
        return is_listening and time.monotonic() - self._sounded_at > SOUND_EVERY_S

    def _sound_came(self) -> None:
        self._sounded_at = time.monotonic()
        self._sound_changed()

    def hear(self, heard: Heard) -> None:
        """Switch the loudspeaker to A, the morph or B at the same position."""
        if heard is not self.session.heard:
            self.session.heard = heard
            self.heard_changed.emit(heard)
        self._sound_changed()

    def _sound_changed(self) -> None:
        sound = self.session.heard_sound()
        if sound is not None:
            self.player.set_sound(*sound)

    # -- export -----------------------------------------------------------------------------

    def export(self, path: Path, *, subtype: str = "PCM_24", may_replace: bool) -> None:
        """Write the final morph to a WAV file, in the background."""
        request, result, vae = self.session.request, self.session.sound, self.vae
        if self.session.is_final and request and result and vae:
            self.exporter.export(
                path, request, result, vae, subtype=subtype, may_replace=may_replace
            )

    @QtSlot(object)
    def _on_exported(self, path: Path) -> None:
        text = self.tr("Saved {name} in {folder}")
        self.noted.emit(text.format(name=path.name, folder=path.parent))
