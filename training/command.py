"""What every command of the lab bench shares: ``--data``, help that teaches, plain errors."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Protocol

from engine.errors import MorphError
from training.errors import TrainingError

COMMANDS = {
    "fetch": "get the music from Debian packages",
    "prepare": "turn music into mel clips",
    "train": "train a model (resumes where it stopped)",
    "evaluate": "measure a model on music it never saw",
    "refine": "train the network that draws a model's fine detail",
    "export": "write the model the program opens",
    "prior": "fit what new clips are drawn from",
    "compare": "run an experiment, or set trained models side by side",
}


class Command(Protocol):
    """A module of this package that is a command."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Run the command; return the exit status."""


class _HelpFormatter(argparse.RawDescriptionHelpFormatter, argparse.ArgumentDefaultsHelpFormatter):
    """The module's docstring as it is written, and every default."""


def main(name: str, argv: list[str] | None = None) -> int:
    """Run one command, ``python -m training.NAME``.

    Parameters
    ----------
    name : str
        One of `COMMANDS`.
    argv : list of str, optional
        Default: the program's own.
    """
    module = _import(f"training.{name}")
    parser = argparse.ArgumentParser(
        prog=f"python -m training.{name}",
        description=module.__doc__,
        formatter_class=_HelpFormatter,
    )
    parser.add_argument(
        "--data", type=Path, default=Path("data"), help="folder for music, mels and runs"
    )
    module.add_arguments(parser)
    args = parser.parse_args(argv)
    try:
        status = int(module.run(args))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print("\nInterrupted; the same command goes on from there.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        drop_output()
        return 1
    except (TrainingError, MorphError) as e:
        print(f"error: {getattr(e, 'user_message', e)}", file=sys.stderr)
    except OSError as e:
        print(f"error: {_os_sentence(e)}", file=sys.stderr)
    return 1


def drop_output() -> None:
    """Send what is left to print nowhere: who was reading has gone, as ``head`` does."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _os_sentence(e: OSError) -> str:
    where = f" ({e.filename})" if e.filename else ""
    if e.errno == errno.ENOSPC:
        return (
            f"The disk is full{where}. Make room and run the same command again; "
            "finished work is kept."
        )
    return f"{e.strerror or e}{where}."


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as e:
        if str(e.name).split(".")[0] in ("training", "engine"):
            raise
        raise SystemExit(
            f"{e.name} is missing; install the train extra: pip install -e '.[train]'"
        ) from None
