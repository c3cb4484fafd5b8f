"""Which files may be opened as sound, and how messages name them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from engine.errors import ClipDecodeError

_MAX_NAME = 60


def display_name(path: Path) -> str:
    """Return the file's name for a message: printable, on one line, at most 60 characters."""
    name = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in path.name)
    if len(name) > _MAX_NAME:
        half = _MAX_NAME // 2
        name = f"{name[: half - 1]}…{name[-half:]}"
    return f"“{name}”"


def require_readable_file(path: Path) -> None:
    """Refuse everything but a regular file that may be read.

    Opening a pipe, a socket or a device as sound could wait for ever.

    Raises
    ------
    ClipDecodeError
        With a sentence that says what the path is, and the remedy.
    """
    name = display_name(path)
    try:
        status = path.stat()
    except (OSError, ValueError) as e:  # ValueError: a NUL in the name
        raise ClipDecodeError(path, _why_missing(path, name, e), f"{path!s}: {e}") from e
    mode = status.st_mode
    if stat.S_ISDIR(mode):
        raise ClipDecodeError(path, f"{name} is a folder; choose a sound file inside it.")
    if stat.S_ISREG(mode) and status.st_size == 0:
        raise ClipDecodeError(path, f"{name} is empty; choose another file.")
    if not stat.S_ISREG(mode):
        raise ClipDecodeError(
            path, f"{name} is a {_kind(mode)}, not a file; choose a sound file saved on disk."
        )
    if not os.access(path, os.R_OK):
        raise ClipDecodeError(path, _no_permission(name))


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "pipe"
    return "socket" if stat.S_ISSOCK(mode) else "device"


def _no_permission(name: str) -> str:
    return f"You have no permission to read {name}; change its permissions or choose another file."


def _why_missing(path: Path, name: str, error: Exception) -> str:
    scheme = str(path).partition(":/")[0].lower()
    if scheme in {"http", "https", "ftp", "ftps", "smb", "sftp", "rtsp"}:
        return f"{name} is on the network; save it on this computer and open the saved file."
    if isinstance(error, PermissionError):
        return _no_permission(name)
    try:
        is_link = path.is_symlink()
    except (OSError, ValueError):
        is_link = False
    if is_link:
        return f"{name} is a link to a file that is not there; choose the file itself."
    return f"{name} was not found; it may have been moved or renamed. Choose it again."
