"""What stands in the middle, on held-out music: every method, shown and heard.

`python -m benchmarks.middles [--json] [--pairs N] [--sweep] [--data FOLDER]`

Needs the corpus: `python -m training fetch` and `prepare` first. Excerpts of held-out packages are
paired across packages; each method's morph at alpha 0.5 is measured as the mel that is shown and as
the mel of its sound at final quality.

pfd        patch Fréchet distance to training music (training/metrics.py); real music of the same
           number of excerpts is the first row, since small sets read higher
sharpness  mean gradient over the mean of the parents'
to_blend   distance from the average of the parents' mels; 0 is the mel blend
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.common import parser, report
from engine.audio.clip import load_clip
from engine.mel.analysis import analyse
from engine.morph.latent import lerp, slerp
from engine.morph.methods import METHODS
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from engine.morph.source import Source, prepare_source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae
from engine.vae.store import load_model
from training.corpus.index import Track, read_index
from training.data import ClipSet
from training.evaluate import load_mels
from training.metrics import PatchSpace, sharpness

N_REFERENCE = 200
SPLIT = "test_pkg"


def pick_tracks(data: Path, n: int) -> list[Path]:
    """Pick ``n`` held-out files, package after package."""
    rng = np.random.default_rng(0)
    by_package: dict[str, list[Track]] = {}
    for track in read_index():
        if track.split == SPLIT and (data / "corpus" / track.flac).is_file():
            by_package.setdefault(track.package, []).append(track)
    if not by_package:
        raise SystemExit(f"No held-out music in {data}; run `python -m training fetch` first.")
    names = sorted(by_package)
    chosen = [by_package[names[i % len(names)]] for i in range(n)]
    return [data / "corpus" / tracks[rng.integers(len(tracks))].flac for tracks in chosen]


def excerpts(paths: list[Path], vae: OnnxVae) -> list[Source]:
    """Five seconds from the middle part of each file."""
    rng = np.random.default_rng(0)
    sources = []
    for path in paths:
        start_s = float(rng.uniform(0.2, 0.7)) * soundfile.info(path).duration
        n_samples = vae.spec.n_samples(640)
        rate = vae.spec.sample_rate
        clip = load_clip(path, start_s=start_s, n_samples=n_samples, sample_rate=rate)
        sources.append(prepare_source(clip, vae))
    return sources


def measure(mels: list[FloatArray], sources: list[Source], space: PatchSpace) -> dict[str, float]:
    n = len(sources)
    pairs = [(sources[i], sources[(i + n // 2) % n]) for i in range(n)]
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


def middles(renderer: Renderer, sources: list[Source], method: str) -> tuple[list[FloatArray], ...]:
    """Mels shown, and mels heard, of each source with the one half the list away."""
    shown, heard = [], []
    n = len(sources)
    for i, a in enumerate(sources):
        request = MorphRequest(0, a, sources[(i + n // 2) % n], 0.5, method, stages=("final",))
        *_, result = renderer.render(request)
        assert result.samples is not None
        shown.append(result.mel_norm)
        heard.append(analyse(result.samples, spec=renderer.vae.spec)[0])
    return shown, heard


def sweep(vae: OnnxVae, sources: list[Source], space: PatchSpace) -> list[dict[str, Any]]:
    """How much of both clips' residuals belongs into the middle, on the arc and on the line."""
    rows = []
    n = len(sources)
    for mix in (slerp, lerp):
        for share in (0.0, 0.4, 0.5, 0.6, 0.7071):
            mels = []
            for i, a in enumerate(sources):
                b = sources[(i + n // 2) % n]
                detail = np.float32(share) * (a.residual + b.residual)
                mels.append(np.clip(vae.decode(mix(a.latent, b.latent, 0.5)) + detail, 0, 1))
            middle = f"{mix.__name__} + {share:.2f} of each residual"
            rows.append({"middle": middle, "measured": "shown", **measure(mels, sources, space)})
    return rows


def arguments() -> argparse.Namespace:
    made = parser(__doc__)
    made.add_argument("--pairs", type=int, default=48, help="excerpts and pairs (default 48)")
    made.add_argument("--sweep", action="store_true", help="shares of the residuals instead")
    made.add_argument("--data", type=Path, default=Path("data"), help="default: data")
    return made.parse_args()


def main() -> None:
    args = arguments()
    vae = load_model()
    sources = excerpts(pick_tracks(args.data, args.pairs), vae)
    train = ClipSet(args.data, ["train"])
    space = PatchSpace(load_mels(train, train.spread(N_REFERENCE)))
    real = [s.mel_norm for s in sources]
    coded = [vae.decode(s.latent) for s in sources]
    rows: list[dict[str, Any]] = [
        {"middle": "(real music)", "measured": "itself", **measure(real, sources, space)},
        {"middle": "(reconstructions)", "measured": "shown", **measure(coded, sources, space)},
    ]
    renderer = Renderer(vae)
    if args.sweep:
        rows += sweep(vae, sources, space)
    for method in () if args.sweep else METHODS:
        shown, heard = middles(renderer, sources, method)
        rows.append({"middle": method, "measured": "shown", **measure(shown, sources, space)})
        rows.append({"middle": method, "measured": "heard", **measure(heard, sources, space)})
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
