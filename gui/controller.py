"""What the window can do: it turns wishes into tasks, requests and sounds, and tells who looks."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtCore import Slot as QtSlot

from gui.backend import Backend, MethodInfo
from gui.clip_control import ClipControl
from gui.exports.export_job import ExportChoice, ExportJob, can_export, make_order
from gui.exports.exporter import Exporter
from gui.model_loader import ModelLoader
from gui.projects.project import is_project
from gui.session import Heard, Slot
from gui.settings import Settings
from gui.task_runner import Task
from gui.words import sentence

if TYPE_CHECKING:
    from engine.vae.onnx_vae import OnnxVae

log = logging.getLogger(__name__)
SOUND_EVERY_S = 0.4
"""While playing, a moving hand waits this long at most before a preview is let through."""


class Controller(ClipControl):
    """Owns the session, the threads and the player; the widgets only show and ask.

    Signals
    -------
    methods_changed(), model_changed()
        ``methods`` are known; the model is there, or ``model_error`` says why not.
    model_refused(str)
        Another model was asked for; why the one that is open stays.
    noted(str)
        A sentence for the status line.
    project_wished(Path)
        A project was dropped, or named with the program.
    """

    methods_changed = Signal()
    model_changed = Signal()
    model_refused = Signal(str)
    noted = Signal(str)
    project_wished = Signal(object)

    def __init__(self, backend: Backend, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(backend, settings, parent)
        self.model_error = ""
        self._all_methods: list[MethodInfo] = []
        self.models = ModelLoader(backend, self.tasks, self)
        self.exporter = Exporter(backend, self)
        self._sounded_at = 0.0
        self._connect()

    def _connect(self) -> None:
        self.exporter.exported.connect(self._on_exported)
        self.models.started.connect(self._on_model_started)
        self.models.opened.connect(self._on_model)
        self.models.failed.connect(self._on_model_failed)

    def start(self) -> None:
        """Load the model and open the sound device, in the background."""
        self.tasks.submit(
            self._load_methods, on_done=self._on_methods, on_failed=self._on_no_methods
        )
        self.models.open()
        self.models.find()
        self.player.set_looping(self.settings.is_looping)
        self.player.open()

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open a project, or up to two clips as A and B."""
        projects = [path for path in paths if is_project(path)]
        if projects:
            self.project_wished.emit(projects[0])
            return
        for slot, path in zip(Slot, paths, strict=False):
            self.open_clip(slot, path)

    def shutdown(self) -> bool:
        """End all in order: stream, process, render, tasks, settings; False if something hung."""
        self._throttle.cancel()
        self.player.shutdown()
        for loader in self.loaders.values():
            loader.clear()
        self.aligner.shutdown()
        self.beats.shutdown()
        ended = [self.exporter.shutdown(), self.render.shutdown(), self.tasks.shutdown()]
        self.settings.save()
        return all(ended)

    # -- the model --------------------------------------------------------------------------

    def _load_methods(self, _: Task) -> list[MethodInfo]:
        return self._backend.methods()

    @QtSlot(object, object)
    def _on_methods(self, _: Task, methods: list[MethodInfo]) -> None:
        self._all_methods = methods
        self.methods = self._methods_of_model()
        if self.method is None:
            self.session.method = methods[0].key
        if self.session.other.method not in [method.key for method in methods]:
            self.session.other = dataclasses.replace(self.session.other, method=methods[0].key)
        self._heed_method()
        if self.session.request is not None:
            self._want_render()
        self.methods_changed.emit()

    def _methods_of_model(self) -> list[MethodInfo]:
        """Return the methods; one that draws says so if the model cannot."""
        if self.vae is None or self.vae.refiner is not None:
            return self._all_methods
        text = self.tr("The model {name} cannot draw: this is its middle without any detail drawn.")
        note = text.format(name=self.vae.name)
        return [
            dataclasses.replace(method, help=f"{method.help}\n{note}", draws_detail=False)
            if method.draws_detail
            else method
            for method in self._all_methods
        ]

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
        methods = self._methods_of_model()
        is_new, self.methods = methods != self.methods, methods
        self._heed_method()
        if is_new:
            self.methods_changed.emit()
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

    @property
    def can_export(self) -> bool:
        """Whether both clips are ready; the morph need not be."""
        return can_export(self.session, self.vae)

    def export(self, choice: ExportChoice) -> ExportJob | None:
        """Write what is chosen of what is set now, in the background."""
        if not self.can_export or self.vae is None:
            return None
        return self.exporter.start(make_order(choice, self.session, self.vae))

    @QtSlot(object)
    def _on_exported(self, path: Path) -> None:
        text = self.tr("Saved {name} in {folder}")
        self.noted.emit(text.format(name=path.name, folder=path.parent))
