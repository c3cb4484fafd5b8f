"""One track to its clips: what a process or a cluster's worker does."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import hashlib
import io
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import soundfile

from engine.audio.decoding import open_decoder
from engine.audio.excerpt import read_excerpt
from engine.audio.track import load_track
from engine.errors import MorphError
from engine.mel.analysis import analyse
from engine.mel.whole import split_frames
from engine.spec import FloatArray, MelSpec
from training.corpus.manifest import CLIP_SAMPLES, DEFAULT_SPEC, UInt8Array, clip_spec
from training.corpus.sources import Music
from training.errors import TrainingError

N_FRAMES = 640
SILENCE_DB = -55.0
"""Excerpts whose RMS is below this (dB full scale) are left out."""
FULL = (errno.ENOSPC, errno.EDQUOT)
STALE_S = 3600.0
"""An unfinished file this old has lost its writer."""


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """A track to prepare.

    Parameters
    ----------
    music : Music
    folder : Path
        Of the mels; absolute, and there already.
    n_mels, hop_length : int
    """

    music: Music
    folder: Path
    n_mels: int
    hop_length: int


@dataclasses.dataclass(frozen=True, slots=True)
class Clips:
    """What came of a track.

    Parameters
    ----------
    starts_s : tuple of float
        Where each clip begins in the track.
    digests : tuple of str
        A hash of each clip's mel.
    notes : tuple of str
        What the user should know of it.
    """

    starts_s: tuple[float, ...]
    digests: tuple[str, ...]
    notes: tuple[str, ...]


def clips_of(
    samples: FloatArray, *, spec: MelSpec, n_frames: int = N_FRAMES
) -> Iterator[tuple[float, UInt8Array]]:
    """Cut samples into excerpts of ``n_frames`` and yield each one's start and mel.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    spec : MelSpec
    n_frames : int

    Yields
    ------
    start_s : float
    mel : uint8 array, shape (n_mels, n_frames)
        Silent excerpts and the rest that fills no whole excerpt are skipped.
    """
    length = spec.n_samples(n_frames)
    for number, excerpt in enumerate(split_frames(samples, length)):
        rms = float(np.sqrt(np.mean(np.square(excerpt, dtype=np.float64))))
        if rms < 10 ** (SILENCE_DB / 20):
            continue
        mel_norm, _ = analyse(excerpt, spec=spec)
        yield number * length / spec.sample_rate, np.round(mel_norm * 255).astype(np.uint8)


def fills_a_clip(path: Path) -> bool:
    """Whether a file is sound and long enough for a clip."""
    try:
        with open_decoder(path) as decoder:
            excerpt = read_excerpt(decoder, 0, CLIP_SAMPLES, DEFAULT_SPEC.sample_rate)
    except Exception:  # noqa: BLE001 - a decoder's own; preparing will say what it is
        return False
    return len(excerpt.samples) >= CLIP_SAMPLES


def digest_of(mel: UInt8Array) -> str:
    """Return a hash of a clip, the same for the same music."""
    return hashlib.blake2b(mel.tobytes(), digest_size=12).hexdigest()


def prepare_track(task: Task) -> Clips:
    """Write one track's clips atomically; a track without any writes no file.

    A clip that is the same as an earlier one of the track, as loops have it, is left out.

    Raises
    ------
    TrainingError, MorphError, OSError
    """
    spec, n_frames = clip_spec(n_mels=task.n_mels, hop_length=task.hop_length)
    samples, notes = _read(task.music, spec.sample_rate)
    clips: dict[str, tuple[float, UInt8Array]] = {}
    for start_s, mel in clips_of(samples, spec=spec, n_frames=n_frames):
        clips.setdefault(digest_of(mel), (round(start_s, 3), mel))
    if clips:
        if not task.folder.is_dir():
            raise TrainingError(
                f"this computer does not see {task.folder}; the cluster must share it"
            )
        write_clips(task.folder / task.music.file, [mel for _, mel in clips.values()])
    return Clips(tuple(start for start, _ in clips.values()), tuple(clips), notes)


def _read(music: Music, sample_rate: int) -> tuple[FloatArray, tuple[str, ...]]:
    if not music.is_fetched:
        return load_track(music.path, sample_rate=sample_rate)
    again = "delete it and fetch again"
    try:
        with soundfile.SoundFile(music.path) as file:
            n_claimed, rate, n_channels = file.frames, file.samplerate, file.channels
            samples: FloatArray = file.read(dtype="float32", always_2d=True)[:, 0]
    except (soundfile.LibsndfileError, MemoryError) as e:
        raise TrainingError(f"{music.path} is damaged ({e}); {again}") from e
    if len(samples) != n_claimed:
        raise TrainingError(f"{music.path} is cut short; {again}")
    if (rate, n_channels) != (sample_rate, 1):
        raise TrainingError(
            f"{music.path} has {n_channels} channels at {rate} Hz, not one at {sample_rate} Hz; "
            f"{again}"
        )
    return samples, ()


def write_clips(target: Path, mels: Sequence[UInt8Array]) -> None:
    """Write clips as one array, shape (n_clips, n_mels, n_frames), whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # Two workers may have the same track, when the first was thought dead.
    part = target.with_name(f"{target.stem}.{secrets.token_hex(6)}.part")
    try:
        with part.open("xb") as out:
            # Not straight into the file: NumPy's own writing does not say when the disk is full.
            array = io.BytesIO()
            np.save(array, np.stack(mels))
            out.write(array.getbuffer())
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what killed writers left over an hour ago."""
    for part in folder.rglob("*.part"):
        with contextlib.suppress(FileNotFoundError):  # its writer lives, and has just finished
            if time.time() - part.stat().st_mtime > STALE_S:
                part.unlink()


def prepare_or_say(task: Task) -> Clips | TrainingError:
    """Prepare one track, or return a sentence that names it and says why not.

    Raises
    ------
    OSError
        If the disk is full: no other track could be written either.
    """
    path = task.music.path
    try:
        return prepare_track(task)
    except (MorphError, TrainingError) as e:
        said = getattr(e, "user_message", str(e)).rstrip(".")
    except OSError as e:
        if e.errno in FULL:
            raise
        said = f"{e.strerror or e}"
    except MemoryError:
        said = "it is too long for this computer's memory"
    except Exception as e:  # noqa: BLE001 - a decoder's own; one file must not stop thousands
        said = f"it cannot be decoded ({e!r})"
    return TrainingError(f"{said}." if str(path) in said else f"{path}: {said}.")
