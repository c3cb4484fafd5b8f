"""The report's naive five-layer network, whose pictures come out in squares (its Figure 10).

Every transposed convolution has a kernel as large as its stride, so neighbouring squares never
meet: each 32 × 32 square of the mel is written from one cell alone. Here as a negative control.
"""

from __future__ import annotations

import dataclasses

from torch import Tensor, nn

from training.models.base import Vae
from training.models.layers import (
    Conv2d,
    ConvTranspose2d,
    LatentHead,
    Start,
    keras_init,
    output_activation,
    require_multiple,
    require_one_of,
)


@dataclasses.dataclass(frozen=True, slots=True)
class StridedCnnConfig:
    """Sizes and switches. The report gives the five layers and strides; the widths are ours.

    Parameters
    ----------
    filters : tuple of int
        Channels of each layer, which halves both sides.
    latent : int
    kernel : int
        Of the decoder: 2 as in the report, or 4 (repaired), where squares overlap.
    output : str
        "sigmoid", "relu" or "linear".
    """

    filters: tuple[int, ...] = (16, 32, 64, 128, 128)
    latent: int = 256
    kernel: int = 2
    output: str = "sigmoid"

    def __post_init__(self) -> None:
        require_one_of("kernel", self.kernel, (2, 4))


class Encoder(nn.Module):
    """Mel (batch, 1, n_mels, n_frames) to ``mu`` and ``logvar``, (batch, latent)."""

    def __init__(self, config: StridedCnnConfig, n_mels: int, n_frames: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 1
        for width in config.filters:
            layers += [Conv2d(channels, width, 3, stride=2), nn.ReLU()]
            channels = width
        self.body = nn.Sequential(*layers)
        stride = 2 ** len(config.filters)
        n_cells = (n_mels // stride) * (n_frames // stride)
        self.head = LatentHead(channels * n_cells, config.latent)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """Encode mels in [0, 1]."""
        found: tuple[Tensor, Tensor] = self.head(self.body(mel))
        return found


class Decoder(nn.Module):
    """Latent (batch, latent) to mel (batch, 1, n_mels, n_frames)."""

    def __init__(self, config: StridedCnnConfig, n_mels: int, n_frames: int) -> None:
        super().__init__()
        filters = config.filters[::-1]
        stride = 2 ** len(filters)
        self.start = Start(config.latent, (filters[0], n_mels // stride, n_frames // stride))
        layers: list[nn.Module] = []
        for width, following in zip(filters, (*filters[1:], 1), strict=True):
            layers += [ConvTranspose2d(width, following, config.kernel, stride=2), nn.ReLU()]
        self.body = nn.Sequential(*layers[:-1])
        self.output = output_activation(config.output)

    def forward(self, latent: Tensor) -> Tensor:
        """Decode."""
        mel: Tensor = self.output(self.body(self.start(latent)))
        return mel


class StridedCnn(Vae):
    """The naive network.

    Parameters
    ----------
    config : StridedCnnConfig
    n_mels, n_frames : int
        Multiples of 32.
    """

    Config = StridedCnnConfig

    def __init__(self, config: StridedCnnConfig, *, n_mels: int, n_frames: int) -> None:
        super().__init__(n_mels=n_mels, n_frames=n_frames)
        require_multiple("strided-cnn", n_mels, n_frames, 2 ** len(config.filters))
        self.config = config
        self.encoder = Encoder(config, n_mels, n_frames)
        self.decoder = Decoder(config, n_mels, n_frames)
        keras_init(self)
