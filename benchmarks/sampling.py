"""How new clips compare with music: every prior, on held-out packages.

`python -m benchmarks.sampling [--json] [--samples N] [--clips N] [--data FOLDER] [--sheet PNG]`

Needs the corpus: `python -m training fetch` and `prepare` first. Each prior is fitted to the same
training clips and decoded; the last row is what the model folder ships. All figures are of mels.

pfd        patch Fréchet distance to training music (training/metrics.py); real music of the same
           number of excerpts is the first row. What the decoder itself loses is in every other
to_coded   the same distance to reconstructions of training music: what the prior alone loses
sharpness  mean gradient over that of the held-out excerpts
spread     standard deviation of the clips' mean levels over that of the held-out excerpts
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import parser, report
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae
from engine.vae.prior import Prior, load_prior, standard_prior
from engine.vae.store import load_model
from export.spectrogram import write_contact_sheet
from training.data import ClipSet
from training.evaluate import load_mels
from training.metrics import PatchSpace, PatchStatistics, frechet_distance, gradient_energy
from training.prior import Recipe, encode_clips, fit_prior

N_REFERENCE = 200
SPLIT = "test_pkg"
SHOWN = 5
RECIPES = {
    "columns on their own": Recipe(moods=1, order=0, is_drifting=False),
    "columns in order": Recipe(moods=1, order=2, is_drifting=False),
    "one mood that drifts": Recipe(moods=1),
    "moods": Recipe(),
}


def drawn(vae: OnnxVae, prior: Prior, n: int, n_columns: int) -> list[FloatArray]:
    return [vae.decode(prior.sample(n_columns, seed)) for seed in range(n)]


def measure(
    mels: list[FloatArray], held: list[FloatArray], space: PatchSpace, coded: PatchStatistics
) -> dict[str, float]:
    sharp = np.mean([gradient_energy(m) for m in mels]) / np.mean(
        [gradient_energy(m) for m in held]
    )
    spread = np.std([m.mean() for m in mels]) / np.std([m.mean() for m in held])
    return {
        "pfd": round(space.distance(mels), 2),
        "to_coded": round(frechet_distance(space.statistics(mels), coded), 2),
        "sharpness": round(float(sharp), 3),
        "spread": round(float(spread), 2),
    }


def arguments() -> argparse.Namespace:
    made = parser(__doc__)
    made.add_argument("--samples", type=int, default=96, help="clips a prior (default 96)")
    made.add_argument("--clips", type=int, default=1500, help="to fit to (default 1500)")
    made.add_argument("--model", type=Path, default=None, help="another model's folder")
    made.add_argument("--data", type=Path, default=Path("data"), help="default: data")
    made.add_argument("--sheet", type=Path, default=None, help="PNG of five clips a row")
    return made.parse_args()


def main() -> None:
    args = arguments()
    vae = load_model(args.model, provider="cpu")
    assert vae.folder is not None
    latents = encode_clips(vae, args.data, args.clips)
    train, test = ClipSet(args.data, ["train"]), ClipSet(args.data, [SPLIT])
    reference = load_mels(train, train.spread(N_REFERENCE))
    space = PatchSpace(reference)
    coded = space.statistics([vae.decode(vae.encode(mel)) for mel in reference])
    held = load_mels(test, test.spread(args.samples))
    mels = {"(real music)": held, "(reconstructions)": [vae.decode(vae.encode(m)) for m in held]}
    priors: dict[str, Prior] = {"standard normal": standard_prior(vae)}
    priors |= {name: fit_prior(latents, recipe) for name, recipe in RECIPES.items()}
    if (shipped := load_prior(vae.folder)) is not None:
        priors["prior.npz"] = shipped
    for name, prior in priors.items():
        mels[name] = drawn(vae, prior, args.samples, latents.shape[3])
    rows: list[dict[str, Any]] = [
        {"from": name, **measure(made, held, space, coded)} for name, made in mels.items()
    ]
    if args.sheet is not None:
        shown = [(name, mel) for name, made in mels.items() for mel in made[:SHOWN]]
        seconds = vae.spec.n_samples(train.n_frames) / vae.spec.sample_rate
        write_contact_sheet(args.sheet, shown, vae.spec, seconds, overwrite=True)
    report(
        {
            "benchmark": "sampling",
            "model": f"{vae.name} {vae.version}",
            "samples": args.samples,
            "fitted_to": len(latents),
            "reference_excerpts": N_REFERENCE,
            "rows": rows,
        },
        as_json=args.json,
    )


if __name__ == "__main__":
    main()
