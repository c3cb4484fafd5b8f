"""Mel back to a linear magnitude spectrogram."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import scipy.sparse

from engine.cancel import ShouldCancel, check, never
from engine.errors import SpecMismatchError
from engine.mel.analysis import AMIN
from engine.mel.filters import mel_filters
from engine.spec import FloatArray, MelSpec


@lru_cache(maxsize=8)
def _transposed_filters(spec: MelSpec) -> tuple[scipy.sparse.csr_array, FloatArray]:
    """Filters transposed, rows scaled to sum 1, and where a bin is heard by no filter."""
    transposed = scipy.sparse.csr_array(mel_filters(spec).T)
    sums = np.asarray(transposed.sum(axis=1)).ravel()
    unheard = (sums <= 0).astype(np.float32)
    scale = scipy.sparse.diags_array(1 / np.where(sums > 0, sums, 1).astype(np.float32))
    return scipy.sparse.csr_array(scale @ transposed), unheard[:, None]


def mel_to_magnitude(
    mel_power: FloatArray,
    *,
    spec: MelSpec,
    guide: FloatArray | None = None,
    n_iter: int = 12,
    should_cancel: ShouldCancel = never,
) -> FloatArray:
    """Estimate the linear magnitude spectrogram of a mel power spectrogram.

    Multiplicative updates that lower the generalised Kullback-Leibler divergence between
    ``mel_power`` and the mel of the estimate. The updates only scale what they start from, so a
    ``guide`` lends its fine structure inside each mel band, and a guide whose mel is already
    ``mel_power`` is returned unchanged.

    Parameters
    ----------
    mel_power : float32 array, shape (n_mels, n_frames), >= 0
        Mel power, not dB.
    spec : MelSpec
        The spec the mel was made with.
    guide : float32 array, shape (n_bins, n_frames), >= 0, optional
        A power spectrogram to start from; flat if absent.
    n_iter : int
        Updates.
    should_cancel : callable
        Asked between updates.

    Returns
    -------
    float32 array, shape (n_bins, n_frames), >= 0

    Raises
    ------
    SpecMismatchError
        If ``mel_power`` does not have ``spec.n_mels`` rows.
    RenderCancelled
        If ``should_cancel`` answered yes.

    References
    ----------
    Lee & Seung 2001, "Algorithms for Non-negative Matrix Factorization", equation 5.
    """
    if mel_power.shape[0] != spec.n_mels:
        raise SpecMismatchError(
            f"This mel has {mel_power.shape[0]} bands, but the model's have {spec.n_mels}."
        )
    filters = mel_filters(spec)
    spread, unheard = _transposed_filters(spec)
    target = np.maximum(mel_power, AMIN)
    power = spread @ target if guide is None else guide + np.float32(AMIN)
    for _ in range(n_iter):
        check(should_cancel)
        ratio = spread @ (target / np.maximum(filters @ power, AMIN))
        power *= ratio + unheard
    magnitude: FloatArray = np.sqrt(power)
    return magnitude
