"""An experiment's page in the docs: tables, curves and pictures of all variants together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.spec import FloatArray
from training.bench import Bench, Coder, Sizes, ways
from training.checkpoint import load_checkpoint
from training.errors import TrainingError
from training.experiment import Experiment, inline
from training.page import NAMES, number, split_words
from training.pictures import (
    draw_curves,
    draw_histogram,
    labelled_grid,
    read_curve,
    save_small,
    write_text,
)

FINDINGS = ("<!-- findings -->", "<!-- /findings -->")
NO_FINDINGS = "Not written yet."
FIGURES_HEAD = "## Figures"
VARIANTS_HEAD = "| variant | what it is | differs in |"
RECONSTRUCTION = ("ssim", "psnr_db", "ncc", "l1")
LINEAR = ("linear_ssim", "linear_psnr_db", "linear_ncc")
HEADINGS = {
    "ssim": "SSIM",
    "psnr_db": "PSNR dB",
    "ncc": "NCC",
    "l1": "L1",
    "linear_ssim": "SSIM",
    "linear_psnr_db": "PSNR dB",
    "linear_ncc": "NCC",
}

Found = Mapping[str, Mapping[str, Any]]
"""Figures of `training.evaluate.evaluate`, a run's name each."""
FindBench = Callable[[Path, Sizes], Bench]


def comparison_tables(found: Found) -> str:
    """Every run's figures side by side, with the untrained codecs of the same sizes.

    The headings name the splits that were measured; where what was measured is not the same for
    all, a sentence says it of each.
    """
    parts = [
        f"Reconstruction, mels in [0, 1], of music learned from and of {_measured(found)}; "
        "untrained codecs of the same number of latent numbers below (PCA fitted on training "
        f"clips, on the patches that serve it best{_fitted(found)}).",
        _reconstruction(found, RECONSTRUCTION),
        "The same on the report's scale (linear power up to 32768, peak said to be 1).",
        _reconstruction(found, LINEAR),
        "Size, speed, and what lies between two songs and under the prior (PFD: patch Fréchet "
        "distance from real music, 0 is real; sharpness 1 is as sharp as music).",
        _others(found),
    ]
    return "\n\n".join(parts) + "\n"


def is_best(figures: Mapping[str, Any]) -> bool:
    """Whether figures are of the weights at the best validation."""
    # Older figures say it only in their command.
    return bool(figures.get("best", " --best" in figures.get("command", "")))


def _what(figures: Mapping[str, Any]) -> str:
    weights = ", weights of the best validation" if is_best(figures) else ""
    return (
        f"{split_words(figures['splits'])} ({', '.join(figures['splits'])}: "
        f"{figures['n_excerpts']} excerpts, {figures['n_pairs']} pairs{weights})"
    )


def _measured(found: Found) -> str:
    whats = {name: _what(figures) for name, figures in found.items()}
    if len(set(whats.values())) == 1:
        return next(iter(whats.values()))
    return "music that is not the same for all: " + "; ".join(f"{n}, {w}" for n, w in whats.items())


def _fitted(found: Found) -> str:
    if all(2 * f.get("n_train_fitted", 0) <= f["n_train_excerpts"] for f in found.values()):
        return ""
    return "; most of the learned clips are among these, and it knows them by heart"


def _reconstruction(found: Found, keys: Sequence[str]) -> str:
    shown = [HEADINGS[key] for key in keys]
    splits = {" + ".join(figures["splits"]) for figures in found.values()}
    other = splits.pop() if len(splits) == 1 else "held-out"
    titles = [f"learned: {h}" for h in shown] + [f"{other}: {h}" for h in shown]
    lines = [f"| | numbers | {' | '.join(titles)} |", "|---|" + "---|" * (len(titles) + 1)]
    for name, figures in found.items():
        lines.append(_line(name, figures, "vae", keys))
    sizes = {figures["latent_numbers"]: figures for figures in found.values()}
    for _, figures in sorted(sizes.items()):
        for codec in ("patch_pca", "dct"):
            lines.append(_line(f"*{NAMES[codec]}*", figures, codec, keys))
    return "\n".join(lines)


def _line(label: str, figures: Mapping[str, Any], codec: str, keys: Sequence[str]) -> str:
    rows = [figures[part][codec] for part in ("reconstruction_train", "reconstruction")]
    cells = [number(row[key]) for row in rows for key in keys]
    return f"| {label} | {figures['latent_numbers']:,} | {' | '.join(cells)} |"


def _others(found: Found) -> str:
    columns: dict[str, Callable[[Any], float]] = {
        "parameters": lambda f: f["parameters"],
        "steps": lambda f: f["step"],
        "ms/step": lambda f: f["ms_per_step"],
        "ms/clip": lambda f: f["torch_ms_per_excerpt"],
        "PFD, reconstruction": lambda f: f["pfd_reconstruction"],
        "PFD, middle": lambda f: f["middle"]["vae"]["pfd"],
        "PFD, prior": lambda f: f["pfd_prior"],
        "sharpness, reconstruction": lambda f: f["sharpness_reconstruction"],
        "sharpness, middle": lambda f: f["middle"]["vae"]["sharpness"],
        "path ratio": lambda f: f["middle"]["vae"]["path_ratio"],
        "middle to mel blend": lambda f: f["middle"]["vae"]["blend_distance"],
        "active numbers": lambda f: f["latent"]["active_share"] * f["latent_numbers"],
        "nats": lambda f: f["latent"]["kl_nats"],
    }
    lines = [f"| | {' | '.join(columns)} |", "|---|" + "---|" * len(columns)]
    for name, figures in found.items():
        cells = [_whole(get(figures)) for get in columns.values()]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _whole(value: float) -> str:
    return f"{value:,.0f}" if isinstance(value, int) or abs(value) >= 1000 else number(value)


def write_experiment(
    experiment: Experiment,
    found: Found,
    failed: Mapping[str, str],
    out: Path,
    data: Path,
    bench_of: FindBench,
) -> Path:
    """Write ``NAME.md``, its pictures and all figures; findings written by hand are kept.

    Parameters
    ----------
    experiment : Experiment
    found : mapping of str to dict
        Figures of the variants that have any.
    failed : mapping of str to str
        Of the others, why not.
    out : Path
        Folder of the page.
    data : Path
    bench_of : callable
        From a run folder and sizes to its `Bench`.

    Returns
    -------
    Path
        Of the page.
    """
    page, folder = out / f"{experiment.name}.md", out / experiment.name
    findings = read_findings(page)
    folder.mkdir(parents=True, exist_ok=True)
    runs = {name: data / "runs" / name for name in found}
    parts = [f"# {experiment.title}", experiment.question]
    if experiment.report:
        parts.append(f"**The report.** {experiment.report}")
    parts += ["## Findings", f"{FINDINGS[0]}\n{findings}\n{FINDINGS[1]}"]
    parts += ["## Variants", _variants(experiment), _how(experiment, found)]
    if failed:
        lines = [f"- {name}: {why}" for name, why in failed.items()]
        parts.append("Without figures:\n\n" + "\n".join(lines))
    if found:
        parts += [FIGURES_HEAD, comparison_tables(found).strip()]
        parts += ["## Pictures", *_pictures(experiment, found, runs, folder, bench_of)]
    write_text(page, "\n\n".join(parts) + "\n")
    record = {"experiment": experiment.name, "failed": dict(failed), "runs": dict(found)}
    write_text(
        out / f"{experiment.name}.json", json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    )
    return page


def has_figures(page: Path) -> bool:
    """Whether there is a page, and figures on it."""
    return page.is_file() and f"\n{FIGURES_HEAD}\n" in page.read_text(encoding="utf-8")


def read_findings(page: Path) -> str:
    """What was written by hand on an earlier page.

    From the first start marker to the last end marker; where that is missing, to the table of
    variants, and where that is missing too, to the end of the page.

    Raises
    ------
    TrainingError
        If the start marker alone is missing, or the page is no text: what would be kept?
    """
    if not page.is_file():
        return NO_FINDINGS
    try:
        text = page.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise TrainingError(f"{page} is not UTF-8 text ({e}); mend it or move it away.") from e
    start = re.search(r"<!--\s*findings\s*-->\n?", text, re.IGNORECASE)
    ends = list(re.finditer(r"\n?<!--\s*/findings\s*-->", text, re.IGNORECASE))
    if start is None:
        if ends:
            raise TrainingError(
                f"{page} has {FINDINGS[1]} but no {FINDINGS[0]} before what was written by hand; "
                "put it back. The page is as it was."
            )
        return NO_FINDINGS
    if ends and ends[-1].end() > start.end():
        return text[start.end() : max(start.end(), ends[-1].start())]
    rest = text[start.end() :]
    cut = rest.rfind(f"## Variants\n\n{VARIANTS_HEAD}")
    return (rest if cut < 0 else rest[:cut]).strip()


def _variants(experiment: Experiment) -> str:
    lines = [VARIANTS_HEAD, "|---|---|---|"]
    for variant in experiment.variants:
        delta = inline(variant.delta)
        lines.append(f"| {variant.name} | {variant.about} | {f'`{delta}`' if delta else ''} |")
    return "\n".join(lines)


def _how(experiment: Experiment, found: Found) -> str:
    first = experiment.variants[0]
    budget = f"{first.minutes:g} minutes" if first.minutes else f"{first.steps:,} steps"
    mel = first.config.mel
    text = (
        f"Each was trained for {budget} on mels of {mel.n_mels} bands × "
        f"{first.config.crop_frames} frames (one every {mel.hop_length} samples), as "
        f"`training/experiments/{experiment.name}.toml` says, "
    )
    if found:
        figures = next(iter(found.values()))
        text += (
            f"and measured on {figures['n_excerpts']} excerpts of {split_words(figures['splits'])} "
            f"({', '.join(figures['splits'])}, of {figures['n_packages']} packages) and "
            f"{figures['n_pairs']} pairs of them; PFD on patches of "
            f"{figures['pfd_patch'][0]} × {figures['pfd_patch'][1]} "
            f"(real music of as many excerpts: {figures['pfd_real']:.1f}) "
        )
    return text + f"by\n\n```sh\npython -m training.compare {experiment.name}\n```"


def _pictures(
    experiment: Experiment,
    found: Found,
    runs: Mapping[str, Path],
    folder: Path,
    bench_of: FindBench,
) -> list[str]:
    """Draw everything; return the Markdown that shows it."""
    shown = []
    curves = {name: _validation(run_dir) for name, run_dir in runs.items()}
    if draw_curves(curves, folder / "curves.png", x="minutes", y="PSNR of validation clips, dB"):
        shown.append(_picture("Validation while training", folder, "curves.png"))
    if experiment.histogram:
        shares = {"original": next(iter(found.values()))["histogram"]["original"]}
        shares |= {name: f["histogram"]["reconstruction"] for name, f in found.items()}
        if draw_histogram(shares, folder / "intensities.png"):
            shown.append(_picture("How often each intensity occurs", folder, "intensities.png"))
    for file, (title, tiles) in _sheets(experiment, runs, bench_of).items():
        save_small(labelled_grid(tiles), folder / file)
        shown.append(_picture(title, folder, file))
    return shown


def _picture(title: str, folder: Path, file: str) -> str:
    return f"{title}:\n\n![{title}]({folder.name}/{file})"


def _validation(run_dir: Path) -> list[tuple[float, float]]:
    return [(p["seconds"] / 60, p["psnr"]) for p in read_curve(run_dir) if "psnr" in p]


Tiles = list[tuple[str, FloatArray]]


def _sheets(
    experiment: Experiment, runs: Mapping[str, Path], bench_of: FindBench
) -> dict[str, tuple[str, Tiles]]:
    """Mels of all variants: of the same held-out clip, learned clip, middle, and their priors."""
    held_out: Tiles = []
    learned: Tiles = []
    middle: Tiles = []
    prior: Tiles = []
    for name, run_dir in runs.items():
        bench = bench_of(run_dir, experiment.sizes)
        coder = Coder(load_checkpoint(run_dir), bench.n_frames)
        first, second = bench.pairs[0]
        a, b = bench.mels[first], bench.mels[second]
        known = bench.learned(coder.config.data)[0]
        if not held_out:
            held_out.append((f"original: {bench.title(first)}", a))
            learned.append(("original", known))
            middle += [("A", a), ("B", b)]
            middle += [("mel blend", bench_middle(coder, a, b, "mel_blend"))]
            middle += [("power mix", bench_middle(coder, a, b, "power_mix"))]
        held_out.append((name, coder.reconstruct([a])[0]))
        learned.append((name, coder.reconstruct([known])[0]))
        middle.append((name, bench_middle(coder, a, b, "vae")))
        prior.append((name, coder.prior(1)[0]))
    return {
        "held-out.png": ("Reconstructions of one held-out clip", held_out),
        "learned.png": ("Reconstructions of a clip all of them learned from", learned),
        "middles.png": ("Halfway between two held-out clips", middle),
        "prior.png": ("Drawn from the prior", prior),
    }


def bench_middle(coder: Coder, a: FloatArray, b: FloatArray, method: str) -> FloatArray:
    """Halfway from one mel to another by a method of `training.bench.ways`."""
    middle: FloatArray = ways(coder, a, b)[method]([0.5])[0]
    return middle
