"""Measure trained models on music they learned from and on music they never heard.

Reconstruction beside untrained codecs of the same latent size (patch PCA and DCT), the way between
two songs beside plain mixes, and how both sound. Works for every architecture and size of mel.
Writes RUN/evaluation.json, RUN/evaluation.md and RUN/evaluation/index.html, a page with pictures
and sound.

  python -m training.evaluate                                the shipped model, thoroughly
  python -m training.evaluate conv2d lstm --best             two runs, at their best validation
  python -m training.evaluate conv2d --excerpts 64 --pairs 12 --sound-pairs 2     in seconds
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from training.bench import HELD_OUT, Bench, Coder, Sizes, load_mels
from training.checkpoint import find_run, load_checkpoint
from training.command import main
from training.errors import ConfigError
from training.files import is_plain_name
from training.gallery import middle_strips, sections
from training.measure import Figures, evaluate, make_bench
from training.page import markdown, write_page
from training.pictures import write_pictures, write_text

TAKEN = ("card", "finished")
"""JSON files that a run folder has already."""

__all__ = ["Figures", "add_arguments", "evaluate", "evaluate_run", "load_mels", "run"]


def evaluate_run(
    run_dir: Path,
    data: Path,
    *,
    best: bool = False,
    splits: Sequence[str] | None = None,
    sizes: Sizes | None = None,
    out: str = "evaluation",
    bench: Bench | None = None,
) -> Figures:
    """Measure a run and write its figures, tables and page into its folder.

    Parameters
    ----------
    run_dir, data : Path
    best : bool
        Its weights at the best validation, not the last.
    splits : sequence of str, optional
        See `training.bench.held_out_splits`.
    sizes : Sizes, optional
    out : str
        Name of what is written.
    bench : Bench, optional
        In place of one of ``splits`` and ``sizes``.
    """
    check_name(out, run_dir)
    trained = load_checkpoint(run_dir, best=best)
    bench = bench or make_bench(trained, data, splits=splits, sizes=sizes or Sizes())
    figures = {"command": command_line(run_dir, best, bench), "best": best}
    figures |= evaluate(trained, data, bench=bench)
    write_text(run_dir / f"{out}.json", json.dumps(figures, indent=1) + "\n")
    write_text(run_dir / f"{out}.md", markdown(figures))
    write_page(
        run_dir / out,
        f"{run_dir.name}: an evaluation",
        f"{trained.config.architecture}, {figures['parameters']:,} parameters, "
        f"{trained.step:,} steps in {trained.seconds / 60:.1f} min. Made by {figures['command']}.",
        figures,
        sections(Coder(trained, bench.n_frames), bench, figures, run_dir, run_dir / out),
        spec=bench.spec,
    )
    return figures


def check_name(out: str, run_dir: Path) -> None:
    """Refuse a name that no file of a run folder can have, or that one of them has already."""
    if not is_plain_name(out):
        raise ConfigError(f"--out is {out!r}; it must do as the name of a file, with no folder.")
    folder = run_dir / out
    if out in TAKEN or (folder.exists() and not folder.is_dir()):
        raise ConfigError(f"{run_dir} has another file of the name {out}; name another --out.")


def command_line(run_dir: Path, best: bool, bench: Bench) -> str:
    """Return the command that measures this again."""
    return (
        f"python -m training.evaluate {run_dir.name}{' --best' if best else ''}"
        f" --splits {' '.join(bench.splits)} --excerpts {bench.sizes.excerpts}"
        f" --pairs {bench.sizes.pairs} --sound-pairs {bench.sizes.sounds}"
    )


SPLITS_HELP = f"splits to measure on; None takes the first there is of {', '.join(HELD_OUT)}"


def set_threads(n: int) -> None:
    """Set how many processor threads there may be."""
    if n < 1:
        raise ConfigError(f"--threads is {n}; it must be at least 1.")
    torch.set_num_threads(n)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    sizes = Sizes()
    parser.add_argument(
        "runs",
        type=Path,
        nargs="*",
        default=[Path("segue-conv-2")],
        metavar="RUN",
        help="run folders, or names in DATA/runs",
    )
    parser.add_argument("--best", action="store_true", help="best.pt instead of last.pt")
    parser.add_argument("--splits", nargs="+", default=None, help=SPLITS_HELP)
    parser.add_argument("--out", default="evaluation", help="name of the files in the run folder")
    parser.add_argument("--excerpts", type=int, default=sizes.excerpts, help="for reconstruction")
    parser.add_argument("--pairs", type=int, default=sizes.pairs, help="for ways between two")
    parser.add_argument("--sound-pairs", type=int, default=sizes.sounds, help="made heard")
    parser.add_argument("--pictures", type=Path, default=None, help="folder for three middles")
    parser.add_argument("--threads", type=int, default=1, help="processor threads")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    set_threads(args.threads)
    sizes = Sizes(excerpts=args.excerpts, pairs=args.pairs, sounds=args.sound_pairs)
    run_dirs = [find_run(name, args.data) for name in args.runs]
    for run_dir in run_dirs:
        check_name(args.out, run_dir)
    for run_dir in run_dirs:
        trained = load_checkpoint(run_dir, best=args.best)
        bench = make_bench(trained, args.data, splits=args.splits, sizes=sizes)
        if args.splits is None and bench.splits != [HELD_OUT[0]]:
            print(f"No clips of {HELD_OUT[0]} here; measuring on {', '.join(bench.splits)}.")
        figures = evaluate_run(run_dir, args.data, best=args.best, out=args.out, bench=bench)
        print(f"{run_dir.name}\n\n{markdown(figures)}")
        print(f"With pictures and sound: {run_dir / args.out / 'index.html'}")
        if args.pictures:
            write_pictures(middle_strips(Coder(trained, bench.n_frames), bench), args.pictures)
    return 0


if __name__ == "__main__":
    sys.exit(main("evaluate"))
