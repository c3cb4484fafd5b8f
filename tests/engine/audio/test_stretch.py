from __future__ import annotations

import numpy as np
import pytest

from engine.audio.stretch import stretch
from tests.engine.audio.rhythm import beat_times, chord

RATE = 32_768


def sine(hz, seconds=4.0):
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)).astype(
        np.float32
    )


def spectrum_peak(samples):
    """Return the loudest frequency in Hz, and the power outside ±20 Hz of it in dB."""
    middle = samples[len(samples) // 4 : 3 * len(samples) // 4]
    power = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 19)) ** 2
    hz = np.fft.rfftfreq(1 << 19, 1 / RATE)
    peak_hz = hz[power.argmax()]
    return peak_hz, 10 * np.log10(power[np.abs(hz - peak_hz) > 20].sum() / power.sum())


@pytest.mark.parametrize("n_samples", [1, 777, 20_001])
@pytest.mark.parametrize("time_ratio", [0.5, 0.77, 1.25, 2.0])
def test_length_is_exact(n_samples, time_ratio):
    samples = np.ones(n_samples, np.float32)
    assert stretch(samples, RATE, time_ratio=time_ratio).shape == (round(n_samples * time_ratio),)
    assert stretch(samples, RATE, semitones=3).shape == (n_samples,)


def test_nothing_to_do_changes_no_bit():
    samples = sine(440)
    assert stretch(samples, RATE, time_ratio=1, semitones=0) is samples
    assert stretch(samples[:0], RATE, time_ratio=1.5).shape == (0,)


@pytest.mark.parametrize("time_ratio", [0.8, 1.25, 1.4])
def test_a_stretched_sine_stays_a_sine_at_its_pitch(time_ratio):
    hz, rest_db = spectrum_peak(stretch(sine(440), RATE, time_ratio=time_ratio))
    assert hz == pytest.approx(440, abs=0.2)
    assert rest_db < -45


@pytest.mark.parametrize("semitones", [-12, -5, 3, 7])
def test_a_transposed_sine_has_the_right_pitch_within_5_cents(semitones):
    moved = stretch(sine(440), RATE, semitones=semitones)
    hz, rest_db = spectrum_peak(moved)
    assert abs(1200 * np.log2(hz / 440) - 100 * semitones) < 5
    assert rest_db < -30


@pytest.mark.parametrize(("time_ratio", "semitones"), [(1.25, 0), (0.8, 0), (1, -2)])
def test_the_notes_of_a_low_chord_stay_in_tune_within_10_cents(time_ratio, semitones):
    notes = (48, 52, 55)
    samples = chord(notes, 3.0, rate=RATE)
    changed = stretch(samples, RATE, time_ratio=time_ratio, semitones=semitones)[:RATE]
    power = np.abs(np.fft.rfft(changed * np.hanning(RATE), 1 << 19))
    hz = np.fft.rfftfreq(1 << 19, 1 / RATE)
    for note in notes:
        wanted_hz = 440 * 2 ** ((note + semitones - 69) / 12)
        cents = 1200 * np.log2(np.maximum(hz, 1) / wanted_hz)
        near = np.abs(cents) < 120
        assert abs(cents[near][power[near].argmax()]) < 10


def test_level_is_kept():
    samples = stretch(sine(330), RATE, time_ratio=1.3, semitones=2)
    middle = samples[RATE : 3 * RATE]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.1)


@pytest.mark.parametrize("time_ratio", [0.8, 1.25])
def test_clicks_stay_sharp_and_in_time(time_ratio):
    rng = np.random.default_rng(0)
    samples = np.zeros(6 * RATE, np.float32)
    times_s = beat_times(120, seconds=6.0, first_s=0.3)
    for time_s in times_s:
        start = round(time_s * RATE)
        samples[start : start + 200] = rng.standard_normal(200) * np.exp(-np.arange(200) / 40)
    power = stretch(samples, RATE, time_ratio=time_ratio) ** 2
    for time_s in times_s * time_ratio:
        start = round(time_s * RATE)
        near = power[start - 5000 : start + 5000]
        offset_s = (np.arange(len(near)) - 5000) / RATE
        centre_s = (near * offset_s).sum() / near.sum()
        width_s = np.sqrt((near * (offset_s - centre_s) ** 2).sum() / near.sum())
        assert abs(centre_s) < 0.002
        assert width_s < 0.003


def test_the_same_input_gives_the_same_output():
    noise = np.random.default_rng(3).standard_normal(RATE).astype(np.float32)
    once, again = (stretch(noise, RATE, time_ratio=1.2, semitones=-2) for _ in range(2))
    np.testing.assert_array_equal(once, again)


@pytest.mark.parametrize("time_ratio", [0.49, 2.01, 0, -1, np.nan, np.inf])
def test_a_ratio_outside_the_limits_is_refused(time_ratio):
    with pytest.raises(ValueError, match="time_ratio"):
        stretch(sine(440), RATE, time_ratio=time_ratio)


@pytest.mark.parametrize("semitones", [-12.1, 13, np.nan])
def test_semitones_outside_the_limits_are_refused(semitones):
    with pytest.raises(ValueError, match="semitones"):
        stretch(sine(440), RATE, semitones=semitones)
