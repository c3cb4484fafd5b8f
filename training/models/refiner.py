"""A network that draws the fine detail which a decoder leaves out.

A decoder trained for the least error answers with the mean of everything that could have been, and
a mean is smooth. The refiner is a rectified flow: it carries noise, step by step, to one likely
detail, given the decoder's mel. Like the decoder it looks only at a neighbourhood in time.
"""

from __future__ import annotations

import dataclasses
import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.errors import ConfigError
from training.models.conv_vae import RowBias

PATCH = 4
STRIDE = 8
"""Mel cells per cell of the coarse grid; sides must be multiples of it."""
N_FREQUENCIES = 16


@dataclasses.dataclass(frozen=True, slots=True)
class RefinerSizes:
    """Sizes of the network.

    Parameters
    ----------
    fine_width, coarse_width : int
        Channels at stride 4 and at stride 8.
    fine_blocks, coarse_blocks : int
        Residual blocks on the fine grid, before and after the coarse ones; and on the coarse grid.
    time_width : int
        Of what the network is told about time.
    """

    fine_width: int = 48
    coarse_width: int = 128
    fine_blocks: int = 1
    coarse_blocks: int = 4
    time_width: int = 64


class TimedBlock(nn.Module):
    """A residual block, as the decoder's, whose normed cells are scaled and moved by time."""

    def __init__(self, width: int, n_rows: int, time_width: int, *, mixes: bool) -> None:
        super().__init__()
        self.local = nn.Conv2d(width, width, 5, padding=2, groups=width)
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.film = nn.Linear(time_width, 2 * width)
        self.expand = nn.Linear(width, 2 * width)
        self.contract = nn.Linear(2 * width, width)
        for layer in (self.film, self.contract):
            nn.init.normal_(layer.weight, std=0.02)
            nn.init.zeros_(layer.bias)
        self.rows = nn.Linear(n_rows, n_rows) if mixes else None
        if self.rows is not None:
            nn.init.zeros_(self.rows.weight)
            nn.init.zeros_(self.rows.bias)

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        """Add the block's correction to (batch, width, n_rows, columns)."""
        local = self.local(x)
        if self.rows is not None:
            local = local + self.rows(x.transpose(2, 3)).transpose(2, 3)
        scale, shift = self.film(time)[:, None, None].chunk(2, dim=-1)
        cells = self.norm(local.permute(0, 2, 3, 1)) * (1 + scale) + shift
        correction: Tensor = self.contract(F.silu(self.expand(cells)))
        return x + correction.permute(0, 3, 1, 2)


class Refiner(nn.Module):
    """Velocity of the detail, on its way from noise to a mel's residual.

    Parameters
    ----------
    sizes : RefinerSizes
    n_mels : int
    scale : float
        Of the residuals: what is one unit of the flow is so much of a mel in [0, 1].

    Attributes
    ----------
    reach : int
        Columns to either side that a velocity depends on.

    References
    ----------
    Liu et al. 2022, arXiv:2209.03003 (rectified flow); Lipman et al. 2022, arXiv:2210.02747.
    """

    frequencies: Tensor

    def __init__(self, sizes: RefinerSizes, *, n_mels: int, scale: float) -> None:
        super().__init__()
        if n_mels % STRIDE:
            raise ConfigError(f"A refiner takes mels of a multiple of {STRIDE} bands.")
        fine, coarse, timed = sizes.fine_width, sizes.coarse_width, sizes.time_width
        self.n_mels, self.scale = n_mels, scale
        # Two cells a block; a fine block stands before and one after the coarse ones.
        self.reach = 4 * PATCH * sizes.fine_blocks + 2 * STRIDE * sizes.coarse_blocks
        self.time = nn.Sequential(
            nn.Linear(2 * N_FREQUENCIES, timed), nn.SiLU(), nn.Linear(timed, timed), nn.SiLU()
        )
        frequencies = math.pi * torch.exp2(torch.linspace(-1, 6, N_FREQUENCIES))
        self.register_buffer("frequencies", frequencies, persistent=False)
        self.enter = nn.Conv2d(2 * PATCH**2, fine, 1)
        self.place = RowBias(fine, n_mels // PATCH)

        def fine_blocks() -> nn.ModuleList:
            rows = n_mels // PATCH
            return nn.ModuleList(
                TimedBlock(fine, rows, timed, mixes=False) for _ in range(sizes.fine_blocks)
            )

        self.before, self.after = fine_blocks(), fine_blocks()
        self.down = nn.Conv2d(4 * fine, coarse, 1)
        self.deep_place = RowBias(coarse, n_mels // STRIDE)
        self.deep = nn.ModuleList(
            TimedBlock(coarse, n_mels // STRIDE, timed, mixes=True)
            for _ in range(sizes.coarse_blocks)
        )
        self.up = nn.Conv2d(coarse, 4 * fine, 1)
        self.norm = nn.LayerNorm(fine)
        self.leave = nn.Linear(fine, PATCH**2)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, state: Tensor, mel: Tensor, time: Tensor) -> Tensor:
        """Return the velocity.

        Parameters
        ----------
        state : tensor, shape (batch, 1, n_mels, n_frames)
            Noise at time 0, the residual in units of ``scale`` at time 1.
        mel : tensor, same shape
            The decoder's, in [0, 1].
        time : tensor, shape (batch,)
            0 to 1.
        """
        angles = time[:, None] * self.frequencies
        told = self.time(torch.cat([angles.sin(), angles.cos()], dim=1))
        both = torch.cat([state, (mel - 0.5) * 4], dim=1)
        x = self.place(self.enter(F.pixel_unshuffle(both, PATCH)))
        for block in self.before:
            x = block(x, told)
        deep = self.deep_place(self.down(F.pixel_unshuffle(x, 2)))
        for block in self.deep:
            deep = block(deep, told)
        x = x + F.pixel_shuffle(self.up(deep), 2)
        for block in self.after:
            x = block(x, told)
        patches: Tensor = self.leave(self.norm(x.permute(0, 2, 3, 1)))
        return F.pixel_shuffle(patches.permute(0, 3, 1, 2), PATCH)

    @torch.no_grad()
    def draw(self, mel: Tensor, noise: Tensor, *, n_steps: int) -> Tensor:
        """Add detail to decoded mels by so many Euler steps.

        Parameters
        ----------
        mel, noise : tensor, shape (batch, 1, n_mels, n_frames)
        n_steps : int

        Returns
        -------
        tensor, same shape, in [0, 1]
        """
        state = noise
        for step in range(n_steps):
            time = torch.full((len(mel),), step / n_steps, device=mel.device)
            state = state + self(state, mel, time) / n_steps
        return (mel + self.scale * state).clamp(0, 1)
