"""The repaired final model with a discriminator: what the report left for the future."""

from __future__ import annotations

import dataclasses

from training.models.conv2d import Conv2dConfig, Conv2dVae
from training.models.discriminator import MultiScaleDiscriminator


@dataclasses.dataclass(frozen=True, slots=True)
class VaeGanConfig(Conv2dConfig):
    """As `Conv2dConfig`, repaired by default, and the discriminator's sizes.

    Parameters
    ----------
    discriminator_width, discriminator_scales : int
    """

    bottleneck: str = "grid"
    upsample: str = "nearest"
    discriminator_width: int = 32
    discriminator_scales: int = 2


class VaeGan(Conv2dVae):
    """As conv2d; `training.adversary` trains the discriminator in turn with it.

    References
    ----------
    Larsen et al. 2016, arXiv:1512.09300.
    """

    Config = VaeGanConfig

    def __init__(self, config: VaeGanConfig, *, n_mels: int, n_frames: int) -> None:
        super().__init__(config, n_mels=n_mels, n_frames=n_frames)
        self.discriminator = MultiScaleDiscriminator(
            config.discriminator_width, config.discriminator_scales
        )
