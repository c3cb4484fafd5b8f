"""One run: model, optimiser, random numbers, and a step of training."""

from __future__ import annotations

import copy
import math
import os
import platform
from pathlib import Path
from typing import Any, cast

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from training.adversary import Adversary
from training.checkpoint import Trained, load_weights, whole
from training.config import TrainConfig
from training.data import ClipSet, CropSampler, balanced_weights, to_tensor
from training.errors import CheckpointError, ConfigError, TrainingDiverged, TrainingError
from training.losses import Objective, ssim
from training.models import build
from training.models.base import Vae

MAY_CHANGE = ("name", "version", "precision", "patience", "valid_clips", "start")
"""What of a configuration may differ when a run goes on: nothing that it learns by."""
MAX_SKIPPED = 20
"""So many steps in a row without a finite gradient end a run; its last checkpoint is good."""


def make_fabric(
    precision: str, *, accelerator: str = "cpu", devices: int = 1, nodes: int = 1
) -> Fabric:
    """Where a run runs: devices on a machine, and machines, that share each batch.

    Under torchrun the launcher has said how many they are, and that counts.

    Raises
    ------
    TrainingError
        If the machine has no such device, or there is no such precision.
    """
    if local := int(os.environ.get("LOCAL_WORLD_SIZE", "0")):
        devices, nodes = local, int(os.environ["WORLD_SIZE"]) // local
    try:
        return Fabric(
            accelerator=accelerator,
            devices=devices,
            num_nodes=nodes,
            strategy="ddp" if devices * nodes > 1 else "auto",
            precision=cast(Any, precision),
        )
    except (ValueError, RuntimeError) as e:
        raise TrainingError(f"Cannot train so: {e}") from e


class Trainer:
    """Model, optimiser and random numbers of one run, and how far it is.

    Parameters
    ----------
    config : TrainConfig
    clips : ClipSet
        Training clips.
    fabric : Fabric, optional
        Where to run, and with how many others; default: this process alone, on the processor.
    """

    def __init__(self, config: TrainConfig, clips: ClipSet, fabric: Fabric | None = None) -> None:
        self.fabric = fabric or make_fabric(config.precision)
        if config.batch_size % self.fabric.world_size:
            raise TrainingError(
                f"A batch of {config.batch_size} cannot be shared by {self.fabric.world_size} "
                "processes; make batch_size a multiple of their number."
            )
        torch.manual_seed(config.seed)
        self.config = config
        self.objective = Objective(config.loss)
        self.module: Vae = build(config)
        sample = torch.cat(
            [to_tensor(clips.mel(i)[None]) for i in clips.spread(config.start_clips)]
        )
        self.module.start_from(sample[..., : config.crop_frames])
        self.adversary = self._adversary()
        self.ema = copy.deepcopy(self.module).requires_grad_(False).eval()
        alone_on_cpu = self.fabric.device.type == "cpu" and self.fabric.world_size == 1
        if self.module.is_channels_last and alone_on_cpu:
            # Not in company: shared gradients would be copied from one layout to the other.
            self.module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        choice = config.optimizer
        optimizer = torch.optim.AdamW(
            parameter_groups(self.module, choice.weight_decay),
            lr=choice.learning_rate,
            betas=(choice.beta1, choice.beta2),
        )
        self.model, self.optimizer = self.fabric.setup(self.module, optimizer)
        self.ema.to(self.fabric.device)
        self.sampler = CropSampler(
            clips,
            balanced_weights(clips, power=config.data.balance_power, cap=config.data.balance_cap),
            batch_size=config.batch_size,
            crop_frames=config.crop_frames,
            seed=config.seed,
        )
        self.noise = torch.Generator().manual_seed(config.seed)
        self.step, self.seconds, self.skipped = 0, 0.0, 0
        self.best, self.waited, self.rate = -math.inf, 0, 1.0
        self.provenance: dict[str, Any] = {
            "train_hours": round(len(clips) * 5 / 3600, 2),
            "train_tracks": len(clips.tracks),
            "hardware": hardware(self.fabric),
            "torch": str(torch.__version__),
        }

    def begin_with(self, trained: Trained, path: Path) -> None:
        """Take over a trained model's weights; ``path`` is where they come from."""
        for mine in (self.module, self.ema):
            load_weights(mine, trained.model.state_dict(), path)
        minutes = round(trained.seconds / 60, 1)
        start = {"name": trained.config.name, "steps": trained.step, "minutes": minutes}
        self.provenance["start"] = start

    def _adversary(self) -> Adversary | None:
        """Take the discriminator out of the model: it has an optimiser of its own."""
        discriminator, self.module.discriminator = self.module.discriminator, None
        if discriminator is None:
            if any(self.objective.adversarial.values()):
                raise ConfigError(
                    f"{self.config.name}: {self.config.architecture} has no discriminator, so its "
                    "[loss] cannot have adversarial or features; vae-gan has one."
                )
            return None
        return Adversary(
            self.fabric,
            discriminator,
            learning_rate=self.config.optimizer.learning_rate,
            weights=self.objective.adversarial,
        )

    def train_step(self, progress: float) -> dict[str, float]:
        """Take one step at ``progress`` (0 to 1) of the budget; return the parts of the loss."""
        config, fabric = self.config, self.fabric
        rate = self.rate * schedule(progress, config.optimizer.warmup, config.optimizer.schedule)
        for group in self.optimizer.param_groups:
            group["lr"] = config.optimizer.learning_rate * rate
        mel, noise = (fabric.to_device(t) for t in self._batch())
        out = self.model(mel, noise)
        loss, parts = self.objective(out, mel, progress=progress)
        if self.adversary:
            lesson, more = self.adversary.judge(out, mel)
            loss, parts = loss + lesson, parts | more
        self.optimizer.zero_grad(set_to_none=True)
        fabric.backward(loss)
        norm: Any = fabric.clip_gradients(
            self.model,
            self.optimizer,
            max_norm=config.optimizer.grad_clip or math.inf,
            error_if_nonfinite=False,
        )
        self.step += 1
        if fabric.world_size > 1:
            parts = cast(dict[str, Tensor], fabric.all_reduce(parts))
        values = {name: value.item() for name, value in parts.items()} | {"grad_norm": float(norm)}
        if math.isfinite(values["grad_norm"]):
            self.skipped = 0
            self.optimizer.step()
            self._average_weights()
            if self.adversary:
                values |= self.adversary.step(out, mel)
        else:  # a step without a finite gradient is left out, not applied
            self.skipped += 1
            if self.skipped > MAX_SKIPPED:
                raise TrainingDiverged(
                    f"{config.name} had no finite gradient in {self.skipped} steps up to step "
                    f"{self.step}. Its last checkpoint is from before; lower the learning rate."
                )
        return values

    def _batch(self) -> tuple[Tensor, Tensor]:
        """Draw the whole batch and its noise, the same in every process, and keep a share."""
        rank, world = self.fabric.global_rank, self.fabric.world_size
        mel = self.sampler.next(rank, world)
        shape = (self.config.batch_size, *self.module.latent_shape(self.config.crop_frames))
        return mel, torch.randn(shape, generator=self.noise)[rank::world]

    @torch.no_grad()
    def _average_weights(self) -> None:
        # Young averages forget faster, so that the start does not linger in them.
        decay = min(self.config.ema, (1 + self.step) / (10 + self.step))
        torch._foreach_lerp_(list(self.ema.parameters()), list(self.module.parameters()), 1 - decay)
        for mine, theirs in zip(self.ema.buffers(), self.module.buffers(), strict=True):
            mine.copy_(theirs)

    def judge(self, score: float) -> bool:
        """Note a validation's score; return whether it is the best so far."""
        if score > self.best:
            self.best, self.waited = score, 0
            return True
        self.waited += 1
        choice = self.config.optimizer
        if choice.schedule == "plateau" and self.waited % choice.plateau == 0:
            self.rate /= 2
        return False

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on exactly."""
        adversary = self.adversary
        return {
            "config": self.config.to_dict(),
            "model": self.module.state_dict(),
            "ema": self.ema.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "discriminator": adversary.raw.state_dict() if adversary else {},
            "discriminator_optimizer": adversary.optimizer.state_dict() if adversary else {},
            "sampler": self.sampler.rng.bit_generator.state,
            "noise": self.noise.get_state(),
            "torch": torch.get_rng_state(),
            "progress": [self.skipped, self.best, self.waited, self.rate],
            "step": self.step,
            "seconds": self.seconds,
            "provenance": self.provenance,
        }

    def load_state_dict(self, state: dict[str, Any], path: Path) -> None:
        """Go on from what `state_dict` returned and ``path`` held."""
        with whole(path):
            mine, theirs = self.config.to_dict(), dict(state["config"])
        changed = [k for k in mine if k not in MAY_CHANGE and mine[k] != theirs.get(k)]
        if changed:
            raise CheckpointError(
                f"{path} is of another configuration ({', '.join(changed)} differ). Give this run "
                "another name with --run-dir, or move the checkpoint away."
            )
        with whole(path):
            load_weights(self.module, state["model"], path)
            load_weights(self.ema, state["ema"], path)
            self.optimizer.load_state_dict(state["optimizer"])
            if self.adversary:
                load_weights(self.adversary.raw, state["discriminator"], path)
                self.adversary.optimizer.load_state_dict(state["discriminator_optimizer"])
            self.sampler.rng.bit_generator.state = state["sampler"]
            self.noise.set_state(state["noise"])
            torch.set_rng_state(state["torch"])
            self.step, self.seconds = state["step"], state["seconds"]
            if "start" in state["provenance"]:
                self.provenance["start"] = state["provenance"]["start"]
            # In older checkpoints progress begins with step and seconds.
            self.skipped, self.best, self.waited, self.rate = state["progress"][-4:]


def hardware(fabric: Fabric) -> str:
    """Name what a run uses, for the model card."""
    if fabric.device.type == "cuda":
        return f"{fabric.world_size} × {torch.cuda.get_device_name(fabric.device)}"
    name = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(i.split(":", 1)[1].strip() for i in lines if i.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{name}, {fabric.world_size} × {torch.get_num_threads()} thread(s)"


def parameter_groups(model: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Decay matrices only: biases, norms and row biases are left alone."""
    matrices = [p for n, p in model.named_parameters() if p.ndim >= 2 and n.endswith("weight")]
    chosen = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in chosen]
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


def schedule(progress: float, warmup: float, kind: str = "cosine") -> float:
    """Share of the learning rate at ``progress``: a linear rise, then a cosine to zero or none."""
    if progress < warmup:
        return max(progress, 1e-3) / warmup
    if kind != "cosine":
        return 1.0
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - warmup) / (1 - warmup))))


@torch.no_grad()
def validate(model: Vae, mels: Tensor) -> tuple[dict[str, float], Tensor]:
    """Reconstruct held-out clips, (n_clips, 1, n_mels, n_frames), from their ``mu``."""
    device = next(model.parameters()).device
    decoded = torch.cat(
        [model.decoder(model.encoder(mel.to(device))[0]).cpu() for mel in torch.split(mels, 8)]
    )
    decoded = decoded.float().clamp(0, 1)
    mse = (decoded - mels).square().mean(dim=(1, 2, 3))
    return {
        "ssim": ssim(decoded, mels).mean().item(),
        "psnr": (-10 * mse.log10()).mean().item(),
        "l1": (decoded - mels).abs().mean().item(),
    }, decoded
