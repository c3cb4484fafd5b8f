from __future__ import annotations

import csv
import dataclasses
import itertools
import signal
from pathlib import Path

import pytest
import torch

from training.checkpoint import load_checkpoint, read, save
from training.command import main
from training.config import TrainConfig
from training.data import ClipSet, to_tensor
from training.errors import CheckpointError, ConfigError, TrainingDiverged, TrainingError
from training.models import build
from training.train import alone_in, train
from training.trainer import Trainer, schedule, validate


def with_optimizer(config: TrainConfig, **changes: object) -> TrainConfig:
    return dataclasses.replace(config, optimizer=dataclasses.replace(config.optimizer, **changes))


def test_untrained_model_is_pca(config: TrainConfig, data: Path) -> None:
    mel = to_tensor(ClipSet(data, ["train"]).mel(0)[None])
    model = build(config)
    before, _ = validate(model, mel)
    model.start_from(mel)
    after, _ = validate(model, mel)
    mu, _ = model.encoder(mel)
    assert after["psnr"] > 20
    assert after["psnr"] > before["psnr"] + 5
    torch.testing.assert_close(mu.std(dim=(0, 2, 3)), torch.ones(8), atol=0.05, rtol=0)


def test_training_lowers_the_loss(config: TrainConfig, data: Path) -> None:
    trainer = Trainer(with_optimizer(config, learning_rate=3e-3), ClipSet(data, ["train"]))
    losses = [trainer.train_step(0.1)["loss"] for _ in range(30)]
    assert sum(losses[-5:]) < 0.95 * sum(losses[:5])


def test_bfloat16_learns_with_float32_weights(config: TrainConfig, data: Path) -> None:
    mixed = dataclasses.replace(config, precision="bf16-mixed")
    trainer = Trainer(with_optimizer(mixed, learning_rate=3e-3), ClipSet(data, ["train"]))
    losses = [trainer.train_step(0.1)["loss"] for _ in range(12)]
    exact = Trainer(with_optimizer(config, learning_rate=3e-3), ClipSet(data, ["train"]))
    first = exact.train_step(0.1)["loss"]
    assert losses[0] == pytest.approx(first, rel=0.02)
    assert losses[0] != first
    assert sum(losses[-4:]) < sum(losses[:4])
    assert {p.dtype for p in trainer.module.parameters()} == {torch.float32}


def test_resumed_run_equals_an_uninterrupted_one(
    config: TrainConfig, data: Path, tmp_path: Path
) -> None:
    whole = train(config, data, tmp_path / "whole", steps=6)
    first = Trainer(config, ClipSet(data, ["train"]))
    for step in range(3):
        first.train_step(step / 6)
    (tmp_path / "parts").mkdir()
    save(first.state_dict(), tmp_path / "parts" / "last.pt")
    resumed = train(config, data, tmp_path / "parts", steps=6)
    assert resumed.step == whole.step == 6
    for name, value in whole.module.state_dict().items():
        assert torch.equal(value, resumed.module.state_dict()[name]), name
    for name, value in whole.ema.state_dict().items():
        assert torch.equal(value, resumed.ema.state_dict()[name]), name


def test_progress_of_an_older_checkpoint_is_read(
    config: TrainConfig, data: Path, tmp_path: Path
) -> None:
    trainer = Trainer(config, ClipSet(data, ["train"]))
    trainer.step, trainer.seconds, trainer.skipped = 7, 3.5, 1
    trainer.best, trainer.waited, trainer.rate = 21.5, 2, 0.25
    state = trainer.state_dict()
    assert state["progress"] == [1, 21.5, 2, 0.25]
    for progress in (state["progress"], [7, 3.5, *state["progress"]]):
        other = Trainer(config, ClipSet(data, ["train"]))
        other.load_state_dict(state | {"progress": progress}, tmp_path / "last.pt")
        assert (other.step, other.seconds, other.skipped) == (7, 3.5, 1)
        assert (other.best, other.waited, other.rate) == (21.5, 2, 0.25)


def test_run_leaves_last_best_and_curve(config: TrainConfig, data: Path, tmp_path: Path) -> None:
    train(config, data, tmp_path, steps=3, validate_every_s=0.0)
    assert read(tmp_path / "last.pt")["step"] == 3
    assert 1 <= read(tmp_path / "best.pt")["step"] <= 3
    with (tmp_path / "curve.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows[:3]] == [1, 2, 3]
    assert all(10 < float(row["psnr"]) < 60 for row in rows)
    assert list(tmp_path.glob("events.out.tfevents.*"))


def test_early_stop_ends_a_run_that_no_longer_improves(
    config: TrainConfig, data: Path, tmp_path: Path
) -> None:
    stuck = with_optimizer(dataclasses.replace(config, patience=2, ema=1.0), learning_rate=0.0)
    trainer = train(stuck, data, tmp_path, steps=50, validate_every_s=0.0)
    assert trainer.step < 10


def test_plateau_halves_the_rate(config: TrainConfig, data: Path) -> None:
    trainer = Trainer(
        with_optimizer(config, schedule="plateau", plateau=2), ClipSet(data, ["train"])
    )
    assert trainer.judge(20.0)
    assert not trainer.judge(19.0)
    assert trainer.rate == 1.0
    assert not trainer.judge(19.5)
    assert trainer.rate == 0.5
    assert trainer.judge(21.0)


def test_step_without_a_finite_gradient_changes_nothing(config: TrainConfig, data: Path) -> None:
    trainer = Trainer(config, ClipSet(data, ["train"]))
    trainer.train_step(0.5)
    with torch.no_grad():
        trainer.module.decoder.mean.fill_(float("nan"))
    before = trainer.module.encoder.head.weight.clone()
    averaged = trainer.ema.encoder.head.weight.clone()
    trainer.train_step(0.5)
    assert torch.equal(before, trainer.module.encoder.head.weight)
    assert torch.equal(averaged, trainer.ema.encoder.head.weight)
    for _ in range(19):
        trainer.train_step(0.5)
    with pytest.raises(TrainingDiverged, match="last checkpoint is from before"):
        trainer.train_step(0.5)


def test_diverged_run_keeps_its_last_good_checkpoint(
    config: TrainConfig, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(config, data, tmp_path, steps=2)
    before = read(tmp_path / "last.pt")["ema"]
    monkeypatch.setattr("training.trainer.to_tensor", lambda mels: to_tensor(mels) * float("nan"))
    monkeypatch.setattr(
        "training.data.CropSampler.next", lambda *_: torch.full((2, 1, 512, 32), float("nan"))
    )
    with pytest.raises(TrainingDiverged):
        train(config, data, tmp_path, steps=100, validate_every_s=0.0)
    after = read(tmp_path / "last.pt")
    assert after["step"] == 2
    assert all(torch.equal(value, after["ema"][name]) for name, value in before.items())


def test_crop_longer_than_a_clip_is_refused(
    config: TrainConfig, data: Path, tmp_path: Path
) -> None:
    long = dataclasses.replace(config, crop_frames=656)
    with pytest.raises(ConfigError, match=r"crop_frames is 656, but .* 640 columns"):
        train(long, data, tmp_path, steps=1)


def test_second_training_in_a_folder_is_kept_out(
    config: TrainConfig, data: Path, tmp_path: Path
) -> None:
    with (
        alone_in(tmp_path, None),
        pytest.raises(TrainingError, match="Another training is at work"),
    ):
        train(config, data, tmp_path, steps=1)
    train(config, data, tmp_path, steps=1)


@pytest.mark.parametrize("option", ["--minutes=0", "--steps=-1", "--threads=0"])
def test_budget_must_be_positive(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main("train", ["segue-conv-1", option]) == 1
    assert "must be more than 0" in capsys.readouterr().err


def test_checkpoint_of_another_model_is_refused(
    config: TrainConfig, data: Path, tmp_path: Path
) -> None:
    train(config, data, tmp_path, steps=1)
    other = dataclasses.replace(config, model={**config.model, "coarse_width": 24})
    with pytest.raises(CheckpointError, match=r"another configuration \(model differ\)"):
        train(other, data, tmp_path, steps=2)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"loss": {"mse": 1.0}}, "loss"),
        ({"seed": 5}, "seed"),
        ({"batch_size": 4}, "batch_size"),
    ],
)
def test_run_does_not_go_on_with_another_recipe(
    config: TrainConfig, data: Path, tmp_path: Path, change: dict[str, object], named: str
) -> None:
    train(config, data, tmp_path, steps=1)
    with pytest.raises(CheckpointError, match=rf"another configuration \({named} differ\)"):
        train(dataclasses.replace(config, **change), data, tmp_path, steps=2)


def test_spent_budget_leaves_the_record_alone(
    config: TrainConfig, data: Path, tmp_path: Path
) -> None:
    train(config, data, tmp_path, steps=2)
    before = (tmp_path / "curve.csv").read_bytes()
    assert train(config, data, tmp_path, steps=2).step == 2
    assert (tmp_path / "curve.csv").read_bytes() == before


def test_exploded_weights_are_not_saved(config: TrainConfig, data: Path, tmp_path: Path) -> None:
    wild = with_optimizer(config, learning_rate=1e30, warmup=0.0, grad_clip=0.0)
    with pytest.raises(TrainingDiverged, match="has diverged by step"):
        train(wild, data, tmp_path, steps=5, validate_every_s=1e9)
    assert not (tmp_path / "last.pt").exists() or all(
        torch.isfinite(value).all() for value in read(tmp_path / "last.pt")["ema"].values()
    )


def test_interrupted_run_keeps_every_step(config: TrainConfig, data: Path, tmp_path: Path) -> None:
    whole = train(config, data, tmp_path / "whole", steps=4)
    taken = 0
    step = Trainer.train_step

    def interrupt_after_two(self: Trainer, progress: float) -> dict[str, float]:
        nonlocal taken
        taken += 1
        if taken == 2:
            signal.raise_signal(signal.SIGINT)
        return step(self, progress)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Trainer, "train_step", interrupt_after_two)
        with pytest.raises(KeyboardInterrupt):
            train(config, data, tmp_path / "parts", steps=4)
    assert read(tmp_path / "parts" / "last.pt")["step"] == 2
    resumed = train(config, data, tmp_path / "parts", steps=4)
    for name, value in whole.module.state_dict().items():
        assert torch.equal(value, resumed.module.state_dict()[name]), name


def test_adversarial_loss_needs_a_discriminator(config: TrainConfig, data: Path) -> None:
    judged = dataclasses.replace(config, loss=config.loss | {"adversarial": 0.1})
    with pytest.raises(ConfigError, match="segue-conv has no discriminator"):
        Trainer(judged, ClipSet(data, ["train"]))


def test_flipped_bit_in_a_checkpoint_is_noticed(tmp_path: Path) -> None:
    save({"ema": {"w": torch.zeros(1000)}}, tmp_path / "last.pt")
    content = bytearray((tmp_path / "last.pt").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "last.pt").write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged"):
        read(tmp_path / "last.pt")


@pytest.mark.parametrize("missing", ["config", "ema", "step"])
def test_checkpoint_that_lacks_a_part_is_named(
    config: TrainConfig, data: Path, tmp_path: Path, missing: str
) -> None:
    train(config, data, tmp_path, steps=1)
    state = read(tmp_path / "last.pt")
    del state[missing]
    save(state, tmp_path / "last.pt")
    with pytest.raises(CheckpointError, match="damaged: a part of it"):
        load_checkpoint(tmp_path)


@pytest.mark.parametrize("content", [b"", b"hello", b"not a checkpoint", b"PK\x03\x04 torn"])
def test_damaged_checkpoint_is_named(
    config: TrainConfig, data: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "last.pt").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"last\.pt is damaged"):
        train(config, data, tmp_path, steps=1)


def test_checkpoint_of_another_version_is_named(tmp_path: Path) -> None:
    torch.save({"step": 3}, tmp_path / "last.pt")
    with pytest.raises(CheckpointError, match="format 1; this version reads 2"):
        read(tmp_path / "last.pt")


def test_full_disk_leaves_the_old_checkpoint_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save({"step": 1}, tmp_path / "last.pt")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(CheckpointError, match="what was saved before is whole"):
        save({"step": 2}, tmp_path / "last.pt")
    assert read(tmp_path / "last.pt")["step"] == 1
    assert [p.name for p in tmp_path.iterdir()] == ["last.pt"]


def test_code_of_a_frame_does_not_depend_on_the_clip_length(
    config: TrainConfig, data: Path
) -> None:
    trainer = Trainer(config, ClipSet(data, ["train"]))
    for _ in range(5):
        trainer.train_step(0.5)
    mel = to_tensor(ClipSet(data, ["test_pkg"]).mel(0)[None])
    model = trainer.module.eval()
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
    assert schedule(0.9, 0.1, "constant") == 1.0


def test_budget_must_be_one_of_two(config: TrainConfig, data: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="minutes or in steps"):
        train(config, data, tmp_path, minutes=1, steps=1)


def test_missing_data_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="run fetch and prepare first"):
        ClipSet(tmp_path, ["train"])


def test_a_run_may_begin_with_another_s_weights(
    config: TrainConfig, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "mels").symlink_to(data / "mels")
    first = train(config, tmp_path, tmp_path / "runs" / "first", steps=3)
    second = dataclasses.replace(with_optimizer(config, learning_rate=0.0), start="first")
    went_on = train(second, tmp_path, tmp_path / "runs" / "second", steps=1)
    for name, value in first.ema.state_dict().items():
        assert torch.equal(value, went_on.module.state_dict()[name]), name
    assert went_on.provenance["start"]["steps"] == 3
    resumed = train(second, tmp_path, tmp_path / "runs" / "second", steps=2)
    assert resumed.provenance["start"]["steps"] == 3


def test_middles_are_judged_where_there_is_a_discriminator(config: TrainConfig, data: Path) -> None:
    sizes = {**config.model, "discriminator_width": 4, "discriminator_scales": 1}
    loss = {"l1": 1.0, "adversarial": 0.1, "features": 0.1}
    judged = dataclasses.replace(config, model=sizes, loss=loss)
    trainer = Trainer(judged, ClipSet(data, ["train"]))
    assert trainer.adversary is not None
    mel, noise = trainer._batch()
    out = trainer.module(mel, noise)
    assert out.between.shape == mel.shape
    assert trainer.module.eval()(mel, noise).between is None
    assert trainer.module.train()(mel[:1], noise[:1]).between is None
    before = trainer.adversary.judge(out, mel)[0]
    alone = trainer.adversary.judge(out._replace(between=None), mel)[0]
    assert before.item() != alone.item()
    taught = trainer.adversary.step(out, mel)["discriminator"]
    assert 0 < taught < 10
    assert trainer.train_step(0.5)["discriminator"] > 0
