from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.config import CONFIG_DIR, TrainConfig, find_config, overlay
from training.errors import ConfigError
from training.models import ARCHITECTURES, build

BASE: dict[str, Any] = {"name": "x", "architecture": "segue-conv", "loss": {"l1": 1.0}}


@pytest.mark.parametrize("path", sorted(CONFIG_DIR.glob("*.toml")), ids=lambda p: p.stem)
def test_shipped_configs_read_and_round_trip(path: Path) -> None:
    config = TrainConfig.from_toml(path)
    assert config.name == path.stem
    assert TrainConfig.from_dict(config.to_dict()) == config


def test_every_architecture_has_a_configuration() -> None:
    used = {TrainConfig.from_toml(path).architecture for path in CONFIG_DIR.glob("*.toml")}
    assert used == set(ARCHITECTURES)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"learning_rate": 1.0}, "unknown key 'learning_rate'"),
        ({"optimizer": {"lr": 1.0}}, r"\[optimizer\] has an unknown key 'lr'; known are learning"),
        ({"batch_size": "8"}, "batch_size must be a int, not '8'"),
        ({"batch_size": True}, "batch_size must be a int, not True"),
        ({"batch_size": 0}, "batch_size is 0; it must be at least 1"),
        ({"ema": 2.0}, "ema is 2; it must be from 0 to 1"),
        ({"ema": float("nan")}, "ema is nan"),
        ({"optimizer": {"learning_rate": -1.0}}, "learning_rate is -1; it must be at least 0"),
        ({"optimizer": {"warmup": 1.0}}, "warmup is 1; .* less than 1"),
        ({"data": {"n_clips": -1}}, "n_clips is -1"),
        ({"name": "../x"}, "must do as the name of a folder"),
        ({"name": "a\\b"}, "must do as the name of a folder"),
        ({"name": "a\x00"}, "must do as the name of a folder"),
        ({"name": "é" * 101}, "must do as the name of a folder"),
        ({"mel": 3}, "mel must be a section"),
        ({"data": {"styles": "rock"}}, "styles must be a list"),
        ({"loss": {"l1": "much"}}, "l1 must be a float"),
        ({"optimizer": {"schedule": "step"}}, "must be one of cosine, constant, plateau"),
        ({"precision": "bf8"}, "precision is 'bf8'"),
    ],
)
def test_wrong_keys_and_values_are_named(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        TrainConfig.from_dict(overlay(BASE, change))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"architecture": "resnet"}, "no architecture 'resnet'; there are segue-conv"),
        ({"model": {"width": 3}}, r"x \[model\] has an unknown key 'width'"),
        ({"crop_frames": 100}, "multiples of 16"),
        ({"model": {"latent_channels": -3}}, "cannot be built"),
        ({"model": {"latent_channels": 0}}, r"cannot be built|latent of no numbers"),
    ],
)
def test_models_that_cannot_be_built_are_named(change: dict[str, Any], sentence: str) -> None:
    config = TrainConfig.from_dict(overlay(BASE, change))
    with pytest.raises(ConfigError, match=sentence):
        build(config)


def test_missing_key_is_named() -> None:
    with pytest.raises(ConfigError, match="lacks name"):
        TrainConfig.from_dict({"architecture": "segue-conv"})


def test_base_is_laid_under_a_variant(tmp_path: Path) -> None:
    (tmp_path / "variant.toml").write_text(
        'base = "segue-conv-1"\nname = "variant"\n[model]\ncoarse_width = 96\n[loss]\nmse = 2.0\n'
    )
    variant = TrainConfig.from_toml(tmp_path / "variant.toml")
    base = TrainConfig.from_toml(find_config("segue-conv-1"))
    assert variant.model == {**base.model, "coarse_width": 96}
    assert variant.loss == {"mse": 2.0}  # the base's terms do not stay in force
    assert variant.optimizer == base.optimizer


def test_model_of_another_architecture_starts_afresh() -> None:
    merged = overlay(
        {**BASE, "model": {"latent_channels": 4}},
        {"architecture": "lstm", "model": {"latent": 8}},
    )
    assert merged["model"] == {"latent": 8}


def test_unknown_configuration_lists_those_at_hand() -> None:
    with pytest.raises(ConfigError, match=r"no configuration .*nothing\.toml.*segue-conv-1"):
        TrainConfig.from_toml(find_config("nothing"))


def test_base_that_is_its_own_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('base = "b"')
    (tmp_path / "b.toml").write_text('base = "a"')
    with pytest.raises(ConfigError, match="is its own base"):
        TrainConfig.from_toml(tmp_path / "a.toml")


def test_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("name = ")
    with pytest.raises(ConfigError, match=r"x\.toml is not TOML"):
        TrainConfig.from_toml(tmp_path / "x.toml")
