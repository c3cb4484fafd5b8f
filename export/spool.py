"""Samples that lie on disk until they are a file: longer than memory, of unknown length."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.spec import FloatArray
from export.files import check_space, explained

BLOCK = 1 << 16


@contextlib.contextmanager
def samples_on_disk(target: Path, n_samples: int) -> Iterator[FloatArray]:
    """Lend an array that lies beside ``target`` rather than in memory; gone at the end.

    Yields
    ------
    float32 array, shape (n_samples,)

    Raises
    ------
    ExportError
        If the disk has no room for it.
    """
    # Written, not only claimed: a mapped file on a full disk would end the program.
    lengths = (min(BLOCK, n_samples - start) for start in range(0, n_samples, BLOCK))
    zeros = (np.zeros((1, length), np.float32) for length in lengths)
    with spooled(target, zeros) as samples:
        yield samples[0]


@contextlib.contextmanager
def spooled(target: Path, blocks: Iterator[FloatArray]) -> Iterator[FloatArray]:
    """Collect blocks in a nameless file beside ``target``; gone at the end.

    Parameters
    ----------
    target : Path
    blocks : iterator of float32 arrays, shape (n_channels, n_block)

    Yields
    ------
    float32 array, shape (n_channels, n_samples)

    Raises
    ------
    ExportError
        If the disk has no room for it.
    """
    with contextlib.ExitStack() as kept:
        with explained(target):
            file = kept.enter_context(tempfile.TemporaryFile(dir=target.parent))
        n_channels = n_samples = 0
        for block in blocks:
            n_channels, n_samples = block.shape[0], n_samples + block.shape[1]
            with explained(target):
                check_space(target.parent, block.nbytes)
                file.write(np.ascontiguousarray(block.T).tobytes())
        with explained(target):
            file.flush()
        shape = (n_samples, n_channels)
        if not n_samples:
            yield np.zeros(shape[::-1], np.float32)
            return
        yield np.memmap(file, np.float32, "r+", shape=shape).T
