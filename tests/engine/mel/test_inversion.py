from __future__ import annotations

import numpy as np
import pytest

from engine.errors import RenderCancelled, SpecMismatchError
from engine.mel.analysis import analyse, denormalise_mel, stft
from engine.mel.filters import mel_filters
from engine.mel.inversion import mel_to_magnitude
from tests.music import RAGTIME, SPEC, TECHNO, music


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
    assert magnitude == pytest.approx(np.sqrt(power), rel=1e-3, abs=1e-4)


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
