"""The final model with Inception modules in place of its 3 × 3 convolutions.

The report found them a little sharper and prone to artefacts (its Figure 16).
"""

from __future__ import annotations

import dataclasses

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.models.conv2d import Conv2dConfig, Conv2dVae
from training.models.layers import norm_conv, require_one_of

KERNELS = (1, 3, 5, 7)
POOLED = (3, 5)


@dataclasses.dataclass(frozen=True, slots=True)
class Inception2dConfig(Conv2dConfig):
    """As `Conv2dConfig`, and how a module's branches meet.

    ``padding`` must be "same", for the branches to fit one another.

    Parameters
    ----------
    merge : str
        "sum" as in the report, or "concat" and a 1 × 1 projection.
    reduction : int
        The width divided by it is the width of the 1 × 1 bottleneck before the branches.
    """

    merge: str = "sum"
    reduction: int = 4

    def __post_init__(self) -> None:
        # Slots make another class, which a bare super() does not know.
        super(Inception2dConfig, self).__post_init__()
        require_one_of("merge", self.merge, ("sum", "concat"))
        require_one_of("padding", self.padding, ("same",))


class Inception2d(nn.Module):
    """A 1 × 1 bottleneck, convolutions of 1, 3, 5 and 7 of it, and max pools 3 and 5 of the input.

    Summed, the input must be as wide as the output. It is not where a decoder starts. One channel
    is added to all of them, as Keras' ``Add`` does; of any other number the pools go through a
    1 × 1 convolution.

    Parameters
    ----------
    in_channels, out_channels : int
    merge : str
    reduction : int
        See `Inception2dConfig`.
    """

    def __init__(self, in_channels: int, out_channels: int, *, merge: str, reduction: int) -> None:
        super().__init__()
        middle = max(1, out_channels // reduction)
        self.bottleneck = norm_conv(in_channels, middle, 1)
        self.branches = nn.ModuleList(norm_conv(middle, out_channels, k) for k in KERNELS)
        self.is_sum = merge == "sum"
        fits = not self.is_sum or in_channels in (1, out_channels)
        self.fit = nn.Identity() if fits else nn.Conv2d(in_channels, out_channels, 1)
        n_channels = len(KERNELS) * out_channels + len(POOLED) * in_channels
        self.project = nn.Identity() if self.is_sum else norm_conv(n_channels, out_channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, in, h, w) to (batch, out, h, w)."""
        narrow = self.bottleneck(x)
        found = [branch(narrow) for branch in self.branches]
        found += [self.fit(F.max_pool2d(x, k, stride=1, padding=k // 2)) for k in POOLED]
        if not self.is_sum:
            mixed: Tensor = self.project(torch.cat(found, dim=1))
            return mixed
        total: Tensor = found[0]
        for branch in found[1:]:
            total = total + branch
        return total


class Inception2dVae(Conv2dVae):
    """As conv2d, of other blocks."""

    Config = Inception2dConfig
    config: Inception2dConfig

    def block(self, in_channels: int, out_channels: int, padding: str) -> nn.Module:
        """Make what a stage repeats."""
        del padding
        return Inception2d(
            in_channels, out_channels, merge=self.config.merge, reduction=self.config.reduction
        )
