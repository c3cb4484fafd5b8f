"""A file becomes a `Clip`: decode, take an excerpt, resample, mix to mono, check."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Final

import numpy as np

from engine.audio.decoder import Decoder
from engine.audio.decoding import open_decoder
from engine.audio.excerpt import Excerpt, read_excerpt
from engine.audio.files import display_name
from engine.audio.loudness import integrated_lufs
from engine.cancel import ShouldCancel, never
from engine.errors import ClipDecodeError, ClipTooShortError
from engine.spec import FloatArray

MIN_DURATION_S: Final = 0.1
_MIN_DAMAGED_S: Final = 1.0
"""What must be left of a damaged file."""
_NOTED_GAP_S: Final = 0.005
"""A shorter gap at the end is nobody's business."""


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
    n_missing : int
        Samples at the end that the file does not have: silence.
    """

    info: ClipInfo
    start_s: float
    samples: FloatArray
    sample_rate: int
    loudness_lufs: float
    notes: tuple[str, ...]
    n_missing: int = 0


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


def load_clip(
    path: Path,
    *,
    start_s: float = 0.0,
    n_samples: int,
    sample_rate: int,
    should_cancel: ShouldCancel = never,
) -> Clip:
    """Read an excerpt of a file as mono samples at a given rate.

    Equal to resampling the whole file and cutting afterwards, but reads the excerpt only.

    Parameters
    ----------
    path : Path
    start_s : float
        Where the excerpt begins; moved back (with a note) if it would run past the end.
    n_samples : int
        Length of the result; a shorter file is padded with silence (and a note).
    sample_rate : int
        Of the result, in Hz.
    should_cancel : callable
        Asked once per block that is read.

    Raises
    ------
    ClipDecodeError
        If the file is not sound that Segue can read; the sentence says why.
    ClipTooShortError
        If it holds less than 0.1 s.
    RenderCancelled
        If ``should_cancel`` said so.
    """
    path = Path(path)
    wanted = start_s * sample_rate
    wanted_start = max(0, round(wanted)) if math.isfinite(wanted) else 0
    with open_decoder(path) as decoder:
        excerpt = read_excerpt(decoder, wanted_start, n_samples, sample_rate, should_cancel)
        info = _info(path, decoder)
        is_cut_short = decoder.is_cut_short
    _require_enough(info, excerpt, is_cut_short)
    is_moved = excerpt.start != wanted_start
    start_s = start_s if wanted_start and not is_moved else excerpt.start / sample_rate
    samples = np.zeros(n_samples, np.float32)
    samples[: len(excerpt.samples)] = excerpt.samples
    samples.setflags(write=False)
    notes = _notes(info, excerpt, is_cut_short)
    if is_moved:
        notes.append(f"The excerpt would run past the end; it starts at {start_s:.2f} s instead.")
    n_missing = n_samples - len(excerpt.samples)
    missing_s = n_missing / sample_rate
    if missing_s >= _NOTED_GAP_S:
        notes.append(silence_note(missing_s))
    loudness = integrated_lufs(samples, sample_rate)
    return Clip(info, start_s, samples, sample_rate, loudness, tuple(notes), n_missing)


def silence_note(missing_s: float) -> str:
    """Tell that a file has less than was asked for."""
    return f"The file is shorter than the excerpt; {missing_s:.2f} s of silence follow."


def _require_enough(info: ClipInfo, excerpt: Excerpt, is_cut_short: bool) -> None:
    name, path = display_name(info.path), info.path
    length_s = excerpt.n_known / info.sample_rate
    if not len(excerpt.samples):
        raise ClipTooShortError(path, f"{name} holds no sound; choose another file.")
    if length_s < MIN_DURATION_S:
        raise ClipTooShortError(
            path, f"{name} is only {1000 * length_s:.0f} ms long; choose a file of at least 0.1 s."
        )
    if is_cut_short and length_s < _MIN_DAMAGED_S:
        raise ClipDecodeError(
            path, f"{name} is damaged and less than a second of it can be read; try another copy."
        )


def _notes(info: ClipInfo, excerpt: Excerpt, is_cut_short: bool) -> list[str]:
    """Return what the user should know of the file."""
    notes = []
    if is_cut_short:
        notes.append("The file is shorter than its header says; its end may be missing.")
    if info.n_channels > 2:
        notes.append(f"Its {info.n_channels} channels were mixed down to one.")
    if excerpt.n_bad:
        notes.append(f"{excerpt.n_bad} values that were no numbers were taken as silence.")
    if excerpt.level_note:
        notes.append(excerpt.level_note)
    return notes
