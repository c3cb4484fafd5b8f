"""Through the model: mix the two latents, decode."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.morph.latent import lerp, slerp
from engine.morph.methods.base import level_at
from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae


def residual_weight(distance: float) -> float:
    """Share of a clip's own detail at ``distance`` (0…1) from it: 1 at the clip, 0 from the middle.

    Two residuals averaged over the whole way turn the morph into the plain blend of the two mels;
    fading each out by the middle keeps the ends exact and the middle the model's own.
    """
    return max(0.0, 1 - 2 * distance)


class VaeMorph:
    """Decode a mix of the two latents; near an end, that clip's own detail comes back.

    Parameters
    ----------
    key, label, help : str
        See `MorphMethod`.
    mix : callable
        `lerp` or `slerp`.
    """

    def __init__(
        self,
        key: str,
        label: str,
        help: str,
        mix: Callable[[FloatArray, FloatArray, float], FloatArray],
    ) -> None:
        self.key, self.label, self.help = key, label, help
        self._mix = mix

    def mel_at(self, a: Source, b: Source, alpha: float, vae: OnnxVae) -> tuple[FloatArray, float]:
        """Decode the mixed latent; at 0 and 1 the mel is the clip's own."""
        mel = vae.decode(self._mix(a.latent, b.latent, alpha))
        for source, distance in ((a, alpha), (b, 1 - alpha)):
            if weight := residual_weight(distance):
                mel = mel + np.float32(weight) * source.residual
        return np.clip(mel, 0, 1), level_at(a, b, alpha)

    def samples_at(self, a: Source, b: Source, alpha: float) -> None:
        """Return None: the sound comes from the mel."""


LERP = VaeMorph("lerp", "VAE", "The model's latents mixed along a straight line.", lerp)
SLERP = VaeMorph(
    "slerp", "VAE arc", "The model's latents mixed along an arc, which keeps their energy.", slerp
)
