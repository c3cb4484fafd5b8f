"""Where music comes from: the fetched corpus, or any folder (FMA's has its own module)."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from engine.audio.track import SOUND_SUFFIXES
from training.corpus.index import Track
from training.corpus.manifest import PreparedTrack
from training.errors import TrainingError

SIDES = ("train", "valid_track", "test_track")
"""What a folder of music is divided into."""


@dataclasses.dataclass(frozen=True, slots=True)
class Music:
    """A file of music and its place in the corpus.

    Parameters
    ----------
    track_id : str
        The same in every run, and another one for every other file.
    package, style, split : str
        Music of one package and style is balanced against the others; see `training.data`.
    path : Path
        Absolute.
    file : str
        Where its clips go, below the folder of mels.
    is_fetched : bool
        Made by `training.fetch`: mono at the right rate, and to be fetched again if damaged.
    """

    track_id: str
    package: str
    style: str
    split: str
    path: Path
    file: str
    is_fetched: bool = False


def fetched_music(data: Path, tracks: Iterable[Track]) -> list[Music]:
    """Return the index's tracks that are in a data folder."""
    music = [
        Music(
            track.track_id,
            track.package,
            track.style,
            track.split,
            (data / "corpus" / track.flac).absolute(),
            f"{track.package}/{track.track_id}.npy",
            is_fetched=True,
        )
        for track in tracks
    ]
    return [one for one in music if one.path.exists()]


def folder_music(root: Path) -> tuple[list[Music], list[str]]:
    """Return every sound file below a folder.

    The first folder of a file's way is its style, all its folders its package, and a hash of the
    whole way its split: 90 % train, 5 % valid_track, 5 % test_track, the same in every run, and
    for a file that is there already whatever is added later. Its number is of its way and of what
    is in it: a file that was replaced, or one of that name from elsewhere, is another track.

    Returns
    -------
    found : list of Music
    unreadable : list of str
        A sentence for each folder below that could not be searched.

    Raises
    ------
    TrainingError
        If there is no such folder, it cannot be read, or there is no sound in it.
    """
    if not root.is_dir():
        raise TrainingError(f"There is no folder {root}; name the folder with your music.")
    refused: list[OSError] = []
    ways = [
        Path(here, name).relative_to(root)
        for here, folders, names in os.walk(root, onerror=refused.append)
        for name in names
        if Path(name).suffix.lower() in SOUND_SUFFIXES and not name.startswith(".")
    ]
    if any(e.filename is not None and Path(e.filename) == root for e in refused):
        raise TrainingError(f"The folder {root} cannot be read ({refused[0].strerror}).")
    unreadable = [f"{e.filename}: this folder cannot be read ({e.strerror})." for e in refused]
    if not ways:
        kinds = ", ".join(sorted(SOUND_SUFFIXES))
        raise TrainingError(
            " ".join([f"There is no sound file ({kinds}) in {root} or its folders.", *unreadable])
        )
    ways.sort(key=lambda way: os.fsencode(root / way))
    bar = tqdm(ways, desc="look at files", unit="file", delay=2)
    return [_of_folder(way, root.absolute()) for way in bar], unreadable


def _of_folder(way: Path, root: Path) -> Music:
    digest = hashlib.blake2b(os.fsencode(way.as_posix()), digest_size=8)
    track_id = f"folder-{digest.hexdigest()}-{_content(root / way)}"
    package = plain("-".join(way.parts[:-1])) or "folder"
    style = plain(way.parts[0]) if len(way.parts) > 1 else "folder"
    return Music(
        track_id,
        package,
        style,
        split_of(_share(track_id)),
        root / way,
        f"{package}/{track_id}.npy",
    )


def _content(path: Path) -> str:
    """Return a hash of a file; preparing will say why it cannot be read."""
    try:
        if path.is_file():  # opening a pipe would wait for ever
            with path.open("rb") as file:
                return hashlib.file_digest(file, _short_hash).hexdigest()
    except OSError:
        pass
    return "unread"


def _short_hash() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=8)


def _way(track_id: str) -> str:
    """Return the part of a number that is of the way; in older versions there was no other."""
    return track_id.split("-")[1]


def _share(track_id: str) -> float:
    return int(_way(track_id), 16) / 2**64


def settle(
    music: Sequence[Music],
    tracks: Sequence[PreparedTrack],
    others: Sequence[PreparedTrack],
    *,
    is_sound: Callable[[Path], bool],
) -> list[Music]:
    """Give files of a folder their sides: that of an earlier run, or that of their hash.

    With three files or more, no side stays empty: a new file goes there, that with the greatest
    hash to an empty valid_track or test_track, that with the smallest to an empty train.

    Parameters
    ----------
    music : sequence of Music
        From `folder_music`.
    tracks : sequence of PreparedTrack
        What is prepared in this size of mels.
    others : sequence of PreparedTrack
        What is prepared in other sizes; a file is on the same side in all.
    is_sound : callable
        Whether a file will most likely give a clip.
    """
    mine = [track for track in tracks if track.track_id.startswith("folder-")]
    known = {
        _way(track.track_id): track.split
        for track in (*others, *mine)
        if track.track_id.startswith("folder-")
    }
    done = {track.track_id for track in mine}
    held = {track.split for track in mine if track.starts_s}
    settled = {
        one.track_id: dataclasses.replace(one, split=known.get(_way(one.track_id), one.split))
        for one in music
    }
    heard = functools.cache(is_sound)

    def has(side: str, without: str = "") -> bool:
        return side in held or any(
            one.split == side and one.track_id not in done and heard(one.path)
            for one in settled.values()
            if one.track_id != without
        )

    new = sorted((i for i in settled if _way(i) not in known), key=_share)
    for side in SIDES if len(settled) >= len(SIDES) else ():
        if has(side):
            continue
        for track_id in new if side == "train" else reversed(new):
            one = settled[track_id]
            if heard(one.path) and has(one.split, without=track_id):
                settled[track_id] = dataclasses.replace(one, split=side)
                break
    return list(settled.values())


def split_of(share: float) -> str:
    """Return the split of a number that is uniform in [0, 1)."""
    if share < 0.9:
        return "train"
    return "valid_track" if share < 0.95 else "test_track"


def plain(text: str) -> str:
    """Return a name that every file system and the manifest can hold."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80]
