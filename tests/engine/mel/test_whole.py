from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.mel import whole
from engine.mel.analysis import analyse
from engine.mel.whole import analyse_track, split_frames, synthesise_track
from engine.spec import MelSpec

SPEC = MelSpec(n_mels=64, hop_length=512)


@pytest.mark.parametrize(
    ("n", "pieces"), [(0, 0), (639, 0), (640, 1), (641, 1), (1280, 2), (1300, 2)]
)
def test_splits_are_whole_pieces(n, pieces):
    mel = np.arange(3 * n, dtype=np.float32).reshape(3, n)
    cut = split_frames(mel, 640)
    assert [piece.shape for piece in cut] == [(3, 640)] * pieces
    joined = np.concatenate([np.zeros((3, 0)), *cut], axis=1)
    np.testing.assert_array_equal(joined, mel[:, : 640 * pieces])


@given(n=st.integers(0, 50), n_frames=st.integers(1, 20))
def test_split_keeps_all_but_less_than_one_piece(n, n_frames):
    cut = split_frames(np.arange(n), n_frames)
    joined = np.concatenate([np.zeros(0), *cut])
    np.testing.assert_array_equal(joined, np.arange(len(joined)))
    assert 0 <= n - len(joined) < n_frames


def test_no_pieces_of_nothing():
    with pytest.raises(ValueError, match="pieces of 0"):
        split_frames(np.zeros((2, 3)), 0)


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(whole, "BLOCK_FRAMES", 64)


@pytest.fixture
def samples():
    """Three chords that fade, so that each frame has a level of its own."""
    t = np.arange(200 * SPEC.hop_length) / SPEC.sample_rate
    tones = sum(np.sin(2 * np.pi * hz * t) for hz in (220, 277.2, 329.6, 1108.7))
    return (0.1 * tones * np.exp(-((t * 2) % 1))).astype(np.float32)


def test_track_in_blocks_is_analysed_as_one(small_blocks, samples):
    for n_samples in (len(samples), len(samples) - 300, 64 * SPEC.hop_length, 65 * 512):
        mel_norm, ref_db = analyse_track(samples[:n_samples], spec=SPEC)
        expected, expected_db = analyse(samples[:n_samples], spec=SPEC)
        np.testing.assert_allclose(mel_norm, expected, atol=1e-6)
        assert ref_db == pytest.approx(expected_db, abs=1e-4)


def test_track_in_blocks_sounds_without_seams(small_blocks, samples):
    mel_norm, ref_db = analyse(samples, spec=SPEC)
    sound = synthesise_track(mel_norm, ref_db, spec=SPEC)
    assert sound.shape == samples.shape
    back, back_db = analyse(sound, spec=SPEC)
    assert back_db == pytest.approx(ref_db, abs=1.0)
    loud = mel_norm > 0.5
    assert (np.abs(back - mel_norm)[loud] * SPEC.top_db).mean() < 2


def test_mel_without_a_level_is_neither_silent_nor_too_loud(samples):
    mel_norm, _ = analyse(samples[: 40 * SPEC.hop_length], spec=SPEC)
    sound = synthesise_track(mel_norm, None, spec=SPEC)
    assert np.abs(sound).max() == pytest.approx(0.5)


def test_level_of_the_mel_is_the_level_of_the_sound(samples):
    mel_norm, ref_db = analyse(samples[: 40 * SPEC.hop_length], spec=SPEC)
    loud = synthesise_track(mel_norm, ref_db, spec=SPEC)
    quiet = synthesise_track(mel_norm, ref_db - 20, spec=SPEC)
    rms = [np.sqrt(np.mean(np.square(x))) for x in (samples[: len(loud)], loud, quiet)]
    assert 20 * np.log10(rms[1] / rms[0]) == pytest.approx(0, abs=1.0)
    assert 20 * np.log10(rms[2] / rms[1]) == pytest.approx(-20, abs=0.5)
