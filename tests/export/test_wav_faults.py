"""Whatever goes wrong while a WAV is written, the folder is as it was before."""

from __future__ import annotations

import collections
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from export import files
from export.audio import write_wav
from tests.export.refusals import refused

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = np.linspace(-0.5, 0.5, 2000, dtype=np.float32)


def write(path, **options):
    return write_wav(path, SAMPLES, 32768, sidecar={"alpha": 0.5}, **options)


@pytest.fixture
def old(tmp_path):
    """A folder with an older export in it."""
    (tmp_path / "x.wav").write_bytes(b"the old sound")
    (tmp_path / "x.wav.json").write_bytes(b"its story")
    return tmp_path / "x.wav"


def failing(code, after=0):
    """Stand in for a system call that fails from its ``after``-th call on."""
    n_calls = 0

    def call(real, *args, **kwargs):
        nonlocal n_calls
        n_calls += 1
        if n_calls > after:
            raise OSError(code, os.strerror(code))
        return real(*args, **kwargs)

    return call


def patch(monkeypatch, module, name, call):
    real = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args, **kwargs: call(real, *args, **kwargs))


FAULTS = [
    # which call, from which on, with what
    ("fsync", 0, errno.ENOSPC),  # the sound
    ("fsync", 0, errno.EDQUOT),
    ("fsync", 1, errno.EIO),  # the sidecar
    ("replace", 0, errno.EACCES),  # publishing the sidecar
]


@pytest.mark.parametrize(("name", "after", "code"), FAULTS)
def test_a_failed_overwrite_leaves_the_old_files(old, listing, monkeypatch, name, after, code):
    before = listing(old.parent)
    patch(monkeypatch, os, name, failing(code, after))
    with refused("x.wav"):
        write(old, overwrite=True)
    assert listing(old.parent) == before


def test_if_the_sound_cannot_take_its_name_the_old_sidecar_comes_back(old, listing, monkeypatch):
    before = listing(old.parent)

    def busy(real, source, target):
        if Path(target) == old:
            raise PermissionError(errno.EACCES, "open in another program")
        real(source, target)

    patch(monkeypatch, os, "replace", busy)
    with refused("does not allow it"):
        write(old, overwrite=True)
    assert listing(old.parent) == before


@pytest.mark.parametrize(
    ("name", "after", "code"),
    [("fsync", 0, errno.ENOSPC), ("fsync", 1, errno.ENOSPC), ("link", 1, errno.EEXIST)],
)
def test_a_failed_first_write_leaves_nothing(tmp_path, monkeypatch, name, after, code):
    patch(monkeypatch, os, name, failing(code, after))
    with refused(r"x\.wav was not written"):
        write(tmp_path / "x.wav")
    assert not list(tmp_path.iterdir())


def test_ctrl_c_leaves_nothing(tmp_path, monkeypatch):
    def interrupt(handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "x.wav")
    assert not list(tmp_path.iterdir())


def test_too_little_room_is_seen_before_writing(tmp_path, monkeypatch):
    usage = collections.namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1))
    with refused("disk is full"):
        write(tmp_path / "x.wav")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("n_bytes_left", [0, 20, 344])
def test_a_disk_that_loses_samples_is_noticed(old, listing, monkeypatch, n_bytes_left):
    before = listing(old.parent)
    real = soundfile.info

    def info(path):
        os.truncate(path, n_bytes_left)
        return real(path)

    monkeypatch.setattr(soundfile, "info", info)
    with refused("gave back something else"):
        write(old, overwrite=True)
    assert listing(old.parent) == before


@pytest.mark.parametrize("has_links", [True, False])
@pytest.mark.parametrize("name", ["x.wav", "x.wav.json"])
def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path, monkeypatch, has_links, name):
    real = soundfile.info

    def info(path):
        (tmp_path / name).write_bytes(b"somebody else's")
        return real(path)

    monkeypatch.setattr(soundfile, "info", info)
    if not has_links:
        patch(monkeypatch, os, "link", failing(errno.EPERM))
    with refused("exists already"):
        write(tmp_path / "x.wav")
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"somebody else's"


def test_a_disk_without_links_works_too(tmp_path, monkeypatch):
    patch(monkeypatch, os, "link", failing(errno.EPERM))
    assert soundfile.info(write(tmp_path / "x.wav")).frames == 2000
    assert len(list(tmp_path.iterdir())) == 2
    patch(monkeypatch, os, "replace", failing(errno.EIO))
    with refused("reports a fault"):
        write(tmp_path / "y.wav")
    assert len(list(tmp_path.iterdir())) == 2


def test_an_existing_file_is_refused_untouched(old, listing):
    before = listing(old.parent)
    with refused("exists already"):
        write(old)
    assert listing(old.parent) == before


def test_a_clip_in_use_is_refused_untouched(old, listing):
    before = listing(old.parent)
    with refused("clips in use"):
        write(old, overwrite=True, sources=[old])
    assert listing(old.parent) == before


def test_an_existing_sidecar_is_refused_too(old, listing):
    old.unlink()
    with refused(r"x\.wav\.json"):
        write(old)
    assert not old.exists()


def test_overwriting_replaces_both(old):
    write(old, overwrite=True)
    assert soundfile.info(old).frames == 2000
    assert old.with_name("x.wav.json").read_bytes() != b"its story"
    assert len(list(old.parent.iterdir())) == 2


KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from export import audio
os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
audio.write_wav(Path(sys.argv[1]), np.zeros(200_000, np.float32), 32768, sidecar={}, overwrite=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_killed_while_writing_the_old_file_stays_and_the_rest_is_swept(old, listing):
    before = listing(old.parent)
    done = subprocess.run([sys.executable, "-c", KILLED, str(old)], cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    after = listing(old.parent)
    (left,) = set(after) - set(before)
    assert {name: after[name] for name in before} == before
    write(old.parent / "young.wav")
    assert (old.parent / left).exists()  # it may still be written by another window
    hour_ago = time.time() - files.STALE_S - 1
    os.utime(old.parent / left, (hour_ago, hour_ago))
    write(old.parent / "later.wav")
    assert not (old.parent / left).exists()


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of 256 KiB."""
    if not hasattr(os, "geteuid") or os.geteuid() or not shutil.which("mount"):
        pytest.skip("mounting takes root")
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)])
    if made.returncode:
        pytest.skip("this machine mounts nothing")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_real_full_disk(small_disk, monkeypatch):
    usage = collections.namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1 << 40, 0, 1 << 40))
    with refused("disk is full"):
        write_wav(small_disk / "x.wav", np.zeros(200_000, np.float32), 32768, sidecar={})
    assert not list(small_disk.iterdir())


def test_a_real_read_only_disk(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with refused(r"x\.wav was not written: the disk is"):
        write(small_disk / "x.wav")


@pytest.mark.skipif(os.name == "nt" or not os.geteuid(), reason="root may write anywhere")
def test_a_real_read_only_folder(tmp_path):
    tmp_path.chmod(0o555)
    try:
        with refused("does not allow it"):
            write(tmp_path / "x.wav")
    finally:
        tmp_path.chmod(0o755)
