"""Train a model of the zoo on the prepared clips.

The budget is wall time (--minutes) or --steps. Interrupt it at any time: the same command goes on
from the last checkpoint, with the same random numbers. Watch it, and hear it, with
`tensorboard --logdir data/runs`.

  python -m training.train                                   the shipped model, one hour
  python -m training.train conv2d --minutes 20               a configuration by name
  python -m training.train my.toml --steps 5000 --run-dir data/runs/mine
  torchrun --nproc-per-node 2 -m training.train conv2d       two processes share each batch
  python -m training.train segue-conv-1 --devices 4 --precision bf16-mixed     four GPUs
"""

from __future__ import annotations

import argparse
import contextlib
import math
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from filelock import FileLock, Timeout
from lightning_fabric import Fabric
from tqdm import tqdm

from training.checkpoint import find_run, load_checkpoint, read, save
from training.command import main
from training.config import TrainConfig, find_config
from training.data import ClipSet, to_tensor
from training.errors import ConfigError, TrainingDiverged, TrainingError
from training.runlog import RunLog
from training.trainer import Trainer, make_fabric, validate


def clips_of(config: TrainConfig, data: Path, splits: list[str]) -> ClipSet:
    """Open the clips a configuration learns from, or those that validate it."""
    is_train = splits == ["train"]
    clips = ClipSet(
        data,
        splits,
        n_mels=config.mel.n_mels,
        hop_length=config.mel.hop_length,
        styles=config.data.styles if is_train else [],
        n_clips=config.data.n_clips if is_train else 0,
    )
    if config.crop_frames > clips.n_frames:
        raise ConfigError(
            f"{config.name}: crop_frames is {config.crop_frames}, but the clips of these mels have "
            f"{clips.n_frames} columns."
        )
    return clips


def train(
    config: TrainConfig,
    data: Path,
    run_dir: Path,
    *,
    minutes: float | None = None,
    steps: int | None = None,
    validate_every_s: float = 240.0,
    fabric: Fabric | None = None,
) -> Trainer:
    """Train until the budget, of either minutes or steps, is spent.

    Parameters
    ----------
    config : TrainConfig
    data : Path
        With prepared mels.
    run_dir : Path
        For ``last.pt``, ``best.pt``, ``curve.csv`` and TensorBoard; a ``last.pt`` found there is
        gone on from.
    minutes, steps : number, optional
        The budget of the whole run, resumed parts included. Give one.
    validate_every_s : float
        Seconds between validations; each also writes a checkpoint.
    fabric : Fabric, optional
        See `Trainer`; already launched.
    """
    if (minutes is None) == (steps is None):
        raise ValueError("give the budget in minutes or in steps")
    if not 0 < (minutes or steps or 0) < math.inf:
        raise ConfigError(f"The budget is {minutes or steps or 0:g}; it must be more than 0.")
    run_dir.mkdir(parents=True, exist_ok=True)
    with alone_in(run_dir, fabric):
        return _train(config, data, run_dir, minutes, steps, validate_every_s, fabric)


@contextlib.contextmanager
def alone_in(run_dir: Path, fabric: Fabric | None) -> Iterator[None]:
    """Keep a second training out of a run folder; the processes of one are one.

    Raises
    ------
    TrainingError
        If another training is at work there.
    """
    if fabric is not None and not fabric.is_global_zero:
        yield
        return
    try:
        with FileLock(run_dir / ".lock", timeout=0):
            yield
    except Timeout as e:
        raise TrainingError(
            f"Another training is at work in {run_dir}. Wait for it, or give this one another "
            "folder with --run-dir."
        ) from e


def _train(
    config: TrainConfig,
    data: Path,
    run_dir: Path,
    minutes: float | None,
    steps: int | None,
    validate_every_s: float,
    fabric: Fabric | None,
) -> Trainer:
    trainer = Trainer(config, clips_of(config, data, ["train"]), fabric)
    fabric = trainer.fabric
    checkpoint = run_dir / "last.pt"
    if checkpoint.exists():
        trainer.load_state_dict(read(checkpoint), checkpoint)
        fabric.print(f"going on at step {trainer.step}, {trainer.seconds / 60:.1f} min")
    elif config.start:
        start = find_run(config.start, data)
        trainer.begin_with(load_checkpoint(start), start)
    held_out = clips_of(config, data, ["valid_pkg", "valid_track"])
    chosen = [to_tensor(held_out.mel(i)[None]) for i in held_out.spread(config.valid_clips)]
    valid = (
        torch.cat(chosen)
        if trainer.module.is_any_length
        else torch.cat(chosen)[..., : config.crop_frames]
    )

    def progress() -> float:
        return trainer.step / steps if steps else trainer.seconds / (60 * (minutes or 1))

    if progress() >= 1 and checkpoint.exists():
        return trainer  # its budget is spent
    log = RunLog(run_dir, config.mel.spec) if fabric.is_global_zero else None
    bar = tqdm(
        total=steps or round(60 * (minutes or 0)),
        initial=trainer.step if steps else round(trainer.seconds),
        unit="step" if steps else "s",
        mininterval=10,
        disable=not fabric.is_global_zero,
    )
    last_time, next_validation = time.monotonic(), trainer.seconds
    parts: dict[str, float] = {}

    def check_in() -> None:
        """Validate, log and save; a bad state is never saved over a good one."""
        if not log:
            return
        figures, decoded = validate(trainer.ema, valid)
        if trainer.skipped or not all(math.isfinite(value) for value in figures.values()):
            left = "the checkpoint from before is whole" if checkpoint.exists() else "nothing saved"
            raise TrainingDiverged(
                f"{config.name} has diverged by step {trainer.step}; {left}. Lower the learning "
                "rate, and give the new run a folder of its own."
            )
        log.scalars("valid", figures, trainer.step)
        log.point(trainer.step, trainer.seconds, {"loss": parts.get("loss", math.nan)} | figures)
        log.shown(valid, decoded, trainer.step)
        if trainer.judge(figures["psnr"]):
            best = trainer.state_dict()
            kept = ("config", "ema", "step", "seconds", "provenance")
            save({k: best[k] for k in kept}, run_dir / "best.pt")
        save(trainer.state_dict(), checkpoint)
        tqdm.write(
            f"{trainer.seconds / 60:.1f} min, step {trainer.step}: "
            + ", ".join(f"{name} {value:.4g}" for name, value in (parts | figures).items())
        )

    def is_over() -> bool:
        return progress() >= 1 or bool(config.patience and trainer.waited >= config.patience)

    with bar, contextlib.closing(log) if log else contextlib.nullcontext():
        with interruptible(fabric) as interruptions:
            while not is_over() and not interruptions:
                parts = trainer.train_step(progress())
                if log and trainer.step % 25 == 0:
                    log.scalars("train", parts, trainer.step)
                now = time.monotonic()
                seconds = trainer.seconds + now - last_time
                # Processes must agree on when to stop: the first one's clock is everybody's.
                trainer.seconds = fabric.broadcast(seconds) if fabric.world_size > 1 else seconds
                last_time = now
                bar.update(1 if steps else round(trainer.seconds) - bar.n)
                if trainer.seconds >= next_validation:
                    next_validation = trainer.seconds + validate_every_s
                    if not trainer.skipped:  # after a bad step, wait for a good one
                        check_in()
                    trainer.waited, trainer.rate = fabric.broadcast((trainer.waited, trainer.rate))
        check_in()
    if interruptions:
        raise KeyboardInterrupt
    return trainer


@contextlib.contextmanager
def interruptible(fabric: Fabric) -> Iterator[list[int]]:
    """Collect SIGINT and SIGTERM instead of dying of them, so that a run ends at a whole step.

    A second one is obeyed at once. Processes that share batches are left to their launcher.
    """
    caught: list[int] = []
    if fabric.world_size > 1 or threading.current_thread() is not threading.main_thread():
        yield caught
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def note(number: int, _frame: object) -> None:
        caught.append(number)
        restore()

    for number in before:
        signal.signal(number, note)
    try:
        yield caught
    finally:
        restore()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "config", nargs="?", default="segue-conv-2", help="a name of training/configs, or a file"
    )
    parser.add_argument("--run-dir", type=Path, default=None, help="default: DATA/runs/NAME")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--minutes", type=float, default=None, help="budget (60 if none is given)")
    budget.add_argument("--steps", type=int, default=None, help="budget in steps instead")
    parser.add_argument("--threads", type=int, default=1, help="processor threads a process")
    parser.add_argument("--validate-every", type=float, default=240.0, help="seconds")
    parser.add_argument("--accelerator", default="auto", choices=["auto", "cpu", "cuda", "mps"])
    parser.add_argument("--devices", type=int, default=1, help="GPUs, or processes, on a machine")
    parser.add_argument("--nodes", type=int, default=1, help="machines")
    parser.add_argument(
        "--precision", default=None, help="instead of the configuration's, e.g. bf16-mixed"
    )


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    for name in ("minutes", "steps", "threads", "devices", "nodes"):
        if (value := getattr(args, name)) is not None and not 0 < value < math.inf:
            raise TrainingError(f"--{name} is {value}; it must be more than 0.")
    torch.set_num_threads(args.threads)
    config = TrainConfig.from_toml(find_config(args.config))
    fabric = make_fabric(
        args.precision or config.precision,
        accelerator=args.accelerator,
        devices=args.devices,
        nodes=args.nodes,
    )
    fabric.launch()
    trainer = train(
        config,
        args.data,
        args.run_dir or args.data / "runs" / config.name,
        minutes=60.0 if args.minutes is None and args.steps is None else args.minutes,
        steps=args.steps,
        validate_every_s=args.validate_every,
        fabric=fabric,
    )
    fabric.print(f"{trainer.step} steps in {trainer.seconds / 60:.1f} min")
    return 0


if __name__ == "__main__":
    sys.exit(main("train"))
