from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from training import fetch as fetch_module
from training.command import main
from training.corpus.choice import choose, parse_sizes
from training.corpus.index import SPLITS, Track, read_index
from training.errors import TrainingError
from training.fetch import decode, fetch, members

TRACK = Track(
    track_id="0001",
    package="a-data",
    path="usr/share/a/song.wav",
    seconds=1.0,
    style="electronic",
    split="train",
    licence="MIT",
    credit="someone",
    gain_db=0.0,
    trim_s=0.0,
    source_md5="",
    flac="flac/a-data/0001.flac",
)


def test_index_is_whole() -> None:
    tracks = read_index()
    assert len(tracks) == 901
    assert sum(t.seconds for t in tracks) / 3600 == pytest.approx(42.73, abs=0.01)
    assert {t.split for t in tracks} == set(SPLITS)
    assert len({t.flac for t in tracks}) == len(tracks)
    assert all(t.licence for t in tracks)


def test_no_held_out_package_has_training_tracks() -> None:
    splits: dict[str, set[str]] = {}
    for track in read_index():
        splits.setdefault(track.package, set()).add(track.split)
    assert all(len(s) == 1 for s in splits.values() if s & {"test_pkg", "valid_pkg"})


def test_unknown_package_is_named() -> None:
    with pytest.raises(TrainingError, match=r"no-such-data.* did you mean hedgewars-data\?"):
        read_index(packages=["hedgewar-data", "no-such-data"])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("usr/share/a.ogg", (["usr/share/a.ogg"], None)),
        ("__unz/usr%share%b.zip/music/c.ogg", (["music/c.ogg"], "usr/share/b.zip")),
        ("usr/d/{song,guitar}.ogg", (["usr/d/song.ogg", "usr/d/guitar.ogg"], None)),
    ],
)
def test_index_notation(path: str, expected: tuple[list[str], str | None]) -> None:
    assert members(path) == expected


def test_sizes_of_apt_cache() -> None:
    text = "Package: a\nSize: 2000000\nDescription: x\n\nPackage: b\nVersion: 1\n\n"
    assert parse_sizes(text) == {"a": 2.0}


def test_most_music_per_megabyte_comes_first() -> None:
    def track(package: str, split: str, seconds: float) -> Track:
        return dataclasses.replace(TRACK, package=package, split=split, seconds=seconds)

    tracks = [
        track("dear", "train", 3600),
        track("cheap", "train", 3600),
        track("held", "test_pkg", 600),
        track("unknown", "train", 9000),
    ]
    chosen = choose(tracks, hours=1, megabytes={"dear": 900, "cheap": 10, "held": 50})
    assert [t.package for t in chosen] == ["cheap", "held"]


def test_decode_mixes_resamples_and_trims(tmp_path: Path) -> None:
    t = np.arange(3 * 44100) / 44100
    tone = 0.5 * np.sin(2 * np.pi * 440 * t)
    soundfile.write(tmp_path / "a.wav", np.stack([tone, tone], axis=1), 44100)
    decode([tmp_path / "a.wav"], tmp_path / "x" / "a.flac", gain_db=-6.0206, trim_s=2.0)
    samples, rate = soundfile.read(tmp_path / "x" / "a.flac")
    assert (rate, samples.shape) == (32768, (2 * 32768,))
    expected = 0.25 * np.sin(2 * np.pi * 440 * np.arange(samples.size) / 32768)
    np.testing.assert_allclose(samples[500:-500], expected[500:-500], atol=2e-3)
    assert not list(tmp_path.rglob("*.part"))


@pytest.fixture
def fake_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An ``apt-get`` that serves a package built here: one plain track and one in a zip."""
    if not shutil.which("dpkg-deb"):
        pytest.skip("needs dpkg-deb")
    tree = tmp_path / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text(
        "Package: a-data\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x>\nDescription: x\n"
    )
    music = tree / "usr" / "share" / "a"
    music.mkdir(parents=True)
    noise = np.random.default_rng(0).normal(0, 0.1, 32768)
    soundfile.write(music / "song.wav", noise, 32768)
    soundfile.write(tmp_path / "zipped.wav", noise / 2, 32768)
    with zipfile.ZipFile(music / "more.zip", "w") as archive:
        archive.write(tmp_path / "zipped.wav", "music/z.wav")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    script = bin_folder / "apt-get"
    script.write_text(
        "#!/bin/sh\n"
        '[ "$3" = a-data ] || { echo "E: Unable to locate package $3" >&2; exit 100; }\n'
        f"exec dpkg-deb --build --root-owner-group {tree} a-data_1_all.deb\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")
    return music


def md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def test_fetch_takes_what_it_can_and_lists_the_rest(fake_apt: Path, tmp_path: Path) -> None:
    whole = dataclasses.replace(TRACK, source_md5=md5(fake_apt / "song.wav"))
    zipped = dataclasses.replace(
        TRACK,
        track_id="0002",
        path="__unz/usr%share%a%more.zip/music/z.wav",
        flac="flac/a-data/0002.flac",
        source_md5=md5(tmp_path / "zipped.wav"),
    )
    changed = dataclasses.replace(whole, source_md5="0" * 32, flac="flac/a-data/0003.flac")
    missing = dataclasses.replace(whole, path="usr/share/a/no.wav", flac="flac/a-data/0004.flac")
    unknown = dataclasses.replace(whole, package="b-data", flac="flac/b-data/0005.flac")
    corpus = tmp_path / "corpus"
    n_fetched, failed = fetch([unknown, changed, missing, whole, zipped], corpus)
    assert n_fetched == 2
    assert sorted(p.name for p in corpus.rglob("*.*")) == ["0001.flac", "0002.flac"]
    assert "Unable to locate package b-data" in failed[0]
    assert "another version" in failed[1]
    assert "not in the package" in failed[2]


def test_fetch_skips_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / TRACK.flac
    target.parent.mkdir(parents=True)
    target.write_bytes(b"here")
    monkeypatch.setattr(fetch_module, "unpack", lambda *_: pytest.fail("it was downloaded"))
    assert fetch([TRACK], tmp_path) == (0, [])


def test_interrupted_fetch_leaves_nothing_and_the_next_goes_on(
    fake_apt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = dataclasses.replace(TRACK, source_md5=md5(fake_apt / "song.wav"))
    two = dataclasses.replace(one, track_id="0002", flac="flac/a-data/0002.flac")
    corpus = tmp_path / "corpus"
    real, calls = fetch_module.decode, []

    def interrupted(paths: list[Path], target: Path, **options: float) -> None:
        calls.append(target)
        if len(calls) == 2:
            target.write_bytes(b"half a file")
            raise KeyboardInterrupt
        real(paths, target, **options)

    with monkeypatch.context() as patch:
        patch.setattr(fetch_module, "decode", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fetch([one, two], corpus)
    assert [p.name for p in corpus.rglob("*") if p.is_file()] == ["0001.flac"]
    assert fetch([one, two], corpus) == (1, [])
    assert soundfile.info(corpus / two.flac).frames == 32768


def test_what_killed_fetches_left_is_swept(tmp_path: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], stdout=-1)
    left = tmp_path / f".fetch-{int(dead.stdout)}-abc"
    living = tmp_path / f".fetch-{os.getpid()}-abc"
    for folder in (left, living):
        folder.mkdir()
        (folder / "a.deb").write_bytes(b"")
    half = tmp_path / "flac" / "a-data" / "0001.part"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"")
    fetch([], tmp_path)
    assert (left.exists(), living.exists(), half.exists()) == (False, True, False)


def test_full_disk_stops_everything(
    fake_apt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise soundfile.LibsndfileError(2)

    track = dataclasses.replace(TRACK, source_md5=md5(fake_apt / "song.wav"))
    monkeypatch.setattr(fetch_module, "decode", full)
    assert "0001" in fetch([track], tmp_path / "corpus")[1][0]  # with room it is the track's fault
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(fetch_module.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(OSError, match="disk is full"):
        fetch([track], tmp_path / "corpus")


@pytest.mark.parametrize(
    ("argv", "words"),
    [(["--packages", "no-such"], "no package no-such"), (["--hours", "-1"], "must be over 0")],
)
def test_mistakes_get_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: list[str], words: str
) -> None:
    assert main("fetch", ["--data", str(tmp_path), *argv]) == 1
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_machine_without_apt_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main("fetch", ["--data", str(tmp_path), "--packages", "hedgewars-data"]) == 1
    assert "fetch needs Debian 12" in capsys.readouterr().err
