"""Train a refiner: the network that draws the detail which a trained model's decoder leaves out.

It learns from the clips that the model learned from. What it draws on are the decoder's mels, some
as they are, some made duller, and some decoded from latents mixed with another clip's, up to the
middle, where the nearer of the two is the answer: so it learns to make up its mind where two
musics meet. Interrupt it at any time: the same command goes on.

  python -m training.refine segue-draw-1                 its model must be trained first
  python -m training.refine mine.toml --minutes 120
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import math
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from tqdm import tqdm

from training.checkpoint import Trained, find_run, load_checkpoint, load_weights, read, save, whole
from training.command import main
from training.config import DataConfig, build_dataclass
from training.data import ClipSet, CropSampler, balanced_weights, to_tensor
from training.errors import CheckpointError, TrainingDiverged, TrainingError
from training.files import load_toml
from training.models.refiner import PATCH, Refiner, RefinerSizes
from training.train import alone_in, interruptible
from training.trainer import hardware, make_fabric, parameter_groups

REFINERS = Path(__file__).parent / "refiners"
MAX_SKIPPED = 20
WARMUP_STEPS = 200
FALL = 0.2
"""Share of the budget, at its end, over which the rate falls: until then more time can be given."""
CHECK_S = 240.0
N_VALID = 16


@dataclasses.dataclass(frozen=True, slots=True)
class RefinerConfig:
    """How a refiner is trained.

    Parameters
    ----------
    name : str
        Of its run.
    model : str
        The run of the model whose detail it draws.
    version : str
    seed, batch_size, crop_frames, ema
        As in `TrainConfig`.
    scale : float
        See `Refiner`.
    learning_rate : float
    dulled, mixed : float
        Shares of the batch whose condition is made duller, or decoded from a mixed latent.
    sizes : RefinerSizes
    data : DataConfig
    """

    name: str
    model: str
    version: str = "1.0.0"
    seed: int = 1
    batch_size: int = 8
    crop_frames: int = 160
    ema: float = 0.999
    scale: float = 0.06
    learning_rate: float = 1e-3
    dulled: float = 0.25
    mixed: float = 0.5
    sizes: RefinerSizes = dataclasses.field(default_factory=RefinerSizes)
    data: DataConfig = dataclasses.field(default_factory=DataConfig)


def mix_latents(a: Tensor, b: Tensor, share: Tensor, is_arc: Tensor) -> Tensor:
    """Mix latents along straight lines and arcs, as `engine.morph.latent` does.

    Parameters
    ----------
    a, b : tensor, shape (batch, channels, rows, columns)
    share : tensor, shape (batch,)
        Of ``b``.
    is_arc : bool tensor, shape (batch,)
    """
    length_a, length_b = (x.flatten(1).norm(dim=1) for x in (a, b))
    cosine = (a * b).flatten(1).sum(dim=1) / (length_a * length_b).clamp_min(1e-8)
    angle = cosine.clamp(-0.999, 0.999).acos()
    length = (1 - share) * length_a + share * length_b
    arc_a = ((1 - share) * angle).sin() / angle.sin() * length / length_a.clamp_min(1e-8)
    arc_b = (share * angle).sin() / angle.sin() * length / length_b.clamp_min(1e-8)
    of_a = torch.where(is_arc, arc_a, 1 - share)[:, None, None, None]
    of_b = torch.where(is_arc, arc_b, share)[:, None, None, None]
    return of_a * a + of_b * b


def dull(mel: Tensor) -> Tensor:
    """Blur mels by a 3 × 3 neighbourhood."""
    return F.avg_pool2d(F.pad(mel, (1, 1, 1, 1), mode="replicate"), 3, stride=1)


class Conditions:
    """Decoded mels to draw detail on.

    Parameters
    ----------
    trained : Trained
    config : RefinerConfig
    """

    def __init__(self, trained: Trained, config: RefinerConfig, device: torch.device) -> None:
        self.model = trained.model.to(device)
        if device.type == "cpu" and self.model.is_channels_last:
            self.model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.config = config

    @torch.no_grad()
    def of(self, mel: Tensor, kinds: Tensor, shares: Tensor, is_arc: Tensor) -> Tensor:
        """Decode a condition for every mel.

        Parameters
        ----------
        mel : tensor, shape (batch, 1, n_mels, n_frames), in [0, 1]
        kinds : tensor, shape (batch,)
            Uniform numbers in [0, 1) that choose: mixed, dulled, or as decoded.
        shares, is_arc : tensor, shape (batch,)
            See `mix_latents`; each is mixed with the next of the batch.
        """
        latent = self.model.encoder(mel)[0]
        is_mixed = kinds < self.config.mixed
        share = torch.where(is_mixed, shares, torch.zeros_like(shares))
        mixed = mix_latents(latent, latent.roll(1, dims=0), share, is_arc)
        decoded = self.model.decoder(mixed).clamp(0, 1)
        is_dulled = ~is_mixed & (kinds < self.config.mixed + self.config.dulled)
        return torch.where(is_dulled[:, None, None, None], dull(decoded), decoded)


class RefinerTrainer:
    """A refiner, its optimiser and random numbers, and how far it is."""

    def __init__(self, config: RefinerConfig, trained: Trained, clips: ClipSet) -> None:
        self.fabric = make_fabric("32-true", accelerator="auto")
        self.device = self.fabric.device
        torch.manual_seed(config.seed)
        self.config = config
        self.conditions = Conditions(trained, config, self.device)
        self.refiner = Refiner(config.sizes, n_mels=trained.model.n_mels, scale=config.scale)
        self.ema = copy.deepcopy(self.refiner).requires_grad_(False).eval().to(self.device)
        self.refiner.to(self.device)
        if self.device.type == "cpu":
            self.refiner.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimizer = torch.optim.AdamW(
            parameter_groups(self.refiner, 0.01), lr=config.learning_rate, betas=(0.9, 0.98)
        )
        weights = balanced_weights(
            clips, power=config.data.balance_power, cap=config.data.balance_cap
        )
        self.sampler = CropSampler(
            clips,
            weights,
            batch_size=config.batch_size,
            crop_frames=config.crop_frames,
            seed=config.seed,
        )
        self.random = torch.Generator().manual_seed(config.seed)
        self.step, self.seconds, self.skipped = 0, 0.0, 0
        self.provenance = {
            "train_hours": round(len(clips) * 5 / 3600, 2),
            "train_tracks": len(clips.tracks),
            "hardware": hardware(self.fabric),
            "torch": str(torch.__version__),
            "model": trained.config.name,
            "model_step": trained.step,
        }

    def loss(self, mel: Tensor, random: torch.Generator) -> Tensor:
        """Mean squared error of the velocity on a batch of mels."""
        n = len(mel)
        kinds, shares, arcs = (torch.rand(n, generator=random) for _ in range(3))
        # Logit-normal times: the ends of the way are easy (Esser et al. 2024, arXiv:2403.03206).
        times = torch.randn(n, generator=random).sigmoid()
        noise = torch.randn(mel.shape, generator=random)
        mel, noise = mel.to(self.device), noise.to(self.device)
        kinds, shares, times = (x.to(self.device) for x in (kinds, shares / 2, times))
        condition = self.conditions.of(mel, kinds, shares, arcs.to(self.device) < 0.5)
        target = (mel - condition) / self.config.scale
        at = times[:, None, None, None]
        state = (1 - at) * noise + at * target
        velocity = self.refiner(state, condition, times)
        return F.mse_loss(velocity, target - noise)

    def train_step(self, progress: float) -> float:
        """Take one step at ``progress`` (0 to 1) of the budget and return the loss."""
        rise, fall = (self.step + 1) / WARMUP_STEPS, max(0.01, (1 - progress) / FALL)
        for group in self.optimizer.param_groups:
            group["lr"] = self.config.learning_rate * min(1.0, rise, fall)
        loss = self.loss(self.sampler.next(), self.random)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = float(torch.nn.utils.clip_grad_norm_(self.refiner.parameters(), 1.0))
        self.step += 1
        if math.isfinite(norm):
            self.skipped = 0
            self.optimizer.step()
            keep = min(self.config.ema, (1 + self.step) / (10 + self.step))
            with torch.no_grad():
                torch._foreach_lerp_(
                    list(self.ema.parameters()), list(self.refiner.parameters()), 1 - keep
                )
        else:
            self.skipped += 1
            if self.skipped > MAX_SKIPPED:
                raise TrainingDiverged(
                    f"{self.config.name} had no finite gradient in {self.skipped} steps. Its last "
                    "checkpoint is from before; lower the learning rate."
                )
        return loss.item()

    @torch.no_grad()
    def validate(self, mels: Tensor) -> float:
        """Loss of the averaged weights on held-out mels, with the same numbers every time."""
        random = torch.Generator().manual_seed(0)
        trained, self.refiner = self.refiner, self.ema
        try:
            losses = [self.loss(part, random) for part in torch.split(mels, 8)]
        finally:
            self.refiner = trained
        return float(torch.stack(losses).mean())

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on exactly."""
        return {
            "config": dataclasses.asdict(self.config),
            "model": self.refiner.state_dict(),
            "ema": self.ema.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "sampler": self.sampler.rng.bit_generator.state,
            "random": self.random.get_state(),
            "step": self.step,
            "seconds": self.seconds,
            "provenance": self.provenance,
        }

    def load_state_dict(self, state: dict[str, Any], path: Path) -> None:
        """Go on from what `state_dict` returned and ``path`` held."""
        with whole(path):
            mine, theirs = dataclasses.asdict(self.config), dict(state["config"])
        may_change = ("name", "version", "learning_rate", "ema", "dulled", "mixed")
        changed = [k for k in mine if k not in may_change and mine[k] != theirs.get(k)]
        if changed:
            raise CheckpointError(
                f"{path} is of another configuration ({', '.join(changed)} differ). Give this run "
                "another name, or move the checkpoint away."
            )
        with whole(path):
            trained_on = state["provenance"]["model_step"]
        if trained_on != self.provenance["model_step"]:
            raise CheckpointError(
                f"{path} was trained on step {trained_on} of {self.config.model}, which is now at "
                f"{self.provenance['model_step']}. Give this run another name."
            )
        with whole(path):
            load_weights(self.refiner, state["model"], path)
            load_weights(self.ema, state["ema"], path)
            self.optimizer.load_state_dict(state["optimizer"])
            self.sampler.rng.bit_generator.state = state["sampler"]
            self.random.set_state(state["random"])
            self.step, self.seconds = state["step"], state["seconds"]


@dataclasses.dataclass(frozen=True, slots=True)
class DrawnBy:
    """A trained refiner and how it came about.

    Parameters
    ----------
    refiner : Refiner
        With the averaged weights, in evaluation mode.
    config : RefinerConfig
    step : int
    seconds : float
        Of training.
    provenance : dict
    """

    refiner: Refiner
    config: RefinerConfig
    step: int
    seconds: float
    provenance: dict[str, Any]

    def about(self, n_steps: int) -> dict[str, Any]:
        """Say for the model card how the refiner was trained, and with how many steps it draws."""
        return {
            "command": f"python -m training.refine {self.config.name}",
            "config": dataclasses.asdict(self.config),
            "steps": self.step,
            "minutes": round(self.seconds / 60, 1),
            "parameters": sum(p.numel() for p in self.refiner.parameters()),
            "euler_steps": n_steps,
            **self.provenance,
        }


def load_refiner(path: Path) -> DrawnBy:
    """Read a run's averaged refiner.

    Parameters
    ----------
    path : Path
        A checkpoint, or the run folder that holds it.
    """
    path = path / "last.pt" if path.is_dir() else path
    state = read(path)
    with whole(path):
        config = build_dataclass(RefinerConfig, state["config"], where=str(path))
        n_mels = PATCH * state["ema"]["place.bias"].shape[2]
        refiner = Refiner(config.sizes, n_mels=n_mels, scale=config.scale)
        load_weights(refiner, state["ema"], path)
        return DrawnBy(refiner.eval(), config, state["step"], state["seconds"], state["provenance"])


def train(
    config: RefinerConfig,
    data: Path,
    run_dir: Path,
    *,
    minutes: float | None = None,
    steps: int | None = None,
) -> RefinerTrainer:
    """Train until the budget, of either minutes or steps, is spent.

    Parameters
    ----------
    config : RefinerConfig
    data : Path
        With prepared mels, and the trained model in ``runs``.
    run_dir : Path
        For ``last.pt``; one found there is gone on from.
    minutes, steps : number, optional
        The budget of the whole run, resumed parts included. Give one.
    """
    if (minutes is None) == (steps is None):
        raise ValueError("give the budget in minutes or in steps")
    run_dir.mkdir(parents=True, exist_ok=True)
    trained = load_checkpoint(find_run(config.model, data))
    if not trained.model.is_any_length:
        raise TrainingError(f"{config.model} takes one length only; a refiner wants any.")
    mel = trained.config.mel
    clips_of = partial(ClipSet, data, n_mels=mel.n_mels, hop_length=mel.hop_length)
    clips = clips_of(["train"], styles=config.data.styles, n_clips=config.data.n_clips)
    held_out = clips_of(["valid_pkg", "valid_track"])
    chosen = [to_tensor(held_out.mel(i)[None]) for i in held_out.spread(N_VALID)]
    valid = torch.cat(chosen)[..., : config.crop_frames]
    with alone_in(run_dir, None):
        trainer = RefinerTrainer(config, trained, clips)
        checkpoint = run_dir / "last.pt"
        if checkpoint.exists():
            trainer.load_state_dict(read(checkpoint), checkpoint)
            print(f"going on at step {trainer.step}, {trainer.seconds / 60:.1f} min")
        _loop(trainer, valid, checkpoint, budget_s=60 * minutes if minutes else None, steps=steps)
    return trainer


def _loop(
    trainer: RefinerTrainer,
    valid: Tensor,
    checkpoint: Path,
    *,
    budget_s: float | None,
    steps: int | None,
) -> None:
    def progress() -> float:
        return trainer.step / steps if steps else trainer.seconds / (budget_s or 1)

    if progress() >= 1 and checkpoint.exists():
        return  # its budget is spent
    last, checked, running = time.monotonic(), trainer.seconds, math.nan
    bar = tqdm(
        total=steps or round(budget_s or 0),
        initial=trainer.step if steps else round(trainer.seconds),
        unit="step" if steps else "s",
        mininterval=10,
    )
    with interruptible(trainer.fabric) as interruptions:
        with bar:
            while progress() < 1 and not interruptions:
                loss = trainer.train_step(progress())
                running = loss if math.isnan(running) else 0.98 * running + 0.02 * loss
                now = time.monotonic()
                trainer.seconds, last = trainer.seconds + now - last, now
                bar.update(1 if steps else round(trainer.seconds) - bar.n)
                if trainer.seconds - checked > CHECK_S and not trainer.skipped:
                    checked = trainer.seconds
                    check_in(trainer, valid, checkpoint, running)
        check_in(trainer, valid, checkpoint, running)
    if interruptions:
        raise KeyboardInterrupt


def check_in(trainer: RefinerTrainer, valid: Tensor, checkpoint: Path, running: float) -> None:
    """Validate, save and say how far it is."""
    figure = trainer.validate(valid)
    if not math.isfinite(figure):
        raise TrainingDiverged(f"{trainer.config.name} has diverged; lower the learning rate.")
    save(trainer.state_dict(), checkpoint)
    tqdm.write(
        f"{trainer.seconds / 60:.1f} min, step {trainer.step}: loss {running:.4f}, "
        f"held out {figure:.4f}"
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("config", help="a name of training/refiners, or a file")
    parser.add_argument("--run-dir", type=Path, default=None, help="default: DATA/runs/NAME")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--minutes", type=float, default=None, help="budget (120 if none is given)")
    budget.add_argument("--steps", type=int, default=None, help="budget in steps instead")
    parser.add_argument("--threads", type=int, default=1, help="processor threads")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    for name in ("minutes", "steps", "threads"):
        if (value := getattr(args, name)) is not None and not 0 < value < math.inf:
            raise TrainingError(f"--{name} is {value}; it must be more than 0.")
    torch.set_num_threads(args.threads)
    file = args.config if args.config.endswith(".toml") else f"{args.config}.toml"
    path = Path(file) if Path(file).is_file() else REFINERS / file
    fields = load_toml(path, kind="refiner", at_hand=REFINERS)
    config = build_dataclass(RefinerConfig, fields, where=str(path))
    trainer = train(
        config,
        args.data,
        args.run_dir or args.data / "runs" / config.name,
        minutes=120.0 if args.minutes is None and args.steps is None else args.minutes,
        steps=args.steps,
    )
    print(f"{trainer.step} steps in {trainer.seconds / 60:.1f} min")
    return 0


if __name__ == "__main__":
    sys.exit(main("refine"))
