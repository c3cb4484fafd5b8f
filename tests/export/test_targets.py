"""Which files may be written, and the sentences for those that may not."""

from __future__ import annotations

import errno
import os
import socket
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ExportError
from export import files
from export.files import check_target, explained, shown, sweep, write_file
from tests.export.refusals import is_one_sentence, refused


def refusal(path, **options):
    with pytest.raises(ExportError) as caught:
        check_target(path, suffix=".wav", **options)
    said = caught.value.user_message
    assert is_one_sentence(said)
    return said


def test_a_new_wav_is_welcome(tmp_path):
    check_target(tmp_path / "ü 😀.WAV", suffix=".wav")


@pytest.mark.skipif(os.name == "nt", reason="sockets in folders")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x\0y.wav", "NUL"),
        ("x.mp3", "name it"),
        ("x", "does not end in .wav"),
        ("missing/x.wav", "folder does not exist"),
        ("a file/x.wav", "is a file, not a folder"),
        ("folder.wav", "it is a folder"),
        ("x" * 300 + ".wav", "too long"),
        ("socket.wav", "not an ordinary file"),
        ("a file.wav", "exists already"),
        ("dangling.wav", "exists already"),
    ],
)
def test_bad_targets(tmp_path, monkeypatch, name, said):
    (tmp_path / "a file").touch()
    (tmp_path / "a file.wav").touch()
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "dangling.wav").symlink_to("nothing")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.wav")
        assert said in refusal(tmp_path / name)


def test_a_newline_in_a_name_does_not_break_the_sentence(tmp_path):
    assert "a?b.mp3" in refusal(tmp_path / "a\nb.mp3")


@pytest.mark.parametrize("make", [os.symlink, os.link, None])
def test_a_clip_in_use_is_never_replaced(tmp_path, make):
    source = tmp_path / "clip.wav"
    source.touch()
    target = source
    if make is not None:
        target = tmp_path / "other name.wav"
        make(source, target)
    sources = [tmp_path / "moved away.wav", source]
    assert "clips in use" in refusal(target, overwrite=True, sources=sources)
    check_target(target, suffix=".wav", overwrite=True)


@given(st.text())
def test_what_is_shown_is_one_printable_line(text):
    assert shown(Path(text)).isprintable()


@pytest.mark.parametrize("code", [*files._REMEDIES, errno.EBUSY])
def test_every_refusal_of_the_system_becomes_one_sentence(code):
    with pytest.raises(ExportError) as caught, explained(Path("x.wav")):
        raise OSError(code, os.strerror(code))
    said = caught.value.user_message
    assert said.startswith("x.wav was not written: ")
    assert "; " in said or "choose" in said
    assert said.endswith(".")
    assert isinstance(caught.value.__cause__, OSError)


def test_sweeping_takes_only_what_is_ours_and_old(tmp_path):
    ours = ".segue-0123456789ab.part"
    (tmp_path / ours).touch()
    old_folder = tmp_path / ".segue-ba9876543210.part"
    (old_folder / "inside").mkdir(parents=True)
    names = [".segue-short.part", "segue-0123456789ab.part", "song.part", ".segue-0123456789ab"]
    for name in names:
        (tmp_path / name).touch()
    ancient = time.time() - 10 * files.STALE_S
    for path in tmp_path.iterdir():
        os.utime(path, (ancient, ancient))
    fresh = tmp_path / ".segue-000000000000.part"
    fresh.touch()
    sweep(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*names, fresh.name])


def test_a_small_file_is_written_whole(tmp_path):
    path = write_file(tmp_path / "x.html", b"hello", suffix=".html")
    assert path.read_bytes() == b"hello"
    with refused("exists already"):
        write_file(path, b"again", suffix=".html")
    write_file(path, b"again", suffix=".html", overwrite=True)
    assert path.read_bytes() == b"again"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_new_file_has_the_permissions_of_any_other(tmp_path):
    (tmp_path / "plain").touch()
    path = write_file(tmp_path / "x.html", b"", suffix=".html")
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode
