"""Reading sound files in blocks: soundfile first, PyAV for what soundfile does not know.

Lengths in headers are hints: 18 % of the MP3 files in public test sets claim a wrong one, some
claim years. Nothing here allocates by such a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

import numpy as np
import soundfile

from engine.audio.files import display_name, require_readable_file
from engine.errors import ClipDecodeError
from engine.spec import FloatArray

MIN_RATE, MAX_RATE = 4_000, 768_000
MAX_CHANNELS = 64
_BLOCK = 1 << 18
"""Numbers per block, all channels together: 1 MiB of float32."""
_ABSURD = 1 << 48
"""A header that claims more samples than this (200 years) claims nothing."""


class Decoder(Protocol):
    """One open sound file.

    Attributes
    ----------
    container : str
        "WAV", "FLAC", "MP4" …
    sample_rate, n_channels : int
    n_samples : int
        Per channel, as the header says; it may lie. 0 when the header does not say.
    is_cut_short : bool
        The file has been found to hold less than it should.
    """

    container: str
    sample_rate: int
    n_channels: int
    n_samples: int
    is_cut_short: bool

    def blocks(self, start: int = 0) -> Iterator[tuple[int, FloatArray]]:
        """Yield ``(position, block)`` in order, from ``start`` or somewhat before it.

        ``block`` has shape (n, n_channels), float32, and may hold NaN; ``position`` is the index
        of its first sample. Ends at the end of the file or where the file is broken.
        """

    def __enter__(self) -> Decoder: ...

    def __exit__(self, *error: object) -> None: ...


def open_decoder(path: Path) -> Decoder:
    """Open a file as sound; its content decides, not its suffix.

    Raises
    ------
    ClipDecodeError
        If it is no readable file, no sound, or sound beyond Segue's limits.
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
        decoder.__exit__()
        raise
    return decoder


def _open_with_pyav(path: Path, first_error: Exception) -> Decoder:
    name = display_name(path)
    try:
        from engine.audio.pyav import PyavDecoder
    except ImportError as e:
        message = (
            f"{name} is damaged, not sound, or of a kind (m4a, AAC, WMA) that needs the optional "
            "“formats” extra: run “make setup”, or “pip install av” in Segue's environment."
        )
        raise ClipDecodeError(path, message, f"{path}: {first_error}; {e}") from first_error
    try:
        return PyavDecoder(path)
    except Exception as e:
        # PyAV raises anything on broken files: UnicodeDecodeError, EOFError, PatchWelcomeError …
        message = f"{name} is damaged or not sound; choose a WAV, FLAC, MP3, Ogg, AIFF or M4A file."
        raise ClipDecodeError(path, message, f"{path}: {first_error}; {e!r}") from e


def _require_limits(decoder: Decoder, path: Path) -> None:
    name = display_name(path)
    if not MIN_RATE <= decoder.sample_rate <= MAX_RATE:
        raise ClipDecodeError(
            path,
            f"{name} says it has {decoder.sample_rate} samples per second; "
            f"Segue reads {MIN_RATE} to {MAX_RATE}. Convert the file first.",
        )
    if not 1 <= decoder.n_channels <= MAX_CHANNELS:
        raise ClipDecodeError(
            path,
            f"{name} has {decoder.n_channels} channels; Segue reads up to {MAX_CHANNELS}. "
            "Mix it down first.",
        )


class SoundfileDecoder(AbstractContextManager["SoundfileDecoder"]):
    """A file read by libsndfile: WAV, FLAC, Ogg Vorbis and Opus, MP3, AIFF, CAF and more."""

    def __init__(self, path: Path) -> None:
        self._file = soundfile.SoundFile(path)
        self.container: str = self._file.format
        self.sample_rate: int = self._file.samplerate
        self.n_channels: int = self._file.channels
        claimed: int = self._file.frames
        self.n_samples = claimed if 0 <= claimed < _ABSURD else 0
        self.is_cut_short = _header_promises_more(path)

    def blocks(self, start: int = 0) -> Iterator[tuple[int, FloatArray]]:
        """See `Decoder.blocks`."""
        position = self._seek(start)
        n_block = max(1024, _BLOCK // self.n_channels)
        while True:
            try:
                block = self._file.read(n_block, dtype="float32", always_2d=True)
            except soundfile.SoundFileError:  # lost sync: what came before is still good
                self.is_cut_short = True
                return
            if not len(block):
                self.is_cut_short |= position < self.n_samples
                return
            yield position, block
            position += len(block)

    def _seek(self, start: int) -> int:
        start = max(0, start)
        if self.n_samples:
            start = min(start, self.n_samples)
        try:
            return int(self._file.seek(start))
        except soundfile.SoundFileError:
            try:
                return int(self._file.seek(0))
            except soundfile.SoundFileError:
                return 0

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self._file.close()


def _header_promises_more(path: Path) -> bool:
    """Whether a RIFF or AIFF header names a size beyond the file's end.

    libsndfile mends such headers silently, so its ``frames`` shows nothing.
    """
    with open(path, "rb") as file:
        head = file.read(12)
        return _promised_size(head) > _size(file)


def _promised_size(head: bytes) -> int:
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        size = int.from_bytes(head[4:8], "little")
        return 0 if size >= 0xFFFFFFF0 else size + 8  # all ones: written by a stream
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return int.from_bytes(head[4:8], "big") + 8
    return 0


def _size(file: IO[bytes]) -> int:
    return file.seek(0, 2)


def mix_to_mono(block: FloatArray) -> tuple[FloatArray, int]:
    """Return the mean of the channels and how many numbers were not finite (taken as 0).

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
    mono: FloatArray = block.mean(axis=1, dtype=np.float64).astype(np.float32)
    return mono, n_bad
