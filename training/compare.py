"""Run an experiment, or set trained models side by side.

An experiment is a file of training/experiments: variants of one configuration. Every variant
without a finished run is trained, every run is measured, and docs/experiments/NAME.md is written
with its pictures. What is written there between <!-- findings --> and <!-- /findings --> is kept.

  python -m training.compare --list                    the experiments
  python -m training.compare kl                        train what is missing, measure, write
  python -m training.compare kl --only q-conv2d        one variant of it
  python -m training.compare kl --evaluate-only        measure and write what there is
  python -m training.compare segue-conv-1 q-conv2d     a table of two trained runs
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from training.bench import Bench, Sizes
from training.checkpoint import load_checkpoint
from training.command import main
from training.config import TrainConfig
from training.errors import ConfigError, TrainingError
from training.evaluate import evaluate_run, find_run
from training.experiment import EXPERIMENTS, Experiment, Variant, find_experiment, read_experiment
from training.experiment_page import comparison_tables, write_experiment
from training.measure import VERSION, Figures, make_bench
from training.train import train

DOCS = Path(__file__).parents[1] / "docs" / "experiments"
FINISHED = "finished.json"
FAILED = "failed.txt"
FAILURES = (TrainingError, RuntimeError, ValueError, ArithmeticError, ImportError, MemoryError)
"""What may stop one variant and no other."""


class Benches:
    """One bench for each size of mel and amount of music, made when first asked for."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.made: dict[str, Bench] = {}

    def of(self, run_dir: Path, sizes: Sizes) -> Bench:
        """Return the bench for a run."""
        trained = load_checkpoint(run_dir)
        mel, model = trained.config.mel, trained.model
        length = 0 if model.is_any_length else model.n_frames
        key = f"{mel} {length} {model.frame_multiple if not length else ''} {sizes}"
        if key not in self.made:
            self.made[key] = make_bench(trained, self.data, sizes=sizes)
        return self.made[key]


def is_finished(run_dir: Path, variant: Variant) -> bool:
    """Whether a run of this very configuration has had at least this budget.

    Raises
    ------
    ConfigError
        If the run's name belongs to another configuration.
    """
    marker = run_dir / FINISHED
    if not marker.is_file():
        return False
    found = json.loads(marker.read_text(encoding="utf-8"))
    # Read as a configuration, a key that came later has its default in older runs.
    had = TrainConfig.from_dict(found["config"], source=str(marker)).to_dict()
    wanted = variant.config.to_dict()
    changed = sorted(key for key in wanted if wanted[key] != had[key])
    if changed:
        raise ConfigError(
            f"{run_dir} was trained with another configuration ({', '.join(changed)} differ). Give "
            "the variant another name, or move that folder away."
        )
    enough = (found["minutes"] or 0) >= variant.minutes if variant.minutes else False
    return enough or bool(variant.steps and (found["steps"] or 0) >= variant.steps)


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
    (run_dir / FINISHED).write_text(json.dumps(marker, indent=1) + "\n", encoding="utf-8")


def evaluation_of(run_dir: Path, benches: Benches, sizes: Sizes | None) -> Figures:
    """Return a run's figures; measure it if it has none of its last step and of these sizes.

    Parameters
    ----------
    run_dir : Path
    benches : Benches
    sizes : Sizes or None
        None takes whatever was measured.
    """
    path = run_dir / "evaluation.json"
    if path.is_file():
        figures: Figures = json.loads(path.read_text(encoding="utf-8"))
        is_newer = path.stat().st_mtime >= (run_dir / "last.pt").stat().st_mtime
        if (
            is_newer
            and figures.get("version") == VERSION
            and sizes in (None, Sizes(**figures["sizes"]))
        ):
            return figures
    bench = benches.of(run_dir, sizes or Sizes())
    print(f"measuring {run_dir.name}", flush=True)
    return evaluate_run(run_dir, benches.data, bench=bench)


def run_experiment(
    experiment: Experiment,
    data: Path,
    *,
    out: Path = DOCS,
    only: str | None = None,
    evaluate_only: bool = False,
) -> Path:
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
    Path
        Of the page.
    """
    benches = Benches(data)
    found: dict[str, Figures] = {}
    failed: dict[str, str] = {}
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
            print(f"{variant.name} failed: {failed[variant.name]}", file=sys.stderr, flush=True)
            if is_training and not isinstance(e, ConfigError):
                run_dir.mkdir(parents=True, exist_ok=True)
                note.write_text(failed[variant.name] + "\n", encoding="utf-8")
    return write_experiment(experiment, found, failed, out, data, benches.of)


def compare_runs(runs: Sequence[Path], data: Path) -> str:
    """Return a table of trained runs, measuring those that were not measured yet."""
    benches = Benches(data)
    found = {run_dir.name: evaluation_of(run_dir, benches, None) for run_dir in runs}
    return comparison_tables(found)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="experiments (names or files), or trained runs"
    )
    parser.add_argument("--list", action="store_true", help="list the experiments")
    parser.add_argument("--only", default=None, metavar="VARIANT", help="train this variant alone")
    parser.add_argument("--evaluate-only", action="store_true", help="train nothing")
    parser.add_argument("--minutes", type=float, default=None, help="budget of every variant")
    parser.add_argument("--out", type=Path, default=None, help="docs/experiments, or a file")
    parser.add_argument("--threads", type=int, default=1, help="processor threads")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    torch.set_num_threads(args.threads)
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
        text = compare_runs([find_run(Path(name), args.data) for name in args.names], args.data)
        out = args.out or args.data / "runs" / "comparison.md"
        out.write_text(text, encoding="utf-8")
        print(f"{text}\nWritten to {out}.")
        return 0
    for experiment in experiments:
        if args.only and args.only not in [v.name for v in experiment.variants]:
            raise TrainingError(
                f"{experiment.name} has no variant {args.only}; it has "
                f"{', '.join(v.name for v in experiment.variants)}."
            )
        page = run_experiment(
            experiment,
            args.data,
            out=args.out or DOCS,
            only=args.only,
            evaluate_only=args.evaluate_only,
        )
        print(f"Written: {page}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main("compare"))
