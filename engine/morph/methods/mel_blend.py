"""The two mels averaged in dB: what a model must do better than."""

from __future__ import annotations

import numpy as np

from engine.morph.methods.base import level_at
from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae


class MelBlend:
    """Mix the normalised mels linearly."""

    key = "mel-blend"
    label = "Blend"
    help = "The two spectrograms averaged in decibels, without the model."

    def mel_at(self, a: Source, b: Source, alpha: float, vae: OnnxVae) -> tuple[FloatArray, float]:  # noqa: ARG002 (contract)
        """Mix the mels."""
        mel = np.float32(1 - alpha) * a.mel_norm + np.float32(alpha) * b.mel_norm
        return mel, level_at(a, b, alpha)

    def samples_at(self, a: Source, b: Source, alpha: float) -> None:
        """Return None: the sound comes from the mel."""


MEL_BLEND = MelBlend()
