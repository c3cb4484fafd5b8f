"""Samples to a sound file, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.cancel import ShouldCancel, never
from engine.spec import FloatArray
from export.files import (
    check_target,
    explained,
    publish,
    publish_pair,
    temporary_beside,
    write_through,
)
from export.formats import SUFFIXES, format_of
from export.sidecar import sidecar_path, to_json
from export.wav import N_BITS
from export.writer import Writer, Written


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
    """Write a WAV file: `write_sound` for those that make no others.

    Raises
    ------
    ExportError
    """
    check_target(path, suffix=".wav", overwrite=overwrite, sources=sources)
    return write_sound(
        path,
        samples,
        sample_rate,
        subtype=subtype,
        overwrite=overwrite,
        sidecar=sidecar,
        sources=sources,
    ).path


def write_sound(
    path: Path,
    samples: FloatArray,
    sample_rate: int,
    *,
    subtype: str = "PCM_24",
    overwrite: bool = False,
    sidecar: dict[str, Any] | None = None,
    sources: Sequence[Path] = (),
    should_cancel: ShouldCancel = never,
    on_progress: Callable[[float], None] | None = None,
) -> Written:
    """Write a sound file and, beside it, how it was made.

    The file appears complete and checked, or not at all; the sidecar comes and goes with it.
    NaN and infinite samples are written as 0. Files that would clip are turned down as a whole,
    unless their samples are floats; the sidecar says by how much.

    Parameters
    ----------
    path : Path
        Its suffix, one of `export.formats.SUFFIXES`, decides the format.
    samples : float32 array, shape (n_samples,) or (n_channels, n_samples)
        Full scale is 1.
    sample_rate : int
        In Hz.
    subtype : str
        "PCM_16" (with triangular dither, the same in each run), "PCM_24" or "FLOAT" (32 bits).
        Ogg Vorbis has no such choice.
    overwrite : bool
        Whether an existing file may be replaced.
    sidecar : dict, optional
        Written to ``NAME.wav.json`` with "gain_db" and "file" added; see `describe_render`.
    sources : sequence of Path
        Clips in use, which are never replaced.
    should_cancel : callable
        Asked between blocks.
    on_progress : callable, optional
        Told the share that is written, 0…1.

    Returns
    -------
    Written

    Raises
    ------
    ExportError
        If it cannot be written; nothing half-written is left, and an older file is as it was.
    RenderCancelled
        Likewise.
    """
    channels = np.atleast_2d(samples)
    if channels.ndim != 2 or not channels.size or subtype not in N_BITS:
        raise ValueError(f"cannot write samples of shape {samples.shape} as {subtype}")
    check_target(path, suffix=SUFFIXES, overwrite=overwrite, sources=sources)
    n_channels, n_samples = channels.shape
    subtype = format_of(
        path, subtype=subtype, sample_rate=sample_rate, n_channels=n_channels
    ).subtype(subtype)
    side = sidecar_path(path)
    if sidecar is not None:
        check_target(side, suffix=".json", overwrite=overwrite, sources=sources)
    writer = Writer(path, channels, sample_rate, subtype, should_cancel, on_progress)
    with explained(path), temporary_beside(path) as temporary:
        written = writer.write(temporary)
        if sidecar is None:
            publish(temporary, path, overwrite=overwrite)
            return written
        facts = {
            "name": path.name,
            "subtype": subtype,
            "sample_rate": sample_rate,
            "n_channels": n_channels,
            "n_samples": n_samples,
            "n_replaced": written.n_replaced,
            "sha256": writer.digest,
        }
        record = {**sidecar, "gain_db": written.gain_db, "file": facts}
        with temporary_beside(side) as note:
            write_through(note, to_json(record).encode())
            publish_pair((note, side), (temporary, path), overwrite=overwrite)
    return written
