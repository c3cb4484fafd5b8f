from __future__ import annotations

import numpy as np
import pytest
import soundfile
import soxr

from engine.audio.full import read_full
from engine.errors import ClipDecodeError


@pytest.fixture
def stereo(tmp_path):
    rng = np.random.default_rng(0)
    samples = (0.1 * rng.standard_normal((100_000, 2))).astype(np.float32)
    soundfile.write(tmp_path / "s.wav", samples, 44_100, subtype="FLOAT")
    return tmp_path / "s.wav", samples


def read(path, **fields):
    return np.concatenate([*read_full(path, **fields)], axis=1)


@pytest.mark.parametrize(("start", "stop"), [(0, None), (0, 5), (70_001, 99_999), (99_990, None)])
def test_at_its_own_rate_a_file_is_itself(stereo, start, stop):
    path, samples = stereo
    read_back = read(path, sample_rate=44_100, n_channels=2, start=start, stop=stop)
    assert np.array_equal(read_back, samples[start:stop].T)


@pytest.mark.parametrize(("start", "stop"), [(0, None), (50_000, 60_000)])
def test_another_rate_is_that_of_the_whole_file_cut(stereo, start, stop):
    path, samples = stereo
    wanted = soxr.resample(samples, 44_100, 48_000)[start:stop].T
    got = read(path, sample_rate=48_000, n_channels=2, start=start, stop=stop)
    n = min(got.shape[1], wanted.shape[1])
    assert abs(got.shape[1] - wanted.shape[1]) <= 1
    assert got[:, :n] == pytest.approx(wanted[:, :n], abs=1e-4)


def test_channels_are_repeated_or_mixed(stereo, tmp_path):
    path, samples = stereo
    mono = read(path, sample_rate=44_100, n_channels=1)
    assert mono[0] == pytest.approx(samples.mean(axis=1), abs=1e-6)
    soundfile.write(tmp_path / "m.wav", samples[:, 0], 44_100, subtype="FLOAT")
    both = read(tmp_path / "m.wav", sample_rate=44_100, n_channels=2)
    assert np.array_equal(both, np.stack([samples[:, 0]] * 2))


def test_values_that_are_no_numbers_are_silence(tmp_path):
    samples = np.array([0.1, np.nan, np.inf, 20.0, 0.2] * 1000, np.float32)
    soundfile.write(tmp_path / "n.wav", samples, 44_100, subtype="FLOAT")
    got = read(tmp_path / "n.wav", sample_rate=44_100, n_channels=1)
    assert got[0, :5] == pytest.approx([0.1, 0, 0, 8, 0.2])


def test_what_is_no_sound_is_a_sentence(tmp_path):
    (tmp_path / "x.wav").write_text("no sound")
    with pytest.raises(ClipDecodeError, match=r"x\.wav"):
        list(read_full(tmp_path / "x.wav", sample_rate=44_100, n_channels=2))
