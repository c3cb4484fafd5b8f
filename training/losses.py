"""What the autoencoder is trained to make small."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


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


def vae_loss(
    mel: Tensor,
    reconstruction: Tensor,
    mu: Tensor,
    logvar: Tensor,
    *,
    rmse_weight: float,
    ssim_weight: float,
    kl_weight: float,
) -> tuple[Tensor, dict[str, Tensor]]:
    """L1 + RMSE + (1 - SSIM) + KL, weighted.

    Parameters
    ----------
    mel, reconstruction : tensor, shape (batch, 1, n_mels, n_frames)
    mu, logvar : tensor, shape (batch, channels, rows, cols)
        The KL divergence to a standard normal is a mean over latent numbers, in nats.

    Returns
    -------
    loss : tensor, scalar
    parts : dict of detached scalars, for the log
    """
    error = reconstruction - mel
    l1 = error.abs().mean()
    rmse = (error.square().mean(dim=(1, 2, 3)) + 1e-8).sqrt().mean()
    similarity = ssim(reconstruction, mel, stride=4).mean()
    kl = 0.5 * (mu.square() + logvar.exp() - 1 - logvar).mean()
    loss = l1 + rmse_weight * rmse + ssim_weight * (1 - similarity) + kl_weight * kl
    parts = {"loss": loss, "l1": l1, "rmse": rmse, "ssim": similarity, "kl": kl}
    return loss, {name: value.detach() for name, value in parts.items()}
