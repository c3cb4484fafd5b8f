"""FLAC tracks to mel clips: what training and evaluation read.

Every track becomes one ``mels/PACKAGE/ID.npy`` of shape (n_clips, n_mels, n_frames), uint8:
consecutive 5 s excerpts, each analysed and normalised by itself as the program does it, 0 to 255
for [0, 1] (0.31 dB a step). ``mels/manifest.csv`` has one line a track and grows as tracks finish.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
from tqdm import tqdm

from engine.mel.analysis import analyse
from engine.spec import FloatArray, MelSpec
from training.corpus.index import Track, read_index

N_FRAMES = 640
SILENCE_DB = -55.0
"""Excerpts whose RMS is below this (dB full scale) are left out."""

UInt8Array = npt.NDArray[np.uint8]


@dataclasses.dataclass(frozen=True, slots=True)
class PreparedTrack:
    """One line of the manifest: a track's clips and where each starts (seconds)."""

    track_id: str
    package: str
    style: str
    split: str
    file: str
    starts_s: tuple[float, ...]


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
    for start in range(0, samples.shape[0] - length + 1, length):
        excerpt = samples[start : start + length]
        rms = float(np.sqrt(np.mean(np.square(excerpt, dtype=np.float64))))
        if rms < 10 ** (SILENCE_DB / 20):
            continue
        mel_norm, _ = analyse(excerpt, spec=spec)
        yield start / spec.sample_rate, np.round(mel_norm * 255).astype(np.uint8)


def prepare_track(track: Track, data: Path, spec: MelSpec) -> PreparedTrack:
    """Write one track's clips atomically; a track without any writes no file."""
    samples, sample_rate = soundfile.read(data / "corpus" / track.flac, dtype="float32")
    if sample_rate != spec.sample_rate:
        raise ValueError(f"{track.flac} is at {sample_rate} Hz, not {spec.sample_rate} Hz")
    starts, mels = [], []
    for start_s, mel in clips_of(samples, spec=spec):
        starts.append(round(start_s, 3))
        mels.append(mel)
    file = f"{track.package}/{track.track_id}.npy"
    if mels:
        target = data / "mels" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        with part.open("wb") as out:
            np.save(out, np.stack(mels))
        os.replace(part, target)
    return PreparedTrack(
        track.track_id, track.package, track.style, track.split, file, tuple(starts)
    )


FIELDS = tuple(field.name for field in dataclasses.fields(PreparedTrack))


def read_manifest(data: Path) -> list[PreparedTrack]:
    """Read ``mels/manifest.csv``; a line cut short by an interruption is ignored."""
    path = data / "mels" / "manifest.csv"
    if not path.exists():
        return []
    tracks = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            starts = row.pop("starts_s", None) or ""
            if starts.endswith(";"):
                starts_s = tuple(float(s) for s in starts.split(";") if s)
                tracks[row["track_id"]] = PreparedTrack(**row, starts_s=starts_s)
    return list(tracks.values())


def append_manifest(data: Path, prepared: PreparedTrack) -> None:
    """Add one finished track to the manifest."""
    path = data / "mels" / "manifest.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if is_new:
            writer.writerow(FIELDS)
        row = dataclasses.asdict(prepared)
        # The closing ";" marks a complete line.
        row["starts_s"] = "".join(f"{s:g};" for s in prepared.starts_s) or ";"
        writer.writerow(row.values())


def prepare(
    data: Path, *, jobs: int = 1, tracks: Iterable[Track] | None = None
) -> tuple[int, list[str]]:
    """Prepare every fetched track that the manifest does not have yet.

    Parameters
    ----------
    data : Path
        The data folder; reads ``corpus/flac``, writes ``mels``.
    jobs : int
        Processes.
    tracks : iterable of Track, optional
        Default: the whole index.

    Returns
    -------
    n_clips : int
        Clips made by this call.
    failed : list of str
        One line for each track that could not be prepared; the others are not stopped by it.
    """
    done = {track.track_id for track in read_manifest(data)}
    todo = [
        track
        for track in (read_index() if tracks is None else tracks)
        if track.track_id not in done and (data / "corpus" / track.flac).exists()
    ]
    n_clips, failed = 0, []
    with tqdm(
        total=round(sum(track.seconds for track in todo)), unit="s", desc="prepare", mininterval=1
    ) as bar:
        for track, outcome in _prepared(todo, data, jobs):
            if isinstance(outcome, PreparedTrack):
                append_manifest(data, outcome)
                n_clips += len(outcome.starts_s)
            else:
                failed.append(f"{track.package}/{track.track_id}: {outcome}")
            bar.update(round(track.seconds))
    return n_clips, failed


def _prepared(
    todo: Sequence[Track], data: Path, jobs: int
) -> Iterator[tuple[Track, PreparedTrack | Exception]]:
    """Prepare tracks in ``jobs`` processes and yield each one's outcome as it comes."""
    if jobs == 1:
        for track in todo:
            yield track, _prepare_or_error(track, data)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(_prepare_or_error, track, data): track for track in todo}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _prepare_or_error(track: Track, data: Path) -> PreparedTrack | Exception:
    try:
        return prepare_track(track, data, MelSpec())
    except (OSError, ValueError, soundfile.LibsndfileError) as e:
        return e


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--packages", nargs="+", default=[], help="only these Debian packages")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    n_clips, failed = prepare(args.data, jobs=args.jobs, tracks=read_index(packages=args.packages))
    manifest = read_manifest(args.data)
    total = sum(len(track.starts_s) for track in manifest)
    print(
        f"{n_clips} new clips; {total} clips ({total * 5 / 3600:.1f} h) of {len(manifest)} tracks"
    )
    for line in failed:
        print(f"failed: {line}", file=sys.stderr)
    return 1 if failed else 0
