"""Cell by cell from A to B, in the order of what stands out: no model, no Griffin-Lim."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.cancel import ShouldCancel, check, never
from engine.mel.analysis import denormalise_mel
from engine.mel.griffin_lim import istft
from engine.morph.alpha import Weights, between_clips, spread
from engine.morph.grid import analysis_hop, final_hop
from engine.morph.methods.base import PlainMethod, PreparedPair, level_at, levelled
from engine.morph.saliency import band_places, columns_between, giving_way_order, rows_between
from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae

SOFTNESS = 0.5
"""Share of the way that one cell takes from A to B: the soft edge between the two."""
N_STEPS = 17
"""Alphas at which the way is measured to make its steps even."""
THIN = (slice(None, None, 2), slice(None, None, 4))
"""Cells enough to measure it."""


class MosaicPair(PreparedPair):
    """Two clips and the order in which their cells change hands.

    At alpha a cell is B's if its place in the order is below alpha. Since a cell goes over once
    and never back, the way has no detour.

    Parameters
    ----------
    a, b : Source
    vae : OnnxVae
    should_cancel : callable

    Raises
    ------
    RenderCancelled
        If ``should_cancel`` answered yes.
    """

    def __init__(
        self, a: Source, b: Source, vae: OnnxVae, should_cancel: ShouldCancel = never
    ) -> None:
        super().__init__(a, b, vae)
        self._order = giving_way_order(
            a.mel_norm, b.mel_norm, spec=vae.spec, should_cancel=should_cancel
        )
        self._known = np.linspace(0, 1, N_STEPS)
        self._shares = self._measured(should_cancel)

    def mask_at(self, alpha: Weights) -> FloatArray:
        """B's share of the power of each cell; never falls as alpha rises.

        Parameters
        ----------
        alpha : float, or float32 array of shape (n_frames,)

        Returns
        -------
        float32 array, shape (n_mels, n_frames), in [0, 1]
            All 0 at alpha 0, all 1 at alpha 1.
        """
        inside = between_clips(alpha)
        return soft_mask(self._order, np.interp(inside, self._shares, self._known))

    def mel_at(
        self,
        alpha: Weights,
        detail: float,  # noqa: ARG002 (contract)
        should_cancel: ShouldCancel = never,  # noqa: ARG002 (contract)
    ) -> tuple[FloatArray, float]:
        """Take each cell from the mel it belongs to."""
        mel = self._mixed(self.mask_at(alpha), (slice(None), slice(None)))
        return self.at_level(mel, alpha)

    def samples_at(self, alpha: Weights, should_cancel: ShouldCancel = never) -> FloatArray:
        """Take each cell of the clips' spectra, with its phase, and invert."""
        spec = self.vae.spec
        hop = final_hop(spec)
        a, b = (levelled(source, hop // analysis_hop(spec)) for source in (self.a, self.b))
        mask = columns_between(self.mask_at(alpha), len(a))
        check(should_cancel)
        mask = rows_between(mask, band_places(spec)).T
        level = np.asarray(spread(level_at(self.a, self.b, alpha), len(a)), np.float32)
        gain = np.power(np.float32(10), level / 20)
        spectrum = gain[..., None] * (np.sqrt(1 - mask) * a + np.sqrt(mask) * b)
        check(should_cancel)
        return istft(np.asarray(spectrum, np.complex64), spec=spec, hop_length=hop)

    def _mixed(self, mask: FloatArray, part: tuple[slice, slice]) -> FloatArray:
        """Mix the mels' power where a cell is shared; elsewhere it is one clip's, untouched."""
        a, b = self.a.mel_norm[part], self.b.mel_norm[part]
        mel = np.where(mask < 0.5, a, b)
        shared = (mask > 0) & (mask < 1)
        share, spec = mask[shared], self.vae.spec
        power_a, power_b = (denormalise_mel(x[shared], 0.0, spec=spec) for x in (a, b))
        power = (1 - share) * power_a + share * power_b
        mel[shared] = np.clip(10 * np.log10(power) / spec.top_db + 1, 0, 1)
        return mel

    def _measured(self, should_cancel: ShouldCancel) -> FloatArray:
        """How far each of the known steps is on the way: d(A) / (d(A) + d(B))."""
        a, b, order = (x[THIN] for x in (self.a.mel_norm, self.b.mel_norm, self._order))
        shares = []
        for step in self._known:
            check(should_cancel)
            mel = self._mixed(soft_mask(order, step), THIN)
            to_a, to_b = (float(np.abs(mel - end).mean()) for end in (a, b))
            shares.append(to_a / (to_a + to_b) if to_a + to_b > 0 else step)
        return np.maximum.accumulate(np.array(shares, np.float32))


def soft_mask(order: FloatArray, along: npt.ArrayLike) -> FloatArray:
    """B's share of power where the way is ``along`` (0…1) and cells go over in their order.

    Parameters
    ----------
    order : float32 array, shape (n_mels, n_frames), in [0, 1]
    along : float, or float32 array of shape (n_frames,)

    Returns
    -------
    float32 array, shape (n_mels, n_frames), in [0, 1]
    """
    begun = np.asarray(along, np.float32) * np.float32(1 + SOFTNESS) - order
    done = np.clip(begun / np.float32(SOFTNESS), 0, 1)
    mask: FloatArray = done * done * (3 - 2 * done)
    return mask


MOSAIC = PlainMethod(
    "mosaic",
    "Mosaic",
    "Notes and beats of A give way to those of B one by one, each in its own sound.",
    MosaicPair,
)
