"""An evaluation as text: tables for the docs, and a page with pictures and sound."""

from __future__ import annotations

import html
import urllib.parse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import soundfile

from engine.spec import FloatArray, MelSpec
from training.pictures import Row, contact_sheet, whole_file, write_text

RECONSTRUCTION = {
    "ssim": "structural similarity of [0, 1] mels, 1 is equal",
    "psnr_db": "peak signal-to-noise ratio of [0, 1] mels in dB",
    "ncc": "correlation of the two mels as vectors",
    "l1": "mean absolute difference of a cell; 0.0125 is 1 dB",
    "linear_ssim": "SSIM on the report's scale: linear power up to 32768, peak said to be 1",
    "linear_psnr_db": "PSNR on that scale; negative because the peak is not 1",
    "linear_ncc": "correlation on that scale, where only the loudest cells count",
}
MEASURES = {
    "path_ratio": "length of the way over the distance of its ends; 1 is no detour",
    "pearson": "correlation of alpha with the distance from the start; 1 is even",
    "spdp_error": "how far d(x, A) / (d(x, A) + d(x, B)) strays from alpha at most; 0 is even",
    "total_path": "length of the way (SoundMorpher's intermediateness)",
    "step_mean": "mean step (SoundMorpher's smoothness, mean)",
    "step_std": "standard deviation of the steps (its spread)",
    "step_spread": "standard deviation of the steps over their mean",
    "largest_step": "largest step over the mean; 1 is even",
    "end_error": "distance of the two ends from the clips themselves: what the model loses",
    "correspondence": "how far d(mid, A) / (d(mid, A) + d(mid, B)) on MFCC is from 0.5",
    "sobolev": "distance of the way and its slope from a straight line; the ends' distance is 1",
    "ppl": "squared change of a mel per unit of alpha squared (path length)",
    "timbre_linearity": "distance of six timbre features from a line, in deviations of real music",
    "timbre_smoothness": "second derivative of the same features; 0 is smooth",
    "style_error": "distance (0–2) of a classifier's styles from the line between the parents'",
    "loudness_error_db": "largest distance from the line between the parents' levels",
    "lcs": "share of the re-encoded middle's variance over time in two components",
    "sharpness": "gradient of the middle over its parents' mean; 1 is as sharp",
    "blend_distance": "mean distance of the middle from (A + B) / 2; 0 is the mel blend",
    "seam_ratio": "step across borders of 16 × 16 cells over the step elsewhere; 1 is none",
    "pfd": "patch Fréchet distance of the middles from real music; 0 is real",
}
HEARD = {
    "lsd_db": "log-spectral distance in dB",
    "spectrum_ncc": "correlation of magnitude spectra",
    "spectrum_psnr_db": "PSNR of magnitude spectra, peak the loudest cell",
}
NAMES = {
    "vae": "model",
    "vae_slerp": "model, along an arc",
    "patch_pca": "patch PCA",
    "dct": "DCT",
    "mel_blend": "mel blend",
    "power_mix": "power mix",
    "crossfade": "crossfade",
    "decoded_to_mel": "decoded mel's sound beside the original mel's",
    "decoded_to_music": "decoded mel's sound beside the music itself",
    "mel_to_music": "original mel's sound beside the music itself",
}
APART = {
    "package": "different packages",
    "track": "different tracks (all are of one package)",
    "clip": "different places of one track (there is no other)",
}
"""Where the two clips of a pair come from."""
STYLE = """
:root { color-scheme: dark }
body { margin: 2.5rem auto; padding: 0 1.5rem; max-width: 70rem; background: #15171c;
       color: #d6dae1; font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.4rem; margin-bottom: .2rem } h2 { font-size: 1.1rem; margin-top: 2.5rem }
p, figcaption, td.why { color: #8a919e } img { max-width: 100%; border-radius: .3rem }
.table { overflow-x: auto }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums }
th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid #2a2e37 }
th:first-child, td:first-child, td.why, th.why { text-align: left }
figure { margin: 0 0 1rem; padding: .8rem; border-radius: .6rem; background: #1d2027 }
figure div { display: grid; grid-template-columns: 14rem 1fr; gap: .3rem 1rem;
             align-items: center }
audio { width: 100% }
"""


class Sound(NamedTuple):
    """Something to hear: a line of a figure."""

    label: str
    samples: FloatArray


class Section(NamedTuple):
    """A part of the page: a heading, a sentence, and rows of mels, sounds or picture files."""

    heading: str
    about: str
    rows: Sequence[Row] = ()
    headings: Sequence[str] = ()
    sounds: Sequence[Sequence[Sound]] = ()
    pictures: Sequence[str] = ()


def table(rows: Mapping[str, Mapping[str, float]], keys: Sequence[str], *, first: str) -> list[str]:
    """Lines of a Markdown table, a line a row, with the columns that any row has."""
    shown = [key for key in keys if any(key in row for row in rows.values())]
    lines = [
        f"| {first} | {' | '.join(key.replace('_', ' ') for key in shown)} |",
        "|---|" + "---|" * len(shown),
    ]
    for name, row in rows.items():
        cells = [number(row[key]) if key in row else "" for key in shown]
        lines.append(f"| {NAMES.get(name, name)} | {' | '.join(cells)} |")
    return lines


def number(value: float) -> str:
    """Three or four digits that matter."""
    size = abs(value)
    if float(value).is_integer() and size >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if size >= 100 else f"{value:.2f}" if size >= 10 else f"{value:.3f}"


def split_words(splits: Sequence[str]) -> str:
    """What the names of splits say of their music: whose packages, or only tracks, are held out."""
    kinds = {"_pkg": "held-out packages", "_track": "held-out tracks"}
    found = {next((w for end, w in kinds.items() if s.endswith(end)), f"“{s}”") for s in splits}
    return " and ".join(sorted(found))


def markdown(figures: Mapping[str, Any]) -> str:
    """Tables of what `training.evaluate.evaluate` returned."""
    middle_keys = list(MEASURES)
    words, splits = split_words(figures["splits"]), ", ".join(figures["splits"])
    n_packages = figures["n_packages"]
    packages = f"{n_packages} package{'s' if n_packages != 1 else ''}"
    lines = [
        f"Reconstruction of {figures['n_excerpts']} excerpts of {words} ({packages}, {splits}), "
        f"{figures['latent_numbers']:,} numbers each:",
        "",
        *table(figures["reconstruction"], list(RECONSTRUCTION), first="codec"),
        "",
        f"Of {figures['n_train_excerpts']} excerpts it learned from{_fitted(figures)}:",
        "",
        *table(figures["reconstruction_train"], list(RECONSTRUCTION), first="codec"),
        "",
        f"Ways between {figures['n_pairs']} pairs of excerpts of {words}, from "
        f"{APART[figures.get('pairs_apart', 'package')]} "
        f"(PFD of the real first songs {figures['pfd_real']:.1f}, of their reconstructions "
        f"{figures['pfd_reconstruction']:.1f}, of clips drawn from the prior "
        f"{figures['pfd_prior']:.1f}; patches of "
        f"{figures['pfd_patch'][0]} × {figures['pfd_patch'][1]}):",
        "",
    ]
    middles = figures["middle"]
    lines.append(f"| measure | {' | '.join(NAMES.get(n, n) for n in middles)} | |")
    lines.append("|---|" + "---|" * (len(middles) + 1))
    for key in middle_keys:
        if any(key in row for row in middles.values()):
            cells = [number(row[key]) if key in row else "" for row in middles.values()]
            lines.append(f"| {key.replace('_', ' ')} | {' | '.join(cells)} | {MEASURES[key]} |")
    heard = figures["heard"]
    if heard["n"]:
        keys = [*HEARD, "ssim", "psnr_db", "ncc", "l1"]
        lines += ["", f"Heard ({heard['n']} excerpts; sound made from mels, analysed again):", ""]
        lines += table(heard["reconstruction"], keys, first="sounds")
        lines += ["", f"Middles heard ({heard['n']} pairs):", ""]
        lines += table(heard["middle"], ["pfd", "sharpness"], first="method")
    latent = figures["latent"]
    lines += [
        "",
        f"Latent: {latent['active_share']:.0%} of its numbers vary over clips, posterior standard "
        f"deviation {latent['posterior_std']:.3f}, {latent['kl_nats']:,.0f} nats from the prior.",
        "",
        _style(figures["style"], words),
    ]
    return "\n".join(lines) + "\n"


def _fitted(figures: Mapping[str, Any]) -> str:
    n = figures.get("n_train_fitted", 0)
    return f" (patch PCA was fitted on {n} of them, and knows those by heart)" if n else ""


def _style(style: Mapping[str, Any] | None, words: str) -> str:
    if style is None:
        return (
            "All training music is of one style, so there is no classifier of styles, and no style "
            "error."
        )
    new_tracks = style["accuracy_new_tracks"]
    known = (
        "" if new_tracks is None else f"{new_tracks:.0%} of tracks it did not learn from and on "
    )
    return (
        f"The style classifier ({len(style['styles'])} styles, {style['n_fit']} training clips) is "
        f"right on {known}{style['accuracy_held_out']:.0%} of the clips of {words}."
    )


def write_page(
    folder: Path,
    title: str,
    about: str,
    figures: Mapping[str, Any],
    sections: Sequence[Section],
    *,
    spec: MelSpec,
) -> Path:
    """Write ``index.html`` and its pictures and sounds into a folder that can be moved anywhere.

    Parameters
    ----------
    folder : Path
    title, about : str
    figures : mapping
        Of `training.evaluate.evaluate`.
    sections : sequence of Section
    spec : MelSpec
        Sample rate of the sounds.

    Returns
    -------
    Path
        Of the page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    body = [_section(folder, k, section, spec) for k, section in enumerate(sections, start=1)]
    page = folder / "index.html"
    write_text(
        page,
        f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{html.escape(title)}</title>
<style>{STYLE}</style>
<h1>{html.escape(title)}</h1>
<p>{html.escape(about)}</p>
{"".join(body)}
<h2>Figures</h2>
{_html_tables(markdown(figures))}
<h2>What the words mean</h2>
{_meanings()}
</html>
""",
    )
    return page


def _section(folder: Path, k: int, section: Section, spec: MelSpec) -> str:
    parts = [f"<h2>{html.escape(section.heading)}</h2>\n<p>{html.escape(section.about)}</p>\n"]
    if section.rows:
        name = f"sheet-{k}.png"
        sheet = contact_sheet(section.rows, headings=section.headings, tile=(200, 160))
        with whole_file(folder / name) as part:
            sheet.quantize(128).save(part, format="PNG", optimize=True)
        parts.append(f'<img src="{name}" alt="{html.escape(section.heading)}">\n')
    for name in section.pictures:
        parts.append(f'<img src="{urllib.parse.quote(name)}" alt="">\n')
    for group, sounds in enumerate(section.sounds, start=1):
        lines = []
        for n, sound in enumerate(sounds, start=1):
            name = f"sound-{k}-{group}-{n}.flac"
            samples = np.clip(sound.samples, -1, 1)
            with whole_file(folder / name) as part:
                soundfile.write(part, samples, spec.sample_rate, subtype="PCM_16", format="FLAC")
            label = html.escape(sound.label)
            lines.append(
                f'<span>{label}</span><audio controls preload="none" src="{name}" '
                f'aria-label="{label}"></audio>'
            )
        parts.append(f"<figure><div>{''.join(lines)}</div></figure>\n")
    return "".join(parts)


def _html_tables(text: str) -> str:
    """Turn the Markdown that `markdown` writes into HTML: paragraphs and tables only."""
    blocks = []
    for block in text.strip().split("\n\n"):
        lines = block.split("\n")
        if not lines[0].startswith("|"):
            blocks.append(f"<p>{html.escape(block)}</p>")
            continue
        rows = [[c.strip() for c in line.strip("|").split(" | ")] for line in lines]
        head = "".join(f"<th>{html.escape(c)}</th>" for c in rows[0])
        body = ""
        for row in rows[2:]:
            cells = "".join(
                f'<td class="why">{html.escape(c)}</td>'
                if len(c) > 40
                else f"<td>{html.escape(c)}</td>"
                for c in row
            )
            body += f"<tr>{cells}</tr>\n"
        blocks.append(f'<div class="table"><table><tr>{head}</tr>\n{body}</table></div>')
    return "\n".join(blocks)


def _meanings() -> str:
    rows = {**RECONSTRUCTION, **HEARD, **MEASURES}
    cells = "".join(
        f'<tr><td>{key.replace("_", " ")}</td><td class="why">{html.escape(text)}</td></tr>\n'
        for key, text in rows.items()
    )
    return f'<div class="table"><table>{cells}</table></div>'
