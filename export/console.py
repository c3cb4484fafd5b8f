"""What commands say: answers on stdout, everything else on stderr."""

from __future__ import annotations

import shutil
import sys
import time

from export.sidecar import to_json

PATIENCE_S = 1.0
"""Work shorter than this needs no line in a log."""


def answer(text: str) -> None:
    """Write a line of the answer."""
    sys.stdout.write(text + "\n")


def answer_json(value: object) -> None:
    """Write the answer as one JSON object."""
    sys.stdout.write(to_json(value))


def complain(text: str) -> None:
    """Write a sentence about what went wrong."""
    sys.stderr.write(text + "\n")


class Progress:
    """One line that changes in a terminal; plain lines, once it takes long, elsewhere."""

    def __init__(self) -> None:
        self._stream = sys.stderr
        self._is_terminal = self._stream.isatty()
        self._started = time.monotonic()
        self._width = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away again."""
        if self._width:
            self.glance("")
            self._write("\r")

    def glance(self, text: str) -> None:
        """Say what happens now, in a terminal only."""
        if self._is_terminal:
            text = text[: shutil.get_terminal_size().columns - 1]  # a wrapped line stays
            self._write("\r" + text.ljust(self._width))
            self._width = len(text)

    def say(self, text: str) -> None:
        """Say what happens now."""
        if self._is_terminal:
            self.glance(text)
        elif time.monotonic() - self._started > PATIENCE_S:
            self._write(text + "\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
