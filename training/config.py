"""Everything a training run depends on, read from one TOML file."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

from training.models.conv_vae import ConvVAEConfig

CONFIG_DIR = Path(__file__).parent / "configs"


@dataclasses.dataclass(frozen=True, slots=True)
class TrainConfig:
    """How a model is trained.

    Parameters
    ----------
    name, version : str
        Of the exported model.
    model : ConvVAEConfig
    seed : int
    batch_size, crop_frames : int
    learning_rate, weight_decay, warmup, grad_clip : float
        ``warmup`` is the share of the budget in which the rate rises; then it falls as a cosine.
    ema : float
        Decay of the averaged weights, which are the ones evaluated and exported.
    rmse_weight, ssim_weight, kl_weight : float
    balance_power, balance_cap : float
        See `training.data.balanced_weights`.
    bfloat16 : bool
        Autocast; only for processors with AMX or AVX-512 BF16 (ten times slower without).
    pca_clips, valid_clips : int
        Clips for the PCA start; clips for validation while training.
    """

    name: str
    version: str
    model: ConvVAEConfig
    seed: int = 1
    batch_size: int = 16
    crop_frames: int = 160
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.03
    grad_clip: float = 1.0
    ema: float = 0.998
    rmse_weight: float = 0.5
    ssim_weight: float = 0.1
    kl_weight: float = 0.001
    balance_power: float = 0.7
    balance_cap: float = 4.0
    bfloat16: bool = False
    pca_clips: int = 300
    valid_clips: int = 32

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> TrainConfig:
        """Build from plain values; unknown names are errors."""
        fields = dict(fields)
        return cls(model=ConvVAEConfig(**fields.pop("model", {})), **fields)

    @classmethod
    def from_toml(cls, path: Path) -> TrainConfig:
        """Read a file of ``training/configs``."""
        return cls.from_dict(tomllib.loads(path.read_text(encoding="utf-8")))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for the checkpoint and the model card."""
        return dataclasses.asdict(self)
