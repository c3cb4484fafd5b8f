"""A refiner learns, goes on where it stopped, and draws in the program what it draws here."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.vae.refiner import noise
from engine.vae.store import load_model
from training.checkpoint import load_checkpoint, save
from training.command import main
from training.config import DataConfig, TrainConfig, build_dataclass
from training.data import ClipSet
from training.errors import CheckpointError, TrainingError
from training.files import load_toml
from training.models.refiner import Refiner, RefinerSizes
from training.refine import (
    REFINERS,
    WARMUP_STEPS,
    Conditions,
    RefinerConfig,
    RefinerTrainer,
    dull,
    load_refiner,
    mix_latents,
    train,
)
from training.train import train as train_model

SIZES = RefinerSizes(fine_width=8, coarse_width=16, coarse_blocks=1, time_width=8)


@pytest.fixture(scope="module")
def base(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a tiny trained model."""
    folder = tmp_path_factory.mktemp("refined")
    (folder / "mels").symlink_to(data / "mels")
    sizes = {"fine_width": 8, "coarse_width": 16, "encoder_coarse": 1, "decoder_coarse": 1}
    config = TrainConfig(
        "tiny", "segue-conv", batch_size=2, crop_frames=32, model=sizes, loss={"l1": 1.0}
    )
    train_model(config, folder, folder / "runs" / "tiny", steps=2)
    return folder


@pytest.fixture
def config() -> RefinerConfig:
    return RefinerConfig(
        "tiny-draw", "tiny", batch_size=2, crop_frames=32, sizes=SIZES, data=DataConfig()
    )


@pytest.fixture
def trainer(base: Path, config: RefinerConfig) -> RefinerTrainer:
    trained = load_checkpoint(base / "runs" / "tiny")
    return RefinerTrainer(config, trained, ClipSet(base, ["train"]))


def test_training_lowers_the_loss(trainer: RefinerTrainer) -> None:
    trainer.step = WARMUP_STEPS  # past the rise of the rate
    mel = trainer.sampler.next()

    def judged() -> float:
        with torch.no_grad():
            return float(trainer.loss(mel, torch.Generator().manual_seed(0)))

    before = judged()
    for _ in range(150):
        trainer.train_step(0.0)
    assert judged() < 0.9 * before


def test_a_resumed_run_equals_an_uninterrupted_one(
    base: Path, config: RefinerConfig, trainer: RefinerTrainer, tmp_path: Path
) -> None:
    whole = train(config, base, tmp_path / "whole", steps=4)
    for step in range(2):
        trainer.train_step(step / 4)
    (tmp_path / "parts").mkdir()
    save(trainer.state_dict(), tmp_path / "parts" / "last.pt")
    resumed = train(config, base, tmp_path / "parts", steps=4)
    assert resumed.step == whole.step == 4
    for name, value in whole.ema.state_dict().items():
        assert torch.equal(value, resumed.ema.state_dict()[name]), name
    other = dataclasses.replace(config, scale=0.1)
    with pytest.raises(CheckpointError, match="scale differ"):
        train(other, base, tmp_path / "parts", steps=5)


def test_conditions_are_what_they_are_called(base: Path, config: RefinerConfig) -> None:
    trained = load_checkpoint(base / "runs" / "tiny")
    conditions = Conditions(trained, config, torch.device("cpu"))
    mel = torch.rand(2, 1, 512, 32)
    half, arc = torch.full((2,), 0.5), torch.tensor([True, True])
    with torch.no_grad():
        latent = trained.model.encoder(mel)[0]
        decoded = trained.model.decoder(latent).clamp(0, 1)
    plain = conditions.of(mel, torch.full((2,), 0.99), half, arc)
    dulled = conditions.of(mel, torch.full((2,), 0.6), half, arc)
    mixed = conditions.of(mel, torch.zeros(2), half, arc)
    torch.testing.assert_close(plain, decoded)
    torch.testing.assert_close(dulled, dull(decoded))
    torch.testing.assert_close(mixed[0], mixed[1], atol=1e-4, rtol=0)
    assert (plain[0] - plain[1]).abs().mean() > 1e-3


def test_latents_are_mixed_as_the_engine_mixes_them() -> None:
    from engine.morph.latent import lerp, slerp

    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, 3, 4, 5), np.float32)
    pair = [torch.from_numpy(x)[None].expand(2, -1, -1, -1) for x in (a, b)]
    for share in (0.0, 0.2, 0.5):
        found = mix_latents(*pair, torch.full((2,), share), torch.tensor([True, False])).numpy()
        assert found[0] == pytest.approx(slerp(a, b, share), abs=1e-5)
        assert found[1] == pytest.approx(lerp(a, b, share), abs=1e-5)


def test_a_known_flow_is_followed_to_its_end() -> None:
    """One that always points at the mel from the start arrives there in one step or in many."""

    class Straight(Refiner):
        def forward(self, state: torch.Tensor, mel: torch.Tensor, time: torch.Tensor):
            self.start = state if float(time[0]) == 0 else self.start
            return mel - self.start

    straight = Straight(SIZES, n_mels=512, scale=0.5)
    mel, start = torch.rand(1, 1, 512, 16), torch.randn(1, 1, 512, 16)
    for n_steps in (1, 7):
        drawn = straight.draw(mel, start, n_steps=n_steps)
        torch.testing.assert_close(drawn, (1.5 * mel).clamp(0, 1))


def test_an_exported_refiner_draws_as_here(
    base: Path, config: RefinerConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(config, base, base / "runs" / "tiny-draw", steps=3)
    out = tmp_path / "tiny"
    words = ["tiny", "--refiner", "tiny-draw", "--steps", "3", "--out", str(out)]
    assert main("export", [*words, "--data", str(base)]) == 0
    vae = load_model(out, provider="cpu")
    assert vae.refiner is not None
    assert vae.refiner.n_steps == 3
    mel = np.random.default_rng(0).random((512, 48), np.float32)
    start = torch.from_numpy(noise(512, 48, seed=0))[None, None]
    refiner = load_refiner(base / "runs" / "tiny-draw").refiner
    wanted = refiner.draw(torch.from_numpy(mel)[None, None], start, n_steps=3)[0, 0].numpy()
    assert np.clip(mel + vae.refiner.detail(mel), 0, 1) == pytest.approx(wanted, abs=1e-3)
    assert main("export", ["tiny", "--out", str(out), "--data", str(base)]) == 0
    assert load_model(out, provider="cpu").refiner is None


def test_a_refiner_of_another_model_is_not_exported(
    base: Path, config: RefinerConfig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = base / "runs" / "stray"
    trainer = train(config, base, run, steps=1)
    state = trainer.state_dict()
    state["config"]["model"] = "another"
    save(state, run / "last.pt")
    words = ["tiny", "--refiner", "stray", "--out", str(tmp_path / "out"), "--data", str(base)]
    assert main("export", words) == 1
    assert "another" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("file", sorted(REFINERS.glob("*.toml")), ids=lambda f: f.stem)
def test_shipped_refiners_read(file: Path) -> None:
    fields = load_toml(file, kind="refiner", at_hand=REFINERS)
    config = build_dataclass(RefinerConfig, fields, where=str(file))
    assert config.name == file.stem
    assert (REFINERS.parent / "configs" / f"{config.model}.toml").is_file()


@pytest.mark.parametrize("words", [["--minutes", "0"], ["--steps", "-1"], ["--threads", "0"]])
def test_a_budget_of_nothing_is_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("refine", ["segue-draw-1", *words]) == 1
    assert "must be more than 0" in capsys.readouterr().err


def test_a_budget_must_be_of_one_kind(config: RefinerConfig, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="minutes or in steps"):
        train(config, tmp_path, tmp_path)


def test_there_must_be_a_model(config: RefinerConfig, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no trained run tiny"):
        train(config, tmp_path, tmp_path / "run", steps=1)
