"""A variational autoencoder whose prior is a learned mixture of Gaussians.

The report's idea for the future was that each genre might be a Gaussian of its own. Nothing here is
told of genres: components are learned from the music, and `GmmVae.responsibilities` shows whether
they follow styles.
"""

from __future__ import annotations

import dataclasses
import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.errors import ConfigError
from training.models.conv2d import Conv2dConfig, Conv2dVae
from training.models.layers import clamp_logvar


@dataclasses.dataclass(frozen=True, slots=True)
class GmmVaeConfig(Conv2dConfig):
    """As `Conv2dConfig`, with a smaller latent vector, a wide start and a mixture.

    Parameters
    ----------
    components : int
    spread : float
        Distance of the components' first means from 0; they lie in almost orthogonal directions.
    """

    latent: int = 256
    start_channels: int = 8
    upsample: str = "nearest"
    components: int = 8
    spread: float = 3.0

    def __post_init__(self) -> None:
        # Slots make another class, which a bare super() does not know.
        super(GmmVaeConfig, self).__post_init__()
        if self.bottleneck != "dense":
            raise ConfigError('[model] a mixture prior is over a vector: bottleneck "dense".')


class MixturePrior(nn.Module):
    """Diagonal Gaussians with learned weights, means and variances.

    Parameters
    ----------
    components, latent : int
    spread : float
        See `GmmVaeConfig`.
    """

    def __init__(self, components: int, latent: int, spread: float) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(components))
        self.means = nn.Parameter(spread * F.normalize(torch.randn(components, latent), dim=1))
        self.logvars = nn.Parameter(torch.zeros(components, latent))

    def joint(self, latent: Tensor) -> Tensor:
        """Log density of each latent and component together, (batch, components), in float32."""
        logvars = clamp_logvar(self.logvars.float())
        apart = latent.float().unsqueeze(1) - self.means.float()
        squares = (apart.square() * torch.exp(-logvars) + logvars + math.log(2 * math.pi)).sum(2)
        return F.log_softmax(self.logits.float(), dim=0) - 0.5 * squares

    @torch.no_grad()
    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        """Draw ``n`` latents, (n, latent), on the generator's device."""
        device = generator.device
        share = F.softmax(self.logits.float(), dim=0).to(device)
        chosen = torch.multinomial(share, n, replacement=True, generator=generator)
        means, logvars = self.means.to(device)[chosen], self.logvars.to(device)[chosen]
        noise = torch.randn(means.shape, generator=generator, device=device)
        return means + noise * torch.exp(0.5 * clamp_logvar(logvars))


class GmmVae(Conv2dVae):
    """As conv2d, with a mixture as its prior.

    References
    ----------
    Dilokthanakul et al. 2016, arXiv:1611.02648; Tomczak and Welling 2018, arXiv:1705.07120 (a
    mixture learned with the rest).
    """

    Config = GmmVaeConfig

    def __init__(self, config: GmmVaeConfig, *, n_mels: int, n_frames: int) -> None:
        super().__init__(config, n_mels=n_mels, n_frames=n_frames)
        self.prior = MixturePrior(config.components, config.latent, config.spread)

    def kl(self, mu: Tensor, logvar: Tensor, latent: Tensor) -> Tensor:
        """Divergence from the mixture, (batch,), in nats.

        A mixture has no closed form: log q(z|x) - log p(z) at the one latent that was drawn, which
        is right on average and may be below 0.
        """
        mu, logvar, latent = mu.float(), logvar.float(), latent.float()
        posterior = -0.5 * (
            (latent - mu).square() * torch.exp(-logvar) + logvar + math.log(2 * math.pi)
        ).sum(dim=1)
        return posterior - torch.logsumexp(self.prior.joint(latent), dim=1)

    def sample_prior(self, n: int, n_frames: int, generator: torch.Generator) -> Tensor:
        """Draw ``n`` latents from the mixture, (n, latent)."""
        del n_frames
        return self.prior.sample(n, generator)

    @torch.no_grad()
    def responsibilities(self, latent: Tensor) -> Tensor:
        """Probability that each latent, (batch, latent), is of each component.

        Returns
        -------
        tensor, shape (batch, components)
            Rows sum to 1.
        """
        return F.softmax(self.prior.joint(latent), dim=1)
