"""Fetch the music: Debian packages to mono 32768 Hz FLAC, without installing anything.

Needs ``apt-get`` with Debian 12 (bookworm) package lists (``apt-get update``), ``dpkg-deb`` and
``tar``. Tracks already there are skipped, so an interrupted fetch goes on; a package or a track
that fails is listed at the end and stops nothing. Everything is about 8.5 GB of downloads for
43 h; ``--hours 20`` takes the packages with the most music per megabyte, about 1.1 GB.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import soundfile
import soxr
from tqdm import tqdm

from training.corpus.index import Track, read_index

SAMPLE_RATE = 32768
BLOCK_S = 8


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
    result = subprocess.run(
        ["apt-get", "-q", "download", package], cwd=folder, capture_output=True, text=True
    )
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
    os.replace(part, target)


def fetch(
    tracks: Iterable[Track], corpus: Path, *, report: tqdm[None] | None = None
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
    packages: dict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        if not (corpus / track.flac).exists():
            packages[track.package].append(track)
    n_fetched, failed = 0, []
    for package, missing in packages.items():
        with tempfile.TemporaryDirectory(dir=corpus) as scratch:
            try:
                unpack(package, missing, Path(scratch))
            except (FetchError, OSError) as e:
                failed.append(f"{package}: {e}")
                continue
            for track in missing:
                try:
                    paths = sources(track, Path(scratch))
                    target = corpus / track.flac
                    decode(paths, target, gain_db=track.gain_db, trim_s=track.trim_s)
                    n_fetched += 1
                except (FetchError, OSError, soundfile.LibsndfileError) as e:
                    failed.append(f"{package}/{track.track_id} {track.path}: {e}")
                if report is not None:
                    report.set_postfix_str(package, refresh=False)
                    report.update(round(track.seconds))
    return n_fetched, failed


def package_megabytes(packages: Iterable[str]) -> dict[str, float]:
    """Download sizes in MB from apt's lists; a package apt does not know is left out."""
    result = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", *packages], capture_output=True, text=True
    )
    return parse_sizes(result.stdout)


def parse_sizes(text: str) -> dict[str, float]:
    """Read ``Package`` and ``Size`` out of what ``apt-cache show`` prints."""
    sizes: dict[str, float] = {}
    for paragraph in text.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Size): (.*)$", paragraph, re.MULTILINE))
        if {"Package", "Size"} <= fields.keys():
            sizes.setdefault(fields["Package"], int(fields["Size"]) / 1e6)
    return sizes


def choose(tracks: Sequence[Track], *, hours: float, megabytes: dict[str, float]) -> list[Track]:
    """Choose whole packages, those with the most music per megabyte first.

    Parameters
    ----------
    tracks : sequence of Track
    hours : float
        Stop when the training music chosen reaches this; held-out packages up to a tenth of it
        are chosen as well, so that there is something to measure on.
    megabytes : dict
        Size of each package; one without is not chosen.
    """
    packages: dict[str, list[Track]] = defaultdict(list)
    for track in tracks:
        if track.package in megabytes:
            packages[track.package].append(track)

    def seconds(package: str) -> float:
        return sum(track.seconds for track in packages[package])

    chosen: list[Track] = []
    left = {"train": hours * 3600, "valid_pkg": hours * 180, "test_pkg": hours * 180}
    for package in sorted(packages, key=lambda p: megabytes[p] / seconds(p)):
        split = packages[package][0].split
        kind = split if split.endswith("_pkg") else "train"
        if left[kind] > 0:
            left[kind] -= seconds(package)
            chosen += packages[package]
    return chosen


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--packages", nargs="+", default=[], help="only these Debian packages")
    parser.add_argument("--hours", type=float, default=None, help="about so much music, not all")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    tracks = read_index(packages=args.packages)
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
