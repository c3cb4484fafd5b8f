"""Segue: the window by default, or a command. ``python main.py --help`` lists them."""

from __future__ import annotations

import faulthandler
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.errors import MorphError
from export import cli
from export.demo import DEMO_PAIR


def open_window(paths: Sequence[Path], model_folder: Path | None, is_new: bool) -> int:
    """Show the window with a project or up to two clips, and a model; returns the exit code."""
    try:
        from gui.app import run
    except ImportError as e:
        raise MorphError(
            f"The window cannot open because a part of Qt is missing ({e}); README.md names it."
        ) from e
    return run(list(paths), model_folder, is_new=is_new)


def draw_window(png: Path, model_folder: Path | None) -> None:
    """Draw the window with the demo pair into a picture; needs no display."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from gui.snapshot import render_window_png

    render_window_png(png, DEMO_PAIR, model_folder=model_folder)


def keep_stderr_for_python() -> None:
    """Point the C libraries' stderr nowhere; Python's own goes where it went.

    libmpg123 comments on every damaged MP3; PortAudio writes gigabytes when a sound server dies.
    """
    try:
        own = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
    except OSError:  # started without a stderr
        return
    os.close(nowhere)
    sys.stderr = os.fdopen(own, "w", buffering=1, encoding=sys.stderr.encoding)
    faulthandler.enable(sys.stderr)


def main() -> int:
    """Run Segue."""
    keep_stderr_for_python()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console that lacks a letter must not stop us
            stream.reconfigure(errors="backslashreplace")
    return cli.main(sys.argv[1:], open_window=open_window, draw_window=draw_window)


if __name__ == "__main__":
    sys.exit(main())
