"""Train the autoencoder on the prepared clips.

The budget is wall time (``--minutes``) or ``--steps``; the learning rate falls to zero over it.
Interrupt it at any time: the same command goes on from the last checkpoint, with the same
random numbers. Watch it with ``tensorboard --logdir data/runs``.
"""

from __future__ import annotations

import argparse
import copy
import math
import os
import platform
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.tensorboard import SummaryWriter
from tqdm import tqdm

from training.config import CONFIG_DIR, TrainConfig
from training.data import ClipSet, CropSampler, balanced_weights, to_tensor
from training.losses import ssim, vae_loss
from training.models.conv_vae import ConvVAE


class TrainingDiverged(Exception):
    """Too many steps in a row had no finite loss."""


class Trainer:
    """Model, optimiser and random numbers of one run, and how far it is.

    Parameters
    ----------
    config : TrainConfig
    clips : ClipSet
        Training clips.
    """

    def __init__(self, config: TrainConfig, clips: ClipSet) -> None:
        torch.manual_seed(config.seed)
        self.config = config
        self.model = ConvVAE(config.model)
        self.model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimizer = torch.optim.AdamW(
            parameter_groups(self.model, config.weight_decay),
            lr=config.learning_rate,
            betas=(0.9, 0.98),
        )
        weights = balanced_weights(clips, power=config.balance_power, cap=config.balance_cap)
        self.sampler = CropSampler(
            clips,
            weights,
            batch_size=config.batch_size,
            crop_frames=config.crop_frames,
            seed=config.seed,
        )
        self.noise = torch.Generator().manual_seed(config.seed)
        sample = torch.cat([to_tensor(clips.mel(i)[None]) for i in clips.spread(config.pca_clips)])
        self.model.start_from_pca(sample)
        self.ema = copy.deepcopy(self.model).requires_grad_(False).eval()
        self.step = 0
        self.seconds = 0.0
        self.skipped = 0
        self.provenance = {
            "train_hours": round(len(clips) * 5 / 3600, 2),
            "train_tracks": len(clips.tracks),
            "hardware": f"{processor_name()}, {torch.get_num_threads()} thread(s)",
            "torch": str(torch.__version__),
        }

    def train_step(self, progress: float) -> dict[str, float]:
        """Take one step at ``progress`` (0 to 1) of the budget; return the parts of the loss."""
        config = self.config
        for group in self.optimizer.param_groups:
            group["lr"] = config.learning_rate * schedule(progress, config.warmup)
        mel = self.sampler.next().contiguous(memory_format=torch.channels_last)
        shape = (mel.shape[0], *self.model.latent_shape(mel.shape[-1]))
        noise = torch.randn(shape, generator=self.noise)
        with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
            reconstruction, mu, logvar = self.model(mel, noise)
        loss, parts = vae_loss(
            mel,
            reconstruction.float(),
            mu.float(),
            logvar.float(),
            rmse_weight=config.rmse_weight,
            ssim_weight=config.ssim_weight,
            kl_weight=config.kl_weight,
        )
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), config.grad_clip)
        self.step += 1
        if torch.isfinite(norm):
            self.skipped = 0
            self.optimizer.step()
            self._average_weights()
        else:  # a step without a finite gradient is left out, not applied
            self.skipped += 1
            if self.skipped > 20:
                raise TrainingDiverged(f"no finite gradient in {self.skipped} steps: {parts}")
        return {name: value.item() for name, value in parts.items()} | {"grad_norm": norm.item()}

    @torch.no_grad()
    def _average_weights(self) -> None:
        # Young averages forget faster, so that the start does not linger in them.
        decay = min(self.config.ema, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(list(self.ema.parameters()), list(self.model.parameters()), 1 - decay)

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on exactly."""
        return {
            "config": self.config.to_dict(),
            "model": self.model.state_dict(),
            "ema": self.ema.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "sampler": self.sampler.rng.bit_generator.state,
            "noise": self.noise.get_state(),
            "step": self.step,
            "seconds": self.seconds,
            "provenance": self.provenance,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what `state_dict` returned."""
        self.model.load_state_dict(state["model"])
        self.ema.load_state_dict(state["ema"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.sampler.rng.bit_generator.state = state["sampler"]
        self.noise.set_state(state["noise"])
        self.step, self.seconds = state["step"], state["seconds"]


def processor_name() -> str:
    """Name the processor, for the model card."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(
            line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")
        )
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def parameter_groups(model: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Decay matrices only: biases, norms and row biases are left alone."""
    matrices = [p for n, p in model.named_parameters() if p.ndim >= 2 and n.endswith("weight")]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen]
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


def schedule(progress: float, warmup: float) -> float:
    """Share of the learning rate at ``progress``: a linear rise, then a cosine to zero."""
    if progress < warmup:
        return max(progress, 1e-3) / warmup
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - warmup) / (1 - warmup))))


@torch.no_grad()
def validate(model: ConvVAE, mels: Tensor) -> tuple[dict[str, float], Tensor]:
    """Reconstruct held-out clips, (n_clips, 1, n_mels, n_frames), from their ``mu``."""
    decoded = torch.cat([model.decoder(model.encoder(mel)[0]) for mel in torch.split(mels, 8)])
    decoded = decoded.clamp(0, 1)
    mse = (decoded - mels).square().mean(dim=(1, 2, 3))
    return {
        "ssim": ssim(decoded, mels).mean().item(),
        "psnr": (-10 * mse.log10()).mean().item(),
    }, decoded


def save(state: dict[str, Any], path: Path) -> None:
    """Write a checkpoint so that an interruption leaves the old one whole."""
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def train(
    config: TrainConfig,
    data: Path,
    run_dir: Path,
    *,
    minutes: float | None = None,
    steps: int | None = None,
    validate_every_s: float = 240.0,
) -> Trainer:
    """Train until the budget, of either minutes or steps, is spent.

    Parameters
    ----------
    config : TrainConfig
    data : Path
        With prepared ``mels``.
    run_dir : Path
        For ``last.pt`` and TensorBoard; a ``last.pt`` found there is gone on from.
    minutes, steps : number, optional
        The budget of the whole run, resumed parts included. Give one.
    validate_every_s : float
        Seconds between validations; each also writes a checkpoint.
    """
    if (minutes is None) == (steps is None):
        raise ValueError("give the budget in minutes or in steps")
    run_dir.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(config, ClipSet(data, ["train"]))
    checkpoint = run_dir / "last.pt"
    if checkpoint.exists():
        trainer.load_state_dict(torch.load(checkpoint, weights_only=True))
        print(f"going on at step {trainer.step}, {trainer.seconds / 60:.1f} min")
    held_out = ClipSet(data, ["valid_pkg", "valid_track"])
    valid = torch.cat(
        [to_tensor(held_out.mel(i)[None]) for i in held_out.spread(config.valid_clips)]
    )
    writer = SummaryWriter(str(run_dir))
    bar = tqdm(unit="step", initial=trainer.step, total=steps, mininterval=10)
    last_time, next_validation = time.monotonic(), 0.0
    figures: dict[str, float] = {}

    def progress() -> float:
        return trainer.step / steps if steps else trainer.seconds / (60 * (minutes or 1))

    def check_in() -> None:
        nonlocal figures
        figures, decoded = validate(trainer.ema, valid)
        for name, value in figures.items():
            writer.add_scalar(f"valid/{name}", value, trainer.step)
        pictures = torch.cat([valid[::8], decoded[::8]], dim=2).flip(2)
        writer.add_images("valid/original_below", pictures, trainer.step)
        save(trainer.state_dict(), checkpoint)

    while progress() < 1:
        parts = trainer.train_step(progress())
        if trainer.step % 25 == 0:
            for name, value in parts.items():
                writer.add_scalar(f"train/{name}", value, trainer.step)
            bar.set_postfix({n: f"{v:.4f}" for n, v in (parts | figures).items()}, refresh=False)
        bar.update()
        now = time.monotonic()
        trainer.seconds, last_time = trainer.seconds + now - last_time, now
        if trainer.seconds >= next_validation:
            next_validation = trainer.seconds + validate_every_s
            check_in()
            tqdm.write(f"{trainer.seconds / 60:.1f} min, step {trainer.step}: {parts} {figures}")
    check_in()
    print(f"{trainer.step} steps in {trainer.seconds / 60:.1f} min: {figures}")
    writer.close()
    return trainer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--config", type=Path, default=CONFIG_DIR / "segue-conv-1.toml")
    parser.add_argument("--run", type=Path, default=None, help="default: DATA/runs/NAME")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--minutes", type=float, default=None, help="budget (60 if none is given)")
    budget.add_argument("--steps", type=int, default=None, help="budget in steps instead")
    parser.add_argument("--threads", type=int, default=1, help="processor threads")


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    torch.set_num_threads(args.threads)
    config = TrainConfig.from_toml(args.config)
    minutes = args.minutes if args.minutes or args.steps else 60.0
    run_dir = args.run or args.data / "runs" / config.name
    train(config, args.data, run_dir, minutes=minutes, steps=args.steps)
    return 0
