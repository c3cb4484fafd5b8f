"""How good is the way from A to B? Every method beside the plain controls.

`python -m benchmarks.morph [--json] [--steps N] [--shown]`

All pairs of the demo clips, N equal steps of alpha. What is measured is what is heard: each step is
rendered at final quality and analysed again (``--shown`` measures the mels before they become
sound, which is quicker). Distances are mean absolute differences of mels in [0, 1].

path_ratio      length of the way over the distance of its ends; 1 is no detour
pearson         correlation of alpha with the distance from the start
spdp_error      largest |share of the way - alpha|, the share being d(x, A) / (d(x, A) + d(x, B))
step_spread     standard deviation of the steps over their mean
largest_step    largest step over the mean
mid_sharpness   mean gradient at alpha 0.5 over the mean of the parents'
mid_to_blend    distance at alpha 0.5 from the average of the parents' mels
loudness_error  largest distance from the straight line between the clips' loudness, in LU
end_error       distance of the first and last step from the clips themselves
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from benchmarks.common import demo_pairs, parser, report
from engine.mel.analysis import analyse
from engine.morph.methods import METHODS
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.store import load_model
from training.metrics import path_ratio, sharpness


def distance(x: FloatArray, y: FloatArray) -> float:
    return float(np.abs(x - y).mean())


def way(
    renderer: Renderer, a: Source, b: Source, method: str, steps: int, *, shown: bool
) -> tuple[list[FloatArray], list[float]]:
    """Mels along the way, and the loudness at each step in LUFS."""
    mels, loudness = [], []
    for alpha in np.linspace(0, 1, steps):
        stages: Any = ("mel",) if shown else ("final",)
        request = MorphRequest(0, a, b, float(alpha), method, stages=stages)
        *_, result = renderer.render(request)
        if result.samples is None:
            mels.append(result.mel_norm)
        else:
            mels.append(analyse(result.samples, spec=renderer.vae.spec)[0])
            loudness.append(float(result.loudness_lufs or 0))
    return mels, loudness


def measure(
    mels: list[FloatArray], loudness: list[float], a: Source, b: Source
) -> dict[str, float]:
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
    if loudness:
        line = np.interp(alphas, [0, 1], [a.clip.loudness_lufs, b.clip.loudness_lufs])
        figures["loudness_error"] = float(np.abs(np.array(loudness) - line).max())
    return figures


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--steps", type=int, default=9, help="odd number of alphas (default 9)")
    arguments.add_argument("--shown", action="store_true", help="measure mels, not their sound")
    args = arguments.parse_args()
    vae = load_model()
    renderer = Renderer(vae)
    pairs = demo_pairs(vae)
    rows: list[dict[str, Any]] = []
    for method in METHODS:
        found = []
        for _, a, b in pairs:
            mels, loudness = way(renderer, a, b, method, args.steps, shown=args.shown)
            found.append(measure(mels, loudness, a, b))
        means = {key: round(float(np.mean([f[key] for f in found])), 4) for key in found[0]}
        rows.append({"method": method, **means})
    report(
        {
            "benchmark": "morph",
            "measured": "mels shown" if args.shown else "sound heard",
            "pairs": len(pairs),
            "steps": args.steps,
            "model": f"{vae.name} {vae.version}",
            "rows": rows,
        },
        as_json=args.json,
    )


if __name__ == "__main__":
    main()
