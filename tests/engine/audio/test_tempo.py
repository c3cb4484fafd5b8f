from __future__ import annotations

import numpy as np
import pytest

from engine.audio.tempo import find_tempo
from tests.engine.audio.rhythm import RATE, beat_times, clicks


@pytest.mark.parametrize("bpm", [72.5, 90, 120, 174])
def test_bpm_of_clicks_within_half_a_percent(bpm):
    tempo = find_tempo(clicks(bpm), RATE)
    assert tempo.bpm == pytest.approx(bpm, rel=0.005)
    assert tempo.strength > 0.6


@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_beats_are_at_the_clicks_within_8_ms(noise):
    samples = clicks(103, first_s=0.31)
    samples += noise * np.random.default_rng(1).standard_normal(len(samples)).astype(np.float32)
    tempo = find_tempo(samples, RATE)
    truth = beat_times(103, first_s=0.31)
    misses = [np.abs(truth - beat).min() for beat in tempo.beats_s]
    assert max(misses) < 0.008
    assert len(tempo.beats_s) >= len(truth) - 2


@pytest.mark.parametrize("first_loud", [0, 1, 2, 3])
def test_downbeat_is_the_accented_beat_with_the_bass(first_loud):
    tempo = find_tempo(clicks(120, first_s=0.3, first_loud=first_loud), RATE)
    beat = (tempo.downbeat_s - 0.3) / 0.5
    assert round(beat) % 4 == first_loud
    assert tempo.downbeat_strength > 0.1
    bars = np.diff(tempo.downbeats_s)
    np.testing.assert_allclose(bars, 2.0, atol=0.02)


def test_equal_beats_have_no_sure_downbeat():
    samples = clicks(120, accent=1.0)
    assert find_tempo(samples, RATE).downbeat_strength < 0.05


def test_the_sample_rate_does_not_matter():
    at_48k = clicks(100, rate=48_000)
    assert find_tempo(at_48k, 48_000).bpm == pytest.approx(100, rel=0.005)


@pytest.mark.parametrize("kind", ["silence", "drone", "chord", "one click", "short", "empty"])
def test_no_beat_is_a_result_not_an_error(kind):
    t = np.arange(10 * RATE) / RATE
    samples = {
        "silence": np.zeros(10 * RATE),
        "drone": 0.5 * np.sin(2 * np.pi * 220 * t),
        "chord": sum(0.2 * np.sin(2 * np.pi * f * t) for f in (220, 277.2, 330)),
        "one click": np.eye(1, 10 * RATE, 5 * RATE)[0],
        "short": clicks(120)[: RATE // 2],
        "empty": np.zeros(0),
    }[kind].astype(np.float32)
    tempo = find_tempo(samples, RATE)
    assert (tempo.is_found, tempo.bpm, tempo.strength) == (False, 0.0, 0.0)
    assert len(tempo.downbeats_s) == 0


def test_noise_is_not_sure():
    noise = 0.3 * np.random.default_rng(0).standard_normal(20 * RATE)
    assert find_tempo(noise.astype(np.float32), RATE).strength < 0.15
