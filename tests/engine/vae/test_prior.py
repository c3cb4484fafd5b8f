"""New latents are like those a prior was fitted to, and a walk stays among them."""

from __future__ import annotations

import dataclasses
import hashlib
import math

import numpy as np
import pytest
import scipy.linalg

from engine.errors import ModelContractError, ModelLoadError, SpecMismatchError
from engine.vae.prior import FILE, FORMAT, MusicPrior, StandardPrior, load_prior, prior_of
from engine.vae.prior_file import ARRAYS, pack, unpack, write_arrays
from engine.vae.store import load_model
from tests.tiny_model import COARSE, write_fixed_model, write_model

ROWS = (2, 2)
FEW = np.tril(np.float32([[1, 0, 0, 0], [0.5, 1, 0, 0], [0, 0.3, 0.8, 0], [0.2, 0, 0, 1.2]]))
TURN = np.float32([[0.7, 0.2, 0, 0], [-0.2, 0.7, 0, 0], [0, 0, 0.4, 0.1], [0, 0, 0, -0.3]])


def made(rows=ROWS, *, transitions=None, drift=0.0, moods=1, apart=5.0):
    """Return a prior whose moods lie ``apart``."""
    d = math.prod(rows)
    order = np.zeros((0, d, d), np.float32) if transitions is None else transitions
    return MusicPrior(
        rows=rows,
        weights=np.arange(1, moods + 1, dtype=np.float32) / np.float32(moods * (moods + 1) / 2),
        means=np.float32(apart)
        * np.arange(moods, dtype=np.float32)[:, None]
        * np.ones((1, d), "f"),
        spreads=np.stack([pack(FEW if d == 4 else np.eye(d, dtype=np.float32))] * moods),
        drift=np.float32(drift) * np.eye(d, dtype=np.float32),
        transitions=order,
        innovation=np.eye(d, dtype=np.float32),
        about="Made for a test.",
    )


def columns(latent):
    return latent.reshape(-1, latent.shape[-1])


def test_columns_have_the_covariances_that_the_equations_give():
    """The discrete Lyapunov equation says what an autoregression must come to."""
    drawn = columns(made(transitions=TURN[None]).sample(30_000, 0)).astype(np.float64)
    steady = scipy.linalg.solve_discrete_lyapunov(TURN.astype(np.float64), np.eye(4))
    wanted, after = FEW @ steady @ FEW.T, FEW @ TURN @ steady @ FEW.T
    assert drawn @ drawn.T / 30_000 == pytest.approx(wanted, abs=0.1)
    assert drawn[:, 1:] @ drawn[:, :-1].T / 30_000 == pytest.approx(after, abs=0.1)


def test_the_second_lag_is_two_columns_back():
    only_second = np.stack([np.zeros((4, 4), np.float32), 0.9 * np.eye(4, dtype=np.float32)])
    drawn = columns(made(transitions=only_second).sample(20_000, 0))[0]
    drawn = drawn / drawn.std()
    assert float((drawn[2:] * drawn[:-2]).mean()) == pytest.approx(0.9, abs=0.03)
    assert float((drawn[1:] * drawn[:-1]).mean()) == pytest.approx(0.0, abs=0.06)


def test_the_first_columns_are_as_wide_as_later_ones():
    prior = made(transitions=0.9 * np.eye(4, dtype=np.float32)[None])
    first = np.stack([columns(prior.sample(1, seed))[:, 0] for seed in range(300)])
    assert first[:, 0].std() == pytest.approx(1 / math.sqrt(1 - 0.81), rel=0.15)


def test_drift_stays_all_along_a_latent():
    means = np.stack([columns(made(drift=3.0).sample(400, seed)).mean(1) for seed in range(200)])
    assert means.std(axis=0) == pytest.approx(3.0, rel=0.2)


def test_moods_are_as_frequent_as_their_weights():
    prior = made(moods=3, drift=0.1)
    counts = np.bincount([prior.mood_of(prior.sample(20, seed)) for seed in range(1000)])
    assert counts / 1000 == pytest.approx(prior.weights, abs=0.05)


def test_a_seed_is_a_latent_and_a_longer_one_goes_on_from_a_shorter():
    prior = made(transitions=TURN[None], moods=2)
    short, long = prior.sample(5, 3), prior.sample(50, 3)
    np.testing.assert_allclose(long[..., :5], short, atol=1e-5)
    assert short.shape == (2, 2, 5)
    assert short.dtype == np.float32
    assert not np.allclose(short, prior.sample(5, 4))


PRIORS = [
    made(transitions=TURN[None], moods=3, drift=0.5),
    StandardPrior((2, 2, 10), False, ""),
    StandardPrior((6,), True, ""),
]


@pytest.mark.parametrize("prior", PRIORS)
def test_a_walk_of_no_step_stays(prior):
    start = prior.sample(7, 1)
    for latent in prior.walk(start, 4, 0.0, 9):
        np.testing.assert_array_equal(latent, start)


@pytest.mark.parametrize("prior", PRIORS)
def test_a_walk_starts_where_it_is_told_and_its_seed_is_its_way(prior):
    start = prior.sample(7, 1)
    first, again, other = ([*prior.walk(start, 4, 0.3, seed)] for seed in (5, 5, 6))
    assert len(first) == 4
    np.testing.assert_array_equal(first[0], start)
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first[1], other[1])
    assert not np.allclose(first[2] - first[1], first[1] - first[0])


def test_a_walk_goes_further_with_each_step_and_with_larger_ones():
    prior = PRIORS[0]
    start = prior.sample(40, 2)
    small, large = ([*prior.walk(start, 5, step, 0)] for step in (0.1, 0.4))
    away = [float(np.linalg.norm(latent - start)) for latent in small]
    assert away == sorted(away)
    assert np.linalg.norm(large[1] - start) > 2.5 * away[1]


@pytest.mark.parametrize("prior", PRIORS)
def test_a_long_walk_is_as_wide_as_what_is_drawn(prior):
    """A straight mix of two would narrow at each step."""
    walked = np.stack([*prior.walk(prior.sample(200, 1), 60, 0.5, 0)][30:])
    mood = prior.mood_of(walked[0]) if isinstance(prior, MusicPrior) else None
    drawn = np.stack(
        [
            latent
            for latent in (prior.sample(200, seed) for seed in range(90))
            if mood is None or prior.mood_of(latent) == mood
        ]
    )
    assert walked.std() == pytest.approx(drawn.std(), rel=0.12)


def test_a_walk_keeps_its_mood():
    prior = made(moods=3, drift=0.2, transitions=TURN[None])
    start = prior.sample(40, 0)
    assert {prior.mood_of(z) for z in prior.walk(start, 20, 1.0, 0)} == {prior.mood_of(start)}


def test_a_quarter_turn_forgets_where_it_was():
    prior = made(transitions=TURN[None])
    start, end = prior.walk(prior.sample(2000, 0), 2, math.pi / 2, 0)
    assert np.corrcoef(start.ravel(), end.ravel())[0, 1] == pytest.approx(0.0, abs=0.05)


def test_a_latent_of_another_model_is_refused():
    with pytest.raises(SpecMismatchError, match="2 × 2 rows"):
        next(made().walk(np.zeros((3, 2, 5), np.float32), 2, 0.1, 0))


def test_packing_is_undone():
    np.testing.assert_array_equal(unpack(pack(FEW), 4), FEW)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("models") / "tiny", COARSE)


def write(folder, **changes):
    """Write a prior for the model of 10 × 8 rows."""
    prior = made((10, 8), moods=2, transitions=0.5 * np.eye(80, dtype=np.float32)[None])
    decoder = (folder / "decoder.onnx").read_bytes()
    meta = {
        "name": "tiny-dct",
        "version": "1.0",
        "format": FORMAT,
        "rows": [10, 8],
        "data": "12 clips",
        "decoder_sha256": hashlib.sha256(decoder).hexdigest(),
    }
    arrays = {name: getattr(prior, name) for name in ARRAYS}
    arrays |= {k: v for k, v in changes.items() if k in arrays}
    meta |= {k: v for k, v in changes.items() if k in meta}
    write_arrays(folder / FILE, meta, arrays)
    return prior


def test_a_model_without_the_file_says_so(folder):
    (folder / FILE).unlink(missing_ok=True)
    assert load_prior(folder) is None
    prior = prior_of(load_model(folder, provider="cpu"))
    assert isinstance(prior, StandardPrior)
    assert "standard normal" in prior.about


def test_what_was_written_is_what_is_loaded(folder):
    written = write(folder)
    found = load_prior(folder)
    for field in dataclasses.fields(MusicPrior):
        if field.name != "about":
            wanted = getattr(written, field.name)
            np.testing.assert_allclose(getattr(found, field.name), wanted, rtol=1e-3)
    assert "tiny-dct 1.0" in found.about
    assert "12 clips" in found.about
    vae = load_model(folder, provider="cpu")
    assert vae.decode(prior_of(vae).sample(3, 0)).shape == (128, 48)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"decoder_sha256": "0" * 64}, "decoder_sha256 differs"),
        ({"version": "2.0"}, "version differs"),
        ({"format": "2"}, "format differs"),
    ],
)
def test_another_models_prior_is_refused(folder, changes, words):
    write(folder, **changes)
    with pytest.raises(ModelContractError, match=words) as caught:
        load_prior(folder)
    assert "training.prior" in caught.value.user_message


@pytest.mark.parametrize(
    "changes",
    [
        {"means": np.full((2, 80), np.nan, np.float32)},
        {"means": np.zeros((3, 80), np.float32)},
        {"weights": np.zeros(2, np.float32)},
        {"weights": np.float32([2, -1])},
        {"transitions": np.zeros((1, 80, 81), np.float32)},
        {"rows": [10, 9]},
        {"rows": 7},
    ],
)
def test_a_prior_that_does_not_hold_together_is_refused(folder, changes):
    write(folder, **changes)
    with pytest.raises(ModelLoadError) as caught:
        load_prior(folder)
    assert "is damaged" in caught.value.user_message


@pytest.mark.parametrize("kept", [0, 100, 5000])
def test_a_file_cut_short_is_refused(folder, kept):
    write(folder)
    data = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(data[:kept])
    with pytest.raises(ModelLoadError) as caught:
        load_prior(folder)
    assert "is damaged" in caught.value.user_message


@pytest.mark.parametrize(("n_numbers", "shape"), [(0, (3, 10, 8, 10)), (8, (3, 8))])
def test_models_of_fixed_length_draw_pieces(tmp_path, n_numbers, shape):
    vae = load_model(write_fixed_model(tmp_path / "fixed", n_numbers=n_numbers), provider="cpu")
    latent = prior_of(vae).sample(3, 0)
    assert latent.shape == shape
    assert vae.decode(latent).shape == (128, 480)
    np.testing.assert_array_equal(prior_of(vae).sample(2, 0), latent[:2])
