"""What the window knows: two clips, one alpha, one result. No widgets, no threads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.morph.alpha import MAX_ALPHA, MIN_ALPHA, Alpha, AlphaCurve
from gui.alpha_grid import steps_around
from gui.document import LENGTH_S, Document, MorphSettings, clamped, mirrored
from gui.loudness import matched_gain, target_lufs
from gui.sides import Heard, Slot, SlotState

if TYPE_CHECKING:
    from engine.morph.request import MorphRequest, MorphResult
    from engine.spec import FloatArray

__all__ = ["MATCHES", "Heard", "Session", "Slot", "SlotState"]

MATCHES = ("tempo", "bars", "key")
"""What of clip B can be matched to clip A."""


class Session:
    """The state of one window; only the GUI thread touches it.

    Attributes
    ----------
    slots : dict
        A `SlotState` for each `Slot`.
    alpha : float
        0.0 is clip A, 1.0 is clip B; between them unless ``is_beyond``.
    method : str
        A key of ``engine.morph.methods.METHODS``.
    detail : float
        In [0, 1]: how much of the clips' own detail is given back.
    has_detail : bool
        Whether the method listens to it; others are asked for all of it.
    is_even : bool
        Whether equal moves of alpha are equal steps of what is heard.
    is_beyond : bool
        Whether alpha may leave the clips behind, from -0.5 to 1.5.
    texture : int
        Seed of the detail that is drawn at random.
    draws_detail : bool
        Whether the method draws any; others are asked for texture 0.
    sound_alpha : float or None
        Where the sound is between A and B; None where it goes with alpha.
    has_sound : bool
        Whether method and model can part it from the notes; others are asked for none.
    is_matching : bool
        Whether clip B is to be matched to clip A.
    matches : frozenset of str
        Which of `MATCHES` then.
    curve : AlphaCurve or None
        Alpha over time; kept while it is off.
    is_curve : bool
        Whether the curve is followed instead of ``alpha``.
    length_s : float
        Of both excerpts.
    bank : int
        Which of two memories of settings is heard; ``other`` is what the other one holds.
    marks : tuple of float
        Alphas worth coming back to, in order.
    loop : tuple of (float, float) or None
        The seconds that are looped; None for all of them.
    heard : Heard
    generation : int
        Token of the newest request; a result with another one is stale.
    request : MorphRequest or None
        The newest; its generation is ``generation`` unless something changed since.
    mel, sound : MorphResult or None
        The newest mel, and the newest result with samples.
    """

    def __init__(
        self,
        method: str = "slerp",
        *,
        detail: float = 1.0,
        is_even: bool = False,
        is_beyond: bool = False,
        is_matching: bool = False,
        matches: Iterable[str] = MATCHES,
    ) -> None:
        self.slots = {slot: SlotState() for slot in Slot}
        self.alpha = 0.5
        self.method = method
        self.detail = detail
        self.has_detail = True
        self.is_even = is_even
        self.is_beyond = is_beyond
        self.texture = 0
        self.draws_detail = False
        self.sound_alpha: float | None = None
        self.has_sound = True
        self._is_sound_moving = False
        self.matches = frozenset(matches)
        self.is_matching = is_matching and bool(self.matches)
        self.curve: AlphaCurve | None = None
        self.is_curve = False
        self.length_s = LENGTH_S
        self.bank = 0
        self.other = self.settings()
        self.marks: tuple[float, ...] = ()
        self.loop: tuple[float, float] | None = None
        self.heard = Heard.MORPH
        self.generation = 0
        self.request: MorphRequest | None = None
        self.mel: MorphResult | None = None
        self.sound: MorphResult | None = None

    def set_alpha(self, alpha: float) -> bool:
        """Clamp and keep alpha, on a grid of 0.001; tell whether it changed."""
        alpha, before = self._within(alpha), self.alpha
        self.alpha, self._is_sound_moving = alpha, False
        return alpha != before

    def set_sound_alpha(self, alpha: float | None) -> bool:
        """Clamp and keep where the sound is, None for with alpha; tell whether it changed."""
        before = self.sound_alpha
        self.sound_alpha = None if alpha is None else self._within(alpha)
        self._is_sound_moving = alpha is not None
        return self.sound_alpha != before

    def _within(self, alpha: float) -> float:
        lowest, highest = self.alpha_range
        return round(min(highest, max(lowest, alpha)), 3)

    @property
    def alpha_range(self) -> tuple[float, float]:
        """How far alpha may go."""
        return (MIN_ALPHA, MAX_ALPHA) if self.is_beyond else (0.0, 1.0)

    @property
    def used_alpha(self) -> Alpha:
        """The alpha that is asked for: a number, or the curve."""
        return self.curve if self.is_curve and self.curve is not None else self.alpha

    def clamp_curve(self) -> bool:
        """Bring the curve into alpha's range; tell whether it changed."""
        if self.curve is None:
            return False
        before, self.curve = self.curve, clamped(self.curve, *self.alpha_range)
        return self.curve != before

    def settings(self) -> MorphSettings:
        """Return how the morph is made."""
        return MorphSettings(
            self.alpha,
            self.curve,
            self.is_curve,
            self.method,
            self.detail,
            self.is_even,
            self.is_beyond,
            self.texture,
            self.sound_alpha,
        )

    def take(self, morph: MorphSettings) -> None:
        """Make the morph like this from now on."""
        self.is_beyond = morph.is_beyond
        self.set_sound_alpha(morph.sound)
        self.set_alpha(morph.alpha)
        self.curve, self.is_curve = morph.curve, morph.is_curve and morph.curve is not None
        self.method, self.detail, self.is_even = morph.method, morph.detail, morph.is_even
        self.texture = morph.texture

    def document(self) -> Document:
        """Return all that undo brings back and a project saves."""
        return Document(
            self.slots[Slot.A].ref,
            self.slots[Slot.B].ref,
            self.length_s,
            self.settings(),
            self.other,
            self.bank,
            self.is_matching,
            self.matches,
            self.marks,
            self.loop,
        )

    @property
    def used_detail(self) -> float:
        """The detail that is asked for."""
        return self.detail if self.has_detail else 1.0

    @property
    def used_texture(self) -> int:
        """The texture that is asked for."""
        return self.texture if self.draws_detail else 0

    @property
    def used_sound(self) -> float | None:
        """The place of the sound that is asked for; None for alpha's own."""
        return self.sound_alpha if self.has_sound else None

    @property
    def moving(self) -> str:
        """What the hand moved last, as a request has it: "alpha" or "sound"."""
        return "sound" if self._is_sound_moving and self.used_sound is not None else "alpha"

    def alphas_ahead(self) -> tuple[float, ...]:
        """Return where the keys would take what is `moving` from here, the nearest first."""
        if self.is_curve:
            return ()
        here = self.used_sound if self.moving == "sound" else self.alpha
        return steps_around(self.alpha if here is None else here, *self.alpha_range)

    def invalidate(self) -> None:
        """Make every result under way stale."""
        self.generation += 1

    def forget_results(self) -> None:
        """Drop the morph: its clips are gone."""
        self.invalidate()
        self.request = self.mel = self.sound = None

    def swap(self) -> None:
        """Exchange A and B; alpha is mirrored, so that the morph stays what it is."""
        self.take(mirrored(self.settings()))
        self.other = mirrored(self.other)
        self.marks = tuple(sorted(round(1 - mark, 3) for mark in self.marks))
        self.slots = {slot: self.slots[slot.other] for slot in Slot}
        self.invalidate()
        swapped = {Heard.A: Heard.B, Heard.B: Heard.A}
        self.heard = swapped.get(self.heard, self.heard)

    def next_request(self) -> MorphRequest | None:
        """Return a new request for what is set now, or None if a clip is missing."""
        from engine.morph.request import MorphRequest

        a, b = (self.slots[slot].source for slot in Slot)
        self.invalidate()
        if a is None or b is None or a.n_frames != b.n_frames:
            return None
        self.request = MorphRequest(
            self.generation,
            a,
            b,
            self.used_alpha,
            self.method,
            detail=self.used_detail,
            is_even=self.is_even,
            seed=self.used_texture,
            sound=self.used_sound,
        )
        return self.request

    def is_made_by(self, request: MorphRequest) -> bool:
        """Tell whether a request, even an old one, asks for what is set now."""
        a, b = (self.slots[slot].source for slot in Slot)
        is_of_both = a is request.a and b is request.b
        return is_of_both and request.seed == self.used_texture and self._is_like(request)

    def _is_like(self, made: MorphRequest | MorphResult) -> bool:
        wanted = (self.used_alpha, self.method, self.used_detail, self.is_even, self.used_sound)
        return wanted == (made.alpha, made.method, made.detail, made.is_even, made.sound)

    @property
    def is_asked_for(self) -> bool:
        """Whether the newest request asks for what is set now."""
        new = self.request
        return new is not None and new.generation == self.generation and self.is_made_by(new)

    def accept(self, result: MorphResult) -> bool:
        """Keep a result; False if it is stale."""
        if result.generation != self.generation:
            return False
        self.mel = result
        if result.samples is not None:
            self.sound = result
        return True

    @property
    def is_final(self) -> bool:
        """Whether the sound is the final one of what is set now.

        A move of the slider is asked for a moment later, so the newest request is not enough.
        """
        sound = self.sound
        if sound is None or sound.stage != "final" or sound.generation != self.generation:
            return False
        return self._is_like(sound)

    def heard_sound(self) -> tuple[FloatArray, float] | None:
        """Return what is to be played and its gain for equal loudness, or None."""
        if self.heard is Heard.MORPH:
            if self.sound is None or self.sound.samples is None:
                return None
            samples, lufs = self.sound.samples, self.sound.loudness_lufs
        else:
            clip = self.slots[Slot[self.heard.name]].clip
            if clip is None:
                return None
            samples, lufs = clip.samples, clip.loudness_lufs
        clips = [state.clip for state in self.slots.values() if state.clip is not None]
        return samples, matched_gain(samples, lufs, target_lufs(clips))
