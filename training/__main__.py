"""``python -m training``: from Debian packages to a model the program opens."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from types import ModuleType

COMMANDS = {
    "fetch": ("training.corpus.fetch", "get the music from Debian packages"),
    "prepare": ("training.corpus.prepare", "turn the music into mel clips"),
    "train": ("training.train", "train the autoencoder (resumes where it stopped)"),
    "evaluate": ("training.evaluate", "measure a model on music it never saw"),
    "export": ("training.export_onnx", "write the model the program opens"),
}


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as e:
        if str(e.name).split(".")[0] == "training":
            raise
        raise SystemExit(
            f"{e.name} is missing; install the train extra: pip install -e '.[train]'"
        ) from None


def main(argv: list[str] | None = None) -> int:
    """Run one command; the modules, and torch with them, are imported only when needed."""
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Make a model: fetch, prepare, train, evaluate, export; in this order.",
        epilog="Each command resumes what it was interrupted in. docs/training.md tells the rest.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module_name, help_line) in COMMANDS.items():
        command = commands.add_parser(
            name, help=help_line, formatter_class=argparse.ArgumentDefaultsHelpFormatter
        )
        command.add_argument(
            "--data", type=Path, default=Path("data"), help="folder for music, mels and runs"
        )
        if name in argv[:1]:
            module = _import(module_name)
            command.description = module.__doc__
            module.add_arguments(command)
            command.set_defaults(function=module.run)
    args = parser.parse_args(argv)
    return int(args.function(args))


if __name__ == "__main__":
    sys.exit(main())
