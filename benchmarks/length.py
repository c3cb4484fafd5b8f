"""What a morph costs by its length: time and memory, from 5 s to 10 minutes.

`python -m benchmarks.length [--json] [--seconds S …] [--method KEY]`

Two demo clips, repeated to each length, become a morph at alpha 0.5 in pieces, as a long render
does. Each length runs in a process of its own; its memory is the largest it ever held.

seconds_per_second  of rendering for a second of sound, reading the files not included
rss_mb              resident memory at most, the model and the libraries included
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

from benchmarks.common import CLIPS, parser, report
from engine.audio.clip import Clip, load_clip
from engine.audio.fit import fit
from engine.morph.methods import DEFAULT_METHOD
from engine.morph.stream import LongMorph
from engine.vae.store import load_model

LENGTHS_S = (5.0, 20.0, 60.0, 180.0, 600.0)


def repeated(name: str, n_samples: int, rate: int) -> Clip:
    """A demo clip over and over."""
    clip = load_clip(CLIPS / name, n_samples=6 * rate, sample_rate=rate)
    samples = fit(clip.samples, n_samples, sample_rate=rate, mode="loop")
    return Clip(clip.info, 0.0, samples, rate, clip.loudness_lufs, ())


def once(seconds: float, method: str) -> dict[str, float]:
    vae = load_model()
    rate = vae.spec.sample_rate
    names = sorted(path.name for path in CLIPS.glob("*.flac"))[:2]
    a, b = (repeated(name, round(seconds * rate), rate) for name in names)
    morph = LongMorph(a, b, vae, 0.5, method)
    with tempfile.TemporaryFile() as file:
        out = np.memmap(file, np.float32, "w+", shape=(morph.n_samples,))
        started = time.perf_counter()
        morph.render_into(out)
        taken_s = time.perf_counter() - started
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "seconds": seconds,
        "render_s": round(taken_s, 2),
        "seconds_per_second": round(taken_s / seconds, 4),
        "rss_mb": round(peak_kib / 1024),
    }


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--seconds", nargs="+", type=float, default=LENGTHS_S, metavar="S")
    arguments.add_argument("--method", default=DEFAULT_METHOD)
    arguments.add_argument("--once", type=float, help=argparse.SUPPRESS)
    args = arguments.parse_args()
    if args.once:
        print(json.dumps(once(args.once, args.method)))
        return
    rows = []
    for seconds in args.seconds:
        command = [sys.executable, "-m", "benchmarks.length", "--once", str(seconds)]
        done = subprocess.run(
            [*command, "--method", args.method], check=True, capture_output=True, text=True
        )
        rows.append(json.loads(done.stdout))
    report({"benchmark": "length", "method": args.method, "rows": rows}, as_json=args.json)


if __name__ == "__main__":
    main()
