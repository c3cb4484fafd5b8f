"""Samples into FLAC and Ogg Vorbis, by libsndfile, without its silence about full disks."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from engine.spec import FloatArray

CHUNK = 4096
"""Samples handed to libsndfile at a time: Vorbis keeps all of a call on the stack, and a minute
in one call is more than the stack holds (python-soundfile issues 233, 396, 426)."""
VORBIS_QUALITY = 0.7
"""Of 0 to 1: about 110 kbit/s a channel at 44.1 kHz."""
Frames = npt.NDArray[np.int16] | npt.NDArray[np.int32] | FloatArray


class Sink(io.RawIOBase):
    """What libsndfile writes to: a file whose refusals are kept and not lost on the way.

    Parameters
    ----------
    path : Path
        A new file.

    Raises
    ------
    OSError
        Where the first block after a refusal is written, and by `close`.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("xb+", buffering=0)
        self._refusal: OSError | None = None

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write all of it, or remember why not."""
        view = memoryview(data)
        try:
            while view and self._refusal is None:
                n_written = self._file.write(view) or 0
                if not n_written:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                view = view[n_written:]
        except OSError as e:  # it would have to pass through C
            self._refusal = e
        return len(data) - len(view)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go elsewhere: encoders complete their header at the end."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return where it is."""
        return self._file.tell()

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Read back what was written."""
        return self._file.readinto(buffer) or 0

    def require(self) -> None:
        """Raise what the operating system said, if it refused anything."""
        if self._refusal is not None:
            raise self._refusal

    def sync(self) -> None:
        """Bring it down to the disk."""
        self.require()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def encode(
    path: Path,
    blocks: Iterator[Frames],
    *,
    sample_rate: int,
    n_channels: int,
    container: str,
    subtype: str,
) -> None:
    """Write a new file.

    Parameters
    ----------
    path : Path
    blocks : iterator of int16, int32 or float32 arrays, shape (n_block, n_channels)
        Of 24 bits, the upper ones of an int32.
    sample_rate, n_channels : int
    container, subtype : str
        As libsndfile calls them: "FLAC" or "OGG"; "PCM_16", "PCM_24" or "VORBIS".

    Raises
    ------
    OSError
        If the disk refuses.
    """
    sink = Sink(path)
    options = {"compression_level": 1 - VORBIS_QUALITY} if subtype == "VORBIS" else {}
    try:
        try:
            with soundfile.SoundFile(
                sink,
                "w",
                sample_rate,
                n_channels,
                subtype=subtype,
                format=container,
                **options,
            ) as file:
                for block in blocks:
                    for start in range(0, len(block), CHUNK):
                        file.write(block[start : start + CHUNK])
                        sink.require()
        except (soundfile.LibsndfileError, AssertionError):  # it counts what it could write
            sink.require()
            raise
        sink.sync()
    finally:
        sink.close()


def read_back(path: Path, on_block: Callable[[FloatArray], object] | None = None) -> int:
    """Decode a file to its end and count its samples per channel.

    A header tells what was to be written, not what was.

    Raises
    ------
    soundfile.LibsndfileError
        If it is damaged.
    """
    n_samples = 0
    with soundfile.SoundFile(str(path)) as file:
        while len(block := file.read(1 << 16, dtype="float32", always_2d=True)):
            n_samples += len(block)
            if on_block:
                on_block(block)
    return n_samples
