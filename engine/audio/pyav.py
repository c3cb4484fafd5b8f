"""m4a, AAC, ALAC and WMA by PyAV (FFmpeg); needs the optional ``formats`` extra."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import av

from engine.spec import FloatArray

_DEMUXERS = "mov,mp4,m4a,3gp,3g2,mj2,aac,asf,matroska,webm,caf,ape,wv,tta,ac3,eac3,dsf,amr,mp3,ogg"
"""FFmpeg also opens playlists, which may name files and hosts; these kinds are plain files."""
_NAMES = {"mov": "MP4", "asf": "WMA", "matroska": "MKV"}
_SEEKS_EXACTLY = {"mov", "asf", "matroska"}
"""The others guess a position from the bit rate, so they are read from the start."""


class PyavDecoder(AbstractContextManager["PyavDecoder"]):
    """A file read by FFmpeg. Raises nearly anything on broken files; see `open_decoder`."""

    def __init__(self, path: Path) -> None:
        with ExitStack() as stack:
            # An open file, not a name: FFmpeg reads "concat:…" and "http:…" out of names.
            file = stack.enter_context(open(path, "rb"))
            options = {"format_whitelist": _DEMUXERS, "protocol_whitelist": "file"}
            self._container: Any = stack.enter_context(av.open(file, options=options))
            self._stream: Any = self._container.streams.audio[0]
            self._stack = stack.pop_all()
        self._kind = self._container.format.name.split(",")[0]
        self.container = _NAMES.get(self._kind, self._kind.upper())
        self.sample_rate = int(self._stream.codec_context.sample_rate)
        self.n_channels = int(self._stream.codec_context.channels)
        self.n_samples = self._claimed_samples()
        self.is_cut_short = False

    def _claimed_samples(self) -> int:
        if self._stream.duration:
            seconds = self._stream.duration * self._stream.time_base
        else:
            seconds = Fraction(self._container.duration or 0, av.time_base)
        n_samples = round(seconds * self.sample_rate)
        return n_samples if 0 <= n_samples < 1 << 48 else 0

    def blocks(self, start: int = 0) -> Iterator[tuple[int, FloatArray]]:
        """See `engine.audio.decoding.Decoder.blocks`."""
        position: int | None = self._seek(start)
        resampler = av.AudioResampler(format="fltp", rate=self.sample_rate)
        try:
            for frame in self._container.decode(self._stream):
                if position is None:
                    position = self._index(frame)
                frame.pts = None
                for part in resampler.resample(frame):
                    block: FloatArray = part.to_ndarray().T
                    yield position, block
                    position += len(block)
        except (av.FFmpegError, ValueError, EOFError):  # what came before is still good
            self.is_cut_short = True
        if position is not None and position < self.n_samples - 4096:
            self.is_cut_short = True

    def _seek(self, start: int) -> int | None:
        """Go to ``start`` or before; return the position, None when the next frame tells it."""
        if start <= 0 or self._kind not in _SEEKS_EXACTLY:
            self._container.seek(0)
            return 0
        target = Fraction(start, self.sample_rate) / self._stream.time_base
        self._container.seek(int(target), stream=self._stream, backward=True)
        return None

    def _index(self, frame: Any) -> int:
        if frame.pts is None:
            return 0
        return round(frame.pts * Fraction(frame.time_base) * self.sample_rate)

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self._stack.close()
