"""A file at full quality: all its channels, its own or another rate, a block at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import soxr

from engine.audio.decoder import MAX_LEVEL, mix_to_mono
from engine.audio.decoding import open_decoder
from engine.audio.excerpt import CONTEXT_S
from engine.spec import FloatArray

BLOCK: Final = 1 << 16


def read_full(
    path: Path, *, sample_rate: int, n_channels: int, start: int = 0, stop: int | None = None
) -> Iterator[FloatArray]:
    """Yield a file's samples [start, stop), counted at ``sample_rate``.

    A mono file is given to all channels; more channels than asked for are mixed down to one first.
    Numbers that are not finite become 0.

    Parameters
    ----------
    path : Path
    sample_rate : int
        Of the result, in Hz; where it is the file's own, samples are the file's own.
    n_channels : int
    start, stop : int
        The file's end if ``stop`` is None.

    Yields
    ------
    float32 array, shape (n_channels, n_block), finite, within ±8

    Raises
    ------
    ClipDecodeError
        If the file is not sound that Segue can read.
    """
    with open_decoder(path) as decoder:
        rate = decoder.sample_rate
        step = rate // math.gcd(rate, sample_rate)  # here samples of both rates coincide
        first = max(0, (start * rate // sample_rate - round(CONTEXT_S * rate)) // step * step)
        resampler = soxr.ResampleStream(rate, sample_rate, n_channels, dtype="float32")
        position = first * sample_rate // rate
        for channels in _tail(decoder.blocks(first), first, n_channels):
            block = channels
            if rate != sample_rate:
                block = resampler.resample_chunk(channels, last=not len(channels))
                block = block.reshape(-1, n_channels)
            end = None if stop is None else max(0, stop - position)
            end = None if stop is None else max(0, stop - position)
            wanted = block[max(0, start - position) : end]
            position += len(block)
            if len(wanted):
                yield np.clip(wanted, -MAX_LEVEL, MAX_LEVEL).T
            if stop is not None and position >= stop:
                return


def _tail(
    blocks: Iterator[tuple[int, FloatArray]], first: int, n_channels: int
) -> Iterator[FloatArray]:
    """Yield what lies behind ``first``, shape (n, n_channels), and an empty block at the end."""
    for position, block in blocks:
        behind = block[max(0, first - position) :]
        for begin in range(0, len(behind), BLOCK):
            yield _with_channels(behind[begin : begin + BLOCK], n_channels)
    yield np.zeros((0, n_channels), np.float32)


def _with_channels(block: FloatArray, n_channels: int) -> FloatArray:
    if block.shape[1] != n_channels:
        block = np.repeat(mix_to_mono(block)[0][:, None], n_channels, axis=1)
    return np.ascontiguousarray(np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0))
