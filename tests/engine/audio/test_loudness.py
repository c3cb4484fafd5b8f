"""Loudness against the standard's own numbers, and against pyloudnorm."""

from __future__ import annotations

import math
import time
import warnings

import numpy as np
import pytest

from engine.audio.loudness import gain_to_match, integrated_lufs
from tests.music import CLIPS, RAGTIME, music

RATE = 32768


def sine(hz, seconds, level, rate=RATE):
    t = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hz * t)).astype(np.float32)


@pytest.mark.parametrize("rate", [16_000, 32_768, 44_100, 48_000])
def test_the_reference_tone_of_bs_1770(rate):
    # ITU-R BS.1770-4, annex 1: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LUFS
    assert integrated_lufs(sine(997, 5, 1.0, rate), rate) == pytest.approx(-3.01, abs=0.1)


@pytest.mark.parametrize("rate", [16_000, 32_768, 48_000])
@pytest.mark.parametrize("path", sorted(CLIPS.glob("*.flac")), ids=lambda p: p.stem)
def test_music_reads_as_with_pyloudnorm(path, rate):
    import pyloudnorm

    sound = music(path)
    theirs = pyloudnorm.Meter(rate).integrated_loudness(sound.astype(np.float64))
    assert integrated_lufs(sound, rate) == pytest.approx(theirs, abs=0.01)


def test_twenty_decibels_less_read_twenty_less():
    loud, quiet = (integrated_lufs(sine(997, 5, level), RATE) for level in (1.0, 0.1))
    assert loud - quiet == pytest.approx(20, abs=0.01)


def test_the_gate_leaves_out_pauses():
    tone = sine(997, 5, 0.5)
    with_pause = np.concatenate([tone, np.zeros(10 * RATE, np.float32)])
    assert integrated_lufs(with_pause, RATE) == pytest.approx(integrated_lufs(tone, RATE), abs=0.3)


@pytest.mark.parametrize("n_samples", [1, 100, RATE // 10, 13_107, 13_108, RATE // 2])
def test_short_sounds_are_measured(n_samples):
    tone = sine(997, 1, 0.5)[:n_samples]
    lufs = integrated_lufs(tone, RATE)
    if n_samples >= 100:
        assert lufs == pytest.approx(-9.0, abs=1.0)
    else:
        assert lufs == -math.inf


@pytest.mark.parametrize("level", [0.0, 1e-7, 1e-5])
def test_silence_is_minus_infinity(level):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert integrated_lufs(sine(997, 5, level), RATE) == -math.inf
        assert integrated_lufs(np.zeros(0, np.float32), RATE) == -math.inf


def test_the_samples_are_left_alone():
    sound = music(RAGTIME)
    before = sound.copy()
    integrated_lufs(sound, RATE)
    np.testing.assert_array_equal(sound, before)


def test_it_is_quick_enough_for_every_render():
    sound = music(RAGTIME)
    integrated_lufs(sound, RATE)
    fastest = math.inf
    for _ in range(5):
        start = time.thread_time()
        integrated_lufs(sound, RATE)
        fastest = min(fastest, time.thread_time() - start)
    assert fastest < 0.02


def test_matching_brings_clips_to_one_loudness():
    for path in CLIPS.glob("*.flac"):
        sound = music(path)
        gain = gain_to_match(integrated_lufs(sound, RATE), -23.0)
        matched = integrated_lufs((gain * sound).astype(np.float32), RATE)
        assert matched == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("pair", [(-math.inf, -20.0), (-20.0, -math.inf), (math.nan, -20.0)])
def test_silence_is_not_matched(pair):
    assert gain_to_match(*pair) == 1.0


def test_long_sounds_are_measured_in_stretches_and_read_the_same(monkeypatch):
    sound = np.concatenate([music(RAGTIME), 0.1 * music(RAGTIME), music(RAGTIME)])[
        : 16 * RATE + 999
    ]
    whole = integrated_lufs(sound, RATE)
    monkeypatch.setattr("engine.audio.loudness._STRETCH_S", 3)
    assert integrated_lufs(sound, RATE) == pytest.approx(whole, abs=0.005)
