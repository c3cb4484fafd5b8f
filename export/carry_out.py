"""Carries out what the window orders, on any thread."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.cancel import ShouldCancel, check, never
from engine.errors import ExportError
from engine.mel.files import StoredMel
from engine.morph.align import AlignOptions
from engine.morph.alpha import AlphaCurve
from engine.morph.render import Renderer
from engine.spec import FloatArray
from export.clips import read_clips
from export.files import shown
from export.order import Done, OnProgress, Order, Phase
from export.pair import LongPair, PairRequest, ShortPair
from export.series import write_series
from export.sidecar import describe_render
from export.sound import export_sound, write_pictures, write_track_pictures
from export.spool import samples_on_disk, spooled
from export.transition import TransitionRequest, describe, prepare

RENDERING = 0.9
"""Share of the time that rendering takes of pieces of known number; the rest is writing."""


def silent(_phase: Phase, _share: float | None) -> None:
    """Tell nobody."""


def carry_out(
    order: Order,
    should_cancel: ShouldCancel = never,
    on_progress: OnProgress = silent,
) -> Done:
    """Render what is ordered, with a renderer of its own, and write it.

    Thread: any; several orders may be carried out at once.

    Raises
    ------
    MorphError
        Nothing half-written is left.
    RenderCancelled
        Likewise.
    """
    order.check()
    run = {"morph": _morph, "series": _series, "transition": _transition, "whole": _whole}
    return Done(order.path, run[order.kind](order, should_cancel, on_progress))


def _export(
    order: Order,
    samples: FloatArray,
    sample_rate: int,
    record: dict[str, Any],
    should_cancel: ShouldCancel,
    on_progress: OnProgress,
) -> tuple[str, ...]:
    """Write the sound of an order that has one."""
    on_progress("writing", None)
    return export_sound(
        order.path,
        samples,
        sample_rate,
        order.sound,
        sidecar=record,
        sources=order.sources,
        should_cancel=should_cancel,
        on_progress=lambda share: on_progress("writing", RENDERING + (1 - RENDERING) * share),
    )


def _morph(order: Order, should_cancel: ShouldCancel, on_progress: OnProgress) -> tuple[str, ...]:
    result, spec = order.result, order.vae.spec
    if result is None or result.stage != "final":
        on_progress("rendering", None)
        request = dataclasses.replace(order.request, stages=("final",))
        (result,) = Renderer(order.vae).render(request, should_cancel)
    assert result.samples is not None  # stage "final" has sound
    samples, mel_norm = result.samples, result.mel_norm
    rate = spec.sample_rate
    record = describe_render(
        result, *order.clips, order.vae, seed=order.request.seed, card=order.card
    )
    if order.range_s is not None:
        start, stop = (min(len(samples), max(0, round(s * rate))) for s in order.range_s)
        samples = samples[start:stop]
        if not len(samples):
            raise ExportError(
                f"{shown(order.path)} was not written: no sound lies in the loop; choose another."
            )
        mel_norm = mel_norm[:, start // spec.hop_length : -(-stop // spec.hop_length)]
        record["range_s"] = [start / rate, stop / rate]
    sentences = _export(order, samples, rate, record, should_cancel, on_progress)
    mel = StoredMel(np.ascontiguousarray(mel_norm), spec, result.ref_db)
    write_pictures(order.path, order.pictures, mel, overwrite=order.sound.overwrite)
    return sentences


def _series(order: Order, should_cancel: ShouldCancel, on_progress: OnProgress) -> tuple[str, ...]:
    request, vae = order.request, order.vae
    alphas = [step / (order.n_steps - 1) for step in range(order.n_steps)]
    pair = ShortPair(
        _pair_request(order, len(order.clips[0].samples) / vae.spec.sample_rate),
        vae,
        order.card,
        order.clips,
        (),
        request.a,
        request.b,
        Renderer(vae),
    )
    n_done = -1

    def tell(_: str) -> None:
        nonlocal n_done
        n_done += 1
        on_progress("rendering", n_done / len(alphas))

    write_series(
        order.path,
        pair,
        alphas,
        order.sound,
        suffix=order.suffix,
        on_step=tell,
        should_cancel=should_cancel,
    )
    return ()


def _transition(
    order: Order, should_cancel: ShouldCancel, on_progress: OnProgress
) -> tuple[str, ...]:
    on_progress("reading", None)
    a, b = order.clips
    starts = (a.start_s, b.start_s) if order.zone_place == "excerpts" else (None, None)
    request = order.request
    asked = TransitionRequest(
        a.info.path,
        b.info.path,
        order.zone_s,
        starts[0],
        starts[1],
        method=request.method,
        detail=request.detail,
        seed=request.seed,
        rate=order.sound.sample_rate,
    )
    plan, found = prepare(asked, order.vae)

    def blocks() -> Iterator[FloatArray]:
        on_progress("rendering", None)
        for block in plan.blocks(should_cancel):
            check(should_cancel)
            yield block

    with spooled(order.path, blocks()) as samples:
        record = describe(plan, order.vae, order.card, found)
        rate = plan.sample_rate
        sentences = _export(order, samples, rate, record, should_cancel, on_progress)
        _picture(order, samples, rate)
    return sentences


def _whole(order: Order, should_cancel: ShouldCancel, on_progress: OnProgress) -> tuple[str, ...]:
    on_progress("reading", None)
    vae = order.vae
    asked = _pair_request(order, None)
    read = read_clips(
        asked.sources,
        (0.0, 0.0),
        None,
        vae,
        fit="trim",
        align=AlignOptions(),
        on_step=lambda _: check(should_cancel),
    )
    pair = LongPair(asked, vae, order.card, read.clips, read.sentences)
    alpha = order.request.alpha
    if isinstance(alpha, AlphaCurve):  # over both files as it was over the excerpts
        excerpt_s = len(order.clips[0].samples) / vae.spec.sample_rate
        stretch = pair.seconds / excerpt_s
        alpha = AlphaCurve(tuple((t * stretch, at) for t, at in alpha.points))
    on_progress("rendering", 0.0)
    with samples_on_disk(order.path, pair.n_samples) as out:
        result = pair.render(
            alpha,
            out=out,
            should_cancel=should_cancel,
            on_progress=lambda share: on_progress("rendering", RENDERING * share),
        )
        rate = vae.spec.sample_rate
        record = pair.describe(result)
        sentences = _export(order, out, rate, record, should_cancel, on_progress)
        _picture(order, out, rate)
    return sentences


def _picture(order: Order, samples: FloatArray, sample_rate: int) -> None:
    write_track_pictures(
        order.path,
        order.pictures,
        samples,
        sample_rate,
        order.vae.spec,
        overwrite=order.sound.overwrite,
    )


def _pair_request(order: Order, seconds: float | None) -> PairRequest:
    request, (a, b) = order.request, order.clips
    return PairRequest(
        *order.sources,
        a.start_s if seconds else 0.0,
        b.start_s if seconds else 0.0,
        seconds,
        request.method,
        request.seed,
        request.detail,
        request.is_even,
        "pad" if seconds else "trim",
        sound=request.sound,
    )
