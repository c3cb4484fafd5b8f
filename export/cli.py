"""The commands: arguments in, one sentence out when something is wrong.

Nothing heavy is imported before the arguments are understood: ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import math
import os
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from engine.errors import MorphError
from export import commands, convert, reports, transition
from export.commands import DrawWindow
from export.console import answer, complain
from export.demo import DEMO_FOLDER
from export.files import shown
from export.version import NAME, version

PROGRAM = "python main.py"
COMMANDS = ("render", "series", "transition", "demo", "convert", "info", "devices", "models")
METHOD_KEYS = ("slerp", "lerp", "mel-blend", "crossfade")
"""As in ``engine.morph.methods``, which is slow to import; the default first. A test compares."""
SUBTYPES = ("PCM_16", "PCM_24", "FLOAT")
MAX_SECONDS = 1800.0
FITS = ("pad", "loop", "trim", "stretch")
MAX_STEPS = 101

BAD_INPUT, INTERRUPTED = 2, 130

OpenWindow = Callable[[Sequence[Path], Path | None], int]
"""Shows the window with up to two clips and perhaps another model; returns the exit code."""

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["_Parser"]


class _Parser(argparse.ArgumentParser):
    """One sentence for each mistake, where argparse prints a page."""

    def error(self, message: str) -> NoReturn:
        text = message.removeprefix("argument ")
        self.exit(BAD_INPUT, f"{text[0].upper()}{text[1:]}; see {self.prog} --help.\n")


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
    has_model = bool(argv) and argv[0].partition("=")[0] == "--model"
    is_window = not argv or has_model or not argv[0].startswith("-")
    if is_window and not (argv and argv[0] in COMMANDS):
        _require_command_first(argv)
        window = _Parser(prog=PROGRAM, add_help=False, allow_abbrev=False)
        window.add_argument("clips", nargs="*", type=Path)
        window.add_argument("--model", type=Path)
        wanted = window.parse_args(argv)
        return _window(wanted.clips, wanted.model, open_window, draw_window)
    args = build_parser().parse_args(argv)
    if args.command == "demo":
        return commands.demo(args, draw_window)
    run: Callable[[argparse.Namespace], int] = args.run
    return run(args)


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
    paths: Sequence[Path],
    model: Path | None,
    open_window: OpenWindow | None,
    draw_window: DrawWindow | None,
) -> int:
    """Open the window, or show what there is to show where no window can open."""
    for path in paths:
        if not os.path.isfile(path):  # the Path method raises on a name that is too long
            raise MorphError(
                f"There is no file or command {shown(path)}; the commands are "
                f"{', '.join(COMMANDS)}."
            )
    if len(paths) > 2:
        raise MorphError(f"The window takes two clips, not {len(paths)}.")
    if open_window is not None and has_display():
        return open_window(paths, model)
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
    parser = _Parser(
        prog=PROGRAM,
        allow_abbrev=False,
        description=f"{NAME} plays the music between two pieces of music. Without a command it "
        "opens its window; two sound files open it with that pair, --model FOLDER with another "
        "model.",
    )
    parser.add_argument("--version", action="version", version=f"{NAME} {version()}")
    table = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    render = _add(table, commands.render, "render", "render one morph of two clips to a WAV file")
    _add_pair(render)
    where = render.add_mutually_exclusive_group()
    where.add_argument(
        "--alpha",
        type=_alpha,
        default=0.5,
        help="0 is A, 1 is B (0.5); from -0.5 to 1.5, beyond the clips",
    )
    where.add_argument(
        "--curve",
        metavar="CURVE",
        help="alpha over time: ramp, s, step, triangle, or seconds:alpha points as in 0:0,2.5:1",
    )
    render.add_argument("--png", type=Path, metavar="PNG", help="also picture A, the morph and B")
    _add_output(render, "WAV", "the file to write")

    series = _add(
        table, commands.series, "series", "render evenly spaced alphas into a folder to listen to"
    )
    _add_pair(series)
    series.add_argument("--steps", type=_steps, default=5, help="alphas from 0 to 1 (5)")
    _add_output(series, "FOLDER", "the folder to make")

    passage = _add(
        table,
        transition.transition,
        "transition",
        "let the end of one song become the beginning of another, both at full quality",
    )
    _add_transition(passage)
    _add_output(passage, "WAV", "the file to write")

    demo = _add(table, commands.demo, "demo", "render the bundled pair and picture the window")
    demo.add_argument(
        "-o", "--output", type=Path, default=DEMO_FOLDER, help=f"the folder ({DEMO_FOLDER})"
    )
    _add_model(demo)

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


def _add(table: Commands, run: Callable[..., int], name: str, text: str) -> _Parser:
    parser = table.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False
    )
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    return parser


def _add_pair(parser: _Parser) -> None:
    parser.add_argument("a", type=Path, metavar="A", help="the sound file at alpha 0")
    parser.add_argument("b", type=Path, metavar="B", help="the sound file at alpha 1")
    for side in ("a", "b"):
        parser.add_argument(
            f"--start-{side}",
            type=_start,
            default=0.0,
            metavar="S",
            help=f"where {side.upper()}'s excerpt begins, in seconds (0)",
        )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=5.0,
        metavar="S",
        help="length of the excerpts (5), or whole: all that A has",
    )
    parser.add_argument(
        "--fit",
        choices=FITS,
        default=FITS[0],
        help="a file that is shorter is followed by silence, repeated, shortens the morph, or is "
        f"stretched ({FITS[0]})",
    )
    _add_method(parser)
    parser.add_argument(
        "--even", action="store_true", help="make equal steps of alpha equal steps of the sound"
    )
    parser.add_argument(
        "--match-tempo",
        choices=("off", "to-a", "middle"),
        default="off",
        help="play B at A's tempo, or both at one between (off)",
    )
    parser.add_argument("--match-beats", action="store_true", help="let B's bars begin with A's")
    parser.add_argument("--match-key", action="store_true", help="transpose B to A's key")
    parser.add_argument(
        "--seed", type=_seed, default=0, help="of the phase where both clips are silent (0)"
    )
    _add_model(parser)


def _add_transition(parser: _Parser) -> None:
    parser.add_argument("a", type=Path, metavar="A", help="the song that ends")
    parser.add_argument("b", type=Path, metavar="B", help="the song that begins")
    parser.add_argument(
        "--seconds", type=_zone, default=8.0, metavar="S", help="how long it takes (8)"
    )
    parser.add_argument(
        "--from-a", type=_start, metavar="S", help="where it begins in A (so that it ends with A)"
    )
    parser.add_argument(
        "--into-b", type=_start, default=0.0, metavar="S", help="where it begins in B (0)"
    )
    parser.add_argument(
        "--shape", choices=("ramp", "s", "step"), default="s", help="how alpha goes (s)"
    )
    for name, song in (("before", "A"), ("after", "B")):
        parser.add_argument(
            f"--{name}", type=_start, metavar="S", help=f"how much of {song} around it (all)"
        )
    parser.add_argument("--rate", type=_rate, metavar="HZ", help="of the file (the songs' higher)")
    parser.add_argument("--match-beats", action="store_true", help="let B's bars begin with A's")
    _add_method(parser)
    _add_model(parser)


def _add_method(parser: _Parser) -> None:
    parser.add_argument(
        "--method",
        choices=METHOD_KEYS,
        default=METHOD_KEYS[0],
        help=f"the way between them ({METHOD_KEYS[0]})",
    )
    parser.add_argument(
        "--detail",
        type=_detail,
        default=1.0,
        metavar="D",
        help="share of the clips' own detail, 0 (the model alone) to 1 (1)",
    )


def _add_model(parser: _Parser) -> None:
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="another model's folder")
    parser.add_argument(
        "--provider", choices=("auto", "cpu"), default="auto", help="what runs the model (auto)"
    )


def _add_output(parser: _Parser, metavar: str, text: str) -> None:
    parser.add_argument(
        "--subtype", choices=SUBTYPES, default="PCM_24", help="of the WAV file (PCM_24)"
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace what an earlier run wrote"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar=metavar, help=text)


def _number(text: str, allowed: str, is_allowed: Callable[[float], bool]) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not is_allowed(value):
        raise argparse.ArgumentTypeError(f"it must be {allowed}, not {text}")
    return value


def _whole(text: str, allowed: str, low: int, high: float) -> int:
    return int(_number(text, allowed, lambda n: low <= n <= high and n == int(n)))


def _alpha(text: str) -> float:
    return _number(text, "from -0.5 to 1.5; 0 is A, 1 is B", lambda n: -0.5 <= n <= 1.5)


def _detail(text: str) -> float:
    return _number(text, "from 0 to 1", lambda n: 0 <= n <= 1)


def _seconds(text: str) -> float | None:
    if text == "whole":
        return None
    allowed = f"over 0 and at most {MAX_SECONDS:g}, or whole"
    return _number(text, allowed, lambda n: 0 < n <= MAX_SECONDS)


def _zone(text: str) -> float:
    longest = transition.MAX_ZONE_S
    return _number(text, f"from 1 to {longest:g}", lambda n: 1 <= n <= longest)


def _rate(text: str) -> int:
    return _whole(text, "a whole number of Hz from 8000 to 192000", 8000, 192_000)


def _start(text: str) -> float:
    return _number(text, "0 or more seconds", lambda n: 0 <= n < math.inf)


def _steps(text: str) -> int:
    return _whole(text, f"a whole number from 2 to {MAX_STEPS}", 2, MAX_STEPS)


def _seed(text: str) -> int:
    return _whole(text, "a whole number from 0 to 2^32 - 1", 0, 2**32 - 1)
