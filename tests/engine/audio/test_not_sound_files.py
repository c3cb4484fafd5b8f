"""What is dropped on the window and is no sound file: one clear sentence each, and no waiting."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ClipDecodeError
from tests.engine.audio.loading import load, write
from tests.helpers_audio import KINDS, chirp, refused, write_m4a

posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX files")


# ---- no files, or not regular ones ----


def test_missing_file(tmp_path):
    with refused(ClipDecodeError, "was not found"):
        load(tmp_path / "gone.wav")


def test_folder(tmp_path):
    with refused(ClipDecodeError, "is a folder"):
        load(tmp_path)


@posix_only
def test_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    with refused(ClipDecodeError, "is a pipe"):
        load(tmp_path / "pipe.wav")


@posix_only
def test_socket(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # names of sockets must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.wav")
        with refused(ClipDecodeError, "is a socket"):
            load(tmp_path / "socket.wav")


@posix_only
def test_device():
    with refused(ClipDecodeError, "is a device"):
        load(Path("/dev/zero"))


@posix_only
@pytest.mark.parametrize("target", ["nowhere.wav", "link.wav"])
def test_dangling_and_circular_links(tmp_path, target):
    (tmp_path / "link.wav").symlink_to(tmp_path / target)
    with refused(ClipDecodeError, "is a link to a file that is not there"):
        load(tmp_path / "link.wav")


@posix_only
def test_no_permission(tmp_path, monkeypatch):
    path = write(tmp_path, "wav")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root may read everything
        monkeypatch.setattr(os, "access", lambda *_: False)
    with refused(ClipDecodeError, "no permission to read"):
        load(path)


@pytest.mark.parametrize("url", ["http://host/a.mp3", "https://host/a.mp3", "ftp://host/a.mp3"])
def test_addresses_are_not_fetched(url):
    with refused(ClipDecodeError, "is on the network; save it"):
        load(Path(url))


@pytest.mark.parametrize("name", ["x\0y.wav", "a\nb.wav", "n" * 300 + ".wav", "\udcff.wav"])
def test_impossible_names(tmp_path, name):
    with refused(ClipDecodeError, "was not found"):
        load(tmp_path / name)


@posix_only
def test_odd_names_are_shown_on_one_line(tmp_path):
    path = tmp_path / ("two\nlines" + 60 * "x" + ".wav")
    path.write_text("no sound")
    with refused(ClipDecodeError, "^“two\N{REPLACEMENT CHARACTER}linesx+…x+.wav” is damaged"):
        load(path)


# ---- files that are no sound ----


@pytest.mark.parametrize("name", ["empty.wav", "empty.mp3", "empty"])
def test_empty_file(tmp_path, name):
    (tmp_path / name).touch()
    with refused(ClipDecodeError, "is empty"):
        load(tmp_path / name)


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".ogg", ".m4a", ".flac", ".raw", ""])
def test_text_and_noise(tmp_path, suffix):
    for content in (b"Lorem ipsum dolor sit amet. " * 500, np.random.default_rng(1).bytes(20_000)):
        path = tmp_path / f"file{suffix}"
        path.write_bytes(content)
        with refused(ClipDecodeError, "file"):
            load(path)


@pytest.mark.parametrize("kind", [*KINDS, "m4a"])
@pytest.mark.parametrize("n_bytes", [4, 12, 40])
def test_a_header_and_nothing_else(tmp_path, kind, n_bytes):
    if kind == "m4a":
        path = write_m4a(tmp_path / "sound.m4a", chirp(1, 44_100), 44_100)
    else:
        path = write(tmp_path, kind, 1.0)
    path.write_bytes(path.read_bytes()[:n_bytes])
    with refused(ClipDecodeError, "sound"):
        load(path)


@pytest.mark.parametrize(
    "playlist",
    [
        "ffconcat version 1.0\nfile inner.m4a\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\ninner.ts\n#EXT-X-ENDLIST\n",
    ],
)
def test_a_playlist_opens_nothing(tmp_path, playlist):
    # FFmpeg would play both, and the second could name a host instead
    write_m4a(tmp_path / "inner.m4a", chirp(1, 44_100), 44_100)
    write_m4a(tmp_path / "inner.ts", chirp(1, 44_100), 44_100, format="mpegts")
    path = tmp_path / "list.m3u8"
    path.write_text(playlist)
    with refused(ClipDecodeError, "is damaged or not sound"):
        load(path)


def test_m4a_without_pyav_names_the_extra(tmp_path, monkeypatch):
    path = write_m4a(tmp_path / "sound.m4a", chirp(1, 44_100), 44_100)
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.delitem(sys.modules, "engine.audio.decoder_pyav", raising=False)
    with refused(ClipDecodeError, "“formats” extra; “make setup” or “pip install av”"):
        load(path)
