"""The commands that make files: render, series, demo."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import CurveError, MorphError
from export.arguments import sound_options
from export.console import Progress, answer, answer_json
from export.demo import DEMO_ALPHAS, DEMO_PAIR, DEMO_SECONDS
from export.files import check_target, shown
from export.reports import loudness
from export.sidecar import sidecar_path

if TYPE_CHECKING:
    from engine.morph.alpha import Alpha
    from engine.morph.request import MorphResult
    from engine.vae.onnx_vae import OnnxVae
    from engine.vae.store import ModelCard
    from export.pair import Pair, PairRequest

DrawWindow = Callable[[Path, Path | None], object]
"""Draws the window with the demo pair to a PNG, with the model in a folder or the newest."""


def render(args: argparse.Namespace) -> int:
    """Render one morph to a sound file and, if asked, a picture."""
    from export.sound import check_targets, export_sound
    from export.spool import samples_on_disk

    options = sound_options(args, args.rate)
    check_targets(args.output, options, sources=(args.a, args.b))
    side = sidecar_path(args.output)
    if args.png is not None:
        rules = {"overwrite": args.overwrite, "sources": (args.a, args.b)}
        check_target(args.png, suffix=".png", **rules)
    request = _request(args)
    check_curve(args.curve, args.seconds)
    with Progress() as progress, contextlib.ExitStack() as kept:
        pair = _open(args, request, progress)
        alpha = _alpha(args, pair.seconds)
        what = "along the curve" if args.curve else f"alpha {args.alpha:g}"
        progress.say(f"Rendering {what}")
        result = pair.render(
            alpha,
            out=kept.enter_context(samples_on_disk(args.output, pair.n_samples)),
            on_progress=lambda share: progress.glance(f"Rendering {what}: {share:.0%}"),
        )
        assert result.samples is not None  # stage "final" has sound
        done = export_sound(
            args.output,
            result.samples,
            pair.sample_rate,
            options,
            sidecar=pair.describe(result),
            sources=request.sources,
        )
        if args.png is not None:
            _picture_three(args.png, pair, result, overwrite=args.overwrite)
    record = json.loads(side.read_text("utf-8"))
    if args.json:
        png = None if args.png is None else str(args.png)
        answer_json({"output": str(args.output), "png": png, **record})
    else:
        _tell_render(args, record, (*without_effect(args, pair.vae), *done))
    return 0


def check_curve(text: str | None, seconds: float | None) -> None:
    """Refuse a curve that makes no sense for a length, before anything slow begins.

    Raises
    ------
    CurveError
    """
    from engine.morph.alpha import SHAPES, parse_curve

    if text is None or text in SHAPES:
        return
    end_s = parse_curve(text).end_s
    if seconds is not None and end_s > seconds + 0.01:
        raise CurveError(
            f"The morph is {seconds:g} s long, but the curve goes on to {end_s:g} s; choose more "
            "--seconds or a shorter curve."
        )


def _alpha(args: argparse.Namespace, seconds: float) -> Alpha:
    """Where between the clips: a number, or the curve that was asked for."""
    from engine.morph.alpha import SHAPES, parse_curve, shaped_curve

    if args.curve is None:
        return float(args.alpha)
    check_curve(args.curve, seconds)  # known only now if all that A has was asked for
    return shaped_curve(args.curve, seconds) if args.curve in SHAPES else parse_curve(args.curve)


def _tell_render(args: argparse.Namespace, record: dict[str, Any], done: Sequence[str]) -> None:
    from engine.morph.methods import METHODS

    level = loudness(record["loudness_lufs"])
    where = f"curve {args.curve}" if args.curve else f"alpha {args.alpha:g}"
    where += "" if record["sound"] is None else f", sound {record['sound']:g}"
    seconds = record["clips"]["a"]["seconds"]
    answer(f"{shown(args.output)}: {seconds:.4g} s, {where}, {args.method}, {level}")
    if not args.curve and not 0 <= args.alpha <= 1 and not METHODS[args.method].goes_beyond:
        answer(f"  {METHODS[args.method].label} ends at the clips: this is {'AB'[args.alpha > 1]}.")
    for found in (*record["align"]["found"], *done):
        answer(f"  {found}")
    for side, clip in record["clips"].items():
        for note in clip["notes"]:
            answer(f"  {side.upper()}: {note}")


def without_effect(args: argparse.Namespace, vae: OnnxVae) -> Iterator[str]:
    """Say what was asked for and makes no difference."""
    from engine.morph.methods import METHODS, used_sound

    method, sound = METHODS[args.method], getattr(args, "sound", None)
    if args.detail < 1 and not method.has_detail:
        yield f"--detail has no effect on {method.label}."
    if args.seed and not method.draws_detail:
        yield f"{method.label} draws no detail for --texture to change."
    if sound is not None and used_sound(sound, args.method, vae) is None:
        label = f"The model {vae.name}" if method.has_sound else method.label
        yield f"{label} cannot part sound from notes: --sound has no effect."
    if method.draws_detail and vae.refiner is None:
        yield f"The model {vae.name} cannot draw: this is its middle without any detail drawn."


def series(args: argparse.Namespace) -> int:
    """Render evenly spaced alphas into a folder."""
    from export.folders import check_folder
    from export.series import write_series

    check_folder(args.output, overwrite=args.overwrite, sources=(args.a, args.b))
    request = _request(args)
    alphas = [step / (args.steps - 1) for step in range(args.steps)]
    with Progress() as progress:
        pair = _open(args, request, progress)
        files = write_series(
            args.output,
            pair,
            alphas,
            sound_options(args, args.rate),
            suffix=f".{args.format}",
            on_step=progress.say,
        )
    if args.json:
        answer_json({"folder": str(args.output), "alphas": alphas, "files": files})
    else:
        answer(f"{shown(args.output)}: {len(alphas)} morphs; open index.html there to listen.")
        for found in (*without_effect(args, pair.vae), *pair.sentences):
            answer(f"  {found}")
    return 0


def demo(args: argparse.Namespace, draw_window: DrawWindow | None = None) -> int:
    """Render the bundled pair at five alphas, and picture the three mels and the window."""
    from export.folders import check_folder
    from export.pair import PairRequest
    from export.series import write_series
    from export.sound import SoundOptions

    check_folder(args.output, overwrite=True)  # replaces nothing but an earlier series
    problems: list[str] = []
    with Progress() as progress:
        pair = _open(args, PairRequest(*DEMO_PAIR, seconds=DEMO_SECONDS), progress)
        files = write_series(
            args.output,
            pair,
            DEMO_ALPHAS,
            SoundOptions(overwrite=True),
            pictures={
                "three-mels.png": lambda path: _picture_three(path, pair, pair.render(0.5, "mel")),
                "window.png": lambda path: _picture_window(path, args.model, draw_window, problems),
            },
            on_step=progress.say,
        )
    if args.json:
        facts = {"folder": str(args.output), "alphas": DEMO_ALPHAS, "files": files}
        answer_json({**facts, "problems": problems})
        return 0
    a, b = (path.stem for path in DEMO_PAIR)
    answer(f"{shown(args.output)}: {a} to {b} at {len(DEMO_ALPHAS)} alphas.")
    for name in files:
        if not name.endswith(".json"):
            answer(f"  {name}")
    for problem in problems:
        answer(f"  {problem}")
    return 0


def _picture_three(path: Path, pair: Pair, middle: MorphResult, *, overwrite: bool = False) -> None:
    """Picture A, the morph and B side by side."""
    from export.spectrogram import write_contact_sheet

    request = pair.request
    where = f"alpha {middle.alpha:.2f}" if isinstance(middle.alpha, float) else "curve"
    where += "" if middle.sound is None else f", sound {middle.sound:.2f}"
    mels = [
        (f"A: {request.path_a.stem}", pair.mel_of("a")),
        (f"{where}, {middle.method}", middle.mel_norm),
        (f"B: {request.path_b.stem}", pair.mel_of("b")),
    ]
    write_contact_sheet(path, mels, pair.vae.spec, pair.seconds, overwrite=overwrite)


def _picture_window(
    path: Path, model: Path | None, draw: DrawWindow | None, problems: list[str]
) -> None:
    """Picture the window, or note why not: the sounds matter more than its picture."""
    if draw is None:
        return
    try:
        draw(path, model)
    except (ImportError, OSError, RuntimeError, MorphError) as e:
        said = getattr(e, "user_message", f"{e}.")
        problems.append(f"The window was not drawn: {said}")


def _request(args: argparse.Namespace) -> PairRequest:
    from engine.morph.align import AlignOptions
    from export.pair import PairRequest

    align = AlignOptions(
        args.match_tempo, getattr(args, "alpha", 0.5), args.match_beats, args.match_key
    )
    request = PairRequest(
        args.a,
        args.b,
        args.start_a,
        args.start_b,
        args.seconds,
        args.method,
        args.seed,
        args.detail,
        args.even,
        args.fit,
        align,
        args.sound,
    )
    request.check()
    return request


def _open(args: argparse.Namespace, request: PairRequest, progress: Progress) -> Pair:
    from export.pair import open_pair

    return open_pair(request, lambda: load_model_of(args), progress.glance)


def load_model_of(args: argparse.Namespace) -> tuple[OnnxVae, ModelCard | None]:
    """Open the model that the arguments name, with its card."""
    from engine.vae.store import load_model, read_card

    vae = load_model(args.model, provider=args.provider)
    return vae, None if args.model is None else read_card(args.model)
