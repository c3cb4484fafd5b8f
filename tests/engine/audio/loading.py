"""Loading with checks that every clip must pass."""

from __future__ import annotations

import numpy as np

from engine.audio.clip import load_clip
from tests.helpers_audio import chirp, write_sound

RATE = 32768


def load(path, start_s=0.0, seconds=1.0):
    n_samples = round(seconds * RATE)
    clip = load_clip(path, start_s=start_s, n_samples=n_samples, sample_rate=RATE)
    assert clip.samples.shape == (n_samples,)
    assert np.isfinite(clip.samples).all()
    assert np.abs(clip.samples).max() <= 8
    return clip


def write(tmp_path, kind, duration_s=4.0, rate=48_000):
    return write_sound(tmp_path / f"sound.{kind}", chirp(duration_s, rate), rate)
