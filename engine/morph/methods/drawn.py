"""Through the model, and the fine detail of the middle drawn anew."""

from __future__ import annotations

import numpy as np

from engine.cancel import ShouldCancel, check, never
from engine.morph.alpha import Weights
from engine.morph.latent import slerp
from engine.morph.methods.vae import VaeMorph, VaePair, fade_by_middle
from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae


def fade_to_middle(distance: Weights) -> FloatArray:
    """Share of a clip's own detail at ``distance`` (0…1) from it: 1 at the clip, 0 from the middle.

    Along a quarter of a circle, so that the drawn detail can take the rest at equal power.
    """
    return np.asarray(np.sin(fade_by_middle(distance) * np.float32(np.pi / 2)))


class DrawnPair(VaePair):
    """As `VaePair`; what both clips' details leave free, the model's refiner draws.

    What is shown and heard at once has no drawn detail; the final sound has.
    """

    def final_mel_at(
        self,
        alpha: Weights,
        detail: float,
        *,
        seed: int = 0,
        first_frame: int = 0,
        should_cancel: ShouldCancel = never,
    ) -> tuple[FloatArray, float] | None:
        """Decode the mixed latent, and draw the detail that neither clip lends."""
        refiner = self.vae.refiner
        if refiner is None:
            return None
        of_a, of_b = self._details(alpha, detail)
        drawn_share = np.sqrt(np.clip(1 - of_a**2 - of_b**2, 0, 1))
        if not drawn_share.any():
            return None
        decoded = self.decoded_at(alpha)
        check(should_cancel)
        drawn = refiner.detail(
            decoded, seed=seed, first_frame=first_frame, should_cancel=should_cancel
        )
        n_frames = self.a.n_frames  # the model may have been given more
        mel = decoded[:, :n_frames] + drawn_share * drawn[:, :n_frames]
        return self._with_details(mel, alpha, detail)


class DrawnMorph(VaeMorph):
    """`VaeMorph` whose final sound has drawn detail."""

    draws_detail = True

    def prepare(
        self,
        a: Source,
        b: Source,
        vae: OnnxVae,
        should_cancel: ShouldCancel = never,  # noqa: ARG002 (contract)
    ) -> DrawnPair:
        """Nothing to do: the clips are encoded already."""
        return DrawnPair(a, b, vae, self._mix, self._fade)


DRAWN = DrawnMorph(
    "drawn",
    "VAE drawn",
    "The model's middle with its fine detail drawn anew, where that of neither clip belongs.",
    slerp,
    fade_to_middle,
)
