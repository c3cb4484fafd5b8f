"""Turn music into mel clips: what training and measuring read.

Every track becomes one array of clips, DATA/mels/PACKAGE/ID.npy of shape (n_clips, 512, 640),
uint8: consecutive 5 s excerpts, each analysed and normalised by itself as the program does it,
0 to 255 for [0, 1] (0.31 dB a step). DATA/mels/manifest.csv has a line for every finished track.

What is prepared already is skipped, so the same command goes on after Ctrl-C, a full disk or new
music; clips that are missing or damaged are made anew; a track that fails is listed at the end and
stops nothing. Silence is left out, and so is
music that is there already: a loop within a track, a track a second time, and a track that shares
a clip with another split.

Examples
--------
  python -m training.prepare
      what `python -m training.fetch` got, in every processor of this machine
  python -m training.prepare --source folder --music ~/Music
      your own music: 90 % to train on, 5 % to choose by, 5 % to measure on, by a hash of the
      name, so that a file never changes sides (of three files or more, each of the three gets
      one); its first folder is its style
  python -m training.prepare --source fma --music fma_small --metadata fma_metadata
      the Free Music Archive's small subset in its official split, by genre
  python -m training.prepare --mels 128 --hop 1024
      smaller clips (128 x 160), beside the others in DATA/mels-128x1024
  python -m training.prepare --scheduler tcp://host:8786
      on a Dask cluster whose workers see the music and DATA under the same names
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from training.command import main
from training.corpus.clips import (
    N_FRAMES,
    Clips,
    Task,
    clips_of,
    fills_a_clip,
    prepare_or_say,
    sweep,
)
from training.corpus.duplicates import Duplicates
from training.corpus.fma import fma_music
from training.corpus.index import Track, read_index
from training.corpus.manifest import (
    CLIP_SAMPLES,
    DEFAULT_SPEC,
    PreparedTrack,
    append_manifest,
    clip_spec,
    mels_folder,
    open_clips,
    prepared_sizes,
    read_manifest,
)
from training.corpus.pool import run_tasks
from training.corpus.sources import SIDES, Music, fetched_music, folder_music, settle
from training.errors import TrainingError

__all__ = ["N_FRAMES", "clips_of", "mels_folder", "prepare", "read_manifest"]


def prepare(
    data: Path,
    *,
    jobs: int = 1,
    tracks: Iterable[Track] | None = None,
    music: Sequence[Music] | None = None,
    n_mels: int = DEFAULT_SPEC.n_mels,
    hop_length: int = DEFAULT_SPEC.hop_length,
    scheduler: str = "",
    tell: Callable[[str], object] = tqdm.write,
) -> tuple[int, list[str]]:
    """Prepare all music that the manifest does not have yet, or whose clips are damaged.

    Parameters
    ----------
    data : Path
        The data folder; gets the folder of mels.
    jobs : int
        Processes on this machine.
    tracks : iterable of Track, optional
        Of the fetched corpus; default: the whole index.
    music : sequence of Music, optional
        Other music, instead of the fetched corpus.
    n_mels, hop_length : int
        Size of the mels; a clip is always 5 s.
    scheduler : str
        Address of a Dask scheduler whose workers do it instead; the files are the same.
    tell : callable
        Told a sentence on each track that is left out or damaged in part.

    Returns
    -------
    n_clips : int
        Clips made by this call.
    failed : list of str
        One sentence for each track that could not be prepared; it stops no other.

    Raises
    ------
    OSError
        If the disk is full. Finished tracks are kept.
    TrainingError
        If there can be no such mels, or the cluster does not answer.
    """
    _, n_frames = clip_spec(n_mels=n_mels, hop_length=hop_length)
    folder = mels_folder(data, n_mels=n_mels, hop_length=hop_length).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    manifest = read_manifest(data, n_mels=n_mels, hop_length=hop_length)
    if music is None:
        music = fetched_music(data, read_index() if tracks is None else tracks)
    done = {track.track_id: track for track in manifest}
    for one in music:
        if one.track_id in done and not _is_whole(folder, done[one.track_id], (n_mels, n_frames)):
            tell(f"{one.path}: its clips are missing or damaged and are made anew.")
            del done[one.track_id]
    todo = [one for one in music if one.track_id not in done]
    if not todo:
        return 0, []
    duplicates = Duplicates(folder, list(done.values()), (n_mels, n_frames))
    tasks = [Task(one, folder, n_mels, hop_length) for one in todo]
    n_clips, failed = 0, []
    outcomes = run_tasks(prepare_or_say, tasks, jobs=jobs, scheduler=scheduler)
    with tqdm(outcomes, total=len(tasks), unit="track", desc="prepare", mininterval=1) as bar:
        for task, outcome in bar:
            if isinstance(outcome, TrainingError):
                failed.append(_with_path(task.music.path, str(outcome)))
                continue
            for note in outcome.notes:
                tell(_with_path(task.music.path, note))
            n_clips += _keep(task, outcome, duplicates, tell)
    return n_clips, failed


def _is_whole(folder: Path, track: PreparedTrack, size: tuple[int, int]) -> bool:
    """Whether a track's clips are there, as far as the file's head and length tell."""
    if not track.starts_s:
        return True
    with contextlib.suppress(TrainingError):
        open_clips(folder / track.file, (len(track.starts_s), *size))
        return True
    return False


def _with_path(path: Path, said: str) -> str:
    return said if str(path) in said else f"{path}: {said}"


def _keep(task: Task, clips: Clips, duplicates: Duplicates, tell: Callable[[str], object]) -> int:
    """Enter a track into the manifest, without clips if it is a duplicate; return how many."""
    music, starts_s = task.music, clips.starts_s
    if why := duplicates.why_not(music, clips.digests):
        tell(f"{music.path} is left out: {why}.")
        (task.folder / music.file).unlink(missing_ok=True)
        starts_s = ()
    else:
        duplicates.add(music, clips.digests)
    append_manifest(
        task.folder,
        PreparedTrack(
            music.track_id, music.package, music.style, music.split, music.file, starts_s
        ),
    )
    return len(starts_s)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--source",
        choices=("index", "folder", "fma"),
        default="index",
        help="the fetched corpus, any folder of music, or the FMA dataset",
    )
    parser.add_argument("--music", type=Path, help="folder and fma: where the music lies")
    parser.add_argument(
        "--metadata", type=Path, help="fma: the folder with tracks.csv (default: beside --music)"
    )
    parser.add_argument(
        "--packages", nargs="+", default=[], help="index: only these Debian packages"
    )
    parser.add_argument("--mels", type=int, default=DEFAULT_SPEC.n_mels, help="mel bands")
    parser.add_argument(
        "--hop",
        type=int,
        default=DEFAULT_SPEC.hop_length,
        help=f"samples from frame to frame; a clip has {CLIP_SAMPLES} of them",
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="of a Dask cluster, to do it there"
    )


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    if args.jobs < 1:
        raise TrainingError(f"--jobs is {args.jobs}; it takes at least one process.")
    music, missing = _music(args)
    if not music:
        raise TrainingError(
            f"There is no music in {args.data / 'corpus'}; run python -m training.fetch first."
        )
    size = {"n_mels": args.mels, "hop_length": args.hop}
    n_clips, failed = prepare(
        args.data, jobs=args.jobs, music=music, scheduler=args.scheduler, **size
    )
    manifest = read_manifest(args.data, **size)
    total = sum(len(track.starts_s) for track in manifest)
    print(
        f"{n_clips} new clips; {total} clips ({total * 5 / 3600:.1f} h) of {len(manifest)} tracks "
        f"in {mels_folder(args.data, **size)}"
    )
    for split in (*SIDES, *sorted({track.split for track in manifest} - set(SIDES))):
        of_split = [track for track in manifest if track.split == split and track.starts_s]
        n_clips = sum(len(track.starts_s) for track in of_split)
        print(f"  {split}: {n_clips} clips of {len(of_split)} tracks")
    for line in missing + failed:
        print(f"failed: {line}", file=sys.stderr)
    return 1 if missing or failed else 0


def _music(args: argparse.Namespace) -> tuple[list[Music], list[str]]:
    """Find the music of a source, and a sentence for each piece that should be there and is not."""
    if args.source == "index":
        return fetched_music(args.data, read_index(packages=args.packages)), []
    if args.music is None:
        raise TrainingError(f"--source {args.source} needs --music, the folder with the music.")
    if args.source == "folder":
        music, unreadable = folder_music(args.music)
        tracks = read_manifest(args.data, n_mels=args.mels, hop_length=args.hop)
        others: list[PreparedTrack] = []
        for n_mels, hop_length in prepared_sizes(args.data):
            if (n_mels, hop_length) != (args.mels, args.hop):
                with contextlib.suppress(TrainingError, OSError):  # it is not asked for
                    others += read_manifest(args.data, n_mels=n_mels, hop_length=hop_length)
        return settle(music, tracks, others, is_sound=fills_a_clip), unreadable
    return fma_music(args.music, args.metadata or args.music.parent / "fma_metadata")


if __name__ == "__main__":
    sys.exit(main("prepare"))
