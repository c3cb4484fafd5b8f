"""Get the music: Debian packages to mono 32768 Hz FLAC, without installing anything.

Needs apt-get with Debian 12 (bookworm) package lists (apt-get update), dpkg-deb and tar. Every
source file is checked against the index by its hash. Tracks that are there already are skipped,
so an interrupted fetch goes on; a package or a track that fails is listed at the end and stops
nothing. Everything is about 8.5 GB of downloads for 43 h of music.

Examples
--------
  python -m training.fetch --hours 20
      the packages with the most music per megabyte, about 1.1 GB
  python -m training.fetch --packages hedgewars-data frozen-bubble-data
      only these
  python -m training.fetch
      everything

`python -m training.prepare` comes next; it also takes music of your own.
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from tqdm import tqdm

from training.command import main
from training.corpus.choice import choose, package_megabytes
from training.corpus.index import Track, read_index
from training.errors import TrainingError

SAMPLE_RATE = 32768
BLOCK_S = 8


SCRATCH = ".fetch-"
"""How the folders begin in which packages are unpacked; the number of the process follows."""
SPARE_BYTES = 32 << 20
"""With less room than this a disk counts as full."""


class FetchError(Exception):
    """One package or track could not be had."""


def members(path: str) -> tuple[list[str], str | None]:
    """Resolve the index's notation for where a track lies in its package.

    Parameters
    ----------
    path : str
        A plain path; ``__unz/ARCHIVE/FILE`` for a file in a zip of the package (``%`` for ``/`` in
        its name); or ``…{song,guitar}.ogg`` for two files to be mixed.

    Returns
    -------
    files : list of str
        Paths in the package, or in the archive.
    archive : str or None
    """
    if match := re.match(r"__unz/([^/]+)/(.*)$", path):
        return [match[2]], match[1].replace("%", "/")
    if match := re.match(r"(.*)\{song,guitar\}\.ogg$", path):
        return [f"{match[1]}song.ogg", f"{match[1]}guitar.ogg"], None
    return [path], None


def unpack(package: str, tracks: Sequence[Track], folder: Path) -> None:
    """Download a package with apt and unpack only the tracks' files into ``folder``."""
    try:
        result = subprocess.run(
            ["apt-get", "-q", "download", package], cwd=folder, capture_output=True, text=True
        )
    except FileNotFoundError as e:
        raise TrainingError(
            "There is no apt-get here; fetch needs Debian 12 (a container will do). "
            "Music of your own: python -m training.prepare --source folder."
        ) from e
    debs = list(folder.glob("*.deb"))
    if result.returncode or not debs:
        reason = (result.stderr.strip().splitlines() or ["no .deb came"])[-1]
        raise FetchError(f"{reason} (is this Debian 12, and has apt-get update run?)")
    wanted = set()
    for track in tracks:
        files, archive = members(track.path)
        wanted |= {archive} if archive else set(files)
    listing = folder / "list"
    listing.write_text("".join(f"./{name}\n" for name in sorted(wanted)), encoding="utf-8")
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", str(debs[0])], stdout=subprocess.PIPE
    ) as archive_stream:
        # A file that is missing makes tar complain; the tracks that need it fail by themselves.
        subprocess.run(
            ["tar", "-x", "-C", folder, "--no-wildcards", "--verbatim-files-from", "-T", listing],
            stdin=archive_stream.stdout,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    debs[0].unlink()


def sources(track: Track, folder: Path) -> list[Path]:
    """Return a track's unpacked source files, checked against the index.

    Raises
    ------
    FetchError
        If a file is missing or is not the one the index describes.
    """
    files, archive = members(track.path)
    if archive:
        try:
            with zipfile.ZipFile(folder / archive) as zipped:
                paths = [Path(zipped.extract(files[0], folder / "unzipped"))]
        except (OSError, KeyError, zipfile.BadZipFile) as e:
            raise FetchError(f"not in the package: {e}") from e
    else:
        paths = [folder / file for file in files]
    for path in paths:
        if not path.is_file():
            raise FetchError(f"not in the package: {path.relative_to(folder)}")
    digest = hashlib.md5(paths[0].read_bytes(), usedforsecurity=False).hexdigest()
    if digest != track.source_md5:
        raise FetchError("the file differs from the index's (another version of the package?)")
    return paths


def decode(paths: Sequence[Path], target: Path, *, gain_db: float, trim_s: float) -> None:
    """Mix down, resample to 32768 Hz and write 16-bit FLAC atomically, block by block.

    Parameters
    ----------
    paths : sequence of Path
        Several are summed at 0.7.
    target : Path
    gain_db : float
    trim_s : float
        Stop after so many seconds; 0 keeps all.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        _decode(paths, part, gain_db, trim_s)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _decode(paths: Sequence[Path], part: Path, gain_db: float, trim_s: float) -> None:
    files = [soundfile.SoundFile(path) for path in paths]
    rate = files[0].samplerate
    resampler = None
    if rate != SAMPLE_RATE:
        resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
    gain = np.float32(10 ** (gain_db / 20) * (0.7 if len(files) > 1 else 1.0))
    n_limit = int(trim_s * SAMPLE_RATE) if trim_s else sys.maxsize
    n_written, is_last = 0, False
    with soundfile.SoundFile(part, "w", SAMPLE_RATE, 1, "PCM_16", format="FLAC") as out:
        while not is_last:
            blocks = [f.read(rate * BLOCK_S, dtype="float32", always_2d=True) for f in files]
            n = max(len(block) for block in blocks)
            is_last = n < rate * BLOCK_S
            mono = np.zeros(n, np.float32)
            for block in blocks:
                mono[: len(block)] += block.mean(axis=1)
            samples = resampler.resample_chunk(mono, last=is_last) if resampler else mono
            samples = samples[: n_limit - n_written] * gain
            out.write(np.clip(samples, -1, 32767 / 32768))
            n_written += len(samples)
            is_last = is_last or n_written >= n_limit
    for file in files:
        file.close()
    if soundfile.info(part).frames != n_written:  # the disk took less than it was given
        raise OSError(errno.EIO, "the disk gave back something else than it was given")


def fetch(
    tracks: Iterable[Track], corpus: Path, *, report: tqdm[Any] | None = None
) -> tuple[int, list[str]]:
    """Fetch tracks that are not there yet.

    Parameters
    ----------
    tracks : iterable of Track
    corpus : Path
        Gets ``flac/PACKAGE/ID.flac``.
    report : tqdm, optional
        Advanced by the seconds of music done.

    Returns
    -------
    n_fetched : int
    failed : list of str
        One line for each package or track that could not be had.
    """
    corpus.mkdir(parents=True, exist_ok=True)
    sweep(corpus)
    packages: dict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        if not (corpus / track.flac).exists():
            packages[track.package].append(track)
    n_fetched, failed = 0, []
    for package, missing in packages.items():
        prefix = f"{SCRATCH}{os.getpid()}-"
        with tempfile.TemporaryDirectory(dir=corpus, prefix=prefix) as scratch:
            try:
                unpack(package, missing, Path(scratch))
            except (FetchError, OSError) as e:
                _require_room(corpus)
                failed.append(f"{package}: {e}")
                continue
            for track in missing:
                try:
                    _fetch_track(track, corpus, Path(scratch))
                    n_fetched += 1
                except (FetchError, OSError, soundfile.LibsndfileError) as e:
                    _require_room(corpus)
                    failed.append(f"{package}/{track.track_id} {track.path}: {e}")
                if report is not None:
                    report.set_postfix_str(package, refresh=False)
                    report.update(round(track.seconds))
    return n_fetched, failed


def _fetch_track(track: Track, corpus: Path, scratch: Path) -> None:
    """Decode in the scratch folder, so that a killed fetch leaves nothing elsewhere."""
    paths = sources(track, scratch)
    whole = scratch / "whole.flac"
    decode(paths, whole, gain_db=track.gain_db, trim_s=track.trim_s)
    target = corpus / track.flac
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(whole, target)


def _require_room(folder: Path) -> None:
    """Stop everything if the disk is full: all else would fail as well.

    Asked after a failure, because neither apt nor libsndfile say why they could not write.
    """
    if shutil.disk_usage(folder).free < SPARE_BYTES:
        raise OSError(errno.ENOSPC, "the disk is full", str(folder))


def sweep(corpus: Path) -> None:
    """Remove what killed fetches left: their folders name processes that are no more."""
    for folder in corpus.glob(f"{SCRATCH}*"):
        number = folder.name.removeprefix(SCRATCH).partition("-")[0]
        if number.isdigit() and not Path("/proc", number).exists():
            shutil.rmtree(folder, ignore_errors=True)
    for part in corpus.glob("flac/*/*.part"):  # of an older version
        part.unlink(missing_ok=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--packages", nargs="+", default=[], help="only these Debian packages")
    parser.add_argument("--hours", type=float, default=None, help="about so much music, not all")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    tracks = read_index(packages=args.packages)
    if args.hours is not None and args.hours <= 0:
        raise TrainingError(f"--hours is {args.hours:g}; it must be over 0.")
    if args.hours:
        sizes = package_megabytes(sorted({track.package for track in tracks}))
        tracks = choose(tracks, hours=args.hours, megabytes=sizes)
    corpus = args.data / "corpus"
    total = sum(track.seconds for track in tracks)
    here = sum(track.seconds for track in tracks if (corpus / track.flac).exists())
    print(
        f"{total / 3600:.1f} h in {len({t.package for t in tracks})} packages; "
        f"{here / 3600:.1f} h already here"
    )
    with tqdm(total=round(total), initial=round(here), unit="s", desc="fetch") as bar:
        n_fetched, failed = fetch(tracks, corpus, report=bar)
    print(f"{n_fetched} tracks fetched into {corpus}")
    for line in failed:
        print(f"failed: {line}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main("fetch"))
