from __future__ import annotations

import pytest

from engine.audio.clip import load_clip
from engine.morph.source import prepare_source
from engine.vae.store import load_model
from tests.music import ORCHESTRA, RAGTIME
from tests.tiny_model import write_model

N_SAMPLES = 98_304


@pytest.fixture(scope="session")
def vae(tmp_path_factory):
    return load_model(write_model(tmp_path_factory.mktemp("models") / "tiny"))


@pytest.fixture(scope="session")
def pair(vae):
    """Two sources of three seconds of real music."""
    clips = (
        load_clip(path, start_s=1.0, n_samples=N_SAMPLES, sample_rate=vae.spec.sample_rate)
        for path in (RAGTIME, ORCHESTRA)
    )
    return tuple(prepare_source(clip, vae) for clip in clips)
