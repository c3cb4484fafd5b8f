from __future__ import annotations

import json
import os
import shutil
from itertools import product

import numpy as np
import pytest
import soundfile

from engine.mel.analysis import analyse
from engine.mel.files import StoredMel, read_mel, write_mel
from engine.spec import MelSpec
from tests.music import ORCHESTRA, RAGTIME

SPEC = MelSpec()
RATE = SPEC.sample_rate
SUFFIXES = {"audio": ".wav", "mel": ".npz", "image": ".exr"}


def chord(n_frames=96, level=0.2):
    """A chord of whole frames, with a rise and a fall."""
    t = np.arange(SPEC.n_samples(n_frames)) / RATE
    tones = sum(np.sin(2 * np.pi * hz * t) for hz in (220, 277.2, 440, 1760))
    return (level / 4 * tones * np.hanning(len(t))).astype(np.float32)


@pytest.fixture
def sound(tmp_path):
    soundfile.write(tmp_path / "a.wav", chord(), RATE, "FLOAT")
    return tmp_path / "a.wav"


@pytest.fixture
def convert(run):
    def call(*argv):
        return run("convert", *map(str, argv), model=False)

    return call


def loudness_db(path):
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == RATE
    return len(samples), 10 * np.log10(np.mean(np.square(samples)))


@pytest.mark.parametrize(("first", "second"), list(product(SUFFIXES, SUFFIXES)))
def test_each_kind_becomes_each(convert, tmp_path, sound, first, second):
    """All nine ways: sound to ``first`` to ``second``, and the level is kept."""
    assert convert(sound, "--to", first, "--out", tmp_path / "1")[0] == 0
    one = tmp_path / "1" / f"a{SUFFIXES[first]}"
    assert convert(one, "--to", second, "--out", tmp_path / "2")[0] == 0
    two = tmp_path / "2" / f"a{SUFFIXES[second]}"
    assert sorted(p.name for p in two.parent.iterdir()) == [two.name]
    mel_norm, ref_db = analyse(chord(), spec=SPEC)
    if second == "audio":
        n_samples, level_db = loudness_db(two)
        assert n_samples == len(chord())
        assert level_db == pytest.approx(10 * np.log10(np.mean(chord() ** 2)), abs=1)
    else:
        stored = read_mel(two, flip=False)
        assert stored.spec == SPEC
        assert stored.ref_db == pytest.approx(ref_db, abs=0.01)
        np.testing.assert_allclose(stored.mel_norm, mel_norm, atol=0.02)
        if first != "audio":  # no samples in between: not a bit is lost
            np.testing.assert_array_equal(stored.mel_norm, mel_norm)


@pytest.mark.parametrize(
    ("to", "name"), [("audio", "flac"), ("mel", "npy"), ("image", "png"), ("image", "exr")]
)
def test_other_formats(convert, tmp_path, sound, to, name):
    assert convert(sound, "--to", to, "--format", name, "--out", tmp_path / "o")[0] == 0
    back = convert(tmp_path / "o" / f"a.{name}", "--to", "audio", "--out", tmp_path / "b")
    assert back[0] == 0
    _, level_db = loudness_db(tmp_path / "b" / "a.wav")
    assert level_db == pytest.approx(10 * np.log10(np.mean(chord() ** 2)), abs=1)


def test_format_of_another_kind_is_refused(convert, tmp_path, sound):
    code, _, said = convert(sound, "--to", "audio", "--format", "exr", "--out", tmp_path / "o")
    assert (code, "wav or flac" in said) == (2, True)
    assert not (tmp_path / "o").exists()


def test_folder_keeps_its_shape_and_a_bad_file_stops_nothing(convert, tmp_path, sound):
    folder = tmp_path / "music"
    (folder / "sub").mkdir(parents=True)
    shutil.copy(sound, folder / "sub" / "b.wav")
    (folder / "a.ogg").write_bytes(b"OggS and then nothing")
    (folder / "c.npy").write_bytes(b"\x93NUMPY and then nothing")
    (folder / "readme.txt").write_text("not music")
    (folder / ".hidden.wav").write_bytes(b"")
    out = folder / "out"  # inside what is read
    code, said, complained = convert(folder, "--to", "mel", "--out", out)
    assert code == 1
    assert [p.relative_to(out).as_posix() for p in out.rglob("*.*")] == ["sub/b.npz"]
    assert "1 written, 1 passed over" in said
    assert "2 could not be converted" in complained
    assert "a.ogg" in complained
    assert "c.npy" in complained
    # Again: what the first run wrote is neither read nor made anew.
    before = (out / "sub" / "b.npz").stat().st_mtime_ns
    code, said, _ = convert(folder, "--to", "mel", "--out", out)
    assert "0 written, 1 were there already" in said
    assert (out / "sub" / "b.npz").stat().st_mtime_ns == before
    convert(folder, "--to", "mel", "--out", out, "--overwrite")
    assert (out / "sub" / "b.npz").stat().st_mtime_ns > before


@pytest.mark.parametrize("kind", ["audio", "mel", "image"])
def test_split_makes_whole_pieces(convert, tmp_path, kind):
    soundfile.write(tmp_path / "a.wav", chord(100), RATE, "FLOAT")
    code, said, _ = convert(
        tmp_path / "a.wav", "--to", kind, "--split", 32, "--out", tmp_path / "o", "--json"
    )
    assert code == 0
    names = [f"a-32f-{n:03d}{SUFFIXES[kind]}" for n in range(3)]
    assert sorted(p.name for p in (tmp_path / "o").iterdir()) == names
    assert json.loads(said)["written"] == [str(tmp_path / "o" / name) for name in names]
    if kind == "audio":
        samples, _ = soundfile.read(tmp_path / "o" / names[2], dtype="float32")
        expected = chord(100)[SPEC.n_samples(64) : SPEC.n_samples(96)]
        np.testing.assert_allclose(samples, expected, atol=1e-6)
    else:
        mel_norm, ref_db = analyse(chord(100), spec=SPEC)
        piece = read_mel(tmp_path / "o" / names[2])
        np.testing.assert_array_equal(piece.mel_norm, mel_norm[:, 64:96])
        assert piece.ref_db == ref_db  # of the whole clip: a quiet piece stays quiet


def test_too_short_for_a_piece_is_said(convert, tmp_path, sound):
    for kind in SUFFIXES:
        code, _, said = convert(sound, "--to", kind, "--split", 640, "--out", tmp_path / "o")
        assert (code, "96 frames, fewer than one piece of 640" in said) == (1, True)
    assert not list((tmp_path / "o").iterdir())


def test_interrupted_split_is_made_again(convert, tmp_path, sound, monkeypatch):
    written = []

    def stop_at_the_last(path, *rest, **options):
        written.append(path.name)
        if len(written) == 3:
            raise KeyboardInterrupt
        return write_mel(path, *rest, **options)

    argv = (sound, "--to", "mel", "--split", 32, "--out", tmp_path / "o")
    with monkeypatch.context() as patch:
        patch.setattr("engine.mel.files.write_mel", stop_at_the_last)
        assert convert(*argv)[0] == 130
    assert len(list((tmp_path / "o").iterdir())) == 2
    code, said, _ = convert(*argv)
    assert (code, "3 written" in said) == (0, True)


@pytest.mark.parametrize("kind", ["audio", "mel"])
def test_pieces_of_another_length_are_not_taken_for_these(convert, tmp_path, kind):
    soundfile.write(tmp_path / "a.wav", chord(100), RATE, "FLOAT")
    out = tmp_path / "o"
    argv = (tmp_path / "a.wav", "--to", kind, "--out", out, "--split")

    def pieces():
        return sorted(path.stem for path in out.iterdir())

    assert "3 written" in convert(*argv, 32)[1]
    assert "1 written" in convert(*argv, 64)[1]
    assert pieces() == [*(f"a-32f-00{n}" for n in range(3)), "a-64f-000"]
    # Made anew, the others of this source go; what has another name, or is a source, stays.
    others = ["b-32f-000", "a-x-000", "a-32f-1", "a"]
    for name in others:
        (out / f"{name}{SUFFIXES[kind]}").write_bytes(b"mine")
    shutil.copy(tmp_path / "a.wav", out / f"a-9f-000{SUFFIXES[kind]}")
    soundfile.write(tmp_path / "a.wav", chord(70), RATE, "FLOAT")
    source = out / f"a-9f-000{SUFFIXES[kind]}"
    convert(argv[0], source, *argv[1:], 32, "--overwrite")
    of_source = [name for name in pieces() if name.startswith("a-9f-000-32f")]
    assert pieces() == sorted(["a-32f-000", "a-32f-001", "a-9f-000", *others, *of_source])
    if kind == "mel":
        assert read_mel(out / "a-32f-001.npz").mel_norm.shape == (512, 32)


def test_no_file_stops_the_others(convert, tmp_path, sound, monkeypatch):
    folder = tmp_path / "music"
    folder.mkdir()
    mel = StoredMel(np.zeros((512, 8), np.float32))
    with monkeypatch.context() as patch:
        patch.setattr("engine.mel.files._said", lambda _: {"segueMelSpec": "[" * 5000})
        write_mel(folder / "a.exr", mel)
    long = "n" * 250 + ".wav"  # with -32f-000 the name is too long
    for name in (long, "z.wav"):
        shutil.copy(sound, folder / name)
    for more in ((), ("--split", 32)):
        out = tmp_path / f"o{len(more)}"
        code, _, said = convert(folder, "--to", "mel", "--out", out, *more)
        assert code == 1
        assert "a.exr: " in said
        assert ("name is too long" in said) == bool(more)
        assert [p.name for p in out.iterdir() if p.name.startswith("z")]


def test_mistake_of_ours_costs_one_file(convert, tmp_path, sound, monkeypatch):
    def broken(path, **_):
        raise ZeroDivisionError("float division by zero")

    shutil.copy(sound, tmp_path / "b.wav")
    write_mel(tmp_path / "a.npz", StoredMel(np.zeros((512, 8), np.float32)))
    monkeypatch.setattr("engine.mel.files.read_mel", broken)
    argv = (tmp_path / "a.npz", tmp_path / "b.wav", "--to", "mel", "--out", tmp_path / "o")
    code, said, complained = convert(*argv)
    assert (code, "1 written" in said) == (1, True)
    assert "a.npz: it cannot be converted (ZeroDivisionError" in complained


def test_folders_that_cannot_be_read_are_listed(convert, tmp_path, sound, monkeypatch):
    folder = tmp_path / "music"
    (folder / "closed").mkdir(parents=True)
    shutil.copy(sound, folder / "b.wav")
    real, closed = os.scandir, folder / "closed"

    def scandir(path):
        if os.fspath(path) == os.fspath(closed):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    code, said, complained = convert(folder, "--to", "mel", "--out", tmp_path / "o")
    assert (code, "1 written" in said) == (1, True)
    assert f"{closed}: this folder cannot be read (Permission denied)" in complained
    code, _, complained = convert(closed, "--to", "mel", "--out", tmp_path / "o")
    assert (code, complained) == (2, f"The folder {closed} cannot be read (Permission denied).\n")


def test_names_that_meet_keep_their_suffix(convert, tmp_path, sound):
    folder = tmp_path / "music"
    folder.mkdir()
    shutil.copy(sound, folder / "a.wav")
    samples, rate = soundfile.read(sound)
    soundfile.write(folder / "A.flac", samples, rate)
    assert convert(folder, "--to", "mel", "--out", tmp_path / "o")[0] == 0
    assert sorted(p.name for p in (tmp_path / "o").iterdir()) == ["A.flac.npz", "a.wav.npz"]


def test_same_name_twice_is_refused(convert, tmp_path, sound):
    (tmp_path / "x").mkdir()
    shutil.copy(sound, tmp_path / "x" / "a.wav")
    code, _, said = convert(sound, tmp_path / "x", "--to", "mel", "--out", tmp_path / "o")
    assert (code, "one file" in said) == (2, True)


def test_flip_of_foreign_pictures(convert, tmp_path):
    mel = np.linspace(0, 1, 512 * 8, dtype=np.float32).reshape(512, 8)
    np.save(tmp_path / "a.npy", mel)
    import OpenEXR

    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    with OpenEXR.File(header, {"Y": mel}) as file:
        file.write(str(tmp_path / "a.exr"))
    for flag, expected in (("--flip", mel[::-1]), ("--no-flip", mel)):
        out = tmp_path / flag
        code, said, _ = convert(tmp_path / "a.exr", "--to", "mel", flag, "--out", out)
        assert (code, "does not say how it was made" in said) == (0, True)
        np.testing.assert_array_equal(np.load(out / "a.npz")["mel_norm"], expected)


def test_mel_without_a_level_is_told_and_heard(convert, tmp_path):
    mel_norm, _ = analyse(chord(), spec=SPEC)
    write_mel(tmp_path / "a.npy", StoredMel(mel_norm))
    code, said, _ = convert(tmp_path / "a.npy", "--to", "audio", "--out", tmp_path / "o")
    assert (code, "peaks at -6 dBFS" in said) == (0, True)
    samples, _ = soundfile.read(tmp_path / "o" / "a.wav")
    assert np.abs(samples).max() == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("name", ["wav", "flac"])
def test_sound_that_would_clip_is_turned_down_and_told(convert, tmp_path, name):
    soundfile.write(tmp_path / "a.wav", 20 * chord(), RATE, "FLOAT")
    argv = (tmp_path / "a.wav", "--to", "audio", "--format", name, "--out", tmp_path / "o")
    code, said, _ = convert(*argv)
    assert (code, "turned down by" in said) == (0, True)
    samples, _ = soundfile.read(tmp_path / "o" / f"a.{name}")
    assert 0.98 < np.abs(samples).max() < 1


def test_real_music_survives_the_way_through_a_picture(convert, tmp_path):
    convert(ORCHESTRA, RAGTIME, "--to", "image", "--split", 128, "--out", tmp_path / "p")
    one = tmp_path / "p" / f"{RAGTIME.stem}-128f-001.exr"
    assert convert(one, "--to", "audio", "--out", tmp_path / "s")[0] == 0
    sound, _ = soundfile.read(tmp_path / "s" / f"{one.stem}.wav", dtype="float32")
    wanted = read_mel(one)
    back, back_db = analyse(sound, spec=SPEC)
    loud = wanted.mel_norm > 0.5
    shift_db = back_db - wanted.ref_db
    error_db = np.abs((back - wanted.mel_norm) * SPEC.top_db + shift_db)[loud].mean()
    assert error_db < 2.5


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("nothing.wav", "--to", "mel", "--out", "o"), "no file or folder nothing.wav"),
        ((".", "--to", "mel", "--out", "."), "choose another folder"),
        (("x.wav", "--to", "mel", "--out", "o", "--split", "0"), "whole number of frames"),
        (("x.wav", "--to", "midi", "--out", "o"), "invalid choice"),
        (("x.wav", "--to", "mel"), "--out"),
    ],
)
def test_mistakes_get_a_sentence(convert, argv, words):
    code, said, complained = convert(*argv)
    assert (code, said) == (2, "")
    assert words in complained
    assert complained.count("\n") == 1


def test_named_file_that_is_nothing_fails(convert, tmp_path):
    (tmp_path / "x.txt").write_text("not music")
    code, _, said = convert(tmp_path / "x.txt", "--to", "mel", "--out", tmp_path / "o")
    assert (code, "x.txt" in said) == (1, True)
