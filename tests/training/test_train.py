from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import pytest
import torch

from training.config import CONFIG_DIR, TrainConfig
from training.data import ClipSet, to_tensor
from training.losses import vae_loss
from training.models.conv_vae import ConvVAE
from training.train import Trainer, TrainingDiverged, schedule, train, validate


def test_untrained_model_is_pca(config: TrainConfig, data: Path) -> None:
    clips = ClipSet(data, ["train"])
    mel = to_tensor(clips.mel(0)[None])
    model = ConvVAE(config.model)
    before, _ = validate(model, mel)
    model.start_from_pca(mel)
    after, _ = validate(model, mel)
    mu, _ = model.encoder(mel)
    assert after["psnr"] > 20
    assert after["psnr"] > before["psnr"] + 5
    torch.testing.assert_close(mu.std(dim=(0, 2, 3)), torch.ones(8), atol=0.05, rtol=0)


def test_training_lowers_the_loss(config: TrainConfig, data: Path) -> None:
    trainer = Trainer(dataclasses.replace(config, learning_rate=3e-3), ClipSet(data, ["train"]))
    losses = [trainer.train_step(0.1)["loss"] for _ in range(30)]
    assert sum(losses[-5:]) < 0.95 * sum(losses[:5])


def test_resumed_run_equals_an_uninterrupted_one(
    config: TrainConfig, data: Path, tmp_path: Path
) -> None:
    whole = train(config, data, tmp_path / "whole", steps=6)
    first = Trainer(config, ClipSet(data, ["train"]))
    for step in range(3):
        first.train_step(step / 6)
    (tmp_path / "parts").mkdir()
    torch.save(first.state_dict(), tmp_path / "parts" / "last.pt")
    resumed = train(config, data, tmp_path / "parts", steps=6)
    assert resumed.step == whole.step == 6
    for name, value in whole.model.state_dict().items():
        assert torch.equal(value, resumed.model.state_dict()[name]), name
    for name, value in whole.ema.state_dict().items():
        assert torch.equal(value, resumed.ema.state_dict()[name]), name


def test_step_without_a_finite_gradient_changes_nothing(config: TrainConfig, data: Path) -> None:
    trainer = Trainer(config, ClipSet(data, ["train"]))
    trainer.train_step(0.5)
    with torch.no_grad():
        trainer.model.decoder.mean.fill_(float("nan"))
    before = trainer.model.encoder.head.weight.clone()
    averaged = trainer.ema.encoder.head.weight.clone()
    trainer.train_step(0.5)
    assert torch.equal(before, trainer.model.encoder.head.weight)
    assert torch.equal(averaged, trainer.ema.encoder.head.weight)
    for _ in range(19):
        trainer.train_step(0.5)
    with pytest.raises(TrainingDiverged):
        trainer.train_step(0.5)


def test_code_of_a_frame_does_not_depend_on_the_clip_length(
    config: TrainConfig, data: Path
) -> None:
    trainer = Trainer(config, ClipSet(data, ["train"]))
    for _ in range(5):
        trainer.train_step(0.5)
    mel = to_tensor(ClipSet(data, ["test_pkg"]).mel(0)[None])
    model = trainer.model.eval()
    with torch.inference_mode():
        whole, _ = model.encoder(mel)
        part, _ = model.encoder(mel[..., :320])
    assert part.shape == (1, 8, 32, 20)
    torch.testing.assert_close(whole[..., :14], part[..., :14], atol=1e-4, rtol=1e-4)


def test_schedule_rises_then_falls_to_zero() -> None:
    values = [schedule(p / 100, 0.1) for p in range(101)]
    assert max(values) == pytest.approx(1.0)
    assert values.index(max(values)) == 10
    assert values[100] == pytest.approx(0.0)
    assert all(a >= b for a, b in itertools.pairwise(values[10:]))


def test_kl_is_zero_at_the_prior_and_known_elsewhere() -> None:
    mel = torch.rand(1, 1, 16, 16)
    weights = {"rmse_weight": 0.5, "ssim_weight": 0.1, "kl_weight": 1.0}
    zeros = torch.zeros(1, 2, 1, 1)
    _, parts = vae_loss(mel, mel, zeros, zeros, **weights)
    assert parts["kl"].item() == 0.0
    _, parts = vae_loss(mel, mel, zeros + 2.0, zeros, **weights)
    assert parts["kl"].item() == pytest.approx(2.0)  # mu² / 2


def test_budget_must_be_one_of_two(config: TrainConfig, data: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="minutes or in steps"):
        train(config, data, tmp_path, minutes=1, steps=1)


def test_missing_data_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run fetch and prepare first"):
        ClipSet(tmp_path, ["train"])


@pytest.mark.parametrize("path", sorted(CONFIG_DIR.glob("*.toml")), ids=lambda p: p.stem)
def test_shipped_configs_read_and_round_trip(path: Path) -> None:
    config = TrainConfig.from_toml(path)
    assert config.name == path.stem
    assert TrainConfig.from_dict(config.to_dict()) == config
