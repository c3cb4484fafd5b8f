"""Fit what the latents of music are like, so that new ones can be drawn that sound like it.

Encodes training clips (the split "train" only) with a model as the program opens it, and writes
prior.npz beside its files. Clips are sorted into moods by their mean column (k-means); each mood
has its mean and covariance, and a vector autoregression that all share says how columns follow each
other. The same seed and clips give the same file on the same machine.

  python -m training.prior                          assets/models/segue-conv-2, in minutes
  python -m training.prior ~/models/mine --clips 1000 --moods 8
  python -m benchmarks.sampling                     how new clips compare with music
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import scipy.linalg

from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae
from engine.vae.prior import FILE, FORMAT, MusicPrior
from engine.vae.prior_file import ARRAYS, pack, write_arrays
from engine.vae.store import load_model, models_folder
from training.command import main
from training.data import ClipSet
from training.errors import ConfigError, TrainingError
from training.metrics import Float64Array

SPLIT = "train"
SHRINK, DRIFT_SHRINK = 0.02, 0.1
"""Share of the diagonal in a covariance within clips, and in that of the clips' means, of which
there are far fewer."""
RIDGE = 0.02
"""Added to the variance 1 of what the autoregression starts from."""
TINY = 1e-4
"""Variance of a latent number that never moves."""
CHUNK = 200
"""Clips whose products are summed at a time."""


@dataclasses.dataclass(frozen=True, slots=True)
class Recipe:
    """What is fitted.

    Parameters
    ----------
    moods : int
    order : int
        Of the autoregression; 0 draws every column on its own.
    is_drifting : bool
        Whether each clip keeps an offset of its own from its mood's mean.
    seed : int
        Of k-means.
    """

    moods: int = 16
    order: int = 2
    is_drifting: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        if self.moods < 1:
            raise ConfigError(f"--moods is {self.moods}; it must be at least 1.")
        if not 0 <= self.order <= 8:
            raise ConfigError(f"--order is {self.order}; it must be from 0 to 8.")


def encode_clips(vae: OnnxVae, data: Path, n_clips: int) -> FloatArray:
    """Latents of training clips, evenly spread over all.

    Returns
    -------
    float32 array, shape (n_clips, channels, frequency, n_columns)

    Raises
    ------
    TrainingError
        If there are no clips of the model's size, or its latents have no columns.
    """
    if vae.fixed_frames:
        raise TrainingError(
            f"{vae.name} takes clips of one length only; its latents have no columns that follow "
            "each other. They are drawn from the standard normal."
        )
    spec = vae.spec
    clips = ClipSet(data, [SPLIT], n_mels=spec.n_mels, hop_length=spec.hop_length)
    n_frames = clips.n_frames // vae.frame_multiple * vae.frame_multiple
    chosen = clips.spread(n_clips)
    scale = np.float32(1 / 255)
    return np.stack([vae.encode(scale * clips.mel(i)[:, :n_frames]) for i in chosen])


def fit_prior(latents: FloatArray, recipe: Recipe | None = None) -> MusicPrior:
    """Fit moods and their autoregression.

    Parameters
    ----------
    latents : float32 array, shape (n_clips, channels, frequency, n_columns)
    recipe : Recipe, optional

    Returns
    -------
    MusicPrior
        In the precision of the file.

    Raises
    ------
    TrainingError
        If there are too few clips, or what was fitted would grow without end.
    """
    recipe = recipe or Recipe()
    n_clips, channels, frequency, n_columns = latents.shape
    if n_clips < 2 * recipe.moods or n_columns <= recipe.order + 1:
        raise TrainingError(
            f"{n_clips} clips of {n_columns} columns are too few for {recipe.moods} moods of order "
            f"{recipe.order}; prepare more music, or ask for fewer --moods."
        )
    z = latents.reshape(n_clips, -1, n_columns)
    clip_means = z.mean(axis=2, dtype=np.float64)
    labels = _moods(clip_means, recipe)
    means = np.stack([clip_means[labels == k].mean(axis=0) for k in range(recipe.moods)])
    away = clip_means - means[labels]
    centre = clip_means if recipe.is_drifting else means[labels]
    steady = (z - centre[:, :, None]).astype(np.float32)
    spreads = []
    for k in range(recipe.moods):
        members = np.flatnonzero(labels == k)
        spreads.append(_root(_covariance(steady[members]), SHRINK))
        for i in members:
            steady[i] = scipy.linalg.solve_triangular(spreads[-1], steady[i], lower=True)
    transitions, left = _autoregression(steady, recipe.order)
    drift = _root(away.T @ away / n_clips, DRIFT_SHRINK) if recipe.is_drifting else 0 * left
    _require_steady(transitions)
    return MusicPrior(
        rows=(channels, frequency),
        weights=(np.bincount(labels, minlength=recipe.moods) / n_clips).astype(np.float32),
        means=means.astype(np.float32),
        spreads=np.stack([pack(spread) for spread in _stored(np.stack(spreads))]),
        drift=_stored(drift),
        transitions=_stored(transitions),
        innovation=_stored(_root(left, 1e-3)),
        about=f"Fitted to {n_clips} clips.",
    )


def _moods(clip_means: Float64Array, recipe: Recipe) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Number of each clip's mood, shape (n_clips,)."""
    if recipe.moods == 1:
        return np.zeros(len(clip_means), np.int32)
    from sklearn.cluster import KMeans

    means = KMeans(recipe.moods, n_init=4, random_state=recipe.seed)
    labels: np.ndarray[tuple[int], np.dtype[np.int32]] = means.fit_predict(clip_means)
    return labels


def _covariance(z: FloatArray) -> Float64Array:
    """Covariance of centred columns, (n_clips, d, n_columns), over clips and time."""
    total: Float64Array = np.zeros((z.shape[1], z.shape[1]))
    for first in range(0, len(z), CHUNK):
        columns = np.concatenate(list(z[first : first + CHUNK]), axis=1)
        total += columns @ columns.T
    total /= len(z) * z.shape[2]
    return total


def _root(covariance: Float64Array, shrink: float) -> Float64Array:
    """Lower triangle whose square is a covariance, moved a little towards its diagonal."""
    diagonal = np.diag(np.maximum(np.diag(covariance), TINY))
    mixed = (1 - shrink) * (covariance + covariance.T) / 2 + (shrink + TINY) * diagonal
    root: Float64Array = np.linalg.cholesky(mixed).astype(np.float64)
    return root


def _autoregression(steady: FloatArray, order: int) -> tuple[Float64Array, Float64Array]:
    """Least squares of each column on those before it.

    Parameters
    ----------
    steady : float32 array, shape (n_clips, d, n_columns)

    Returns
    -------
    transitions : float64 array, shape (order, d, d)
        Lag 1 first.
    left : float64 array, shape (d, d)
        Covariance of what they do not explain.
    """
    n_clips, d, n_columns = steady.shape
    n_used = n_columns - order
    size = (1 + order) * d
    products: Float64Array = np.zeros((size, size))
    for first in range(0, n_clips, CHUNK):
        part = steady[first : first + CHUNK]
        lagged = [part[:, :, order - lag : n_columns - lag] for lag in range(1 + order)]
        rows = np.concatenate(lagged, axis=1).transpose(1, 0, 2).reshape(size, -1)
        products += rows @ rows.T
    products /= n_clips * n_used
    now, cross, before = products[:d, :d], products[:d, d:], products[d:, d:]
    ridge = RIDGE * np.eye(order * d)
    solved: Float64Array = np.linalg.solve(before + ridge, cross.T).T.astype(np.float64)
    left: Float64Array = now - solved @ cross.T - cross @ solved.T + solved @ before @ solved.T
    return solved.reshape(d, order, d).swapaxes(0, 1), left


def spectral_radius(transitions: FloatArray | Float64Array) -> float:
    """Largest eigenvalue of an autoregression, (order, d, d): below 1 it stays where it is."""
    order, d, _ = transitions.shape
    if not order:
        return 0.0
    companion = np.eye(order * d, k=-d)
    companion[:d] = transitions.swapaxes(0, 1).reshape(d, order * d)
    return float(np.abs(np.linalg.eigvals(companion)).max())


def _require_steady(transitions: Float64Array) -> None:
    if not (radius := spectral_radius(transitions)) < 0.995:
        raise TrainingError(
            f"The columns fitted would grow without end (largest eigenvalue {radius:.3f}). Take "
            "more --clips or a lower --order."
        )


def _stored(array: Float64Array) -> FloatArray:
    """Round to what the file keeps: half precision."""
    return array.astype(np.float16).astype(np.float32)


def write_prior(folder: Path, prior: MusicPrior, facts: dict[str, Any]) -> Path:
    """Write a model folder's prior; ``facts`` must have "name", "version" and "data" (words)."""
    decoder = (folder / "decoder.onnx").read_bytes()
    meta = {
        **facts,
        "format": FORMAT,
        "rows": list(prior.rows),
        "decoder_sha256": hashlib.sha256(decoder).hexdigest(),
    }
    path = folder / FILE
    write_arrays(path, meta, {name: getattr(prior, name) for name in ARRAYS})
    return path


def find_model(name: Path) -> Path:
    """Return a model's folder, given as such or by its name in assets/models."""
    return name if name.is_dir() else models_folder() / name


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    recipe = Recipe()
    parser.add_argument(
        "model",
        nargs="?",
        type=Path,
        default=Path("segue-conv-2"),
        help="model folder, or its name in assets/models",
    )
    parser.add_argument("--clips", type=int, default=3000, help="training clips to encode")
    parser.add_argument("--moods", type=int, default=recipe.moods, help="groups of clips")
    parser.add_argument("--order", type=int, default=recipe.order, help="columns that are seen")
    parser.add_argument("--seed", type=int, default=recipe.seed, help="of the moods")
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    recipe = Recipe(args.moods, args.order, seed=args.seed)
    if args.clips < 1:
        raise ConfigError(f"--clips is {args.clips}; it must be at least 1.")
    folder = find_model(args.model)
    vae = load_model(folder, provider="cpu")
    latents = encode_clips(vae, args.data, args.clips)
    prior = fit_prior(latents, recipe)
    facts = {
        "name": vae.name,
        "version": vae.version,
        "data": f"{len(latents)} training clips",
        **dataclasses.asdict(recipe),
    }
    path = write_prior(folder, prior, facts)
    radius = round(spectral_radius(prior.transitions), 4)
    told = {**facts, "file": str(path), "bytes": path.stat().st_size, "spectral_radius": radius}
    sentence = (
        f"{path}: {told['bytes'] / 1e6:.1f} MB, {recipe.moods} moods of {len(latents)} clips, "
        f"largest eigenvalue {radius}"
    )
    print(json.dumps(told, indent=1) if args.json else sentence)
    return 0


if __name__ == "__main__":
    sys.exit(main("prior"))
