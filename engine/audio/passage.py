"""Where exactly an excerpt begins: on an onset, or where the wave crosses zero."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from engine.audio.decoding import open_decoder
from engine.audio.excerpt import read_excerpt
from engine.audio.onsets import find_onsets, rising_zero_near
from engine.cancel import ShouldCancel, never

_RATE: Final = 11025
REACH_S: Final = 1.5
"""How far from the first guess an excerpt may begin."""
_NEAR_S: Final = 1.0
"""An onset this far away must be 1.6 times as strong as one at the guess."""
LEAD_S: Final = 0.01
"""The excerpt begins so long before the onset: the attack is not cut."""
_MARGIN_S: Final = 0.1
ZERO_REACH_S: Final = 0.01


def onset_start_s(
    path: Path, start_s: float, excerpt_s: float, should_cancel: ShouldCancel = never
) -> float:
    """Move the beginning of an excerpt onto a strong onset near it.

    Parameters
    ----------
    path : Path
    start_s, excerpt_s : float
        The guess, and the length of the excerpt.
    should_cancel : callable
        Asked once per block that is read.

    Returns
    -------
    float
        Just before the onset, within 1.5 s of ``start_s``; ``start_s`` where nothing begins.

    Raises
    ------
    ClipDecodeError
        If the file is not sound that Segue can read.
    RenderCancelled
        If ``should_cancel`` said so.
    """
    # A little more on both sides: where a piece begins, everything in it begins.
    first = max(0, round((start_s - REACH_S - _MARGIN_S) * _RATE))
    n_samples = round((start_s + REACH_S + _MARGIN_S) * _RATE) - first
    with open_decoder(Path(path)) as decoder:
        piece = read_excerpt(decoder, first, n_samples, _RATE, should_cancel)
        last_s = decoder.n_samples / decoder.sample_rate - excerpt_s
    onsets = find_onsets(piece.samples, _RATE)
    starts_s = np.maximum(0.0, onsets.times_s + piece.start / _RATE - LEAD_S)
    is_fit = np.abs(starts_s - start_s) <= REACH_S
    if last_s > 0:
        is_fit &= starts_s <= last_s
    if not is_fit.any():
        return start_s
    far = (starts_s - start_s) / _NEAR_S
    score = np.where(is_fit, onsets.rises_db * np.exp(-0.5 * far**2), -1.0)
    return float(starts_s[int(np.argmax(score))])


def zero_start_s(path: Path, start_s: float, *, sample_rate: int) -> float:
    """Move the beginning of an excerpt to the nearest rising zero crossing, at most 10 ms away.

    Parameters
    ----------
    path : Path
    start_s : float
    sample_rate : int
        At which the excerpt will be read, in Hz.

    Returns
    -------
    float
        The time of the first sample that is not negative; ``start_s`` if none is near.

    Raises
    ------
    ClipDecodeError
        If the file is not sound that Segue can read.
    """
    at, reach = round(start_s * sample_rate), round(ZERO_REACH_S * sample_rate)
    first = max(0, at - reach - 1)
    with open_decoder(Path(path)) as decoder:
        piece = read_excerpt(decoder, first, at + reach + 1 - first, sample_rate)
    found = piece.start + rising_zero_near(piece.samples, at - piece.start, reach)
    return start_s if found == at else found / sample_rate
