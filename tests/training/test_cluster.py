from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.training.music import SIZE, contents, die, found_in, noise, write
from training.corpus.pool import run_tasks
from training.errors import TrainingError
from training.prepare import mels_folder, prepare

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A cluster of two worker processes on this machine."""
    settings = {"distributed.scheduler.allowed-failures": 1}
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=50,
        ) as cluster,
    ):
        yield cluster.scheduler_address


def test_cluster_makes_the_same_files(tmp_path: Path, scheduler: str) -> None:
    music = tmp_path / "music"
    for i in range(6):
        write(music / f"{i}.wav", noise(i, 1 + i % 2))
    write(music / "again.wav", noise(0))
    (music / "bad.ogg").write_bytes(b"OggS and then nothing")
    found = found_in(music)
    here = prepare(tmp_path / "here", music=found, jobs=1, **SIZE)
    there = prepare(tmp_path / "there", music=found, scheduler=scheduler, **SIZE)
    assert here == there
    assert (here[0], len(here[1])) == (9, 1)
    folders = [mels_folder(tmp_path / name, **SIZE) for name in ("here", "there")]
    assert contents(folders[0]) == contents(folders[1])
    assert prepare(tmp_path / "there", music=found, scheduler=scheduler, **SIZE)[0] == 0


def test_worker_that_dies_costs_one_track(scheduler: str) -> None:
    outcomes = list(run_tasks(die, range(6), jobs=1, scheduler=scheduler))
    assert [task for task, _ in outcomes] == list(range(6))
    assert isinstance(outcomes[3][1], TrainingError)
    assert [out for task, out in outcomes if task != 3] == [0, 1, 4, 16, 25]
