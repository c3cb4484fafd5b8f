"""Writes the samples of one file, and reads them back."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile

from engine.cancel import ShouldCancel, check
from engine.errors import ExportError
from engine.spec import FloatArray
from export.encoding import Frames, encode, read_back
from export.files import check_space, shown
from export.formats import FORMATS
from export.wav import N_BITS, quantised, wav_header, wav_samples

BLOCK = 1 << 16
"""Samples per channel that are converted and written at a time."""
SAFE_PEAK = 10 ** (-0.1 / 20)
"""Where the loudest sample of a file that was too loud ends up: -0.1 dBFS."""
MAX_BYTES = (1 << 32) - 1024
"""A WAV file counts its bytes in 32 bits."""
LOSSY_TRIES, LOSSY_STEP = 8, 0.99
"""A lossy file whose decoded peak is above full scale is written again, turned down, each time by
a little more: the code's own noise is another one then."""


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """What became of a sound.

    Parameters
    ----------
    path : Path
    gain_db : float
        By how much it was turned down, as a whole, because it would have clipped; 0 or less.
    n_replaced : int
        Samples that were not finite and became 0.
    """

    path: Path
    gain_db: float
    n_replaced: int


class Writer:
    """One sound on its way into one temporary file.

    Parameters
    ----------
    path : Path
        Where the file will be; its suffix decides the format.
    channels : float32 array, shape (n_channels, n_samples)
    sample_rate : int
    subtype : str
        One that the format has.
    should_cancel, on_progress
        See `export.audio.write_sound`.

    Attributes
    ----------
    digest : str
        SHA-256 of the file that was written.
    """

    def __init__(
        self,
        path: Path,
        channels: FloatArray,
        sample_rate: int,
        subtype: str,
        should_cancel: ShouldCancel,
        on_progress: Callable[[float], None] | None,
    ) -> None:
        self._path, self._channels = path, channels
        self._rate, self._subtype = sample_rate, subtype
        self._should_cancel = should_cancel
        self._on_progress = on_progress or (lambda _: None)
        self._format = FORMATS[path.suffix.lower()]
        self.digest = ""

    def write(self, temporary: Path) -> Written:
        """Write a new file, read it back, and say what was done.

        Raises
        ------
        ExportError, OSError, RenderCancelled
        """
        gain, n_replaced = self._level()
        self._check_room()
        peak = 0.0
        for attempt in range(LOSSY_TRIES):
            if attempt:
                gain *= SAFE_PEAK / peak * LOSSY_STEP ** (attempt - 1)
            temporary.unlink(missing_ok=True)
            if self._format.suffix == ".wav":
                self._write_wav(temporary, gain)
            else:
                self._encode(temporary, gain)
            peak = self._verify(temporary)
            if not (self._format.is_lossy and peak > 1):
                break
        with temporary.open("rb") as file:
            self.digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Written(self._path, round(20 * float(np.log10(gain)), 3), n_replaced)

    def _level(self) -> tuple[float, int]:
        """Return the gain that keeps it from clipping, and how many samples are not finite."""
        n_replaced, peak = 0, 0.0
        for start in range(0, self._channels.shape[1], BLOCK):
            check(self._should_cancel)
            block = self._channels[:, start : start + BLOCK]
            is_finite = np.isfinite(block)
            n_replaced += int(block.size - np.count_nonzero(is_finite))
            peak = max(peak, float(np.abs(block).max(where=is_finite, initial=0.0)))
        if self._subtype == "FLOAT":
            return 1.0, n_replaced
        # Two steps below full scale: one for the dither, one because +1.0 itself does not exist.
        limit = 1 - 2 * 0.5 ** (N_BITS.get(self._subtype, 24) - 1)
        return (SAFE_PEAK / peak if peak > limit else 1.0), n_replaced

    def _check_room(self) -> None:
        n_bytes = self._channels.size * N_BITS.get(self._subtype, 8) // 8  # Vorbis: far less
        if self._format.suffix == ".wav" and n_bytes > MAX_BYTES:
            raise ExportError(
                f"{shown(self._path)} was not written: a WAV file holds at most 4 GiB; choose a "
                "shorter clip."
            )
        check_space(self._path.parent, n_bytes)

    def _blocks(self) -> Iterator[FloatArray]:
        """Yield finite samples, shape (n_block, n_channels)."""
        n_samples = self._channels.shape[1]
        for start in range(0, n_samples, BLOCK):
            check(self._should_cancel)
            block = self._channels[:, start : start + BLOCK]
            yield np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0).T
            self._on_progress(min(1.0, (start + BLOCK) / n_samples))

    def _write_wav(self, temporary: Path, gain: float) -> None:
        rng = np.random.default_rng(0)
        n_written = 0
        with temporary.open("xb") as file:
            file.write(self._header())
            for block in self._blocks():
                n_written += file.write(wav_samples(block, self._subtype, gain, rng))
            if n_written % 2:  # RIFF asks for it
                file.write(b"\0")
            file.flush()
            os.fsync(file.fileno())

    def _header(self) -> bytes:
        n_channels, n_samples = self._channels.shape
        return wav_header(n_channels, n_samples, self._rate, self._subtype)

    def _encode(self, temporary: Path, gain: float) -> None:
        encode(
            temporary,
            self._encodable(gain),
            sample_rate=self._rate,
            n_channels=self._channels.shape[0],
            container=self._format.suffix[1:].upper(),
            subtype=self._subtype,
        )

    def _encodable(self, gain: float) -> Iterator[Frames]:
        rng = np.random.default_rng(0)
        for block in self._blocks():
            if self._format.is_lossy:
                yield np.ascontiguousarray(block * np.float32(gain))
            else:
                whole = quantised(block, self._subtype, gain, rng)
                yield whole << 8 if self._subtype == "PCM_24" else whole

    def _verify(self, temporary: Path) -> float:
        """Open the file with another reader than our writer and compare what it finds.

        Returns
        -------
        float
            Highest sample of a lossy file as it is decoded.
        """
        peak = 0.0

        def hear(block: FloatArray) -> None:
            nonlocal peak
            check(self._should_cancel)
            peak = max(peak, float(np.abs(block).max(initial=0.0)))

        try:
            info = soundfile.info(str(temporary))
            n_samples = info.frames
            if self._format.suffix != ".wav":
                n_samples = read_back(temporary, hear)
            found = str((info.channels, n_samples, info.samplerate))
        except soundfile.LibsndfileError as e:
            found = str(e)
        wanted = str((*self._channels.shape, self._rate))
        if found != wanted:
            raise ExportError(
                f"{shown(self._path)} was not written: the disk gave back something else than it "
                "was given; choose another disk.",
                f"found {found}, wrote {wanted}",
            )
        return peak
