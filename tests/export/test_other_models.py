"""The commands' way with models of other shapes: 8 numbers for 5 s of a coarse mel."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile
from PIL import Image

from engine.vae.store import load_model, read_card
from export.pair import PairRequest, open_pair
from export.series import write_series
from tests.music import ORCHESTRA, RAGTIME
from tests.tiny_model import write_fixed_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_fixed_model(tmp_path_factory.mktemp("models") / "row", n_numbers=8)


def open_row(folder, **fields):
    request = PairRequest(RAGTIME, ORCHESTRA, **fields)
    return open_pair(request, lambda: (load_model(folder), read_card(folder)))


def test_seven_seconds_are_the_seven_that_were_asked_for(folder):
    """Not moved back and not padded, though the model's pieces make ten."""
    pair = open_row(folder, start_a_s=1.0, seconds=7.0)
    assert (pair.a.clip.start_s, pair.a.clip.notes) == (1.0, ())
    result = pair.render(0.0)
    assert result.samples.shape == (7 * 32768,)
    assert result.mel_norm.shape == (128, 224)
    wanted, _ = soundfile.read(RAGTIME, start=32768, frames=7 * 32768, dtype="float32")
    assert result.samples == pytest.approx(wanted, abs=1e-4)


def test_a_length_between_columns(folder):
    pair = open_row(folder, seconds=1.23)
    result = pair.render(0.5)
    assert len(result.samples) == pair.n_samples == round(1.23 * 32768)
    assert result.mel_norm.shape[1] == -(-pair.n_samples // 1024)


def test_series_pictures_and_sidecars(folder, tmp_path):
    pair = open_row(folder)
    files = write_series(tmp_path / "out", pair, [0.0, 0.5, 1.0])
    with Image.open(tmp_path / "out" / "01-alpha-0.50.png") as picture:
        assert picture.size == (160, 128)
    story = json.loads((tmp_path / "out" / "01-alpha-0.50.wav.json").read_text("utf-8"))
    assert (story["spec"]["hop_length"], story["spec"]["n_mels"]) == (1024, 128)
    assert story["model"]["name"] == "tiny-row-8"
    assert set(story["model"]["sha256"]) == {"encoder.onnx", "decoder.onnx"}
    assert "mels.png" in files
    for name in ("00-alpha-0.00.wav", "02-alpha-1.00.wav"):
        samples, _ = soundfile.read(tmp_path / "out" / name)
        assert samples.shape == (5 * 32768,)
        assert np.abs(samples).max() > 0.01
