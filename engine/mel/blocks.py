"""Overlapping frames of a clip, made and added up in blocks that stay in a core's cache.

One turn of Griffin-Lim goes through every frame: window, transform, scale, transform back, window,
add up. Over whole arrays each step would fetch megabytes from memory; over a block of frames all
steps find their numbers in the cache. NumPy and SciPy let go of the interpreter while they
compute, so threads can share the blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from types import TracebackType

import numpy as np

from engine.mel.analysis import window
from engine.spec import FloatArray

BLOCK_FRAMES = 32
"""At most: half a megabyte of frames at n_fft 4096, what a core's second cache holds."""
LANES = 4
"""Frames that SciPy transforms at once; a block of a multiple wastes none."""

MakeFrames = Callable[[slice, FloatArray, FloatArray], FloatArray]
"""Makes the frames of some rows: (rows, scratch (n, n_fft), scratch (n, n_bins)) to (n, n_fft).

It may give back its scratch; the frames are not windowed yet. Called from several threads at once.
"""


class OverlapAdd:
    """Adds up the frames of one clip; owns the scratch and the threads for it.

    A context: the threads end with it. The sums do not depend on which thread makes which block,
    so the result is the same to the bit for any number of threads.

    Parameters
    ----------
    n_frames : int
    n_fft, hop_length : int
        ``hop_length`` divides ``n_fft``.
    workers : int
        Threads, the caller's among them.

    Attributes
    ----------
    n_padded : int
        Length of the arrays that `add` fills, `frames` reads: the clip with silence around it.
    clip : slice
        Where the clip is in them.
    """

    def __init__(self, n_frames: int, *, n_fft: int, hop_length: int, workers: int) -> None:
        self.n_fft, self.hop_length, self.n_frames = n_fft, hop_length, n_frames
        self._overlap = n_fft // hop_length
        self._block = max(_even_block(n_frames), self._overlap)
        n_blocks = -(-(n_frames + self._overlap) // self._block)
        self.n_blocks = -(-n_frames // self._block)
        self.n_padded = n_blocks * self._block * hop_length
        self.clip = slice(n_fft // 2, n_fft // 2 + n_frames * hop_length)
        self._sums = np.zeros((n_blocks, self._block + self._overlap - 1, hop_length), np.float32)
        inverse = _inverse_window_energy(n_fft, hop_length, n_frames, self.n_padded)
        self._inverse = inverse.reshape(n_blocks, self._block, hop_length)
        rows, n_bins = min(self._block, n_frames), 1 + n_fft // 2
        self._scratch = [
            (np.empty((rows, n_fft), np.float32), np.empty((rows, n_bins), np.float32))
            for _ in range(max(1, min(workers, self.n_blocks)))
        ]
        self._pool = ThreadPoolExecutor(len(self._scratch), thread_name_prefix="overlap-add")

    def __enter__(self) -> OverlapAdd:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown()

    def frames(self, padded: FloatArray) -> FloatArray:
        """Return the frames of a padded clip, shape (n_frames, n_fft): a view."""
        every = np.lib.stride_tricks.sliding_window_view(padded, self.n_fft)
        return every[:: self.hop_length][: self.n_frames]

    def add(self, make: MakeFrames, out: FloatArray) -> None:
        """Window and add up all frames, in the least-squares sense: the inverse of the STFT.

        Parameters
        ----------
        make : callable
            See `MakeFrames`.
        out : float32 array, shape (n_padded,)
            Overwritten: the clip, and zeros around it. ``make`` must not read it.
        """
        todo = iter(range(self.n_blocks))
        helpers = [self._pool.submit(self._work, todo, make, s) for s in self._scratch[1:]]
        self._work(todo, make, self._scratch[0])
        for helper in helpers:
            helper.result()
        sums = self._sums
        sums[self.n_blocks :] = 0
        sums[1:, : self._overlap - 1] += sums[:-1, self._block :]
        np.multiply(sums[:, : self._block], self._inverse, out=out.reshape(self._inverse.shape))

    def _work(
        self, todo: Iterator[int], make: MakeFrames, scratch: tuple[FloatArray, FloatArray]
    ) -> None:
        """Make blocks and add up each one's own frames, until there are none left to do."""
        hop, overlap = self.hop_length, self._overlap
        for block in todo:
            first = block * self._block
            n = min(self._block, self.n_frames - first)
            frames = make(slice(first, first + n), scratch[0][:n], scratch[1][:n])
            frames *= window(self.n_fft)
            total = self._sums[block]
            total[:] = 0
            for i in range(overlap):
                total[i : i + n] += frames[:, i * hop : (i + 1) * hop]


def _even_block(n_frames: int) -> int:
    """Frames a block, so that two threads get as many each."""
    n_blocks = 2 * -(-n_frames // (2 * BLOCK_FRAMES))
    return -(-n_frames // (n_blocks * LANES)) * LANES


@lru_cache(maxsize=8)
def _inverse_window_energy(n_fft: int, hop_length: int, n_frames: int, n_padded: int) -> FloatArray:
    """One over the summed squared windows at each sample of the clip, 0 outside; (n_padded,)."""
    energy = np.zeros(n_padded, np.float32)
    squared = window(n_fft) ** 2
    for start in range(0, n_frames * hop_length, hop_length):
        energy[start : start + n_fft] += squared
    clip = slice(n_fft // 2, n_fft // 2 + n_frames * hop_length)
    inverse = np.zeros(n_padded, np.float32)
    inverse[clip] = 1 / np.maximum(energy[clip], 1e-8)
    inverse.setflags(write=False)
    return inverse
