"""Files that are fine: every kind, rate and channel count, cut to the sample."""

from __future__ import annotations

import math
import re
import shutil
from functools import lru_cache

import numpy as np
import pytest
import soundfile
import soxr

from engine.audio.clip import load_clip, probe
from tests.helpers_audio import KINDS, chirp, write_m4a, write_sound
from tests.music import RAGTIME, music

RATE = 32768
LOSSLESS = {"wav", "float.wav", "flac", "aiff", "alac.m4a"}
ALL_KINDS = [*KINDS, "m4a", "alac.m4a", "mkv"]


def write(tmp_path, kind, samples, rate):
    path = tmp_path / f"sound.{kind}"
    if kind in ("m4a", "mkv"):
        return write_m4a(path, samples, rate)
    if kind == "alac.m4a":
        return write_m4a(path, samples, rate, "alac", format="ipod")
    return write_sound(path, samples, rate)


def rate_of(kind):
    return 48_000 if kind == "opus" else 44_100


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory):
    """Six seconds of stereo in the kind asked for, written once."""
    folder = tmp_path_factory.mktemp("kinds")

    @lru_cache
    def sample(kind):
        return write(folder, kind, chirp(6, rate_of(kind), 2), rate_of(kind))

    return sample


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_every_kind_gives_the_sound_that_was_written(sample_file, kind):
    rate = rate_of(kind)
    clip = load_clip(sample_file(kind), start_s=1, n_samples=RATE, sample_rate=RATE)
    whole = soxr.resample(chirp(6, rate, 2).mean(axis=1), rate, RATE)
    error = np.sqrt(np.mean((clip.samples - whole[RATE : 2 * RATE]) ** 2))
    assert error < (1e-4 if kind in LOSSLESS else 0.02)
    assert not clip.notes
    assert clip.start_s == 1
    assert clip.info.sample_rate == rate
    assert clip.info.n_channels == 2
    assert clip.info.duration_s == pytest.approx(6, abs=0.05)


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_an_excerpt_equals_a_piece_of_the_whole(sample_file, kind):
    whole = load_clip(sample_file(kind), n_samples=6 * RATE, sample_rate=RATE).samples
    for start_s in (0.0, 0.3, 2.003, 4.9):
        clip = load_clip(sample_file(kind), start_s=start_s, n_samples=RATE, sample_rate=RATE)
        first = round(start_s * RATE)
        np.testing.assert_allclose(clip.samples, whole[first : first + RATE], atol=1e-3)


@pytest.mark.parametrize(
    "rate", [4000, 8000, 11_025, 22_050, 32_768, 44_100, 48_001, 96_000, 768_000]
)
def test_an_excerpt_equals_a_piece_of_the_whole_at_any_rate(tmp_path, rate):
    sound = chirp(4, rate)
    path = write_sound(tmp_path / "a.wav", sound, rate, format="WAV", subtype="FLOAT")
    whole = soxr.resample(sound[:, 0], rate, RATE, quality="HQ") if rate != RATE else sound[:, 0]
    clip = load_clip(path, start_s=1.2345, n_samples=2 * RATE, sample_rate=RATE)
    first = round(1.2345 * RATE)
    np.testing.assert_allclose(clip.samples, whole[first : first + 2 * RATE], atol=1e-5)


@pytest.mark.parametrize("sample_rate", [16_000, 22_050, 48_000])
def test_other_rates_can_be_asked_for(sample_rate):
    clip = load_clip(RAGTIME, start_s=1, n_samples=2 * sample_rate, sample_rate=sample_rate)
    whole = soxr.resample(soundfile.read(RAGTIME, dtype="float32")[0], RATE, sample_rate)
    expected = whole[sample_rate : 3 * sample_rate]
    np.testing.assert_allclose(clip.samples, expected, atol=1e-3)
    assert clip.sample_rate == sample_rate


def test_at_the_same_rate_samples_are_untouched():
    clip = load_clip(RAGTIME, start_s=0, n_samples=163_840, sample_rate=RATE)
    np.testing.assert_array_equal(clip.samples, music(RAGTIME))
    assert not clip.samples.flags.writeable
    assert clip.samples.dtype == np.float32
    assert -30 < clip.loudness_lufs < -10


def test_an_mp3_longer_than_a_block_has_no_seams(tmp_path):
    # SoundFile.read seeks after reading, which garbles the start of an MP3's next block.
    sound = chirp(10, 44_100, 2)
    path = write_sound(tmp_path / "a.mp3", sound, 44_100)
    at_once = soundfile.read(path, dtype="float32")[0].mean(axis=1)
    clip = load_clip(path, n_samples=10 * 44_100, sample_rate=44_100)
    np.testing.assert_allclose(clip.samples, at_once[: 10 * 44_100], atol=1e-6)


def test_probe_reads_the_header(tmp_path):
    info = probe(RAGTIME)
    assert info.path == RAGTIME
    assert (info.container, info.sample_rate, info.n_channels) == ("FLAC", RATE, 1)
    assert info.duration_s == 8.0
    m4a = write(tmp_path, "m4a", chirp(2, 44_100), 44_100)
    assert probe(m4a).container == "MP4"


@pytest.mark.parametrize("n_channels", [1, 2, 3, 8, 64])
def test_channels_are_averaged(tmp_path, n_channels):
    sound = chirp(1.5, 8000, n_channels)
    path = write_sound(tmp_path / "a.wav", sound, 8000, format="WAV", subtype="FLOAT")
    clip = load_clip(path, n_samples=8000, sample_rate=8000)
    np.testing.assert_allclose(clip.samples, sound[:8000].mean(axis=1), atol=1e-6)
    assert bool(clip.notes) == (n_channels > 2)
    assert all(f"{n_channels} channels" in note for note in clip.notes)


@pytest.mark.parametrize(
    "name", ["ein Lied 日本 🎵.flac", "no suffix", "wrong.mp3", "x.raw", "x.txt"]
)
def test_content_counts_and_names_do_not(tmp_path, name):
    path = tmp_path / name
    shutil.copy(RAGTIME, path)
    assert load_clip(path, n_samples=1000, sample_rate=RATE).info.path == path


def test_a_link_is_followed(tmp_path):
    link = tmp_path / "link.flac"
    link.symlink_to(RAGTIME)
    assert load_clip(link, n_samples=1000, sample_rate=RATE).samples.any()


# ---- shorter than asked for ----


def test_a_short_file_is_padded_with_a_note(tmp_path):
    sound = chirp(2, RATE)
    path = write_sound(tmp_path / "a.float.wav", sound, RATE)
    clip = load_clip(path, n_samples=5 * RATE, sample_rate=RATE)
    np.testing.assert_array_equal(clip.samples[: 2 * RATE], sound[:, 0])
    assert not clip.samples[2 * RATE :].any()
    assert len(clip.samples) == 5 * RATE
    (note,) = clip.notes
    assert "3.00 s of silence" in note


@pytest.mark.parametrize("kind", ["flac", "mp3", "ogg", "m4a", "mkv"])
@pytest.mark.parametrize("start_s", [5.5, 6.0, 100.0, 1e9])
def test_a_start_too_late_is_moved_back_with_a_note(sample_file, kind, start_s):
    clip = load_clip(sample_file(kind), start_s=start_s, n_samples=RATE, sample_rate=RATE)
    assert clip.start_s == pytest.approx(5, abs=0.05)
    (note,) = clip.notes
    assert float(re.findall(r"[\d.]+", note)[0]) == pytest.approx(clip.start_s, abs=0.01)
    assert np.abs(clip.samples[:-3000]).max() > 0.3


def test_a_start_in_a_file_shorter_than_the_excerpt_is_moved_to_zero(tmp_path):
    path = write_sound(tmp_path / "a.wav", chirp(2, 44_100), 44_100)
    clip = load_clip(path, start_s=1, n_samples=3 * RATE, sample_rate=RATE)
    assert clip.start_s == 0
    assert len(clip.notes) == 2


@pytest.mark.parametrize("start_s", [-3.0, math.nan, math.inf, -0.0])
def test_a_start_that_makes_no_sense_is_zero(start_s):
    clip = load_clip(RAGTIME, start_s=start_s, n_samples=1000, sample_rate=RATE)
    assert clip.start_s == 0
    np.testing.assert_array_equal(clip.samples, music(RAGTIME)[:1000])


def test_silence_has_no_loudness(tmp_path):
    path = write_sound(tmp_path / "a.wav", np.zeros((8000, 1), np.float32), 8000)
    clip = load_clip(path, n_samples=8000, sample_rate=8000)
    assert clip.loudness_lufs == -math.inf
    assert not clip.notes
