"""Finding, reading and resampling a piece of a file whose length nobody can be sure of."""

from __future__ import annotations

import dataclasses
import math
from typing import Final

import numpy as np
import soxr

from engine.audio.decoder import MAX_LEVEL, Decoder, mix_to_mono
from engine.cancel import ShouldCancel, check, never
from engine.spec import FloatArray

CONTEXT_S: Final = 0.5
"""Read before and after: the resampler's filter, and codecs that are wrong after a seek."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """A piece of a file as mono samples at the wanted rate.

    Parameters
    ----------
    start : int
        Number of the first sample in the whole file, at the wanted rate.
    samples : float32 array, shape (at most the wanted number,), finite, within ±8
    n_known : int
        How many samples the file is known to have at least, per channel, at its own rate.
    n_bad : int
        Numbers that were not finite and became 0.
    level_note : str
        A sentence for the user if the level had to be changed, else empty.
    """

    start: int
    samples: FloatArray
    n_known: int
    n_bad: int
    level_note: str


def read_excerpt(
    decoder: Decoder,
    start: int,
    n_samples: int,
    sample_rate: int,
    should_cancel: ShouldCancel = never,
) -> Excerpt:
    """Read samples [start, start + n_samples) of the file as it were at ``sample_rate``.

    An excerpt that would run past the end is moved back, if the file is long enough. Where a
    header claims too much, the true end is met by reading; then it is tried again.

    Parameters
    ----------
    decoder : Decoder
    start, n_samples : int
        At ``sample_rate``.
    sample_rate : int
        Wanted, in Hz.
    should_cancel : callable
        Asked once per block: some kinds of files can only be read from their start.

    Raises
    ------
    RenderCancelled
        If ``should_cancel`` said so.
    """
    length = decoder.n_samples  # as far as we know
    for _ in range(3):  # as claimed; as met; as counted
        if length:
            n_whole = length * sample_rate // decoder.sample_rate
            start = max(0, min(start, n_whole - n_samples))
        first, stop = _span(start, n_samples, sample_rate, decoder.sample_rate)
        piece = _read(decoder, first, stop, should_cancel)
        met = first + len(piece.samples)
        if met == stop or start == 0:
            break
        true_length = met if len(piece.samples) else _count(decoder, should_cancel)
        if true_length == length:
            break
        length = true_length
    samples, level_note = _tame(piece.samples)
    if decoder.sample_rate != sample_rate:
        resampled = soxr.resample(samples, decoder.sample_rate, sample_rate, quality="HQ")
        samples = np.asarray(resampled, np.float32)
    samples = samples[start - first * sample_rate // decoder.sample_rate :][:n_samples]
    samples = np.clip(samples, -MAX_LEVEL, MAX_LEVEL)
    return Excerpt(start, samples, met if len(piece.samples) else 0, piece.n_bad, level_note)


def _span(start: int, n_samples: int, sample_rate: int, file_rate: int) -> tuple[int, int]:
    """Which samples of the file [start, start + n_samples) at another rate needs.

    The first is a multiple of ``file_rate / gcd``: there samples of both rates coincide, so the
    result is what resampling the whole file would give.
    """
    step = file_rate // math.gcd(file_rate, sample_rate)
    context = round(CONTEXT_S * file_rate)
    first = start * file_rate // sample_rate - context
    stop = (start + n_samples) * file_rate // sample_rate + context
    return max(0, first // step * step), stop


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    samples: FloatArray  # (n_samples,), mono, at the file's rate
    n_bad: int


def _read(decoder: Decoder, first: int, stop: int, should_cancel: ShouldCancel) -> _Piece:
    """Read samples [first, stop), or fewer where the file ends."""
    parts: list[FloatArray] = [np.zeros(0, np.float32)]
    n_bad = 0
    for position, block in decoder.blocks(first):
        check(should_cancel)
        wanted = block[max(0, first - position) : max(0, stop - position)]
        mono, n_bad_here = mix_to_mono(wanted)
        parts.append(mono)
        n_bad += n_bad_here
        if position + len(block) >= stop:
            break
    return _Piece(np.concatenate(parts), n_bad)


def _count(decoder: Decoder, should_cancel: ShouldCancel) -> int:
    """Return the file's true length, by reading it all, a block at a time."""
    end = 0
    for position, block in decoder.blocks():
        check(should_cancel)
        end = position + len(block)
    return end


def _tame(samples: FloatArray) -> tuple[FloatArray, str]:
    """Bring levels far over full scale (±1) within ±8; return also a note.

    A few wild values are bit errors and get clipped. Many mean that the file has another scale
    (integers written as floats), so all of it is turned down.
    """
    n_wild = int(np.count_nonzero(np.abs(samples) > MAX_LEVEL))
    if n_wild > len(samples) // 100:
        peak = np.abs(samples).max()
        return samples / peak, "Its level was far over full scale, so it was turned down."
    if n_wild:
        note = f"{n_wild} samples far over full scale were clipped."
        return np.clip(samples, -MAX_LEVEL, MAX_LEVEL), note
    return samples, ""
