"""Saving what `training.train` made, and opening it again."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import os
import pickle
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.spec import FloatArray
from training.config import TrainConfig
from training.errors import CheckpointError
from training.models import build
from training.models.base import Vae

FORMAT = 2
STRUCTURE = (KeyError, ValueError, TypeError, AttributeError, IndexError, RuntimeError)
"""What a checkpoint with missing or foreign contents raises, here and there."""


@dataclasses.dataclass(frozen=True, slots=True)
class Trained:
    """A trained model and how it came about.

    Parameters
    ----------
    model : Vae
        With the averaged weights, in evaluation mode.
    config : TrainConfig
    step : int
    seconds : float
        Of training.
    provenance : dict
        Hours of music, budget and machine, as noted while training.
    """

    model: Vae
    config: TrainConfig
    step: int
    seconds: float
    provenance: dict[str, Any]

    def encode(self, mel: FloatArray) -> FloatArray:
        """Latent ``mu``, shape ``latent_shape``, of a mel in [0, 1], (n_mels, n_frames)."""
        with torch.inference_mode():
            mu, _ = self.model.encoder(torch.tensor(mel)[None, None])
        return np.asarray(mu[0].numpy(), np.float32)

    def decode(self, latent: FloatArray) -> FloatArray:
        """Mel in [0, 1], (n_mels, n_frames), of a latent."""
        with torch.inference_mode():
            mel = self.model.decoder(torch.tensor(latent)[None]).clamp(0, 1)
        return np.asarray(mel[0, 0].numpy(), np.float32)


def save(state: dict[str, Any], path: Path) -> None:
    """Write a checkpoint so that an interruption or a full disk leaves the old one whole."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            torch.save({"format": FORMAT, **state}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except (OSError, RuntimeError) as e:
        part.unlink(missing_ok=True)
        is_full = isinstance(e, OSError) and e.errno == errno.ENOSPC
        remedy = "Make room" if is_full else "See to the folder"
        raise CheckpointError(
            f"{path} cannot be written ({e}). {remedy} and run the same command again; "
            "what was saved before is whole."
        ) from e


def read(path: Path) -> dict[str, Any]:
    """Read a checkpoint as plain values and tensors.

    Raises
    ------
    CheckpointError
        If there is none, or it is damaged or of another version.
    """
    try:
        with zipfile.ZipFile(path) as archive:  # torch does not compare the checksums
            if bad := archive.testzip():
                raise zipfile.BadZipFile(bad)
        state = torch.load(path, weights_only=True, map_location="cpu")
    except FileNotFoundError as e:
        raise CheckpointError(
            f"There is no checkpoint {path}. Train first: python -m training.train --help."
        ) from e
    except OSError as e:
        raise CheckpointError(f"{path} cannot be read: {e.strerror or e}.") from e
    except (*STRUCTURE, EOFError, pickle.UnpicklingError, zipfile.BadZipFile) as e:
        raise CheckpointError(
            f"{path} is damaged or no checkpoint. Move it away and train again."
        ) from e
    found = state.get("format") if isinstance(state, dict) else None
    if found != FORMAT:
        raise CheckpointError(
            f"{path} is a checkpoint of format {found or 1}; this version reads {FORMAT}. "
            "Train again, or use the version that wrote it."
        )
    assert isinstance(state, dict)
    return state


@contextlib.contextmanager
def whole(path: Path) -> Iterator[None]:
    """Turn what a checkpoint with missing or foreign contents raises into a sentence."""
    try:
        yield
    except STRUCTURE as e:
        raise CheckpointError(
            f"{path} is damaged: a part of it is missing or not what it should be. Move it away "
            "and train again."
        ) from e


def load_weights(model: torch.nn.Module, weights: dict[str, Any], path: Path) -> None:
    """Put a checkpoint's weights into a model, or say that they belong to another."""
    try:
        model.load_state_dict(weights)
    except RuntimeError as e:
        raise CheckpointError(
            f"{path} holds weights of another model than its configuration builds. Give the run "
            "another name, or move the checkpoint away."
        ) from e


def find_run(name: str | Path, data: Path) -> Path:
    """Find a run folder by its path, or by its name in ``data/runs``.

    Raises
    ------
    CheckpointError
        If neither is a folder with a ``last.pt``.
    """
    for folder in (Path(name), data / "runs" / name):
        if (folder / "last.pt").is_file():
            return folder
    raise CheckpointError(
        f"There is no trained run {name}, neither here nor in {data / 'runs'}. "
        "Train one: python -m training.train --help."
    )


def load_checkpoint(path: Path, *, best: bool = False) -> Trained:
    """Read a checkpoint's averaged weights.

    Parameters
    ----------
    path : Path
        A checkpoint, or the run folder that holds it.
    best : bool
        From a run folder: the best by validation, not the last.
    """
    if path.is_dir():
        path = path / ("best.pt" if best else "last.pt")
    state = read(path)
    with whole(path):
        config = TrainConfig.from_dict(state["config"], source=str(path))
        model = build(config)
        model.discriminator = None  # only training needs it
        load_weights(model, state["ema"], path)
        return Trained(
            model.eval(), config, state["step"], state["seconds"], state.get("provenance", {})
        )
