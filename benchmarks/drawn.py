"""What drawing the detail brings: decoded mels with more and more steps of the refiner.

`python -m benchmarks.drawn [--pairs N] [--steps N…] [--heard N] [--pictures FOLDER]`

Needs the corpus (see benchmarks/held_out.py), and a model with a refiner. Nothing here has the
clips' own detail: it is the model alone, its reconstructions, its middles on the line and the arc.

pfd         patch Fréchet distance to training music (training/metrics.py); the controls come first
sharpness   mean gradient over the mean of the parents'
ssim, psnr  of reconstructions
heard_…     the same of the mel of its sound, from the mel alone (training/sound.py)
flicker     mean change of the drawn detail from alpha 0.5 to 0.51, over its mean size
step_ms     one step on 5 s
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import parser, report, time_ms
from benchmarks.held_out import N_REFERENCE, across, add_data, excerpts, patch_space, pick_tracks
from engine.mel.analysis import analyse
from engine.morph.latent import lerp, slerp
from engine.spec import FloatArray
from engine.vae.store import load_model
from training.interpolation import mel_blend, power_mix
from training.metrics import psnr_db, sharpness, ssim
from training.pictures import write_pictures
from training.sound import mel_to_sound

N_PICTURES = 10
Pairs = list[tuple[FloatArray, FloatArray]]


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--pairs", type=int, default=40, help="excerpts and pairs (default 40)")
    arguments.add_argument("--steps", type=int, nargs="+", default=[2, 4, 8])
    arguments.add_argument("--heard", type=int, default=0, help="of them made heard (default 0)")
    arguments.add_argument(
        "--pictures",
        type=Path,
        help="draw ten: A, the arc's middle decoded, drawn, with both clips' residuals, and B",
    )
    add_data(arguments)
    args = arguments.parse_args()
    vae = load_model()
    refiner = vae.refiner
    if refiner is None:
        raise SystemExit(f"The model {vae.name} has no refiner.")
    sources = excerpts(pick_tracks(args.data, args.pairs), vae)
    space = patch_space(args.data)
    real = [s.mel_norm for s in sources]
    pairs: Pairs = [(a.mel_norm, b.mel_norm) for a, b in across(sources)]

    def measure(mels: list[FloatArray], parents: Pairs) -> dict[str, float]:
        row = {"pfd": round(space.distance(mels), 2), "sharpness": sharp(mels, parents)}
        if args.heard:
            heard = [
                analyse(mel_to_sound(mel, vae.spec), spec=vae.spec)[0] for mel in mels[: args.heard]
            ]
            row["heard_pfd"] = round(space.distance(heard), 2)
            row["heard_sharpness"] = sharp(heard, parents)
        return row

    def sharp(mels: list[FloatArray], parents: Pairs) -> float:
        found = [sharpness(m, *p) for m, p in zip(mels, parents, strict=False)]
        return round(float(np.mean(found)), 3)

    def drawn(mels: list[FloatArray], n_steps: int) -> list[FloatArray]:
        if not n_steps:
            return mels
        return [np.clip(mel + refiner.detail(mel, n_steps=n_steps), 0, 1) for mel in mels]

    def row(
        name: str, mels: list[FloatArray], parents: Pairs, n_steps: int | None = None
    ) -> dict[str, Any]:
        is_coded = n_steps is not None and parents is same
        both = list(zip(real, mels, strict=True)) if is_coded else []
        return {
            "mels": name,
            "steps": n_steps,
            **measure(mels, parents),
            "ssim": round(float(np.mean([ssim(*x) for x in both])), 4) if both else None,
            "psnr_db": round(float(np.mean([psnr_db(*x) for x in both])), 2) if both else None,
        }

    same: Pairs = [(mel, mel) for mel in real]
    rows = [
        row("real music", real, same),
        row("mel blend", [mel_blend(*p, 0.5) for p in pairs], pairs),
        row("power mix", [power_mix(*p) for p in pairs], pairs),
    ]
    counts = (0, *args.steps)
    coded = [vae.decode(s.latent) for s in sources]
    rows += [row("reconstruction", drawn(coded, n), same, n) for n in counts]
    for mix in (lerp, slerp):
        middles = [vae.decode(mix(a.latent, b.latent, 0.5)) for a, b in across(sources)]
        rows += [row(f"middle, {mix.__name__}", drawn(middles, n), pairs, n) for n in counts]
    a, b = across(sources)[0]
    if args.pictures:
        strips = []
        half = across(sources)[: args.pairs // 2]  # the other half are these, turned round
        for a, b in half[:: max(1, len(half) // N_PICTURES)][:N_PICTURES]:
            middle = vae.decode(slerp(a.latent, b.latent, 0.5))
            own = np.float32(0.5**0.5) * (a.residual + b.residual)
            shown = [middle, *drawn([middle], refiner.n_steps), np.clip(middle + own, 0, 1)]
            strips.append([a.mel_norm, *shown, b.mel_norm])
        write_pictures(strips, args.pictures)
    near = [refiner.detail(vae.decode(slerp(a.latent, b.latent, at))) for at in (0.5, 0.51)]
    report(
        {
            "benchmark": "drawn",
            "model": f"{vae.name} {vae.version}",
            "pairs": args.pairs,
            "heard": args.heard,
            "reference_excerpts": N_REFERENCE,
            "rows": rows,
            "flicker": round(float(np.abs(near[1] - near[0]).mean() / np.abs(near[0]).mean()), 3),
            "step_ms": time_ms(lambda: refiner.detail(real[0], n_steps=1), args.repeat),
        },
        as_json=args.json,
    )


if __name__ == "__main__":
    main()
