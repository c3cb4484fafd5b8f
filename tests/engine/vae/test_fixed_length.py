"""Models that take one length only, and latents that are no grid."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.errors import ModelContractError, SpecMismatchError
from engine.spec import MelSpec
from engine.vae import onnx_vae
from engine.vae.store import load_model
from tests.tiny_model import COARSE, whole_basis, write_fixed_model, write_model

RNG = np.random.default_rng(5)


@pytest.mark.parametrize("batch", ["batch", 1])
@pytest.mark.parametrize(("n_numbers", "shape"), [(8, (8,)), (256, (256,)), (0, (10, 8, 10))])
def test_pieces_are_coded_in_the_order_of_time(tmp_path, n_numbers, shape, batch):
    vae = load_model(write_fixed_model(tmp_path / "m", n_numbers=n_numbers, batch=batch))
    assert (vae.latent_shape, vae.fixed_frames, vae.frame_multiple) == (shape, 160, 160)
    mel = np.repeat(RNG.random((128, 3), np.float32) * 0.5 + 0.25, 160, axis=1)
    latent = vae.encode(mel)
    assert latent.shape == (3, *shape)
    again = vae.decode(latent)
    assert again.shape == mel.shape
    for i in range(3):
        piece = slice(160 * i, 160 * (i + 1))
        alone = vae.encode(np.ascontiguousarray(mel[:, piece]))
        assert latent[i] == pytest.approx(alone[0], abs=1e-4)
        assert again[:, piece] == pytest.approx(vae.decode(alone), abs=1e-5)


def test_a_row_holds_the_numbers_it_should(tmp_path):
    """Against the projection by hand."""
    vae = load_model(write_fixed_model(tmp_path / "m", n_numbers=8))
    mel = RNG.random((128, 320), np.float32)
    basis = whole_basis(128, 160, 8)
    wanted = [piece.ravel() @ basis for piece in np.split(mel, 2, axis=1)]
    assert vae.encode(mel) == pytest.approx(np.stack(wanted), rel=1e-3, abs=1e-3)


def test_a_full_mel_in_a_row(tmp_path):
    vae = load_model(write_fixed_model(tmp_path / "m", MelSpec(), n_frames=640, n_numbers=64))
    flat = np.full((512, 640), 0.5, np.float32)
    assert vae.decode(vae.encode(flat)) == pytest.approx(flat, abs=1e-4)


def test_a_long_clip_runs_a_few_pieces_at_a_time(tmp_path, monkeypatch):
    vae = load_model(write_fixed_model(tmp_path / "m", n_numbers=8))
    sizes = []
    run = type(vae)._run

    def watched(self, session, role, value):
        sizes.append(len(value))
        return run(self, session, role, value)

    monkeypatch.setattr(type(vae), "_run", watched)
    monkeypatch.setattr(onnx_vae, "MAX_BATCH", 2)
    assert vae.encode(np.zeros((128, 800), np.float32)).shape == (5, 8)
    assert sizes == [2, 2, 1]


def test_a_part_of_a_piece_is_refused(tmp_path):
    vae = load_model(write_fixed_model(tmp_path / "m"))
    with pytest.raises(SpecMismatchError, match="multiple of 160"):
        vae.encode(np.zeros((128, 100), np.float32))


def test_zero_fixed_frames_mean_any_length(tmp_path):
    vae = load_model(write_model(tmp_path / "m", COARSE, fixed_frames="0"))
    assert vae.fixed_frames == 0
    assert vae.encode(np.zeros((128, 48), np.float32)).shape == (10, 8, 3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fixed_frames": "half"}, "fixed_frames is 'half'"),
        ({"fixed_frames": "-160"}, "fixed_frames is '-160'"),
        ({"fixed_frames": "320"}, "frame_multiple 160 is not its fixed_frames 320"),
        ({"fixed_frames": None}, "any length"),
        ({"fixed_frames": "80", "frame_multiple": "80"}, "does not run"),
        ({"frame_multiple": "2.5"}, "frame_multiple is '2.5'"),
        ({"frame_multiple": "9999999999", "fixed_frames": "9999999999"}, "too large"),
        ({"latent_shape": "[9]"}, "answers with shapes"),
        ({"latent_shape": "[8, 1]"}, "answers with shapes"),
        ({"latent_shape": "[]"}, "latent shape cannot be read"),
        ({"latent_shape": "[8.5]"}, "latent shape cannot be read"),
        ({"latent_shape": '"8"'}, "latent shape cannot be read"),
        ({"latent_shape": "[-8]"}, "latent shape cannot be read"),
        ({"mel_spec": COARSE.to_json().replace("1024", "1024.0")}, "mel parameters"),
        ({"mel_spec": "[" * 100_000}, "mel parameters"),
        ({"mel_spec": COARSE.to_json().replace("4096", str(1 << 40))}, "mel parameters"),
    ],
)
def test_a_file_that_promises_something_else_is_refused(tmp_path, change, words):
    folder = write_fixed_model(tmp_path / "odd one", n_numbers=8, **change)
    with pytest.raises(ModelContractError) as raised:
        load_model(folder)
    assert words in raised.value.user_message
    assert "odd one" in raised.value.user_message


def test_files_of_two_lengths_do_not_belong_together(tmp_path):
    one = write_fixed_model(tmp_path / "one", n_numbers=8)
    other = write_fixed_model(tmp_path / "other", n_numbers=8, fixed_frames=None)
    (other / "encoder.onnx").replace(one / "encoder.onnx")
    card = json.loads((one / "card.json").read_text("utf-8"))
    (one / "card.json").write_text(json.dumps({**card, "files": {}}), "utf-8")
    with pytest.raises(ModelContractError, match="fixed_frames"):
        load_model(one)
