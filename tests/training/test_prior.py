"""What is fitted is what the latents were drawn from."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from engine.vae.prior import FILE, MusicPrior, load_prior
from engine.vae.prior_file import pack, unpack
from engine.vae.store import load_model
from tests.tiny_model import COARSE, write_fixed_model, write_model
from training.command import main
from training.data import ClipSet
from training.errors import ConfigError, TrainingError
from training.prior import Recipe, encode_clips, fit_prior, spectral_radius

ROWS, D = (2, 3), 6


def original(*, drift=0.0, moods=2, turn=0.6):
    rng = np.random.default_rng(0)
    spread = np.tril(0.3 * rng.standard_normal((D, D)) + np.eye(D)).astype(np.float32)
    transitions = np.stack([turn * np.eye(D, k=1), -0.3 * np.eye(D)]).astype(np.float32)
    means = np.float32(6) * rng.standard_normal((moods, D)).astype(np.float32)
    return MusicPrior(
        rows=ROWS,
        weights=np.float32([0.25, 0.75])[:moods],
        means=means,
        spreads=np.stack([pack(spread)] * moods),
        drift=np.float32(drift) * np.eye(D, dtype=np.float32),
        transitions=transitions,
        innovation=np.eye(D, dtype=np.float32),
        about="",
    )


def latents_of(prior, n=50, n_columns=240):
    return np.stack([prior.sample(n_columns, seed) for seed in range(n)])


@pytest.fixture(scope="module")
def latents():
    return latents_of(original())


def covariances(latents, lag):
    z = latents.reshape(len(latents), D, -1).astype(np.float64)
    z = z - z.mean(axis=(0, 2), keepdims=True)
    first, second = z[:, :, lag:], z[:, :, : z.shape[2] - lag]
    return np.einsum("ndt,net->de", first, second) / (first.shape[0] * first.shape[2])


def test_moods_are_found(latents):
    found = fit_prior(latents, Recipe(moods=2, is_drifting=False))
    wanted = original()
    order = np.argsort(found.weights)
    assert found.weights[order] == pytest.approx(wanted.weights, abs=0.15)
    assert found.means[order] == pytest.approx(wanted.means, abs=0.15)


def test_new_columns_follow_each_other_as_the_old_ones_did():
    """Lag 3 is in no fitted number: only the right recursion has it."""
    old = latents_of(original(moods=1))
    found = fit_prior(old, Recipe(moods=1, is_drifting=False))
    new = latents_of(found)
    for lag in range(4):
        assert covariances(new, lag) == pytest.approx(covariances(old, lag), abs=0.2)


def test_without_an_order_columns_know_nothing_of_each_other():
    old = latents_of(original(moods=1))
    found = fit_prior(old, Recipe(moods=1, order=0, is_drifting=False))
    assert found.transitions.shape == (0, D, D)
    new = latents_of(found)
    assert covariances(new, 0) == pytest.approx(covariances(old, 0), abs=0.2)
    assert np.abs(covariances(new, 1)).max() < 0.2 < np.abs(covariances(old, 1)).max()


def test_the_offset_of_a_clip_is_told_from_what_moves_in_it():
    old = latents_of(original(moods=1, drift=2.0))
    found = fit_prior(old, Recipe(moods=1))
    assert np.diag(found.drift) == pytest.approx(2.0, rel=0.35)
    spread = unpack(found.spreads[0], D)
    own = fit_prior(latents_of(original(moods=1)), Recipe(moods=1))
    assert spread == pytest.approx(unpack(own.spreads[0], D), abs=0.15)


def test_the_radius_of_a_known_recursion():
    """y[t] = 0.5 y[t-1] + 0.3 y[t-2]: the larger root of x² - 0.5 x - 0.3."""
    transitions = np.stack([0.5 * np.eye(3), 0.3 * np.eye(3)])
    assert spectral_radius(transitions) == pytest.approx((0.5 + math.sqrt(0.25 + 1.2)) / 2)
    assert spectral_radius(np.zeros((0, 3, 3))) == 0.0


def test_columns_that_grow_are_refused():
    growing = 1.05 ** np.arange(60) * np.random.default_rng(0).standard_normal((40, 2, 3, 1))
    with pytest.raises(TrainingError, match="without end"):
        fit_prior(growing.astype(np.float32), Recipe(moods=1, order=1, is_drifting=False))


def test_too_few_clips_are_refused(latents):
    with pytest.raises(TrainingError, match="too few for 16 moods"):
        fit_prior(latents[:20])


@pytest.mark.parametrize("wrong", [{"moods": 0}, {"order": -1}, {"order": 9}])
def test_a_recipe_that_cannot_be_is_refused(wrong):
    with pytest.raises(ConfigError, match="--" + next(iter(wrong))):
        Recipe(**wrong)


def test_a_number_that_never_moves_does_no_harm(latents):
    still = latents.copy()
    still[:, 1, 2] = 0.25
    new = fit_prior(still, Recipe(moods=1)).sample(50, 0)
    assert new[1, 2] == pytest.approx(0.25, abs=0.1)


@pytest.fixture
def tiny(tmp_path):
    """A model whose columns have 10 numbers for each of 32 rows, as the prepared clips ask."""
    return write_model(tmp_path / "tiny")


def test_the_command_writes_a_prior_from_training_clips_alone(data, tiny, capsys):
    arguments = ["--data", str(data), str(tiny), "--moods", "1", "--order", "1", "--json"]
    vae = load_model(tiny, provider="cpu")
    n_clips = len(ClipSet(data, ["train"]))
    assert len(encode_clips(vae, data, 1000)) == n_clips
    assert main("prior", arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["data"] == f"{n_clips} training clips"
    assert told["spectral_radius"] < 1
    prior = load_prior(tiny)
    assert prior.rows == (10, 32)
    assert vae.decode(prior.sample(4, 0)).shape == (512, 64)
    first = (tiny / FILE).read_bytes()
    assert main("prior", arguments) == 0
    assert (tiny / FILE).read_bytes() == first


def test_a_model_of_fixed_length_is_refused(data, tmp_path, capsys):
    folder = write_fixed_model(tmp_path / "row", n_numbers=8)
    assert main("prior", ["--data", str(data), str(folder)]) == 1
    assert "one length only" in capsys.readouterr().err


def test_clips_of_another_size_are_missed(data, tmp_path, capsys):
    folder = write_model(tmp_path / "coarse", COARSE)
    assert main("prior", ["--data", str(data), str(folder)]) == 1
    assert "--mels 128 --hop 1024" in capsys.readouterr().err
