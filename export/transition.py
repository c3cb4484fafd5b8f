"""The transition command: from the end of one song into the beginning of another."""

from __future__ import annotations

import argparse
import json
import math
from typing import TYPE_CHECKING, Any

from engine.errors import MorphError
from export.console import Progress, answer, answer_json
from export.files import check_target, shown
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


def transition(args: argparse.Namespace) -> int:
    """Write A, the morph of its end with B's beginning, and B as one WAV file."""
    from export.audio import write_wav
    from export.commands import load_model_of
    from export.spool import spooled

    rules = {"overwrite": args.overwrite, "sources": (args.a, args.b)}
    check_target(args.output, suffix=".wav", **rules)
    side = sidecar_path(args.output)
    check_target(side, suffix=".json", **rules)
    with Progress() as progress:
        progress.glance("Opening the model")
        vae, card = load_model_of(args)
        progress.glance("Reading both songs")
        plan, sentences = prepare(args, vae)
        progress.say(f"Morphing {plan.zone_s:g} s")
        with spooled(args.output, plan.blocks()) as samples:
            write_wav(
                args.output,
                samples,
                plan.sample_rate,
                subtype=args.subtype,
                overwrite=args.overwrite,
                sidecar=describe(plan, vae, card, sentences),
                sources=rules["sources"],
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
    if record["gain_db"]:
        answer(f"  It would have clipped and was turned down by {-record['gain_db']:.1f} dB.")
    for sentence in sentences:
        answer(f"  {sentence}")
    for side, clip in record["clips"].items():
        for note in clip["notes"]:
            answer(f"  {side.upper()}: {note}")
    return 0


def prepare(args: argparse.Namespace, vae: OnnxVae) -> tuple[Transition, tuple[str, ...]]:
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
    n_zone = round(args.seconds * rate)
    infos = [probe(path) for path in (args.a, args.b)]
    if args.from_a is None and not infos[0].duration_s:
        raise MorphError(f"{shown(args.a)} does not say how long it is; say where with --from-a.")
    start_a = infos[0].duration_s - args.seconds if args.from_a is None else args.from_a
    start_b = args.into_b
    asked = {"n_samples": n_zone, "sample_rate": rate}
    out_rate = args.rate or max(info.sample_rate for info in infos)
    sentences: tuple[str, ...] = ()
    if args.match_beats:
        a, b, found = load_aligned_pair(
            args.a,
            args.b,
            start_a_s=max(0.0, start_a),
            start_b_s=start_b,
            options=AlignOptions(match_downbeat=True),
            **asked,
        )
        sentences, start_a, start_b = found.sentences, a.start_s, b.start_s
    a, b = (
        load_clip(path, start_s=shared_start_s(start_s, (rate, out_rate)), **asked)
        for path, start_s in ((args.a, start_a), (args.b, start_b))
    )
    for clip in (a, b):
        if clip.n_missing > rate // 100:
            there = (n_zone - clip.n_missing) / rate
            raise MorphError(
                f"{shown(clip.info.path)} has only {there:.2f} s for a transition of "
                f"{args.seconds:g} s; choose fewer --seconds."
            )
    plan = Transition(
        a,
        b,
        vae,
        zone_curve(shaped_curve(args.shape, 1.0), args.seconds),
        sample_rate=out_rate,
        n_channels=min(MAX_CHANNELS, max(info.n_channels for info in infos)),
        method=args.method,
        detail=args.detail,
        before_s=args.before,
        after_s=args.after,
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
        "before_s": plan.before_s,
        "after_s": plan.after_s,
        "match_beats": bool(sentences),
        "found": list(sentences),
    }
