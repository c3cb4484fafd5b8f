"""The two mels averaged in dB: what a model must do better than."""

from __future__ import annotations

import numpy as np

from engine.cancel import ShouldCancel, never
from engine.morph.alpha import Weights
from engine.morph.latent import lerp
from engine.morph.methods.base import PlainMethod, PreparedPair
from engine.spec import FloatArray


class BlendPair(PreparedPair):
    """Two mels."""

    def mel_at(
        self,
        alpha: Weights,
        detail: float,  # noqa: ARG002 (contract)
        should_cancel: ShouldCancel = never,  # noqa: ARG002 (contract)
    ) -> tuple[FloatArray, float]:
        """Mix the mels."""
        mel = lerp(self.a.mel_norm, self.b.mel_norm, alpha)
        return self.at_level(np.clip(mel, 0, 1), alpha)


MEL_BLEND = PlainMethod(
    "mel-blend",
    "Blend",
    "The two spectrograms averaged in decibels, without the model.",
    BlendPair,
    goes_beyond=True,
)
