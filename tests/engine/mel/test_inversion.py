from __future__ import annotations

import numpy as np
import pytest

from engine.errors import RenderCancelled, SpecMismatchError
from engine.mel.analysis import analyse, denormalise_mel, stft
from engine.mel.filters import mel_filters
from engine.mel.inversion import BLOCK_FRAMES, magnitude_near, mel_to_magnitude
from tests.music import ORCHESTRA, RAGTIME, SPEC, TECHNO, music


def mel_power_of(path):
    mel_norm, ref_db = analyse(music(path), spec=SPEC)
    return denormalise_mel(mel_norm, ref_db, spec=SPEC)


def mel_distance_db(magnitude, mel_power):
    ours = 10 * np.log10(np.maximum(mel_filters(SPEC) @ (magnitude**2), 1e-10))
    return float(np.abs(ours - 10 * np.log10(np.maximum(mel_power, 1e-10))).mean())


@pytest.mark.parametrize("path", [RAGTIME, TECHNO], ids=lambda p: p.stem)
def test_estimate_has_the_wanted_mel(path):
    mel_power = mel_power_of(path)
    magnitude = mel_to_magnitude(mel_power, spec=SPEC)
    assert magnitude.shape == (SPEC.n_bins, 640)
    assert magnitude.dtype == np.float32
    assert (magnitude >= 0).all()
    assert mel_distance_db(magnitude, mel_power) < 0.1


def test_more_updates_come_nearer():
    mel_power = mel_power_of(RAGTIME)[:, :64]
    distances = [
        mel_distance_db(mel_to_magnitude(mel_power, spec=SPEC, n_iter=n), mel_power)
        for n in (0, 2, 4, 8, 16)
    ]
    assert distances == sorted(distances, reverse=True)


def test_true_spectrum_is_a_fixed_point():
    power = np.ascontiguousarray((np.abs(stft(music(TECHNO), spec=SPEC)) ** 2).T)[:, :64]
    magnitude = mel_to_magnitude(mel_filters(SPEC) @ power, spec=SPEC, guide=power)
    np.testing.assert_allclose(magnitude, np.sqrt(power), rtol=1e-3, atol=1e-4)


def test_guide_lends_its_fine_structure():
    power = np.ascontiguousarray((np.abs(stft(music(TECHNO), spec=SPEC)) ** 2).T)[:, :64]
    mel_power = mel_filters(SPEC) @ power
    guided = mel_to_magnitude(mel_power, spec=SPEC, guide=power * 3)
    plain = mel_to_magnitude(mel_power, spec=SPEC)
    true = np.sqrt(power)
    heard = np.asarray(mel_filters(SPEC).sum(axis=0)).ravel() > 0  # not the bin at 0 Hz
    guided, plain, true = guided[heard], plain[heard], true[heard]
    assert np.linalg.norm(guided - true) < 0.1 * np.linalg.norm(plain - true)


def test_wrong_number_of_bands_is_said():
    with pytest.raises(SpecMismatchError, match=r"128 bands.*512|512"):
        mel_to_magnitude(np.ones((128, 4), np.float32), spec=SPEC)


def test_silence_gives_silence():
    magnitude = mel_to_magnitude(np.zeros((512, 4), np.float32), spec=SPEC)
    assert np.isfinite(magnitude).all()
    assert magnitude.max() < 1e-3


def test_cancel_stops_it():
    with pytest.raises(RenderCancelled):
        mel_to_magnitude(np.ones((512, 4), np.float32), spec=SPEC, should_cancel=lambda: True)


def test_columns_do_not_hear_each_other():
    mel_power = mel_power_of(RAGTIME)[:, : 2 * BLOCK_FRAMES + 5]
    whole = mel_to_magnitude(mel_power, spec=SPEC, n_iter=3)
    for columns in (slice(0, 7), slice(BLOCK_FRAMES - 3, BLOCK_FRAMES + 3), slice(-5, None)):
        part = mel_to_magnitude(mel_power[:, columns], spec=SPEC, n_iter=3)
        assert np.array_equal(whole[:, columns], part)


@pytest.mark.parametrize("hop", [256, 512])
def test_magnitude_near_a_sound_of_that_mel_is_its_own(hop):
    spectrum = np.abs(stft(music(TECHNO), spec=SPEC, hop_length=hop))
    wanted = mel_filters(SPEC) @ np.ascontiguousarray((spectrum**2).T)
    near = magnitude_near(music(TECHNO), wanted, spec=SPEC, hop_length=hop)
    assert near.shape == spectrum.shape
    np.testing.assert_allclose(near, spectrum, rtol=1e-3, atol=1e-4)


def test_magnitude_near_another_sound_has_the_wanted_mel_and_its_fine_structure():
    wanted = mel_power_of(TECHNO)
    near = magnitude_near(music(ORCHESTRA), wanted, spec=SPEC, n_iter=8)
    assert mel_distance_db(np.ascontiguousarray(near.T), wanted) < 0.2
    flat = mel_to_magnitude(wanted, spec=SPEC, n_iter=8).T
    heard = np.abs(stft(music(ORCHESTRA), spec=SPEC))
    high = slice(1500, 2000)  # bands of some 15 bins

    def likeness(magnitude):
        slopes = [np.diff(np.log(m[:, high] + 1e-6), axis=1).ravel() for m in (magnitude, heard)]
        return np.corrcoef(slopes)[0, 1]

    assert likeness(near) > 0.8
    assert likeness(flat) < 0.2
