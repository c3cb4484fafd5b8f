from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest
import torch

from engine.audio.clip import Clip, load_clip
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from engine.morph.source import prepare_source
from engine.spec import MelSpec
from engine.vae.store import load_model
from tests.training.small import SMALL, random_statistics
from training.__main__ import overview
from training.card import data_section, licence_of
from training.checkpoint import Trained, load_checkpoint, save
from training.command import COMMANDS, main
from training.config import TrainConfig, find_config, overlay, read_toml
from training.data import ClipSet
from training.errors import TrainingError
from training.export import export, figures_of
from training.models import build

MODELS = Path(__file__).parents[2] / "assets" / "models"
CLIPS = MODELS.parent / "clips"
QUARTER: dict[str, Any] = {"mel": {"n_mels": 128, "hop_length": 1024}, "crop_frames": 160}


def fresh(name: str, changes: dict[str, Any]) -> Trained:
    """An untrained model, as if it had been trained: export does not care how well."""
    torch.manual_seed(0)
    config = TrainConfig.from_dict(overlay(read_toml(find_config(name)), changes))
    model = build(config).eval()
    model.discriminator = None
    return Trained(model, config, 0, 0.0, {"hardware": "none"})


TINY = {
    "model": {"fine_width": 8, "coarse_width": 16, "encoder_coarse": 1, "decoder_coarse": 1},
    "name": "tiny",
}


@pytest.fixture(scope="module")
def trained() -> Trained:
    return fresh("segue-conv-1", TINY)


@pytest.fixture(scope="module")
def folder(trained: Trained, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "tiny"
    export(trained, out, data=data, figures={})
    return out


def session(folder: Path, role: str) -> ort.InferenceSession:
    return ort.InferenceSession(str(folder / f"{role}.onnx"), providers=["CPUExecutionProvider"])


@pytest.mark.parametrize(("batch", "n_frames"), [(1, 640), (3, 16), (2, 176)])
def test_onnx_equals_torch_at_any_size(
    trained: Trained, folder: Path, batch: int, n_frames: int
) -> None:
    mel = np.random.default_rng(0).random((batch, 1, 512, n_frames), np.float32)
    mu, logvar = session(folder, "encoder").run(["mu", "logvar"], {"mel": mel})
    (decoded,) = session(folder, "decoder").run(["mel"], {"latent": mu})
    with torch.inference_mode():
        torch_mu, torch_logvar = trained.model.encoder(torch.from_numpy(mel))
        torch_mel = trained.model.decoder(torch_mu).clamp(0, 1)
    assert mu.shape == (batch, 8, 32, n_frames // 16)
    assert decoded.shape == mel.shape
    for ours, reference in ((mu, torch_mu), (logvar, torch_logvar), (decoded, torch_mel)):
        np.testing.assert_allclose(ours, reference.numpy(), atol=1e-4)


def test_files_say_what_they_are(folder: Path) -> None:
    for role in ("encoder", "decoder"):
        meta = session(folder, role).get_modelmeta().custom_metadata_map
        assert meta["segue.role"] == role
        assert meta["segue.format"] == "1"
        assert meta["segue.opset"] == "20"
        assert MelSpec.from_json(meta["segue.mel_spec"]) == MelSpec()
        assert json.loads(meta["segue.latent_shape"]) == [8, 32, 40]
        assert meta["segue.frame_multiple"] == "16"
        assert meta["segue.fixed_frames"] == "0"
        assert meta["segue.licence"]
    assert sorted(f.name for f in folder.iterdir()) == ["card.json", "decoder.onnx", "encoder.onnx"]


def test_card_names_data_licences_and_checksums(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())
    assert card["parity"]["mel_max_difference"] < 1e-4
    assert card["training"]["config"]["architecture"] == "segue-conv"
    assert {row["split"] for row in card["data"]["packages"]} == {"train", "test_pkg", "valid_pkg"}
    for name, file in card["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"]


@pytest.fixture(scope="module")
def clip() -> Clip:
    """Six seconds of ragtime: a piece of 5 s and a part of another."""
    return load_clip(CLIPS / "04-ragtime.flac", n_samples=6 * 32768, sample_rate=32768)


@pytest.mark.parametrize("name", ["segue-conv", *SMALL])
def test_zoo_models_open_and_morph(name: str, clip: Clip, data: Path, tmp_path: Path) -> None:
    small = TINY["model"] if name == "segue-conv" else SMALL[name]
    config = "segue-conv-1" if name == "segue-conv" else name
    trained = fresh(config, {**QUARTER, "name": name, "model": small})
    random_statistics(trained.model)
    export(trained, tmp_path / name, data=data, figures={})
    vae = load_model(tmp_path / name, provider="cpu")
    mel = np.random.default_rng(0).random((128, 320), np.float32)
    code = vae.encode(mel)  # two clips of 5 s: a batch of two where the length is fixed
    halves = [trained.encode(mel[:, :160]), trained.encode(mel[:, 160:])]
    if not trained.model.is_any_length:
        assert code.shape == (2, *halves[0].shape)
        np.testing.assert_allclose(code, np.stack(halves), atol=1e-4, rtol=1e-4)
        decoded = np.concatenate([trained.decode(half) for half in halves], axis=1)
        np.testing.assert_allclose(vae.decode(code), decoded, atol=1e-4)
    a = prepare_source(clip, vae)
    b = prepare_source(dataclasses.replace(clip, samples=clip.samples[::-1].copy()), vae)
    request = MorphRequest(1, a, b, 0.5, stages=("final",))
    (result,) = Renderer(vae).render(request)
    assert result.samples is not None
    assert result.samples.shape == clip.samples.shape
    assert result.loudness_lufs == pytest.approx(clip.loudness_lufs, abs=1.0)


def test_card_claims_no_licence_for_music_it_does_not_know(
    trained: Trained, data: Path, folder: Path
) -> None:
    assert licence_of(trained, data) == "unstated"  # the tests' packages are not the index's
    card = json.loads((folder / "card.json").read_text())
    assert card["data"]["source"] == "see the rows"
    assert {tuple(row["licences"]) for row in card["data"]["packages"]} == {("unstated",)}
    few = dataclasses.replace(
        trained,
        config=dataclasses.replace(
            trained.config, data=dataclasses.replace(trained.config.data, n_clips=1)
        ),
    )
    assert data_section(few, data)["hours"]["train"] == pytest.approx(5 / 3600, abs=0.01)


def test_damaged_evaluation_is_named(trained: Trained, tmp_path: Path) -> None:
    for content in ("", "[]", "{}", '{"step": '):
        (tmp_path / "evaluation.json").write_text(content)
        with pytest.raises(TrainingError, match=r"evaluation\.json is damaged"):
            figures_of(tmp_path, trained)


def test_model_whose_files_differ_is_refused_and_leaves_the_old_one(
    trained: Trained, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(trained, tmp_path / "m", data=data, figures={})
    before = (tmp_path / "m" / "decoder.onnx").read_bytes()
    broken = fresh("segue-conv-1", TINY)
    with torch.no_grad():
        broken.model.decoder.mean.fill_(float("nan"))
    with pytest.raises(TrainingError, match="tiny is not exported: its ONNX files differ"):
        export(broken, tmp_path / "m", data=data, figures={})
    assert (tmp_path / "m" / "decoder.onnx").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["m"]


def test_figures_of_another_step_do_not_reach_the_card(trained: Trained, tmp_path: Path) -> None:
    assert figures_of(tmp_path, trained) == {}
    (tmp_path / "evaluation.json").write_text(json.dumps({"step": 0, "x": 1}))
    assert figures_of(tmp_path, trained) == {"step": 0, "x": 1}
    (tmp_path / "evaluation.json").write_text(json.dumps({"step": 99}))
    assert figures_of(tmp_path, trained) == {}


def test_export_command_says_where_and_how_near(
    trained: Trained, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = {
        "config": trained.config.to_dict(),
        "ema": trained.model.state_dict(),
        "step": 7,
        "seconds": 1.0,
    }
    (tmp_path / "run").mkdir()
    save(state, tmp_path / "run" / "last.pt")
    out = tmp_path / "model"
    assert main("export", ["--data", str(data), str(tmp_path / "run"), "--out", str(out)]) == 0
    assert load_model(out, provider="cpu").name == "tiny"
    printed = capsys.readouterr().out
    assert "has no evaluation of step 7" in printed
    assert load_checkpoint(tmp_path / "run").step == 7


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for call in (lambda: main(command, ["--help"]), lambda: overview([command, "--help"])):
        with pytest.raises(SystemExit, match="0"):
            call()
        help_text = capsys.readouterr().out
        assert f"python -m training.{command}" in help_text
        assert "--data" in help_text
        assert len(help_text) > 300


@pytest.mark.parametrize(
    ("command", "argument", "sentence"),
    [
        ("train", "nothing", "There is no configuration"),
        ("export", "nothing", "There is no trained run nothing, neither here nor in"),
        ("evaluate", "nothing", "There is no trained run nothing, neither here nor in"),
        ("compare", "nothing", "There is no trained run nothing, neither here nor in"),
    ],
)
def test_commands_fail_with_a_sentence(
    command: str,
    argument: str,
    sentence: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(command, [argument, "--data", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert sentence in error
    assert "Traceback" not in error


def shipped() -> list[Path]:
    return sorted(p.parent for p in MODELS.glob("*/card.json"))


@pytest.mark.parametrize("model", shipped(), ids=lambda p: p.name)
def test_shipped_model_beats_pca_of_its_size(model: Path) -> None:
    card = json.loads((model / "card.json").read_text())
    if not card["figures"]:
        pytest.skip("a provisional model, not measured yet")
    rows = card["figures"]["reconstruction"]
    assert card["figures"]["n_excerpts"] >= 200
    assert card["figures"]["latent_numbers"] == np.prod(card["latent_shape"])
    for metric in ("ssim", "psnr_db", "ncc"):
        assert rows["vae"][metric] > rows["patch_pca"][metric] > rows["dct"][metric]


@pytest.mark.parametrize("model", shipped(), ids=lambda p: p.name)
def test_shipped_model_keeps_its_promise_on_a_demo_clip(model: Path, data: Path) -> None:
    """Held-out music through the shipped files, against PCA fitted on that very clip's split."""
    card = json.loads((model / "card.json").read_text())
    mel = ClipSet(data, ["test_pkg"]).mel(0).astype(np.float32)[None, None] / 255
    (mu,) = session(model, "encoder").run(["mu"], {"mel": mel})
    (decoded,) = session(model, "decoder").run(["mel"], {"latent": mu})
    assert list(mu.shape[1:]) == card["latent_shape"]
    assert np.abs(decoded - mel).mean() < 0.06
    for name, file in card["files"].items():
        data_bytes = (model / name).read_bytes()
        assert hashlib.sha256(data_bytes).hexdigest() == file["sha256"]
        assert len(data_bytes) < 40e6
