"""FLAC and Ogg Vorbis: read back as they were written, and never in part."""

import collections
import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.errors import RenderCancelled
from export import encoding
from export.arguments import FORMAT_NAMES
from export.audio import write_sound
from export.encoding import Sink
from export.formats import FORMATS, SUFFIXES
from export.wav import N_BITS
from tests.export.refusals import refused

RATE = 44_100
ROOT = Path(__file__).resolve().parents[2]


def noise(rng, n_samples=RATE, n_channels=2, level=0.2):
    return (level * rng.standard_normal((n_channels, n_samples))).astype(np.float32)


@pytest.mark.parametrize(("subtype", "n_bits"), [("PCM_16", 16), ("PCM_24", 24)])
def test_flac_holds_what_wav_holds(tmp_path, rng, subtype, n_bits):
    samples = noise(rng)
    read = []
    for name in ("x.flac", "x.wav"):
        write_sound(tmp_path / name, samples, RATE, subtype=subtype)
        info = soundfile.info(tmp_path / name)
        assert (info.subtype, info.samplerate, info.frames) == (subtype, RATE, RATE)
        read.append(soundfile.read(tmp_path / name, dtype="int32")[0])
    assert np.array_equal(*read)
    error = read[0].T / 2**31 - samples
    assert np.abs(error).max() < (1.5 if n_bits == 16 else 0.51) * 2.0 ** (1 - n_bits)


def test_ogg_sounds_as_it_was(tmp_path):
    seconds = np.arange(2 * RATE) / RATE
    samples = (0.4 * np.sin(2 * np.pi * 440 * seconds)).astype(np.float32)
    write_sound(tmp_path / "x.ogg", samples, RATE, subtype="FLOAT", sidecar={"a": 1})
    read, rate = soundfile.read(tmp_path / "x.ogg", dtype="float32")
    assert (read.shape, rate) == ((2 * RATE,), RATE)
    assert np.abs(read - samples).max() < 0.02
    record = json.loads((tmp_path / "x.ogg.json").read_text())
    assert (record["a"], record["gain_db"], record["file"]["subtype"]) == (1, 0, "VORBIS")


LONG = """
import sys
from pathlib import Path
import numpy as np
from export.audio import write_sound
samples = np.random.default_rng(0).standard_normal((2, 60 * 44100)).astype(np.float32) * 0.1
write_sound(Path(sys.argv[1]), samples, 44100)
"""


def test_a_minute_of_ogg_does_not_end_the_program(tmp_path):
    path = tmp_path / "x.ogg"
    subprocess.run([sys.executable, "-c", LONG, str(path)], cwd=ROOT, check=True)
    assert soundfile.info(path).frames == 60 * RATE


def test_what_ogg_adds_does_not_clip(tmp_path, rng):
    samples = np.clip(noise(rng, level=0.9), -1, 1)
    gain_db = write_sound(tmp_path / "x.ogg", samples, RATE).gain_db
    assert gain_db < -0.2
    read, _ = soundfile.read(tmp_path / "x.ogg", dtype="float32")
    assert 0.85 < np.abs(read).max() <= 1


def test_flac_is_turned_down_as_wav_is(tmp_path, rng):
    samples = noise(rng, level=1.0)
    down = [write_sound(tmp_path / f"x{suffix}", samples, RATE).gain_db for suffix in SUFFIXES[:2]]
    assert down[0] == down[1] < -6


@pytest.mark.parametrize(
    ("name", "rate", "n_channels", "subtype", "said"),
    [
        ("x.flac", RATE, 1, "FLOAT", "no 32-bit floats"),
        ("x.flac", 700_000, 1, "PCM_24", "1 to 655350 Hz"),
        ("x.flac", RATE, 9, "PCM_24", "up to 8 channels"),
        ("x.ogg", 4000, 1, "PCM_24", "8000 to 192000 Hz"),
        ("x.ogg", 200_000, 1, "PCM_24", "another sample rate"),
    ],
)
def test_what_a_format_does_not_hold_is_refused(tmp_path, name, rate, n_channels, subtype, said):
    samples = np.zeros((n_channels, 100), np.float32)
    with refused(said):
        write_sound(tmp_path / name, samples, rate, subtype=subtype)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".flac", ".ogg"])
@pytest.mark.parametrize("rate", [8000, 11_025, 32_768, 48_000, 96_000, 192_000])
def test_rates_that_are_promised_can_be_written(tmp_path, rng, suffix, rate):
    path = tmp_path / f"x{suffix}"
    write_sound(path, noise(rng, 3000, 1), rate)
    assert (soundfile.info(path).samplerate, soundfile.info(path).frames) == (rate, 3000)


def test_another_suffix_is_refused(tmp_path):
    with refused("does not end in .wav, .flac or .ogg; name it .*x.wav"):
        write_sound(tmp_path / "x.mp3", np.zeros(10, np.float32), RATE)


def test_the_commands_know_the_formats():
    assert [f".{name}" for name in FORMAT_NAMES] == list(FORMATS) == list(SUFFIXES)
    assert {s for f in FORMATS.values() for s in f.subtypes} == {*N_BITS, "VORBIS"}


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of 256 KiB that says it has room."""
    if not hasattr(os, "geteuid") or os.geteuid() or not shutil.which("mount"):
        pytest.skip("mounting takes root")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)]).returncode:
        pytest.skip("this machine mounts nothing")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_real_full_disk(small_disk, monkeypatch, rng, suffix):
    usage = collections.namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1 << 40, 0, 1 << 40))
    with refused("disk is full"):
        write_sound(small_disk / f"x{suffix}", noise(rng, 20 * RATE), RATE, sidecar={})
    assert not list(small_disk.iterdir())


@pytest.mark.parametrize("suffix", [".flac", ".ogg"])
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path, monkeypatch, rng, suffix, after):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(b"older")
    real, n_calls = Sink.write, 0

    def write(sink, data):
        nonlocal n_calls
        n_calls += 1
        if n_calls > after:
            sink._file.close()
            sink._file = Full()
        return real(sink, data)

    monkeypatch.setattr(Sink, "write", write)
    with refused("disk is full"):
        write_sound(path, noise(rng, 4 * RATE), RATE, overwrite=True)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [(path.name, b"older")]


class Full:
    def write(self, _):
        raise OSError(errno.ENOSPC, "no space")

    def seek(self, *_):
        return 0

    def tell(self):
        return 0

    def close(self):
        pass


@pytest.mark.parametrize("suffix", [".flac", ".ogg"])
def test_a_disk_that_loses_samples_is_noticed(tmp_path, monkeypatch, rng, suffix):
    real = encoding.read_back

    def truncated(path, on_block=None):
        os.truncate(path, path.stat().st_size // 2)
        return real(path, on_block)

    monkeypatch.setattr("export.writer.read_back", truncated)
    with refused("gave back something else"):
        write_sound(tmp_path / f"x{suffix}", noise(rng), RATE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("after", [0, 2, 4])
def test_cancelling_leaves_nothing(tmp_path, rng, suffix, after):
    n_asked = 0

    def should_cancel():
        nonlocal n_asked
        n_asked += 1
        return n_asked > after

    with pytest.raises(RenderCancelled):
        write_sound(
            tmp_path / f"x{suffix}", noise(rng, 5 * RATE), RATE, should_cancel=should_cancel
        )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_folder_that_goes_while_writing(tmp_path, rng, suffix):
    folder = tmp_path / "gone"
    folder.mkdir()
    with refused("was not written"):
        write_sound(
            folder / f"x{suffix}",
            noise(rng),
            RATE,
            on_progress=lambda _: shutil.rmtree(folder, ignore_errors=True),
        )
    assert not list(tmp_path.iterdir())
