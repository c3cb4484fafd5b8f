"""The zoo: every architecture under its name, built from a configuration.

The report's own are as its appendix and its code have them; where one was broken, a switch of its
``Config`` repairs it. docs/zoo.md describes them all.
"""

from __future__ import annotations

import importlib
import warnings

from training.config import TrainConfig, build_dataclass
from training.errors import ConfigError
from training.models.base import Vae

ARCHITECTURES: dict[str, str] = {
    "segue-conv": "training.models.conv_vae:ConvVAE",
    "baseline-cnn": "training.models.baseline_cnn:BaselineCnn",
    "strided-cnn": "training.models.strided_cnn:StridedCnn",
    "conv2d": "training.models.conv2d:Conv2dVae",
    "inception2d": "training.models.inception2d:Inception2dVae",
    "conv1d": "training.models.conv1d:Conv1dVae",
    "inception1d": "training.models.inception1d:Inception1dVae",
    "lstm": "training.models.lstm:LstmVae",
    "vae-gan": "training.models.vae_gan:VaeGan",
    "gmm-vae": "training.models.gmm_vae:GmmVae",
}


def architecture(name: str) -> type[Vae]:
    """Look an architecture up by its name."""
    if name not in ARCHITECTURES:
        raise ConfigError(
            f"There is no architecture {name!r}; there are {', '.join(ARCHITECTURES)}."
        )
    module, _, cls = ARCHITECTURES[name].partition(":")
    found: type[Vae] = getattr(importlib.import_module(module), cls)
    return found


def build(config: TrainConfig) -> Vae:
    """Build the model a configuration describes, with fresh weights."""
    cls = architecture(config.architecture)
    sizes = build_dataclass(cls.Config, config.model, where=f"{config.name} [model]")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's about layers of no size; refused below
            model: Vae = cls(sizes, n_mels=config.mel.n_mels, n_frames=config.crop_frames)
            is_empty = 0 in model.latent_shape(config.crop_frames)
    except (RuntimeError, ValueError, TypeError, IndexError, ZeroDivisionError) as e:
        raise ConfigError(f"{config.name}: its [model] cannot be built: {e}") from e
    if is_empty:
        raise ConfigError(f"{config.name}: its [model] has a latent of no numbers.")
    return model
