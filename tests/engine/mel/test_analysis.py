from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.mel.analysis import (
    analyse,
    denormalise_mel,
    normalise_mel,
    power_to_mel,
    stft,
)
from engine.mel.filters import bank_path, mel_filters
from engine.mel.griffin_lim import istft
from engine.spec import MelSpec
from tests.music import CLIPS, ORCHESTRA, SPEC, music


@pytest.mark.parametrize("path", sorted(CLIPS.glob("*.flac")), ids=lambda p: p.stem)
def test_mel_equals_librosa(path, librosa):
    samples = music(path)
    theirs = librosa.feature.melspectrogram(
        y=samples, sr=SPEC.sample_rate, n_fft=SPEC.n_fft, hop_length=SPEC.hop_length, n_mels=512
    )[:, :640]
    theirs = librosa.power_to_db(theirs, ref=np.max, top_db=80) / 80 + 1
    mel_norm, _ = analyse(samples, spec=SPEC)
    assert mel_norm.shape == (512, 640)
    assert mel_norm.dtype == np.float32
    assert np.abs(mel_norm - theirs).max() < 1e-4


def test_power_mel_equals_librosa_in_level(librosa):
    samples = music(ORCHESTRA)
    theirs = librosa.feature.melspectrogram(
        y=samples, sr=SPEC.sample_rate, n_fft=SPEC.n_fft, hop_length=SPEC.hop_length, n_mels=512
    )[:, :640]
    ours = power_to_mel(np.abs(stft(samples, spec=SPEC)) ** 2, spec=SPEC)
    np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=float(theirs.max()) * 1e-8)
    assert analyse(samples, spec=SPEC)[1] == pytest.approx(10 * np.log10(theirs.max()), abs=1e-3)


def test_every_mel_band_hears_something():
    # 512 bands under a 4096-point window come close to having empty ones; the model needs all.
    assert (np.diff(mel_filters(SPEC).indptr) > 0).all()


def test_bundled_filters_are_librosa_s(librosa):
    theirs = librosa.filters.mel(sr=32768, n_fft=4096, n_mels=512)
    assert bank_path(SPEC).is_file()
    assert np.array_equal(mel_filters(SPEC).toarray(), theirs.astype(np.float32))


def test_other_filters_are_made_by_librosa(librosa):
    spec = MelSpec(16000, 1024, 256, 64, 50.0, 7600.0)
    theirs = librosa.filters.mel(sr=16000, n_fft=1024, n_mels=64, fmin=50, fmax=7600)
    assert np.allclose(mel_filters(spec).toarray(), theirs)


@pytest.mark.parametrize("hop", [256, 512, 1024])
def test_istft_undoes_stft(hop):
    samples = music(ORCHESTRA)
    back = istft(stft(samples, spec=SPEC, hop_length=hop), spec=SPEC, hop_length=hop)
    assert back.shape == samples.shape
    assert np.abs(back - samples).max() < 1e-5


@given(
    n_fft=st.sampled_from([64, 256]),
    overlap=st.sampled_from([4, 8, 16]),
    n_frames=st.integers(1, 40),
    seed=st.integers(0, 9),
)
def test_istft_undoes_stft_of_noise(n_fft, overlap, n_frames, seed):
    spec = MelSpec(8000, n_fft, n_fft // overlap, 8, 0.0, 4000.0)
    samples = np.random.default_rng(seed).standard_normal(spec.n_samples(n_frames))
    samples = samples.astype(np.float32)
    back = istft(stft(samples, spec=spec), spec=spec)
    assert back == pytest.approx(samples, abs=2e-4)


@given(gain_db=st.floats(-60, 6))
def test_loudness_is_kept_beside_the_mel(gain_db):
    rng = np.random.default_rng(0)
    power = (rng.random((512, 16)).astype(np.float32) + 1e-3) * np.float32(10 ** (gain_db / 10))
    mel_norm, ref_db = normalise_mel(power, spec=SPEC)
    assert mel_norm.max() == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(denormalise_mel(mel_norm, ref_db, spec=SPEC), power, rtol=1e-3)


def test_silence_is_zeros_not_nan():
    mel_norm, ref_db = analyse(np.zeros(4096, np.float32), spec=SPEC)
    assert not mel_norm.any()
    assert ref_db == pytest.approx(-100)


def test_low_frequencies_are_the_first_rows():
    t = np.arange(32768, dtype=np.float32) / 32768
    mel_norm, _ = analyse(np.sin(2 * np.pi * 100 * t).astype(np.float32), spec=SPEC)
    assert mel_norm[:, 60].argmax() < 20
