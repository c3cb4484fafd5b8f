from __future__ import annotations

import numpy as np
import pytest

from engine.audio.key import Key, find_key, semitones_between
from tests.engine.audio.rhythm import RATE, cadence, chord


@pytest.mark.parametrize(
    ("tonic", "mode", "name"),
    [
        (0, "major", "C major"),
        (3, "major", "E♭ major"),
        (6, "major", "F♯ major"),
        (11, "major", "B major"),
        (9, "minor", "A minor"),
        (1, "minor", "C♯ minor"),
        (5, "minor", "F minor"),
    ],
)
def test_key_of_a_cadence(tonic, mode, name):
    key = find_key(cadence(tonic, mode), RATE)
    assert key.name == name
    assert key.strength > 0.4


def test_key_of_a_scale_at_another_rate():
    d_major = [50, 52, 54, 55, 57, 59, 61, 62]
    samples = np.concatenate([chord([note], 0.5, rate=44_100) for note in d_major])
    assert find_key(samples, 44_100).name == "D major"


def test_silence_noise_and_short_sounds_have_no_key():
    noise = 0.3 * np.random.default_rng(0).standard_normal(10 * RATE)
    assert find_key(noise.astype(np.float32), RATE).strength < 0.05
    for samples in (np.zeros(RATE), np.zeros(0), cadence(0, "major")[: RATE // 4]):
        assert find_key(samples.astype(np.float32), RATE).strength == 0


def test_drums_have_no_clear_key():
    rng = np.random.default_rng(2)
    hit = rng.standard_normal(2000) * np.exp(-np.arange(2000) / 300)
    drums = np.tile(np.concatenate([hit, np.zeros(9025)]), 20).astype(np.float32)
    assert find_key(drums, RATE).strength < 0.2


@pytest.mark.parametrize(
    ("a", "b", "semitones"),
    [
        ((0, "major"), (0, "major"), 0),
        ((0, "major"), (9, "minor"), 0),  # relative
        ((9, "minor"), (0, "major"), 0),
        ((2, "major"), (0, "major"), 2),
        ((0, "major"), (2, "major"), -2),
        ((0, "major"), (11, "major"), 1),
        ((11, "major"), (0, "major"), -1),
        ((0, "minor"), (0, "major"), 3),  # C minor has E♭ major's notes
        ((6, "major"), (0, "major"), 6),
        ((0, "major"), (6, "major"), 6),
        ((0, "major"), (5, "major"), -5),
    ],
)
def test_semitones_between(a, b, semitones):
    assert semitones_between(Key(*a, 1.0), Key(*b, 1.0)) == semitones


def test_transposing_by_semitones_between_gives_the_same_notes():
    keys = [Key(tonic, mode, 1.0) for tonic in range(12) for mode in ("major", "minor")]
    for a in keys:
        for b in keys:
            moved = semitones_between(a, b)
            assert -5 <= moved <= 6
            assert Key((b.tonic + moved) % 12, b.mode, 1.0).signature == a.signature
