"""One song becomes another: A before and B after are the files themselves, to the sample."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile

from export.transition import shared_start_s
from tests.music import ORCHESTRA, RAGTIME

RATE = 44_100


@pytest.fixture(scope="module")
def songs(tmp_path_factory):
    """Stereo songs of 3 s at 44.1 kHz, with something above what the model hears."""
    folder = tmp_path_factory.mktemp("songs")
    rng = np.random.default_rng(0)
    made = {}
    for name, path in (("a", RAGTIME), ("b", ORCHESTRA)):
        mono, _ = soundfile.read(path, dtype="float32", always_2d=True, stop=3 * RATE)
        side = 0.02 * rng.standard_normal((len(mono), 1)).astype(np.float32)
        stereo = np.concatenate([mono[:, :1] + side, mono[:, :1] - side], axis=1) * 0.7
        soundfile.write(folder / f"{name}.wav", stereo, RATE, subtype="FLOAT")
        made[name] = stereo
    return folder / "a.wav", folder / "b.wav", made


@pytest.fixture(scope="module")
def made(songs, model_folder, tmp_path_factory):
    """Samples of a transition of one second, A's last, and its record."""
    from export.cli import main

    out = tmp_path_factory.mktemp("made") / "x.wav"
    argv = ["transition", str(songs[0]), str(songs[1]), "--seconds", "1", "--subtype", "FLOAT"]
    assert main([*argv, "--model", str(model_folder), "-o", str(out)]) == 0
    samples, rate = soundfile.read(out, dtype="float32")
    assert rate == RATE
    return samples, json.loads(out.with_name("x.wav.json").read_text())


def test_before_and_after_are_the_files_to_the_sample(songs, made):
    samples, record = made
    n_a, n_b = (len(songs[2][name]) for name in "ab")
    at = round(record["zone"]["a_start_s"] * RATE)
    assert at == n_a - RATE
    assert len(samples) == n_a + n_b - RATE
    assert np.array_equal(samples[:at], songs[2]["a"][:at])
    assert np.array_equal(samples[n_a:], songs[2]["b"][RATE:])


def test_joins_are_not_heard(songs, made):
    samples, record = made
    at = round(record["zone"]["a_start_s"] * RATE)
    steep = np.abs(np.diff(samples, 2, axis=0)).max(axis=1)
    own = max(np.abs(np.diff(songs[2][name], 2, axis=0)).max() for name in "ab")
    for join in (at, at + RATE):
        assert steep[join - 300 : join + 300].max() <= own * 1.05
    # The first tenth of a second of the zone is still A, with its sides and its heights.
    near = slice(at, at + RATE // 10)
    off = samples[near] - songs[2]["a"][near]
    assert np.sum(off**2) < 0.02 * np.sum(songs[2]["a"][near] ** 2)


def test_the_middle_is_a_morph_and_not_both_songs(songs, made):
    samples, record = made
    at = round(record["zone"]["a_start_s"] * RATE)
    middle = samples[at : at + RATE].mean(axis=1)
    fade = np.linspace(0, 1, RATE)
    both = songs[2]["a"][-RATE:].mean(axis=1) * np.cos(fade * np.pi / 2)
    both = both + songs[2]["b"][:RATE].mean(axis=1) * np.sin(fade * np.pi / 2)
    assert np.corrcoef(middle, both)[0, 1] < 0.98
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(np.mean(both**2)), rel=0.5)


def test_only_what_was_asked_for_around_it(run, songs, tmp_path):
    argv = ("transition", *map(str, songs[:2]), "--seconds", "1", "--before", "0.5")
    code, out, _ = run(*argv, "--after", "0.25", "--from-a", "1", "-o", "x.wav", "--rate", "48000")
    assert code == 0
    assert "then b.wav from its 1.00 s" in out
    info = soundfile.info(tmp_path / "x.wav")
    assert (info.samplerate, info.channels) == (48_000, 2)
    assert info.frames == pytest.approx(1.75 * 48_000, abs=2)


BAD = [
    (("--seconds", "0.5"), "from 1 to 120, not 0.5"),
    (("--seconds", "60"), "has only 3.00 s for a transition of 60 s"),
    (("--rate", "7"), "8000 to 192000"),
    (("--shape", "triangle"), "invalid choice"),
]


@pytest.mark.parametrize(("argv", "words"), BAD, ids=[words for _, words in BAD])
def test_bad_input_is_one_sentence(run, songs, tmp_path, argv, words):
    code, out, err = run("transition", *map(str, songs[:2]), *argv, "-o", "x.wav")
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_nothing(run, songs, tmp_path, monkeypatch):
    import errno

    def full(folder, n_bytes):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("export.spool.check_space", full)
    argv = ("transition", *map(str, songs[:2]), "--seconds", "1", "-o", "x.wav")
    code, _, err = run(*argv)
    assert code == 2
    assert "the disk is full" in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("start_s", [0.0, 2.0, 3.00002, 3.123456, 100.7])
@pytest.mark.parametrize("rate", [44_100, 48_000, 32_768])
def test_the_zone_begins_where_samples_of_both_rates_coincide(start_s, rate):
    found = shared_start_s(start_s, (32_768, rate))
    assert start_s - 0.006 < found <= start_s + 1e-5
    for at in (found * rate, found * 32_768):
        assert at == pytest.approx(round(at), abs=0.01)
    if start_s in (0.0, 2.0):  # whole seconds are shared by all rates
        assert found == start_s
