"""How good is the way from A to B? Every method beside the plain controls.

`python -m benchmarks.morph [--json] [--steps N] [--shown] [--methods KEY …]`
`python -m benchmarks.morph --held-out N [--data FOLDER]`
`python -m benchmarks.morph --published FOLDER`

All pairs of the demo clips, or N pairs of excerpts from packages held out whole (which needs the
corpus, see benchmarks/held_out.py), or the report's published sets (FOLDER has 1-src.wav, 1-25.wav,
1-50.wav, 1-75.wav, 1-dest.wav and so on; its own steps are then a row of the table). N equal steps
of alpha. What is measured is what is heard: each step is rendered at final quality and analysed
again (``--shown`` measures the mels before they become sound, which is quicker). Distances are mean
absolute differences of mels in [0, 1].

path_ratio      length of the way over the distance of its ends; 1 is no detour
pearson         correlation of alpha with the distance from the start
spdp_error      largest |share of the way - alpha|, the share being d(x, A) / (d(x, A) + d(x, B))
step_spread     standard deviation of the steps over their mean
largest_step    largest step over the mean
mid_sharpness   mean gradient at alpha 0.5 over the mean of the parents'
mid_to_blend    distance at alpha 0.5 from the average of the parents' mels
loudness_error  largest distance from the straight line between the clips' loudness, in LU
end_error       distance of the first and last step from the clips themselves
mid_pfd         patch Fréchet distance of all middles to training music (with --held-out)
seconds         of rendering for a second of sound, the ends included
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import demo_pairs, parser, report
from engine.audio.clip import load_clip
from engine.mel.analysis import analyse
from engine.morph.methods import DEFAULT_METHOD, METHODS
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from engine.morph.source import Source, prepare_source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae
from engine.vae.store import load_model
from training.metrics import path_ratio, sharpness

EVEN = f"{DEFAULT_METHOD}, even steps"
PUBLISHED = ("src", "25", "50", "75", "dest")
Pairs = list[tuple[str, Source, Source]]


def distance(x: FloatArray, y: FloatArray) -> float:
    return float(np.abs(x - y).mean())


@dataclasses.dataclass
class Way:
    """Mels along the way, the loudness at each step in LUFS, and what they cost."""

    mels: list[FloatArray]
    loudness: list[float] = dataclasses.field(default_factory=list)
    seconds: float = 0.0


def way(renderer: Renderer, a: Source, b: Source, name: str, steps: int, *, shown: bool) -> Way:
    """Go from A to B by the method (and steps) of a row's name."""
    made = Way([])
    method, _, is_even = name.partition(", ")
    stages: Any = ("mel",) if shown else ("final",)
    started = time.perf_counter()
    for alpha in np.linspace(0, 1, steps):
        request = MorphRequest(0, a, b, float(alpha), method, is_even=bool(is_even), stages=stages)
        *_, result = renderer.render(request)
        if result.samples is None:
            made.mels.append(result.mel_norm)
        else:
            made.mels.append(analyse(result.samples, spec=renderer.vae.spec)[0])
            made.loudness.append(float(result.loudness_lufs or 0))
    length_s = steps * len(a.clip.samples) / a.clip.sample_rate
    made.seconds = (time.perf_counter() - started) / length_s
    return made


def measure(made: Way, a: Source, b: Source) -> dict[str, float]:
    mels = made.mels
    alphas = np.linspace(0, 1, len(mels))
    steps = np.array([distance(x, y) for x, y in itertools.pairwise(mels)])
    from_start = [distance(mels[0], m) for m in mels]
    to_a = np.array([distance(m, a.mel_norm) for m in mels])
    to_b = np.array([distance(m, b.mel_norm) for m in mels])
    middle = mels[len(mels) // 2]
    figures = {
        "path_ratio": path_ratio(mels),
        "pearson": float(np.corrcoef(alphas, from_start)[0, 1]),
        "spdp_error": float(np.abs(to_a / (to_a + to_b) - alphas).max()),
        "step_spread": float(steps.std() / steps.mean()),
        "largest_step": float(steps.max() / steps.mean()),
        "mid_sharpness": sharpness(middle, a.mel_norm, b.mel_norm),
        "mid_to_blend": distance(middle, (a.mel_norm + b.mel_norm) / 2),
        "end_error": max(float(to_a[0]), float(to_b[-1])),
    }
    if made.loudness:
        line = np.interp(alphas, [0, 1], [a.clip.loudness_lufs, b.clip.loudness_lufs])
        figures["loudness_error"] = float(np.abs(np.array(made.loudness) - line).max())
    return figures


def published_pairs(folder: Path, vae: OnnxVae) -> tuple[Pairs, list[Way]]:
    """The report's clips, and the ways it went between them."""
    spec, pairs, ways = vae.spec, [], []
    sets = sorted(path.name.removesuffix("-src.wav") for path in folder.glob("*-src.wav"))
    if not sets:
        raise SystemExit(f"No published sets (1-src.wav, 1-25.wav …) in {folder}.")
    for name in sets:
        sounds = [
            load_clip(
                folder / f"{name}-{step}.wav",
                n_samples=spec.n_samples(640),
                sample_rate=spec.sample_rate,
            )
            for step in PUBLISHED
        ]
        ways.append(
            Way(
                [analyse(sound.samples, spec=spec)[0] for sound in sounds],
                [sound.loudness_lufs for sound in sounds],
            )
        )
        pairs.append((name, prepare_source(sounds[0], vae), prepare_source(sounds[-1], vae)))
    return pairs, ways


def means(found: list[dict[str, float]]) -> dict[str, float]:
    return {key: round(float(np.mean([f[key] for f in found])), 4) for key in found[0]}


def table(args: argparse.Namespace, renderer: Renderer) -> tuple[list[dict[str, Any]], Pairs]:
    """A row for each method, and the pairs they were measured on."""
    vae, steps = renderer.vae, args.steps
    rows: list[dict[str, Any]] = []
    space = None
    if args.published:
        pairs, ways = published_pairs(args.published, vae)
        steps = len(PUBLISHED)
        found = [measure(w, a, b) for w, (_, a, b) in zip(ways, pairs, strict=True)]
        rows.append({"method": "(the report's)", **means(found), "seconds": None})
    elif args.held_out:
        from benchmarks.held_out import across, excerpts, patch_space, pick_tracks

        sources = excerpts(pick_tracks(args.data, args.held_out), vae)
        pairs = [("", a, b) for a, b in across(sources)]
        space = patch_space(args.data)
    else:
        pairs = demo_pairs(vae)
    for name in args.methods:
        ways = [way(renderer, a, b, name, steps, shown=args.shown) for _, a, b in pairs]
        found = [measure(w, a, b) for w, (_, a, b) in zip(ways, pairs, strict=True)]
        row: dict[str, Any] = {"method": name, **means(found)}
        row["seconds"] = round(float(np.median([w.seconds for w in ways])), 4)
        if space is not None:
            row["mid_pfd"] = round(space.distance([w.mels[steps // 2] for w in ways]), 2)
        rows.append(row)
    if space is not None:
        real: dict[str, Any] = dict.fromkeys(rows[0])
        real |= {"method": "(real music)", "mid_sharpness": 1.0}
        real["mid_pfd"] = round(space.distance([s.mel_norm for s in sources]), 2)
        rows.insert(0, real)
    return rows, pairs


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--steps", type=int, default=9, help="odd number of alphas (default 9)")
    arguments.add_argument("--shown", action="store_true", help="measure mels, not their sound")
    arguments.add_argument(
        "--methods", nargs="+", default=[*METHODS, EVEN], choices=[*METHODS, EVEN], metavar="KEY"
    )
    where = arguments.add_mutually_exclusive_group()
    where.add_argument("--held-out", type=int, default=0, metavar="N", help="pairs of the corpus")
    where.add_argument("--published", type=Path, metavar="FOLDER", help="the report's sets")
    arguments.add_argument("--data", type=Path, default=Path("data"), help="default: data")
    args = arguments.parse_args()
    vae = load_model()
    rows, pairs = table(args, Renderer(vae))
    report(
        {
            "benchmark": "morph",
            "measured": "mels shown" if args.shown else "sound heard",
            "pairs": len(pairs),
            "steps": len(PUBLISHED) if args.published else args.steps,
            "model": f"{vae.name} {vae.version}",
            "rows": rows,
        },
        as_json=args.json,
    )


if __name__ == "__main__":
    main()
