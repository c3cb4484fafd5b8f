"""Real music for tests: the bundled demo clips."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import soundfile

from engine.spec import FloatArray, MelSpec

CLIPS = Path(__file__).resolve().parents[1] / "assets" / "clips"
ORCHESTRA = CLIPS / "02-orchestra.flac"
TEMPLE = CLIPS / "03-temple.flac"
RAGTIME = CLIPS / "04-ragtime.flac"
TECHNO = CLIPS / "05-techno.flac"
SPEC = MelSpec()


@lru_cache(maxsize=8)
def music(path: Path, n_samples: int = 163_840) -> FloatArray:
    """Samples of a demo clip, 5 s unless told, at 32768 Hz."""
    samples, rate = soundfile.read(path, frames=n_samples, dtype="float32")
    assert rate == SPEC.sample_rate
    assert samples.shape == (n_samples,)
    samples.setflags(write=False)
    return samples


def mel_error_db(samples: FloatArray, mel_norm: FloatArray, ref_db: float) -> float:
    """Mean distance in dB between the mel of samples and a wanted mel, both floored at top_db."""
    from engine.mel.analysis import AMIN, power_to_mel, stft

    spectrum = stft(np.asarray(samples, np.float32), spec=SPEC)
    power = power_to_mel(np.abs(spectrum) ** 2, spec=SPEC)
    mel_db = np.maximum(10 * np.log10(np.maximum(power, AMIN)) - ref_db, -SPEC.top_db)
    return float(np.abs(mel_db - (mel_norm - 1) * SPEC.top_db).mean())
