"""A few seconds of real music, prepared once for every training test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import soundfile
import torch

from training.config import TrainConfig
from training.corpus.index import Track
from training.prepare import prepare

CLIPS = Path(__file__).parents[2] / "assets" / "clips"
DEMOS = {
    # Their numbers in the corpus index, and the part each plays in these tests.
    "02-orchestra": ("0463", "train"),
    "04-ragtime": ("0583", "train"),
    "03-temple": ("0566", "test_pkg"),
    "05-techno": ("0717", "valid_pkg"),
}


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tracks() -> list[Track]:
    """The bundled demo clips as if they were tracks of the corpus."""
    return [
        Track(
            track_id=track_id,
            package=f"package-{name}",
            path=f"usr/share/{name}.flac",
            seconds=soundfile.info(CLIPS / f"{name}.flac").duration,
            style="orchestral" if split == "train" else "electronic",
            split=split,
            licence="CC0-1.0",
            credit="someone",
            gain_db=0.0,
            trim_s=0.0,
            source_md5="",
            flac=f"flac/package-{name}/{track_id}.flac",
        )
        for name, (track_id, split) in DEMOS.items()
    ]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory, tracks: list[Track]) -> Path:
    """A data folder whose corpus is the demo clips, prepared."""
    folder = tmp_path_factory.mktemp("data")
    for track in tracks:
        target = folder / "corpus" / track.flac
        target.parent.mkdir(parents=True)
        shutil.copy(CLIPS / Path(track.path).name, target)
    n_clips, failed = prepare(folder, jobs=1, tracks=tracks)
    assert (n_clips, failed) == (len(tracks), [])
    return folder


@pytest.fixture
def config() -> TrainConfig:
    """A network small enough to train for a few steps in a test."""
    return TrainConfig.from_dict(
        {
            "name": "tiny",
            "version": "0.0.1",
            "architecture": "segue-conv",
            "batch_size": 2,
            "crop_frames": 32,
            "valid_clips": 1,
            "start_clips": 2,
            "model": {
                "fine_width": 8,
                "coarse_width": 16,
                "encoder_coarse": 1,
                "decoder_coarse": 1,
            },
            "loss": {"l1": 1.0, "rmse": 0.5, "ssim": 0.1, "kl": 0.001},
        }
    )
