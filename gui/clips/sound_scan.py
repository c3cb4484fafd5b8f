"""Finding the sound files among what was dropped; folders are looked into, within bounds. No Qt."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from engine.cancel import ShouldCancel, check

SUFFIXES = {
    *(".wav", ".w64", ".rf64", ".aif", ".aiff", ".au", ".caf", ".flac"),
    *(".mp3", ".ogg", ".oga", ".opus", ".m4a", ".mp4", ".aac", ".wma"),
}
"""Inside folders the name decides; opening every file would take minutes."""
MAX_SOUNDS, MAX_SEEN, MAX_DEPTH = 20_000, 500_000, 16
BATCH_S = 0.1


@dataclasses.dataclass(frozen=True, slots=True)
class Scanned:
    """How a scan ended.

    Parameters
    ----------
    n_sounds, n_others : int
        Sound files, and files of other kinds.
    is_all : bool
        False if there was more than anybody would look through.
    """

    n_sounds: int
    n_others: int
    is_all: bool


def has_folder(paths: Iterable[Path]) -> bool:
    """Tell whether one of the paths is a folder; what cannot be looked at is none."""
    return any(map(os.path.isdir, paths))


def scan(
    paths: Iterable[Path], should_cancel: ShouldCancel, on_found: Callable[[list[Path]], None]
) -> Scanned:
    """List the sound files among the paths and, sorted, in their folders.

    Links to folders are not followed, so nothing is looked into twice. Thread: task.

    Parameters
    ----------
    paths : iterable of Path
    should_cancel : callable
        Asked for each file.
    on_found : callable
        Given the files found since the last call, ten times a second.
    """
    found: list[Path] = []
    n_sounds = n_seen = 0
    told = time.monotonic()
    is_all = True
    for path in _files(paths):
        check(should_cancel)
        n_seen += 1
        if path.suffix.lower() in SUFFIXES:
            found.append(path)
            n_sounds += 1
        if found and time.monotonic() - told >= BATCH_S:
            on_found(found)
            found, told = [], time.monotonic()
        if n_sounds >= MAX_SOUNDS or n_seen >= MAX_SEEN:
            is_all = False
            break
    if found:
        on_found(found)
    return Scanned(n_sounds, n_seen - n_sounds, is_all)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if os.path.isdir(path):
            yield from _files_below(path)
        else:
            yield path


def _files_below(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        depth = len(Path(where).parts) - len(folder.parts)
        hidden = [name for name in folders if name.startswith(".")]
        folders[:] = (
            sorted(set(folders) - set(hidden), key=str.casefold) if depth < MAX_DEPTH else []
        )
        for name in sorted(names, key=str.casefold):
            if not name.startswith("."):
                yield Path(where, name)
