from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from engine.errors import RenderCancelled
from engine.mel.analysis import stft
from engine.mel.griffin_lim import griffin_lim, random_phase, refine, unit_phase
from engine.spec import MelSpec
from tests.music import ORCHESTRA, SPEC, music

N_SAMPLES = 65_536


@pytest.fixture(scope="module")
def spectrum():
    return stft(music(ORCHESTRA)[:N_SAMPLES], spec=SPEC)


def test_true_phase_is_a_fixed_point(spectrum):
    made = griffin_lim(np.abs(spectrum), unit_phase(spectrum), spec=SPEC, n_iter=4)
    assert np.abs(made.samples - music(ORCHESTRA)[:N_SAMPLES]).max() < 1e-4
    assert made.inconsistency_db < -60


def test_inconsistency_never_rises_without_momentum(spectrum):
    magnitude = np.abs(spectrum)
    phase = random_phase(magnitude.shape, seed=1)
    errors = [
        griffin_lim(magnitude, phase, spec=SPEC, n_iter=n, momentum=0.0).inconsistency_db
        for n in range(1, 8)
    ]
    assert all(later <= earlier + 1e-3 for earlier, later in itertools.pairwise(errors))


def test_momentum_is_faster(spectrum):
    magnitude = np.abs(spectrum)
    phase = random_phase(magnitude.shape, seed=1)
    plain, fast = (
        griffin_lim(magnitude, phase, spec=SPEC, n_iter=16, momentum=m).inconsistency_db
        for m in (0.0, 0.99)
    )
    assert fast < plain - 2


def test_converges_as_well_as_librosa(spectrum, librosa):
    magnitude = np.abs(spectrum)
    made = griffin_lim(magnitude, random_phase(magnitude.shape, 0), spec=SPEC, n_iter=16)
    theirs = librosa.griffinlim(
        np.pad(magnitude.T, ((0, 0), (0, 1))),
        n_iter=16,
        hop_length=SPEC.hop_length,
        n_fft=SPEC.n_fft,
        length=N_SAMPLES,
        random_state=0,
    )

    def distance_db(samples):
        error = np.linalg.norm(np.abs(stft(samples, spec=SPEC)) - magnitude)
        return 20 * np.log10(error / np.linalg.norm(magnitude))

    assert distance_db(made.samples) < distance_db(theirs.astype(np.float32)) + 1


def test_warm_start_goes_on_where_it_stopped(spectrum):
    magnitude = np.abs(spectrum)
    first = griffin_lim(magnitude, random_phase(magnitude.shape, 0), spec=SPEC, n_iter=8)
    warm = griffin_lim(magnitude, unit_phase(stft(first.samples, spec=SPEC)), spec=SPEC, n_iter=2)
    cold = griffin_lim(magnitude, random_phase(magnitude.shape, 0), spec=SPEC, n_iter=2)
    assert warm.inconsistency_db < first.inconsistency_db < cold.inconsistency_db


def test_same_seed_same_sound(spectrum):
    magnitude = np.abs(spectrum)[:16]
    one, two, other = (
        griffin_lim(magnitude, random_phase(magnitude.shape, seed), spec=SPEC, n_iter=2).samples
        for seed in (3, 3, 4)
    )
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_silence_stays_silent():
    magnitude = np.zeros((16, SPEC.n_bins), np.float32)
    made = griffin_lim(magnitude, random_phase(magnitude.shape, 0), spec=SPEC, n_iter=2)
    assert not made.samples.any()


def test_cancel_stops_between_iterations(spectrum):
    answers = iter([False, False, True])
    with pytest.raises(RenderCancelled):
        griffin_lim(
            np.abs(spectrum),
            unit_phase(spectrum),
            spec=SPEC,
            n_iter=100,
            should_cancel=lambda: next(answers),
        )


@pytest.mark.parametrize("n_fft", [1024, 2048])
@pytest.mark.parametrize("overlap", [4, 8, 16])
@pytest.mark.parametrize("n_frames", [1, 31, 32, 64, 77])
def test_true_phase_is_a_fixed_point_of_every_grid(n_fft, overlap, n_frames):
    spec = MelSpec(16000, n_fft, n_fft // overlap, 64, 0.0, 8000.0)
    samples = music(ORCHESTRA)[40_000 : 40_000 + spec.n_samples(n_frames)]
    spectrum = stft(samples, spec=spec)
    made = griffin_lim(np.abs(spectrum), spectrum, spec=spec, n_iter=3)
    assert made.samples.shape == samples.shape
    np.testing.assert_allclose(made.samples, samples, atol=1e-4)
    assert made.inconsistency_db < -60


def test_only_the_angle_of_the_phase_counts(spectrum):
    magnitude = np.abs(spectrum)[:40]
    phase = random_phase(magnitude.shape, 0)
    loud = phase * np.linspace(0.5, 2, magnitude.shape[1], dtype=np.float32)
    one, two = (griffin_lim(magnitude, p, spec=SPEC, n_iter=2).samples for p in (phase, loud))
    np.testing.assert_allclose(two, one, atol=1e-4)


def test_any_number_of_threads_makes_the_same_bits(spectrum):
    magnitude = np.abs(spectrum)
    phase = random_phase(magnitude.shape, 0)
    one, *others = (
        griffin_lim(magnitude, phase, spec=SPEC, n_iter=3, workers=n) for n in (1, 2, 3, 64)
    )
    for other in others:
        assert np.array_equal(other.samples, one.samples)
        assert other.inconsistency_db == one.inconsistency_db


def test_calls_at_once_and_of_other_shapes_do_not_disturb_each_other(spectrum):
    shapes = [slice(0, n) for n in (40, 64, 100, 40, 64, 100)]

    def make(rows):
        magnitude = np.abs(spectrum[rows])
        return griffin_lim(magnitude, random_phase(magnitude.shape, 0), spec=SPEC, n_iter=3).samples

    alone = [make(rows) for rows in shapes]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(make, shapes))
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one, other)


def test_refine_keeps_samples_that_are_right(spectrum):
    samples = music(ORCHESTRA)[:N_SAMPLES]
    made = refine(np.abs(spectrum), samples, spec=SPEC, n_iter=3)
    np.testing.assert_allclose(made.samples, samples, atol=1e-4)
    assert made.inconsistency_db < -60
    assert np.array_equal(refine(np.abs(spectrum), samples, spec=SPEC, n_iter=0).samples, samples)


def test_refine_goes_on_from_a_coarser_grid(spectrum):
    magnitude = np.abs(spectrum)
    coarse = np.ascontiguousarray(magnitude[::4])
    phase = random_phase(magnitude.shape, 0)
    first = griffin_lim(coarse, phase[::4], spec=SPEC, hop_length=1024, n_iter=8).samples
    warm = refine(magnitude, first, spec=SPEC, n_iter=4)
    cold = griffin_lim(magnitude, phase, spec=SPEC, n_iter=4)
    assert warm.samples.shape == first.shape
    assert warm.inconsistency_db < cold.inconsistency_db - 2


@pytest.mark.parametrize("n_answers", [1, 3])
def test_cancel_leaves_no_threads(spectrum, n_answers):
    before = set(threading.enumerate())
    answers = iter([False] * (n_answers - 1) + [True])
    with pytest.raises(RenderCancelled):
        refine(
            np.abs(spectrum),
            music(ORCHESTRA)[:N_SAMPLES],
            spec=SPEC,
            n_iter=100,
            should_cancel=lambda: next(answers),
        )
    assert set(threading.enumerate()) <= before
