"""The other player of an adversarial model: a discriminator, and what it teaches."""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from lightning_fabric import Fabric
from torch import Tensor, nn

from training.models.base import VaeOutput


class Adversary:
    """A discriminator with its optimiser, trained in turn with the autoencoder.

    Hinge loss, and feature matching: a reconstruction should stir the discriminator's layers as
    the real mel does. Middles, where a model decodes them, have no real mel to match and are only
    judged.

    Parameters
    ----------
    fabric : Fabric
    discriminator : nn.Module
        Mel to a list of feature maps; the last is its verdict, high for real.
    learning_rate : float
    weights : mapping of str to float
        Of ``adversarial`` and ``features``.

    References
    ----------
    Larsen et al. 2016, arXiv:1512.09300; Lim and Ye 2017, arXiv:1705.02894 (hinge).
    """

    def __init__(
        self,
        fabric: Fabric,
        discriminator: nn.Module,
        *,
        learning_rate: float,
        weights: Mapping[str, float],
    ) -> None:
        self.fabric = fabric
        self.raw = discriminator
        optimizer = torch.optim.AdamW(
            discriminator.parameters(), lr=learning_rate, betas=(0.5, 0.9), weight_decay=0.0
        )
        self.discriminator, self.optimizer = fabric.setup(discriminator, optimizer)
        self.weights = weights

    def judge(self, out: VaeOutput, mel: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """Return what to add to the autoencoder's loss, and its parts for the log."""
        fake = self.discriminator(out.mel)
        with torch.no_grad():
            real = self.discriminator(mel)
        adversarial = -fake[-1].float().mean()
        if out.between is not None:
            judged = self.discriminator(out.between)[-1].float().mean()
            adversarial = 0.5 * (adversarial - judged)
        matches = [
            F.l1_loss(f.float(), r.float()) for f, r in zip(fake[:-1], real[:-1], strict=True)
        ]
        features = torch.stack(matches).mean()
        loss = self.weights["adversarial"] * adversarial + self.weights["features"] * features
        return loss, {"adversarial": adversarial.detach(), "features": features.detach()}

    def step(self, out: VaeOutput, mel: Tensor) -> dict[str, float]:
        """Teach the discriminator to tell this reconstruction from the real mel."""
        self.optimizer.zero_grad(set_to_none=True)
        real = self.discriminator(mel)[-1].float()
        fake = self.discriminator(out.mel.detach())[-1].float()
        doubt = F.relu(1 + fake).mean()
        if out.between is not None:
            between = self.discriminator(out.between.detach())[-1].float()
            doubt = 0.5 * (doubt + F.relu(1 + between).mean())
        loss = F.relu(1 - real).mean() + doubt
        self.fabric.backward(loss)
        if torch.isfinite(loss):
            self.optimizer.step()
        return {"discriminator": loss.item()}
