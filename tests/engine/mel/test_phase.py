from __future__ import annotations

import numpy as np
import pytest

from engine.mel.analysis import stft
from engine.mel.griffin_lim import griffin_lim, random_phase
from engine.mel.phase import peak_phase
from engine.spec import MelSpec
from tests.music import ORCHESTRA, RAGTIME, SPEC, music

HOP = 512


def distance_db(magnitude, phase, n_iter, hop=HOP):
    made = griffin_lim(magnitude, phase, spec=SPEC, hop_length=hop, n_iter=n_iter).samples
    error = np.linalg.norm(np.abs(stft(made, spec=SPEC, hop_length=hop)) - magnitude)
    return 20 * np.log10(error / np.linalg.norm(magnitude))


@pytest.fixture(scope="module", params=[ORCHESTRA, RAGTIME], ids=lambda p: p.stem)
def magnitude(request):
    return np.abs(stft(music(request.param)[: 160 * HOP], spec=SPEC, hop_length=HOP))


@pytest.mark.parametrize("hz", [100.0, 441.3, 5000.0])
def test_phase_of_a_tone_goes_on_as_the_tone(hz):
    t = np.arange(100 * HOP) / SPEC.sample_rate
    spectrum = stft(np.sin(2 * np.pi * hz * t).astype(np.float32), spec=SPEC, hop_length=HOP)
    phase = peak_phase(np.abs(spectrum), spec=SPEC, hop_length=HOP)
    k = int(np.abs(spectrum[50]).argmax())
    inner = slice(8, 92)  # the tone begins and ends in between
    made, true = (np.angle(x[inner, k][1:] / x[inner, k][:-1]) for x in (phase, spectrum))
    assert np.abs(np.angle(np.exp(1j * (made - true)))).max() < 0.05
    across = [np.angle(x[inner, k + 1] / x[inner, k]) for x in (phase, spectrum)]
    assert np.abs(np.angle(np.exp(1j * (across[0] - across[1])))).max() < 0.1


@pytest.mark.parametrize("frame", [40, 64])  # the second is where a block begins
def test_phase_of_a_click_says_when_it_is(frame):
    samples = np.zeros(100 * HOP, np.float32)
    samples[frame * HOP + 200] = 1
    spectrum = stft(samples, spec=SPEC, hop_length=HOP)
    phase = peak_phase(np.abs(spectrum), spec=SPEC, hop_length=HOP)
    near = slice(frame - 1, frame + 3)
    made, true = (np.angle(x[near, 501:900] / x[near, 500:899]) for x in (phase, spectrum))
    off = np.angle(np.exp(1j * (made - true))) * SPEC.n_fft / (2 * np.pi)
    assert np.abs(np.median(off, axis=1)).max() < 150  # samples


def test_one_pass_is_worth_many_iterations(magnitude):
    phase = peak_phase(magnitude, spec=SPEC, hop_length=HOP)
    chance = random_phase(magnitude.shape, 0)
    assert phase.shape == magnitude.shape
    assert phase.dtype == np.complex64
    np.testing.assert_allclose(np.abs(phase), 1, atol=1e-5)
    assert distance_db(magnitude, phase, 0) < distance_db(magnitude, chance, 0) - 9
    assert distance_db(magnitude, phase, 8) < distance_db(magnitude, chance, 16)


def test_phase_does_not_depend_on_the_level(magnitude):
    few = magnitude[:70]
    quiet, loud = (peak_phase(few * np.float32(2.0**n), spec=SPEC, hop_length=HOP) for n in (-9, 0))
    assert np.abs(quiet - loud).mean() < 1e-2


def test_same_seed_same_phase(magnitude):
    one, two, other = (peak_phase(magnitude[:9], spec=SPEC, seed=s) for s in (3, 3, 4))
    assert np.array_equal(one, two)
    assert not np.allclose(one, other)


@pytest.mark.parametrize("n_frames", [1, 64, 65])
def test_silence_and_short_sounds_have_a_phase(n_frames):
    spec = MelSpec(16000, 1024, 128, 64, 0.0, 8000.0)
    phase = peak_phase(np.zeros((n_frames, spec.n_bins), np.float32), spec=spec)
    np.testing.assert_allclose(np.abs(phase), 1, atol=1e-5)
