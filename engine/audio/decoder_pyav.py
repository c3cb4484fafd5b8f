"""m4a, AAC, ALAC and WMA by PyAV (FFmpeg); needs the optional ``formats`` extra."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from engine.audio.decoder import Decoder, plausible_length
from engine.spec import FloatArray

_DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,aac,asf,matroska,webm,caf,ape,wv,tta,ac3,eac3,dsf,amr,mp3,ogg,flac,"
    "wav,aiff"
)
"""FFmpeg also opens playlists, which name other files and hosts; these kinds are plain files."""
_NAMES = {"mov": "MP4", "asf": "WMA", "matroska": "MKV"}
_HAS_INDEX = "mov"
"""The only kind that seeks to the sample: the others guess from the bit rate or count in
milliseconds, so they are read from the start."""


class PyavDecoder(Decoder):
    """A file read by FFmpeg; the constructor raises nearly anything on broken files."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open()
        self._kind = str(self._container.format.name).split(",")[0]
        self.container = _NAMES.get(self._kind, self._kind.upper())
        self.sample_rate = int(self._stream.codec_context.sample_rate)
        self.n_channels = int(self._stream.codec_context.channels)
        self.n_samples = plausible_length(round(self._claimed_s() * self.sample_rate))

    def _open(self) -> None:
        with ExitStack() as stack:
            # An open file, not a name: FFmpeg takes "concat:…" and "http:…" out of names.
            file = stack.enter_context(open(self._path, "rb"))
            options = {"format_whitelist": _DEMUXERS, "protocol_whitelist": "file"}
            self._container: Any = stack.enter_context(av.open(file, options=options))
            self._stream: Any = self._container.streams.audio[0]
            self._open_files = stack.pop_all()
        self._is_fresh = True

    def _claimed_s(self) -> Fraction:
        if self._stream.duration:
            return Fraction(self._stream.duration * self._stream.time_base)
        return Fraction(self._container.duration or 0, av.time_base)

    def blocks(self, start: int = 0) -> Iterator[tuple[int, FloatArray]]:
        """See `Decoder.blocks`."""
        resampler = av.AudioResampler(format="fltp", rate=self.sample_rate)
        position: int | None = None
        try:
            is_at_start = self._seek(start)
            for frame in self._container.decode(self._stream):
                if position is None:
                    position = 0 if is_at_start else self._first_sample_of(frame)
                frame.pts = None  # the resampler would complain of gaps
                for part in resampler.resample(frame):
                    block = np.asarray(part.to_ndarray().T, np.float32)
                    yield position, block
                    position += len(block)
        except (av.FFmpegError, ValueError, OSError):  # what came before is good
            self.is_cut_short = True
        if self._kind == _HAS_INDEX:
            self.is_cut_short |= self.falls_short(position or 0)

    def _seek(self, start: int) -> bool:
        """Go to ``start`` or before; return whether that is the very start."""
        if not self._is_fresh:  # a seek to 0 would bring back the codec's run-up
            self._open_files.close()
            self._open()
        self._is_fresh = False
        if start <= 0 or self._kind != _HAS_INDEX:
            return True
        target = Fraction(start, self.sample_rate) / self._stream.time_base
        self._container.seek(int(target), stream=self._stream, backward=True)
        return False

    def _first_sample_of(self, frame: Any) -> int:
        seconds = Fraction(frame.pts or 0) * Fraction(frame.time_base)
        return round(seconds * self.sample_rate)

    def close(self) -> None:
        """See `Decoder.close`."""
        self._open_files.close()
