"""New latents: drawn from what a model makes of music, or from the standard normal.

A model that was trained with a weak pull towards the standard normal leaves it: numbers drawn from
there decode to noise. ``prior.npz`` in a model folder holds what the latents of music are like
instead (made by ``python -m training.prior``). `load_prior` opens it, `standard_prior` serves every
model without one, and `prior_of` chooses.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np

from engine.errors import ModelContractError, ModelLoadError, SpecMismatchError
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae
from engine.vae.prior_file import DAMAGED, read_arrays, unpack
from engine.vae.store import read_card

FILE = "prior.npz"
FORMAT = "1"
SETTLE = 200
"""Columns thrown away before the first one that is kept, so that none knows of the start."""


class Prior(Protocol):
    """Where new latents come from."""

    @property
    def about(self) -> str:
        """One sentence for the user: what is drawn from."""

    def sample(self, n_columns: int, seed: int) -> FloatArray:
        """Draw a latent of ``n_columns`` columns (pieces, of a model of fixed length)."""

    def walk(
        self, latent: FloatArray, n_steps: int, step: float, seed: int
    ) -> Iterator[FloatArray]:
        """Yield ``n_steps`` latents, the first ``latent`` itself, each ``step`` from the last."""


@dataclasses.dataclass(frozen=True, slots=True)
class StandardPrior:
    """The standard normal: mean 0, variance 1, every number on its own.

    Parameters
    ----------
    latent_shape : tuple of int
        The model's `OnnxVae.latent_shape`.
    is_fixed : bool
        Whether the model is one of fixed length: its latents are then pieces.
    about : str
    """

    latent_shape: tuple[int, ...]
    is_fixed: bool
    about: str

    def sample(self, n_columns: int, seed: int) -> FloatArray:
        """Draw a latent, of the shape that `OnnxVae.decode` takes."""
        rng = np.random.default_rng(seed)
        # Time is drawn first, so that a longer latent begins as a shorter one does.
        if self.is_fixed:
            return rng.standard_normal((n_columns, *self.latent_shape), np.float32)
        drawn = rng.standard_normal((n_columns, *self.latent_shape[:-1]), np.float32)
        return np.ascontiguousarray(np.moveaxis(drawn, 0, -1))

    def walk(
        self, latent: FloatArray, n_steps: int, step: float, seed: int
    ) -> Iterator[FloatArray]:
        """Walk on great circles about 0; see `MusicPrior.walk`."""
        n_columns = latent.shape[0 if self.is_fixed else -1]
        drawn = (self.sample(n_columns, seed_of(seed, i)) for i in range(1, n_steps))
        return _great_circles(latent, drawn, np.float32(0), step)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class MusicPrior:
    """Moods, and columns that follow each other as those of music do.

    A latent belongs to one of ``n_moods`` moods. Its columns are the mood's mean, plus an offset
    that stays the same all along (its own timbre), plus a vector autoregression of ``order``, which
    all moods share in coordinates that each mood scales in its own way::

        latent[t] = mean[k] + drift @ offset + spread[k] @ y[t]
        y[t] = transitions[0] @ y[t - 1] + transitions[1] @ y[t - 2] + … + innovation @ noise[t]

    Parameters
    ----------
    rows : tuple of int
        Channels and frequency rows of a column; ``d`` is their product.
    weights : float32 array, shape (n_moods,)
        How probable each mood is.
    means : float32 array, shape (n_moods, d)
    spreads : float32 array, shape (n_moods, d (d + 1) / 2)
        Lower triangles, packed by rows: spread @ spread.T is the covariance within a clip.
    drift : float32 array, shape (d, d)
        Lower triangle: of the covariance of the clips' means within a mood.
    transitions : float32 array, shape (order, d, d)
    innovation : float32 array, shape (d, d)
        Lower triangle.
    about : str
    """

    rows: tuple[int, int]
    weights: FloatArray
    means: FloatArray
    spreads: FloatArray
    drift: FloatArray
    transitions: FloatArray
    innovation: FloatArray
    about: str

    def sample(self, n_columns: int, seed: int) -> FloatArray:
        """Draw a latent of one mood.

        Parameters
        ----------
        n_columns : int
            More columns begin as fewer of the same seed do.
        seed : int

        Returns
        -------
        float32 array, shape (channels, frequency, n_columns)
        """
        rng = np.random.default_rng(seed)
        shares = np.cumsum(self.weights, dtype=np.float64)
        mood = int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))
        return self._draw(min(mood, len(shares) - 1), n_columns, rng)

    def walk(
        self, latent: FloatArray, n_steps: int, step: float, seed: int
    ) -> Iterator[FloatArray]:
        """Go from a latent to its neighbours, on great circles of its mood.

        Within a mood the latents are Gaussian, so ``cos(step) z + sin(step) w``, with ``z`` where
        the walk is and ``w`` a new latent, both less the mood's mean, is as probable as ``z`` was:
        the walk never leaves the music, however long it is.

        Parameters
        ----------
        latent : float32 array, shape (channels, frequency, n_columns)
        n_steps : int
            How many latents there are; the first is ``latent``.
        step : float
            Angle from one to the next, in radians: 0 stays, pi / 2 forgets where it was.
        seed : int

        Yields
        ------
        float32 array, of the shape of ``latent``

        Raises
        ------
        SpecMismatchError
            If the latent is not of the model's shape.
        """
        mood = self.mood_of(latent)
        drawn = (
            self._draw(mood, latent.shape[-1], np.random.default_rng(seed_of(seed, i)))
            for i in range(1, n_steps)
        )
        return _great_circles(latent, drawn, self.means[mood].reshape(*self.rows, 1), step)

    def mood_of(self, latent: FloatArray) -> int:
        """Return the mood whose clips' means are nearest to a latent's.

        Raises
        ------
        SpecMismatchError
            If the latent is not of the model's shape.
        """
        if latent.ndim != 3 or latent.shape[:2] != self.rows:
            raise SpecMismatchError(
                f"This prior is of latents of {self.rows[0]} × {self.rows[1]} rows, not of shape "
                f"{latent.shape}; use the model that made the latent."
            )
        away = latent.mean(axis=2, dtype=np.float64).ravel() - self.means
        # Where the drift is 0 all moods differ by nothing but their means.
        covariance = self.drift.astype(np.float64) @ self.drift.T + 1e-3 * np.eye(away.shape[1])
        distances = np.einsum("kd,dk->k", away, np.linalg.solve(covariance, away.T))
        return int(np.argmin(distances - 2 * np.log(np.maximum(self.weights, 1e-12))))

    def _draw(self, mood: int, n_columns: int, rng: np.random.Generator) -> FloatArray:
        d = math.prod(self.rows)
        offset = self.means[mood] + self.drift @ rng.standard_normal(d, np.float32)
        steady = self._autoregress(n_columns, rng)
        columns = steady @ unpack(self.spreads[mood], d).T + offset
        return np.ascontiguousarray(columns.T, np.float32).reshape(*self.rows, n_columns)

    def _autoregress(self, n_columns: int, rng: np.random.Generator) -> FloatArray:
        """Run the autoregression until it has settled, then on; shape (n_columns, d)."""
        order, d = len(self.transitions), self.means.shape[1]
        made = rng.standard_normal((order + SETTLE + n_columns, d), np.float32) @ self.innovation.T
        # The farthest lag first, as the columns before lie in memory.
        wide = self.transitions[::-1].swapaxes(0, 1).reshape(d, order * d)
        for t in range(order, len(made) if order else 0):
            made[t] += wide @ made[t - order : t].ravel()
        return made[order + SETTLE :]


def seed_of(seed: int, number: int) -> int:
    """Return the seed of a numbered part of something that has a seed itself."""
    return int(np.random.SeedSequence([seed, number]).generate_state(1)[0])


def _great_circles(
    latent: FloatArray, drawn: Iterable[FloatArray], mean: FloatArray | np.float32, step: float
) -> Iterator[FloatArray]:
    """Go ``step`` towards each of ``drawn`` in turn, seen from ``mean``."""
    keep, take = np.float32(math.cos(step)), np.float32(math.sin(step))
    yield latent
    for new in drawn:
        if step:  # else not even rounded
            latent = mean + keep * (latent - mean) + take * (new - mean)
        yield latent


def prior_of(vae: OnnxVae) -> Prior:
    """Return the prior of a model: its folder's, or else the standard normal.

    Raises
    ------
    ModelLoadError, ModelContractError
        As `load_prior`.
    """
    found = None if vae.folder is None else load_prior(vae.folder)
    return found or standard_prior(vae)


def standard_prior(vae: OnnxVae) -> StandardPrior:
    """Return the standard normal in the shape of a model's latents."""
    return StandardPrior(
        vae.latent_shape,
        bool(vae.fixed_frames),
        f"The model {vae.name} {vae.version} has no {FILE}, so latents are drawn from the standard "
        "normal, which may not sound like music.",
    )


def load_prior(folder: Path) -> MusicPrior | None:
    """Open the prior of a model folder.

    Returns
    -------
    MusicPrior or None
        None if the folder has none; `standard_prior` serves then.

    Raises
    ------
    ModelLoadError
        If the folder is no model, or the file is damaged.
    ModelContractError
        If it was made for another model.
    """
    card = read_card(folder)
    path = folder / FILE
    if not path.exists():
        return None
    try:
        meta, arrays = read_arrays(path)
        rows = (int(meta["rows"][0]), int(meta["rows"][1]))
        wanted = {"name": card.name, "version": card.version, "format": FORMAT}
        decoder = (folder / "decoder.onnx").read_bytes()
        wanted["decoder_sha256"] = hashlib.sha256(decoder).hexdigest()
        made_for = {key: str(meta[key]) for key in wanted}
    except DAMAGED as e:
        raise ModelLoadError(
            f"{path} is damaged. Copy the model folder again, or remove {FILE} to draw from the "
            "standard normal.",
            repr(e),
        ) from e
    if made_for != wanted:
        differs = ", ".join(key for key in wanted if made_for[key] != wanted[key])
        raise ModelContractError(
            f"{path} was made for another model than {card.name} {card.version} (its {differs} "
            "differs). Make it again with `python -m training.prior`, or remove it."
        )
    about = f"Drawn from the prior of {card.name} {card.version}, fitted to {meta['data']}."
    return MusicPrior(rows=rows, about=about, **arrays)
