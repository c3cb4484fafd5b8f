"""``python -m training``: from free music to a model the program opens."""

from __future__ import annotations

import argparse
import sys

from training.command import COMMANDS, main


def overview(argv: list[str] | None = None) -> int:
    """Run one command; the modules, and torch with them, are imported only when needed."""
    argv = sys.argv[1:] if argv is None else argv
    if argv and argv[0] in COMMANDS:
        return main(argv[0], argv[1:])
    width = max(map(len, COMMANDS))
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Make a model. The commands, in this order:\n\n"
        + "\n".join(f"  {name:{width}}  {text}" for name, text in COMMANDS.items()),
        epilog="Each is also `python -m training.COMMAND`, has --help, and resumes what it was\n"
        "interrupted in. docs/training.md tells the rest.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "command", nargs="?", choices=COMMANDS, metavar="COMMAND", help="one of the above"
    )
    parser.parse_args(argv)
    parser.print_help()
    return 0


if __name__ == "__main__":
    sys.exit(overview())
