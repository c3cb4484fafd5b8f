"""Detail drawn by a flow: its file, its noise, and that nothing half-read is used."""

import numpy as np
import pytest

from engine.errors import InferenceError, ModelContractError, ModelLoadError, RenderCancelled
from engine.spec import MelSpec
from engine.vae.providers import Provider
from engine.vae.refiner import noise
from engine.vae.store import load_model
from tests.tiny_model import write_card, write_drawing_model, write_model, write_refiner

SPEC = MelSpec()


@pytest.fixture(scope="module")
def vae(tmp_path_factory):
    return load_model(write_drawing_model(tmp_path_factory.mktemp("drawing")), provider="cpu")


def refusal(folder, kind):
    with pytest.raises(kind) as caught:
        load_model(folder, provider="cpu")
    assert folder.name in caught.value.user_message
    return caught.value.user_message


def test_a_model_without_one_has_none(tmp_path):
    assert load_model(write_model(tmp_path / "plain"), provider="cpu").refiner is None


def test_euler_steps_lead_where_the_velocity_points(vae):
    """dx/dt = mel - x has a known solution: 0.05 is the scale of the tiny refiner."""
    mel = np.full((SPEC.n_mels, 48), 0.5, np.float32)
    start = noise(*mel.shape, seed=3)
    for n_steps in (1, 4, 16):
        wanted = 0.05 * (mel + (start - mel) * (1 - 1 / n_steps) ** n_steps)
        drawn = vae.refiner.detail(mel, seed=3, n_steps=n_steps)
        assert drawn == pytest.approx(wanted, abs=1e-5)


def test_the_file_says_how_many_steps(vae):
    mel = np.zeros((SPEC.n_mels, 16), np.float32)
    assert np.array_equal(vae.refiner.detail(mel), vae.refiner.detail(mel, n_steps=4))


def test_noise_belongs_to_its_place_in_time():
    whole = noise(32, 400, seed=1)
    for first, n in ((0, 64), (63, 2), (64, 64), (200, 200)):
        piece = noise(32, n, seed=1, first_frame=first)
        assert np.array_equal(piece, whole[:, first : first + n])
    assert not np.array_equal(noise(32, 64, seed=2), whole[:, :64])
    assert abs(whole.mean()) < 0.03
    assert whole.std() == pytest.approx(1, abs=0.03)


def test_drawing_can_be_cancelled(vae):
    asked = iter([False, True])
    with pytest.raises(RenderCancelled):
        vae.refiner.detail(
            np.zeros((SPEC.n_mels, 16), np.float32), should_cancel=lambda: next(asked)
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "decoder"},
        {"name": "another"},
        {"version": "9"},
        {"mel_spec": MelSpec(n_mels=256).to_json()},
        {"scale": None},
        {"scale": "nan"},
        {"scale": "-1"},
        {"n_steps": "0"},
        {"n_steps": "1000000"},
        {"n_steps": "four"},
        {"refiner_multiple": "0"},
        {"refiner_multiple": "24"},
        {"refiner_reach": "-1"},
        {"refiner_reach": "many"},
        {"inputs": ("state", "picture", "time")},
    ],
    ids=str,
)
def test_a_refiner_that_is_not_this_model_s_is_refused(tmp_path, changes):
    folder = write_drawing_model(tmp_path / "tiny", **changes)
    assert "Export" in refusal(folder, ModelContractError)


@pytest.mark.parametrize("damage", [b"\0", b"nonsense"])
def test_a_damaged_refiner_is_refused(tmp_path, damage):
    folder = write_drawing_model(tmp_path / "tiny")
    (folder / "refiner.onnx").write_bytes(damage)
    assert "checksum" in refusal(folder, ModelContractError)
    write_card(folder)
    assert "damaged" in refusal(folder, ModelLoadError)


def test_pieces_of_a_long_mel_are_the_whole(monkeypatch):
    """The shipped refiner reaches as far as it says, and no column is drawn twice or not at all."""
    shipped = load_model(provider="cpu")
    mel = shipped.decode(np.zeros((*shipped.latent_shape[:2], 30), np.float32))
    whole = shipped.refiner.detail(mel, n_steps=2)
    monkeypatch.setattr("engine.vae.refiner.PIECE", 160)
    np.testing.assert_allclose(shipped.refiner.detail(mel, n_steps=2), whole, atol=1e-5)


def test_a_card_s_refiner_must_be_there(tmp_path):
    folder = write_drawing_model(tmp_path / "tiny")
    (folder / "refiner.onnx").unlink()
    assert "refiner.onnx" in refusal(folder, ModelLoadError)


def test_a_refiner_that_the_card_does_not_know_is_refused(tmp_path):
    folder = write_model(tmp_path / "tiny")
    write_refiner(folder / "refiner.onnx", SPEC)
    assert "refiner.onnx" in refusal(folder, ModelContractError)


def test_a_gpu_that_is_lost_is_done_without(tmp_path):
    vae = load_model(write_drawing_model(tmp_path / "tiny"), provider="cpu")
    mel = np.full((SPEC.n_mels, 16), 0.25, np.float32)
    wanted = vae.refiner.detail(mel)

    class Lost:
        def run(self, *_):
            raise RuntimeError("CUDA error 719")

    vae.refiner._running = Lost(), Provider("CUDA", True, "")
    assert np.array_equal(vae.refiner.detail(mel), wanted)
    assert vae.refiner.provider.name == "CPU"
    assert "the GPU failed (CUDA error 719)" in vae.refiner.provider.reason
    vae.refiner._running = Lost(), vae.refiner.provider
    with pytest.raises(InferenceError) as caught:
        vae.refiner.detail(mel)
    assert "choose another" in caught.value.user_message


def test_a_size_the_model_does_not_take_is_an_error(vae):
    with pytest.raises(InferenceError):
        vae.refiner.detail(np.zeros((7, 16), np.float32))


def test_a_refiner_of_two_mels_is_refused(tmp_path):
    folder = write_model(tmp_path / "tiny", SPEC)
    write_refiner(folder / "refiner.onnx", MelSpec(n_mels=256), mel_spec=SPEC.to_json())
    write_card(folder)
    assert "does not run" in refusal(folder, ModelContractError)
