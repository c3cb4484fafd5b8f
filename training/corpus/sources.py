"""Where music comes from: the fetched corpus, or any folder (FMA's has its own module)."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from engine.audio.track import SOUND_SUFFIXES
from training.corpus.index import Track
from training.errors import TrainingError


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


def folder_music(root: Path) -> list[Music]:
    """Return every sound file below a folder.

    The first folder of a file's way is its style, all its folders its package, and a hash of the
    whole way its split: 90 % train, 5 % valid_track, 5 % test_track, the same in every run, and
    for a file that is there already whatever is added later.

    Raises
    ------
    TrainingError
        If there is no such folder or no sound in it.
    """
    if not root.is_dir():
        raise TrainingError(f"There is no folder {root}; name the folder with your music.")
    music = [
        _of_folder(Path(here, name).relative_to(root), root.absolute())
        for here, folders, names in os.walk(root)
        for name in names
        if Path(name).suffix.lower() in SOUND_SUFFIXES and not name.startswith(".")
    ]
    if not music:
        kinds = ", ".join(sorted(SOUND_SUFFIXES))
        raise TrainingError(f"There is no sound file ({kinds}) in {root} or its folders.")
    return sorted(music, key=lambda one: os.fsencode(one.path))


def _of_folder(way: Path, root: Path) -> Music:
    digest = hashlib.blake2b(os.fsencode(way.as_posix()), digest_size=8)
    track_id = f"folder-{digest.hexdigest()}"
    package = plain("-".join(way.parts[:-1])) or "folder"
    style = plain(way.parts[0]) if len(way.parts) > 1 else "folder"
    return Music(
        track_id,
        package,
        style,
        split_of(int.from_bytes(digest.digest()) / 2**64),
        root / way,
        f"{package}/{track_id}.npy",
    )


def split_of(share: float) -> str:
    """Return the split of a number that is uniform in [0, 1)."""
    if share < 0.9:
        return "train"
    return "valid_track" if share < 0.95 else "test_track"


def plain(text: str) -> str:
    """Return a name that every file system and the manifest can hold."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80]
