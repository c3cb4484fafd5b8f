"""What every way between two clips promises."""

from __future__ import annotations

from typing import Protocol

from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae


class MorphMethod(Protocol):
    """One way from A to B.

    Attributes
    ----------
    key : str
        Its name in commands and files.
    label : str
        Its name in the window.
    help : str
        One sentence for a tooltip.
    """

    key: str
    label: str
    help: str

    def mel_at(self, a: Source, b: Source, alpha: float, vae: OnnxVae) -> tuple[FloatArray, float]:
        """Return the mel, shape (n_mels, n_frames) in [0, 1], and its level in dB."""

    def samples_at(self, a: Source, b: Source, alpha: float) -> FloatArray | None:
        """Return samples, shape (n_samples,), if the method needs no Griffin-Lim; else None."""


def level_at(a: Source, b: Source, alpha: float) -> float:
    """Level between two clips, in dB: loudness is mixed as it is heard."""
    return (1 - alpha) * a.ref_db + alpha * b.ref_db
