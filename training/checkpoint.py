"""Opening what `training.train` saved."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.spec import FloatArray
from training.config import TrainConfig
from training.models.conv_vae import ConvVAE


@dataclasses.dataclass(frozen=True, slots=True)
class Trained:
    """A trained model and how it came about.

    Parameters
    ----------
    model : ConvVAE
        With the averaged weights, in evaluation mode.
    config : TrainConfig
    step : int
    seconds : float
        Of training.
    provenance : dict
        Hours of music, budget and machine, as noted while training.
    """

    model: ConvVAE
    config: TrainConfig
    step: int
    seconds: float
    provenance: dict[str, Any]

    def encode(self, mel: FloatArray) -> FloatArray:
        """Latent ``mu``, (channels, rows, columns), of a mel in [0, 1], (n_mels, n_frames)."""
        with torch.inference_mode():
            mu, _ = self.model.encoder(torch.tensor(mel)[None, None])
        return np.asarray(mu[0].numpy(), np.float32)

    def decode(self, latent: FloatArray) -> FloatArray:
        """Mel in [0, 1], (n_mels, n_frames), of a latent."""
        with torch.inference_mode():
            mel = self.model.decoder(torch.tensor(latent)[None]).clamp(0, 1)
        return np.asarray(mel[0, 0].numpy(), np.float32)


def load_checkpoint(path: Path) -> Trained:
    """Read a checkpoint's averaged weights.

    Parameters
    ----------
    path : Path
        A ``last.pt``, or the run folder that holds it.
    """
    state = torch.load(path / "last.pt" if path.is_dir() else path, weights_only=True)
    config = TrainConfig.from_dict(state["config"])
    model = ConvVAE(config.model)
    model.load_state_dict(state["ema"])
    return Trained(
        model.eval(), config, state["step"], state["seconds"], state.get("provenance", {})
    )
