"""Both clips at once, at equal power: the control that needs no model and no Griffin-Lim."""

from __future__ import annotations

import numpy as np

from engine.mel.analysis import normalise_mel, power_to_mel
from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae


class Crossfade:
    """Mix the waveforms with weights cos and sin."""

    key = "crossfade"
    label = "Crossfade"
    help = "Both clips at once at equal power, as a DJ's fader does."

    def mel_at(self, a: Source, b: Source, alpha: float, vae: OnnxVae) -> tuple[FloatArray, float]:
        """Analyse the mixed sound."""
        weight_a, weight_b = _weights(alpha)
        step = len(a.spectrum) // a.n_frames
        spectrum = weight_a * a.spectrum[::step] + weight_b * b.spectrum[::step]
        power = spectrum.real**2 + spectrum.imag**2
        return normalise_mel(power_to_mel(power, spec=vae.spec), spec=vae.spec)

    def samples_at(self, a: Source, b: Source, alpha: float) -> FloatArray:
        """Mix the samples."""
        weight_a, weight_b = _weights(alpha)
        return weight_a * a.clip.samples + weight_b * b.clip.samples


def _weights(alpha: float) -> tuple[np.float32, np.float32]:
    angle = alpha * np.pi / 2
    return np.float32(np.cos(angle)), np.float32(np.sin(angle))


CROSSFADE = Crossfade()
