"""Rounds of opening, morphing and closing leave nothing behind."""

import gc
import os
from pathlib import Path

import pytest

from benchmarks.leak import count, play_round
from gui.task_runner import Task

CLIPS = [Path(f"clip-{i}.wav") for i in range(4)]
N_WARM, N_ROUNDS = 6, 20


def count_tasks():
    return sum(issubclass(type(thing), Task) for thing in gc.get_objects())


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="counts what /proc lists")
def test_twenty_rounds_leave_nothing_behind(make_window, backend):
    window = make_window(backend)
    for i in range(N_WARM):
        play_round(window, i, CLIPS)
    before, n_tasks = count(), count_tasks()
    for i in range(N_WARM, N_ROUNDS):
        play_round(window, i, CLIPS)
    after = count()
    for kind in ("qobjects", "widgets", "python_threads", "files"):
        assert after[kind] == before[kind], kind
    # Of the tasks, the last ones may still be on their way out.
    assert count_tasks() - n_tasks <= 8
    # Qt's pool may end an idle thread and start it again.
    assert abs(after["threads"] - before["threads"]) <= 3
