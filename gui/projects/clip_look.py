"""By what a clip is told again when it was moved, and where it may be then. No Qt."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import os
import stat
from pathlib import Path

HEAD_BYTES = 1 << 16
MAX_NEIGHBOURS = 2000
"""A folder with more files than that is not searched to its end."""


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """By which a clip is told again when it was moved.

    Parameters
    ----------
    size : int
        Of the file, bytes.
    head : str
        SHA-256 of its first 64 KiB.
    """

    size: int
    head: str


def look_at(path: Path) -> Look | None:
    """Return by what a file is told again; None if it is not there."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            return Look(size, hashlib.sha256(file.read(HEAD_BYTES)).hexdigest())
    except (OSError, ValueError):
        return None


def find(places: list[Path], look: Look | None) -> Path:
    """Return the place where the very file is; else where a file is; else the likeliest."""
    there = [place for place in places if os.path.isfile(place)]
    same = (place for place in there if look is not None and look_at(place) == look)
    return next(same, there[0] if there else places[0])


def find_neighbours(folder: Path, missing: dict[str, tuple[str, Look | None]]) -> dict[str, Path]:
    """Look in a folder for clips that are missing.

    Parameters
    ----------
    folder : Path
    missing : dict
        For each side: the name it had, and its `Look` if that is known.

    Returns
    -------
    dict
        For those that were found: where. A file of that name and another content is none.
    """
    found = {}
    for side, (name, look) in missing.items():
        same_name = folder / name
        seen = look_at(same_name)
        if seen is not None and look in (None, seen):
            found[side] = same_name
        elif look is not None:
            renamed = _find_renamed(folder, look)
            if renamed is not None:
                found[side] = renamed
    return found


def _find_renamed(folder: Path, look: Look) -> Path | None:
    try:
        with os.scandir(folder) as entries:
            paths = [Path(entry.path) for entry in itertools.islice(entries, MAX_NEIGHBOURS)]
            sized = [p for p in paths if p.is_file() and p.stat().st_size == look.size]
    except OSError:
        return None
    return next((path for path in sized if look_at(path) == look), None)
