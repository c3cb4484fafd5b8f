"""Copies kept for safety, one for each window that runs: written whole, found after a crash.

Beside each copy lies a lock. The system lets go of it when its process ends in whatever way, so a
lock that can be taken has no owner; a process number, which another program may have by now, says
nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import heapq
import logging
import os
import secrets
import threading
from pathlib import Path

from PySide6.QtCore import QLockFile

from engine.cancel import ShouldCancel, check, never
from export.files import explained, sweep, write_file
from gui.locks import process_lock
from gui.projects.project import SUFFIX, Project, ProjectError
from gui.projects.project_reader import read_project

log = logging.getLogger(__name__)
LOCK, BAD = ".lock", ".bad"
MAX_ORPHANS = 20
"""The newest that are looked at; who has more of them will not answer for each."""


def _changed_at(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:  # gone a moment ago
        return 0.0


def _lock_of(path: Path) -> QLockFile:
    return process_lock(path.with_name(path.name + LOCK))


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Orphan:
    """A copy whose window is gone; nobody else is offered it while this lives.

    Parameters
    ----------
    path : Path
    project : Project
    lock : QLockFile
        Held.
    """

    path: Path
    project: Project
    lock: QLockFile

    def discard(self) -> None:
        """Remove it. Thread: any."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
        self.lock.unlock()

    def leave(self) -> None:
        """Leave it for the next start."""
        self.lock.unlock()


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """What lay in the folder.

    Parameters
    ----------
    orphans : tuple of Orphan
        The newest first.
    put_aside : tuple of Path
        Those that could not be read, under their new names.
    """

    orphans: tuple[Orphan, ...] = ()
    put_aside: tuple[Path, ...] = ()


class Recovery:
    """The copy of one window, and those that others left behind.

    Its methods are called on task threads, one at a time but for `close`.

    Parameters
    ----------
    folder : Path
        Made when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / f"{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
        self._lock: QLockFile | None = None
        self._closed = threading.Event()

    def write(self, data: bytes) -> None:
        """Replace the copy, whole or not at all.

        Raises
        ------
        ExportError
        """
        if self._closed.is_set():
            return
        with explained(self.path):
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
            except FileExistsError as e:
                raise NotADirectoryError(errno.ENOTDIR, "not a folder") from e
        if self._lock is None:
            lock = _lock_of(self.path)
            lock.tryLock(0)  # without one, on a disk that knows none, a copy is still better
            self._lock = lock
        write_file(self.path, data, suffix=SUFFIX, overwrite=True)
        if self._closed.is_set():  # meanwhile
            self.remove()

    def remove(self) -> None:
        """Remove the copy: what it holds is saved, or not wanted."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def close(self, *, keeps: bool = False) -> None:
        """End; the copy goes unless it is kept for the next start. Thread: GUI."""
        if not keeps:
            self._closed.set()
            self.remove()
        if self._lock is not None:
            self._lock.unlock()

    def find(self, should_cancel: ShouldCancel = never) -> Found:
        """Look for the newest copies whose window is gone; those that are damaged are put aside.

        Raises
        ------
        RenderCancelled
        """
        orphans: list[tuple[float, Orphan]] = []
        put_aside = []
        try:
            sweep(self.folder)
            paths = [p for p in self.folder.iterdir() if p.suffix == SUFFIX and p != self.path]
        except OSError:  # no folder: nothing was ever kept
            return Found()
        for path in heapq.nlargest(MAX_ORPHANS, paths, key=_changed_at):
            if should_cancel():
                for _, orphan in orphans:
                    orphan.leave()
                check(should_cancel)
            lock = _lock_of(path)
            if not lock.tryLock(0):
                continue
            try:
                orphans.append((_changed_at(path), Orphan(path, read_project(path), lock)))
            except ProjectError as e:
                log.error("a copy kept for safety is damaged: %s", e)
                with contextlib.suppress(OSError):
                    bad = path.with_name(path.name + BAD)
                    os.replace(path, bad)
                    put_aside.append(bad)
                lock.unlock()
        orphans.sort(key=lambda pair: pair[0], reverse=True)
        return Found(tuple(orphan for _, orphan in orphans), tuple(put_aside))
