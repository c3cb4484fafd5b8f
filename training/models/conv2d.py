"""The report's final model: convolutions in stages, batch normalisation and pooling between them.

As it was, its decoder starts from one number per 32 × 32 mel cells whatever the latent's size, and
its upsampling writes one cell in 4 or 16, so that pictures come out in blocks. Two switches repair
that, each alone.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import torch.nn.functional as F
from torch import Tensor, nn

from training.errors import ConfigError
from training.models.base import Vae
from training.models.layers import (
    PADDINGS,
    POOLS,
    ConvTranspose2d,
    LatentHead,
    Start,
    batch_norm,
    clamp_logvar,
    keras_init,
    norm_conv,
    output_activation,
    pooling,
    require_multiple,
    require_one_of,
)

Block = Callable[[int, int, str], nn.Module]
"""Makes what a stage repeats, of input channels, output channels and padding."""


@dataclasses.dataclass(frozen=True, slots=True)
class Conv2dConfig:
    """Sizes and switches; the defaults are the report's.

    Parameters
    ----------
    filters : tuple of int
        Channels of each stage of the encoder; the decoder's in reverse.
    strides : tuple of int
        Pooling between stages, one fewer.
    repeat : int
        Convolutions in a stage; the report tried 1, 2 and 4.
    latent : int
        Numbers of the latent vector ("dense" only); the report tried 8, 256 and 4096.
    bottleneck : str
        "dense": pooled to about 2 × 2 cells and flattened; the decoder starts from a dense layer.
        "grid" (repaired): the latent is the grid of the last stage.
    latent_channels : int
        Channels of that grid ("grid" only).
    start_channels : int
        Channels of the grid a "dense" decoder starts from: 1 in the report, hence its hidden
        bottleneck.
    upsample : str
        "one-pixel": 1 × 1 transposed convolution. "nearest" (repaired): every cell repeated, then
        a 3 × 3 convolution. "transposed" (repaired): a kernel of twice the stride, which overlaps.
    padding : str
        Of the encoder's 3 × 3 convolutions, "same" or "valid". A stage that "valid" would leave
        without a cell keeps "same".
    pool : str
        "average" or "max".
    output : str
        "sigmoid", "relu" or "linear".
    """

    filters: tuple[int, ...] = (32, 64, 128, 256)
    strides: tuple[int, ...] = (4, 4, 2)
    repeat: int = 2
    latent: int = 4096
    bottleneck: str = "dense"
    latent_channels: int = 12
    start_channels: int = 1
    upsample: str = "one-pixel"
    padding: str = "same"
    pool: str = "average"
    output: str = "sigmoid"

    def __post_init__(self) -> None:
        require_one_of("bottleneck", self.bottleneck, ("dense", "grid"))
        require_one_of("upsample", self.upsample, ("one-pixel", "nearest", "transposed"))
        require_one_of("padding", self.padding, PADDINGS)
        require_one_of("pool", self.pool, POOLS)
        if len(self.strides) != len(self.filters) - 1:
            raise ConfigError("[model] strides must be one fewer than filters.")
        if self.bottleneck == "grid" and self.padding == "valid":
            raise ConfigError('[model] bottleneck "grid" needs padding "same", which keeps a grid.')

    @property
    def total_stride(self) -> int:
        """Mel cells per cell of the last stage, each way."""
        return math.prod(self.strides)


class Upsample(nn.Module):
    """Make a map ``stride`` times as large each way, with other channels; then norm and ReLU.

    Parameters
    ----------
    in_channels, out_channels, stride : int
    kind : str
        See `Conv2dConfig`.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int, kind: str) -> None:
        super().__init__()
        self.stride = stride if kind == "nearest" else 1
        if kind == "nearest":
            # The channels change on the coarse map, where it is cheap.
            self.before: nn.Module = nn.Conv2d(in_channels, out_channels, 1)
            self.after: nn.Module = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        else:
            kernel = 1 if kind == "one-pixel" else 2 * stride
            self.before = ConvTranspose2d(in_channels, out_channels, kernel, stride=stride)
            self.after = nn.Identity()
        self.norm = batch_norm(out_channels)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, in, h, w) to (batch, out, stride h, stride w)."""
        x = self.before(x)
        if self.stride > 1:
            x = F.interpolate(x, scale_factor=self.stride, mode="nearest")
        return F.relu(self.norm(self.after(x)))


class Conv2dEncoder(nn.Module):
    """Mel (batch, 1, n_mels, n_frames) to ``mu`` and ``logvar``, a vector or a grid each."""

    def __init__(self, config: Conv2dConfig, block: Block, n_mels: int, n_frames: int) -> None:
        super().__init__()
        rows, columns = n_mels, n_frames
        layers: list[nn.Module] = [nn.Conv2d(1, config.filters[0], 1)]
        for i, width in enumerate(config.filters):
            if i:
                stride = config.strides[i - 1]
                layers += [
                    pooling(config.pool, stride),
                    norm_conv(config.filters[i - 1], width, 1),
                ]
                rows, columns = rows // stride, columns // stride
            margin = 2 * config.repeat if config.padding == "valid" else 0
            is_valid = 0 < margin < min(rows, columns)
            layers += [
                block(width, width, "valid" if is_valid else "same") for _ in range(config.repeat)
            ]
            if is_valid:
                rows, columns = rows - margin, columns - margin
        self.body = nn.Sequential(*layers)
        self.is_grid = config.bottleneck == "grid"
        width = config.filters[-1]
        if self.is_grid:
            self.head: nn.Module = nn.Conv2d(width, 2 * config.latent_channels, 1)
        else:
            # 8 in the report; less where a smaller mel would leave fewer than 2 × 2 cells.
            size = max(1, min(8, rows // 2, columns // 2))
            self.pool = pooling(config.pool, size)
            self.head = LatentHead(width * (rows // size) * (columns // size), config.latent)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """Encode mels in [0, 1]."""
        x = self.body(mel)
        if self.is_grid:
            mu, logvar = self.head(x).chunk(2, dim=1)
            return mu, clamp_logvar(logvar)
        found: tuple[Tensor, Tensor] = self.head(self.pool(x))
        return found


class Conv2dDecoder(nn.Module):
    """Latent to mel (batch, 1, n_mels, n_frames)."""

    def __init__(self, config: Conv2dConfig, block: Block, n_mels: int, n_frames: int) -> None:
        super().__init__()
        channels = config.latent_channels
        self.start: nn.Module = nn.Identity()
        if config.bottleneck == "dense":
            channels = config.start_channels
            sides = (n_mels // config.total_stride, n_frames // config.total_stride)
            self.start = Start(config.latent, (channels, *sides))
        filters, strides = config.filters[::-1], config.strides[::-1]
        layers: list[nn.Module] = []
        for i, width in enumerate(filters):
            if i:
                layers.append(Upsample(filters[i - 1], width, strides[i - 1], config.upsample))
                channels = width
            layers += [block(width if j else channels, width, "same") for j in range(config.repeat)]
        self.body = nn.Sequential(*layers, nn.Conv2d(filters[-1], 1, 1))
        self.output = output_activation(config.output)

    def forward(self, latent: Tensor) -> Tensor:
        """Decode."""
        mel: Tensor = self.output(self.body(self.start(latent)))
        return mel


class Conv2dVae(Vae):
    """The report's final model, or what a subclass builds of other blocks.

    Parameters
    ----------
    config : Conv2dConfig
    n_mels, n_frames : int
        Multiples of the strides' product (32).
    """

    Config = Conv2dConfig
    config: Conv2dConfig

    def __init__(self, config: Conv2dConfig, *, n_mels: int, n_frames: int) -> None:
        super().__init__(n_mels=n_mels, n_frames=n_frames)
        require_multiple("conv2d", n_mels, n_frames, config.total_stride)
        self.config = config
        if config.bottleneck == "grid":
            self.is_any_length = True
            self.frame_multiple = config.total_stride
        self.encoder = Conv2dEncoder(config, self.block, n_mels, n_frames)
        self.decoder = Conv2dDecoder(config, self.block, n_mels, n_frames)
        keras_init(self)

    def block(self, in_channels: int, out_channels: int, padding: str) -> nn.Module:
        """Make what a stage repeats: 3 × 3 convolution, batch normalisation and ReLU."""
        return norm_conv(in_channels, out_channels, 3, padding=padding)

    def latent_shape(self, n_frames: int) -> tuple[int, ...]:
        """A vector, or channels, rows and columns of a grid."""
        config = self.config
        if config.bottleneck == "dense":
            return (config.latent,)
        stride = config.total_stride
        return (config.latent_channels, self.n_mels // stride, n_frames // stride)
