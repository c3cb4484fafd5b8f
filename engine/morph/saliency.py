"""What stands out in a clip beside another, and in which order its cells give way."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.ndimage import gaussian_filter

from engine.cancel import ShouldCancel, check, never
from engine.mel.filters import mel_filters
from engine.spec import FloatArray, MelSpec

NOTE_S, NOTE_BANDS = 0.375, 1 / 64
"""Reach of a note: long in time (seconds), narrow in frequency (share of the bands)."""
BEAT_S, BEAT_BANDS = 0.0625, 3 / 32
"""Reach of a beat: short in time, broad in frequency."""
REACHES = 2.0
"""Where the smoothing ends, in standard deviations."""
SAME = 1e-6
"""Weight of a cell in which the clips do not differ."""


def giving_way_order(
    a: FloatArray, b: FloatArray, *, spec: MelSpec, should_cancel: ShouldCancel = never
) -> FloatArray:
    """Rank each cell by when A gives it to B: what stands out in B first, what does in A last.

    A cell stands out by its level over the other clip's, gathered along time (a partial, so that a
    note goes over whole) and along frequency (a drum hit), as harmonic and percussive sound are
    told apart. Ranks are spaced by how much the clips differ, so a threshold of 0.5 leaves half of
    the distance between them.

    Parameters
    ----------
    a, b : float32 array, shape (n_mels, n_frames), in [0, 1]
        The clips' mels.
    spec : MelSpec
    should_cancel : callable

    Returns
    -------
    float32 array, shape (n_mels, n_frames), in (0, 1)

    Raises
    ------
    RenderCancelled
        If ``should_cancel`` answered yes.

    References
    ----------
    Fitzgerald 2010, "Harmonic/percussive separation using median filtering", DAFx: the two
    directions; here the filters are Gaussian.
    """
    ahead = a - b
    columns_s = spec.sample_rate / spec.hop_length
    standing = np.zeros_like(ahead)
    for seconds, bands in ((NOTE_S, NOTE_BANDS), (BEAT_S, BEAT_BANDS)):
        check(should_cancel)
        reach = (bands * spec.n_mels, seconds * columns_s)
        standing += gaussian_filter(ahead, reach, truncate=REACHES, mode="nearest")
    check(should_cancel)
    first = np.argsort(standing, axis=None, kind="stable")
    weight = np.abs(ahead).ravel()[first].astype(np.float64) + SAME
    passed = np.cumsum(weight)
    order = np.empty(ahead.size, np.float32)
    order[first] = (passed - weight / 2) / passed[-1]
    return order.reshape(ahead.shape)


@lru_cache(maxsize=4)
def band_places(spec: MelSpec) -> FloatArray:
    """Where each bin lies among the mel bands, counted in bands, shape (n_bins,), read-only."""
    filters = mel_filters(spec)
    weight = np.asarray(filters.sum(axis=1)).ravel()
    centre = (filters @ np.arange(spec.n_bins, dtype=np.float32)) / np.maximum(weight, 1e-12)
    heard = np.flatnonzero(weight > 0)  # a narrow band may lie between two bins
    places = np.interp(np.arange(spec.n_bins), centre[heard], heard).astype(np.float32)
    places.setflags(write=False)
    return places


def rows_between(cells: FloatArray, places: FloatArray) -> FloatArray:
    """Read rows of ``cells`` at places between them, on a straight line; equal rows stay exact.

    Parameters
    ----------
    cells : float32 array, shape (n_rows, n_columns)
    places : float32 array, shape (n_places,), in [0, n_rows - 1]

    Returns
    -------
    float32 array, shape (n_places, n_columns)
    """
    below = np.minimum(places.astype(np.intp), len(cells) - 1)
    above = np.minimum(below + 1, len(cells) - 1)
    low = cells[below]
    between: FloatArray = low + (places - below).astype(np.float32)[:, None] * (cells[above] - low)
    return between


def columns_between(cells: FloatArray, n_columns: int) -> FloatArray:
    """Bring ``cells``, shape (n_rows, n), to another number of columns over the same time."""
    if cells.shape[1] in (1, n_columns):
        return cells
    places = np.arange(n_columns) * (cells.shape[1] / n_columns)
    return rows_between(cells.T, places.astype(np.float32)).T
