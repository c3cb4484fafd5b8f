"""Requests and results: what is set becomes a request in its turn, and a morph comes back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtCore import Slot as QtSlot

from gui.backend import Backend, MethodInfo
from gui.render_worker import RenderService
from gui.session import MATCHES, Session
from gui.settings import Settings
from gui.throttle import Throttle
from gui.words import sentence

if TYPE_CHECKING:
    from engine.morph.request import MorphResult
    from engine.vae.onnx_vae import OnnxVae

log = logging.getLogger(__name__)
SLIDER_EVERY_MS = 20


class RenderControl(QObject):
    """The part of the controller that asks for morphs and takes them in.

    Signals
    -------
    result_changed()
        ``session.mel`` or ``session.sound`` is another, or gone, or not the newest any more.
    """

    result_changed = Signal()

    def __init__(self, backend: Backend, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.session = Session(
            settings.method,
            detail=settings.detail,
            is_even=settings.is_even,
            is_beyond=settings.is_beyond,
            is_matching=settings.is_matching,
            matches=[name for name in MATCHES if getattr(settings, f"matches_{name}")],
        )
        self.methods: list[MethodInfo] = []
        self.vae: OnnxVae | None = None
        self.render_error = ""
        self.render = RenderService(backend, self)
        self._throttle = Throttle(SLIDER_EVERY_MS, self)
        self._is_render_wanted = False
        self._throttle.passed.connect(self._on_passed)
        self.render.rendered.connect(self._on_rendered)
        self.render.failed.connect(self._on_render_failed)
        self.render.ready.connect(self._on_render_ready)

    @QtSlot(object)
    def _on_passed(self, _: object) -> None:
        self._want_render()

    def _want_what_is_set(self) -> None:
        """Ask for another morph, unless the one that was asked for is that of what is set now."""
        if not self.session.is_asked_for:
            self._want_another()

    def _want_another(self) -> None:
        """Ask for a morph that is not a small step away; until it comes the old one is stale."""
        self.session.invalidate()
        self.result_changed.emit()
        self._want_render()

    def _want_render(self) -> None:
        self._is_render_wanted = True
        if not self.render.is_busy:
            self._render_now()

    @QtSlot()
    def _on_render_ready(self) -> None:
        if self._is_render_wanted:
            self._render_now()

    def _render_now(self) -> None:
        self._is_render_wanted = False
        session = self.session
        request = session.next_request()
        if request is not None and self.vae is not None:
            self.render_error = ""
            self.render.post(
                self.vae,
                request,
                needs_sound=self._is_sound_due(),
                ahead=session.alphas_ahead(),
                moving=session.moving,
            )

    def _is_sound_due(self) -> bool:
        """Whether who listens has waited long enough for the sound to follow the hand."""
        return False

    def _sound_came(self) -> None:
        """Let the newest sound be heard."""

    @QtSlot(object)
    def _on_rendered(self, result: MorphResult) -> None:
        if self.session.accept(result):
            self.result_changed.emit()
            if result.samples is not None:
                self._sound_came()

    @QtSlot(int, object)
    def _on_render_failed(self, generation: int, error: Exception) -> None:
        log.error("render %d failed", generation, exc_info=error)
        if generation == self.session.generation:
            self.render_error = sentence(error)
            self.result_changed.emit()
