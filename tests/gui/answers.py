"""What a process answers in the tests; it is imported there, so it imports little."""

import os
import sys
import time
from pathlib import Path

from engine.errors import ClipDecodeError


def refuse_or_fail(path, _, matches, __):
    if "key" in matches:
        raise ValueError("a bug")
    detail = "with Qt" if "PySide6" in sys.modules else "without Qt"
    raise ClipDecodeError(Path(path), f"“{path.name}” is not sound; choose another file.", detail)


def end(*_):
    os._exit(3)


def sleep(*_):
    time.sleep(60)
