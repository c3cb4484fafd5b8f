"""An experiment: a question, and variants of one configuration that answer it.

``training/experiments/NAME.toml`` holds what is asked, what the report said, a ``base``
configuration, what all variants share and, for each variant, the few lines in which it differs.
A variant's name is its run's name, so experiments that name the same variant share its training.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.bench import Sizes
from training.config import TrainConfig, build_dataclass, find_config, overlay, read_toml
from training.errors import ConfigError
from training.files import is_plain_name, load_toml

EXPERIMENTS = Path(__file__).parent / "experiments"


@dataclasses.dataclass(frozen=True, slots=True)
class Variant:
    """One run of an experiment.

    Parameters
    ----------
    config : TrainConfig
        Its name is the run's.
    about : str
        In a few words, what it is.
    delta : dict
        Where it differs from what all variants share.
    minutes, steps : number or None
        Its budget: one of them.
    """

    config: TrainConfig
    about: str
    delta: dict[str, Any]
    minutes: float | None
    steps: int | None

    @property
    def name(self) -> str:
        """Of the variant and its run."""
        return self.config.name


@dataclasses.dataclass(frozen=True, slots=True)
class Experiment:
    """What is asked, and the runs that answer.

    Parameters
    ----------
    name, title, question, report : str
        ``report`` is what the report said.
    variants : tuple of Variant
    sizes : Sizes
        How much of the music each is measured on.
    histogram : bool
        Whether to show how often each intensity occurs.
    validate_every_s : float
    """

    name: str
    title: str
    question: str
    report: str
    variants: tuple[Variant, ...]
    sizes: Sizes
    histogram: bool
    validate_every_s: float


@dataclasses.dataclass(frozen=True, slots=True)
class _File:
    """The keys of an experiment's file."""

    title: str
    question: str
    report: str
    variants: dict[str, Any]
    base: str = ""
    minutes: float | None = None
    steps: int | None = None
    histogram: bool = False
    validate_every_s: float = 20.0
    shared: dict[str, Any] = dataclasses.field(default_factory=dict)
    evaluation: Sizes = dataclasses.field(default_factory=Sizes)


def find_experiment(name: str) -> Path | None:
    """Find an experiment by path or name; None if there is none."""
    path = Path(name)
    if path.suffix == ".toml":
        return next((p for p in (path, EXPERIMENTS / path.name) if p.is_file()), path)
    named = EXPERIMENTS / f"{name}.toml"
    return named if named.is_file() else None


def read_experiment(path: Path, *, minutes: float | None = None) -> Experiment:
    """Read an experiment's file.

    Parameters
    ----------
    path : Path
    minutes : float, optional
        A budget for every variant in place of the file's.

    Raises
    ------
    ConfigError
        If the file, or a variant's configuration, has a wrong key or value.
    """
    fields = load_toml(path, kind="experiment", at_hand=EXPERIMENTS)
    file: _File = build_dataclass(_File, fields, where=str(path))
    variants = tuple(
        _variant(file, name, delta, path, minutes) for name, delta in file.variants.items()
    )
    if not variants:
        raise ConfigError(f"{path} has no [variants].")
    _budget("validate_every_s", file.validate_every_s, str(path))
    return Experiment(
        path.stem,
        file.title,
        file.question.strip(),
        file.report.strip(),
        variants,
        file.evaluation,
        file.histogram,
        file.validate_every_s,
    )


def _variant(file: _File, name: str, fields: Any, path: Path, minutes: float | None) -> Variant:
    where = f"{path}, variant {name}"
    if not is_plain_name(name):
        raise ConfigError(
            f"{path} has a variant of the name {name!r}; it must do as the name of a folder."
        )
    if not isinstance(fields, Mapping):
        raise ConfigError(f"{where} must be a section, not {fields!r}.")
    delta = dict(fields)
    about = str(delta.pop("about", ""))
    base_name = delta.pop("base", file.base)
    if not isinstance(base_name, str):
        raise ConfigError(f"{where}: base must be the name of a configuration, not {base_name!r}.")
    budget = {key: delta.pop(key, getattr(file, key)) for key in ("minutes", "steps")}
    if minutes is not None:
        budget = {"minutes": minutes, "steps": None}
    for key, value in budget.items():
        if value is not None:
            _budget(key, value, where)
    if (budget["minutes"] is None) == (budget["steps"] is None):
        raise ConfigError(f"{where}: give a budget in minutes or in steps.")
    base = read_toml(find_config(base_name, beside=path.parent)) if base_name else {}
    try:
        merged = overlay(overlay(base, file.shared), delta) | {"name": name}
        config = TrainConfig.from_dict(merged, source=where)
    except ConfigError as e:
        raise e if where in str(e) else ConfigError(f"{where}: {e}") from e
    except (TypeError, ValueError) as e:  # a section laid over what is none
        raise ConfigError(f"{where}: a section and a plain value have the same name.") from e
    return Variant(config, about, delta, budget["minutes"], budget["steps"])


def _budget(key: str, value: Any, where: str) -> None:
    """Refuse what is no number above zero; steps must be whole."""
    kinds = int if key == "steps" else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not 0 < value < math.inf:
        kind = "whole number" if key == "steps" else "number"
        raise ConfigError(f"{where}: {key} is {value!r}; it must be a {kind} above 0.")


def inline(delta: Mapping[str, Any]) -> str:
    """A variant's difference in one line: ``model.latent = 8, batch_size = 1``."""
    parts = []
    for key, value in delta.items():
        if isinstance(value, Mapping):
            parts += [f"{key}.{k} = {_toml(v)}" for k, v in value.items()] or [f"{key} = {{}}"]
        else:
            parts.append(f"{key} = {_toml(value)}")
    return ", ".join(parts)


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
