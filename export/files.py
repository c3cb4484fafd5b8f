"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.errors import ExportError

PREFIX, SUFFIX = ".segue-", ".part"
STALE_S = 3600.0
"""A temporary file this old has lost its writer."""
SPARE_BYTES = 1 << 20
"""Room that must stay free on a disk after a file is written."""

_REMEDIES = {
    errno.ENOSPC: "the disk is full; make room or choose another disk",
    errno.EDQUOT: "your share of the disk is used up; make room or choose another disk",
    errno.EFBIG: "it is too large for this disk; choose another disk",
    errno.EACCES: "the folder does not allow it; choose another folder",
    errno.EPERM: "the folder does not allow it; choose another folder",
    errno.EROFS: "the disk is read-only; choose another folder",
    errno.ENOENT: "its folder does not exist; create it first or choose another",
    errno.ENOTDIR: "a part of its path is a file, not a folder; choose another folder",
    errno.ENAMETOOLONG: "its name is too long; choose a shorter one",
    errno.EEXIST: "it exists already; choose another name or allow overwriting (--overwrite)",
    errno.ENOTEMPTY: "it is a folder with files in it; name a new folder",
    errno.EISDIR: "it is a folder; name a file in it",
    errno.EIO: "the disk reports a fault; choose another disk",
}


def shown(path: Path) -> str:
    """Return a path for a sentence: what cannot be printed becomes a question mark."""
    return "".join(c if c.isprintable() else "?" for c in str(path))


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses into an `ExportError` about ``path``."""
    try:
        yield
    except OSError as e:
        remedy = _REMEDIES.get(e.errno or 0, f"{e.strerror or e}; choose another folder")
        raise ExportError(f"{shown(path)} was not written: {remedy}.", str(e)) from e


def check_target(
    path: Path,
    *,
    suffix: str | tuple[str, ...],
    overwrite: bool = False,
    sources: Sequence[Path] = (),
) -> None:
    """Refuse a file that cannot or must not be written, before any work is done.

    Parameters
    ----------
    path : Path
        The file to be written.
    suffix : str or tuple of str
        What its name must end in, as ".wav"; one of them.
    overwrite : bool
        Whether an existing file may be replaced.
    sources : sequence of Path
        Files that are in use and never replaced.

    Raises
    ------
    ExportError
    """
    if "\0" in str(path):
        raise ExportError(f"{shown(path)} holds a NUL character; choose another name.")
    with explained(path):
        kind = _kind(path)
        if kind is not None and stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        allowed = (suffix,) if isinstance(suffix, str) else suffix
        if path.suffix.lower() not in allowed:
            listed = " or ".join([", ".join(allowed[:-1]), allowed[-1]] if allowed[1:] else allowed)
            raise ExportError(
                f"{shown(path)} does not end in {listed}; name it "
                f"{shown(path.with_suffix(allowed[0]))}, because that is what is written."
            )
        folder = _kind(path.parent)
        if folder is None:
            raise FileNotFoundError(errno.ENOENT, "no folder")
        if not stat.S_ISDIR(folder):
            raise NotADirectoryError(errno.ENOTDIR, "not a folder")
        if any(_is_same_file(path, source) for source in sources):
            raise ExportError(f"{shown(path)} is one of the clips in use; choose another name.")
        if kind is not None and not stat.S_ISREG(kind):
            raise ExportError(f"{shown(path)} is not an ordinary file; choose another name.")
        if os.path.lexists(path) and not overwrite:
            raise FileExistsError(errno.EEXIST, "exists")


def _kind(path: Path) -> int | None:
    """Mode of what a path leads to, or None if there is nothing."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _is_same_file(path: Path, source: Path) -> bool:
    try:
        return path.samefile(source)
    except FileNotFoundError:
        return False


def check_space(folder: Path, n_bytes: int) -> None:
    """Raise ``OSError(ENOSPC)`` if a folder's disk has no room for ``n_bytes``."""
    if shutil.disk_usage(folder).free < n_bytes + SPARE_BYTES:
        raise OSError(errno.ENOSPC, f"no room for {n_bytes} bytes")


@contextlib.contextmanager
def temporary_beside(target: Path) -> Iterator[Path]:
    """Lend a free name in ``target``'s folder; what is there at the end is removed."""
    sweep(target.parent)
    temporary = target.parent / f"{PREFIX}{secrets.token_hex(6)}{SUFFIX}"
    try:
        yield temporary
    finally:
        _remove(temporary)


def sweep(folder: Path) -> None:
    """Remove what a killed writer left in ``folder`` over an hour ago."""
    for path in folder.glob(f"{PREFIX}????????????{SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - path.lstat().st_mtime > STALE_S:
                _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def publish(temporary: Path, target: Path, *, overwrite: bool) -> None:
    """Give a finished file its name in one step.

    Without ``overwrite`` a file of that name is never replaced, even one that appeared a moment
    ago.
    """
    if overwrite:
        os.replace(temporary, target)
    else:
        try:
            os.link(temporary, target)
        except FileExistsError:
            raise
        except OSError:  # FAT and some network disks have no links: take the name, then fill it
            target.open("xb").close()
            try:
                os.replace(temporary, target)
            except OSError:
                target.unlink(missing_ok=True)
                raise
    sync_folder(target.parent)


def publish_pair(first: tuple[Path, Path], second: tuple[Path, Path], *, overwrite: bool) -> None:
    """Publish two files, each (temporary, target), that belong together: both or neither."""
    target = first[1]
    with temporary_beside(target) as kept:
        if overwrite and target.exists():
            shutil.copy2(target, kept)
        publish(*first, overwrite=overwrite)
        try:
            publish(*second, overwrite=overwrite)
        except BaseException:
            if kept.exists():
                os.replace(kept, target)
            else:
                target.unlink(missing_ok=True)
            raise


def sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut, where the system can."""
    with contextlib.suppress(OSError):  # Windows cannot open folders, some disks cannot sync them
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_through(path: Path, data: bytes) -> None:
    """Write a new file down to the disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_file(path: Path, data: bytes, *, suffix: str, overwrite: bool = False) -> Path:
    """Write a small file whole or not at all.

    Raises
    ------
    ExportError
    """
    check_target(path, suffix=suffix, overwrite=overwrite)
    with explained(path):
        check_space(path.parent, len(data))
        with temporary_beside(path) as temporary:
            write_through(temporary, data)
            publish(temporary, path, overwrite=overwrite)
    return path
