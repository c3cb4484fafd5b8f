"""Sound and notes apart: what of A and what of B is heard where the two go different ways.

`python -m benchmarks.levels [--json] [--pairs N] [--methods KEY …] [--limits X …]
[--pictures FOLDER]`

Needs the corpus (see benchmarks/held_out.py). Pairs of excerpts from packages held out whole, at
the corners and in the middle of the square of alpha (the notes) and sound. What is measured is
what is heard: each point is rendered at final quality and analysed again. The row "mel, toned"
does the same to the mel of A without the model (mean and spread over time of each band are those
of B). With --limits, A's notes with B's sound are also rendered with other bounds of the gain.

sound       how far the average spectrum and its spread over time went from A's (0) to B's (1)
onsets_a, b correlation of the rise over time with that of A and of B
notes_a, b  correlation of the fine structure along frequency, column by column, with that of A, B
sharpness   mean gradient over the mean of the parents'
pfd         patch Fréchet distance to training music
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from scipy.ndimage import uniform_filter1d

from benchmarks.common import parser, report
from benchmarks.held_out import across, add_data, excerpts, patch_space, pick_tracks
from engine.mel.analysis import analyse
from engine.morph import latent
from engine.morph.latent import toned
from engine.morph.methods import DEFAULT_METHOD, METHODS
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.store import load_model
from training.metrics import sharpness
from training.pictures import write_pictures

CORNERS = ((0.0, 0.0), (0.0, 0.5), (0.0, 1.0), (0.5, 0.0), (0.5, 0.5))
"""Alpha and sound; the others are these with A and B exchanged."""
SMOOTHED = 25
"""Bands over which the fine structure along frequency is smoothed away."""
N_PICTURES = 2


def sound_of(mel: FloatArray) -> FloatArray:
    return np.concatenate([mel.mean(axis=1), mel.std(axis=1)])


def onsets_of(mel: FloatArray) -> FloatArray:
    return np.maximum(np.diff(mel, axis=1), 0).sum(axis=0)


def notes_of(mel: FloatArray) -> FloatArray:
    return mel - uniform_filter1d(mel, SMOOTHED, axis=0, mode="nearest")


def alike(x: FloatArray, y: FloatArray) -> float:
    return float(np.corrcoef(x.ravel(), y.ravel())[0, 1])


def measure(mel: FloatArray, a: Source, b: Source) -> dict[str, float]:
    parents = (a.mel_norm, b.mel_norm)
    to_a, to_b = (float(np.abs(sound_of(mel) - sound_of(p)).mean()) for p in parents)
    return {
        "sound": to_a / (to_a + to_b),
        "onsets_a": alike(onsets_of(mel), onsets_of(a.mel_norm)),
        "onsets_b": alike(onsets_of(mel), onsets_of(b.mel_norm)),
        "notes_a": alike(notes_of(mel), notes_of(a.mel_norm)),
        "notes_b": alike(notes_of(mel), notes_of(b.mel_norm)),
        "sharpness": sharpness(mel, *parents),
    }


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--pairs", type=int, default=40, help="pairs (default 40)")
    able = [key for key, method in METHODS.items() if method.has_sound]
    arguments.add_argument("--methods", nargs="+", default=[DEFAULT_METHOD], choices=able)
    arguments.add_argument("--limits", type=float, nargs="+", default=[], metavar="X")
    arguments.add_argument(
        "--pictures", type=Path, help="draw some: A, A's notes with B's sound, both, the other, B"
    )
    add_data(arguments)
    args = arguments.parse_args()
    vae = load_model()
    renderer = Renderer(vae)
    pairs = across(excerpts(pick_tracks(args.data, args.pairs), vae))
    space = patch_space(args.data)

    def heard(a: Source, b: Source, alpha: float, sound: float, method: str) -> FloatArray:
        asked = MorphRequest(0, a, b, alpha, method, sound=sound, stages=("final",))
        (result,) = renderer.render(asked)
        assert result.samples is not None
        return analyse(result.samples, spec=vae.spec)[0]

    def row(name: str, mels: list[FloatArray], place: tuple[float, float]) -> dict[str, Any]:
        found = [measure(mel, *pair) for mel, pair in zip(mels, pairs, strict=True)]
        means = {key: round(float(np.mean([f[key] for f in found])), 3) for key in found[0]}
        alpha, sound = place
        pfd = round(space.distance(mels), 2)
        return {"method": name, "alpha": alpha, "sound_at": sound, **means, "pfd": pfd}

    rows = [row("(A itself)", [a.mel_norm for a, _ in pairs], (0, 0))]
    plain = [np.clip(toned(a.mel_norm, b.mel_norm), 0, 1) for a, b in pairs]
    rows.append(row("mel, toned", plain, (0, 1)))
    for method in args.methods:
        for place in CORNERS:
            rows.append(row(method, [heard(a, b, *place, method) for a, b in pairs], place))
    shipped = latent.MAX_TONING
    for limit in args.limits:
        latent.MAX_TONING = limit
        mels = [heard(a, b, 0.0, 1.0, DEFAULT_METHOD) for a, b in pairs]
        rows.append(row(f"{DEFAULT_METHOD}, gain to {limit:g}", mels, (0, 1)))
    latent.MAX_TONING = shipped
    if args.pictures:
        strips = []
        for a, b in pairs[: N_PICTURES * 6 : 6]:
            places = ((0.0, 1.0), (0.5, 0.5), (1.0, 0.0))
            made = [heard(a, b, *place, DEFAULT_METHOD) for place in places]
            strips.append([a.mel_norm, *made, b.mel_norm])
        write_pictures(strips, args.pictures, "levels")
    report(
        {
            "benchmark": "levels",
            "model": f"{vae.name} {vae.version}",
            "pairs": args.pairs,
            "rows": rows,
        },
        as_json=args.json,
    )


if __name__ == "__main__":
    main()
