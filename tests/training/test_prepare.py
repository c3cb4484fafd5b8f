from __future__ import annotations

import csv
import dataclasses
import errno
import functools
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
from tests.training.music import CLIP, SIZE, contents, die, found_in, noise, write
from training import prepare as prepare_module
from training.command import main
from training.corpus import clips as clips_module
from training.corpus.clips import Task, clips_of
from training.corpus.index import Track
from training.corpus.manifest import PreparedTrack, append_manifest, clip_spec
from training.corpus.pool import run_tasks
from training.corpus.sources import SIDES, _of_folder, _share, settle, split_of
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
    todo = [one for one in found_in(music) if "bad" not in one.path.name]
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
    assert line.startswith(str(target))
    assert line.endswith("delete it and fetch again.")


def test_any_folder_of_music(tmp_path: Path, music: Path) -> None:
    found = found_in(music)
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
    n_clips, failed = prepare(tmp_path, music=found_in(music), **SIZE)
    assert (n_clips, len(failed)) == (1, 1)


def test_split_of_a_file_never_changes(tmp_path: Path) -> None:
    for i in range(300):
        (tmp_path / f"{i}.wav").write_bytes(b"")
    before = {one.path: one.split for one in found_in(tmp_path)}
    for i in range(0, 300, 2):
        (tmp_path / f"{i}.wav").unlink()
    after = {one.path: one.split for one in found_in(tmp_path)}
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
    music = [dataclasses.replace(m, split=splits[m.path.stem]) for m in found_in(folder)]
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
    later = [m for m in found_in(folder) if m.path.stem == "e"]
    later = [dataclasses.replace(m, split="test_track") for m in later]
    (mels_folder(tmp_path, **SIZE) / "digests.txt").unlink()
    assert prepare(tmp_path, music=later, tell=told.append, **SIZE) == (0, [])
    assert "e.wav is left out" in told[2]


def test_processes_make_the_same_files(tmp_path: Path, music: Path) -> None:
    found = found_in(music)
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
    found = [one for one in found_in(music) if "bad" not in one.path.name]
    real, calls = clips_module.os.replace, []

    def full(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 4:  # the third track; one call was for the manifest
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
    n_tracks = 40  # a second of work, so that the signal comes in the middle of it
    for i in range(n_tracks):
        write(music / f"{i:02d}.wav", noise(i, 1))
    argv = ["--data", str(tmp_path / "data"), "--source", "folder", "--music", str(music)]
    command = [sys.executable, "-m", "training.prepare", *argv, "--jobs", "2"]
    process = subprocess.Popen(
        command,
        cwd=Path(__file__).parents[2],
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background jobs ignore SIGINT, and hand that down.
        preexec_fn=functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    while not read_manifest(tmp_path / "data") and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "the same command goes on" in said
    assert "Traceback" not in said
    done = read_manifest(tmp_path / "data")
    assert 0 < len(done) < n_tracks
    assert not list((tmp_path / "data").rglob("*.part"))
    assert main("prepare", [*argv, "--jobs", "1"]) == 0
    assert len(read_manifest(tmp_path / "data")) == n_tracks
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
    prepare(tmp_path, music=found_in(music)[:1], **SIZE)
    assert (old.exists(), new.exists()) == (False, True)


def test_any_error_of_a_decoder_is_a_sentence(
    tmp_path: Path, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("float division by zero")

    monkeypatch.setattr(clips_module, "load_track", broken)
    task = Task(found_in(music)[0], tmp_path, 512, 4096)
    said = clips_module.prepare_or_say(task)
    assert isinstance(said, TrainingError)
    assert str(said).startswith(f"{task.music.path}: it cannot be decoded")


def test_folder_that_a_worker_does_not_see_is_said(tmp_path: Path, music: Path) -> None:
    task = Task(found_in(music)[-1], tmp_path / "elsewhere", 512, 4096)
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
    assert out.endswith(
        "  train: 3 clips of 2 tracks\n"
        "  valid_track: 1 clips of 1 tracks\n"
        "  test_track: 1 clips of 1 tracks\n"
    )
    assert f"failed: {music / 'folk' / 'bad.mp3'}: " in err  # its path, and no number
    assert "folder-" not in err


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main("prepare", ["--help"])
    said = capsys.readouterr().out
    assert "Examples" in said
    assert prepare_module.__doc__ is not None
    assert prepare_module.__doc__.splitlines()[0] in said


HEADER = b"track_id,package,style,split,file,starts_s\r\n"
LINE = b"a,p,s,train,p/a.npy,0;5;\r\n"
DAMAGES = {
    "no header": (LINE, "its first line is not"),
    "header cut short": (HEADER[:20], "its first line is not"),
    "columns missing": (HEADER.replace(b",style", b"") + LINE, "its first line is not"),
    "junk": (HEADER + LINE + b"\xff\xfe\0\0" + LINE, "line 3: it holds what is no text"),
    "zeros at the end": (HEADER + LINE + bytes(40), "line 3"),
    "column missing": (HEADER + b"a,p,train,p/a.npy,0;5;\r\n", "line 2: it has 5 columns"),
    "column too much": (HEADER + b"a,p,s,train,p/a.npy,0;5;,x\r\n", "line 2: it has 7 columns"),
    "no number": (HEADER + b"a,p,s,train,p/a.npy,0;five;\r\n", "no seconds"),
    "two points": (HEADER + b"a,p,s,train,p/a.npy,0;1.2.3;\r\n", "line 2"),
    "not finite": (HEADER + b"a,p,s,train,p/a.npy,0;1e999;\r\n", "no seconds"),
    "huge field": (HEADER + b"a,p,s,train," + 200_000 * b"a" + b",0;\r\n", "line 2: it has 200"),
    "open quote": (HEADER + b'"a,p,s,train,p/a.npy,0;5;\r\n' + LINE, "line 2"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_manifest_is_refused_with_a_remedy(
    tmp_path: Path, music: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    content, words = DAMAGES[damage]
    manifest = mels_folder(tmp_path, **SIZE) / "manifest.csv"
    manifest.parent.mkdir()
    manifest.write_bytes(content)
    argv = ["--data", str(tmp_path), "--source", "folder", "--music", str(music)]
    assert main("prepare", [*argv, "--hop", "4096", "--jobs", "1"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: {manifest} is damaged")
    assert words in said
    assert "run prepare again" in said
    assert manifest.read_bytes() == content
    with pytest.raises(TrainingError, match="is damaged"):
        ClipSet(tmp_path, ["train"], **SIZE)


@pytest.mark.parametrize("n_bytes", range(1, len(LINE) - 3))
def test_last_line_cut_anywhere_is_passed_over(tmp_path: Path, n_bytes: int) -> None:
    manifest = mels_folder(tmp_path, **SIZE) / "manifest.csv"
    manifest.parent.mkdir()
    # And a byte order mark, as an editor leaves it.
    manifest.write_bytes(b"\xef\xbb\xbf" + HEADER + LINE + b"b" + LINE[1:][: n_bytes - 1])
    ids = ["a", "b"] if LINE[n_bytes - 1 : n_bytes] == b";" else ["a"]
    assert [t.track_id for t in read_manifest(tmp_path, **SIZE)] == ids
    append_manifest(manifest.parent, PreparedTrack("c", "p", "s", "train", "p/c.npy", (0.0,)))
    assert [t.track_id for t in read_manifest(tmp_path, **SIZE)] == [*ids, "c"]


def test_first_line_of_the_manifest_is_whole_or_not_there(
    tmp_path: Path, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(source))

    track = PreparedTrack("a", "p", "s", "train", "p/a.npy", (0.0, 5.0))
    with monkeypatch.context() as patch:
        patch.setattr("training.corpus.manifest.os.replace", full)
        with pytest.raises(OSError, match="No space left"):
            append_manifest(tmp_path / "mels", track)
    assert not list((tmp_path / "mels").iterdir())
    append_manifest(tmp_path / "mels", track)
    assert (tmp_path / "mels" / "manifest.csv").read_bytes() == HEADER + LINE


def test_other_music_of_the_same_name_is_other_music(tmp_path: Path) -> None:
    for place, seed in (("one", 1), ("two", 2), ("copy", 1)):
        write(tmp_path / place / "jazz" / "song.wav", noise(seed))
    one, two, copy = (found_in(tmp_path / name)[0] for name in ("one", "two", "copy"))
    assert one.track_id == copy.track_id != two.track_id
    assert one.split == two.split
    assert [prepare(tmp_path, music=[m], **SIZE)[0] for m in (one, two, copy)] == [1, 1, 0]
    # A file that is replaced, by one as long, is prepared; its side is the one it had.
    path = tmp_path / "one" / "jazz" / "song.wav"
    size = path.stat().st_size
    write(path, noise(3))
    assert path.stat().st_size == size
    (new,) = found_in(tmp_path / "one")
    assert prepare(tmp_path, music=[new], **SIZE)[0] == 1
    made = {np.load(p).tobytes() for p in mels_folder(tmp_path, **SIZE).rglob("*.npy")}
    assert len(made) == 3


def small_library(folder: Path, n: int) -> list[Path]:
    """Files whose hashes put all of them into train."""
    names = [f"{i}.wav" for i in range(100)]
    shares = {name: _share(_of_folder(Path(name), folder).track_id) for name in names}
    chosen = [name for name in names if split_of(shares[name]) == "train"][:n]
    paths = [write(folder / name, noise(i)) for i, name in enumerate(chosen)]
    return sorted(paths, key=lambda path: shares[path.name])


def splits(data: Path) -> dict[str, str]:
    return {t.track_id: t.split for t in read_manifest(data, **SIZE)}


def test_small_folder_has_every_side_and_can_be_trained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    music = tmp_path / "music"
    paths = small_library(music, 7)
    argv = ["--data", str(tmp_path), "--source", "folder", "--music", str(music)]
    argv += ["--hop", "4096", "--jobs", "1"]
    assert main("prepare", argv) == 0
    said = capsys.readouterr().out.splitlines()[-3:]
    assert said == [
        "  train: 5 clips of 5 tracks",
        "  valid_track: 1 clips of 1 tracks",
        "  test_track: 1 clips of 1 tracks",
    ]
    by_id = {m.track_id: m.path for m in found_in(music)}
    before = splits(tmp_path)
    sides = {one: [by_id[i] for i, split in before.items() if split == one] for one in SIDES}
    assert (sides["valid_track"], sides["test_track"]) == ([paths[-1]], [paths[-2]])
    assert len(ClipSet(tmp_path, ["valid_track"], **SIZE)) == 1
    # More music, and a file that is replaced: no file changes sides.
    for i in range(7):
        write(music / "more" / f"{i}.wav", noise(20 + i))
    write(paths[-1], noise(40))
    assert main("prepare", argv) == 0
    after = splits(tmp_path)
    assert before.items() <= after.items()
    assert {after[m.track_id] for m in found_in(music) if m.path == paths[-1]} == {"valid_track"}
    # Nor in mels of another size, or after an interruption.
    assert main("prepare", [*argv, "--mels", "128"]) == 0
    other = {t.track_id: t.split for t in read_manifest(tmp_path, n_mels=128, hop_length=4096)}
    assert all(after[i] == split for i, split in other.items())


@pytest.mark.parametrize("first", range(4))
def test_sides_do_not_depend_on_an_interruption(tmp_path: Path, first: int) -> None:
    small_library(tmp_path / "music", 4)
    found = found_in(tmp_path / "music")
    at_once = settle(found, [], [], is_sound=lambda _: True)
    one = at_once[first]
    done = PreparedTrack(one.track_id, one.package, one.style, one.split, one.file, (0.0,))
    assert settle(found, [done], [], is_sound=lambda _: True) == at_once
    assert sorted(m.split for m in at_once) == ["test_track", "train", "train", "valid_track"]


def test_damaged_file_fills_no_side_and_two_files_are_not_divided(tmp_path: Path) -> None:
    paths = small_library(tmp_path / "music", 4)
    paths[-1].write_bytes(b"not music")
    by_path = {
        m.path: m.split
        for m in settle(found_in(tmp_path / "music"), [], [], is_sound=clips_module.fills_a_clip)
    }
    assert [by_path[p] for p in paths] == ["train", "test_track", "valid_track", "train"]
    for path in paths[2:]:
        path.unlink()
    few = settle(found_in(tmp_path / "music"), [], [], is_sound=lambda _: True)
    assert [m.split for m in few] == ["train", "train"]


@pytest.mark.parametrize("damage", ["missing", "npz", "head", "cut", "shape"])
def test_lost_clips_are_made_anew(tmp_path: Path, music: Path, damage: str) -> None:
    found = [m for m in found_in(music) if "bad" not in m.path.name]
    prepare(tmp_path, music=found, **SIZE)
    folder = mels_folder(tmp_path, **SIZE)
    one = next(m for m in found if m.path.name == "one.wav")
    path = folder / one.file
    before = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "npz":
        with path.open("wb") as file:
            np.savez(file, np.load(next(p for p in folder.rglob("*.npy") if p != path)))
    elif damage == "head":
        path.write_bytes(before[:30] + b"(((" + before[33:])
    elif damage == "cut":
        path.write_bytes(before[:-1])
    else:
        np.save(path, np.load(path)[:1])
    with pytest.raises(TrainingError, match=r"folder-.*\.npy .* it makes it anew"):
        ClipSet(tmp_path, ["train", "valid_track", "test_track"], **SIZE)
    told: list[str] = []
    assert prepare(tmp_path, music=found, tell=told.append, **SIZE) == (2, [])
    assert told == [f"{one.path}: its clips are missing or damaged and are made anew."]
    assert path.read_bytes() == before
    assert len(ClipSet(tmp_path, ["train", "valid_track", "test_track"], **SIZE)) == 5
    assert prepare(tmp_path, music=found, **SIZE) == (0, [])


def closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder one that may not be read (whoever runs the tests)."""
    real = os.scandir

    def scandir(path: str) -> object:
        if Path(path) == folder:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_folders_that_cannot_be_read_are_listed(
    tmp_path: Path,
    music: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (music / "folk" / "bad.mp3").unlink()
    argv = ["--data", str(tmp_path), "--source", "folder", "--music", str(music)]
    argv += ["--hop", "4096", "--jobs", "1"]
    with monkeypatch.context() as patch:
        closed(music / "jazz", patch)
        assert main("prepare", argv) == 1
    assert f"failed: {music / 'jazz'}: this folder cannot be read" in capsys.readouterr().err
    assert len(read_manifest(tmp_path, **SIZE)) == 2
    with monkeypatch.context() as patch:
        closed(music, patch)
        assert main("prepare", argv) == 1
    assert f"The folder {music} cannot be read (Permission denied)" in capsys.readouterr().err
