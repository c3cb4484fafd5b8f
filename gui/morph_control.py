"""What lies between the clips: the wishes about it, and two memories of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.backend import Backend, MethodInfo
from gui.document import MAX_TEXTURE
from gui.render_control import RenderControl
from gui.settings import Settings

if TYPE_CHECKING:
    from engine.morph.alpha import AlphaCurve
    from engine.morph.request import MorphRequest, MorphResult
    from gui.document import MorphSettings


class MorphControl(RenderControl):
    """The part of the controller that knows no files and no loudspeakers.

    Signals
    -------
    alpha_changed(float), method_changed(str), detail_changed(float)
    even_changed(bool), beyond_changed(bool), texture_changed(int)
    sound_alpha_changed(object)
        Where the sound is, None for with alpha.
    curve_changed()
        The curve, or whether it is followed.
    bank_changed(int)
        The other memory of settings is heard.
    marks_changed()
    edited(str)
        Something that undo brings back was changed, and what: "alpha", "curve", "method" …
    """

    alpha_changed = Signal(float)
    method_changed = Signal(str)
    detail_changed = Signal(float)
    even_changed = Signal(bool)
    beyond_changed = Signal(bool)
    texture_changed = Signal(int)
    sound_alpha_changed = Signal(object)
    curve_changed = Signal()
    bank_changed = Signal(int)
    marks_changed = Signal()
    edited = Signal(str)

    def __init__(self, backend: Backend, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(backend, settings, parent)
        self._kept: dict[int, tuple[MorphRequest, MorphResult]] = {}

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

    def set_both(self, alpha: float, sound: float) -> None:
        """Move notes and sound at once, with one request for both; a curve is left for it."""
        session = self.session
        is_curve, session.is_curve = session.is_curve, False
        # Both are where they will be before anybody is told of one.
        has_sound_moved = session.set_sound_alpha(sound)
        has_moved = (alpha != session.alpha and session.set_alpha(alpha)) or is_curve
        if has_moved:
            self.alpha_changed.emit(session.alpha)
        if is_curve:
            self.curve_changed.emit()
        if has_sound_moved:
            self.sound_alpha_changed.emit(session.sound_alpha)
        if has_moved or has_sound_moved:
            self.edited.emit("both")
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

    def set_sound_alpha(self, alpha: float) -> None:
        """Move the sound alone between A and B, or beyond one of them."""
        self._place_sound(alpha, "sound")

    def set_sound_apart(self, is_apart: bool) -> None:
        """Hold the sound where alpha has it, for the notes to move alone, or let it go along."""
        session = self.session
        if session.has_sound and is_apart != (session.sound_alpha is not None):
            start = 0.5 if session.is_curve else session.alpha
            self._place_sound(start if is_apart else None, "sound_apart")

    def _place_sound(self, alpha: float | None, what: str) -> None:
        if self.session.set_sound_alpha(alpha):
            self.sound_alpha_changed.emit(self.session.sound_alpha)
            self.edited.emit(what)
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
        can_part = self.vae is None or self.vae.has_sound
        self.session.has_sound = can_part and (self.method is None or self.method.has_sound)

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
            # Alpha last: it is what the hand will move next.
            if self.session.set_sound_alpha(self.session.sound_alpha):
                self.sound_alpha_changed.emit(self.session.sound_alpha)
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
        self.sound_alpha_changed.emit(session.sound_alpha)
        self._want_what_is_set()

    @property
    def method(self) -> MethodInfo | None:
        """What is known of the way that is taken; None until the methods are."""
        return next((m for m in self.methods if m.key == self.session.method), None)
