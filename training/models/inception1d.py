"""Convolutions over time with Inception modules between them, whose branches are concatenated."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.models.conv1d import Conv1dVae
from training.models.layers import norm_conv1d

KERNELS = (1, 3, 5, 7)


class Inception1d(nn.Module):
    """Parallel convolutions of 1, 3, 5 and 7 frames and a max pool of 3, projected to the width.

    Parameters
    ----------
    width : int
        Channels in and out.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(norm_conv1d(width, width, kernel) for kernel in KERNELS)
        self.project = norm_conv1d((len(KERNELS) + 1) * width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, width, n_frames) to the same shape."""
        found = [branch(x) for branch in self.branches]
        pooled = F.max_pool1d(x, 3, stride=1, padding=1)
        mixed: Tensor = self.project(torch.cat([*found, pooled], dim=1))
        return mixed


class Inception1dVae(Conv1dVae):
    """As conv1d, with an Inception module after every layer that halves or doubles the frames."""

    def extra(self, width: int) -> list[nn.Module]:
        """Return the module."""
        return [Inception1d(width)]
