from __future__ import annotations

import itertools

import librosa
import numpy as np
import pytest

from engine.errors import RenderCancelled
from engine.mel.analysis import stft
from engine.mel.griffin_lim import griffin_lim, random_phase, unit_phase
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


def test_converges_as_well_as_librosa(spectrum):
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
