"""Locks on files that end with the process that took them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile


def process_lock(path: Path) -> QLockFile:
    """Return a lock, not taken yet, that its owner's end frees in whatever way it comes.

    What counts is whether the system still holds it for somebody, not how old it is or which
    process number it names: another program may have that by now.
    """
    lock = QLockFile(str(path))
    lock.setStaleLockTime(1)
    return lock
