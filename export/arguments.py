"""What the commands take: arguments that several share, and sentences for wrong ones."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from export.sound import SoundOptions

METHOD_KEYS = (
    *("slerp", "drawn", "lerp", "vae-transport", "transport", "mosaic"),
    *("mel-blend", "crossfade"),
)
"""As in ``engine.morph.methods``, which is slow to import; the default first. A test compares."""
SUBTYPES = ("PCM_16", "PCM_24", "FLOAT")
FORMAT_NAMES = ("wav", "flac", "ogg")
"""As in `export.formats`, without the dot."""
FITS = ("pad", "loop", "trim", "stretch")
"""As in ``engine.audio.fit``."""
MAX_SECONDS = 1800.0
"""Of a morph: both clips lie in memory, 8 MB a minute each."""
MAX_ZONE_S = 120.0
MAX_STEPS = 101
BAD_INPUT = 2


class Parser(argparse.ArgumentParser):
    """One sentence for each mistake, where argparse prints a page."""

    def error(self, message: str) -> NoReturn:
        """End with one sentence."""
        text = message.removeprefix("argument ")
        self.exit(BAD_INPUT, f"{text[0].upper()}{text[1:]}; see {self.prog} --help.\n")


def add_pair(parser: Parser) -> None:
    """Take two clips, and how to go from one to the other."""
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
        help="where a file is shorter: pad, silence follows; loop, it is repeated; trim, the morph "
        f"is shortened; stretch, it is played slower ({FITS[0]})",
    )
    add_method(parser)
    parser.add_argument(
        "--even", action="store_true", help="make equal steps of alpha equal steps of the sound"
    )
    parser.add_argument(
        "--sound",
        type=alpha_number,
        metavar="S",
        help="where the sound is between A and B, -0.5 to 1.5, whatever the notes do (with alpha)",
    )
    parser.add_argument(
        "--match-tempo",
        choices=("off", "to-a", "middle"),
        default="off",
        help="play B at A's tempo, or both at one between (off)",
    )
    parser.add_argument("--match-beats", action="store_true", help="let B's bars begin with A's")
    parser.add_argument("--match-key", action="store_true", help="transpose B to A's key")
    add_model(parser)


def add_transition(parser: Parser) -> None:
    """Take two songs, and where one becomes the other."""
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
        "--shape",
        choices=("ramp", "s", "step"),
        default="s",
        help="how it goes: ramp, even; s, slow at both ends; step, at once (s)",
    )
    for name, song in (("before", "A"), ("after", "B")):
        parser.add_argument(
            f"--{name}", type=_start, metavar="S", help=f"seconds of {song} {name} the morph (all)"
        )
    parser.add_argument("--rate", type=_rate, metavar="HZ", help="of the file (the songs' higher)")
    parser.add_argument("--match-beats", action="store_true", help="let B's bars begin with A's")
    add_method(parser)
    add_model(parser)


def add_method(parser: Parser) -> None:
    """Take a morph method, its detail and its texture."""
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
        help="how much of the clips' own detail is given back to the model's, 0 to 1 (1)",
    )
    parser.add_argument(
        *("--texture", "--seed"),
        dest="seed",
        type=seed_number,
        default=0,
        metavar="N",
        help="which detail is drawn, and whatever else is random in the sound (0)",
    )


def add_model(parser: Parser) -> None:
    """Take a model and what runs it."""
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="another model's folder")
    parser.add_argument(
        "--provider", choices=("auto", "cpu"), default="auto", help="what runs the model (auto)"
    )


def add_sound(parser: Parser, *, has_rate: bool = True) -> None:
    """Take what becomes of a sound before it is written."""
    if has_rate:
        parser.add_argument("--rate", type=_rate, metavar="HZ", help="of the file (the model's)")
    parser.add_argument(
        "--loudness",
        type=_loudness,
        metavar="LUFS",
        help="bring it to a loudness, with no peak above -1 dB: -14, -16, -23 … (as it is)",
    )


def sound_options(args: argparse.Namespace, sample_rate: int | None) -> SoundOptions:
    """Return what `add_sound` and `add_output` took."""
    from export.sound import SoundOptions

    return SoundOptions(args.subtype, sample_rate, args.loudness, args.overwrite)


def add_output(parser: Parser, metavar: str, text: str) -> None:
    """Take where to write, and how."""
    parser.add_argument(
        "--subtype",
        choices=SUBTYPES,
        default="PCM_24",
        help="16 or 24 bits, or in WAV files 32-bit FLOAT (PCM_24)",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace what an earlier run wrote"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar=metavar, help=text)


def number(text: str, allowed: str, is_allowed: Callable[[float], bool]) -> float:
    """Read a number; ``allowed`` says in words what it must be."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not is_allowed(value):
        raise argparse.ArgumentTypeError(f"it must be {allowed}, not {text}")
    return value


def whole(text: str, allowed: str, low: int, high: float) -> int:
    """Read a whole number from ``low`` to ``high``."""
    return int(number(text, allowed, lambda n: low <= n <= high and n == int(n)))


def alpha_number(text: str) -> float:
    """Read an alpha."""
    return number(text, "from -0.5 to 1.5; 0 is A, 1 is B", lambda n: -0.5 <= n <= 1.5)


def _detail(text: str) -> float:
    return number(text, "from 0 to 1", lambda n: 0 <= n <= 1)


def _seconds(text: str) -> float | None:
    if text == "whole":
        return None
    allowed = f"over 0 and at most {MAX_SECONDS:g}, or whole"
    return number(text, allowed, lambda n: 0 < n <= MAX_SECONDS)


def _zone(text: str) -> float:
    longest = MAX_ZONE_S
    return number(text, f"from 1 to {longest:g}", lambda n: 1 <= n <= longest)


def _rate(text: str) -> int:
    return whole(text, "a whole number of Hz from 8000 to 192000", 8000, 192_000)


def _loudness(text: str) -> float:
    return number(text, "from -70 to -5 LUFS", lambda n: -70 <= n <= -5)


def _start(text: str) -> float:
    return number(text, "0 or more seconds", lambda n: 0 <= n < math.inf)


def steps_number(text: str) -> int:
    """Read how many steps a series has."""
    return whole(text, f"a whole number from 2 to {MAX_STEPS}", 2, MAX_STEPS)


def seed_number(text: str) -> int:
    """Read a seed."""
    return whole(text, "a whole number from 0 to 2^32 - 1", 0, 2**32 - 1)
