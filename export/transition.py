"""The transition command: from the end of one song into the beginning of another."""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import MorphError
from export.arguments import sound_options
from export.console import Progress, answer, answer_json
from export.files import shown
from export.sidecar import (
    describe_alpha,
    describe_clip,
    describe_model,
    describe_program,
    sidecar_path,
)

if TYPE_CHECKING:
    from engine.morph.transition import Transition
    from engine.vae.onnx_vae import OnnxVae
    from engine.vae.store import ModelCard

MAX_CHANNELS = 2


@dataclasses.dataclass(frozen=True, slots=True)
class TransitionRequest:
    """Which songs, and where one becomes the other.

    Parameters
    ----------
    a, b : Path
    seconds : float
        How long it takes.
    from_a, into_b : float or None
        Where it begins in the files; at A's end, and at B's beginning, if None.
    shape : str
        A key of ``engine.morph.alpha.SHAPES``.
    before, after : float or None
        Seconds of A before it and of B after it; all of them if None.
    rate : int or None
        Of the result, in Hz; the higher of the songs' if None.
    match_beats : bool
        Whether B's bars begin with A's.
    method : str
    detail : float
    seed : int
        See `MorphRequest`.
    """

    a: Path
    b: Path
    seconds: float = 8.0
    from_a: float | None = None
    into_b: float | None = None
    shape: str = "s"
    before: float | None = None
    after: float | None = None
    rate: int | None = None
    match_beats: bool = False
    method: str = "slerp"
    detail: float = 1.0
    seed: int = 0


def transition(args: argparse.Namespace) -> int:
    """Write A, the morph of its end with B's beginning, and B as one file."""
    from export.commands import load_model_of, without_effect
    from export.sound import check_targets, export_sound
    from export.spool import spooled

    sources = (args.a, args.b)
    options = sound_options(args, sample_rate=None)
    check_targets(args.output, options, sources=sources)
    side = sidecar_path(args.output)
    with Progress() as progress:
        progress.glance("Opening the model")
        vae, card = load_model_of(args)
        progress.glance("Reading both songs")
        asked = {f.name: getattr(args, f.name) for f in dataclasses.fields(TransitionRequest)}
        plan, sentences = prepare(TransitionRequest(**asked), vae)
        progress.say(f"Morphing {plan.zone_s:g} s")
        with spooled(args.output, plan.blocks()) as samples:
            done = export_sound(
                args.output,
                samples,
                plan.sample_rate,
                options,
                sidecar=describe(plan, vae, card, sentences),
                sources=sources,
            )
    record = json.loads(side.read_text("utf-8"))
    if args.json:
        answer_json({"output": str(args.output), **record})
        return 0
    facts = record["file"]
    zone = record["zone"]
    answer(
        f"{shown(args.output)}: {facts['n_samples'] / facts['sample_rate']:.1f} s at "
        f"{facts['sample_rate']} Hz; {args.a.name} until {zone['a_start_s']:.2f} s, the morph for "
        f"{zone['seconds']:g} s, then {args.b.name} from its "
        f"{zone['b_start_s'] + zone['seconds']:.2f} s."
    )
    for sentence in (*without_effect(args, vae), *done, *sentences):
        answer(f"  {sentence}")
    for side, clip in record["clips"].items():
        for note in clip["notes"]:
            answer(f"  {side.upper()}: {note}")
    return 0


def prepare(asked: TransitionRequest, vae: OnnxVae) -> tuple[Transition, tuple[str, ...]]:
    """Find the zone in both files.

    Returns
    -------
    plan : Transition
    sentences : tuple of str
        What was found and done, for the user.

    Raises
    ------
    ClipDecodeError, MorphError
    """
    from engine.audio.clip import load_clip, probe
    from engine.morph.align import AlignOptions
    from engine.morph.aligned_pair import load_aligned_pair
    from engine.morph.alpha import shaped_curve
    from engine.morph.transition import Transition, zone_curve

    rate = vae.spec.sample_rate
    n_zone = round(asked.seconds * rate)
    infos = [probe(path) for path in (asked.a, asked.b)]
    if asked.from_a is None and not infos[0].duration_s:
        raise MorphError(
            f"{shown(asked.a)} does not say how long it is; say where it begins (--from-a)."
        )
    start_a = infos[0].duration_s - asked.seconds if asked.from_a is None else asked.from_a
    start_b = asked.into_b or 0.0
    out_rate = asked.rate or max(info.sample_rate for info in infos)
    sentences: tuple[str, ...] = ()
    if asked.match_beats:
        a, b, found = load_aligned_pair(
            asked.a,
            asked.b,
            start_a_s=max(0.0, start_a),
            start_b_s=start_b,
            options=AlignOptions(match_downbeat=True),
            n_samples=n_zone,
            sample_rate=rate,
        )
        sentences, start_a, start_b = found.sentences, a.start_s, b.start_s
    a, b = (
        load_clip(
            path,
            start_s=shared_start_s(start_s, (rate, out_rate)),
            n_samples=n_zone,
            sample_rate=rate,
        )
        for path, start_s in ((asked.a, start_a), (asked.b, start_b))
    )
    for clip in (a, b):
        if clip.n_missing > rate // 100:
            there = (n_zone - clip.n_missing) / rate
            raise MorphError(
                f"{shown(clip.info.path)} has only {there:.2f} s for a transition of "
                f"{asked.seconds:g} s; choose a shorter one (--seconds)."
            )
    plan = Transition(
        a,
        b,
        vae,
        zone_curve(shaped_curve(asked.shape, 1.0), asked.seconds),
        sample_rate=out_rate,
        n_channels=min(MAX_CHANNELS, max(info.n_channels for info in infos)),
        method=asked.method,
        detail=asked.detail,
        before_s=asked.before,
        after_s=asked.after,
        seed=asked.seed,
    )
    return plan, sentences


def shared_start_s(start_s: float, rates: tuple[int, int]) -> float:
    """Find where samples of two rates all but coincide, within 5 ms before a second.

    There a clip at one rate and its file at the other begin together, to a thousandth of a
    sample, and their difference is what the clip does not know, not a shift.
    """
    import numpy as np

    last = math.floor(max(0.0, start_s) * rates[1] + 1e-6)
    at = np.arange(last, max(-1, last - round(0.005 * rates[1])), -1)  # the latest of the best
    off = at * (rates[0] / rates[1])
    return float(at[np.abs(off - np.rint(off)).argmin()] / rates[1])


def describe(
    plan: Transition, vae: OnnxVae, card: ModelCard | None, sentences: tuple[str, ...]
) -> dict[str, Any]:
    """Describe a transition for its sidecar."""
    return {
        **describe_program(),
        "model": describe_model(vae, card),
        "clips": {"a": describe_clip(plan.a), "b": describe_clip(plan.b)},
        "zone": {
            "seconds": plan.zone_s,
            "a_start_s": plan.a.start_s,
            "b_start_s": plan.b.start_s,
            "alpha": describe_alpha(plan.curve),
        },
        "method": plan.method,
        "detail": plan.detail,
        "seed": plan.seed,
        "before_s": plan.before_s,
        "after_s": plan.after_s,
        "match_beats": bool(sentences),
        "found": list(sentences),
    }
