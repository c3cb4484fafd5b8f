"""Both clips at once, at equal power: the control that needs no model and no Griffin-Lim."""

from __future__ import annotations

import numpy as np

from engine.cancel import ShouldCancel, never
from engine.mel.analysis import normalise_mel, power_to_mel
from engine.morph.alpha import Weights, between_clips, mean, spread
from engine.morph.methods.base import PlainMethod, PreparedPair, as_rows
from engine.spec import FloatArray


class CrossfadePair(PreparedPair):
    """Two sounds."""

    def mel_at(
        self,
        alpha: Weights,
        detail: float,  # noqa: ARG002 (contract)
        should_cancel: ShouldCancel = never,  # noqa: ARG002 (contract)
    ) -> tuple[FloatArray, float]:
        """Analyse the mixed sound."""
        weight_a, weight_b = equal_power(alpha)
        step = len(self.a.spectrum) // self.a.n_frames
        a, b = (source.spectrum[::step] for source in (self.a, self.b))
        spectrum = as_rows(weight_a) * a + as_rows(weight_b) * b
        power = spectrum.real**2 + spectrum.imag**2
        mel_norm, peak_db = normalise_mel(
            power_to_mel(power, spec=self.vae.spec), spec=self.vae.spec
        )
        ref_db = peak_db + self._headroom_db(mean(alpha))
        shift = np.float32((ref_db - peak_db) / self.vae.spec.top_db)
        return np.clip(mel_norm - shift, 0, 1), ref_db

    def _headroom_db(self, alpha: float) -> float:
        """How far the loudest cell lies below the level: not at all unless a piece was told one."""
        a, b = (
            (1 - float(s.mel_norm.max(initial=0))) * self.vae.spec.top_db for s in (self.a, self.b)
        )
        return (1 - alpha) * a + alpha * b

    def samples_at(self, alpha: Weights, should_cancel: ShouldCancel = never) -> FloatArray:  # noqa: ARG002 (contract)
        """Mix the samples."""
        a, b = self.a.clip.samples, self.b.clip.samples
        weight_a, weight_b = equal_power(spread(alpha, len(a)))
        mixed: FloatArray = np.asarray(weight_a, np.float32) * a
        mixed += np.asarray(weight_b, np.float32) * b
        return mixed


def equal_power(alpha: Weights) -> tuple[Weights, Weights]:
    """Weights of A and B whose squares sum to 1; of the shape of alpha."""
    angle = between_clips(alpha) * (np.pi / 2)
    if isinstance(angle, float):
        return float(np.cos(angle)), float(np.sin(angle))
    return np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)


CROSSFADE = PlainMethod(
    "crossfade",
    "Crossfade",
    "Both clips at once at equal power, as a DJ's fader does.",
    CrossfadePair,
)
