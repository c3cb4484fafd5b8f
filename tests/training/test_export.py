from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch

from engine.spec import MelSpec
from training.checkpoint import Trained, load_checkpoint
from training.config import TrainConfig
from training.corpus.index import Track
from training.data import ClipSet
from training.evaluate import evaluate, markdown
from training.export_onnx import write_card, write_onnx
from training.train import train

MODELS = Path(__file__).parents[2] / "assets" / "models"


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    run = tmp_path_factory.mktemp("run")
    tiny = {"fine_width": 8, "coarse_width": 16, "encoder_coarse": 1, "decoder_coarse": 1}
    config = TrainConfig.from_dict(
        {"name": "tiny", "version": "0.0.1", "model": tiny, "batch_size": 2, "crop_frames": 32}
        | {"valid_clips": 1, "pca_clips": 2}
    )
    train(config, data, run, steps=4)
    return load_checkpoint(run)


@pytest.fixture(scope="module")
def folder(
    trained: Trained, data: Path, tracks: list[Track], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    target = tmp_path_factory.mktemp("tiny")
    write_onnx(trained, target)
    write_card(trained, target, data=data, figures={}, tracks=tracks)
    return target


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


def test_evaluation_has_a_row_for_every_method(trained: Trained, data: Path) -> None:
    figures = evaluate(
        trained, data, splits=["test_pkg", "valid_pkg"], n_excerpts=2, n_pairs=2, n_fit=2
    )
    assert figures["n_excerpts"] == 2
    assert set(figures["reconstruction"]) == {"vae", "patch_pca", "dct"}
    assert figures["reconstruction"]["vae"]["psnr_db"] > 15
    assert figures["middle"]["mel_blend"]["blend_distance"] == 0
    assert figures["middle"]["mel_blend"]["path_ratio"] == pytest.approx(1.0, abs=1e-3)
    table = markdown(figures)
    assert "| patch_pca |" in table
    assert "| power_mix |" in table


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
