"""Two clips of one's own: music, and over it a pitch that tells which, and where in it one is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
import soxr

MUSIC = Path(__file__).parents[2] / "assets" / "clips"
DURATION_S = 12.0
A_HZ, A_LATER_HZ, B_HZ = 440.0, 550.0, 880.0
"""A rises in the middle of the file."""


def write_clips(folder: Path) -> tuple[Path, Path]:
    """Write A, stereo WAV, and B, mono FLAC at another rate; return their paths."""
    a, b = folder / "Café one.wav", folder / "two.flac"
    early, late = (tone(hz, 44100, "04-ragtime") for hz in (A_HZ, A_LATER_HZ))
    half = len(early) // 2
    samples = np.concatenate([early[:half], late[half:]])
    soundfile.write(a, np.stack([samples, 0.8 * samples], axis=1), 44100)
    soundfile.write(b, tone(B_HZ, 48000, "03-temple"), 48000)
    return a, b


def a_hz(start_s: float) -> float:
    """Return A's pitch in a passage that begins at this second and is short."""
    return A_HZ if start_s < DURATION_S / 2 - 1 else A_LATER_HZ


def tone(hz: float, rate: int, name: str) -> np.ndarray:
    """Return a tone that pulses four times a second, over a softer demo clip, repeated."""
    t = np.arange(round(DURATION_S * rate)) / rate
    pulse = 0.6 + 0.4 * np.cos(2 * np.pi * 4 * t)
    voice = np.sin(2 * np.pi * hz * t) + 0.3 * np.sin(4 * np.pi * hz * t)
    samples, own_rate = soundfile.read(MUSIC / f"{name}.flac")
    music = np.resize(soxr.resample(samples, own_rate, rate), len(t))
    return 0.25 * pulse * voice + 0.4 * music
