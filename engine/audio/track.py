"""A whole file as mono samples, for work that is not about one excerpt."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from engine.audio.clip import MIN_DURATION_S
from engine.audio.decoding import open_decoder
from engine.audio.excerpt import read_excerpt
from engine.audio.files import display_name
from engine.errors import ClipDecodeError, ClipTooShortError
from engine.spec import FloatArray

SOUND_SUFFIXES: Final = frozenset(
    f".{name}"
    for name in (
        *("wav", "flac", "mp3", "ogg", "oga", "opus", "aif", "aiff", "aifc", "caf", "w64", "au"),
        *("m4a", "aac", "mp4", "wma"),
    )
)
"""Names of sound files, for searching folders; what is in them is seen when they are opened."""
MAX_TRACK_S: Final = 4 * 3600
"""Longer files are cut here: all of it lies in memory."""


def load_track(path: Path, *, sample_rate: int) -> tuple[FloatArray, tuple[str, ...]]:
    """Read a whole file as mono samples at a given rate.

    Parameters
    ----------
    path : Path
        Any format that Segue decodes.
    sample_rate : int
        Of the result, in Hz.

    Returns
    -------
    samples : float32 array, shape (n_samples,), finite, within ±8
    notes : tuple of str
        Sentences for the user: its end is missing, it was turned down …

    Raises
    ------
    ClipDecodeError
        If the file is not sound that Segue can read.
    ClipTooShortError
        If it holds less than 0.1 s.
    """
    with open_decoder(path) as decoder:
        excerpt = read_excerpt(decoder, 0, MAX_TRACK_S * sample_rate, sample_rate)
        is_cut_short = decoder.is_cut_short
    name = display_name(path)
    if not len(excerpt.samples) and is_cut_short:
        raise ClipDecodeError(path, f"{name} is damaged: nothing of it can be read.")
    if len(excerpt.samples) < MIN_DURATION_S * sample_rate:
        raise ClipTooShortError(path, f"{name} holds less than 0.1 s of sound.")
    notes = []
    if is_cut_short:
        notes.append(f"{name} is damaged or shorter than its header says; its end may be missing.")
    if excerpt.n_bad:
        notes.append(f"{name} has {excerpt.n_bad} values that are no numbers, taken as silence.")
    if excerpt.level_note:
        notes.append(f"{name}: {excerpt.level_note}")
    return excerpt.samples, tuple(notes)
