"""Loudness targets, measured by pyloudnorm; peaks between the samples, too."""

import json
import math

import numpy as np
import pyloudnorm
import pytest
import soundfile
import soxr

from export import level
from export.level import CEILING_DB, MAX_LIMITED_DB, loudness_of, set_loudness, true_peak
from export.sound import SoundOptions, at_rate, export_sound

RATE = 44_100
CEILING = 10 ** (CEILING_DB / 20)


def music(rng, seconds=4, n_channels=2, crest=1.0):
    """Dark noise that swells, with a few peaks ``crest`` times as high as it."""
    n = seconds * RATE
    white = rng.standard_normal((n_channels, n + 7))
    samples = sum(white[:, i : i + n] for i in range(8)) / 8**0.5
    samples = np.clip(samples, -2, 2)
    samples *= 0.05 * (0.6 + 0.4 * np.sin(np.arange(n) / RATE * 7))
    samples[:, 5000::11_003] = 0.1 * crest
    return samples.astype(np.float32)


def heard_lufs(samples, rate=RATE):
    return pyloudnorm.Meter(rate).integrated_loudness(np.atleast_2d(samples).T.astype(np.float64))


def heard_peak(samples):
    between = soxr.resample(np.atleast_2d(samples).T.astype(np.float64), 1, 8, "VHQ")
    return float(np.abs(between).max())


@pytest.mark.parametrize("n_channels", [1, 2])
def test_loudness_is_what_pyloudnorm_measures(rng, n_channels):
    samples = music(rng, n_channels=n_channels)
    assert loudness_of(samples, RATE) == pytest.approx(heard_lufs(samples), abs=0.05)
    assert loudness_of(np.zeros_like(samples), RATE) == -math.inf


def test_peaks_between_samples_are_found():
    quarter = np.sin(2 * np.pi * 0.25 * np.arange(5000) + np.pi / 4)[None].astype(np.float32)
    assert np.abs(quarter).max() == pytest.approx(math.sqrt(0.5), abs=1e-4)
    assert true_peak(quarter) == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("target", [-14.0, -16.0, -23.0])
def test_targets_are_reached_without_clipping(rng, target):
    samples = music(rng)
    done = set_loudness(samples, RATE, target)
    assert done.is_reached
    assert heard_lufs(samples) == pytest.approx(target, abs=0.15)
    assert heard_peak(samples) <= CEILING * 1.01
    assert done.after_lufs == pytest.approx(heard_lufs(samples), abs=0.1)


def test_peaks_in_the_way_are_turned_down(rng):
    samples = music(rng, crest=5)
    room_db = -20 * math.log10(heard_peak(samples)) + CEILING_DB
    target = heard_lufs(samples) + room_db + 2
    done = set_loudness(samples, RATE, target)
    assert done.is_reached
    assert 1.5 < done.limited_db <= MAX_LIMITED_DB
    assert heard_peak(samples) <= CEILING * 1.01


def test_a_sound_with_too_high_peaks_stays_quieter(rng):
    samples = music(rng, crest=40)
    before = samples.copy()
    done = set_loudness(samples, RATE, -10.0)
    assert not done.is_reached
    assert done.after_lufs < -12
    assert done.limited_db == pytest.approx(MAX_LIMITED_DB, abs=0.05)
    assert heard_peak(samples) <= CEILING * 1.01
    away = np.abs(before).max(axis=0) > 0.01
    for at in range(5000, samples.shape[1], 11_003):
        away[at - 700 : at + 700] = False
    ratio = samples[:, away] / before[:, away]
    assert np.ptp(ratio) < 0.01 * np.median(ratio), "only peaks are limited"


def test_peaks_between_samples_are_kept_down_too():
    quarter = 0.5 * np.sin(2 * np.pi * 0.25 * np.arange(2 * RATE) + np.pi / 4)
    samples = quarter[None].astype(np.float32)
    set_loudness(samples, RATE, 5.0)
    inside = samples[:, 1000:-1000]
    assert heard_peak(inside) == pytest.approx(CEILING, abs=0.03)


def test_silence_stays_silence():
    samples = np.zeros((1, RATE), np.float32)
    done = set_loudness(samples, RATE, -14.0)
    assert done.before_lufs == done.after_lufs == -math.inf
    assert not samples.any()


def test_blocks_leave_no_seams(rng, monkeypatch):
    samples = music(rng, crest=8)
    whole = samples.copy()
    set_loudness(whole, RATE, -12.0)
    monkeypatch.setattr(level, "BLOCK", 7001)
    set_loudness(samples, RATE, -12.0)
    assert np.abs(samples - whole).max() < 2e-4


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg"])
def test_a_file_has_the_rate_and_the_loudness(tmp_path, rng, suffix):
    path = tmp_path / f"x{suffix}"
    samples = music(rng)
    before = samples.copy()
    said = export_sound(
        path, samples, RATE, SoundOptions("PCM_16", 48_000, -16.0), sidecar={"a": 1}
    )
    assert np.array_equal(samples, before)
    read, rate = soundfile.read(path, dtype="float32")
    assert (rate, len(read)) == (48_000, 4 * 48_000)
    # Vorbis leaves out what nobody hears, but the meter does: 0.3 LU of noise.
    assert heard_lufs(read.T, 48_000) == pytest.approx(-16, abs=0.5 if suffix == ".ogg" else 0.1)
    assert np.abs(read).max() < 1
    assert said[0].startswith("Turned ")
    assert said[0].endswith("to -16.0 LUFS.")
    record = json.loads(path.with_name(path.name + ".json").read_text())
    assert record["loudness"]["after_lufs"] == pytest.approx(-16, abs=0.1)
    assert len(list(tmp_path.iterdir())) == 2


def test_sentences_tell_what_was_not_reached(tmp_path, rng):
    loud = music(rng, crest=40)
    said = export_sound(tmp_path / "x.wav", loud, RATE, SoundOptions(target_lufs=-10.0), sidecar={})
    assert "for -10 LUFS its peaks would pass -1 dB." in said[0]
    silence = np.zeros(RATE, np.float32)
    options = SoundOptions(target_lufs=-14.0, has_sidecar=False)
    said = export_sound(tmp_path / "y.wav", silence, RATE, options, sidecar={})
    assert said == ("It is silent, so its loudness was left alone.",)
    assert not (tmp_path / "y.wav.json").exists()
    said = export_sound(tmp_path / "z.wav", 20 * loud, RATE, SoundOptions(), sidecar={})
    assert said[0].startswith("It would have clipped and was turned down by ")


@pytest.mark.parametrize("rate", [16_000, 32_768, 44_100, 48_000])
def test_another_rate_is_the_same_sound(rate):
    old = 32_768
    seconds = np.arange(2 * old + 1) / old
    tone = (0.5 * np.sin(2 * np.pi * 440 * seconds))[None].astype(np.float32)
    tone[0, 5] = np.nan
    new = np.concatenate([*at_rate(tone, old, rate)], axis=1)
    assert new.shape == (1, math.ceil((2 * old + 1) * rate / old))
    wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(new.shape[1]) / rate)
    inside = slice(rate // 10, -rate // 10)
    assert np.abs(new[0] - wanted)[inside].max() < 1e-3
    if rate == old:
        assert new[0, 5] == 0
        assert np.array_equal(new[0, 6:], tone[0, 6:])
