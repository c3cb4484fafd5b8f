"""Run an experiment, or set trained models side by side.

An experiment is a file of training/experiments: variants of one configuration. Every variant
without a finished run is trained, every run is measured, and docs/experiments/NAME.md is written
with its pictures. What is written there between <!-- findings --> and <!-- /findings --> is kept.

  python -m training.compare --list                    the experiments
  python -m training.compare kl                        train what is missing, measure, write
  python -m training.compare kl --only q-conv2d        one variant of it
  python -m training.compare kl --evaluate-only        measure and write what there is
  python -m training.compare segue-conv-1 q-conv2d     a table of two trained runs

All runs of a table are measured on the same splits, in the same amount; those that were measured
otherwise are measured anew.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from training.bench import Bench, Sizes, held_out_splits
from training.checkpoint import find_run, load_checkpoint
from training.command import main
from training.config import MelConfig, TrainConfig
from training.errors import ConfigError, TrainingError
from training.evaluate import SPLITS_HELP, evaluate_run, set_threads
from training.experiment import EXPERIMENTS, Experiment, Variant, find_experiment, read_experiment
from training.experiment_page import (
    comparison_tables,
    has_figures,
    is_best,
    read_findings,
    write_experiment,
)
from training.measure import VERSION, Figures, make_bench
from training.pictures import write_text
from training.train import train

DOCS = Path(__file__).parents[1] / "docs" / "experiments"
FINISHED = "finished.json"
FAILED = "failed.txt"
FAILURES = (TrainingError, RuntimeError, ValueError, ArithmeticError, ImportError, MemoryError)
"""What may stop one variant and no other."""


class Benches:
    """One bench for each size of mel and amount of music, made when first asked for.

    Parameters
    ----------
    data : Path
    splits : sequence of str, optional
        See `training.bench.held_out_splits`.
    """

    def __init__(self, data: Path, splits: Sequence[str] | None = None) -> None:
        self.data = data
        self.splits = splits
        self.made: dict[str, Bench] = {}

    def splits_of(self, mel: MelConfig) -> list[str] | None:
        """Return the splits to measure on; None where nothing says and there are no clips."""
        if self.splits is not None:
            return list(dict.fromkeys(self.splits))
        try:
            return held_out_splits(self.data, mel)
        except TrainingError:
            return None

    def of(self, run_dir: Path, sizes: Sizes) -> Bench:
        """Return the bench for a run."""
        trained = load_checkpoint(run_dir)
        mel, model = trained.config.mel, trained.model
        length = 0 if model.is_any_length else model.n_frames
        key = f"{mel} {length} {model.frame_multiple if not length else ''} {sizes}"
        if key not in self.made:
            self.made[key] = make_bench(trained, self.data, splits=self.splits, sizes=sizes)
        return self.made[key]


def is_finished(run_dir: Path, variant: Variant) -> bool:
    """Whether a run of this very configuration has had at least this budget.

    A damaged record is none: training goes on from the checkpoint, which knows what it has had.

    Raises
    ------
    ConfigError
        If the run's name belongs to another configuration.
    """
    marker = run_dir / FINISHED
    found = read_json(marker)
    try:
        # Read as a configuration, a key that came later has its default in older runs.
        had = TrainConfig.from_dict(found["config"], source=str(marker)).to_dict()
        had_minutes, had_steps = float(found["minutes"] or 0), int(found["steps"] or 0)
    except (KeyError, TypeError, ValueError, AttributeError, ConfigError):
        return False
    wanted = variant.config.to_dict()
    changed = sorted(key for key in wanted if wanted[key] != had[key])
    if changed:
        raise ConfigError(
            f"{run_dir} was trained with another configuration ({', '.join(changed)} differ). Give "
            "the variant another name, or move that folder away."
        )
    enough = had_minutes >= variant.minutes if variant.minutes else False
    return enough or bool(variant.steps and had_steps >= variant.steps)


def read_json(path: Path) -> dict[str, Any]:
    """Read a file's fields; none if it is missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def train_variant(variant: Variant, data: Path, *, validate_every_s: float) -> None:
    """Train a variant unless its run is finished; go on where it stopped."""
    run_dir = data / "runs" / variant.name
    if is_finished(run_dir, variant):
        return
    trainer = train(
        variant.config,
        data,
        run_dir,
        minutes=variant.minutes,
        steps=variant.steps,
        validate_every_s=validate_every_s,
    )
    marker = {
        "minutes": variant.minutes,
        "steps": variant.steps,
        "step": trainer.step,
        "seconds": round(trainer.seconds, 1),
        "config": variant.config.to_dict(),
    }
    write_text(run_dir / FINISHED, json.dumps(marker, indent=1) + "\n")


def stored_figures(run_dir: Path) -> Figures | None:
    """Return what was measured of a run, if that is whole and of this version."""
    figures = read_json(run_dir / "evaluation.json")
    if figures.get("version") != VERSION:
        return None
    try:
        comparison_tables({run_dir.name: figures})
        Sizes(**figures["sizes"])
        MelConfig(figures["mel"]["n_mels"], figures["mel"]["hop_length"])
    except (KeyError, TypeError, ValueError, AttributeError, ConfigError):
        return None
    return figures


def evaluation_of(run_dir: Path, benches: Benches, sizes: Sizes, *, best: bool = False) -> Figures:
    """Return a run's figures; measure it if it has none of these weights, splits and sizes.

    Parameters
    ----------
    run_dir : Path
    benches : Benches
    sizes : Sizes
    best : bool
        The weights at the best validation, not the last.
    """
    figures = stored_figures(run_dir)
    weights = run_dir / ("best.pt" if best else "last.pt")
    if figures is not None and weights.is_file():
        measured = (run_dir / "evaluation.json").stat().st_mtime
        mel = MelConfig(figures["mel"]["n_mels"], figures["mel"]["hop_length"])
        splits = benches.splits_of(mel)
        differences = {
            "earlier weights": measured < weights.stat().st_mtime,
            f"{'best' if is_best(figures) else 'last'} weights": is_best(figures) != best,
            f"splits ({', '.join(figures['splits'])})": splits is not None
            and sorted(figures["splits"]) != sorted(splits),
            "amount": Sizes(**figures["sizes"]) != sizes,
        }
        other = [what for what, is_so in differences.items() if is_so]
        if not other:
            return figures
        print(f"{run_dir.name} was measured with other {', '.join(other)}", flush=True)
    bench = benches.of(run_dir, sizes)
    print(f"measuring {run_dir.name} on {', '.join(bench.splits)}", flush=True)
    return evaluate_run(run_dir, benches.data, best=best, bench=bench)


class Outcome(NamedTuple):
    """What came of an experiment.

    Parameters
    ----------
    page : Path
    is_written : bool
        A page with figures is not replaced by one without.
    failed : list of str
        Variants that failed this time.
    """

    page: Path
    is_written: bool
    failed: list[str]


def run_experiment(
    experiment: Experiment,
    data: Path,
    *,
    out: Path = DOCS,
    only: str | None = None,
    evaluate_only: bool = False,
) -> Outcome:
    """Train and measure an experiment's variants and write its page.

    Parameters
    ----------
    experiment : Experiment
    data : Path
    out : Path
        Folder of the pages.
    only : str, optional
        Train this variant alone; the others appear if their runs are there.
    evaluate_only : bool
        Train nothing.

    Returns
    -------
    Outcome
    """
    page = out / f"{experiment.name}.md"
    if out.exists() and not out.is_dir():
        raise TrainingError(f"{out} is a file; the pages of experiments need a folder.")
    read_findings(page)  # what cannot be kept is said before hours of training
    benches = Benches(data)
    found: dict[str, Figures] = {}
    failed: dict[str, str] = {}
    failed_now: list[str] = []
    for variant in experiment.variants:
        run_dir = data / "runs" / variant.name
        note = run_dir / FAILED
        is_training = not evaluate_only and only in (None, variant.name)
        try:
            if is_training:
                print(f"{experiment.name}: {variant.name}", flush=True)
                train_variant(variant, data, validate_every_s=experiment.validate_every_s)
                note.unlink(missing_ok=True)
                is_training = False
            if note.is_file():
                failed[variant.name] = note.read_text(encoding="utf-8").strip()
            elif (run_dir / "last.pt").is_file():
                found[variant.name] = evaluation_of(run_dir, benches, experiment.sizes)
            else:
                failed[variant.name] = "Not trained yet."
        except FAILURES as e:
            failed[variant.name] = f"{type(e).__name__}: {str(e).splitlines()[0] if str(e) else ''}"
            failed_now.append(variant.name)
            print(f"{variant.name} failed: {failed[variant.name]}", file=sys.stderr, flush=True)
            if is_training and not isinstance(e, ConfigError):
                run_dir.mkdir(parents=True, exist_ok=True)
                note.write_text(failed[variant.name] + "\n", encoding="utf-8")
    if not found and has_figures(page):
        return Outcome(page, False, failed_now)
    page = write_experiment(experiment, found, failed, out, data, benches.of)
    return Outcome(page, True, failed_now)


def compare_runs(
    runs: Sequence[Path],
    data: Path,
    *,
    splits: Sequence[str] | None = None,
    best: bool = False,
) -> str:
    """Return a table of trained runs, measuring those that were not measured in the same way.

    The amount is the largest that one of them was measured in, or that of `Sizes`.
    """
    benches = Benches(data, splits)
    stored = [figures for run_dir in runs if (figures := stored_figures(run_dir)) is not None]
    sizes = max(
        (Sizes(**figures["sizes"]) for figures in stored), key=dataclasses.astuple, default=Sizes()
    )
    names = [run_dir.resolve().name for run_dir in runs]
    return comparison_tables(
        {
            name if names.count(name) == 1 else str(run_dir): evaluation_of(
                run_dir, benches, sizes, best=best
            )
            for name, run_dir in zip(names, runs, strict=True)
        }
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="experiments (names or files), or trained runs"
    )
    parser.add_argument("--list", action="store_true", help="list the experiments")
    parser.add_argument("--only", default=None, metavar="VARIANT", help="train this variant alone")
    parser.add_argument("--evaluate-only", action="store_true", help="train nothing")
    parser.add_argument("--minutes", type=float, default=None, help="budget of every variant")
    parser.add_argument("--splits", nargs="+", default=None, help=f"of runs: {SPLITS_HELP}")
    parser.add_argument("--best", action="store_true", help="of runs: best.pt, not last.pt")
    parser.add_argument("--out", type=Path, default=None, help="docs/experiments, or a file")
    parser.add_argument("--threads", type=int, default=1, help="processor threads")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    set_threads(args.threads)
    if args.minutes is not None and not 0 < args.minutes < math.inf:
        raise ConfigError(f"--minutes is {args.minutes:g}; it must be a number above 0.")
    if args.list:
        for path in sorted(EXPERIMENTS.glob("*.toml")):
            experiment = read_experiment(path)
            print(f"{path.stem:18} {experiment.title} ({len(experiment.variants)} variants)")
        return 0
    if not args.names:
        raise TrainingError("Name an experiment (see --list) or trained runs.")
    paths = [find_experiment(name) for name in args.names]
    experiments = [read_experiment(p, minutes=args.minutes) for p in paths if p is not None]
    if experiments and len(experiments) < len(paths):
        raise TrainingError("Name experiments or trained runs, not both.")
    if not experiments:
        runs = [find_run(name, args.data) for name in args.names]
        out = args.out or args.data / "runs" / "comparison.md"
        if out.is_dir():
            raise TrainingError(f"{out} is a folder; the table of runs needs a file.")
        out.parent.mkdir(parents=True, exist_ok=True)
        text = compare_runs(runs, args.data, splits=args.splits, best=args.best)
        write_text(out, text)
        print(f"{text}\nWritten to {out}.")
        return 0
    if args.splits is not None or args.best:
        raise TrainingError("--splits and --best are for trained runs, not for experiments.")
    status = 0
    for experiment in experiments:
        if args.only and args.only not in [v.name for v in experiment.variants]:
            raise TrainingError(
                f"{experiment.name} has no variant {args.only}; it has "
                f"{', '.join(v.name for v in experiment.variants)}."
            )
        outcome = run_experiment(
            experiment,
            args.data,
            out=args.out or DOCS,
            only=args.only,
            evaluate_only=args.evaluate_only,
        )
        if outcome.is_written:
            print(f"Written: {outcome.page}", flush=True)
        else:
            print(
                f"No variant of {experiment.name} has figures; {outcome.page} is as it was.",
                file=sys.stderr,
                flush=True,
            )
        if outcome.failed or not outcome.is_written:
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main("compare"))
