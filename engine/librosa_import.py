"""Librosa, imported by one process at a time."""

from __future__ import annotations

import contextlib
import functools
import getpass
import hashlib
import importlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

COMPILED: Final = ("librosa.util.utils", "librosa.core.audio", "librosa.core.pitch", "librosa.beat")
"""Its modules that numba compiles while they are imported, and writes into a cache."""
PATIENCE_S: Final = 120.0
"""Compiling takes ten seconds; nobody may wait for ever for a process that is stuck."""


@functools.cache
def import_librosa() -> ModuleType:
    """Import librosa with all that numba compiles for it. Takes seconds; thread: any.

    NB: two processes that compile the same gufunc at once can leave a cache whose halves do not
    fit, and every process that reads it crashes (https://github.com/numba/numba/issues/10128). The
    first one therefore compiles alone, and the others read.
    """
    with _alone():
        for name in COMPILED:
            importlib.import_module(name)
    return importlib.import_module("librosa")


def lock_path() -> Path:
    """Return the file that is locked: one for each user and each installed librosa.

    Raises
    ------
    OSError
        If there is no folder for it.
    """
    import librosa  # only its door; the modules are loaded when they are asked for

    of = hashlib.sha256(f"{getpass.getuser()}\n{librosa.__file__}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"segue-librosa-{of}.lock"


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Hold the lock; without one where there can be none."""
    import filelock

    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError, KeyError, filelock.Timeout):  # KeyError: nameless user
            held.enter_context(filelock.FileLock(lock_path(), timeout=PATIENCE_S))
        yield
