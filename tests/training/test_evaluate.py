from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from training import evaluate as command
from training.bench import Bench, Coder, Sizes, held_out_splits
from training.checkpoint import load_checkpoint
from training.command import main
from training.config import DataConfig, MelConfig, TrainConfig
from training.corpus.manifest import PreparedTrack, append_manifest, mels_folder, read_manifest
from training.errors import TrainingError
from training.interpolation import (
    StyleJudge,
    correspondence,
    crossfade,
    latent_consistency,
    level_db,
    mel_blend,
    path_figures,
    path_length,
    power_mix,
    sobolev,
    timbre,
    timbre_figures,
)
from training.train import train

SIZES = Sizes(excerpts=4, pairs=2, sounds=1, fit=4, style_clips=4, prior=2)


@pytest.fixture
def parents() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    a, b = rng.random((2, 32, 48), np.float32)
    a[3, 5] = b[7, 2] = 1
    return a, b


def straight(a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    return [mel_blend(a, b, t) for t in np.linspace(0, 1, 9)]


def test_the_straight_way_is_perfect_by_every_measure_of_evenness(
    parents: tuple[np.ndarray, np.ndarray],
) -> None:
    a, b = parents
    figures = path_figures(straight(a, b), a, b)
    assert figures["path_ratio"] == pytest.approx(1, abs=1e-5)
    assert figures["pearson"] == pytest.approx(1, abs=1e-5)
    assert figures["largest_step"] == pytest.approx(1, abs=1e-4)
    for name in ("spdp_error", "step_spread", "end_error", "sobolev", "blend_distance"):
        assert figures[name] == pytest.approx(0, abs=2e-4), name
    assert figures["total_path"] == pytest.approx(np.abs(a - b).mean(), abs=1e-5)
    assert figures["step_mean"] == pytest.approx(np.abs(a - b).mean() / 8, abs=1e-5)


def test_a_jump_halfway_by_hand(parents: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = parents
    figures = path_figures([a] * 4 + [b] * 5, a, b)
    # Eight steps, one of them the whole way: mean d/8, deviation d·sqrt(1/8 - 1/64).
    assert figures["path_ratio"] == pytest.approx(1)
    assert figures["largest_step"] == pytest.approx(8, rel=1e-4)
    assert figures["step_spread"] == pytest.approx(np.sqrt(7), rel=1e-4)
    assert figures["spdp_error"] == pytest.approx(0.5)  # at alpha 0.5 all of b is there
    assert figures["correspondence"] == pytest.approx(0.5)
    assert figures["pearson"] < 0.9
    # The deviation is {0, -1/8, -2/8, -3/8, 4/8, 3/8, 2/8, 1/8, 0} of the ends' distance, its
    # slope -1 seven times and 7 once.
    shares = np.array([0, 1, 2, 3, 4, 3, 2, 1, 0]) / 8
    expected = np.sqrt((shares**2).mean()) + np.sqrt((7 + 49) / 8)
    assert figures["sobolev"] == pytest.approx(expected, rel=1e-4)


def test_a_detour_is_longer_and_less_even(parents: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = parents
    detour = straight(a, b)
    detour[4] = 1 - a
    plain, off = (path_figures(path, a, b) for path in (straight(a, b), detour))
    for name in ("path_ratio", "step_spread", "sobolev", "blend_distance", "total_path"):
        assert off[name] > plain[name] + 0.05, name
    assert off["pearson"] < plain["pearson"]


def test_standing_still_is_not_perfect(parents: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = parents
    figures = path_figures([a] * 9, a, b)
    assert figures["pearson"] == 0
    assert figures["end_error"] == pytest.approx(np.abs(a - b).mean() / 2, abs=1e-6)
    assert sobolev([a] * 9) == 0


def test_path_length_of_the_blend_is_the_squared_difference(
    parents: tuple[np.ndarray, np.ndarray],
) -> None:
    a, b = parents
    found = path_length(lambda t: mel_blend(a, b, t), 0.4)
    assert found == pytest.approx(float(np.square(a - b).mean()), rel=2e-3)


def test_mixes_of_a_song_with_itself_are_the_song(parents: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = parents
    for mix in (mel_blend, power_mix, crossfade):
        np.testing.assert_allclose(mix(a, a, 0.3), a, atol=1e-5)
        np.testing.assert_allclose(mix(a, b, 0.0), a, atol=1e-5)
        np.testing.assert_allclose(mix(a, b, 1.0), b, atol=1e-5)


def test_power_mix_adds_powers() -> None:
    # Two cells of equal power give the same level; a cell alone loses 3.01 dB of 80.
    a = np.array([[1.0, 1.0, 0.5]], np.float32)
    b = np.array([[1.0, 0.0, 0.5]], np.float32)
    np.testing.assert_allclose(power_mix(a, b), [[1, 1 - 3.0103 / 80, 0.5]], atol=1e-5)


def test_correspondence_is_half_at_a_parent_and_nothing_between(
    parents: tuple[np.ndarray, np.ndarray],
) -> None:
    a, b = parents
    assert correspondence(a, a, b) == pytest.approx(0.5)
    assert correspondence(mel_blend(a, b, 0.5), a, b) == pytest.approx(0, abs=1e-4)


def test_timbre_of_one_band_and_of_all() -> None:
    one = np.zeros((64, 10), np.float32)
    one[48] = 1.0
    every = np.ones((64, 10), np.float32)
    centroid, spread, flatness, crest, onset, level = timbre(one)
    assert centroid == pytest.approx(0.75, abs=1e-3)
    assert spread < 0.01
    assert flatness < 1e-4
    assert crest == pytest.approx(10 * np.log10(64), abs=0.01)
    assert onset == 0
    assert level == pytest.approx(0, abs=1e-3)
    assert timbre(every)[2] == pytest.approx(1)
    assert level_db(every) == pytest.approx(10 * np.log10(64), abs=1e-6)


def test_timbre_that_goes_straight_is_linear_and_smooth() -> None:
    # Levels that fall in equal steps of dB: the level is a line, the other features stand still.
    path = [np.full((64, 10), 1 - 0.05 * k, np.float32) for k in range(9)]
    figures = timbre_figures(path, np.ones(6))
    assert figures["timbre_linearity"] == pytest.approx(0, abs=1e-4)
    path[4] = path[0]
    assert timbre_figures(path, np.ones(6))["timbre_linearity"] > 0.5


def test_latent_consistency_of_two_directions_and_of_noise() -> None:
    rng = np.random.default_rng(0)
    two = np.einsum("ck,kt->ct", rng.normal(size=(24, 2)), rng.normal(size=(2, 40)))
    assert latent_consistency(two.reshape(4, 6, 40).astype(np.float32)) == pytest.approx(1)
    assert latent_consistency(rng.normal(size=(4, 6, 40)).astype(np.float32)) < 0.3


def test_style_judge_tells_low_music_from_high_and_the_line_between() -> None:
    rng = np.random.default_rng(0)
    low, high = np.zeros((2, 64, 20), np.float32)
    low[:32], high[32:] = 0.8, 0.8

    def near(mel: np.ndarray) -> np.ndarray:
        return np.clip(mel + rng.normal(0, 0.05, mel.shape), 0, 1).astype(np.float32)

    mels = [near(low) for _ in range(20)] + [near(high) for _ in range(20)]
    tracks = [f"{k // 2}" for k in range(40)]
    judge = StyleJudge(mels, ["low"] * 20 + ["high"] * 20, tracks)
    assert judge.accuracy == 1.0
    assert judge.n_fit == 32
    jump = [near(low)] * 4 + [near(high)] * 5
    stays = [near(low)] * 9
    a, b = near(low), near(high)
    assert judge.betweenness_error(stays, a, a) < 0.1
    # Nine times all of A: off the line by 2 · alpha, in the mean by 1; jumping by half of that.
    assert judge.betweenness_error(stays, a, b) == pytest.approx(1.0, abs=0.1)
    assert judge.betweenness_error(jump, a, b) == pytest.approx(4 / 9, abs=0.1)


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of mels of 32 bands × 80 frames, noise under a slope of each style's own."""
    data = tmp_path_factory.mktemp("quarter")
    folder = mels_folder(data, n_mels=32, hop_length=2048)
    rng = np.random.default_rng(0)
    plan = [
        ("train", "up"),
        ("train", "down"),
        ("train", "up"),
        ("train", "down"),
        ("test_pkg", "up"),
        ("test_pkg", "down"),
        ("valid_pkg", "up"),
    ]
    for number, (split, style) in enumerate(plan):
        slope = np.linspace(0.1, 0.7, 32) if style == "up" else np.linspace(0.7, 0.1, 32)
        mels = slope[None, :, None] + 0.3 * rng.random((4, 32, 80))
        file = folder / f"package-{number}" / f"{number:04}.npy"
        file.parent.mkdir(parents=True)
        np.save(file, (mels * 255).astype(np.uint8))
        append_manifest(
            folder,
            PreparedTrack(
                f"{number:04}",
                f"package-{number}",
                style,
                split,
                f"package-{number}/{file.name}",
                (0.0, 5.0, 10.0, 15.0),
            ),
        )
    return data


def small(name: str, **changes: object) -> TrainConfig:
    fields: dict[str, object] = {
        "name": name,
        "architecture": "strided-cnn",
        "model": {"filters": [4, 4], "latent": 8},
        "batch_size": 2,
        "crop_frames": 80,
        "valid_clips": 2,
        "start_clips": 2,
        "loss": {"mse": 1.0, "kl": 0.001},
        "mel": {"n_mels": 32, "hop_length": 2048},
    }
    return TrainConfig.from_dict(fields | changes)


@pytest.fixture(scope="module")
def run_dir(quarter: Path) -> Path:
    folder = quarter / "runs" / "small"
    train(small("small"), quarter, folder, steps=2)
    return folder


def test_every_part_of_an_evaluation_is_written(quarter: Path, run_dir: Path) -> None:
    figures = command.evaluate_run(run_dir, quarter, sizes=SIZES)
    stored = json.loads((run_dir / "evaluation.json").read_text())
    assert stored == json.loads(json.dumps(figures))
    assert stored["step"] == 2
    assert stored["latent_numbers"] == 8
    for part in ("reconstruction", "reconstruction_train"):
        assert set(stored[part]) == {"vae", "patch_pca", "dct"}
        assert set(stored[part]["vae"]) == set(command_keys())
    assert set(stored["middle"]) == {"vae", "vae_slerp", "mel_blend", "power_mix", "crossfade"}
    assert stored["middle"]["mel_blend"]["path_ratio"] == pytest.approx(1, abs=1e-3)
    assert "lcs" not in stored["middle"]["vae"]  # a vector has no axis of time
    assert sum(stored["histogram"]["original"]) == pytest.approx(1, abs=1e-3)
    page = (run_dir / "evaluation" / "index.html").read_text()
    for name in ("sheet-1.png", "sound-1-1-1.flac"):
        assert name in page
        assert (run_dir / "evaluation" / name).is_file()
    assert "http" not in page  # nothing from a network
    assert "| codec |" in (run_dir / "evaluation.md").read_text()


def command_keys() -> list[str]:
    return ["ssim", "psnr_db", "ncc", "l1", "linear_ssim", "linear_psnr_db", "linear_ncc"]


def test_the_learned_row_is_of_the_clips_a_run_learned_from(quarter: Path) -> None:
    bench = Bench(quarter, MelConfig(32, 2048), 80, ["test_pkg"], SIZES)
    one = bench.learned(DataConfig(n_clips=1))
    assert len(one) == 1
    np.testing.assert_array_equal(one[0], bench.fit_mels[0])
    assert not any(np.array_equal(one[0], mel) for mel in bench.mels)


def test_pairs_are_of_different_packages_and_controls_are_made_once(quarter: Path) -> None:
    bench = Bench(quarter, MelConfig(32, 2048), 80, ["test_pkg"], SIZES)
    assert all(bench.title(a).split()[0] != bench.title(b).split()[0] for a, b in bench.pairs)
    assert bench.controls(8) is bench.controls(8)
    assert bench.controls(8) is not bench.controls(8, bench.fit_mels)


def test_coding_many_at_once_is_coding_one_by_one(quarter: Path, run_dir: Path) -> None:
    bench = Bench(quarter, MelConfig(32, 2048), 80, ["test_pkg"], SIZES)
    trained = load_checkpoint(run_dir)
    together = Coder(trained, 80).reconstruct(bench.mels)
    one_by_one = [trained.decode(trained.encode(mel)) for mel in bench.mels]
    np.testing.assert_allclose(together, one_by_one, atol=1e-5)


def test_the_command_names_a_run_that_is_not_there(
    quarter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("evaluate", ["nobody", "--data", str(quarter)]) == 1
    assert "no trained run nobody" in capsys.readouterr().err


def own_folder(data: Path, plan: Sequence[tuple[str, str, str]], *, n_clips: int = 4) -> Path:
    """Prepare noise: a track of each (package, style, split)."""
    folder = mels_folder(data, n_mels=32, hop_length=2048)
    rng = np.random.default_rng(0)
    n_before = len(read_manifest(data, n_mels=32, hop_length=2048))
    for number, (package, style, split) in enumerate(plan, start=n_before):
        file = folder / package / f"{number:04}.npy"
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, rng.integers(0, 256, (n_clips, 32, 80), dtype=np.uint8))
        starts = tuple(5.0 * k for k in range(n_clips))
        name = f"{package}/{file.name}"
        append_manifest(folder, PreparedTrack(f"{number:04}", package, style, split, name, starts))
    return data


FLAT = [("own", "own", split) for split in ("train", "train", "test_track", "test_track")]
FLAT.append(("own", "own", "valid_track"))


def test_a_flat_folder_of_one_style_can_be_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = own_folder(tmp_path, FLAT)
    train(small("flat"), data, data / "runs" / "flat", steps=2)
    command = ["flat", "--data", str(data), "--excerpts", "4", "--pairs", "2", "--sound-pairs", "0"]
    assert main("evaluate", command) == 0
    assert "No clips of test_pkg here; measuring on test_track." in capsys.readouterr().out
    figures = json.loads((data / "runs" / "flat" / "evaluation.json").read_text())
    assert figures["style"] is None
    assert "style_error" not in figures["middle"]["vae"]
    assert (figures["splits"], figures["pairs_apart"]) == (["test_track"], "track")
    page = (data / "runs" / "flat" / "evaluation" / "index.html").read_text()
    assert "no classifier of styles" in page
    assert "held-out packages" not in page
    assert "held-out tracks (1 package, test_track)" in page
    assert "from different tracks (all are of one package)" in page
    # Patch PCA was fitted on all of this little music.
    assert f"patch PCA was fitted on {figures['n_train_excerpts']} of them" in page
    assert not list((data / "runs" / "flat").rglob("*.part"))


def test_splits_that_are_measured_without_a_word(tmp_path: Path) -> None:
    mel, of = MelConfig(32, 2048), "own"
    for split in ("valid_track", "valid_pkg", "test_track", "test_pkg"):
        own_folder(tmp_path, [(of, of, split)])
        assert held_out_splits(tmp_path, mel) == [split]
    assert held_out_splits(tmp_path, mel, ["valid_pkg", "test_pkg"]) == ["valid_pkg", "test_pkg"]
    with pytest.raises(TrainingError, match=r"no clips of nope .* are test_pkg, test_track, valid"):
        held_out_splits(tmp_path, mel, ["nope"])
    with pytest.raises(TrainingError, match="run fetch and prepare"):
        held_out_splits(tmp_path / "nothing", mel)
    with pytest.raises(TrainingError, match=r"no held-out music in .* only train"):
        held_out_splits(own_folder(tmp_path / "all", [(of, of, "train")]), mel)


@pytest.mark.parametrize("option", ["--excerpts=1", "--pairs=0", "--sound-pairs=-1", "--threads=0"])
def test_amounts_too_small_get_a_true_sentence(
    quarter: Path, run_dir: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("evaluate", [str(run_dir), "--data", str(quarter), option]) == 1
    error = capsys.readouterr().err
    assert "must be at least" in error
    assert option.split("=")[1] in error


@pytest.mark.parametrize("out", ["", "..", "a/b", "/tmp/x", "a\0b", "finished", "last.pt"])
def test_out_must_do_as_the_name_of_a_file(
    quarter: Path, run_dir: Path, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(run_dir.parent.rglob("*"))
    assert main("evaluate", [str(run_dir), "--data", str(quarter), "--out", out]) == 1
    assert "--out" in capsys.readouterr().err
    assert sorted(run_dir.parent.rglob("*")) == before


def test_clips_that_pca_was_fitted_on_are_counted(quarter: Path) -> None:
    bench = Bench(quarter, MelConfig(32, 2048), 80, ["test_pkg"], SIZES)
    assert bench.n_fitted(DataConfig(n_clips=1)) == 1
    assert bench.n_fitted(DataConfig()) == 4  # spread alike over the same clips
    assert bench.n_fitted(DataConfig(styles=["down"])) < 4


def test_pairs_are_as_far_apart_as_there_is_music_for(quarter: Path, tmp_path: Path) -> None:
    one_track = Bench(quarter, MelConfig(32, 2048), 80, ["valid_pkg"], SIZES)
    assert one_track.apart == "clip"
    assert all(a != b for a, b in one_track.pairs)
    flat = Bench(own_folder(tmp_path, FLAT), MelConfig(32, 2048), 80, ["test_track"], SIZES)
    assert flat.apart == "track"
    assert all(flat.title(a).split(",")[0] != flat.title(b).split(",")[0] for a, b in flat.pairs)
    assert Bench(quarter, MelConfig(32, 2048), 80, ["test_pkg"], SIZES).apart == "package"
    single = own_folder(
        tmp_path / "one", [("a", "a", "train"), ("a", "a", "test_track")], n_clips=1
    )
    with pytest.raises(TrainingError, match="only one clip"):
        Bench(single, MelConfig(32, 2048), 80, ["test_track"], SIZES)


def test_the_style_judge_says_no_accuracy_it_has_not() -> None:
    mels = list(np.random.default_rng(0).random((4, 64, 20), np.float32))
    judge = StyleJudge(mels, ["a", "a", "b", "b"], ["1", "1", "2", "2"])
    assert judge.accuracy is None  # with either track kept back, one style would be left
    with pytest.raises(ValueError, match="two styles"):
        StyleJudge(mels, ["a"] * 4, ["1", "2", "3", "4"])
