"""What every model of the zoo is: an encoder, a decoder and a prior."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import torch
from torch import Tensor, nn


class VaeOutput(NamedTuple):
    """What a training step needs of a model.

    Parameters
    ----------
    mel : tensor, shape (batch, 1, n_mels, n_frames)
        The reconstruction, not clamped.
    mu, logvar : tensor, shape (batch, *latent_shape)
    kl : tensor, shape (batch,)
        Divergence of the posterior from the prior, summed over the latent's numbers, in nats.
    between : tensor, shape (batch, 1, n_mels, n_frames), optional
        Middles between the clips of the batch, for a discriminator to judge.
    """

    mel: Tensor
    mu: Tensor
    logvar: Tensor
    kl: Tensor
    between: Tensor | None = None


class Vae(nn.Module):
    """Base of every architecture.

    A subclass sets ``encoder`` (mel to ``mu``, ``logvar``) and ``decoder`` (latent to mel), has a
    frozen dataclass ``Config`` of its own sizes, and is built as
    ``cls(config, n_mels=…, n_frames=…)``.

    Attributes
    ----------
    n_mels, n_frames : int
        Size of a training clip. A model of fixed length knows no other.
    frame_multiple : int
        Lengths must be a multiple of it; ``n_frames`` for a model of fixed length.
    is_any_length : bool
        Whether every multiple of ``frame_multiple`` can be coded in one piece.
    is_channels_last : bool
        Whether a processor trains it faster with channels innermost (depthwise convolutions).
    config : object
        The subclass's own sizes; ``latent`` is the length of a latent vector.
    discriminator : nn.Module or None
        Of an adversarial model: mel to a list of feature maps, the last of which is its verdict.
    """

    Config: ClassVar[type[Any]]
    config: Any
    encoder: nn.Module
    decoder: nn.Module
    frame_multiple: int
    is_any_length: bool = False
    is_channels_last: bool = False
    discriminator: nn.Module | None

    def __init__(self, config: Any = None, *, n_mels: int, n_frames: int) -> None:
        del config  # a subclass takes its own
        super().__init__()
        self.n_mels, self.n_frames = n_mels, n_frames
        self.frame_multiple = n_frames
        self.discriminator = None

    def latent_shape(self, n_frames: int) -> tuple[int, ...]:
        """Shape of the latent of ``n_frames`` columns, without the batch; here one vector."""
        del n_frames
        return (self.config.latent,)

    def forward(self, mel: Tensor, noise: Tensor) -> VaeOutput:
        """Reconstruct through a sampled latent.

        Parameters
        ----------
        mel : tensor, shape (batch, 1, n_mels, n_frames), in [0, 1]
        noise : tensor, shape (batch, *latent_shape), standard normal
        """
        mu, logvar = (part.float() for part in self.encoder(mel))
        latent = mu + noise * torch.exp(0.5 * logvar)
        return VaeOutput(self.decoder(latent).float(), mu, logvar, self.kl(mu, logvar, latent))

    def kl(self, mu: Tensor, logvar: Tensor, latent: Tensor) -> Tensor:
        """Divergence from the prior, (batch,), in nats: a standard normal has a closed form."""
        del latent
        return 0.5 * (mu.square() + logvar.exp() - 1 - logvar).flatten(1).sum(dim=1)

    def sample_prior(self, n: int, n_frames: int, generator: torch.Generator) -> Tensor:
        """Draw ``n`` latents from the prior, shape (n, *latent_shape)."""
        return torch.randn((n, *self.latent_shape(n_frames)), generator=generator)

    @torch.no_grad()
    def start_from(self, mels: Tensor) -> None:
        """Set what can be set from training mels, (n_clips, 1, n_mels, n_frames); here nothing."""
