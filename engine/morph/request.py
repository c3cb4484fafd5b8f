"""What is asked of the renderer, and what it answers: frozen, shared between threads."""

from __future__ import annotations

import dataclasses
from typing import Literal

from engine.morph.alpha import Alpha, check_alpha
from engine.morph.methods import DEFAULT_METHOD
from engine.morph.source import Source
from engine.spec import FloatArray

Stage = Literal["mel", "preview", "final"]
ALL_STAGES: tuple[Stage, ...] = ("mel", "preview", "final")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class MorphRequest:
    """One morph to render.

    Parameters
    ----------
    generation : int
        Token of the request; a result carries it back, so that stale ones can be dropped.
    a, b : Source
        Same model, same number of frames.
    alpha : float or AlphaCurve
        0.0 is clip A, 1.0 is clip B; from -0.5 to 1.5, beyond the clips.
    method : str
        A key of ``engine.morph.methods.METHODS``.
    detail : float
        In [0, 1]: how much of the clips' own detail is given back to the model's mel and inside
        its bands. At 1 both ends are the clips themselves, at 0 the model speaks alone.
    is_even : bool
        Whether alpha is a share of the way in equal steps, rather than the method's own number.
    seed : int
        Of the phase where both clips are silent, and of the detail that the model draws.
    first_frame : int
        Where the clips begin in something longer, in mel columns.
    sound : float or None
        Where the sound is between A and B, apart from the notes, which alpha moves; None: with
        them. Only some methods and models can (`MorphMethod.has_sound`, `OnnxVae.has_sound`).
    stages : tuple of str
        Which stages to render, of "mel", "preview", "final".
    """

    generation: int
    a: Source
    b: Source
    alpha: Alpha
    method: str = DEFAULT_METHOD
    detail: float = 1.0
    is_even: bool = False
    seed: int = 0
    first_frame: int = 0
    sound: float | None = None
    stages: tuple[Stage, ...] = ALL_STAGES

    def __post_init__(self) -> None:
        check_alpha(self.alpha)
        if self.sound is not None:
            check_alpha(self.sound)
        if not 0.0 <= self.detail <= 1.0:
            raise ValueError(f"detail {self.detail} is not in [0, 1]")
        if self.a.n_frames != self.b.n_frames:
            raise ValueError(f"A has {self.a.n_frames} frames, B has {self.b.n_frames}")


@dataclasses.dataclass(frozen=True, slots=True)
class Timings:
    """How long a result took.

    Parameters
    ----------
    decode_ms : float
        Latent mix and decoder.
    sound_ms : float
        Mel to samples, 0 at stage "mel".
    real_time_factor : float
        Seconds of ``sound_ms`` per second of sound; under 1 is faster than real time.
    """

    decode_ms: float
    sound_ms: float = 0.0
    real_time_factor: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class MorphResult:
    """One stage of one morph.

    Parameters
    ----------
    generation, alpha, method, detail, is_even
        The request's.
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1], read-only
    ref_db : float
        Level of ``mel_norm``'s 1, in dB of mel power.
    sound : float or None
        The request's; None where method or model cannot part it from the notes.
    samples : float32 array, shape (n_samples,), read-only, or None at stage "mel"
    n_iter : int
        Griffin-Lim iterations behind ``samples``.
    loudness_lufs : float or None
        Integrated loudness of ``samples``; -inf for silence.
    """

    generation: int
    alpha: Alpha
    method: str
    stage: Stage
    mel_norm: FloatArray
    ref_db: float
    samples: FloatArray | None
    n_iter: int
    timings: Timings
    loudness_lufs: float | None = None
    detail: float = 1.0
    is_even: bool = False
    sound: float | None = None
