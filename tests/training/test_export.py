from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch
from PIL import Image

from engine.spec import MelSpec
from training.__main__ import COMMANDS, main
from training.checkpoint import Trained, load_checkpoint
from training.data import ClipSet
from training.export_onnx import figures_of

MODELS = Path(__file__).parents[2] / "assets" / "models"


TINY = """
name = "tiny"
version = "0.0.1"
batch_size = 2
crop_frames = 32
valid_clips = 1
pca_clips = 2
[model]
fine_width = 8
coarse_width = 16
encoder_coarse = 1
decoder_coarse = 1
"""


@pytest.fixture(scope="module")
def run_dir(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder that the train and evaluate commands made."""
    run = tmp_path_factory.mktemp("run")
    (run / "tiny.toml").write_text(TINY)
    where = ["--data", str(data), "--run", str(run)]
    assert main(["train", *where, "--config", str(run / "tiny.toml"), "--steps", "4"]) == 0
    assert (
        main(["evaluate", *where, "--splits", "test_pkg", "valid_pkg", "--pictures", str(run)]) == 0
    )
    return run


@pytest.fixture(scope="module")
def trained(run_dir: Path) -> Trained:
    return load_checkpoint(run_dir)


@pytest.fixture(scope="module")
def folder(run_dir: Path, data: Path) -> Path:
    """A model folder that the export command made."""
    out = run_dir / "tiny"
    assert main(["export", "--data", str(data), "--run", str(run_dir), "--out", str(out)]) == 0
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
        assert MelSpec.from_json(meta["segue.mel_spec"]) == MelSpec()
        assert json.loads(meta["segue.latent_shape"]) == [8, 32, 40]
        assert meta["segue.frame_multiple"] == "16"
        assert meta["segue.licence"]
        assert not (folder / f"{role}.onnx.data").exists()


def test_card_names_data_licences_and_checksums(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())
    assert card["parity"]["mel_max_difference"] < 1e-4
    for name, file in card["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"]


def test_evaluation_has_a_row_for_every_method(run_dir: Path, folder: Path) -> None:
    figures = json.loads((run_dir / "evaluation.json").read_text())
    assert figures == json.loads((folder / "card.json").read_text())["figures"]
    assert figures["n_excerpts"] == figures["n_pairs"] == 2
    assert set(figures["reconstruction"]) == {"vae", "patch_pca", "dct"}
    assert figures["reconstruction"]["vae"]["psnr_db"] > 15
    assert figures["middle"]["mel_blend"]["blend_distance"] == 0
    assert figures["middle"]["mel_blend"]["path_ratio"] == pytest.approx(1.0, abs=1e-3)
    table = (run_dir / "evaluation.md").read_text()
    assert "| patch_pca |" in table
    assert "| power_mix |" in table


def test_pictures_show_original_reconstruction_middle_blend_other(run_dir: Path) -> None:
    with Image.open(run_dir / "middle-1.png") as picture:
        assert picture.size == ((5 * 640 + 4 * 6) // 2, 256)


def test_figures_of_another_step_do_not_reach_the_card(
    run_dir: Path, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "last.pt").write_bytes((run_dir / "last.pt").read_bytes())
    figures = json.loads((run_dir / "evaluation.json").read_text())
    (tmp_path / "evaluation.json").write_text(json.dumps(figures | {"step": 99}))
    assert figures_of(tmp_path, load_checkpoint(run_dir)) == {}
    assert figures_of(run_dir, load_checkpoint(run_dir)) == figures


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    help_text = capsys.readouterr().out
    assert "--data" in help_text
    assert len(help_text) > 300


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
