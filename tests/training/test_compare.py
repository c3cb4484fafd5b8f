from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from training import compare
from training.bench import Sizes
from training.command import main
from training.corpus.manifest import PreparedTrack, append_manifest, mels_folder
from training.errors import ConfigError
from training.evaluate import evaluate_run
from training.experiment import EXPERIMENTS, inline, read_experiment
from training.experiment_page import FINDINGS, read_findings
from training.pictures import contact_sheet, labelled_grid, save_small, whole_file, write_text

FILE = """
title = "Two sizes"
question = "Does the latent matter?"
report = "It said no."
steps = 3
histogram = true
[shared]
architecture = "strided-cnn"
batch_size = 2
crop_frames = 80
valid_clips = 2
start_clips = 2
model = { filters = [4, 4], latent = 4 }
loss = { mse = 1.0, kl = 0.001 }
mel = { n_mels = 32, hop_length = 2048 }
[evaluation]
excerpts = 4
pairs = 2
sounds = 0
fit = 4
style_clips = 8
prior = 2
[variants.t-four]
about = "four numbers"
[variants.t-sixteen]
about = "sixteen"
model = { latent = 16 }
"""
BROKEN = """
[variants.t-broken]
about = "cannot be built"
model = { kernel = 3 }
"""


def prepared(data: Path) -> Path:
    folder = mels_folder(data, n_mels=32, hop_length=2048)
    rng = np.random.default_rng(0)
    plan = ("train", "train", "test_pkg", "test_pkg", "valid_pkg")
    for number, split in enumerate(plan):
        file = folder / f"package-{number}" / f"{number:04}.npy"
        file.parent.mkdir(parents=True)
        np.save(file, rng.integers(0, 256, (4, 32, 80), dtype=np.uint8))
        append_manifest(
            folder,
            PreparedTrack(
                f"{number:04}",
                f"package-{number}",
                f"style-{number % 2}",
                split,
                f"package-{number}/{file.name}",
                (0.0, 5.0, 10.0, 15.0),
            ),
        )
    (data / "two-sizes.toml").write_text(FILE, encoding="utf-8")
    return data


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return prepared(tmp_path)


@pytest.fixture
def experiment(data: Path) -> Path:
    return data / "two-sizes.toml"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the experiment has been run."""
    data = prepared(tmp_path_factory.mktemp("finished"))
    run(data / "two-sizes.toml", data)
    return data


def run(experiment: Path, data: Path, *more: str, status: int = 0) -> Path:
    out = data / "docs"
    found = main("compare", [str(experiment), "--data", str(data), "--out", str(out), *more])
    assert found == status
    return out / "two-sizes.md"


def test_findings_survive_a_second_run_that_trains_nothing(finished: Path) -> None:
    data, page = finished, finished / "docs" / "two-sizes.md"
    text = page.read_text(encoding="utf-8")
    assert "Does the latent matter?" in text
    assert "| t-sixteen | sixteen | `model.latent = 16` |" in text
    assert text.count("*patch PCA*") == 4  # two sizes on two scales
    assert "for 3 steps" in text
    picture = page.parent / "two-sizes" / "held-out.png"
    assert picture.stat().st_size <= 150_000
    record = json.loads((page.parent / "two-sizes.json").read_text())
    assert record["runs"]["t-four"]["step"] == 3
    page.write_text(text.replace("Not written yet.", "It does,\n\nby **much**."), encoding="utf-8")
    weights = data / "runs" / "t-four" / "last.pt"
    before = weights.stat().st_mtime_ns
    again = run(data / "two-sizes.toml", data).read_text(encoding="utf-8")
    assert f"{FINDINGS[0]}\nIt does,\n\nby **much**.\n{FINDINGS[1]}" in again
    assert again == page.read_text(encoding="utf-8")
    assert weights.stat().st_mtime_ns == before


def test_a_variant_that_fails_is_named_and_stops_nothing(
    experiment: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = BROKEN + FILE[FILE.index("[variants.t-four]") : FILE.index("[variants.t-sixteen]")]
    experiment.write_text(FILE[: FILE.index("[variants.t-four]")] + broken, encoding="utf-8")
    text = run(experiment, data, status=1).read_text(encoding="utf-8")
    assert "- t-broken: ConfigError: " in text
    assert "| t-four | 4 |" in text
    assert "t-broken failed" in capsys.readouterr().err


def test_a_page_with_figures_outlives_a_run_in_which_all_fail(
    finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(finished / "docs", docs)
    before = {p: p.read_bytes() for p in docs.rglob("*") if p.is_file()}
    run(finished / "two-sizes.toml", tmp_path, status=1)  # a data folder without music
    assert {p: p.read_bytes() for p in docs.rglob("*") if p.is_file()} == before
    assert "is as it was" in capsys.readouterr().err


def test_evaluate_only_trains_nothing_and_only_one_trains_one(experiment: Path, data: Path) -> None:
    text = run(experiment, data, "--evaluate-only").read_text(encoding="utf-8")
    assert text.count("Not trained yet.") == 2
    text = run(experiment, data, "--only", "t-four").read_text(encoding="utf-8")
    assert "- t-sixteen: Not trained yet." in text
    assert not (data / "runs" / "t-sixteen" / "last.pt").exists()


def test_a_larger_budget_goes_on_and_another_configuration_is_refused(
    experiment: Path, data: Path
) -> None:
    variant = read_experiment(experiment).variants[0]
    compare.train_variant(variant, data, validate_every_s=60)
    assert compare.is_finished(data / "runs" / "t-four", variant)
    experiment.write_text(FILE.replace("steps = 3", "steps = 5"), encoding="utf-8")
    longer = read_experiment(experiment).variants[0]
    assert not compare.is_finished(data / "runs" / "t-four", longer)
    compare.train_variant(longer, data, validate_every_s=60)
    marker = json.loads((data / "runs" / "t-four" / "finished.json").read_text())
    assert marker["step"] == 5
    experiment.write_text(FILE.replace("kl = 0.001", "kl = 1.0"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"another configuration \(loss differ"):
        compare.train_variant(read_experiment(experiment).variants[0], data, validate_every_s=60)


def test_trained_runs_are_set_side_by_side(
    finished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = finished, finished / "table.md"
    names = ["t-four", str(data / "runs" / "t-sixteen")]
    assert main("compare", [*names, "--data", str(data), "--out", str(out)]) == 0
    table = out.read_text(encoding="utf-8")
    assert "| t-four | 4 |" in table
    assert "| t-sixteen | 16 |" in table
    assert table in capsys.readouterr().out


def measured_on(data: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((data / "runs" / name / "evaluation.json").read_text())
    return found


@pytest.fixture
def runs(finished: Path, tmp_path: Path) -> Path:
    """A copy of the data folder with its two finished runs."""
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def test_runs_of_a_table_are_measured_on_the_same_music(
    runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = Sizes(excerpts=3, pairs=2, sounds=0, fit=4, style_clips=8, prior=2)
    evaluate_run(runs / "runs" / "t-four", runs, splits=["valid_pkg"], sizes=sizes)
    out = runs / "table.md"
    command = ["t-four", "t-sixteen", "--data", str(runs), "--out", str(out)]
    assert main("compare", command) == 0
    assert "t-four was measured with other splits (valid_pkg), amount" in capsys.readouterr().out
    for name in ("t-four", "t-sixteen"):
        assert measured_on(runs, name)["splits"] == ["test_pkg"]
        assert measured_on(runs, name)["n_excerpts"] == 4
    text = out.read_text(encoding="utf-8")
    assert "| test_pkg: SSIM |" in text
    assert "held-out packages (test_pkg: 4 excerpts, 2 pairs)" in text
    assert main("compare", [*command, "--splits", "valid_pkg"]) == 0
    assert measured_on(runs, "t-sixteen")["splits"] == ["valid_pkg"]
    assert "| valid_pkg: SSIM |" in out.read_text(encoding="utf-8")
    assert main("compare", [*command, "--splits", "nope"]) == 1
    assert "the splits there are test_pkg, train, valid_pkg" in capsys.readouterr().err


def test_figures_of_the_best_weights_do_for_no_others(runs: Path) -> None:
    evaluation = runs / "runs" / "t-four" / "evaluation.json"
    figures = json.loads(evaluation.read_text())
    del figures["best"]  # as it was written before
    evaluation.write_text(json.dumps(figures | {"command": "… t-four --best", "step": 77}))
    assert main("compare", ["t-four", "--data", str(runs), "--out", str(runs / "table.md")]) == 0
    assert measured_on(runs, "t-four")["step"] == 3


def test_an_experiment_measures_anew_what_was_measured_on_other_splits(runs: Path) -> None:
    sizes = read_experiment(runs / "two-sizes.toml").sizes
    evaluate_run(runs / "runs" / "t-four", runs, splits=["valid_pkg"], sizes=sizes)
    run(runs / "two-sizes.toml", runs, "--evaluate-only")
    assert measured_on(runs, "t-four")["splits"] == ["test_pkg"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b"\xff\x00", b'{"version": 2}'])
def test_damaged_records_are_made_again(runs: Path, damage: bytes) -> None:
    folder = runs / "runs" / "t-four"
    for name in ("evaluation.json", "finished.json"):
        (folder / name).write_bytes(damage)
    variant = read_experiment(runs / "two-sizes.toml").variants[0]
    assert not compare.is_finished(folder, variant)
    run(runs / "two-sizes.toml", runs)
    assert measured_on(runs, "t-four")["step"] == 3
    assert compare.is_finished(folder, variant)


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ("steps = 3", "steps = 0", r"steps is 0; it must be a whole number above 0"),
        ("steps = 3", "steps = 2.5", "steps is 2.5"),
        ("steps = 3", "minutes = -1", "minutes is -1"),
        ("steps = 3", "minutes = nan", "minutes is nan"),
        ("steps = 3", "minutes = inf", "minutes is inf"),
        ("steps = 3", "", "give a budget"),
        ("[variants.t-four]", '[variants."../../t"]', "name of a folder"),
        ("[variants.t-four]", '[variants.".."]', "name of a folder"),
        ("[variants.t-four]", '[variants.""]', "name of a folder"),
        ("[variants.t-four]", '[variants."t\\u0000"]', "name of a folder"),
        (
            "[variants.t-four]",
            "[variants]\nb = 3\n[variants.t-four]",
            "variant b must be a section",
        ),
        ('about = "sixteen"', "base = 3", "base must be the name"),
        ("batch_size = 2", "batch_size = 0", "variant t-four: batch_size is 0"),
    ],
)
def test_wrong_budgets_and_names_are_refused_by_name(
    experiment: Path, was: str, now: str, sentence: str
) -> None:
    assert was in FILE
    experiment.write_text(FILE.replace(was, now), encoding="utf-8")
    with pytest.raises(ConfigError, match=sentence) as e:
        read_experiment(experiment)
    assert str(experiment) in str(e.value)


@pytest.mark.parametrize("minutes", ["0", "-2", "nan", "inf"])
def test_minutes_on_the_command_line_must_be_some(
    experiment: Path, data: Path, minutes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("compare", [str(experiment), "--data", str(data), f"--minutes={minutes}"]) == 1
    assert "--minutes is" in capsys.readouterr().err
    with pytest.raises(ConfigError, match="minutes is"):
        read_experiment(experiment, minutes=float(minutes))


@pytest.mark.parametrize("path", sorted(EXPERIMENTS.glob("*.toml")), ids=lambda p: p.stem)
def test_every_experiment_here_can_be_read(path: Path) -> None:
    experiment = read_experiment(path)
    assert len(experiment.variants) >= 2
    assert all(v.config.mel.n_mels == 128 for v in experiment.variants)


def test_a_name_is_the_same_configuration_in_every_experiment() -> None:
    seen: dict[str, object] = {}
    for path in EXPERIMENTS.glob("*.toml"):
        for variant in read_experiment(path).variants:
            known = seen.setdefault(variant.name, (variant.config, variant.minutes))
            assert known == (variant.config, variant.minutes), variant.name


def test_a_wrong_key_is_named(experiment: Path) -> None:
    experiment.write_text(FILE + "colour = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"variant t-sixteen has an unknown key 'colour'"):
        read_experiment(experiment)


def test_deltas_fit_on_a_line() -> None:
    delta = {"architecture": "lstm", "model": {"latent": 8, "merge": "sum"}}
    assert inline(delta) == 'architecture = "lstm", model.latent = 8, model.merge = "sum"'


def test_a_page_without_findings_has_none(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n", encoding="utf-8")
    assert read_findings(page) == "Not written yet."


BELOW = "\n\n## Variants\n\n| variant | what it is | differs in |\n|---|---|---|\n| a | b | c |\n"


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("# T\n\n<!-- findings -->\nmine\n<!-- /findings -->" + BELOW, "mine"),
        (
            "# T\n\n<!-- findings -->\nmine\n\n## Variants of it" + BELOW,
            "mine\n\n## Variants of it",
        ),
        ("# T\n\n<!-- findings -->\nmine\n\nto the end\n", "mine\n\nto the end"),
        (
            "<!-- findings -->\na\n<!-- /findings -->\nb\n<!-- /findings -->",
            "a\n<!-- /findings -->\nb",
        ),
        ("<!--findings-->\nmine\n<!-- /Findings -->" + BELOW, "mine"),
        ("<!-- findings -->\n<!-- /findings -->" + BELOW, ""),
    ],
)
def test_findings_are_kept_though_a_marker_is_not(tmp_path: Path, text: str, findings: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    assert read_findings(page) == findings


def test_findings_without_a_start_stop_an_experiment_before_it_trains(
    experiment: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = data / "docs" / "two-sizes.md"
    page.parent.mkdir()
    page.write_text("# T\n\nmine\n<!-- /findings -->\n", encoding="utf-8")
    run(experiment, data, status=1)
    assert page.read_text(encoding="utf-8") == "# T\n\nmine\n<!-- /findings -->\n"
    assert "put it back" in capsys.readouterr().err
    assert not (data / "runs").exists()


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_text(path, "old")

    def fail_halfway() -> None:
        with whole_file(path) as part:
            part.write_text("ne")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail_halfway()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_pictures_are_small_and_show_low_notes_at_the_bottom(tmp_path: Path) -> None:
    mel = np.zeros((32, 40), np.float32)
    mel[0] = 1
    sheet = contact_sheet([("row", [mel, None])], headings=["one", "two"])
    pixels = np.asarray(sheet).sum(axis=2)
    bottom = 16 + 16 + 31
    assert pixels[bottom, 6 : 6 + 40].min() > 600  # the loud band
    assert pixels[16 + 16 : bottom, 6 : 6 + 40].max() < 30
    noise = np.random.default_rng(0).random((80, 100)).astype(np.float32)
    grid = labelled_grid([("noise", noise)] * 6)
    path = save_small(grid, tmp_path / "grid.png", max_bytes=10_000)
    assert path.stat().st_size <= 10_000
    with Image.open(path) as image:
        assert 50 < image.width < grid.width
