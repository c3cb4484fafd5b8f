"""Measure one model on a bench: reconstruction, the ways between songs, and how both sound."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from engine.mel.analysis import analyse
from engine.spec import FloatArray, MelSpec
from training.bench import (
    REF_DB,
    Bench,
    Coder,
    Sizes,
    held_out_splits,
    mean,
    mean_of,
    mean_row,
    ways,
)
from training.checkpoint import Trained
from training.corpus.manifest import clip_spec
from training.errors import TrainingError
from training.interpolation import (
    ALPHAS,
    latent_consistency,
    path_figures,
    path_length,
    timbre_figures,
)
from training.metrics import reconstruction_figures, sharpness, sound_figures
from training.sound import mel_to_sound

Figures = dict[str, Any]
VERSION = 2
"""Of what is measured and how; figures of another version are measured again."""
BINS = 64
"""Four of the 256 levels that prepared mels have; any other number would show combs."""


def evaluate(
    trained: Trained, data: Path, *, bench: Bench | None = None, sizes: Sizes | None = None
) -> Figures:
    """Measure a model.

    Parameters
    ----------
    trained : Trained
    data : Path
    bench : Bench, optional
        Of the model's size of mel; default: one of ``sizes``, as `make_bench` makes it.
    sizes : Sizes, optional

    Returns
    -------
    dict
        Plain values: ``reconstruction`` and ``reconstruction_train``, a row a codec; ``middle``, a
        row a method; ``heard``, the same of sound; ``latent``, ``style`` (None where all training
        music is of one style), ``histogram`` and what was measured.
    """
    bench = bench or make_bench(trained, data, sizes=sizes or Sizes())
    coder = Coder(trained, bench.n_frames)
    size = int(np.prod(coder.shape))
    started = time.perf_counter()
    decoded = coder.reconstruct(bench.mels)
    seconds = time.perf_counter() - started
    learned = bench.learned(trained.config.data)
    learned_decoded = coder.reconstruct(learned)
    drawn = coder.prior(bench.sizes.prior)
    firsts = [a for a, _ in bench.pairs]
    return {
        "version": VERSION,
        "step": trained.step,
        "name": trained.config.name,
        "architecture": trained.config.architecture,
        "minutes": round(trained.seconds / 60, 2),
        "ms_per_step": round(1e3 * trained.seconds / max(trained.step, 1), 1),
        "parameters": sum(p.numel() for p in trained.model.parameters()),
        "latent_shape": list(coder.shape),
        "latent_numbers": size,
        "mel": {**dataclasses.asdict(trained.config.mel), "n_frames": bench.n_frames},
        "splits": bench.splits,
        "sizes": dataclasses.asdict(bench.sizes),
        "n_excerpts": len(bench.mels),
        "n_packages": len({bench.title(k).split()[0] for k in range(len(bench.mels))}),
        "n_train_excerpts": len(learned),
        "n_train_fitted": bench.n_fitted(trained.config.data),
        "n_pairs": len(bench.pairs),
        "pairs_apart": bench.apart,
        "n_fit": len(bench.fit_mels),
        "pca_patch": list(bench.pca(size).patch),
        "pfd_patch": list(bench.space.size),
        "reconstruction": {"vae": mean_row(bench.mels, decoded), **bench.controls(size)},
        "reconstruction_train": {
            "vae": mean_row(learned, learned_decoded),
            **bench.controls(size, learned),
        },
        "latent": latent_figures(coder, bench),
        "middle": middle_rows(coder, bench),
        "heard": heard_rows(coder, bench),
        "pfd_real": round(bench.space.distance([bench.mels[k] for k in firsts]), 2),
        "pfd_reconstruction": round(bench.space.distance([decoded[k] for k in firsts]), 2),
        "pfd_prior": round(bench.space.distance(drawn), 2),
        "sharpness_reconstruction": round(
            mean(sharpness(y, x, x) for x, y in zip(bench.mels, decoded, strict=True)), 4
        ),
        "style": style_figures(bench),
        "histogram": {
            "original": intensities(bench.mels),
            "reconstruction": intensities(decoded),
            "prior": intensities(drawn),
        },
        "torch_ms_per_excerpt": round(1e3 * seconds / len(bench.mels), 1),
    }


def make_bench(
    trained: Trained, data: Path, *, splits: Sequence[str] | None = None, sizes: Sizes
) -> Bench:
    """Build a bench of the length a model can code: whole clips, if it can.

    ``splits`` are those of `training.bench.held_out_splits`.
    """
    model, mel = trained.model, trained.config.mel
    _, n_whole = clip_spec(n_mels=mel.n_mels, hop_length=mel.hop_length)
    n_frames = model.n_frames
    if model.is_any_length:
        n_frames = n_whole // model.frame_multiple * model.frame_multiple
    if not 0 < n_frames <= n_whole:
        raise TrainingError(
            f"{trained.config.name} codes {n_frames} frames, but these clips have {n_whole}."
        )
    return Bench(data, mel, n_frames, held_out_splits(data, mel, splits), sizes)


def style_figures(bench: Bench) -> Figures | None:
    """How good the classifier of styles is; None if there is none."""
    judge = bench.judge
    if judge is None:
        return None
    return {
        "styles": judge.styles,
        "n_fit": judge.n_fit,
        "accuracy_new_tracks": None if judge.accuracy is None else round(judge.accuracy, 3),
        "accuracy_held_out": round(judge.score(bench.mels, bench.held_out_styles), 3),
    }


def latent_figures(coder: Coder, bench: Bench) -> dict[str, float]:
    """How much of the latent is used, and how far it is from the prior.

    A number of the latent is active if its mean varies over clips by more than 0.01 (variance;
    Burda et al. 2015, arXiv:1509.00519).
    """
    mu, logvar = coder.posterior(bench.mels)
    spread = mu.reshape(len(mu), -1).var(axis=0)
    with torch.inference_mode():
        means, variances = torch.from_numpy(mu), torch.from_numpy(logvar)
        nats = coder.model.kl(means, variances, means)
    return {
        "active_share": round(float((spread > 0.01).mean()), 4),
        "mu_std": round(float(mu.std()), 4),
        "posterior_std": round(float(np.exp(0.5 * logvar).mean()), 4),
        "kl_nats": round(float(nats.mean()), 2),
    }


def intensities(mels: Sequence[FloatArray]) -> list[float]:
    """Share of cells in each of 64 bins of [0, 1]."""
    counts = np.histogram(np.stack(mels), bins=BINS, range=(-0.5 / 255, 255.5 / 255))[0]
    return [round(float(share), 5) for share in counts / counts.sum()]


def middle_rows(coder: Coder, bench: Bench) -> dict[str, dict[str, float]]:
    """Measure nine points of every method's way between every pair; a row a method."""
    rng = np.random.default_rng(0)
    rows: dict[str, list[dict[str, float]]] = {}
    middles: dict[str, list[FloatArray]] = {}
    for a, b in tqdm(bench.parents(), desc="ways", leave=False, mininterval=5):
        at = float(rng.uniform(0.05, 0.95))
        for name, way in ways(coder, a, b).items():
            path = way(ALPHAS)
            row = path_figures(path, a, b) | timbre_figures(path, bench.timbre_scale)
            if bench.judge is not None:
                row["style_error"] = bench.judge.betweenness_error(path, a, b)
            row["ppl"] = path_length(lambda t, way=way: way([t])[0], at)  # type: ignore[misc]
            rows.setdefault(name, []).append(row)
            middles.setdefault(name, []).append(path[len(path) // 2])
    return {
        name: mean_of(found)
        | consistency(coder, middles[name])
        | {"pfd": round(bench.space.distance(middles[name]), 2)}
        for name, found in rows.items()
    }


def consistency(coder: Coder, mels: Sequence[FloatArray]) -> dict[str, float]:
    """Latent consistency of mels, where the latent has an axis of time."""
    if len(coder.shape) < 2 or coder.shape[-1] < 4:
        return {}
    return {"lcs": round(mean(latent_consistency(x) for x in coder.encode(mels)), 4)}


def heard_rows(coder: Coder, bench: Bench) -> Figures:
    """Make reconstructions and middles heard, and measure the sound.

    Returns
    -------
    dict
        ``reconstruction``: means over clips, a row a pair of sounds compared; ``middle``: a row a
        method, of the mels analysed again from sound.
    """
    spec, n = bench.spec, min(bench.sizes.sounds, len(bench.pairs))
    rows: dict[str, list[dict[str, float]]] = {}
    middles: dict[str, list[FloatArray]] = {}
    for k, _ in tqdm(bench.pairs[:n], desc="sounds", leave=False, mininterval=5):
        mel = bench.mels[k]
        from_original = mel_to_sound(mel, spec, ref_db=REF_DB)
        from_decoded = mel_to_sound(coder.reconstruct([mel])[0], spec, ref_db=REF_DB)
        compared = {"decoded_to_mel": (from_original, from_decoded)}
        if (real := bench.samples(k)) is not None:
            compared["decoded_to_music"] = (real, from_decoded)
            compared["mel_to_music"] = (real, from_original)
        for name, (x, y) in compared.items():
            rows.setdefault(name, []).append(
                reconstruction_figures(mel, heard(y, spec)) | sound_figures(x, y, spec=spec)
            )
    for a, b in bench.parents()[:n]:
        for name, way in ways(coder, a, b).items():
            sound = mel_to_sound(way([0.5])[0], spec, ref_db=REF_DB)
            middles.setdefault(name, []).append(heard(sound, spec))
    pairs = bench.parents()[:n]
    return {
        "n": n,
        "reconstruction": {name: mean_of(found) for name, found in rows.items()},
        "middle": {
            name: {
                "pfd": round(bench.space.distance(found), 2),
                "sharpness": round(
                    mean(sharpness(m, *p) for m, p in zip(found, pairs, strict=True)), 4
                ),
            }
            for name, found in middles.items()
        },
    }


def heard(samples: FloatArray, spec: MelSpec) -> FloatArray:
    """Mel of a sound, in [0, 1]."""
    return analyse(samples, spec=spec)[0]
