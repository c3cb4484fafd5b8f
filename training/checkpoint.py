"""Saving what `training.train` made, and opening it again."""

from __future__ import annotations

import dataclasses
import os
import pickle
import zipfile
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
        torch.save({"format": FORMAT, **state}, part)
        os.replace(part, path)
    except (OSError, RuntimeError) as e:
        part.unlink(missing_ok=True)
        raise CheckpointError(
            f"{path} cannot be written ({e}). Make room and run the same command again; "
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
        state = torch.load(path, weights_only=True, map_location="cpu")
    except FileNotFoundError as e:
        raise CheckpointError(
            f"There is no checkpoint {path}. Train first: python -m training.train --help."
        ) from e
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError, zipfile.BadZipFile) as e:
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
    """Find a run folder by its path, or by its name in ``data/runs``."""
    path = Path(name)
    return path if path.exists() else data / "runs" / name


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
    config = TrainConfig.from_dict(state["config"], source=str(path))
    model = build(config)
    model.discriminator = None  # only training needs it
    load_weights(model, state["ema"], path)
    return Trained(
        model.eval(), config, state["step"], state["seconds"], state.get("provenance", {})
    )
