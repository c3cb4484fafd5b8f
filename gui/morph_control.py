"""What lies between the clips: wishes about it become requests, and results come back."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtCore import Slot as QtSlot

from gui.backend import Backend, MethodInfo
from gui.document import MAX_TEXTURE
from gui.render_worker import RenderService
from gui.session import MATCHES, Session
from gui.settings import Settings
from gui.throttle import Throttle
from gui.words import sentence

if TYPE_CHECKING:
    from engine.morph.alpha import AlphaCurve
    from engine.morph.request import MorphRequest, MorphResult
    from engine.vae.onnx_vae import OnnxVae
    from gui.document import MorphSettings

log = logging.getLogger(__name__)
SLIDER_EVERY_MS = 20


class MorphControl(QObject):
    """The part of the controller that knows no files and no loudspeakers.

    Signals
    -------
    alpha_changed(float), method_changed(str), detail_changed(float)
    even_changed(bool), beyond_changed(bool), texture_changed(int)
    curve_changed()
        The curve, or whether it is followed.
    bank_changed(int)
        The other memory of settings is heard.
    marks_changed()
    edited(str)
        Something that undo brings back was changed, and what: "alpha", "curve", "method" …
    result_changed()
        ``session.mel`` or ``session.sound`` is another, or gone, or not the newest any more.
    """

    alpha_changed = Signal(float)
    method_changed = Signal(str)
    detail_changed = Signal(float)
    even_changed = Signal(bool)
    beyond_changed = Signal(bool)
    texture_changed = Signal(int)
    curve_changed = Signal()
    bank_changed = Signal(int)
    marks_changed = Signal()
    edited = Signal(str)
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
        self._kept: dict[int, tuple[MorphRequest, MorphResult]] = {}
        self._throttle.passed.connect(self._on_passed)
        self.render.rendered.connect(self._on_rendered)
        self.render.failed.connect(self._on_render_failed)
        self.render.ready.connect(self._on_render_ready)

    # -- wishes -----------------------------------------------------------------------------

    def set_alpha(self, alpha: float) -> None:
        """Move to a point between A and B, or beyond one of them; a curve is left for it."""
        is_curve, self.session.is_curve = self.session.is_curve, False
        if self.session.set_alpha(alpha) or is_curve:
            self.alpha_changed.emit(self.session.alpha)
            if is_curve:
                self.curve_changed.emit()
            self.edited.emit("alpha")
            self._throttle.push(None)

    def set_curve(self, curve: AlphaCurve | None, *, is_on: bool = True) -> None:
        """Follow this curve, or keep it for later; without one the slider holds."""
        session = self.session
        is_on = is_on and curve is not None
        if (curve, is_on) != (session.curve, session.is_curve):
            session.curve, session.is_curve = curve, is_on
            self.curve_changed.emit()
            self.edited.emit("curve")
            self._throttle.push(None)

    def set_detail(self, detail: float) -> None:
        """Give more or less of the clips' own detail back."""
        detail = round(min(1.0, max(0.0, detail)), 2)
        if detail != self.session.detail:
            self.session.detail = self.settings.detail = detail
            self.detail_changed.emit(detail)
            self.edited.emit("detail")
            self._throttle.push(None)

    def set_method(self, key: str) -> None:
        """Choose another method."""
        if key != self.session.method:
            self.session.method = self.settings.method = key
            self._heed_method()
            self.method_changed.emit(key)
            self.edited.emit("method")
            self._want_another()

    def _heed_method(self) -> None:
        """Ask only for what the method listens to: what is greyed has no effect."""
        self.session.has_detail = self.method is None or self.method.has_detail
        self.session.draws_detail = self.method is not None and self.method.draws_detail

    def next_method(self) -> None:
        """Take the way after this one, or the first again."""
        keys = [method.key for method in self.methods]
        if self.session.method in keys:
            self.set_method(keys[(keys.index(self.session.method) + 1) % len(keys)])

    def set_even(self, is_even: bool) -> None:
        """Let equal moves of alpha be equal steps of what is heard, or not."""
        if is_even != self.session.is_even:
            self.session.is_even = self.settings.is_even = is_even
            self.even_changed.emit(is_even)
            self.edited.emit("even")
            self._want_another()

    def set_beyond(self, is_beyond: bool) -> None:
        """Let alpha leave the clips behind, or bring it back between them."""
        if is_beyond != self.session.is_beyond:
            self.session.is_beyond = self.settings.is_beyond = is_beyond
            self.beyond_changed.emit(is_beyond)
            if self.session.clamp_curve():
                self.curve_changed.emit()
                self._throttle.push(None)
            if self.session.set_alpha(self.session.alpha):
                self.alpha_changed.emit(self.session.alpha)
                self._throttle.push(None)
            self.edited.emit("beyond")

    def set_texture(self, texture: int) -> None:
        """Draw the detail with another seed; what is not drawn stays what it is."""
        if texture != self.session.texture:
            self.session.texture = texture
            self.texture_changed.emit(texture)
            self.edited.emit("texture")
            self._want_what_is_set()

    def new_texture(self) -> None:
        """Draw the detail anew, if the method draws any."""
        if self.session.draws_detail:
            self.set_texture((self.session.texture + 1) % (MAX_TEXTURE + 1))

    def set_marks(self, marks: Iterable[float]) -> None:
        """Keep these alphas to come back to."""
        kept = tuple(sorted({round(mark, 3) for mark in marks}))
        if kept != self.session.marks:
            self.session.marks = kept
            self.marks_changed.emit()
            self.edited.emit("marks")

    # -- two memories -----------------------------------------------------------------------

    def switch_bank(self) -> None:
        """Hear the settings of the other memory; those of this one stay in it."""
        session = self.session
        self._kept.pop(session.bank, None)
        if session.is_final and session.request is not None and session.sound is not None:
            self._kept[session.bank] = (session.request, session.sound)
        here, there = session.settings(), session.other
        session.other, session.bank = here, 1 - session.bank
        self._take_settings(there)
        self._recall()
        self.bank_changed.emit(session.bank)
        self.edited.emit("bank")

    def _recall(self) -> None:
        """Bring back the morph that was made with the settings of this memory, if it still is."""
        session = self.session
        kept = self._kept.get(session.bank)
        if kept is None or session.is_final or not session.is_made_by(kept[0]):
            return
        request = session.next_request()
        assert request is not None  # the clips are those of the one that was kept
        self._throttle.cancel()
        self._is_render_wanted = False
        self.render.cancel()
        session.accept(dataclasses.replace(kept[1], generation=request.generation))
        self.result_changed.emit()
        self._sound_came()

    def copy_bank(self) -> None:
        """Let the other memory hold these settings too."""
        if self.session.other != self.session.settings():
            self.session.other = self.session.settings()
            self.bank_changed.emit(self.session.bank)
            self.edited.emit("copy_bank")

    def _take_settings(self, morph: MorphSettings) -> None:
        """Make the morph like this, and tell everybody."""
        session, settings = self.session, self.settings
        before = session.settings()
        if morph == before:
            return
        session.take(morph)
        settings.method, settings.detail = session.method, session.detail
        settings.is_even, settings.is_beyond = session.is_even, session.is_beyond
        self._heed_method()
        self.beyond_changed.emit(session.is_beyond)
        self.alpha_changed.emit(session.alpha)
        self.curve_changed.emit()
        self.method_changed.emit(session.method)
        self.detail_changed.emit(session.detail)
        self.even_changed.emit(session.is_even)
        self.texture_changed.emit(session.texture)
        self._want_what_is_set()

    @property
    def method(self) -> MethodInfo | None:
        """What is known of the way that is taken; None until the methods are."""
        return next((m for m in self.methods if m.key == self.session.method), None)

    # -- requests and results ---------------------------------------------------------------

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
