"""What an evaluation's page shows and lets hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.spec import FloatArray
from training.bench import REF_DB, Bench, Coder, ways
from training.interpolation import mel_blend
from training.page import NAMES, Section, Sound, split_words
from training.pictures import Row, draw_curves, draw_histogram, read_curve
from training.sound import mel_to_sound

QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
SHOWN = 4
"""Pairs, reconstructions and drawn clips on a page."""


def sections(
    coder: Coder, bench: Bench, figures: Mapping[str, Any], run_dir: Path, folder: Path
) -> list[Section]:
    """Return the parts of a run's page; pictures of figures are drawn into ``folder``."""
    n = min(SHOWN, len(bench.pairs))
    words = split_words(bench.splits)
    chosen = [a for a, _ in bench.pairs[:n]]
    n_heard = min(n, bench.sizes.sounds)
    learned = bench.learned(coder.config.data)[:n]
    return [
        Section(
            "The way from A to B",
            "The clips themselves at both ends; between them the model's own 0, 25, 50, 75 and 100 "
            f"% on a straight line, then along an arc, then the mel blend. Music of {words}.",
            rows=[row for k in range(n) for row in pair_rows(coder, bench, k)],
            headings=["A", "0 %", "25 %", "50 %", "75 %", "100 %", "B"],
            sounds=[pair_sounds(coder, bench, k) for k in range(n_heard)],
        ),
        Section(
            f"Reconstructions of music of {words}",
            "Above the clip, below what the model makes of it.",
            rows=_beside([bench.mels[k] for k in chosen], coder),
            headings=[bench.title(k)[:32] for k in chosen],
            sounds=[reconstruction_sounds(coder, bench, k) for k in chosen[:n_heard]],
        ),
        Section(
            "Reconstructions of music it learned from",
            "A model that is much better here has learned clips by heart.",
            rows=_beside(learned, coder),
        ),
        Section(
            "Clips nobody played",
            "Decoded from numbers drawn from the prior.",
            rows=[("drawn from the prior", drawn := coder.prior(SHOWN))],
            sounds=[
                [
                    Sound(f"drawn {k}", mel_to_sound(mel, bench.spec, ref_db=REF_DB))
                    for k, mel in enumerate(drawn[:n_heard], start=1)
                ]
            ]
            if n_heard
            else [],
        ),
        *_drawn_figures(figures, run_dir, folder),
    ]


def pair_rows(coder: Coder, bench: Bench, k: int) -> list[Row]:
    """A line of the contact sheet for each way of the model, and one for the mel blend."""
    first, second = bench.pairs[k]
    a, b = bench.mels[first], bench.mels[second]
    title = f"{bench.title(first)} into {bench.title(second)}"
    methods = ways(coder, a, b)
    return [
        (f"{title}: {NAMES[name]}", [a, *methods[name](QUARTERS), b])
        for name in ("vae", "vae_slerp", "mel_blend")
    ]


def pair_sounds(coder: Coder, bench: Bench, k: int) -> list[Sound]:
    """The report's series: A, 25, 50, 75 %, B, all made heard by the same means; and controls."""
    first, second = bench.pairs[k]
    methods = ways(coder, bench.mels[first], bench.mels[second])
    labelled = [
        (f"A: {bench.title(first)}", bench.mels[first]),
        *zip(("25 %", "50 %", "75 %"), methods["vae"]((0.25, 0.5, 0.75)), strict=True),
        (f"B: {bench.title(second)}", bench.mels[second]),
        ("50 % along an arc", methods["vae_slerp"]((0.5,))[0]),
        ("50 % power mix", methods["power_mix"]((0.5,))[0]),
    ]
    return [Sound(label, mel_to_sound(mel, bench.spec, ref_db=REF_DB)) for label, mel in labelled]


def reconstruction_sounds(coder: Coder, bench: Bench, position: int) -> list[Sound]:
    """The music itself if it is at hand, the sound of its mel and of the decoded mel."""
    mel = bench.mels[position]
    made = [("sound of its mel", mel), ("sound of the decoded mel", coder.reconstruct([mel])[0])]
    sounds = [Sound(t, mel_to_sound(m, bench.spec, ref_db=REF_DB)) for t, m in made]
    real = bench.samples(position)
    return sounds if real is None else [Sound(bench.title(position), real), *sounds]


def _beside(mels: Sequence[FloatArray], coder: Coder) -> list[Row]:
    return [("clips", mels), ("reconstructions", coder.reconstruct(mels))]


def _drawn_figures(figures: Mapping[str, Any], run_dir: Path, folder: Path) -> list[Section]:
    """Draw the learning curve and the intensities; nothing where matplotlib is missing."""
    curve = read_curve(run_dir)
    points = {
        "PSNR of validation clips": [(p["seconds"] / 60, p["psnr"]) for p in curve if "psnr" in p]
    }
    found = []
    if curve and draw_curves(points, folder / "curve.png", x="minutes", y="PSNR, dB"):
        found.append(
            Section(
                "Learning", "Validation clips while it trained (curve.csv).", pictures=["curve.png"]
            )
        )
    if draw_histogram(figures["histogram"], folder / "intensities.png"):
        found.append(
            Section(
                "Intensities",
                "How often each brightness occurs in the clips, in their reconstructions and in "
                "clips drawn from the prior: a model whose output cannot reach black or white "
                "shows it here.",
                pictures=["intensities.png"],
            )
        )
    return found


def middle_strips(coder: Coder, bench: Bench, n: int = 3) -> list[list[FloatArray]]:
    """A, its reconstruction, the middle, the mel blend and B of some pairs, for the docs."""
    strips = []
    for a, b in bench.parents()[:n]:
        start, middle = ways(coder, a, b)["vae"]((0.0, 0.5))
        strips.append([a, start, middle, mel_blend(a, b, 0.5), b])
    return strips
