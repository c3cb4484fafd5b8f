"""Convolutions over time alone, every frequency band a channel.

The report's answer to a network that treats low and high notes alike: bands have weights of their
own. Channels become fewer from layer to layer, while time is halved.
"""

from __future__ import annotations

import dataclasses

from torch import Tensor, nn

from training.errors import ConfigError
from training.models.base import Vae
from training.models.layers import (
    Conv1d,
    ConvTranspose1d,
    LatentHead,
    Start,
    keras_init,
    output_activation,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Conv1dConfig:
    """Sizes and switches.

    Parameters
    ----------
    filters : tuple of int
        Channels of each layer, which halves the frames. Empty: the mel bands and a half, a quarter
        and an eighth of them (512, 256, 128, 64). The report only says that they fall from 512.
    latent : int
    output : str
        "sigmoid", "relu" or "linear".
    """

    filters: tuple[int, ...] = ()
    latent: int = 256
    output: str = "sigmoid"

    def widths(self, n_mels: int) -> tuple[int, ...]:
        """Channels of each layer for so many bands."""
        return self.filters or (n_mels, n_mels // 2, n_mels // 4, n_mels // 8)


class Encoder(nn.Module):
    """Mel (batch, 1, n_mels, n_frames) to ``mu`` and ``logvar``, (batch, latent)."""

    def __init__(self, vae: Conv1dVae, widths: tuple[int, ...]) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = vae.n_mels
        for width in widths:
            layers += [Conv1d(channels, width, 3, stride=2), nn.ReLU(), *vae.extra(width)]
            channels = width
        self.body = nn.Sequential(*layers)
        self.head = LatentHead(channels * (vae.n_frames // 2 ** len(widths)), vae.config.latent)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """Encode mels in [0, 1]; bands are channels."""
        found: tuple[Tensor, Tensor] = self.head(self.body(mel.squeeze(1)))
        return found


class Decoder(nn.Module):
    """Latent (batch, latent) to mel (batch, 1, n_mels, n_frames)."""

    def __init__(self, vae: Conv1dVae, widths: tuple[int, ...]) -> None:
        super().__init__()
        channels = widths[-1]
        self.start = Start(vae.config.latent, (channels, vae.n_frames // 2 ** len(widths)))
        layers: list[nn.Module] = []
        for width in widths[::-1]:
            layers += [ConvTranspose1d(channels, width, 3, stride=2), nn.ReLU(), *vae.extra(width)]
            channels = width
        self.body = nn.Sequential(*layers, Conv1d(channels, vae.n_mels, 3))
        self.output = output_activation(vae.config.output)

    def forward(self, latent: Tensor) -> Tensor:
        """Decode."""
        mel: Tensor = self.output(self.body(self.start(latent)))
        return mel.unsqueeze(1)


class Conv1dVae(Vae):
    """Convolutions over time, or what a subclass adds to them.

    Parameters
    ----------
    config : Conv1dConfig
    n_mels : int
        A multiple of 8.
    n_frames : int
        A multiple of 2 to the number of layers (16).
    """

    Config = Conv1dConfig

    def __init__(self, config: Conv1dConfig, *, n_mels: int, n_frames: int) -> None:
        super().__init__(n_mels=n_mels, n_frames=n_frames)
        widths = config.widths(n_mels)
        stride = 2 ** len(widths)
        if n_frames % stride or n_mels % 8:
            raise ConfigError(
                f"A conv1d model of {len(widths)} layers takes mels whose length is a multiple of "
                f"{stride} and whose bands are multiples of 8, not {n_mels} × {n_frames}."
            )
        self.config = config
        self.encoder = Encoder(self, widths)
        self.decoder = Decoder(self, widths)
        keras_init(self)

    def extra(self, width: int) -> list[nn.Module]:
        """Layers after each halving or doubling; here none."""
        del width
        return []
