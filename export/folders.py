"""Folders that appear whole or not at all, and replace only what Segue made."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import ExportError
from export.files import explained, shown, sync_folder, temporary_beside

MANIFEST = "series.json"
"""Lists, under "files", what Segue wrote into a folder."""


def check_folder(path: Path, *, overwrite: bool = False, sources: Sequence[Path] = ()) -> None:
    """Refuse a folder that cannot or must not be written.

    Parameters
    ----------
    path : Path
        The folder to be made.
    overwrite : bool
        Whether a folder that holds only an earlier series may be replaced. No other is, ever.
    sources : sequence of Path
        Files that are in use and never replaced.

    Raises
    ------
    ExportError
    """
    if "\0" in str(path):
        raise ExportError(f"{shown(path)} holds a NUL character; choose another name.")
    with explained(path):
        target = path.resolve()
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "no folder")
        if Path.cwd().is_relative_to(target):
            raise ExportError(f"{shown(path)} is the folder you are in; name a new one inside it.")
        if not target.exists():
            return
        if not target.is_dir():
            raise ExportError(f"{shown(path)} is a file; name a folder.")
        names = {p.name for p in target.iterdir()}
        if names and not overwrite:
            raise ExportError(
                f"{shown(path)} has files in it; name a new folder or allow overwriting "
                "(--overwrite)."
            )
        if names - _made_by_segue(target):
            raise ExportError(
                f"{shown(path)} holds files that Segue did not make; name another folder."
            )
        if any(source.resolve().is_relative_to(target) for source in sources):
            raise ExportError(f"{shown(path)} holds a clip in use; name another folder.")


def _made_by_segue(folder: Path) -> set[str]:
    """Names that the folder's manifest claims."""
    try:
        files = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        return {MANIFEST, *map(str, files)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


@contextlib.contextmanager
def new_folder(
    path: Path, *, overwrite: bool = False, sources: Sequence[Path] = ()
) -> Iterator[Path]:
    """Lend a temporary folder that takes its name ``path`` when the block ends well.

    Raises
    ------
    ExportError
        As `check_folder`, or if the disk refuses; nothing half-made is left.
    """
    check_folder(path, overwrite=overwrite, sources=sources)
    target = path.resolve()
    with explained(path), temporary_beside(target) as temporary:
        temporary.mkdir()
        try:
            yield temporary
        except ExportError as e:  # it names a file in a folder that the user has never seen
            said = e.user_message.replace(str(temporary), shown(path))
            raise ExportError(said, str(e)) from e
        check_folder(path, overwrite=overwrite, sources=sources)  # it took a while
        with temporary_beside(target) as old:
            _swap(temporary, target, old)


def _swap(temporary: Path, target: Path, old: Path) -> None:
    """Put ``temporary`` in the place of ``target``, which moves to ``old`` if it is there."""
    is_replacing = target.exists()
    if is_replacing:
        os.rename(target, old)
    try:
        os.rename(temporary, target)
    except BaseException:
        if is_replacing:
            os.rename(old, target)
        raise
    sync_folder(target.parent)
