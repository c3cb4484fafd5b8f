"""Small music for the tests of the corpus."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from training.corpus.sources import Music, folder_music

RATE = 32768
CLIP = 163_840
SIZE: dict[str, Any] = {"n_mels": 512, "hop_length": 4096}
"""Of mels that take little time: with 512 bands, whose filters are at hand."""


def noise(seed: int, n_clips: int = 1) -> np.ndarray:
    """Noise with a colour of its own, whole clips long."""
    rng = np.random.default_rng(seed)
    white = rng.normal(0, 0.1, n_clips * CLIP)
    return np.convolve(white, rng.random(5), "same").astype(np.float32)


def write(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate)
    return path


def found_in(folder: Path) -> list[Music]:
    """A folder's music, all of which can be looked at."""
    found, unreadable = folder_music(folder)
    assert not unreadable
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, to the byte."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def die(task: int) -> int:
    """Work that takes its process with it, as a decoder does that crashes."""
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task * task
