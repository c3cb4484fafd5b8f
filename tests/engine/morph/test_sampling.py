"""A drawn clip is a clip like any other, of any length."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.audio.loudness import integrated_lufs
from engine.cancel import RenderCancelled
from engine.mel.analysis import analyse
from engine.morph.sampling import LOUDNESS_LUFS, clip_of_latent, decode_long, n_columns, sample_clip
from engine.morph.source import prepare_source
from engine.vae.prior import prior_of
from engine.vae.store import load_model
from tests.tiny_model import COARSE, write_drawing_model, write_fixed_model, write_model

RATE = COARSE.sample_rate


@pytest.fixture(scope="module")
def vae(tmp_path_factory):
    folder = write_model(tmp_path_factory.mktemp("models") / "tiny", COARSE)
    return load_model(folder, provider="cpu")


@pytest.fixture(scope="module")
def shipped():
    return load_model(provider="cpu")


def test_a_sample_is_a_clip(vae):
    clip = sample_clip(vae, prior_of(vae), n_samples=30_001, seed=3)
    assert clip.samples.shape == (30_001,)
    assert clip.samples.dtype == np.float32
    assert not clip.samples.flags.writeable
    assert (str(clip.info.path), clip.info.container) == ("sample-3", "Segue sample")
    assert clip.info.duration_s == pytest.approx(30_001 / RATE)
    assert any("seed 3" in note for note in clip.notes)
    assert any("standard normal" in note for note in clip.notes)


def test_it_is_as_loud_as_promised_and_never_clips(vae):
    clip = sample_clip(vae, prior_of(vae), n_samples=RATE, seed=0)
    assert clip.loudness_lufs == pytest.approx(LOUDNESS_LUFS, abs=0.5)
    assert integrated_lufs(clip.samples, RATE) == pytest.approx(clip.loudness_lufs, abs=0.01)
    assert np.abs(clip.samples).max() <= 1


def test_what_is_heard_is_what_was_decoded(shipped):
    prior = prior_of(shipped)
    n = 2 * RATE
    latent = prior.sample(n_columns(n, shipped), 1)
    clip, mel_norm = clip_of_latent(shipped, latent, n_samples=n, seed=0, name="x")
    assert mel_norm.shape == (512, 256)
    heard = analyse(clip.samples, spec=shipped.spec)[0]
    is_loud = mel_norm > 0.4
    away = heard[is_loud] - mel_norm[is_loud]
    assert np.abs(away - np.median(away)).mean() < 0.06


def test_seeds_differ_and_repeat(vae):
    first, again, other = (
        sample_clip(vae, prior_of(vae), n_samples=20_000, seed=seed).samples for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other, atol=0.01)


def test_a_sample_can_be_morphed(shipped):
    clip = sample_clip(shipped, prior_of(shipped), n_samples=RATE, seed=0)
    source = prepare_source(clip, shipped)
    assert source.latent.shape == (*shipped.latent_shape[:2], 8)
    assert source.mel_norm.max() == pytest.approx(1.0)


def test_a_silent_latent_is_silence(vae):
    clip, _ = clip_of_latent(
        vae, np.zeros((10, 8, 4), np.float32), n_samples=RATE, seed=0, name="x"
    )
    assert np.isfinite(clip.samples).all()


def test_blocks_of_a_long_latent_are_the_whole(shipped):
    latent = prior_of(shipped).sample(140, 0)
    np.testing.assert_allclose(decode_long(shipped, latent), shipped.decode(latent), atol=1e-5)


def test_a_model_with_a_refiner_draws_the_detail(tmp_path):
    model = load_model(write_drawing_model(tmp_path / "m", COARSE), provider="cpu")
    latent = prior_of(model).sample(6, 0)
    _, mel_norm = clip_of_latent(model, latent, n_samples=RATE, seed=0, name="x")
    decoded = model.decode(latent)
    n = mel_norm.shape[1]
    wanted = np.clip(decoded + model.refiner.detail(decoded), 0, 1)[:, :n]
    np.testing.assert_allclose(mel_norm, wanted, atol=1e-6)
    assert np.abs(mel_norm - decoded[:, :n]).mean() > 0.005


@pytest.mark.parametrize("n_numbers", [0, 8])
def test_models_of_fixed_length_have_as_many_pieces_as_it_takes(tmp_path, n_numbers):
    model = load_model(write_fixed_model(tmp_path / "m", n_numbers=n_numbers), provider="cpu")
    assert n_columns(5 * RATE, model) == 1
    assert n_columns(5 * RATE + 1, model) == 2
    clip = sample_clip(model, prior_of(model), n_samples=6 * RATE, seed=0)
    assert clip.samples.shape == (6 * RATE,)
    assert np.abs(clip.samples[-RATE:]).max() > 1e-3


def test_it_stops_when_it_is_told_to(vae):
    latent = prior_of(vae).sample(4, 0)
    with pytest.raises(RenderCancelled):
        clip_of_latent(vae, latent, n_samples=1000, seed=0, name="x", should_cancel=lambda: True)


def test_a_prior_that_speaks_is_quoted(vae):
    prior = dataclasses.replace(prior_of(vae), about="Told.")
    assert sample_clip(vae, prior, n_samples=1000, seed=0).notes[0] == "Told."
