"""A convolutional variational autoencoder on mels, for any length.

The latent lies on a grid 16 times coarser than the mel both ways. A linear path, begun as patch
PCA, carries what PCA carries; a ConvNeXt-like network beside it learns the rest. Every operation
looks only at its neighbourhood in time, so a mel of any multiple of 16 frames can be coded and a
frame's code does not depend on how long the clip is.
"""

from __future__ import annotations

import dataclasses

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.errors import ConfigError
from training.models.base import Vae, VaeOutput
from training.models.discriminator import MultiScaleDiscriminator

PATCH = 8
STRIDE = 16
"""Mel cells per latent cell, in frequency and in time; ``n_frames`` must be a multiple of it."""


@dataclasses.dataclass(frozen=True, slots=True)
class ConvVAEConfig:
    """Sizes of the network.

    Parameters
    ----------
    latent_channels : int
    fine_width, coarse_width : int
        Channels at stride 8 and at stride 16.
    encoder_fine, encoder_coarse, decoder_fine, decoder_coarse : int
        Residual blocks at each stride.
    discriminator_width, discriminator_scales : int
        Of the discriminator that judges reconstructions and middles; none at width 0.
    """

    latent_channels: int = 8
    fine_width: int = 64
    coarse_width: int = 160
    encoder_fine: int = 1
    encoder_coarse: int = 3
    decoder_fine: int = 1
    decoder_coarse: int = 5
    discriminator_width: int = 0
    discriminator_scales: int = 3


class ChannelNorm(nn.LayerNorm):
    """Layer normalisation over the channels of one cell: nothing leaks along time."""

    def forward(self, x: Tensor) -> Tensor:
        """Normalise (batch, channels, height, width)."""
        normed: Tensor = super().forward(x.permute(0, 2, 3, 1))
        return normed.permute(0, 3, 1, 2)


class Block(nn.Module):
    """Depthwise 5 × 5 neighbourhood, mixing along frequency, then a per-cell perceptron."""

    def __init__(self, width: int, n_rows: int, *, mixes: bool) -> None:
        super().__init__()
        self.local = nn.Conv2d(width, width, 5, padding=2, groups=width)
        self.norm = nn.LayerNorm(width)
        self.expand = nn.Linear(width, 2 * width)
        self.contract = nn.Linear(2 * width, width)
        nn.init.normal_(self.contract.weight, std=0.02)
        nn.init.zeros_(self.contract.bias)
        self.rows = nn.Linear(n_rows, n_rows) if mixes else None
        if self.rows is not None:
            nn.init.zeros_(self.rows.weight)
            nn.init.zeros_(self.rows.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Add the block's correction to (batch, width, n_rows, columns)."""
        local = self.local(x)
        if self.rows is not None:
            # Harmonics are far apart in frequency: every row sees every row, per channel.
            local = local + self.rows(x.transpose(2, 3)).transpose(2, 3)
        # Kept in four dimensions: with a reshape here torch.export takes minutes over shapes.
        cells = self.norm(local.permute(0, 2, 3, 1))
        correction: Tensor = self.contract(F.silu(self.expand(cells)))
        return x + correction.permute(0, 3, 1, 2)


class RowBias(nn.Module):
    """A learned bias for every channel and frequency row: where on the mel axis a cell lies."""

    def __init__(self, channels: int, n_rows: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(1, channels, n_rows, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Add the bias to (batch, channels, n_rows, columns)."""
        return x + self.bias


class Encoder(nn.Module):
    """Mel (batch, 1, n_mels, n_frames) to ``mu`` and ``logvar``, (batch, channels, rows, cols)."""

    def __init__(self, config: ConvVAEConfig, n_mels: int) -> None:
        super().__init__()
        fine, coarse, latent = config.fine_width, config.coarse_width, config.latent_channels
        rows = n_mels // STRIDE
        self.mean = nn.Parameter(torch.zeros(1, 1, n_mels, 1))
        # 4 × 4 patches at stride 2 overlap by half a latent cell on every side.
        self.linear = nn.Conv2d(PATCH**2, latent, 4, stride=2, padding=1)
        self.fine = nn.Sequential(
            nn.Conv2d(PATCH**2, fine, 3, padding=1),
            RowBias(fine, 2 * rows),
            *(Block(fine, 2 * rows, mixes=False) for _ in range(config.encoder_fine)),
        )
        self.coarse = nn.Sequential(
            nn.PixelUnshuffle(2),
            nn.Conv2d(4 * fine, coarse, 1),
            RowBias(coarse, rows),
            *(Block(coarse, rows, mixes=True) for _ in range(config.encoder_coarse)),
            ChannelNorm(coarse),
        )
        self.head = nn.Conv2d(coarse, 2 * latent, 1)
        # Begin as PCA alone, with little noise.
        nn.init.zeros_(self.head.weight)
        self.head.bias = nn.Parameter(torch.cat([torch.zeros(latent), torch.full((latent,), -5.0)]))

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """Encode mels in [0, 1]."""
        patches = F.pixel_unshuffle(mel - self.mean, PATCH)
        correction, logvar = self.head(self.coarse(self.fine(patches))).chunk(2, dim=1)
        return self.linear(patches) + correction, logvar.clamp(-12.0, 4.0)


class Decoder(nn.Module):
    """Latent (batch, channels, rows, cols) to mel (batch, 1, n_mels, n_frames)."""

    def __init__(self, config: ConvVAEConfig, n_mels: int) -> None:
        super().__init__()
        fine, coarse, latent = config.fine_width, config.coarse_width, config.latent_channels
        rows = n_mels // STRIDE
        self.linear = nn.ConvTranspose2d(latent, PATCH**2, 4, stride=2, padding=1)
        self.coarse = nn.Sequential(
            nn.Conv2d(latent, coarse, 3, padding=1),
            RowBias(coarse, rows),
            *(Block(coarse, rows, mixes=True) for _ in range(config.decoder_coarse)),
            ChannelNorm(coarse),
            nn.Conv2d(coarse, 4 * fine, 1),
            nn.PixelShuffle(2),
        )
        self.fine = nn.Sequential(
            RowBias(fine, 2 * rows),
            *(Block(fine, 2 * rows, mixes=False) for _ in range(config.decoder_fine)),
            ChannelNorm(fine),
        )
        # 3 × 3 neighbourhoods of patches: each patch is written with its neighbours in view,
        # so that no seams show.
        self.paint = nn.Conv2d(fine, PATCH**2, 3, padding=1)
        nn.init.zeros_(self.paint.weight)
        assert self.paint.bias is not None
        nn.init.zeros_(self.paint.bias)
        self.mean = nn.Parameter(torch.zeros(1, 1, n_mels, 1))

    def forward(self, latent: Tensor) -> Tensor:
        """Decode without clamping, so that training has gradients everywhere."""
        patches = self.linear(latent) + self.paint(self.fine(self.coarse(latent)))
        return F.pixel_shuffle(patches, PATCH) + self.mean


class ConvVAE(Vae):
    """Encoder and decoder together, as trained."""

    Config = ConvVAEConfig
    config: ConvVAEConfig
    encoder: Encoder
    decoder: Decoder
    is_any_length = True
    is_channels_last = True

    def __init__(self, config: ConvVAEConfig, *, n_mels: int, n_frames: int) -> None:
        super().__init__(n_mels=n_mels, n_frames=n_frames)
        if n_mels % STRIDE or n_frames % STRIDE:
            raise ConfigError(
                f"A segue-conv model takes mels whose sides are multiples of {STRIDE}, "
                f"not {n_mels} × {n_frames}."
            )
        self.config = config
        self.frame_multiple = STRIDE
        self.encoder = Encoder(config, n_mels)
        self.decoder = Decoder(config, n_mels)
        if config.discriminator_width:
            self.discriminator = MultiScaleDiscriminator(
                config.discriminator_width, config.discriminator_scales
            )

    def forward(self, mel: Tensor, noise: Tensor) -> VaeOutput:
        """Reconstruct, and where a discriminator is to judge them, decode middles as well."""
        out = super().forward(mel, noise)
        if not (self.config.discriminator_width and self.training and len(mel) > 1):
            return out
        # Halfway along a quarter of a circle: as the program mixes two unrelated latents.
        middle = (out.mu + out.mu.roll(1, dims=0)) * 0.5**0.5
        return out._replace(between=self.decoder(middle).float())

    def latent_shape(self, n_frames: int) -> tuple[int, ...]:
        """Channels, frequency rows and time columns of the latent of ``n_frames``."""
        return (self.config.latent_channels, self.n_mels // STRIDE, n_frames // STRIDE)

    @torch.no_grad()
    def start_from(self, mels: Tensor) -> None:
        """Set the linear paths to patch PCA of some training mels, with unit latent variance.

        Parameters
        ----------
        mels : tensor, shape (n_clips, 1, n_mels, n_frames), in [0, 1]
        """
        mean = mels.mean(dim=(0, 1, 3), dtype=torch.float32).reshape(1, 1, -1, 1)
        cells = F.pixel_unshuffle(mels - mean, STRIDE)
        samples = cells.permute(0, 2, 3, 1).reshape(-1, STRIDE**2).double()
        values, vectors = torch.linalg.eigh(samples.T @ samples / samples.shape[0])
        n = self.config.latent_channels
        std = values[-n:].flip(0).clamp_min(1e-12).sqrt().float().reshape(n, 1, 1, 1)
        basis = vectors[:, -n:].T.flip(0).float().reshape(n, 1, STRIDE, STRIDE)
        patches = F.pixel_unshuffle(basis, PATCH)  # (n, 64, 2, 2)
        for linear, weight in (
            (self.encoder.linear, patches / std),
            (self.decoder.linear, patches * std),
        ):
            assert linear.bias is not None
            nn.init.zeros_(linear.weight)
            nn.init.zeros_(linear.bias)
            linear.weight[:, :, 1:3, 1:3] = weight
        self.encoder.mean.copy_(mean)
        self.decoder.mean.copy_(mean)
