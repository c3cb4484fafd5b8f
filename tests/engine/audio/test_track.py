from __future__ import annotations

import numpy as np
import pytest
import soundfile

from engine.audio.clip import load_clip
from engine.audio.track import load_track
from engine.errors import ClipDecodeError, ClipTooShortError


@pytest.mark.parametrize("rate", [22050, 32768, 44100])
def test_track_is_all_of_the_file(tmp_path, rate):
    t = np.arange(3 * rate) / rate
    tone = 0.25 * np.sin(2 * np.pi * 440 * t)
    soundfile.write(tmp_path / "a.flac", np.stack([tone, tone], axis=1), rate)
    samples, notes = load_track(tmp_path / "a.flac", sample_rate=32768)
    assert (samples.shape, samples.dtype, notes) == ((3 * 32768,), np.float32, ())
    clip = load_clip(tmp_path / "a.flac", n_samples=3 * 32768, sample_rate=32768)
    np.testing.assert_array_equal(samples, clip.samples)


def test_file_cut_short_is_noted(tmp_path):
    noise = np.random.default_rng(0).normal(0, 0.1, 6 * 32768)
    soundfile.write(tmp_path / "a.flac", noise, 32768)
    data = (tmp_path / "a.flac").read_bytes()
    (tmp_path / "a.flac").write_bytes(data[: len(data) // 2])
    samples, notes = load_track(tmp_path / "a.flac", sample_rate=32768)
    assert 2 * 32768 < len(samples) < 4 * 32768
    assert "its end may be missing" in notes[0]


def test_too_little_is_refused(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros(3000), 32768)
    with pytest.raises(ClipTooShortError, match=r"less than 0\.1 s"):
        load_track(tmp_path / "a.wav", sample_rate=32768)
    (tmp_path / "b.wav").write_bytes(b"RIFF")
    with pytest.raises(ClipDecodeError):
        load_track(tmp_path / "b.wav", sample_rate=32768)
