"""The bytes of WAV files, and samples as whole numbers."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

from engine.spec import FloatArray

N_BITS: dict[str, int] = {"PCM_16": 16, "PCM_24": 24, "FLOAT": 32}
Whole = npt.NDArray[np.int16] | npt.NDArray[np.int32]


def quantised(frames: FloatArray, subtype: str, gain: float, rng: np.random.Generator) -> Whole:
    """Return samples as whole numbers: int16, or int32 of which 24 bits are used.

    Parameters
    ----------
    frames : float32 array, shape (n_samples, n_channels)
    subtype : str
        "PCM_16", with triangular dither, or "PCM_24".
    gain : float
        Keeps them within full scale.
    rng : numpy.random.Generator
        Of the dither.
    """
    steps = frames.astype(np.float64) * (gain * 2.0 ** (N_BITS[subtype] - 1))
    if subtype == "PCM_16":
        # Triangular noise of two steps turns the rounding error from distortion into even hiss.
        steps += rng.random(steps.shape) - rng.random(steps.shape)
        return np.rint(steps).astype(np.int16)
    return np.rint(steps).astype(np.int32)


def wav_samples(frames: FloatArray, subtype: str, gain: float, rng: np.random.Generator) -> bytes:
    """Return interleaved samples, shape (n_samples, n_channels), as a WAV file has them."""
    if subtype == "FLOAT":
        return frames.astype("<f4").tobytes()
    whole = quantised(frames, subtype, gain, rng)
    if subtype == "PCM_16":
        return whole.astype("<i2").tobytes()
    return whole.astype("<i4")[..., None].view(np.uint8)[..., :3].tobytes()


def wav_header(n_channels: int, n_samples: int, sample_rate: int, subtype: str) -> bytes:
    """Return the bytes before the samples (RIFF, as Microsoft's 1991 and 1994 papers say).

    Ours rather than libsndfile's, so that the operating system's errors arrive as they are and the
    same samples give the same bytes (libsndfile puts the time of day into float files).
    """
    width = N_BITS[subtype] // 8
    is_float = subtype == "FLOAT"
    fields = (
        3 if is_float else 1,
        n_channels,
        sample_rate,
        sample_rate * n_channels * width,
        n_channels * width,
        8 * width,
    )
    fmt = struct.pack("<HHIIHH", *fields)
    chunks = b"fmt " + struct.pack("<I", len(fmt)) + fmt
    if is_float:  # other formats than integers must say their length a second time
        chunks += b"fact" + struct.pack("<II", 4, n_samples)
    n_bytes = n_channels * n_samples * width
    n_riff = 4 + len(chunks) + 8 + n_bytes + n_bytes % 2
    return (
        b"RIFF"
        + struct.pack("<I", n_riff)
        + b"WAVE"
        + chunks
        + b"data"
        + struct.pack("<I", n_bytes)
    )
