"""WAV, FLAC, Ogg Vorbis and Opus, MP3, AIFF, CAF and more, by libsndfile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import soundfile

from engine.audio.decoder import Decoder, plausible_length
from engine.spec import FloatArray

_BLOCK = 1 << 18
"""Numbers per block, all channels together: 1 MiB of float32."""
_SMALL_BLOCK = 1024
_HEADER_SLACK = 1024
"""Bytes by which a header may be wrong: some programs count the header itself, or a pad byte."""


class _OneWayFile(soundfile.SoundFile):  # type: ignore[misc]
    """A file that is read on without a seek.

    WORKAROUND https://github.com/bastibe/python-soundfile/pull/209: `SoundFile.read` ends with a
    seek to where it already is, unless the file says it cannot seek. In an MP3 that costs the bit
    reservoir, and the next block begins with up to 2,500 wrong samples, as loud as the music.
    """

    def seekable(self) -> bool:
        return False


class SoundfileDecoder(Decoder):
    """A file read by libsndfile.

    Raises
    ------
    soundfile.SoundFileError, OSError, TypeError
        If libsndfile does not know the file (TypeError: its name ends in ``.raw``).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # As bytes: soundfile cannot encode names that are not valid UTF-8.
        self._file = _OneWayFile(os.fsencode(path) if os.name == "posix" else path)
        self.container = str(self._file.format)
        self.sample_rate = int(self._file.samplerate)
        self.n_channels = int(self._file.channels)
        self.n_samples = plausible_length(self._file.frames)
        self.is_cut_short = _header_promises_more(path)

    def blocks(self, start: int = 0) -> Iterator[tuple[int, FloatArray]]:
        """See `Decoder.blocks`."""
        position = self._seek(start)
        n_block = max(_SMALL_BLOCK, _BLOCK // self.n_channels)
        while True:
            try:
                block = self._file.read(n_block, dtype="float32", always_2d=True)
            except soundfile.SoundFileError:
                self.is_cut_short = True
                # The good start of the block is lost with the error: get it in small steps.
                if n_block == _SMALL_BLOCK or self._seek(position) != position:
                    return
                n_block = _SMALL_BLOCK
                continue
            if not len(block):
                break
            yield position, block
            position += len(block)
        self.is_cut_short |= self.falls_short(position)

    def _seek(self, start: int) -> int:
        """Go to a sample, or to the first if that cannot be; return which."""
        try:
            return int(self._file.seek(min(start, self.n_samples or start)))
        except soundfile.SoundFileError:  # not seekable, or beyond the true end
            self._file.close()
            self._file = _OneWayFile(self._path)
            return 0

    def close(self) -> None:
        """See `Decoder.close`."""
        self._file.close()


def _header_promises_more(path: Path) -> bool:
    """Whether a RIFF or AIFF header names a size beyond the file's end.

    libsndfile mends such headers in silence, so its ``frames`` does not tell.
    """
    with open(path, "rb") as file:
        head = file.read(12)
    if head[:4] == b"RIFF" and head[8:] == b"WAVE":
        size = int.from_bytes(head[4:8], "little")
    elif head[:4] == b"FORM" and head[8:] in (b"AIFF", b"AIFC"):
        size = int.from_bytes(head[4:8], "big")
    else:
        return False
    is_unknown = size >= 0xFFFFFF00  # a stream's header, written before the length was known
    return not is_unknown and size > path.stat().st_size + _HEADER_SLACK
