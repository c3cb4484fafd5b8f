"""The commands: arguments in, one sentence out when something is wrong.

Nothing heavy is imported before the arguments are understood: ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import MorphError
from export import commands, convert, reports, sampling, transition
from export.arguments import (
    BAD_INPUT,
    FORMAT_NAMES,
    Parser,
    add_model,
    add_output,
    add_pair,
    add_sound,
    add_transition,
    alpha_number,
    steps_number,
)
from export.commands import DrawWindow
from export.console import answer, complain
from export.demo import DEMO_FOLDER
from export.files import shown
from export.version import NAME, version

PROGRAM = "python main.py"
COMMANDS = (
    "render",
    "series",
    "transition",
    "demo",
    "sample",
    "convert",
    "info",
    "devices",
    "models",
)

INTERRUPTED = 130

OpenWindow = Callable[[Sequence[Path], Path | None, bool], int]
"""Shows the window with a project or up to two clips, perhaps another model, and perhaps beside a
window that is open; returns the exit code."""
PROJECT, NEW_WINDOW = ".segue", "--new-window"

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Parser]


def main(
    argv: Sequence[str],
    *,
    open_window: OpenWindow | None = None,
    draw_window: DrawWindow | None = None,
) -> int:
    """Run one command, or open the window.

    Parameters
    ----------
    argv : sequence of str
        Without the program's name.
    open_window, draw_window : callable, optional
        The window, which this layer must not import.

    Returns
    -------
    int
        Exit code: 0, 2 when what was asked for cannot be done (with one sentence on stderr), 130
        when interrupted.
    """
    try:
        code = _run(argv, open_window, draw_window)
        sys.stdout.flush()
        return code
    except MorphError as e:
        complain(e.user_message)
        return BAD_INPUT
    except KeyboardInterrupt:
        complain("Stopped; nothing was left half-written.")
        return INTERRUPTED
    except MemoryError:
        complain("There is not enough memory for clips this long; choose fewer --seconds.")
        return BAD_INPUT
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as e:  # argparse's way out, for --help and for mistakes
        return e.code if isinstance(e.code, int) else 0


def _run(
    argv: Sequence[str], open_window: OpenWindow | None, draw_window: DrawWindow | None
) -> int:
    has_option = bool(argv) and argv[0].partition("=")[0] in ("--model", NEW_WINDOW)
    is_window = not argv or has_option or not argv[0].startswith("-")
    if is_window and not (argv and argv[0] in COMMANDS):
        _require_command_first(argv)
        window = Parser(prog=PROGRAM, add_help=False, allow_abbrev=False)
        window.add_argument("clips", nargs="*", type=Path)
        window.add_argument("--model", type=Path)
        window.add_argument(NEW_WINDOW, action="store_true")
        return _window(window.parse_args(argv), open_window, draw_window)
    args = build_parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = args.run
    with _sigterm_interrupts():
        return commands.demo(args, draw_window) if args.command == "demo" else run(args)


@contextlib.contextmanager
def _sigterm_interrupts() -> Iterator[None]:
    """Let a polite kill clean up as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _require_command_first(argv: Sequence[str]) -> None:
    """Refuse a command behind ``--model FOLDER``, which would be taken for a clip."""
    if not argv or argv[0].partition("=")[0] != "--model":
        return
    for word in argv[1 if "=" in argv[0] else 2 :][:1]:
        if word in COMMANDS:
            raise MorphError(
                f"The command comes first: {PROGRAM} {word} … and --model FOLDER behind it."
            )


def _window(
    wanted: argparse.Namespace, open_window: OpenWindow | None, draw_window: DrawWindow | None
) -> int:
    """Open the window, or show what there is to show where no window can open."""
    paths: Sequence[Path] = wanted.clips
    model: Path | None = wanted.model
    for path in paths:
        if not os.path.isfile(path):  # the Path method raises on a name that is too long
            raise MorphError(
                f"There is no file or command {shown(path)}; the commands are "
                f"{', '.join(COMMANDS)}."
            )
    if len(paths) > 2:
        raise MorphError(f"The window takes two clips, not {len(paths)}.")
    if len(paths) > 1 and any(path.suffix.lower() == PROJECT for path in paths):
        raise MorphError("The window takes two clips or one project, not both.")
    if open_window is not None and has_display():
        return open_window(paths, model, wanted.new_window)
    if paths or model:
        raise MorphError(f"There is no display for the window; try {PROGRAM} render --help.")
    answer(f"There is no display for the window, so the demo is written to {DEMO_FOLDER}.")
    return _run(["demo"], None, draw_window)


def has_display() -> bool:
    """Tell whether a window can open: on Linux that takes a display server that is there.

    Qt ends the process when it is not, so a stale name in the environment is looked at first.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("DISPLAY")
    if wayland and Path(os.environ.get("XDG_RUNTIME_DIR", ""), wayland).is_socket():
        return True
    if not x11:
        return False
    host, _, number = x11.rpartition(":")
    if host not in ("", "unix"):
        return True  # another computer's: only a try can tell
    name = f"/tmp/.X11-unix/X{number.partition('.')[0]}"
    return Path(name).is_socket() or _listens(f"\0{name}")


def _listens(address: str) -> bool:
    """Tell whether a server answers at an abstract socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(address) == 0


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = Parser(
        prog=PROGRAM,
        allow_abbrev=False,
        description=f"{NAME} plays the music between two pieces of music. Without a command it "
        "opens its window; two sound files open it with that pair, a .segue file with that "
        "project, --model FOLDER with another model. What is opened while a window is open goes "
        "there, unless --new-window is given.",
    )
    parser.add_argument("--version", action="version", version=f"{NAME} {version()}")
    table = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    render = _add(table, commands.render, "render", "render one morph of two clips to a file")
    add_pair(render)
    where = render.add_mutually_exclusive_group()
    where.add_argument(
        "--alpha",
        type=alpha_number,
        default=0.5,
        help="0 is A, 1 is B (0.5); from -0.5 to 1.5, beyond the clips",
    )
    where.add_argument(
        "--curve",
        metavar="CURVE",
        help="alpha over time: ramp, s, step, triangle, or seconds:alpha points as in 0:0,2.5:1",
    )
    render.add_argument("--png", type=Path, metavar="PNG", help="also picture A, the morph and B")
    add_sound(render)
    add_output(render, "FILE", "the file to write: WAV, FLAC or Ogg Vorbis by its suffix")

    series = _add(
        table, commands.series, "series", "render evenly spaced alphas into a folder to listen to"
    )
    add_pair(series)
    series.add_argument("--steps", type=steps_number, default=5, help="alphas from 0 to 1 (5)")
    add_sound(series)
    series.add_argument(
        "--format", choices=FORMAT_NAMES, default=FORMAT_NAMES[0], help="of the files (wav)"
    )
    add_output(series, "FOLDER", "the folder to make")

    passage = _add(
        table,
        transition.transition,
        "transition",
        "let the end of one song become the beginning of another, both at full quality",
    )
    add_transition(passage)
    add_sound(passage, has_rate=False)
    add_output(passage, "FILE", "the file to write: WAV, FLAC or Ogg Vorbis by its suffix")

    demo = _add(table, commands.demo, "demo", "render the bundled pair and picture the window")
    demo.add_argument(
        "-o", "--output", type=Path, default=DEMO_FOLDER, help=f"the folder ({DEMO_FOLDER})"
    )
    add_model(demo)

    drawing = _add(
        table,
        sampling.sample,
        "sample",
        "draw a new clip, or a walk of them, from what the model learned of music",
    )
    sampling.add_arguments(drawing)

    converting = _add(
        table,
        convert.convert,
        "convert",
        "turn sound, mels and pictures of mels into each other, a file or whole folders",
    )
    convert.add_arguments(converting)

    info = _add(table, reports.info, "info", "tell what sound files hold")
    info.add_argument("files", type=Path, nargs="+", metavar="FILE")
    _add(
        table, reports.devices, "devices", "tell what runs the model and what plays sound, and why"
    )
    _add(table, reports.models, "models", "list the models")
    return parser


def _add(table: Commands, run: Callable[..., int], name: str, text: str) -> Parser:
    parser = table.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False
    )
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    return parser
