"""What every decoder does: give a file's samples in blocks.

Lengths in headers are hints: 18 % of the MP3 files in public test sets claim a wrong one, some
claim years. Nothing may be allocated by such a number.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Self

import numpy as np

from engine.spec import FloatArray

MAX_LEVEL = 8.0
"""Full scale is 1; what is beyond this is damage or another scale."""
ABSURD_LENGTH = 1 << 48
"""A header that claims more samples than this (200 years) claims nothing."""
_LENGTH_SLACK_S = 0.5
"""By how much a header may be wrong without a word: codecs pad, and some headers only estimate."""


class Decoder(ABC):
    """One open sound file; a context manager.

    Attributes
    ----------
    container : str
        "WAV", "FLAC", "MP4" …
    sample_rate, n_channels : int
    n_samples : int
        Per channel, as the header says; it may lie. 0 when the header does not say.
    is_cut_short : bool
        The file has been found to hold less than its header says.
    """

    container: str
    sample_rate: int
    n_channels: int
    n_samples: int
    is_cut_short: bool = False

    @abstractmethod
    def blocks(self, start: int = 0) -> Iterator[tuple[int, FloatArray]]:
        """Yield ``(position, block)`` in order, from sample ``start`` on or from before it.

        ``block`` has shape (n, n_channels), float32, and may hold NaN; ``position`` is the number
        of its first sample. Ends where the file ends or is broken; never raises for that.
        """

    def falls_short(self, n_read: int) -> bool:
        """Whether a file that ended after ``n_read`` samples holds less than its header says."""
        return n_read + _LENGTH_SLACK_S * self.sample_rate < self.n_samples

    @abstractmethod
    def close(self) -> None:
        """Let the file go."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def plausible_length(n_samples: int) -> int:
    """Return a claimed length, or 0 if nobody could mean it."""
    return n_samples if 0 <= n_samples < ABSURD_LENGTH else 0


def mix_to_mono(block: FloatArray) -> tuple[FloatArray, int]:
    """Return the mean of the channels, and how many numbers were not finite (taken as 0).

    Parameters
    ----------
    block : float32 array, shape (n_samples, n_channels)

    Returns
    -------
    samples : float32 array, shape (n_samples,), finite
    n_bad : int
    """
    finite = np.isfinite(block)
    n_bad = block.size - int(np.count_nonzero(finite))
    if n_bad:
        block = np.where(finite, block, np.float32(0))
    if block.shape[1] == 1:
        return block[:, 0], n_bad
    total = block[:, 0].astype(np.float64)  # 64 bits: float files may hold 1e38
    for channel in range(1, block.shape[1]):
        total += block[:, channel]
    mono: FloatArray = (total / block.shape[1]).astype(np.float32)
    return mono, n_bad
