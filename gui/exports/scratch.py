"""A folder for files that others read while the window is open, and nobody needs afterwards."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import tempfile
import time
from pathlib import Path

from gui.locks import process_lock

PREFIX = "segue-drag-"
LOCK = "lock"
NEW_S = 60.0
"""A folder this young without a lock is only just being made."""


class Scratch:
    """The folder of one window. It is made when first needed; no method waits.

    Parameters
    ----------
    root : Path, optional
        The system's folder for temporary files if absent.
    """

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or Path(tempfile.gettempdir())
        self.folder = self._root / f"{PREFIX}{secrets.token_hex(6)}"
        self._lock = process_lock(self.folder / LOCK)
        self._n_places = 0

    def place(self, name: str) -> Path:
        """Return where a file of this name may be written: in a folder of its own, not made yet."""
        self._n_places += 1
        return self.folder / str(self._n_places) / name

    def open(self) -> None:
        """Make the folder, and remove those of programs that were killed. Thread: any.

        Raises
        ------
        OSError
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock.tryLock(0)
        self._sweep()

    def _sweep(self) -> None:
        for folder in self._root.glob(f"{PREFIX}*"):
            with contextlib.suppress(OSError):
                facts = folder.lstat()
                is_own = not hasattr(os, "getuid") or facts.st_uid == os.getuid()
                is_old = time.time() - facts.st_mtime > NEW_S
                if not stat.S_ISDIR(facts.st_mode) or not is_own or not is_old:
                    continue
                lock = process_lock(folder / LOCK)
                if folder != self.folder and lock.tryLock(0):
                    lock.unlock()
                    shutil.rmtree(folder, ignore_errors=True)

    def clean(self) -> None:
        """Remove the folder and all in it."""
        self._lock.unlock()
        shutil.rmtree(self.folder, ignore_errors=True)
