"""Through the model: mix the two latents, decode."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.morph.latent import lerp, slerp
from engine.morph.methods.base import level_at
from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae

Mix = Callable[[FloatArray, FloatArray, float], FloatArray]
Fade = Callable[[float], float]


def fade_by_middle(distance: float) -> float:
    """Share of a clip's own detail at ``distance`` (0…1) from it: 1 at the clip, 0 from the middle.

    On a straight line two residuals that overlap turn the morph into the plain blend of the two
    mels; fading each out by the middle keeps the ends exact and the middle the model's own.
    """
    return max(0.0, 1 - 2 * distance)


def fade_equal_power(distance: float) -> float:
    """Share of a clip's own detail at equal power: 1 at the clip, 0.71 in the middle, 0 beyond.

    The details of two clips are as unrelated as their latents, so they take the arc's weights.
    Measured on held-out music (docs/benchmarks.md), this middle is as sharp as its parents, near
    real music in its statistics, and far from their blend.
    """
    return math.cos(distance * math.pi / 2)


class VaeMorph:
    """Decode a mix of the two latents and give the clips' own detail back.

    Parameters
    ----------
    key, label, help : str
        See `MorphMethod`.
    mix : callable
        `lerp` or `slerp`.
    fade : callable
        Share of a clip's residual at a distance from it; 1 at 0, so that the ends are exact.
    """

    def __init__(self, key: str, label: str, help: str, mix: Mix, fade: Fade) -> None:
        self.key, self.label, self.help = key, label, help
        self._mix, self._fade = mix, fade

    def mel_at(self, a: Source, b: Source, alpha: float, vae: OnnxVae) -> tuple[FloatArray, float]:
        """Decode the mixed latent; at 0 and 1 the mel is the clip's own."""
        mel = vae.decode(self._mixed(a.latent, b.latent, alpha, vae))[:, : a.n_frames]
        for source, distance in ((a, alpha), (b, 1 - alpha)):
            if weight := self._fade(distance):
                mel = mel + np.float32(weight) * source.residual
        return np.clip(mel, 0, 1), level_at(a, b, alpha)

    def _mixed(self, a: FloatArray, b: FloatArray, alpha: float, vae: OnnxVae) -> FloatArray:
        """Mix two latents; the pieces of a model of fixed length each on a way of their own."""
        if not vae.fixed_frames:
            return self._mix(a, b, alpha)
        return np.stack([self._mix(x, y, alpha) for x, y in zip(a, b, strict=True)])

    def samples_at(self, a: Source, b: Source, alpha: float) -> None:
        """Return None: the sound comes from the mel."""


SLERP = VaeMorph(
    "slerp",
    "VAE arc",
    "The model's latents mixed along an arc, with both clips' detail: sharp all the way.",
    slerp,
    fade_equal_power,
)
LERP = VaeMorph(
    "lerp",
    "VAE line",
    "The model's latents mixed along a straight line: a softer, dreamier middle.",
    lerp,
    fade_by_middle,
)
