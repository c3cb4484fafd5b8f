"""What a user makes in the window, as one frozen value: what undo keeps and a project saves."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from engine.morph.alpha import AlphaCurve

LENGTH_S, MIN_LENGTH_S, MAX_LENGTH_S = 5.0, 2.0, 30.0
"""Length of both excerpts, whatever the model's own lengths are."""
MAX_TEXTURE = 2**31 - 1


@dataclasses.dataclass(frozen=True, slots=True)
class ClipRef:
    """A file, and the second at which the excerpt begins."""

    path: Path
    start_s: float


@dataclasses.dataclass(frozen=True, slots=True)
class MorphSettings:
    """How the morph is made.

    Parameters
    ----------
    alpha : float
        0.0 is clip A, 1.0 is clip B.
    curve : AlphaCurve or None
        Alpha over time, in seconds of the morph; kept while it is off.
    is_curve : bool
        Whether the curve is followed instead of ``alpha``.
    method : str
        A key of ``engine.morph.methods.METHODS``.
    detail : float
        In [0, 1]: how much of the clips' own detail is given back.
    is_even : bool
        Whether equal moves of alpha are equal steps of what is heard.
    is_beyond : bool
        Whether alpha may leave the clips behind, from -0.5 to 1.5.
    texture : int
        Seed of the detail that some methods draw at random, from 0 to `MAX_TEXTURE`.
    sound : float or None
        Where the sound is between the clips, apart from the notes; None where it goes with alpha.
    """

    alpha: float = 0.5
    curve: AlphaCurve | None = None
    is_curve: bool = False
    method: str = "slerp"
    detail: float = 1.0
    is_even: bool = False
    is_beyond: bool = False
    texture: int = 0
    sound: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """Everything that undo brings back.

    Parameters
    ----------
    a, b : ClipRef or None
    length_s : float
        Of both excerpts.
    morph : MorphSettings
        Those that are heard.
    other : MorphSettings
        Those of the other memory.
    bank : int
        Which memory is heard, 0 or 1.
    is_matching : bool
        Whether clip B is matched to clip A.
    matches : frozenset of str
        What of it, of `gui.session.MATCHES`.
    marks : tuple of float
        Alphas worth coming back to, in order.
    loop : tuple of (float, float) or None
        Seconds of the morph that are looped; None for all of it.
    """

    a: ClipRef | None = None
    b: ClipRef | None = None
    length_s: float = LENGTH_S
    morph: MorphSettings = MorphSettings()
    other: MorphSettings = MorphSettings()
    bank: int = 0
    is_matching: bool = False
    matches: frozenset[str] = frozenset()
    marks: tuple[float, ...] = ()
    loop: tuple[float, float] | None = None


def scaled(curve: AlphaCurve, factor: float) -> AlphaCurve:
    """Return the curve over a length that is ``factor`` times as long."""
    return AlphaCurve(tuple((seconds * factor, alpha) for seconds, alpha in curve.points))


def clamped(curve: AlphaCurve, lowest: float, highest: float) -> AlphaCurve:
    """Return the curve with no point outside a range of alpha."""
    return AlphaCurve(tuple((t, min(highest, max(lowest, alpha))) for t, alpha in curve.points))


def mirrored(morph: MorphSettings) -> MorphSettings:
    """Return the settings that make the same morph of the clips exchanged."""
    curve = morph.curve
    if curve is not None:
        curve = AlphaCurve(tuple((seconds, 1 - alpha) for seconds, alpha in curve.points))
    alpha = round(1 - morph.alpha, 3)
    sound = None if morph.sound is None else round(1 - morph.sound, 3)
    return dataclasses.replace(morph, alpha=alpha, curve=curve, sound=sound)
