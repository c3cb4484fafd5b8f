"""Sound files that are broken in known ways, and the sentences that refuse them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from engine.errors import ClipDecodeError, MorphError
from engine.spec import FloatArray


@contextlib.contextmanager
def refused(error: type[MorphError], pattern: str) -> Iterator[None]:
    """Expect an error whose sentence for the user matches a pattern.

    Sentences end with a full stop and, for files, name the file.
    """
    with pytest.raises(error) as caught:
        yield
    message = caught.value.user_message
    assert re.search(pattern, message), message
    assert message.endswith("."), message
    if isinstance(caught.value, ClipDecodeError) and len(caught.value.path.name) < 60:
        assert f"“{caught.value.path.name}”" in message or not caught.value.path.name.isprintable()


def chirp(duration_s: float, rate: int, n_channels: int = 1) -> FloatArray:
    """Sines that rise slowly, another in each channel; shape (n_samples, n_channels)."""
    t = np.arange(round(duration_s * rate)) / rate
    channels = [
        0.4 * np.sin(2 * np.pi * ((200 + 90 * c) * t + (50 + 7 * c) * t * t))
        for c in range(n_channels)
    ]
    return np.stack(channels, axis=1).astype(np.float32)


KINDS = {
    "wav": {"format": "WAV", "subtype": "PCM_16"},
    "float.wav": {"format": "WAV", "subtype": "FLOAT"},
    "flac": {"format": "FLAC"},
    "mp3": {"format": "MP3"},
    "ogg": {"format": "OGG", "subtype": "VORBIS"},
    "opus": {"format": "OGG", "subtype": "OPUS"},
    "aiff": {"format": "AIFF"},
}


def write_sound(path: Path, samples: FloatArray, rate: int, **kind: str) -> Path:
    """Write a file by soundfile; its kind comes from ``kind`` or the name."""
    kind = kind or KINDS[path.name.partition(".")[2]]
    n_channels = samples.shape[1]
    with soundfile.SoundFile(path, "w", rate, n_channels, **kind) as file:
        for start in range(0, len(samples), 4096):  # libsndfile's Ogg writer crashes on more
            file.write(samples[start : start + 4096])
    return path


def write_m4a(
    path: Path, samples: FloatArray, rate: int, codec: str = "aac", **options: Any
) -> Path:
    """Write an m4a (or other) file by PyAV, which the test needs."""
    av = pytest.importorskip("av")
    with av.open(path, "w", **options) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = "mono" if samples.shape[1] == 1 else "stereo"
        context = stream.codec_context
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.T), format="fltp", layout=stream.layout
        )
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        resampler = av.AudioResampler(
            format=context.format, layout=stream.layout, rate=rate, frame_size=context.frame_size
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def cut(path: Path, fraction: float) -> Path:
    """Cut a file's end off."""
    data = path.read_bytes()
    path.write_bytes(data[: int(fraction * len(data))])
    return path


def flip_bytes(path: Path, fraction: float, header: int = 200) -> Path:
    """Change some bytes behind the header."""
    data = np.frombuffer(path.read_bytes(), np.uint8).copy()
    rng = np.random.default_rng(0)
    at = rng.integers(header, len(data), int(fraction * len(data)))
    data[at] ^= rng.integers(1, 256, len(at)).astype(np.uint8)
    path.write_bytes(data.tobytes())
    return path


def patch(path: Path, at: int, replacement: bytes) -> Path:
    """Overwrite bytes at an offset."""
    data = bytearray(path.read_bytes())
    data[at : at + len(replacement)] = replacement
    path.write_bytes(data)
    return path
