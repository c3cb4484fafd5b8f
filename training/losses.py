"""What a model is trained to make small: terms with weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from training.errors import ConfigError
from training.models.base import VaeOutput


def ssim(a: Tensor, b: Tensor, *, window: int = 7, stride: int = 1) -> Tensor:
    """Mean structural similarity of mels in [0, 1], uniform window.

    Parameters
    ----------
    a, b : tensor, shape (batch, 1, n_mels, n_frames)
    window, stride : int
        The side of a window and the step to the next one; training looks at every fourth window
        each way, which costs a sixteenth.

    Returns
    -------
    tensor, shape (batch,)
        At stride 1 agrees with scikit-image's ``structural_similarity(data_range=1)``.
    """
    n = window**2
    unbias = n / (n - 1)
    maps = torch.cat([a, b, a * a, b * b, a * b], dim=1)
    mean_a, mean_b, aa, bb, ab = F.avg_pool2d(maps, window, stride=stride).chunk(5, dim=1)
    var_a = unbias * (aa - mean_a**2)
    var_b = unbias * (bb - mean_b**2)
    covariance = unbias * (ab - mean_a * mean_b)
    c1, c2 = 0.01**2, 0.03**2
    similarity = ((2 * mean_a * mean_b + c1) * (2 * covariance + c2)) / (
        (mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2)
    )
    return similarity.mean(dim=(1, 2, 3))


def l1(out: VaeOutput, mel: Tensor) -> Tensor:
    """Mean absolute error of a cell."""
    return (out.mel - mel).abs().mean()


def mse(out: VaeOutput, mel: Tensor) -> Tensor:
    """Mean squared error of a cell."""
    return (out.mel - mel).square().mean()


def mse_sum(out: VaeOutput, mel: Tensor) -> Tensor:
    """Squared error summed over a clip: what the report's code calls its reconstruction loss."""
    return (out.mel - mel).square().sum(dim=(1, 2, 3)).mean()


def rmse(out: VaeOutput, mel: Tensor) -> Tensor:
    """Root of a clip's mean squared error: what the report's text says it used."""
    return ((out.mel - mel).square().mean(dim=(1, 2, 3)) + 1e-8).sqrt().mean()


def bce_sum(out: VaeOutput, mel: Tensor) -> Tensor:
    """Binary cross-entropy summed over a clip, as if a cell were a coin: the report's mistake."""
    inside = out.mel.float().clamp(1e-6, 1 - 1e-6)
    return F.binary_cross_entropy(inside, mel, reduction="none").sum(dim=(1, 2, 3)).mean()


def dissimilarity(out: VaeOutput, mel: Tensor) -> Tensor:
    """One less the structural similarity, in every fourth window each way."""
    return 1 - ssim(out.mel, mel, stride=4).mean()


def kl(out: VaeOutput, mel: Tensor) -> Tensor:
    """Divergence from the prior, a mean over latent numbers, in nats."""
    del mel
    return out.kl.mean() / out.mu[0].numel()


def kl_sum(out: VaeOutput, mel: Tensor) -> Tensor:
    """Divergence from the prior, summed over latent numbers, in nats: the evidence bound's own."""
    del mel
    return out.kl.mean()


Term = Callable[[VaeOutput, Tensor], Tensor]
TERMS: dict[str, Term] = {
    "l1": l1,
    "mse": mse,
    "mse_sum": mse_sum,
    "rmse": rmse,
    "bce_sum": bce_sum,
    "ssim": dissimilarity,
    "kl": kl,
    "kl_sum": kl_sum,
}
ADVERSARIAL = ("adversarial", "features")
"""Terms that a model with a discriminator has besides; see `training.adversary`."""


class Objective:
    """A weighted sum of terms.

    Parameters
    ----------
    weights : mapping of str to float
        From `TERMS` and `ADVERSARIAL`. A weight of zero only logs the term. ``kl_warmup`` is no
        term: the share of the budget over which the weights of ``kl`` and ``kl_sum`` rise from 0.

    Raises
    ------
    ConfigError
        If there is no such term, or nothing that rewards a reconstruction.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.kl_warmup = weights.get("kl_warmup", 0.0)
        self.weights = {k: v for k, v in weights.items() if k in TERMS}
        self.adversarial = {name: weights.get(name, 0.0) for name in ADVERSARIAL}
        unknown = set(weights) - set(TERMS) - set(ADVERSARIAL) - {"kl_warmup"}
        if unknown:
            raise ConfigError(
                f"[loss] has unknown terms {', '.join(sorted(unknown))}; "
                f"known are {', '.join([*TERMS, *ADVERSARIAL, 'kl_warmup'])}."
            )
        for name, weight in weights.items():
            if not 0 <= weight < math.inf:
                raise ConfigError(f"[loss] {name} is {weight:g}; a weight must be at least 0.")
        if not any(w > 0 for k, w in self.weights.items() if not k.startswith("kl")):
            raise ConfigError("[loss] has no term with a weight that compares the mels.")

    def __call__(
        self, out: VaeOutput, mel: Tensor, *, progress: float = 1.0
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Weigh the terms of a reconstruction.

        Parameters
        ----------
        out : VaeOutput
        mel : tensor, shape (batch, 1, n_mels, n_frames), in [0, 1]
        progress : float
            Share of the budget that is spent.

        Returns
        -------
        loss : tensor, scalar
        parts : dict of detached scalars, for the log
        """
        loss = mel.new_zeros(())
        parts = {}
        rise = min(1.0, progress / self.kl_warmup) if self.kl_warmup else 1.0
        for name, weight in self.weights.items():
            value = TERMS[name](out, mel)
            if weight:
                loss = loss + weight * (rise if name.startswith("kl") else 1.0) * value
            parts[name] = value.detach()
        return loss, {"loss": loss.detach()} | parts
