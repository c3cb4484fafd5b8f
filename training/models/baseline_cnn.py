"""The report's first model: strided convolutions and a dense latent of 32 numbers.

Its text says three layers each way; the summary in its appendix has four and five.
"""

from __future__ import annotations

import dataclasses

from torch import Tensor, nn

from training.models.base import Vae
from training.models.layers import (
    PADDINGS,
    Conv2d,
    ConvTranspose2d,
    Start,
    clamp_logvar,
    keras_init,
    output_activation,
    require_multiple,
    require_one_of,
)

FILTERS = {"appendix": (32, 64, 64, 64), "text": (32, 64, 64)}
"""Channels of the encoder's convolutions."""


@dataclasses.dataclass(frozen=True, slots=True)
class BaselineCnnConfig:
    """Sizes and switches; the defaults are the report's.

    Parameters
    ----------
    layers : str
        "appendix" (4 convolutions, 5 transposed) or "text" (3 and 3).
    latent : int
    padding : str
        Of the encoder: "valid" as in the report, or "same".
    output : str
        "sigmoid", "relu" or "linear". The report's decoder ends in logits, and its loss applies
        the sigmoid.
    """

    layers: str = "appendix"
    latent: int = 32
    padding: str = "valid"
    output: str = "sigmoid"

    def __post_init__(self) -> None:
        require_one_of("layers", self.layers, tuple(FILTERS))
        require_one_of("padding", self.padding, PADDINGS)


class Encoder(nn.Module):
    """Mel (batch, 1, n_mels, n_frames) to ``mu`` and ``logvar``, (batch, latent)."""

    def __init__(self, config: BaselineCnnConfig, n_mels: int, n_frames: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels, rows, columns = 1, n_mels, n_frames
        for width in FILTERS[config.layers]:
            layers += [Conv2d(channels, width, 3, stride=2, padding=config.padding), nn.ReLU()]
            channels = width
            if config.padding == "valid":
                rows, columns = (rows - 1) // 2, (columns - 1) // 2
            else:
                rows, columns = rows // 2, columns // 2
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(channels * rows * columns, 2 * config.latent)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """Encode mels in [0, 1]."""
        mu, logvar = self.head(self.body(mel).flatten(1)).chunk(2, dim=1)
        return mu, clamp_logvar(logvar)


class Decoder(nn.Module):
    """Latent (batch, latent) to mel (batch, 1, n_mels, n_frames)."""

    def __init__(self, config: BaselineCnnConfig, n_mels: int, n_frames: int) -> None:
        super().__init__()
        filters = FILTERS[config.layers]
        stride, channels = 2 ** len(filters), filters[-1]
        self.start = Start(config.latent, (channels, n_mels // stride, n_frames // stride))
        layers: list[nn.Module] = []
        if config.layers == "appendix":
            for width in (64, 64, 64, 32):
                layers += [ConvTranspose2d(channels, width, 3, stride=2), nn.ReLU()]
                channels = width
            layers.append(ConvTranspose2d(channels, 1, 3, stride=1))
        else:
            for width in (64, 32):
                layers += [ConvTranspose2d(channels, width, 3, stride=2), nn.ReLU()]
                channels = width
            layers.append(ConvTranspose2d(channels, 1, 3, stride=2))
        self.body = nn.Sequential(*layers)
        self.output = output_activation(config.output)

    def forward(self, latent: Tensor) -> Tensor:
        """Decode."""
        mel: Tensor = self.output(self.body(self.start(latent)))
        return mel


class BaselineCnn(Vae):
    """The report's baseline.

    Parameters
    ----------
    config : BaselineCnnConfig
    n_mels, n_frames : int
        Multiples of 16 (8 for "text").
    """

    Config = BaselineCnnConfig

    def __init__(self, config: BaselineCnnConfig, *, n_mels: int, n_frames: int) -> None:
        super().__init__(n_mels=n_mels, n_frames=n_frames)
        require_multiple("baseline-cnn", n_mels, n_frames, 2 ** len(FILTERS[config.layers]))
        self.config = config
        self.encoder = Encoder(config, n_mels, n_frames)
        self.decoder = Decoder(config, n_mels, n_frames)
        keras_init(self)
