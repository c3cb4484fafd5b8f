"""Click tracks and chords whose tempo and key are known."""

from __future__ import annotations

import numpy as np

RATE = 22_050
MAJOR = (0, 4, 7)
MINOR = (0, 3, 7)


def beat_times(bpm, *, seconds=15.0, first_s=0.3):
    return np.arange(first_s, seconds - 0.15, 60 / bpm)


def clicks(bpm, *, seconds=15.0, first_s=0.3, first_loud=0, accent=2.0, rate=RATE):
    """Return clicks, every fourth louder and, if so, lower: a bass drum on the one."""
    samples = np.zeros(round(seconds * rate), np.float32)
    t = np.arange(rate // 10) / rate
    for index, beat_s in enumerate(beat_times(bpm, seconds=seconds, first_s=first_s)):
        is_loud = accent != 1 and index % 4 == first_loud
        sound = np.sin(2 * np.pi * (80 if is_loud else 1000) * t) * np.exp(-t * 50)
        start = round(beat_s * rate)
        samples[start : start + len(t)] += 0.3 * (accent if is_loud else 1.0) * sound
    return samples


def chord(notes, seconds, *, rate=RATE):
    """Return MIDI notes with overtones, struck and dying away."""
    t = np.arange(round(seconds * rate)) / rate
    samples = np.zeros(len(t))
    for note in notes:
        hz = 440 * 2 ** ((note - 69) / 12)
        samples += sum(np.sin(2 * np.pi * hz * k * t) / k**1.3 for k in range(1, 6))
    return (0.05 * samples * np.exp(-1.5 * t)).astype(np.float32)


def cadence(tonic, mode, *, seconds=8.0, rate=RATE):
    """Return I-IV-V-I twice, in minor with the major V: a key that is beyond doubt."""
    third = MAJOR if mode == "major" else MINOR
    degrees = [(0, third), (5, third), (7, MAJOR), (0, third)] * 2
    notes = [[48 + tonic + root + step for step in steps] for root, steps in degrees]
    return np.concatenate([chord(each, seconds / 8, rate=rate) for each in notes])
