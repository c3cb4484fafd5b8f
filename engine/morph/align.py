"""Two pieces of music made to share tempo, beats and key before they are morphed."""

from __future__ import annotations

import dataclasses
import math
from typing import Final, Literal

import numpy as np

from engine.audio.fit import fit
from engine.audio.key import NO_KEY, Key, find_key, semitones_between
from engine.audio.stretch import stretch
from engine.audio.tempo import BEATS_PER_BAR, NO_BEAT, Tempo, TimesArray, find_tempo
from engine.spec import FloatArray

MatchTempo = Literal["off", "to-a", "middle"]
Side = Literal["a", "b"]

MIN_TEMPO_STRENGTH: Final = 0.4
MIN_DOWNBEAT_STRENGTH: Final = 0.1
MIN_KEY_STRENGTH: Final = 0.2
_SURE_TEMPO: Final = 0.6
_SURE_KEY: Final = 0.4
_SAME_TEMPO: Final = 0.003
"""A difference that nobody hears, and less than the tempo is known to."""


@dataclasses.dataclass(frozen=True, slots=True)
class AlignOptions:
    """What two pieces of music should share.

    Parameters
    ----------
    match_tempo : {"off", "to-a", "middle"}
        "to-a" plays B at A's tempo; "middle" plays both at a tempo between theirs.
    alpha : float
        For "middle": 0 is A's tempo, 1 is B's.
    match_downbeat : bool
        Move B's beginning so that its bars, or at least its beats, begin with A's.
    match_key : bool
        Transpose B so that it has A's notes.
    """

    match_tempo: MatchTempo = "off"
    alpha: float = 0.5
    match_downbeat: bool = False
    match_key: bool = False

    @property
    def needs_tempo(self) -> bool:
        """Whether beats must be known."""
        return self.match_tempo != "off" or self.match_downbeat


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What was found in a stretch of music around an excerpt.

    Parameters
    ----------
    tempo : Tempo
    key : Key
    start_s : float
        Where the excerpt begins in the samples that were analysed.
    """

    tempo: Tempo
    key: Key
    start_s: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class AlignPlan:
    """What to do to two pieces, and why.

    Parameters
    ----------
    time_ratio_a, time_ratio_b : float
        New length over old length; 1 leaves the tempo alone.
    semitones_b : int
        To transpose B by.
    shift_b_s : float
        How much later than asked the excerpt of B begins, in seconds of B's file; before it is
        stretched.
    sentences : tuple of str
        For the user: what was found, and what is done or left.
    """

    time_ratio_a: float = 1.0
    time_ratio_b: float = 1.0
    semitones_b: int = 0
    shift_b_s: float = 0.0
    sentences: tuple[str, ...] = ()


def analyse(
    samples: FloatArray, sample_rate: int, options: AlignOptions, *, start_s: float = 0.0
) -> Analysis:
    """Find what the options need of samples, shape (n_samples,).

    The excerpt begins at ``start_s`` in them. What is not needed is left as not found.
    """
    return Analysis(
        find_tempo(samples, sample_rate) if options.needs_tempo else NO_BEAT,
        find_key(samples, sample_rate) if options.match_key else NO_KEY,
        start_s,
    )


def plan_alignment(
    a: Analysis,
    b: Analysis,
    options: AlignOptions,
    *,
    earliest_shift_b_s: float = -math.inf,
    latest_shift_b_s: float = math.inf,
) -> AlignPlan:
    """Decide how B, or both, must change to go together.

    What was not found surely enough is left alone, and a sentence says so.

    Parameters
    ----------
    a, b : Analysis
    options : AlignOptions
    earliest_shift_b_s, latest_shift_b_s : float
        How far B's beginning may move: there is no sound before the file's start.

    Returns
    -------
    AlignPlan
    """
    sentences: list[str] = []
    if options.needs_tempo:
        sentences.append(f"{_describe_tempo('A', a.tempo)}; {_describe_tempo('B', b.tempo)}.")
    ratio_a, ratio_b = _plan_tempo(a.tempo, b.tempo, options, sentences)
    shift_b_s = 0.0
    if options.match_downbeat:
        limits = (earliest_shift_b_s, latest_shift_b_s)
        shift_b_s = _plan_shift(a, b, (ratio_a, ratio_b), limits, sentences)
        is_drifting = options.match_tempo == "off" and not _is_same_tempo(a.tempo, b.tempo)
        if is_drifting and min(a.tempo.strength, b.tempo.strength) >= MIN_TEMPO_STRENGTH:
            sentences.append("Both keep their tempo, so only the first beats go together.")
    semitones_b = _plan_key(a.key, b.key, sentences) if options.match_key else 0
    return AlignPlan(ratio_a, ratio_b, semitones_b, shift_b_s, tuple(sentences))


def input_samples(n_samples: int, time_ratio: float) -> int:
    """Return how many samples must be stretched to get ``n_samples``."""
    return math.ceil(n_samples / time_ratio)


def apply_plan(
    plan: AlignPlan, side: Side, samples: FloatArray, *, sample_rate: int, n_samples: int
) -> FloatArray:
    """Stretch and transpose one side's samples as planned.

    Parameters
    ----------
    plan : AlignPlan
    side : {"a", "b"}
    samples : float32 array, shape (any,)
        From the excerpt's start on (with ``shift_b_s`` for B). `input_samples` says how many are
        needed; silence follows if there are fewer.
    sample_rate : int
        In Hz.
    n_samples : int
        Of the result.

    Returns
    -------
    float32 array, shape (n_samples,)
        The same array if nothing is to be done.
    """
    time_ratio = plan.time_ratio_a if side == "a" else plan.time_ratio_b
    semitones = plan.semitones_b if side == "b" else 0
    needed = input_samples(n_samples, time_ratio)
    if len(samples) > needed:
        samples = samples[:needed]
    changed = stretch(samples, sample_rate, time_ratio=time_ratio, semitones=semitones)
    return fit(changed, n_samples, sample_rate=sample_rate, mode="pad")


def _plan_tempo(
    a: Tempo, b: Tempo, options: AlignOptions, sentences: list[str]
) -> tuple[float, float]:
    """Return the time ratios of A and B."""
    if options.match_tempo == "off":
        return 1.0, 1.0
    for name, tempo in (("A", a), ("B", b)):
        if tempo.strength < MIN_TEMPO_STRENGTH:
            sentences.append(f"No steady beat was found in {name}, so the tempo is left as it is.")
            return 1.0, 1.0
    if _is_same_tempo(a, b):
        sentences.append("The tempos go together as they are.")
        return 1.0, 1.0
    share = 0.0 if options.match_tempo == "to-a" else min(max(options.alpha, 0.0), 1.0)
    b_over_a = _fold(b.bpm / a.bpm)
    ratio_a, ratio_b = b_over_a**-share, b_over_a ** (1 - share)
    for name, ratio in (("A", ratio_a), ("B", ratio_b)):
        if percent := round(100 * abs(1 / ratio - 1)):
            sentences.append(f"{name} is played {percent} % {'slower' if ratio > 1 else 'faster'}.")
    return ratio_a, ratio_b


def _fold(ratio: float) -> float:
    """Return a ratio of tempos brought near 1 by doubling or halving: 1/√2 to √2."""
    return float(ratio * 2.0 ** -round(math.log2(ratio)))


def _is_same_tempo(a: Tempo, b: Tempo) -> bool:
    return bool(a.bpm and b.bpm) and abs(_fold(b.bpm / a.bpm) - 1) <= _SAME_TEMPO


def _plan_shift(
    a: Analysis,
    b: Analysis,
    ratios: tuple[float, float],
    limits: tuple[float, float],
    sentences: list[str],
) -> float:
    """Return how much later B begins, so that its bars or beats begin with A's."""
    sides = {"A": a, "B": b}
    for name, side in sides.items():
        if side.tempo.strength < MIN_TEMPO_STRENGTH:
            sentences.append(f"No steady beat was found in {name}, so B begins where you chose.")
            return 0.0
    unsure = [
        name for name, side in sides.items() if side.tempo.downbeat_strength < MIN_DOWNBEAT_STRENGTH
    ]
    if unsure:
        sentences.append(
            f"It is not clear where the bars of {' and '.join(unsure)} begin, so beats go "
            "together, not bars."
        )
    shifts = _shifts(a, b, ratios, by_beat=bool(unsure))
    allowed = shifts[(shifts >= limits[0]) & (shifts <= limits[1])]
    if not len(allowed):
        sentences.append("B has too little sound around it to be moved, so it begins as you chose.")
        return 0.0
    shift_s = float(allowed[np.abs(allowed).argmin()])
    if round(shift_s, 2):
        sentences.append(
            f"B begins {abs(shift_s):.2f} s {'later' if shift_s > 0 else 'earlier'}, so that its "
            f"{'beats' if unsure else 'bars'} begin with A's."
        )
    return shift_s


def _shifts(a: Analysis, b: Analysis, ratios: tuple[float, float], by_beat: bool) -> TimesArray:
    """Return every shift of B that puts a beat or bar of it on A's first in the excerpt."""
    beats_a, beats_b = (
        (side.tempo.beats_s if by_beat else side.tempo.downbeats_s) - side.start_s
        for side in (a, b)
    )
    n_beats = 1 if by_beat else BEATS_PER_BAR
    beat_a_s, beat_b_s = (60 / side.tempo.bpm * n_beats for side in (a, b))
    # Where nothing beats (an intro, a last chord) the beat before or after goes on.
    near_s = float(beats_a[min(int(np.searchsorted(beats_a, 0)), len(beats_a) - 1)])
    heard_s = near_s % beat_a_s * ratios[0]
    n_before = 4 + math.ceil(max(0.0, float(beats_b[0])) / beat_b_s)
    before = beats_b[0] - beat_b_s * np.arange(n_before, 0, -1)
    return np.asarray(np.concatenate([before, beats_b]) - heard_s / ratios[1], np.float64)


def _plan_key(a: Key, b: Key, sentences: list[str]) -> int:
    """Return the semitones B moves by."""
    sentences.append(f"{_describe_key('A', a)}; {_describe_key('B', b)}.")
    for name, key in (("A", a), ("B", b)):
        if key.strength < MIN_KEY_STRENGTH:
            sentences.append(f"No clear key was found in {name}, so the pitch is left as it is.")
            return 0
    semitones = semitones_between(a, b)
    if semitones:
        plural = "s" if abs(semitones) > 1 else ""
        direction = "up" if semitones > 0 else "down"
        sentences.append(f"B is moved {abs(semitones)} semitone{plural} {direction}.")
    else:
        sentences.append("The keys go together as they are.")
    return semitones


def _describe_tempo(name: str, tempo: Tempo) -> str:
    if not tempo.is_found:
        return f"{name}: no beat"
    sureness = _sureness(tempo.strength, MIN_TEMPO_STRENGTH, _SURE_TEMPO)
    return f"{name}: {tempo.bpm:.1f} BPM ({sureness})"


def _describe_key(name: str, key: Key) -> str:
    if not key.strength:
        return f"{name}: no key"
    sureness = _sureness(key.strength, MIN_KEY_STRENGTH, _SURE_KEY)
    return f"{name}: {key.name} ({sureness})"


def _sureness(strength: float, least: float, sure: float) -> str:
    if strength < least:
        return "not sure"
    return "sure" if strength >= sure else "fairly sure"
