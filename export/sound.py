"""A finished sound, as the user wants it: rate, loudness, format; pictures of it beside."""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from engine.cancel import ShouldCancel, check, never
from engine.mel.files import StoredMel, write_mel
from engine.mel.whole import analyse_track, track_picture
from engine.spec import FloatArray, MelSpec
from export.audio import write_sound
from export.files import check_target
from export.formats import SUFFIXES
from export.level import CEILING_DB, Levelled, set_loudness
from export.sidecar import sidecar_path
from export.spectrogram import write_mel_png
from export.spool import spooled

BLOCK = 1 << 16
PICTURES = (".png", ".exr")


@dataclasses.dataclass(frozen=True, slots=True)
class SoundOptions:
    """How a sound is written.

    Parameters
    ----------
    subtype : str
        See `export.audio.write_sound`.
    sample_rate : int or None
        In Hz; None for the one it has.
    target_lufs : float or None
        None leaves the loudness as it is.
    overwrite : bool
        Whether existing files may be replaced.
    has_sidecar : bool
        Whether a file beside it says how it was made.
    """

    subtype: str = "PCM_24"
    sample_rate: int | None = None
    target_lufs: float | None = None
    overwrite: bool = False
    has_sidecar: bool = True


def targets(path: Path, options: SoundOptions, pictures: Sequence[str] = ()) -> list[Path]:
    """Return all files that are written for one sound, the sound first."""
    side = [sidecar_path(path)] if options.has_sidecar else []
    return [path, *side, *(path.with_suffix(suffix) for suffix in pictures)]


def check_targets(
    path: Path, options: SoundOptions, pictures: Sequence[str] = (), sources: Sequence[Path] = ()
) -> None:
    """Refuse what cannot be written, before any work is done.

    Raises
    ------
    ExportError
    """
    # The sound first: what has no name has no file beside it.
    check_target(path, suffix=SUFFIXES, overwrite=options.overwrite, sources=sources)
    for side in targets(path, options, pictures)[1:]:
        check_target(side, suffix=side.suffix.lower(), overwrite=options.overwrite, sources=sources)


def export_sound(
    path: Path,
    samples: FloatArray,
    sample_rate: int,
    options: SoundOptions,
    *,
    sidecar: dict[str, Any],
    sources: Sequence[Path] = (),
    should_cancel: ShouldCancel = never,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[str, ...]:
    """Bring a sound to its rate and loudness and write it.

    Parameters
    ----------
    path : Path
        Its suffix decides the format.
    samples : float32 array, shape (n_samples,) or (n_channels, n_samples)
        Not changed.
    sample_rate : int
        Of the samples, in Hz.
    options : SoundOptions
    sidecar : dict
        What made it; "loudness" is added where that was set.
    sources, should_cancel, on_progress
        See `export.audio.write_sound`.

    Returns
    -------
    tuple of str
        Sentences for the user about what was done to its level.

    Raises
    ------
    ExportError, RenderCancelled
        Nothing half-written is left.
    """
    rate = options.sample_rate or sample_rate
    sentences: list[str] = []
    with contextlib.ExitStack() as kept:
        channels = np.atleast_2d(samples)
        if rate != sample_rate or options.target_lufs is not None:
            blocks = at_rate(channels, sample_rate, rate, should_cancel)
            channels = kept.enter_context(spooled(path, blocks))
        record = {**sidecar}
        if options.target_lufs is not None:
            level = set_loudness(channels, rate, options.target_lufs, should_cancel)
            sentences.append(_tell(level))
            record["loudness"] = dataclasses.asdict(level)
        written = write_sound(
            path,
            channels,
            rate,
            subtype=options.subtype,
            overwrite=options.overwrite,
            sidecar=record if options.has_sidecar else None,
            sources=sources,
            should_cancel=should_cancel,
            on_progress=on_progress,
        )
    if written.gain_db:
        sentences.append(f"It would have clipped and was turned down by {-written.gain_db:.1f} dB.")
    return tuple(sentences)


def _tell(level: Levelled) -> str:
    if not math.isfinite(level.before_lufs):
        return "It is silent, so its loudness was left alone."
    change = level.after_lufs - level.before_lufs
    turned = f"Turned {'up' if change > 0 else 'down'} by {abs(change):.1f} dB"
    if level.limited_db > 0.1:
        turned += f", its peaks held down by up to {level.limited_db:.1f} dB"
    if level.is_reached:
        return f"{turned}, to {level.after_lufs:.1f} LUFS."
    return (
        f"{turned}, to {level.after_lufs:.1f} LUFS; for {level.target_lufs:g} LUFS its "
        f"peaks would pass {CEILING_DB:g} dB."
    )


def at_rate(
    channels: FloatArray, old: int, new: int, should_cancel: ShouldCancel = never
) -> Iterator[FloatArray]:
    """Yield a sound at another rate, a block at a time; what is not finite becomes 0.

    Parameters
    ----------
    channels : float32 array, shape (n_channels, n_samples)
    old, new : int
        In Hz.
    should_cancel : callable

    Yields
    ------
    float32 array, shape (n_channels, n_block)
    """
    n_samples = channels.shape[1]
    n_left = math.ceil(n_samples * new / old)
    stream = soxr.ResampleStream(old, new, channels.shape[0], dtype="float32")
    for start in range(0, n_samples, BLOCK):
        check(should_cancel)
        block = channels[:, start : start + BLOCK]
        block = np.ascontiguousarray(np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0).T)
        if old != new:
            block = stream.resample_chunk(block, last=start + BLOCK >= n_samples)
            block = block.reshape(-1, channels.shape[0])[:n_left]
        n_left -= len(block)
        yield block.T
    if n_left > 0:  # what the filter's delay has swallowed
        yield np.zeros((channels.shape[0], n_left), np.float32)


def write_pictures(path: Path, pictures: Sequence[str], mel: StoredMel, *, overwrite: bool) -> None:
    """Write a mel beside a sound, as ".png" in colours or ".exr" with all its numbers.

    Raises
    ------
    ExportError
    """
    for suffix in pictures:
        target = path.with_suffix(suffix)
        if suffix == ".png":
            write_mel_png(target, mel.mel_norm, overwrite=overwrite)
        else:
            check_target(target, suffix=suffix, overwrite=overwrite)
            write_mel(target, mel)


def write_track_pictures(
    path: Path,
    pictures: Sequence[str],
    samples: FloatArray,
    sample_rate: int,
    spec: MelSpec,
    *,
    overwrite: bool,
) -> None:
    """Write mels of a sound of any length and rate beside it: the PNG thinned out to fit a screen.

    Raises
    ------
    ExportError
    """
    if not pictures:
        return
    mono = np.atleast_2d(samples).mean(axis=0, keepdims=True, dtype=np.float32)
    at_model = np.concatenate([*at_rate(mono, sample_rate, spec.sample_rate)], axis=1)[0]
    for suffix in pictures:
        if suffix == ".png":
            mel_norm, ref_db = track_picture(at_model, spec=spec)
            mel = StoredMel(mel_norm, None, ref_db)
        else:
            mel_norm, ref_db = analyse_track(at_model, spec=spec)
            mel = StoredMel(mel_norm, spec, ref_db)
        write_pictures(path, (suffix,), mel, overwrite=overwrite)
