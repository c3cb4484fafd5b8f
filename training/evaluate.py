"""Measure a trained model on music of packages it never saw.

Reconstruction beside untrained codecs of the same latent size (patch PCA and DCT), and the middle
between two songs beside a plain mel blend and a power mix. Writes ``evaluation.json`` and
``evaluation.md`` into the run folder.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from engine.spec import FloatArray
from training.baselines import PatchPCA, dct_reconstruct
from training.checkpoint import Trained, load_checkpoint
from training.data import ClipSet
from training.metrics import PatchSpace, ncc, path_ratio, psnr_db, seam_ratio, sharpness, ssim
from training.pictures import write_pictures

Reconstruct = Callable[[FloatArray], FloatArray]
ALPHAS = (0.0, 0.25, 0.5, 0.75, 1.0)
TOP_DB = 80.0


def load_mels(clips: ClipSet, indices: Sequence[int]) -> list[FloatArray]:
    """Clips as float32 mels in [0, 1], each (n_mels, n_frames)."""
    return [clips.mel(i).astype(np.float32) / np.float32(255) for i in indices]


def pairs_across_packages(
    clips: ClipSet, indices: Sequence[int], *, n_pairs: int, seed: int = 0
) -> list[tuple[int, int]]:
    """Positions in ``indices`` of pairs of clips that come from different packages."""
    rng = np.random.default_rng(seed)
    package = [clips.tracks[clips.clips[i][0]].package for i in indices]
    pairs: list[tuple[int, int]] = []
    for first in rng.permutation(len(indices)).tolist():
        others = [k for k in range(len(indices)) if package[k] != package[first]]
        if others and len(pairs) < n_pairs:
            pairs.append((first, int(rng.choice(others))))
    return pairs


def reconstruction_row(mels: list[FloatArray], reconstruct: Reconstruct) -> dict[str, float]:
    """Mean SSIM, PSNR (dB) and NCC of reconstructions."""
    rows = []
    for mel in tqdm(mels, desc="reconstruct", leave=False, mininterval=5):
        out = reconstruct(mel)
        rows.append((ssim(mel, out), psnr_db(mel, out), ncc(mel, out), np.abs(mel - out).mean()))
    means = np.mean(rows, axis=0)
    return dict(zip(("ssim", "psnr_db", "ncc", "l1"), means.round(4).tolist(), strict=True))


def power_mix(a: FloatArray, b: FloatArray) -> FloatArray:
    """The two songs played together, each at half power: what a plain crossfade sounds like."""
    power = 0.5 * (10 ** ((a - 1) * TOP_DB / 10) + 10 ** ((b - 1) * TOP_DB / 10))
    mel = 10 * np.log10(np.maximum(power, 1e-12)) / TOP_DB + 1
    mixed: FloatArray = np.clip(mel + (1 - mel.max()), 0, 1).astype(np.float32)
    return mixed


def middle_row(
    paths: list[list[FloatArray]], parents: list[tuple[FloatArray, FloatArray]], space: PatchSpace
) -> dict[str, float]:
    """Path ratio, sharpness, distance to the mel blend, seams and PFD of the middles of paths."""
    middles = [path[len(path) // 2] for path in paths]
    return {
        "path_ratio": round(float(np.mean([path_ratio(path) for path in paths])), 4),
        "sharpness": round(
            float(np.mean([sharpness(m, *p) for m, p in zip(middles, parents, strict=True)])), 4
        ),
        "blend_distance": round(
            float(
                np.mean(
                    [
                        np.abs(m - 0.5 * (a + b)).mean()
                        for m, (a, b) in zip(middles, parents, strict=True)
                    ]
                )
            ),
            4,
        ),
        "seam_ratio": round(float(np.mean([seam_ratio(m) for m in middles])), 3),
        "pfd": round(space.distance(middles), 2),
    }


def evaluate(
    trained: Trained,
    data: Path,
    *,
    splits: Sequence[str] = ("test_pkg",),
    n_excerpts: int = 240,
    n_pairs: int = 120,
    n_fit: int = 300,
) -> dict[str, Any]:
    """Measure reconstruction and middles.

    Parameters
    ----------
    trained : Trained
    data : Path
    splits : sequence of str
        Whose clips are measured; spread evenly over them.
    n_excerpts, n_pairs : int
        Excerpts for reconstruction; pairs of them, from different packages, for middles.
    n_fit : int
        Training excerpts for the PCA rows and the space of PFD.

    Returns
    -------
    dict
        ``reconstruction`` and ``middle``, a row a method, with the numbers of excerpts.
    """
    clips, train = ClipSet(data, splits), ClipSet(data, ["train"])
    indices = clips.spread(n_excerpts)
    mels = load_mels(clips, indices)
    fit = load_mels(train, train.spread(n_fit))
    shape = trained.model.latent_shape(mels[0].shape[1])
    size = int(np.prod(shape))
    pca = PatchPCA(fit, n_components=shape[0])
    started = time.perf_counter()
    vae = reconstruction_row(mels, lambda mel: trained.decode(trained.encode(mel)))
    vae_s = time.perf_counter() - started
    reconstruction = {
        "vae": vae,
        "patch_pca": reconstruction_row(mels, pca.reconstruct),
        "dct": reconstruction_row(mels, lambda mel: dct_reconstruct(mel, n_kept=size)),
    }
    space = PatchSpace(fit)
    pairs = pairs_across_packages(clips, indices, n_pairs=n_pairs)
    parents = [(mels[a], mels[b]) for a, b in pairs]
    vae_paths = []
    for a, b in tqdm(parents, desc="middles", leave=False, mininterval=5):
        start, end = trained.encode(a), trained.encode(b)
        vae_paths.append([trained.decode((1 - t) * start + np.float32(t) * end) for t in ALPHAS])
    blends = [[(1 - t) * a + np.float32(t) * b for t in ALPHAS] for a, b in parents]
    mixes = [[a, power_mix(a, b), b] for a, b in parents]
    middle = {
        "vae": middle_row(vae_paths, parents, space),
        "mel_blend": middle_row(blends, parents, space),
        "power_mix": middle_row(mixes, parents, space),
    }
    firsts = [a for a, _ in parents]
    return {
        "command": f"python -m training evaluate --splits {' '.join(splits)}"
        f" --excerpts {n_excerpts} --pairs {n_pairs}",
        "splits": list(splits),
        "step": trained.step,
        "latent_numbers": size,
        "n_excerpts": len(mels),
        "n_packages": len({clips.tracks[clips.clips[i][0]].package for i in indices}),
        "n_pairs": len(pairs),
        "n_fit": len(fit),
        "reconstruction": reconstruction,
        "middle": middle,
        "pfd_real": round(space.distance(firsts), 2),
        "pfd_reconstruction": round(
            space.distance([trained.decode(trained.encode(mel)) for mel in firsts]), 2
        ),
        "torch_ms_per_excerpt": round(1e3 * vae_s / len(mels), 1),
    }


def markdown(figures: dict[str, Any]) -> str:
    """Tables of what `evaluate` returned."""
    lines = [
        f"Reconstruction of {figures['n_excerpts']} excerpts of 5 s "
        f"({figures['n_packages']} packages, {', '.join(figures['splits'])}), "
        f"{figures['latent_numbers']:,} numbers each:",
        "",
        "| codec | SSIM | PSNR dB | NCC | L1 |",
        "|---|---|---|---|---|",
    ]
    for name, row in figures["reconstruction"].items():
        lines.append(
            f"| {name} | {row['ssim']:.3f} | {row['psnr_db']:.2f} | {row['ncc']:.4f} "
            f"| {row['l1']:.4f} |"
        )
    lines += [
        "",
        f"Middles of {figures['n_pairs']} pairs from different packages "
        f"(PFD of the real first songs {figures['pfd_real']:.1f}, "
        f"of their reconstructions {figures['pfd_reconstruction']:.1f}):",
        "",
        "| method | path ratio | sharpness | distance to mel blend | seams | PFD |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in figures["middle"].items():
        lines.append(
            f"| {name} | {row['path_ratio']:.3f} | {row['sharpness']:.2f} "
            f"| {row['blend_distance']:.4f} | {row['seam_ratio']:.3f} | {row['pfd']:.1f} |"
        )
    return "\n".join(lines) + "\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--run", type=Path, default=None, help="run folder (DATA/runs/segue-conv-1)"
    )
    parser.add_argument("--splits", nargs="+", default=["test_pkg"], help="splits to measure")
    parser.add_argument("--out", default="evaluation", help="name of the files in the run folder")
    parser.add_argument("--excerpts", type=int, default=240, help="for reconstruction")
    parser.add_argument("--pairs", type=int, default=120, help="for middles")
    parser.add_argument("--pictures", type=Path, default=None, help="folder for three middles")
    parser.add_argument("--threads", type=int, default=1, help="processor threads")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    torch.set_num_threads(args.threads)
    run_dir = args.run or args.data / "runs" / "segue-conv-1"
    trained = load_checkpoint(run_dir)
    figures = evaluate(
        trained, args.data, splits=args.splits, n_excerpts=args.excerpts, n_pairs=args.pairs
    )
    table = markdown(figures)
    (run_dir / f"{args.out}.json").write_text(json.dumps(figures, indent=1) + "\n")
    (run_dir / f"{args.out}.md").write_text(table)
    print(table)
    if args.pictures:
        clips = ClipSet(args.data, args.splits)
        indices = clips.spread(args.excerpts)
        pairs = pairs_across_packages(clips, indices, n_pairs=3)
        write_pictures(trained, clips, [(indices[a], indices[b]) for a, b in pairs], args.pictures)
    return 0
