from __future__ import annotations

import json

import numpy as np
import pytest

from engine.errors import ModelContractError, ModelLoadError, SpecMismatchError
from engine.mel.analysis import analyse
from engine.spec import MelSpec
from engine.vae.store import FILES, list_models, load_model, models_folder, read_card
from tests.music import RAGTIME, SPEC, music
from tests.tiny_model import write_card, write_decoder, write_encoder, write_model


@pytest.fixture
def folder(tmp_path):
    return write_model(tmp_path / "tiny")


def test_spec_travels_with_the_model(tmp_path):
    spec = MelSpec(16000, 1024, 128, 64, 0.0, 8000.0, 60.0)
    vae = load_model(write_model(tmp_path / "other", spec))
    assert vae.spec == spec
    assert vae.frame_multiple == 16


@pytest.mark.parametrize("n_frames", [16, 640, 1280])
def test_any_length_comes_back_as_long(folder, n_frames):
    vae = load_model(folder)
    latent = vae.encode(np.full((512, n_frames), 0.5, np.float32))
    assert latent.shape == (*vae.latent_shape[:2], n_frames // 16)
    mel = vae.decode(latent)
    assert mel.shape == (512, n_frames)
    assert mel == pytest.approx(np.full_like(mel, 0.5), abs=1e-4)


def test_lengths_the_model_cannot_take_are_refused(folder):
    with pytest.raises(SpecMismatchError, match="multiple of 16"):
        load_model(folder).encode(np.zeros((512, 630), np.float32))


def test_decoded_mel_is_finite_and_in_range(folder):
    vae = load_model(folder)
    latent = np.full((vae.latent_shape[0], 32, 4), np.nan, np.float32)
    latent[:, :, 0] = 1e9
    mel = vae.decode(latent)
    assert np.isfinite(mel).all()
    assert mel.min() >= 0
    assert mel.max() <= 1


def test_cpu_is_used_and_the_reason_is_kept(folder):
    vae = load_model(folder, provider="cpu")
    assert vae.provider.name == "CPU"
    assert "asked for" in vae.provider.reason


@pytest.mark.parametrize("name", FILES)
def test_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelLoadError) as raised:
        load_model(folder)
    assert name in raised.value.user_message


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", [b"", b"not a model", b"\x08\x0a\x12" * 99])
def test_damaged_file_is_named(folder, name, content):
    (folder / name).write_bytes(content)
    with pytest.raises(ModelLoadError) as raised:
        load_model(folder)
    assert name in raised.value.user_message or str(folder) in raised.value.user_message


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(ModelLoadError) as raised:
        load_model(tmp_path / "nowhere")
    assert "nowhere" in raised.value.user_message


def test_changed_file_is_noticed(folder):
    write_decoder(folder / "decoder.onnx", SPEC, licence="other")
    with pytest.raises(ModelContractError) as raised:
        load_model(folder)
    assert "checksum" in raised.value.user_message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mel_spec": None}, "lacks mel_spec"),
        ({"frame_multiple": None}, "lacks frame_multiple"),
        ({"format": "2"}, "format 2"),
        ({"role": "decoder"}, "holds a decoder"),
        ({"name": "another"}, "do not belong together"),
        ({"latent_shape": "[8, 32]"}, "has not three sizes"),
        ({"latent_shape": "eight"}, "cannot be read"),
        ({"mel_spec": "{}{"}, "mel parameters"),
    ],
)
def test_encoder_that_breaks_the_contract_is_refused(folder, change, words):
    write_encoder(folder / "encoder.onnx", SPEC, **change)
    if "latent_shape" in change or "mel_spec" in change:
        write_decoder(folder / "decoder.onnx", SPEC, **change)
    write_card(folder)
    with pytest.raises(ModelLoadError) as raised:
        load_model(folder)
    assert words in raised.value.user_message
    assert folder.name in raised.value.user_message


def test_wrong_input_name_is_said(folder):
    write_encoder(folder / "encoder.onnx", SPEC, input_name="x")
    write_card(folder)
    with pytest.raises(ModelContractError) as raised:
        load_model(folder)
    assert "takes mel" in raised.value.user_message


def test_wrong_shape_is_found_on_load(folder):
    # The files promise 1024 bands but their convolutions make 512-band mels out of 32 rows.
    for write, name in ((write_encoder, "encoder"), (write_decoder, "decoder")):
        write(folder / f"{name}.onnx", SPEC, latent_shape=json.dumps([4, 32, 40]))
    write_card(folder)
    with pytest.raises(ModelContractError):
        load_model(folder)


def test_card_of_another_model_is_refused(folder):
    write_card(folder, name="someone-else")
    with pytest.raises(ModelContractError) as raised:
        load_model(folder)
    assert "someone-else" in raised.value.user_message


def test_list_skips_what_is_not_a_model(tmp_path):
    write_model(tmp_path / "one")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x")
    assert [card.name for card in list_models(tmp_path)] == ["tiny-dct"]
    assert list_models(tmp_path / "nowhere") == []


def test_shipped_model_opens_and_reconstructs_music():
    vae = load_model(provider="cpu")
    assert vae.spec == MelSpec()
    mel_norm, _ = analyse(music(RAGTIME), spec=vae.spec)
    again = vae.decode(vae.encode(mel_norm))
    blurred = load_blur(mel_norm)
    assert np.abs(again - mel_norm).mean() < 0.5 * np.abs(blurred - mel_norm).mean()
    card = read_card(models_folder() / vae.name)
    assert (card.name, card.version) == (vae.name, vae.version)


def load_blur(mel_norm):
    """Patch means: what 1,280 of the model's 10,240 numbers could say."""
    means = mel_norm.reshape(32, 16, 40, 16).mean((1, 3))
    return np.repeat(np.repeat(means, 16, 0), 16, 1)
