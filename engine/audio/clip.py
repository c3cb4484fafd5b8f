"""A file becomes a `Clip`: decode, take an excerpt, resample, mix to mono, check."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import soxr

from engine.audio.decoder import Decoder, mix_to_mono
from engine.audio.decoding import open_decoder
from engine.audio.files import display_name
from engine.audio.loudness import integrated_lufs
from engine.errors import ClipDecodeError, ClipTooShortError
from engine.spec import FloatArray

MIN_DURATION_S = 0.1
_MIN_BROKEN_S = 1.0
"""What must be left of a damaged file."""
_CONTEXT_S = 0.5
"""Read before and after an excerpt: the resampler's filter, and codecs that overlap blocks."""
_MAX_LEVEL = 8.0


@dataclasses.dataclass(frozen=True, slots=True)
class ClipInfo:
    """What a file's header says.

    Parameters
    ----------
    path : Path
    container : str
        "WAV", "OGG", "MP4" …
    sample_rate : int
        Of the file, in Hz.
    n_channels : int
        Of the file.
    duration_s : float
        As the header says; it may lie. 0 when the header does not say.
    """

    path: Path
    container: str
    sample_rate: int
    n_channels: int
    duration_s: float


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """An excerpt of a file, ready to analyse.

    Parameters
    ----------
    info : ClipInfo
    start_s : float
        Where the excerpt begins in the file.
    samples : float32 array, shape (n_samples,), mono, finite, within ±8, read-only
    sample_rate : int
        Of ``samples``, in Hz.
    loudness_lufs : float
        -inf for silence.
    notes : tuple of str
        Sentences for the user: padded, downmixed, cut short …
    """

    info: ClipInfo
    start_s: float
    samples: FloatArray
    sample_rate: int
    loudness_lufs: float
    notes: tuple[str, ...]


def probe(path: Path) -> ClipInfo:
    """Read a file's header.

    Raises
    ------
    ClipDecodeError
        If the file is not sound that Segue can read.
    """
    with open_decoder(path) as decoder:
        return _info(path, decoder)


def _info(path: Path, decoder: Decoder) -> ClipInfo:
    duration_s = decoder.n_samples / decoder.sample_rate
    return ClipInfo(path, decoder.container, decoder.sample_rate, decoder.n_channels, duration_s)


@dataclasses.dataclass(slots=True)
class _Excerpt:
    """Samples at the file's rate, and what is known of the file's length."""

    samples: FloatArray  # (n_samples,) mono
    position: int  # of the first sample
    n_bad: int
    end: int | None  # the file's true length, when reading met it


def _read(decoder: Decoder, start: int, stop: int) -> _Excerpt:
    """Read mono samples [start, stop) of the file; fewer when it ends earlier."""
    parts: list[FloatArray] = []
    n_bad, end = 0, start
    for position, block in decoder.blocks(start):
        end = position + len(block)
        wanted = block[max(0, start - position) : max(0, stop - position)]
        if len(wanted):
            mono, n_block_bad = mix_to_mono(wanted)
            parts.append(mono)
            n_bad += n_block_bad
        if end >= stop:
            break
    else:
        samples = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        return _Excerpt(samples, start, n_bad, start + len(samples) if parts else None)
    return _Excerpt(np.concatenate(parts), start, n_bad, None)


def _true_length(decoder: Decoder) -> int:
    """Count the samples by reading them all, a block at a time."""
    end = 0
    for position, block in decoder.blocks():
        end = position + len(block)
    return end


def load_clip(path: Path, *, start_s: float = 0.0, n_samples: int, sample_rate: int) -> Clip:
    """Read an excerpt of a file as mono samples at a given rate.

    Equal, away from the file's ends, to resampling the whole file and cutting afterwards.

    Parameters
    ----------
    path : Path
    start_s : float
        Where the excerpt begins; moved back (with a note) when it would run past the end.
    n_samples : int
        Length of the result; a shorter file is padded with silence (and a note).
    sample_rate : int
        Of the result, in Hz.

    Raises
    ------
    ClipDecodeError
        If the file is not sound that Segue can read; the sentence says why.
    ClipTooShortError
        If it holds less than 0.1 s.
    """
    path = Path(path)
    notes: list[str] = []
    with open_decoder(path) as decoder:
        info = _info(path, decoder)
        start, excerpt = _find_excerpt(decoder, start_s, n_samples, sample_rate)
        is_cut_short = decoder.is_cut_short
    _require_enough(path, info, excerpt, is_cut_short)
    samples, level_note = _tame(excerpt.samples)
    samples = _resample(samples, excerpt.position, info.sample_rate, start, sample_rate)
    samples, padded = _fit(samples, n_samples)
    if start < round(start_s * sample_rate):
        start_s = start / sample_rate
        notes.append(f"The excerpt would run past the end; it starts at {start_s:.2f} s instead.")
    if is_cut_short:
        notes.append("The file is shorter than its header says; it may be damaged.")
    if info.n_channels > 2:
        notes.append(f"Its {info.n_channels} channels were mixed down to one.")
    if excerpt.n_bad:
        notes.append(f"{excerpt.n_bad} values that are not numbers were replaced by silence.")
    if level_note:
        notes.append(level_note)
    if padded:
        notes.append(
            f"The file is shorter than the excerpt; {padded / sample_rate:.2f} s of silence "
            "were added at the end."
        )
    samples.setflags(write=False)
    lufs = integrated_lufs(samples, sample_rate)
    return Clip(info, max(0.0, start_s), samples, sample_rate, lufs, tuple(notes))


def _find_excerpt(
    decoder: Decoder, start_s: float, n_samples: int, sample_rate: int
) -> tuple[int, _Excerpt]:
    """Read the excerpt and its surroundings.

    Returns
    -------
    start : int
        Of the excerpt, in samples at ``sample_rate``.
    excerpt : _Excerpt
        At the file's rate, from a position that falls on a sample of the resampled file.
    """
    start = max(0, round(start_s * sample_rate)) if math.isfinite(start_s) else 0
    length = decoder.n_samples
    for _ in range(3):
        if length:
            n_out = math.ceil(length * sample_rate / decoder.sample_rate)
            start = min(start, max(0, n_out - n_samples))
        excerpt = _read(decoder, *_span(start, n_samples, sample_rate, decoder.sample_rate))
        if start == 0:
            break
        if excerpt.end is None and len(excerpt.samples):
            break
        true_length = excerpt.end if excerpt.end is not None else _true_length(decoder)
        if true_length == length:
            break
        length = true_length
        if length == 0:
            start = 0
    return start, excerpt


def _span(start: int, n_samples: int, sample_rate: int, file_rate: int) -> tuple[int, int]:
    """Which samples of the file are needed for [start, start + n_samples) of the result.

    The first one is a multiple of ``file_rate / gcd``, where both rates' samples coincide.
    """
    step = file_rate // math.gcd(file_rate, sample_rate)
    first = start * file_rate // sample_rate - int(_CONTEXT_S * file_rate)
    last = (start + n_samples) * file_rate // sample_rate + int(_CONTEXT_S * file_rate)
    return max(0, first // step * step), last


def _resample(
    samples: FloatArray, position: int, file_rate: int, start: int, sample_rate: int
) -> FloatArray:
    if file_rate != sample_rate:
        resampled = soxr.resample(samples, file_rate, sample_rate, quality="HQ")
        samples = np.asarray(resampled, np.float32)
    return samples[start - position * sample_rate // file_rate :]


def _fit(samples: FloatArray, n_samples: int) -> tuple[FloatArray, int]:
    """Cut or pad with silence to ``n_samples``; return also how many were padded."""
    padded = np.zeros(n_samples, np.float32)
    n = min(n_samples, len(samples))
    np.clip(samples[:n], -_MAX_LEVEL, _MAX_LEVEL, out=padded[:n])
    return padded, n_samples - n


def _tame(samples: FloatArray) -> tuple[FloatArray, str]:
    """Bring levels far over full scale (±1) within ±8.

    A few wild values are bit errors and get clipped; many mean that the whole file has another
    scale (integers written as floats), so it is turned down.
    """
    loud = np.abs(samples) > _MAX_LEVEL
    n_loud = int(np.count_nonzero(loud))
    if not n_loud:
        return samples, ""
    if n_loud > len(samples) // 100:
        peak = np.float32(np.abs(samples).max())
        return samples / peak, "Its level was far over full scale; it was turned down."
    clipped: FloatArray = np.clip(samples, -_MAX_LEVEL, _MAX_LEVEL)
    return clipped, f"{n_loud} values far over full scale were clipped."


def _require_enough(path: Path, info: ClipInfo, excerpt: _Excerpt, is_cut_short: bool) -> None:
    name = display_name(path)
    length = excerpt.end if excerpt.end is not None else excerpt.position + len(excerpt.samples)
    if not len(excerpt.samples):
        raise ClipTooShortError(path, f"{name} holds no sound; choose another file.")
    if length < MIN_DURATION_S * info.sample_rate:
        raise ClipTooShortError(
            path,
            f"{name} is only {1000 * length / info.sample_rate:.0f} ms long; "
            "choose a file of at least 0.1 s.",
        )
    if is_cut_short and length < _MIN_BROKEN_S * info.sample_rate:
        raise ClipDecodeError(
            path, f"{name} is damaged: less than a second can be read. Choose another copy."
        )
