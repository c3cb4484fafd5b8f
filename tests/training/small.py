"""The zoo in small: sizes that train and export in a moment."""

from __future__ import annotations

from typing import Any

from torch import nn

STAGES = {"filters": (4, 8), "strides": (8,), "repeat": 1, "latent": 12}
SMALL: dict[str, dict[str, Any]] = {
    "baseline-cnn": {"latent": 4, "layers": "text"},
    "strided-cnn": {"filters": (4, 4, 8), "latent": 6},
    "conv2d": STAGES,
    "inception2d": STAGES,
    "conv1d": {"filters": (16, 8), "latent": 6},
    "inception1d": {"filters": (8,), "latent": 6},
    "lstm": {"latent": 5},
    "vae-gan": STAGES | {"latent_channels": 3, "discriminator_width": 4},
    "gmm-vae": STAGES | {"components": 3, "start_channels": 2},
}


def random_statistics(module: nn.Module) -> None:
    """Give batch norms something other than 0 and 1 to do."""
    for layer in module.modules():
        if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            layer.running_mean.normal_(0, 0.1)
            layer.running_var.uniform_(0.5, 1.5)
