"""Music held out whole from training, for the benchmarks that need the corpus.

`python -m training.fetch` and `python -m training.prepare` bring it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import soundfile

from engine.audio.clip import load_clip
from engine.morph.source import Source, prepare_source
from engine.vae.onnx_vae import OnnxVae
from training.corpus.index import Track, read_index
from training.data import ClipSet
from training.evaluate import load_mels
from training.metrics import PatchSpace

N_REFERENCE = 200
"""Excerpts of training music behind the patch Fréchet distance."""
SPLIT = "test_pkg"


def add_data(made: argparse.ArgumentParser) -> None:
    made.add_argument("--data", type=Path, default=Path("data"), help="default: data")


def pick_tracks(data: Path, n: int) -> list[Path]:
    """Pick ``n`` held-out files, package after package."""
    rng = np.random.default_rng(0)
    by_package: dict[str, list[Track]] = {}
    for track in read_index():
        if track.split == SPLIT and (data / "corpus" / track.flac).is_file():
            by_package.setdefault(track.package, []).append(track)
    if not by_package:
        raise SystemExit(f"No held-out music in {data}; run `python -m training.fetch` first.")
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


def across(sources: list[Source]) -> list[tuple[Source, Source]]:
    """Pair each excerpt with the one half the list away: another package's."""
    n = len(sources)
    return [(sources[i], sources[(i + n // 2) % n]) for i in range(n)]


def patch_space(data: Path) -> PatchSpace:
    """What patches of training music look like."""
    train = ClipSet(data, ["train"])
    return PatchSpace(load_mels(train, train.spread(N_REFERENCE)))
