"""A whole file's peaks for drawing, read in blocks, so that a two-hour file costs no memory."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.audio.decoder import MAX_LEVEL, mix_to_mono
from engine.audio.decoding import open_decoder
from engine.cancel import ShouldCancel, check, never
from engine.spec import FloatArray

_PROGRESS_S = 0.05


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """The shape of a file's waveform.

    Parameters
    ----------
    peaks : float32 array, shape (n_bins, 2), read-only
        Lowest and highest sample of the mono mix, per bin, within ±8; the bins share
        ``duration_s`` evenly.
    duration_s : float
        Read so far; the true length when ``is_complete``.
    is_complete : bool
    """

    peaks: FloatArray
    duration_s: float
    is_complete: bool


class _PeakCollector:
    """Collects peaks of a stream whose length nobody knows.

    Keeps up to 16 times as many fine bins as asked for; when they are full, neighbours are merged
    and the fine bins become twice as wide.
    """

    def __init__(self, n_bins: int) -> None:
        self._n_bins = n_bins
        self._fine = np.zeros((16 * n_bins, 2), np.float32)
        self._n_fine = 0
        self._width = 16
        self._rest: FloatArray = np.zeros(0, np.float32)
        self.n_samples = 0

    def add(self, samples: FloatArray) -> None:
        """Take the next samples, shape (n_samples,)."""
        self.n_samples += len(samples)
        samples = np.concatenate([self._rest, samples])
        while len(samples) >= self._width:
            n = min(len(samples) // self._width, len(self._fine) - self._n_fine)
            whole = samples[: n * self._width].reshape(n, self._width)
            whole.min(axis=1, out=self._fine[self._n_fine : self._n_fine + n, 0])
            whole.max(axis=1, out=self._fine[self._n_fine : self._n_fine + n, 1])
            samples = samples[n * self._width :]
            self._n_fine += n
            if self._n_fine == len(self._fine):
                self._merge_neighbours()
        self._rest = samples.copy()

    def _merge_neighbours(self) -> None:
        n = self._n_fine // 2
        self._fine[:n, 0] = self._fine[:, 0].reshape(n, 2).min(axis=1)
        self._fine[:n, 1] = self._fine[:, 1].reshape(n, 2).max(axis=1)
        self._n_fine = n
        self._width *= 2

    def peaks(self) -> FloatArray:
        """Return the peaks so far, shape (n_bins, 2), read-only."""
        fine = self._fine[: self._n_fine]
        if len(self._rest):
            last = np.array([[self._rest.min(), self._rest.max()]], np.float32)
            fine = np.concatenate([fine, last])
        peaks = np.zeros((self._n_bins, 2), np.float32)
        if len(fine):
            # A repeated index gives the one bin there, so fewer fine bins than asked for is fine.
            first = np.arange(self._n_bins) * len(fine) // self._n_bins
            peaks[:, 0] = np.minimum.reduceat(fine[:, 0], first)
            peaks[:, 1] = np.maximum.reduceat(fine[:, 1], first)
        np.clip(peaks, -MAX_LEVEL, MAX_LEVEL, out=peaks)
        peaks.setflags(write=False)
        return peaks


def read_overview(
    path: Path,
    *,
    n_bins: int = 2000,
    should_cancel: ShouldCancel = never,
    on_progress: Callable[[Overview], None] | None = None,
    tell_at_s: float = math.inf,
) -> Overview:
    """Read a whole file's peaks; memory does not grow with the file.

    Parameters
    ----------
    path : Path
    n_bins : int
    should_cancel : callable
        Asked once per block (about 3 s of stereo sound).
    on_progress : callable, optional
        Given an incomplete overview, at most 20 times a second, in the caller's thread.
    tell_at_s : float
        As soon as so much was read, ``on_progress`` is called whatever the clock says: what is
        made of that overview is the same on every machine.

    Raises
    ------
    ClipDecodeError
        If the file is not sound that Segue can read.
    RenderCancelled
        If ``should_cancel`` said so.
    """
    collector = _PeakCollector(n_bins)
    told = time.monotonic()
    with open_decoder(Path(path)) as decoder:
        rate = decoder.sample_rate
        for _, block in decoder.blocks():
            check(should_cancel)
            collector.add(mix_to_mono(block)[0])
            is_due = collector.n_samples >= tell_at_s * rate
            if on_progress and (is_due or time.monotonic() - told >= _PROGRESS_S):
                tell_at_s = math.inf if is_due else tell_at_s
                told = time.monotonic()
                on_progress(Overview(collector.peaks(), collector.n_samples / rate, False))
    return Overview(collector.peaks(), collector.n_samples / rate, True)


def suggest_start_s(overview: Overview, excerpt_s: float) -> float:
    """Guess where a good excerpt begins: in a loud, steady passage.

    Takes the window with the highest mean level in dB (so that one pause costs more than one
    bang gives), away from the file's first and last 5 %. Deterministic; 0 for short files.

    Parameters
    ----------
    overview : Overview
    excerpt_s : float
        Length of the excerpt.

    Returns
    -------
    float
        Seconds from the start of the file.
    """
    n_bins = len(overview.peaks)
    spare_s = overview.duration_s - excerpt_s
    if spare_s <= 0 or excerpt_s <= 0 or n_bins < 2:
        return 0.0
    height = overview.peaks[:, 1].astype(np.float64) - overview.peaks[:, 0]
    level_db = 20 * np.log10(np.maximum(height, 1e-4))
    n_window = max(1, round(n_bins * excerpt_s / overview.duration_s))
    sums = np.concatenate([[0.0], np.cumsum(level_db)])
    score = np.round(sums[n_window:] - sums[:-n_window], 6)
    margin = min(n_bins // 20, (len(score) - 1) // 2)
    best = margin + int(np.argmax(score[margin : len(score) - margin]))
    return min(spare_s, best * overview.duration_s / n_bins)
