"""What an adversarial model is judged by: patches of the mel, at several scales.

Without any normalisation: a discriminator that normalises its maps cannot see contrast, and the
autoencoder then exaggerates it.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SLOPE = 0.2
"""Of the leaky ReLU."""


class PatchDiscriminator(nn.Module):
    """Strided convolutions, each verdict over about 46 × 46 cells.

    Parameters
    ----------
    width : int
        Channels of the first layer, doubled by each of the next two.

    References
    ----------
    Isola et al. 2017, arXiv:1611.07004.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        layers = [
            nn.Conv2d(1, width, 4, stride=2, padding=1),
            nn.Conv2d(width, 2 * width, 4, stride=2, padding=1),
            nn.Conv2d(2 * width, 4 * width, 4, stride=2, padding=1),
        ]
        self.layers = nn.ModuleList(layers)
        self.verdict = nn.Conv2d(4 * width, 1, 4, padding=1)
        for layer in layers:
            nn.init.kaiming_normal_(layer.weight, a=SLOPE)
        # Begin undecided: verdicts near 0 leave the autoencoder alone at first.
        nn.init.normal_(self.verdict.weight, std=0.01)
        for layer in (*layers, self.verdict):
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)

    def forward(self, mel: Tensor) -> list[Tensor]:
        """Return the maps of every layer and, last, the verdicts (batch, 1, rows, columns)."""
        maps = []
        x = mel
        for layer in self.layers:
            x = F.leaky_relu(layer(x), SLOPE)
            maps.append(x)
        return [*maps, self.verdict(x)]


class MultiScaleDiscriminator(nn.Module):
    """A `PatchDiscriminator` for the mel and each of its halvings.

    Parameters
    ----------
    width, scales : int

    References
    ----------
    Wang et al. 2018, arXiv:1711.11585.
    """

    def __init__(self, width: int, scales: int) -> None:
        super().__init__()
        self.scales = nn.ModuleList(PatchDiscriminator(width) for _ in range(scales))

    def forward(self, mel: Tensor) -> list[Tensor]:
        """Judge mels, (batch, 1, n_mels, n_frames).

        Returns
        -------
        list of tensors
            Feature maps of every scale and, last, all verdicts, (batch, n_verdicts), each scale
            weighing the same in their mean.
        """
        maps: list[Tensor] = []
        verdicts: list[Tensor] = []
        for judge in self.scales:
            *features, verdict = judge(mel)
            maps += features
            verdicts.append(verdict.flatten(1))
            mel = F.avg_pool2d(mel, 2)
        # Coarser scales have fewer verdicts: repeat them by their share.
        longest = verdicts[0].shape[1]
        shares = [v.repeat_interleave(max(1, longest // v.shape[1]), dim=1) for v in verdicts]
        return [*maps, torch.cat(shares, dim=1)]
