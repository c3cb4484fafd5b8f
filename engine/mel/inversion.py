"""Mel back to a linear magnitude spectrogram."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy.sparse

from engine.cancel import ShouldCancel, check, never
from engine.errors import SpecMismatchError
from engine.mel.analysis import AMIN, stft
from engine.mel.filters import mel_filters
from engine.spec import FloatArray, MelSpec

BLOCK_FRAMES = 64
"""Columns updated at a time: their arrays stay in a core's cache."""


@lru_cache(maxsize=8)
def _transposed_filters(spec: MelSpec) -> tuple[scipy.sparse.csr_array, npt.NDArray[np.intp]]:
    """Filters transposed, rows scaled to sum 1, and the bins that no filter hears."""
    transposed = scipy.sparse.csr_array(mel_filters(spec).T)
    sums = np.asarray(transposed.sum(axis=1)).ravel()
    scale = scipy.sparse.diags_array(1 / np.where(sums > 0, sums, 1).astype(np.float32))
    return scipy.sparse.csr_array(scale @ transposed), np.flatnonzero(sums <= 0)


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
    shape = (spec.n_bins, mel_power.shape[1])
    magnitude = np.empty(shape, np.float32)
    for start in range(0, shape[1], BLOCK_FRAMES):
        columns = slice(start, start + BLOCK_FRAMES)
        target = np.maximum(mel_power[:, columns], AMIN)
        if guide is None:
            power = spread @ target
        else:
            power = np.add(guide[:, columns], np.float32(AMIN), order="C")
        for _ in range(n_iter):
            check(should_cancel)
            mel = filters @ power
            np.maximum(mel, AMIN, out=mel)
            ratio = spread @ np.divide(target, mel, out=mel)
            ratio[unheard] = 1
            power *= ratio
        np.sqrt(power, out=magnitude[:, columns])
    return magnitude


def magnitude_near(
    samples: FloatArray,
    mel_power: FloatArray,
    *,
    spec: MelSpec,
    hop_length: int | None = None,
    n_iter: int = 4,
    should_cancel: ShouldCancel = never,
) -> FloatArray:
    """Estimate the magnitude that has a mel and, inside its bands, what samples have already.

    A magnitude made of a mel is no sound's own: Griffin-Lim ends at some distance from it, and
    the mel of what it found is off by as much. The samples' own magnitude is one that a sound
    has; brought to the wanted mel, it is a target that the next iterations can reach.

    Parameters
    ----------
    samples : float32 array, shape (n_frames * hop_length,)
    mel_power : float32 array, shape (n_mels, n_frames), >= 0
    spec : MelSpec
    hop_length : int, optional
        Grid of ``mel_power``, in samples; the spec's if absent.
    n_iter : int
        Updates, as in `mel_to_magnitude`.
    should_cancel : callable
        Asked between updates.

    Returns
    -------
    float32 array, shape (n_frames, n_bins), >= 0
        Frames first, as Griffin-Lim wants it.

    Raises
    ------
    SpecMismatchError
        If ``mel_power`` does not have ``spec.n_mels`` rows.
    RenderCancelled
        If ``should_cancel`` answered yes.
    """
    power = np.abs(stft(samples, spec=spec, hop_length=hop_length))
    power *= power
    magnitude = mel_to_magnitude(
        mel_power, spec=spec, guide=power.T, n_iter=n_iter, should_cancel=should_cancel
    )
    return np.ascontiguousarray(magnitude.T)
