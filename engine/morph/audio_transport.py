"""The way between two spectrograms on which pitches glide: pieces of both moved onto each other.

Each couple of a `Plan` is a piece of the frequency axis that goes, peak on peak, from its place in
A to its place in B. Between them both clips' pictures of the piece are stretched to the place it
has reached and mixed in dB; where pieces overlap, their powers add.
"""

from __future__ import annotations

import dataclasses
from typing import TypeVar, cast

import numpy as np
import scipy.sparse

from engine.morph.alpha import Weights, gathered
from engine.morph.matching import DoubleArray, IntArray, Plan
from engine.spec import ComplexArray, FloatArray

Values = TypeVar("Values", FloatArray, ComplexArray)

MAX_GAIN = 1.5
"""Most that a texture is raised: two unrelated ones lose 1.41 half-way."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells that moved pieces cover, and where each comes from.

    A row is one of an array of shape (n_blocks * n_rows, columns), see `in_blocks`.

    Parameters
    ----------
    n_rows : int
        Rows of all blocks.
    piece : int array, shape (n_cells,)
    target : int array, shape (n_cells,)
        Row of the cell.
    place_a, place_b : float64 arrays, shape (n_cells,)
        Where its middle comes from: rows of A's and B's arrays, 2.5 being between rows 2 and 3.
    log_cover, log_share : float32 arrays, shape (n_cells, 1)
        Natural logarithms of how much of the cell the piece covers, and of the piece's share of
        both masses.
    """

    n_rows: int
    piece: IntArray
    target: IntArray
    place_a: DoubleArray
    place_b: DoubleArray
    log_cover: FloatArray
    log_share: FloatArray


def in_blocks(array: Values, columns: int) -> Values:
    """Cut columns into blocks, the last filled with its last column.

    Returns
    -------
    array, shape (n_blocks * n_rows, columns), of one of shape (n_rows, n_columns)
    """
    n_rows, n_columns = array.shape
    filled = np.pad(array, ((0, 0), (0, -n_columns % columns)), mode="edge")
    blocks = filled.reshape(n_rows, -1, columns).swapaxes(0, 1)
    return np.ascontiguousarray(blocks).reshape(-1, columns)


def out_of_blocks(blocks: Values, n_rows: int, n_columns: int) -> Values:
    """Undo `in_blocks`."""
    columns = blocks.shape[1]
    whole = blocks.reshape(-1, n_rows, columns).swapaxes(0, 1).reshape(n_rows, -1)
    return np.ascontiguousarray(whole[:, :n_columns])


def places_at(plan: Plan, alpha: Weights) -> tuple[DoubleArray, DoubleArray]:
    """Where each piece is, shape (n_pieces, 3), and alpha there, shape (n_pieces, 1)."""
    share = np.asarray(gathered(alpha, plan.columns), np.float64)
    at = np.broadcast_to(share, plan.n_blocks)[plan.block][:, None]
    return (1 - at) * plan.a + at * plan.b, at


def moved_cells(plan: Plan, alpha: Weights, edges: FloatArray | None = None) -> Cells:
    """List the cells of all pieces at alpha.

    Parameters
    ----------
    plan : Plan
    alpha : float, or float32 array of shape (n_frames,)
    edges : float array, shape (n_bands + 1,), optional
        Where the edges of the plan's bands lie in the rows of another axis; its last is the number
        of that axis' rows.
    """
    to, at = places_at(plan, alpha)
    a, b = plan.a, plan.b
    n_rows = plan.n_bands
    if edges is not None:
        to, a, b = (np.interp(x, np.arange(plan.n_bands + 1), edges) for x in (to, a, b))
        n_rows = round(edges[-1])
    to = np.clip(to, 0, n_rows)
    low = np.floor(to[:, 0]).astype(np.intp)
    count = np.ceil(to[:, 2]).astype(np.intp) - low
    piece = np.repeat(np.arange(len(to)), count)
    row = np.arange(len(piece)) + np.repeat(low - np.cumsum(count) + count, count)
    begin, end = to[:, 0][piece], to[:, 2][piece]
    cover = np.minimum(row + 1, end) - np.maximum(row, begin)
    middle = np.clip(row + 0.5, begin, end)
    side = 2 * piece + (middle >= to[:, 1][piece])
    start = plan.block[piece] * n_rows
    place_a, place_b = (start + _places(to, x, side, middle, n_rows) for x in (a, b))
    share = (1 - at[:, 0]) * np.log(plan.share_a) + at[:, 0] * np.log(plan.share_b)
    logs = (x.astype(np.float32)[:, None] for x in (np.log(cover), share[piece]))
    return Cells(plan.n_blocks * n_rows, piece, start + row, place_a, place_b, *logs)


def _places(
    to: DoubleArray, source: DoubleArray, side: IntArray, middle: DoubleArray, n_rows: int
) -> DoubleArray:
    """Rows where cells come from: two straight lines a piece, below and above its peak."""
    slope = np.diff(source, axis=1) / np.maximum(np.diff(to, axis=1), 1e-9)
    offset = source[:, :2] - slope * to[:, :2] - 0.5
    place = offset.ravel()[side] + slope.ravel()[side] * middle
    return np.asarray(np.clip(place, 0, n_rows - 1))


def weights_in_cells(
    cells: Cells, alpha: Weights, plan: Plan, n_rows: int, columns: int
) -> np.float32 | FloatArray:
    """Alpha for cells: a number, or one for each column of each cell, shape (n_cells, columns)."""
    if isinstance(alpha, float | int):
        return np.float32(alpha)
    filled = np.pad(alpha, (0, plan.n_blocks * columns - len(alpha)), mode="edge")
    return np.asarray(filled.reshape(plan.n_blocks, columns)[cells.target // n_rows])


def gather(place: DoubleArray, rows: FloatArray) -> FloatArray:
    """Interpolate rows, shape (n_rows, columns), at places: shape (len(place), columns).

    Cubic convolution (Keys 1981): a straight line between two rows would blur what it moves.
    """
    low = np.floor(place).astype(np.int32)
    t = (place - low).astype(np.float32)
    taps = np.empty((len(place), 4), np.float32)
    taps[:, 0] = ((1 - t / 2) * t - 0.5) * t
    taps[:, 1] = (1.5 * t - 2.5) * t * t + 1
    taps[:, 2] = ((2 - 1.5 * t) * t + 0.5) * t
    taps[:, 3] = (t - 1) * t * t / 2
    index = np.clip(low[:, None] + np.arange(-1, 3, dtype=np.int32), 0, len(rows) - 1)
    start = np.arange(0, 4 * len(place) + 1, 4, dtype=np.int32)
    shape = (len(place), len(rows))
    return np.asarray(scipy.sparse.csr_array((taps.ravel(), index.ravel(), start), shape) @ rows)


def mixed(
    cells: Cells, a: FloatArray, b: FloatArray, weight: np.float32 | FloatArray
) -> FloatArray:
    """Mix what has been moved, and give each piece back the contrast that it loses.

    Unrelated textures go flat when they are averaged; peaks that lie upon each other do not. So
    the texture of a piece is raised until its mean square lies between those of its parents; but no
    cell becomes louder than the louder of both.

    Parameters
    ----------
    cells : Cells
    a, b : float32 arrays, shape (n_cells, 2 * columns)
        The smooth part of each clip, and beside it the rest; overwritten.
    weight : float, or float32 array of shape (n_cells, columns)
        Of B.

    Returns
    -------
    float32 array, shape (n_cells, columns)
    """
    columns = a.shape[1] // 2
    n_pieces = int(cells.piece[-1]) + 1
    twice = weight if np.ndim(weight) == 0 else np.hstack([weight, weight])
    share = weight if np.ndim(weight) == 0 else weight.mean(axis=1)
    want = (1 - share) * _energy(a[:, columns:]) + share * _energy(b[:, columns:])
    loudest = np.maximum(a[:, :columns] + a[:, columns:], b[:, :columns] + b[:, columns:])
    a *= 1 - twice
    b *= twice
    a += b
    smooth, texture = a[:, :columns], a[:, columns:]
    cover = np.exp(cells.log_cover[:, 0])  # or a cell that is only touched would count in full
    have, wanted = (np.bincount(cells.piece, cover * x, n_pieces) for x in (_energy(texture), want))
    gain = np.sqrt(wanted / np.maximum(have, 1e-9)).clip(1, MAX_GAIN).astype(np.float32)
    texture *= gain[cells.piece][:, None]
    return np.asarray(np.minimum(smooth + texture, loudest))


def _energy(rows: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("ij,ij->i", rows, rows))


def summed(cells: Cells, values: Values) -> Values:
    """Sum cells, shape (n_cells, columns), into rows, shape (n_rows, columns)."""
    ones = np.ones(len(cells.target), np.float32)
    start = np.arange(len(ones) + 1, dtype=np.int32)
    shape = (cells.n_rows, len(ones))
    matrix = scipy.sparse.csc_array((ones, cells.target.astype(np.int32), start), shape=shape)
    return cast(Values, matrix @ values)


def turned(
    plan: Plan, alpha: Weights, source: DoubleArray, edges: FloatArray, radians: float, columns: int
) -> ComplexArray:
    """How far the phases of a clip's pieces have turned where they are moved to.

    A partial that is moved by some bins advances faster by as much in every column, and goes on
    from what lay nearest in the block before.

    Parameters
    ----------
    plan : Plan
    alpha : float, or float32 array of shape (n_frames,)
    source : float64 array, shape (n_pieces, 3)
        ``plan.a`` or ``plan.b``.
    edges : float array
        As in `moved_cells`.
    radians : float
        Advance in one column for one bin.
    columns : int
        In a block.

    Returns
    -------
    complex64 array, shape (n_pieces, columns)
    """
    bands = np.arange(plan.n_bands + 1)
    to = np.interp(places_at(plan, alpha)[0][:, 1], bands, edges)
    speed = radians * (to - np.interp(source[:, 1], bands, edges))
    angle = np.zeros(len(to))
    begin = np.searchsorted(plan.block, np.arange(plan.n_blocks + 1))
    for before, here, after in zip(begin[:-2], begin[1:-1], begin[2:], strict=True):
        peaks = to[before:here]
        nearest = before + np.searchsorted((peaks[1:] + peaks[:-1]) / 2, to[here:after])
        angle[here:after] = angle[nearest] + columns * speed[nearest]
    turn = np.exp(1j * (angle[:, None] + speed[:, None] * np.arange(columns)))
    return np.asarray(turn, np.complex64)
