"""Which part of one spectrogram becomes which part of another: optimal transport along frequency.

Both are cut into masses, one around each spectral peak, and one-dimensional optimal transport
couples the masses of A and B from low to high. Transport of single frames jitters, for the masses
of all that lies below decide where a peak goes; so a plan stands for a block of columns and is made
of spectra averaged over its neighbourhood.

References
----------
Henderson & Solomon 2019, "Audio Transport: A Generalized Portamento via Optimal Transport", DAFx.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
import scipy.ndimage

from engine.cancel import ShouldCancel, check, never
from engine.morph.grid import preview_hop
from engine.spec import FloatArray, MelSpec

BLOCK_S = 0.0625
"""Seconds that one plan stands for."""
SMOOTHING_S = 0.5
"""Standard deviation in seconds of the average over time that a plan is made of."""
SMOOTHING_BANDS = 1.0
"""Standard deviation in bands of the average over frequency in which peaks are looked for."""
EXPONENT = 0.5
"""Mass is power to this: magnitude, as in the paper. With power the bass would move all else."""
BORROWED = 0.05
"""Mass that each side borrows from the other: where one is silent, the other stays in place."""
TINY = 1e-9
"""Mass in each band, so that silence can be divided by."""
SLIVER = 0.2
"""Couples that are a smaller share of both their masses are left out."""

IntArray = npt.NDArray[np.intp]
DoubleArray = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Which piece of A becomes which piece of B, for blocks of columns.

    Parameters
    ----------
    n_blocks, n_bands, columns : int
        ``columns`` make a block.
    block : int array, shape (n_pieces,)
        Rising.
    a, b : float64 arrays, shape (n_pieces, 3)
        Lower edge, peak and upper edge in bands; band i reaches from i to i + 1.
    share_a, share_b : float64 arrays, shape (n_pieces,)
        Share of the mass of A and of B that the piece carries; they sum to 1 for each mass.
    """

    n_blocks: int
    n_bands: int
    columns: int
    block: IntArray
    a: DoubleArray
    b: DoubleArray
    share_a: DoubleArray
    share_b: DoubleArray


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Masses:
    """Masses of all blocks in a row.

    ``first`` and ``last`` are cells of the flattened array, ``peak`` lies between them, ``mass``
    sums to 1 in each block, and ``edges`` is its running sum with 0 before it.
    """

    block: IntArray
    first: IntArray
    last: IntArray
    peak: DoubleArray
    mass: DoubleArray
    edges: DoubleArray


def block_columns(spec: MelSpec) -> int:
    """Mel columns that one plan stands for: whole columns of the preview, and so of the final."""
    together = max(1, preview_hop(spec) // spec.hop_length)
    return together * max(1, round(BLOCK_S * spec.sample_rate / spec.hop_length / together))


def make_plan(
    mel_a: FloatArray, mel_b: FloatArray, *, spec: MelSpec, should_cancel: ShouldCancel = never
) -> Plan:
    """Couple the masses of two mels.

    Parameters
    ----------
    mel_a, mel_b : float32 arrays, shape (n_mels, n_frames), in [0, 1]
    spec : MelSpec
    should_cancel : callable

    Raises
    ------
    RenderCancelled
        If ``should_cancel`` answered yes.
    """
    a, b = (_averaged(mel, spec) for mel in (mel_a, mel_b))
    check(should_cancel)
    lent_a, lent_b = (BORROWED * w / (w.sum(axis=1, keepdims=True) + TINY) for w in (a, b))
    a, b = a + lent_b + TINY, b + lent_a + TINY
    from_a, from_b = _masses(a), _masses(b)
    check(should_cancel)
    piece_a, piece_b, carried = _couple(from_a, from_b)
    share_a, share_b = carried / from_a.mass[piece_a], carried / from_b.mass[piece_b]
    keep = (share_a > SLIVER) | (share_b > SLIVER)
    piece_a, piece_b = piece_a[keep], piece_b[keep]
    n_blocks, n_bands = a.shape
    block = from_a.block[piece_a]
    return Plan(
        n_blocks,
        n_bands,
        block_columns(spec),
        block,
        _places(from_a, piece_a, n_bands),
        _places(from_b, piece_b, n_bands),
        _renormalised(share_a[keep], piece_a),
        _renormalised(share_b[keep], piece_b),
    )


def _averaged(mel_norm: FloatArray, spec: MelSpec) -> DoubleArray:
    """Mass per block and band, above that of silence, averaged over time."""
    exponent = EXPONENT * spec.top_db / 10
    mass = np.power(10, exponent * (mel_norm.astype(np.float64) - 1)) - 10**-exponent
    columns = block_columns(spec)
    filled = np.pad(mass, ((0, 0), (0, -mass.shape[1] % columns)), mode="edge")
    blocks = filled.reshape(len(filled), -1, columns).mean(axis=2).T
    sigma = SMOOTHING_S * spec.sample_rate / spec.hop_length / columns
    smooth: DoubleArray = scipy.ndimage.gaussian_filter1d(
        blocks, sigma, axis=0, mode="nearest", truncate=3
    )
    return np.maximum(smooth, 0)


def _masses(weight: DoubleArray) -> _Masses:
    """Cut each row of weights at the valleys between its peaks."""
    n_blocks, n_bands = weight.shape
    level = scipy.ndimage.gaussian_filter1d(
        np.log(weight + 1e-12), SMOOTHING_BANDS, axis=1, mode="nearest"
    )
    starts = np.zeros(weight.shape, bool)
    starts[:, 0] = True
    starts[:, 1:-1] = (level[:, 1:-1] < level[:, :-2]) & (level[:, 1:-1] <= level[:, 2:])
    first = np.flatnonzero(starts)
    last = np.append(first[1:], n_blocks * n_bands)
    block = first // n_bands
    flat = weight.ravel()
    mass = np.add.reduceat(flat, first)
    sharp = flat**2  # the peak itself, not the middle of its skirts
    centre = np.arange(flat.size) + 0.5
    peak = np.add.reduceat(sharp * centre, first) / np.add.reduceat(sharp, first)
    mass /= np.bincount(block, mass)[block]
    edges = np.concatenate([[0.0], np.cumsum(mass)])
    ends = np.flatnonzero(np.diff(block)) + 1
    edges[ends] = np.round(edges[ends])  # blocks begin at whole numbers, whatever rounding did
    edges[-1] = n_blocks
    return _Masses(block, first, last, np.clip(peak, first + 0.25, last - 0.25), mass, edges)


def _couple(a: _Masses, b: _Masses) -> tuple[IntArray, IntArray, DoubleArray]:
    """Transport in one dimension: masses that share a stretch of the running sum are coupled."""
    edges = np.unique(np.concatenate([a.edges, b.edges]))
    carried = np.diff(edges)
    middle = edges[:-1] + carried / 2
    real = carried > 1e-12  # the least mass is TINY; what is less is rounding
    middle, carried = middle[real], carried[real]
    piece_a = np.searchsorted(a.edges, middle, side="right") - 1
    piece_b = np.searchsorted(b.edges, middle, side="right") - 1
    return piece_a, piece_b, carried


def _places(masses: _Masses, piece: IntArray, n_bands: int) -> DoubleArray:
    start = masses.block[piece] * n_bands
    places = np.stack([masses.first[piece], masses.peak[piece], masses.last[piece]], axis=1)
    return np.asarray(places - start[:, None], np.float64)


def _renormalised(share: DoubleArray, piece: IntArray) -> DoubleArray:
    return np.asarray(share / np.bincount(piece, share)[piece])
