"""Everything a training run depends on, read from one TOML file.

A file may name another as its ``base`` and state only what differs, so a variant is a few lines.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.spec import MelSpec
from training.errors import ConfigError
from training.files import is_plain_name, load_toml

CONFIG_DIR = Path(__file__).parent / "configs"


@dataclasses.dataclass(frozen=True, slots=True)
class MelConfig:
    """The picture a clip becomes; whatever else a mel needs is `MelSpec`'s default.

    Parameters
    ----------
    n_mels, hop_length : int
    """

    n_mels: int = 512
    hop_length: int = 256

    @property
    def spec(self) -> MelSpec:
        """The whole of the mel parameters."""
        return MelSpec(n_mels=self.n_mels, hop_length=self.hop_length)


@dataclasses.dataclass(frozen=True, slots=True)
class DataConfig:
    """Which clips are learned from, and how often each is drawn.

    Parameters
    ----------
    n_clips : int
        Learn from so many clips only, evenly spread over the training split; 0 takes all.
    styles : list of str
        Only these styles; empty takes all.
    balance_power, balance_cap : float
        See `training.data.balanced_weights`.
    """

    n_clips: int = 0
    styles: list[str] = dataclasses.field(default_factory=list)
    balance_power: float = 0.7
    balance_cap: float = 4.0

    def __post_init__(self) -> None:
        _within("data.n_clips", self.n_clips, 0, math.inf)
        _within("data.balance_power", self.balance_power, 0, 1)
        _within("data.balance_cap", self.balance_cap, 1, math.inf)


@dataclasses.dataclass(frozen=True, slots=True)
class OptimizerConfig:
    """AdamW and its learning rate.

    Parameters
    ----------
    learning_rate, weight_decay, beta1, beta2 : float
    schedule : str
        "cosine" rises over ``warmup`` and falls to zero over the budget; "constant" only rises;
        "plateau" is halved after ``plateau`` validations without a better score.
    warmup : float
        Share of the budget in which the rate rises.
    plateau : int
    grad_clip : float
        Largest norm of the gradient; 0 leaves it alone.
    """

    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    beta1: float = 0.9
    beta2: float = 0.98
    schedule: str = "cosine"
    warmup: float = 0.03
    plateau: int = 3
    grad_clip: float = 1.0

    def __post_init__(self) -> None:
        _one_of("optimizer.schedule", self.schedule, ("cosine", "constant", "plateau"))
        for name in ("learning_rate", "weight_decay", "grad_clip"):
            _within(f"optimizer.{name}", getattr(self, name), 0, math.inf)
        for name in ("beta1", "beta2", "warmup"):
            _within(f"optimizer.{name}", getattr(self, name), 0, 1, is_open=True)
        _within("optimizer.plateau", self.plateau, 1, math.inf)


@dataclasses.dataclass(frozen=True, slots=True)
class TrainConfig:
    """How a model is trained.

    Parameters
    ----------
    name, version : str
        Of the exported model.
    architecture : str
        A key of `training.models.ARCHITECTURES`.
    seed : int
    batch_size : int
        Of all processes together.
    crop_frames : int
        Mel columns of a training clip; 640 (at hop 256) are 5 s.
    ema : float
        Decay of the averaged weights, which are the ones evaluated and exported; 0 is no average.
    precision : str
        "32-true", or "bf16-mixed" for GPUs and for processors with AMX (slower without).
    valid_clips : int
        Held-out clips measured while training.
    patience : int
        Stop after so many validations without a better score; 0 never stops early.
    start : str
        A trained run whose averaged weights a new run begins with.
    start_clips : int
        Training clips from which a model may set its first weights (patch PCA).
    model : dict
        Sizes of the architecture; see its ``Config``.
    loss : dict
        Weights of the terms of `training.losses.TERMS`.
    mel, data, optimizer : MelConfig, DataConfig, OptimizerConfig
    """

    name: str
    architecture: str
    version: str = "1.0.0"
    seed: int = 1
    batch_size: int = 16
    crop_frames: int = 160
    ema: float = 0.998
    precision: str = "32-true"
    valid_clips: int = 32
    patience: int = 0
    start: str = ""
    start_clips: int = 300
    model: dict[str, Any] = dataclasses.field(default_factory=dict)
    loss: dict[str, float] = dataclasses.field(default_factory=dict)
    mel: MelConfig = dataclasses.field(default_factory=MelConfig)
    data: DataConfig = dataclasses.field(default_factory=DataConfig)
    optimizer: OptimizerConfig = dataclasses.field(default_factory=OptimizerConfig)

    def __post_init__(self) -> None:
        _one_of("precision", self.precision, ("32-true", "bf16-mixed", "16-mixed"))
        for name in ("batch_size", "crop_frames", "valid_clips", "start_clips"):
            _within(name, getattr(self, name), 1, math.inf)
        _within("ema", self.ema, 0, 1)
        _within("patience", self.patience, 0, math.inf)
        _within("seed", self.seed, 0, 2**63 - 1)
        if not is_plain_name(self.name):
            raise ConfigError(f"name is {self.name!r}; it must do as the name of a folder.")

    @classmethod
    def from_dict(
        cls, fields: Mapping[str, Any], *, source: str = "the configuration"
    ) -> TrainConfig:
        """Build from plain values.

        Raises
        ------
        ConfigError
            If a key is unknown or missing, or a value is of another type; the text names it.
        """
        built = build_dataclass(cls, fields, where=source)
        assert isinstance(built, cls)
        return built

    @classmethod
    def from_toml(cls, path: Path) -> TrainConfig:
        """Read a file of ``training/configs``, its ``base`` first."""
        return cls.from_dict(read_toml(path), source=str(path))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for the checkpoint and the model card."""
        return dataclasses.asdict(self)


def read_toml(path: Path, *, seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Read a TOML file laid over its ``base``, a name or path beside it."""
    if path.resolve() in seen:
        raise ConfigError(f"{path} is its own base; take the base line out of one of them.")
    fields = load_toml(path, kind="configuration", at_hand=CONFIG_DIR)
    base = fields.pop("base", None)
    if base is None:
        return fields
    if not isinstance(base, str):
        raise ConfigError(f"{path}: base must be the name of a configuration, not {base!r}.")
    below = read_toml(find_config(base, beside=path.parent), seen=(*seen, path.resolve()))
    return overlay(below, fields)


def find_config(name: str, *, beside: Path = CONFIG_DIR) -> Path:
    """Find a configuration by path, or by name beside another or in ``training/configs``."""
    file = name if name.endswith(".toml") else f"{name}.toml"
    if "\0" in name:
        raise ConfigError("The name of a configuration cannot hold a NUL.")
    candidates = [Path(file), beside / file, CONFIG_DIR / file]
    return next((path for path in candidates if path.is_file()), CONFIG_DIR / file)


def overlay(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Lay changes over a base, section by section.

    A ``loss``, and the ``model`` of another architecture, replace the base's whole section:
    leftovers would stay in force.
    """
    is_other = changes.get("architecture", base.get("architecture")) != base.get("architecture")
    replaced = ("loss", "model") if is_other else ("loss",)
    merged = {k: v for k, v in base.items() if not (is_other and k == "model")}
    for key, value in changes.items():
        if isinstance(value, Mapping) and key not in replaced:
            merged[key] = {**dict(merged.get(key, {})), **value}
        else:
            merged[key] = value
    return merged


def build_dataclass(cls: type[Any], fields: Mapping[str, Any], *, where: str) -> Any:
    """Build a dataclass from plain values, checking every key and type.

    Raises
    ------
    ConfigError
        With the place, the key and what would be right.
    """
    hints = typing.get_type_hints(cls)
    known = {f.name: f for f in dataclasses.fields(cls)}
    values: dict[str, Any] = {}
    for key, value in fields.items():
        if key not in known:
            raise ConfigError(f"{where} has an unknown key {key!r}; known are {', '.join(known)}.")
        values[key] = _checked(value, hints[key], where=where, key=key)
    missing = [
        name
        for name, f in known.items()
        if name not in values
        and f.default is dataclasses.MISSING
        and f.default_factory is dataclasses.MISSING
    ]
    if missing:
        raise ConfigError(f"{where} lacks {', '.join(missing)}.")
    return cls(**values)


def _checked(value: Any, hint: Any, *, where: str, key: str) -> Any:
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, Mapping):
            raise ConfigError(f"{where}: {key} must be a section, not {value!r}.")
        return build_dataclass(typing.cast(type[Any], hint), value, where=f"{where} [{key}]")
    origin = typing.get_origin(hint)
    if origin is dict:
        if not isinstance(value, Mapping):
            raise ConfigError(f"{where}: {key} must be a section, not {value!r}.")
        inner = typing.get_args(hint)[1]
        return {k: _checked(v, inner, where=f"{where} [{key}]", key=k) for k, v in value.items()}
    if origin in (list, tuple):
        if not isinstance(value, list | tuple):
            raise ConfigError(f"{where}: {key} must be a list, not {value!r}.")
        element = typing.get_args(hint)[0]
        return origin(_checked(v, element, where=where, key=key) for v in value)
    if hint is Any or isinstance(hint, types.UnionType):
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is not bool and isinstance(value, bool)):
        raise ConfigError(f"{where}: {key} must be a {hint.__name__}, not {value!r}.")
    return value


def _within(key: str, value: float, low: float, high: float, *, is_open: bool = False) -> None:
    """Refuse a number outside its range; not-a-number is outside of every one."""
    if not low <= value <= high or (is_open and value == high):
        bounds = f"at least {low:g}" if high == math.inf else f"from {low:g} to {high:g}"
        below = f" and less than {high:g}" if is_open else ""
        raise ConfigError(f"{key} is {value:g}; it must be {bounds}{below}.")


def _one_of(key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigError(f"{key} is {value!r}; it must be one of {', '.join(allowed)}.")
