"""How much of what the model loses belongs into the middle: shares of both clips' residuals.

`python -m benchmarks.middles [--json] [--pairs N] [--data FOLDER]`

Needs the corpus (see benchmarks/held_out.py). The mels shown at alpha 0.5, on the arc and on the
line, with more and more of both residuals.

pfd        patch Fréchet distance to training music (training/metrics.py); real music of the same
           number of excerpts is the first row, since small sets read higher
sharpness  mean gradient over the mean of the parents'
to_blend   distance from the average of the parents' mels; 0 is the mel blend
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.common import parser, report
from benchmarks.held_out import N_REFERENCE, across, add_data, excerpts, patch_space, pick_tracks
from engine.morph.latent import lerp, slerp
from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.store import load_model
from training.metrics import PatchSpace, sharpness

SHARES = (0.0, 0.4, 0.5, 0.6, 0.7071)


def measure(mels: list[FloatArray], sources: list[Source], space: PatchSpace) -> dict[str, float]:
    pairs = across(sources)
    sharp = [sharpness(m, a.mel_norm, b.mel_norm) for m, (a, b) in zip(mels, pairs, strict=True)]
    off = [
        float(np.abs(m - (a.mel_norm + b.mel_norm) / 2).mean())
        for m, (a, b) in zip(mels, pairs, strict=True)
    ]
    return {
        "pfd": round(space.distance(mels), 2),
        "sharpness": round(float(np.mean(sharp)), 3),
        "to_blend": round(float(np.mean(off)), 3),
    }


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--pairs", type=int, default=48, help="excerpts and pairs (default 48)")
    add_data(arguments)
    args = arguments.parse_args()
    vae = load_model()
    sources = excerpts(pick_tracks(args.data, args.pairs), vae)
    space = patch_space(args.data)
    real = [s.mel_norm for s in sources]
    coded = [vae.decode(s.latent) for s in sources]
    rows: list[dict[str, Any]] = [
        {"middle": "(real music)", **measure(real, sources, space)},
        {"middle": "(reconstructions)", **measure(coded, sources, space)},
    ]
    for mix in (slerp, lerp):
        for share in SHARES:
            mels = []
            for a, b in across(sources):
                detail = np.float32(share) * (a.residual + b.residual)
                mels.append(np.clip(vae.decode(mix(a.latent, b.latent, 0.5)) + detail, 0, 1))
            middle = f"{mix.__name__} + {share:.2f} of each residual"
            rows.append({"middle": middle, **measure(mels, sources, space)})
    report(
        {
            "benchmark": "middles",
            "model": f"{vae.name} {vae.version}",
            "pairs": args.pairs,
            "reference_excerpts": N_REFERENCE,
            "rows": rows,
        },
        as_json=args.json,
    )


if __name__ == "__main__":
    main()
