"""Opening a sound file: soundfile first, PyAV for what soundfile does not know."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import soundfile

from engine.audio.decoder import Decoder
from engine.audio.decoder_soundfile import SoundfileDecoder
from engine.audio.files import display_name, require_readable_file
from engine.errors import ClipDecodeError

MIN_RATE: Final = 4_000
MAX_RATE: Final = 768_000
"""Accepted samples per second; some broken headers claim two thousand million."""
MAX_CHANNELS: Final = 64


def open_decoder(path: Path) -> Decoder:
    """Open a file as sound; its content decides, not its suffix.

    Raises
    ------
    ClipDecodeError
        If it is no readable file, no sound, or beyond Segue's limits.
    """
    require_readable_file(path)
    decoder: Decoder
    try:
        decoder = SoundfileDecoder(path)
    except (soundfile.SoundFileError, OSError, TypeError) as e:
        decoder = _open_with_pyav(path, e)
    try:
        _require_limits(decoder, path)
    except ClipDecodeError:
        decoder.close()
        raise
    return decoder


def _open_with_pyav(path: Path, first_error: Exception) -> Decoder:
    name = display_name(path)
    try:
        from engine.audio.decoder_pyav import PyavDecoder
    except ImportError as e:
        message = (
            f"{name} is damaged, not sound, or of a kind (m4a, AAC, WMA) that needs the optional "
            "“formats” extra; “make setup” or “pip install av” installs it."
        )
        raise ClipDecodeError(path, message, f"{path}: {first_error}; {e}") from first_error
    try:
        return PyavDecoder(path)
    except Exception as e:  # UnicodeDecodeError, EOFError, IndexError, PatchWelcomeError …
        raise ClipDecodeError(path, _damaged(path), f"{path}: {first_error}; {e!r}") from e


def _damaged(path: Path) -> str:
    name = display_name(path)
    return f"{name} is damaged or not sound; choose a WAV, FLAC, MP3, Ogg, AIFF or M4A file."


def _require_limits(decoder: Decoder, path: Path) -> None:
    if decoder.sample_rate == 0:  # FFmpeg's answer to text that it took for MP3
        raise ClipDecodeError(path, _damaged(path))
    if not MIN_RATE <= decoder.sample_rate <= MAX_RATE:
        message = (
            f"{display_name(path)} claims {decoder.sample_rate} samples per second; Segue reads "
            f"{MIN_RATE} to {MAX_RATE}. Convert the file first."
        )
        raise ClipDecodeError(path, message)
    if not 1 <= decoder.n_channels <= MAX_CHANNELS:
        message = (
            f"{display_name(path)} has {decoder.n_channels} channels; Segue reads up to "
            f"{MAX_CHANNELS}. Mix it down first."
        )
        raise ClipDecodeError(path, message)
