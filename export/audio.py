"""Samples to a WAV file, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import soundfile

from engine.errors import ExportError
from engine.spec import FloatArray
from export.files import (
    check_space,
    check_target,
    explained,
    publish,
    publish_pair,
    shown,
    temporary_beside,
    write_through,
)
from export.sidecar import sidecar_path, to_json

Subtype = Literal["PCM_16", "PCM_24", "FLOAT"]
N_BITS: dict[str, int] = {"PCM_16": 16, "PCM_24": 24, "FLOAT": 32}

BLOCK = 1 << 16
"""Samples per channel that are converted and written at a time."""
SAFE_PEAK = 10 ** (-0.1 / 20)
"""Where the loudest sample of a file that was too loud ends up: -0.1 dBFS."""
MAX_BYTES = (1 << 32) - 1024
"""A WAV file counts its bytes in 32 bits."""


def write_wav(
    path: Path,
    samples: FloatArray,
    sample_rate: int,
    *,
    subtype: str = "PCM_24",
    overwrite: bool = False,
    sidecar: dict[str, Any] | None = None,
    sources: Sequence[Path] = (),
) -> Path:
    """Write a WAV file and, beside it, how it was made.

    The file appears complete and checked, or not at all; the sidecar comes and goes with it.
    NaN and infinite samples are written as 0. Integer files that would clip are turned down as a
    whole; the sidecar says by how much.

    Parameters
    ----------
    path : Path
        Ends in .wav.
    samples : float32 array, shape (n_samples,) or (n_channels, n_samples)
        Full scale is 1.
    sample_rate : int
        In Hz.
    subtype : str
        "PCM_16" (with triangular dither, the same in each run), "PCM_24" or "FLOAT" (32 bits).
    overwrite : bool
        Whether an existing file may be replaced.
    sidecar : dict, optional
        Written to ``NAME.wav.json`` with "gain_db" and "file" added; see `describe_render`.
    sources : sequence of Path
        Clips in use, which are never replaced.

    Returns
    -------
    Path
        ``path``.

    Raises
    ------
    ExportError
        If it cannot be written; nothing half-written is left, and an older file is as it was.
    """
    channels = np.atleast_2d(samples)
    if channels.ndim != 2 or not channels.size or subtype not in N_BITS:
        raise ValueError(f"cannot write samples of shape {samples.shape} as {subtype}")
    check_target(path, suffix=".wav", overwrite=overwrite, sources=sources)
    side = sidecar_path(path)
    if sidecar is not None:
        check_target(side, suffix=".json", overwrite=overwrite, sources=sources)
    gain, n_replaced = _level(channels, subtype)
    with explained(path), temporary_beside(path) as wav:
        digest = _write_checked(wav, path, channels, sample_rate, subtype, gain)
        if sidecar is None:
            publish(wav, path, overwrite=overwrite)
            return path
        facts = {
            "name": path.name,
            "subtype": subtype,
            "sample_rate": sample_rate,
            "n_channels": channels.shape[0],
            "n_samples": channels.shape[1],
            "n_replaced": n_replaced,
            "sha256": digest,
        }
        record = {**sidecar, "gain_db": round(20 * float(np.log10(gain)), 3), "file": facts}
        with temporary_beside(side) as note:
            write_through(note, to_json(record).encode())
            publish_pair((note, side), (wav, path), overwrite=overwrite)
    return path


def _level(channels: FloatArray, subtype: str) -> tuple[float, int]:
    """Return the gain that keeps a file from clipping, and how many samples are not finite."""
    n_replaced, peak = 0, 0.0
    for start in range(0, channels.shape[1], BLOCK):
        block = channels[:, start : start + BLOCK]
        is_finite = np.isfinite(block)
        n_replaced += int(block.size - np.count_nonzero(is_finite))
        peak = max(peak, float(np.abs(block).max(where=is_finite, initial=0.0)))
    if subtype == "FLOAT":
        return 1.0, n_replaced
    # Two steps below full scale: one for the dither, one because +1.0 itself does not exist.
    limit = 1 - 2 * 0.5 ** (N_BITS[subtype] - 1)
    return (SAFE_PEAK / peak if peak > limit else 1.0), n_replaced


def _write_checked(
    temporary: Path,
    path: Path,
    channels: FloatArray,
    sample_rate: int,
    subtype: str,
    gain: float,
) -> str:
    """Write the temporary file, read its header back, and return its SHA-256."""
    n_channels, n_samples = channels.shape
    n_bytes = n_channels * n_samples * N_BITS[subtype] // 8
    if n_bytes > MAX_BYTES:
        raise ExportError(
            f"{shown(path)} was not written: a WAV file holds at most 4 GiB; choose a shorter clip."
        )
    check_space(path.parent, n_bytes)
    digest = hashlib.sha256()
    with temporary.open("xb") as file:
        for block in _blocks(channels, sample_rate, subtype, gain):
            file.write(block)
            digest.update(block)
        file.flush()
        os.fsync(file.fileno())
    _verify(temporary, path, channels.shape, sample_rate)
    return digest.hexdigest()


def _verify(temporary: Path, path: Path, shape: tuple[int, ...], sample_rate: int) -> None:
    """Open the file with another reader than our writer and compare what it finds."""
    try:
        info = soundfile.info(str(temporary))
        found = str((info.channels, info.frames, info.samplerate))
    except soundfile.LibsndfileError as e:
        found = str(e)
    wanted = str((*shape, sample_rate))
    if found != wanted:
        raise ExportError(
            f"{shown(path)} was not written: the disk gave back something else than it was given; "
            "choose another disk.",
            f"found {found}, wrote {wanted}",
        )


def _blocks(channels: FloatArray, sample_rate: int, subtype: str, gain: float) -> Iterator[bytes]:
    """Yield the file's bytes: header, samples, and the pad byte that RIFF asks for."""
    n_channels, n_samples = channels.shape
    yield wav_header(n_channels, n_samples, sample_rate, subtype)
    rng = np.random.default_rng(0)
    n_written = 0
    for start in range(0, n_samples, BLOCK):
        block = np.nan_to_num(channels[:, start : start + BLOCK], nan=0.0, posinf=0.0, neginf=0.0)
        data = _encode(block.T, subtype, gain, rng)
        n_written += len(data)
        yield data
    if n_written % 2:
        yield b"\0"


def _encode(frames: FloatArray, subtype: str, gain: float, rng: np.random.Generator) -> bytes:
    """Bytes of interleaved samples, shape (n_samples, n_channels)."""
    if subtype == "FLOAT":
        return frames.astype("<f4").tobytes()
    steps = frames.astype(np.float64) * (gain * 2.0 ** (N_BITS[subtype] - 1))
    if subtype == "PCM_16":
        # Triangular noise of two steps turns the rounding error from distortion into even hiss.
        steps += rng.random(steps.shape) - rng.random(steps.shape)
        return np.rint(steps).astype("<i2").tobytes()
    whole = np.rint(steps).astype("<i4")
    return whole[..., None].view(np.uint8)[..., :3].tobytes()


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
