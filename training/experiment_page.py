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
from training.experiment import Experiment, inline
from training.page import NAMES, number
from training.pictures import draw_curves, draw_histogram, labelled_grid, read_curve, save_small

FINDINGS = ("<!-- findings -->", "<!-- /findings -->")
NO_FINDINGS = "Not written yet."
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
    """Every run's figures side by side, with the untrained codecs of the same sizes."""
    parts = [
        "Reconstruction, mels in [0, 1], of music learned from and of held-out music; untrained "
        "codecs of the same number of latent numbers below (PCA fitted on training clips, on the "
        "patches that serve it best).",
        _reconstruction(found, RECONSTRUCTION),
        "The same on the report's scale (linear power up to 32768, peak said to be 1).",
        _reconstruction(found, LINEAR),
        "Size, speed, and what lies between two songs and under the prior (PFD: patch Fréchet "
        "distance from real music, 0 is real; sharpness 1 is as sharp as music).",
        _others(found),
    ]
    return "\n\n".join(parts) + "\n"


def _reconstruction(found: Found, keys: Sequence[str]) -> str:
    shown = [HEADINGS[key] for key in keys]
    titles = [f"learned: {h}" for h in shown] + [f"held-out: {h}" for h in shown]
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
    folder.mkdir(parents=True, exist_ok=True)
    findings = read_findings(page)
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
        parts += ["## Figures", comparison_tables(found).strip()]
        parts += ["## Pictures", *_pictures(experiment, found, runs, folder, bench_of)]
    page.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    record = {"experiment": experiment.name, "failed": dict(failed), "runs": dict(found)}
    (out / f"{experiment.name}.json").write_text(
        json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return page


def read_findings(page: Path) -> str:
    """What was written by hand on an earlier page."""
    if not page.is_file():
        return NO_FINDINGS
    pattern = re.escape(FINDINGS[0]) + r"\n?(.*?)\n?" + re.escape(FINDINGS[1])
    match = re.search(pattern, page.read_text(encoding="utf-8"), re.DOTALL)
    return match.group(1) if match else NO_FINDINGS


def _variants(experiment: Experiment) -> str:
    lines = ["| variant | what it is | differs in |", "|---|---|---|"]
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
            f"and measured on {figures['n_excerpts']} excerpts of {figures['n_packages']} packages "
            f"nobody learned from ({', '.join(figures['splits'])}) and {figures['n_pairs']} pairs "
            f"of them; PFD on patches of {figures['pfd_patch'][0]} × {figures['pfd_patch'][1]} "
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
