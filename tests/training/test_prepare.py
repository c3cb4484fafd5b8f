from __future__ import annotations

import csv
import dataclasses
import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.mel.analysis import analyse
from engine.spec import MelSpec
from tests.training.conftest import CLIPS
from tests.training.music import CLIP, SIZE, contents, die, noise, write
from training import prepare as prepare_module
from training.command import main
from training.corpus import clips as clips_module
from training.corpus.clips import Task, clips_of
from training.corpus.index import Track
from training.corpus.manifest import clip_spec
from training.corpus.pool import run_tasks
from training.corpus.sources import folder_music, split_of
from training.data import ClipSet
from training.errors import TrainingError
from training.prepare import mels_folder, prepare, read_manifest


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder of music: two styles, one loop, one damaged file, one file that is no music."""
    folder = tmp_path / "music"
    write(folder / "jazz" / "Trio" / "one.wav", noise(1, 2))
    write(folder / "jazz" / "two.flac", np.tile(noise(2), 3))
    write(folder / "folk" / "three.ogg", noise(3))
    write(folder / "four.wav", np.stack([noise(4), noise(4)], axis=1), 32768)
    (folder / "folk" / "bad.mp3").write_bytes(b"ID3 and then nothing")
    (folder / "folk" / "cover.jpg").write_bytes(b"a picture")
    return folder


def test_prepared_clip_is_what_the_program_analyses(data: Path) -> None:
    spec = MelSpec()
    samples, _ = soundfile.read(CLIPS / "02-orchestra.flac", dtype="float32")
    expected, _ = analyse(samples[: spec.n_samples(640)], spec=spec)
    stored = ClipSet(data, ["train"]).mel(0)
    assert stored.shape == (512, 640)
    assert np.abs(stored / np.float32(255) - expected).max() <= 0.5 / 255 + 1e-6


def test_silent_excerpts_are_left_out() -> None:
    spec = MelSpec()
    n = spec.n_samples(640)
    samples = np.zeros(3 * n, np.float32)
    samples[n : 2 * n] = np.random.default_rng(0).normal(0, 0.1, n)
    assert [start for start, _ in clips_of(samples, spec=spec)] == [5.0]


@pytest.mark.parametrize(
    ("n_samples", "n_clips"), [(0, 0), (CLIP - 1, 0), (CLIP, 1), (CLIP + 1, 1), (2 * CLIP, 2)]
)
def test_clips_are_whole(n_samples: int, n_clips: int) -> None:
    spec, n_frames = clip_spec(**SIZE)
    found = list(clips_of(noise(0, 3)[:n_samples], spec=spec, n_frames=n_frames))
    assert [mel.shape for _, mel in found] == [(512, 40)] * n_clips


def test_manifest_has_every_track_once_and_prepare_resumes(data: Path, tracks: list[Track]) -> None:
    assert {t.track_id: t.split for t in read_manifest(data)} == {
        t.track_id: t.split for t in tracks
    }
    assert prepare(data, jobs=1, tracks=tracks) == (0, [])


def test_line_cut_short_is_prepared_again(tmp_path: Path, music: Path) -> None:
    todo = [one for one in folder_music(music) if "bad" not in one.path.name]
    prepare(tmp_path, music=todo, **SIZE)
    folder = mels_folder(tmp_path, **SIZE)
    before = contents(folder)
    manifest = folder / "manifest.csv"
    manifest.write_bytes(manifest.read_bytes().rstrip()[:-2])
    assert len(read_manifest(tmp_path, **SIZE)) == len(todo) - 1
    assert prepare(tmp_path, music=todo, **SIZE)[1] == []
    with manifest.open(newline="") as file:
        whole = [row for row in csv.reader(file) if row[-1].endswith(";")]
    assert len(whole) == len(todo)
    assert contents(folder).keys() == before.keys()
    assert len(read_manifest(tmp_path, **SIZE)) == len(todo)


@pytest.mark.parametrize("damage", ["foreign", "cut", "rate"])
def test_bad_track_is_listed_and_stops_nothing(
    tmp_path: Path, tracks: list[Track], damage: str
) -> None:
    good, bad = tracks[0], dataclasses.replace(tracks[1], flac="flac/bad.flac")
    target = tmp_path / "corpus" / bad.flac
    write(tmp_path / "corpus" / good.flac, noise(0))
    write(target, noise(1), 22050 if damage == "rate" else 32768)
    if damage == "foreign":
        target.write_bytes(b"not music")
    elif damage == "cut":
        target.write_bytes(target.read_bytes()[:150_000])
    n_clips, failed = prepare(tmp_path, jobs=1, tracks=[bad, good], **SIZE)
    assert n_clips == 1
    (line,) = failed
    assert line.startswith(f"{bad.package}/{bad.track_id}: {target}")
    assert line.endswith("delete it and fetch again.")


def test_any_folder_of_music(tmp_path: Path, music: Path) -> None:
    found = folder_music(music)
    n_clips, failed = prepare(tmp_path, music=found, **SIZE)
    assert n_clips == 2 + 1 + 1 + 1  # the loop counts once
    assert [("bad.mp3" in line) for line in failed] == [True]
    made = {t.track_id: t for t in read_manifest(tmp_path, **SIZE)}
    rows = {one.path.name: made.get(one.track_id) for one in found}
    assert (rows["one.wav"].style, rows["one.wav"].package) == ("jazz", "jazz-trio")
    assert (rows["four.wav"].style, rows["four.wav"].package) == ("folder", "folder")
    assert rows["one.wav"].starts_s == (0.0, 5.0)
    assert rows["two.flac"].starts_s == (0.0,)
    for track in made.values():
        mels = np.load(mels_folder(tmp_path, **SIZE) / track.file)
        assert mels.shape == (len(track.starts_s), 512, 40)
    # Further music joins; what failed is tried again and listed again.
    write(music / "new.wav", noise(9))
    n_clips, failed = prepare(tmp_path, music=folder_music(music), **SIZE)
    assert (n_clips, len(failed)) == (1, 1)


def test_split_of_a_file_never_changes(tmp_path: Path) -> None:
    for i in range(300):
        (tmp_path / f"{i}.wav").write_bytes(b"")
    before = {one.path: one.split for one in folder_music(tmp_path)}
    for i in range(0, 300, 2):
        (tmp_path / f"{i}.wav").unlink()
    after = {one.path: one.split for one in folder_music(tmp_path)}
    assert all(before[path] == split for path, split in after.items())
    shares = [list(before.values()).count(s) / 300 for s in ("train", "valid_track", "test_track")]
    assert shares == pytest.approx([0.9, 0.05, 0.05], abs=0.05)
    assert [split_of(x) for x in (0, 0.899, 0.9, 0.949, 0.95, 0.999)] == [
        *("train", "train", "valid_track", "valid_track", "test_track", "test_track")
    ]


def test_same_music_twice_is_kept_once_and_never_in_two_splits(tmp_path: Path) -> None:
    folder = tmp_path / "music"
    for name, samples in {
        "a": noise(1, 2),
        "b": noise(1, 2),  # a again
        "c": np.concatenate([noise(2), noise(1, 2)[:CLIP]]),  # begins with something new
        "d": np.concatenate([noise(3), noise(1, 2)[:CLIP]]),
    }.items():
        write(folder / f"{name}.wav", samples)
    splits = {"a": "train", "b": "test_track", "c": "valid_track", "d": "train"}
    music = [dataclasses.replace(m, split=splits[m.path.stem]) for m in folder_music(folder)]
    told: list[str] = []
    n_clips, failed = prepare(tmp_path, music=music, tell=told.append, **SIZE)
    assert (n_clips, failed) == (2 + 2, [])  # a and d, which are in one split
    by_id = {m.track_id: m.path.stem for m in music}
    kept = {by_id[t.track_id]: t.starts_s for t in read_manifest(tmp_path, **SIZE)}
    assert kept == {"a": (0.0, 5.0), "b": (), "c": (), "d": (0.0, 5.0)}
    assert ["b.wav is left out: it is the same music" in told[0], "c.wav" in told[1]] == [True] * 2
    assert "in the split train" in told[1]
    assert len(list(mels_folder(tmp_path, **SIZE).rglob("*.npy"))) == 2
    # Neither forgotten by the next run, nor by one whose hashes are lost.
    write(folder / "e.wav", noise(1, 2))
    later = [m for m in folder_music(folder) if m.path.stem == "e"]
    later = [dataclasses.replace(m, split="test_track") for m in later]
    (mels_folder(tmp_path, **SIZE) / "digests.txt").unlink()
    assert prepare(tmp_path, music=later, tell=told.append, **SIZE) == (0, [])
    assert "e.wav is left out" in told[2]


def test_processes_make_the_same_files(tmp_path: Path, music: Path) -> None:
    found = folder_music(music)
    one = prepare(tmp_path / "one", music=found, jobs=1, **SIZE)
    two = prepare(tmp_path / "two", music=found, jobs=2, **SIZE)
    assert one == two
    folders = [mels_folder(tmp_path / name, **SIZE) for name in ("one", "two")]
    assert contents(folders[0]) == contents(folders[1])


def test_process_that_dies_costs_one_track() -> None:
    outcomes = list(run_tasks(die, range(8), jobs=2))
    assert [task for task, _ in outcomes] == list(range(8))
    assert isinstance(outcomes[3][1], TrainingError)
    assert [out for task, out in outcomes if task != 3] == [0, 1, 4, 16, 25, 36, 49]


def test_full_disk_stops_and_the_same_call_goes_on(
    tmp_path: Path, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [one for one in folder_music(music) if "bad" not in one.path.name]
    real, calls = clips_module.os.replace, []

    def full(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device", str(source))
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(clips_module.os, "replace", full)
        with pytest.raises(OSError, match="No space left"):
            prepare(tmp_path, music=found, **SIZE)
    folder = mels_folder(tmp_path, **SIZE)
    assert len(read_manifest(tmp_path, **SIZE)) == 2
    assert not list(folder.rglob("*.part"))
    prepare(tmp_path, music=found, **SIZE)
    prepare(tmp_path / "at-once", music=found, **SIZE)
    assert contents(folder) == contents(mels_folder(tmp_path / "at-once", **SIZE))


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_leaves_whole_files_and_the_same_command_goes_on(tmp_path: Path) -> None:
    music = tmp_path / "music"
    for i in range(12):
        write(music / f"{i:02d}.wav", noise(i, 2))
    argv = ["--data", str(tmp_path / "data"), "--source", "folder", "--music", str(music)]
    command = [sys.executable, "-m", "training.prepare", *argv, "--jobs", "2"]
    process = subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, text=True
    )
    while not read_manifest(tmp_path / "data") and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "the same command goes on" in said
    assert "Traceback" not in said
    done = read_manifest(tmp_path / "data")
    assert 0 < len(done) < 12
    assert not list((tmp_path / "data").rglob("*.part"))
    assert main("prepare", [*argv, "--jobs", "1"]) == 0
    assert len(read_manifest(tmp_path / "data")) == 12
    at_once = ["--data", str(tmp_path / "at-once"), *argv[2:], "--jobs", "1"]
    assert main("prepare", at_once) == 0
    assert contents(tmp_path / "data") == contents(tmp_path / "at-once")


def test_forgotten_parts_are_swept(tmp_path: Path, music: Path) -> None:
    folder = mels_folder(tmp_path, **SIZE)
    old, new = folder / "p" / "old.part", folder / "p" / "new.part"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"")
    new.write_bytes(b"")
    os.utime(old, (0, 0))
    prepare(tmp_path, music=folder_music(music)[:1], **SIZE)
    assert (old.exists(), new.exists()) == (False, True)


def test_any_error_of_a_decoder_is_a_sentence(
    tmp_path: Path, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("float division by zero")

    monkeypatch.setattr(clips_module, "load_track", broken)
    task = Task(folder_music(music)[0], tmp_path, 512, 4096)
    said = clips_module.prepare_or_say(task)
    assert isinstance(said, TrainingError)
    assert str(said).startswith(f"{task.music.path}: it cannot be decoded")


def test_folder_that_a_worker_does_not_see_is_said(tmp_path: Path, music: Path) -> None:
    task = Task(folder_music(music)[-1], tmp_path / "elsewhere", 512, 4096)
    assert "does not see" in str(clips_module.prepare_or_say(task))
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--source", "folder"], "needs --music"),
        (["--source", "folder", "--music", "nowhere"], "no folder nowhere"),
        (["--source", "folder", "--music", "."], "no sound file"),
        (["--source", "fma", "--music", "nowhere"], "no folder nowhere"),
        (["--packages", "no-such"], "no package no-such"),
        ([], "training.fetch first"),
        (["--source", "folder", "--music", "m", "--hop", "1000"], "does not divide"),
        (["--source", "folder", "--music", "m", "--mels", "0"], "must be > 0"),
        (["--source", "folder", "--music", "m", "--jobs", "0"], "at least one"),
        (["--source", "folder", "--music", "m", "--scheduler", "nonsense://"], "No Dask scheduler"),
    ],
)
def test_mistakes_get_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    argv: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    if "m" in argv:
        write(tmp_path / "m" / "a.wav", noise(0))
    assert main("prepare", argv) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert not list(tmp_path.rglob("*.npy"))


def test_command_tells_what_it_did(
    tmp_path: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["--data", str(tmp_path / "d"), "--source", "folder", "--music", str(music)]
    assert main("prepare", [*argv, "--hop", "4096", "--jobs", "1"]) == 1
    out, err = capsys.readouterr()
    assert "5 new clips; 5 clips (0.0 h) of 4 tracks" in out
    assert "failed: folk/" in err
    assert "bad.mp3" in err


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main("prepare", ["--help"])
    said = capsys.readouterr().out
    assert "Examples" in said
    assert prepare_module.__doc__ is not None
    assert prepare_module.__doc__.splitlines()[0] in said
