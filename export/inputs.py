"""What a command is given to convert: files, and all that is in folders."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from engine.errors import MorphError
from export.files import shown

Kind = Literal["audio", "mel", "image"]


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """One file to convert.

    Parameters
    ----------
    source : Path
    kind : "audio", "mel" or "image"
    stem : Path
        Of what is written, without suffix and below the output folder.
    """

    source: Path
    kind: Kind
    stem: Path


def find(inputs: Sequence[Path], out: Path) -> tuple[list[Item], int, list[str]]:
    """Find what there is to convert.

    Parameters
    ----------
    inputs : sequence of Path
        Files, and folders that are searched to the bottom.
    out : Path
        Never searched, so that a second run does not convert what the first one made.

    Returns
    -------
    items : list of Item
        Every file once. Files that would be written under one name keep their own suffix in it.
    n_ignored : int
        Files in folders that are neither sound nor mel.
    unreadable : list of str
        A sentence for each folder that could not be searched.

    Raises
    ------
    MorphError
        If an input does not exist, cannot be searched, or is the output folder.
    """
    found: dict[Path, tuple[Kind, Path]] = {}
    n_ignored = 0
    unreadable: list[str] = []
    for given in inputs:
        if not os.path.lexists(given):
            raise MorphError(f"There is no file or folder {shown(given)}.")
        if not given.is_dir():
            # Named by the user: what it is not will be said when it is read.
            found.setdefault(given, (_kind(given) or "audio", Path(given.name)))
            continue
        if _is_same(out, given):
            raise MorphError(f"{shown(out)} is read and written; choose another folder for --out.")
        refused: list[OSError] = []
        for path in _walk(given, out, refused.append):
            kind = _kind(path)
            n_ignored += kind is None
            if kind is not None:
                found.setdefault(path, (kind, path.relative_to(given)))
        for e in refused:
            name = Path(e.filename or given)
            if name == given:
                raise MorphError(f"The folder {shown(given)} cannot be read ({e.strerror}).")
            unreadable.append(f"{shown(name)}: this folder cannot be read ({e.strerror}).")
    names = Counter(_folded(relative.with_suffix("")) for _, relative in found.values())
    items = [
        Item(path, kind, relative.with_suffix("") if _is_alone(relative, names) else relative)
        for path, (kind, relative) in found.items()
    ]
    if twice := [
        n for n, count in Counter(_folded(item.stem) for item in items).items() if count > 1
    ]:
        raise MorphError(
            f"Several inputs are named {shown(Path(twice[0]))} and would be written as one file; "
            "convert them one at a time."
        )
    return items, n_ignored, unreadable


def _folded(path: Path) -> str:
    return str(path).casefold()  # one file on Windows and macOS


def _is_alone(relative: Path, names: Counter[str]) -> bool:
    return names[_folded(relative.with_suffix(""))] == 1


def _walk(folder: Path, out: Path, refused: Callable[[OSError], object]) -> Iterator[Path]:
    """Yield the files in a folder in order, without hidden ones, links to folders and ``out``."""
    for here, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not _is_same(Path(here, name), out)
        )
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(here, name)


def _is_same(a: Path, b: Path) -> bool:
    with contextlib.suppress(OSError):
        return a.samefile(b)
    return False


def _kind(path: Path) -> Kind | None:
    """Tell what a file is, by its first bytes, or by its name if they say nothing."""
    from engine.audio.track import SOUND_SUFFIXES
    from engine.mel.files import mel_suffix

    suffix = None
    with contextlib.suppress(OSError):
        if path.is_file():  # opening a pipe would wait for ever
            suffix = mel_suffix(path)
    suffix = suffix or path.suffix.lower()
    if suffix in (".npz", ".npy"):
        return "mel"
    if suffix in (".exr", ".png"):
        return "image"
    return "audio" if suffix in SOUND_SUFFIXES else None
