"""The process that matches clips, for real: what comes back, and what happens when it ends."""

import dataclasses
import threading
from pathlib import Path

import pytest

from engine.audio.clip import load_clip
from engine.errors import MorphError
from export.demo import DEMO_PAIR
from gui.clips.align_process import AlignJob, AlignProcess
from tests.gui import answers
from tests.gui.fake_engine import make_clip

JOB = AlignJob(make_clip(Path("a.wav")), make_clip(Path("b.wav")), frozenset({"tempo"}))


@pytest.fixture
def start():
    processes = []

    def make(*answer):
        process = AlignProcess(*answer)
        processes.append(process)
        process.start()
        return process

    yield make
    for process in processes:
        process.kill()


def refusal(process, job=JOB):
    with pytest.raises(MorphError) as caught:
        process.run(job)
    return caught.value


def test_the_demo_pair_is_matched(start):
    clips = [load_clip(path, start_s=2, n_samples=44100, sample_rate=22050) for path in DEMO_PAIR]
    aligned = start().run(AlignJob(*clips, frozenset({"key"})))
    assert aligned.clip.info == clips[1].info
    assert aligned.clip.samples.shape == clips[1].samples.shape
    assert not aligned.clip.samples.flags.writeable
    assert [s[:3] for s in aligned.plan.sentences][:1] == ["A: "]
    assert "BPM" not in aligned.plan.sentences[0]


def test_errors_keep_their_sentence_and_the_process_goes_on_without_qt(start):
    process = start(answers.refuse_or_fail)
    pid = process._process.pid
    error = refusal(process)
    assert error.user_message == "“a.wav” is not sound; choose another file."
    assert str(error) == "without Qt"
    error = refusal(process, dataclasses.replace(JOB, matches=frozenset({"key"})))
    assert "could not be compared" in error.user_message
    assert "ValueError: a bug" in str(error)
    process.start()
    assert process._process.pid == pid


def test_a_process_that_dies_is_told_of_and_started_again(start):
    process = start(answers.end)
    pid = process._process.pid
    assert "align process" in str(refusal(process))
    process._process.join(5)
    process.start()
    assert process._process.pid != pid


def test_killing_it_frees_who_waits(start):
    process = start(answers.sleep)
    errors = []
    waiting = threading.Thread(target=lambda: errors.append(refusal(process)))
    waiting.start()
    process.kill()
    waiting.join(5)
    assert not waiting.is_alive()
    assert len(errors) == 1
