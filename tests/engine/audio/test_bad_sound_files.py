"""Damaged, lying and odd sound files: a clip with a note, or one clear sentence."""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.audio.clip import probe
from engine.audio.overview import read_overview
from engine.errors import ClipDecodeError, ClipTooShortError
from tests.engine.audio.loading import RATE, load, write
from tests.helpers_audio import (
    KINDS,
    chirp,
    cut,
    flip_bytes,
    patch,
    refused,
    write_m4a,
    write_sound,
)
from tests.music import RAGTIME


@contextlib.contextmanager
def loaded_or_refused(pattern):
    """For damage of which a decoder's version decides whether it is fatal."""
    with contextlib.suppress(_LoadedError), refused(ClipDecodeError, pattern):
        yield
        raise _LoadedError


class _LoadedError(Exception):
    pass


# ---- too short ----


@pytest.mark.parametrize("kind", ["wav", "aiff"])
def test_no_samples(tmp_path, kind):
    with refused(ClipTooShortError, "holds no sound"):
        load(write(tmp_path, kind, 0))


def test_a_flac_file_without_samples(tmp_path):
    with refused(ClipDecodeError, "is empty"):
        load(write(tmp_path, "flac", 0))


@pytest.mark.parametrize("n_samples", [1, 100, 4799])
def test_under_a_tenth_of_a_second(tmp_path, n_samples):
    path = write_sound(tmp_path / "sound.wav", chirp(1, 48_000)[:n_samples], 48_000)
    with refused(ClipTooShortError, "ms long"):
        load(path, start_s=0.5)


def test_a_tenth_of_a_second_is_enough(tmp_path):
    path = write_sound(tmp_path / "sound.wav", chirp(1, 48_000)[:4800], 48_000)
    assert "0.90 s of silence" in load(path).notes[0]


# ---- damaged ----


@pytest.mark.parametrize("kind", ["wav", "float.wav", "aiff", "mp3", "flac"])
@pytest.mark.parametrize("start_s", [0.0, 3.0])
def test_half_a_file_is_loaded_with_a_note(tmp_path, kind, start_s):
    path = cut(write(tmp_path, kind), 0.5)
    clip = load(path, start_s, seconds=3.0)
    assert "shorter than its header says" in clip.notes[0]
    assert "of silence" in clip.notes[-1]
    assert clip.start_s == 0
    assert np.abs(clip.samples[:RATE]).max() > 0.3
    assert not clip.samples[-RATE // 2 :].any()


@pytest.mark.parametrize("kind", ["mp3", "flac"])
def test_an_excerpt_beyond_a_files_true_end_moves_back(tmp_path, kind):
    path = cut(write(tmp_path, kind), 0.6)
    clip = load(path, start_s=3.5)
    assert 0.5 < clip.start_s < 1.6
    assert np.abs(clip.samples[: RATE // 2]).max() > 0.3
    assert any("starts at" in note for note in clip.notes)


@pytest.mark.parametrize("kind", ["ogg", "opus"])
def test_half_an_ogg_file(tmp_path, kind):
    # libsndfile finds no sound in a cut Ogg file, or all that is left
    path = cut(write(tmp_path, kind), 0.5)
    with loaded_or_refused("holds no sound"):
        assert load(path, seconds=3.0).samples.any()


def test_half_an_m4a_file_of_either_order(tmp_path):
    path = cut(write_m4a(tmp_path / "index last.m4a", chirp(4, 44_100), 44_100), 0.5)
    with refused(ClipDecodeError, "is damaged or not sound"):
        load(path)
    path = tmp_path / "index first.m4a"
    write_m4a(path, chirp(4, 44_100), 44_100, options={"movflags": "faststart"})
    clip = load(cut(path, 0.6), seconds=3.0)
    assert "shorter than its header says" in clip.notes[0]


def test_too_little_left_of_a_damaged_file(tmp_path):
    with refused(ClipDecodeError, "is damaged and less than a second"):
        load(cut(write(tmp_path, "flac", 1.6), 0.5))


@pytest.mark.parametrize("kind", [*KINDS, "m4a"])
@pytest.mark.parametrize("fraction", [0.0003, 0.01])
def test_flipped_bytes(tmp_path, kind, fraction):
    if kind == "m4a":
        path = write_m4a(tmp_path / "sound.m4a", chirp(4, 44_100), 44_100)
    else:
        path = write(tmp_path, kind)
    flip_bytes(path, fraction)
    if kind in ("wav", "aiff", "float.wav", "mp3"):
        assert load(path).samples.any()
    else:
        with loaded_or_refused("sound"):
            assert load(path).samples.any()


# ---- headers that lie ----


def test_absurd_lengths_cost_nothing(tmp_path):
    path = write(tmp_path, "flac")
    # STREAMINFO: the last 36 bits before the MD5 are the length; at byte 8 + 13
    word = int.from_bytes(path.read_bytes()[21:26], "big")
    patch(path, 21, (word | (1 << 36) - 1).to_bytes(5, "big"))
    assert probe(path).duration_s > 1e6
    clip = load(path, start_s=2.0)
    assert clip.start_s == 2.0
    overview = read_overview(path)
    assert overview.duration_s == pytest.approx(4.0, abs=0.1)
    late = load(path, start_s=1e5)
    assert late.start_s == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize(
    ("rate", "is_fine"),
    [(3999, False), (4000, True), (768_000, True), (768_001, False), (2**31 - 1, False)],
)
def test_sample_rates_within_reason(tmp_path, rate, is_fine):
    path = write(tmp_path, "wav", 4, 48_000)
    patch(path, 24, struct.pack("<I", rate))
    if is_fine:
        load(path, seconds=0.1)
    else:
        with refused(ClipDecodeError, f"claims {rate} samples per second"):
            load(path)


def test_a_rate_of_zero(tmp_path):
    with refused(ClipDecodeError, "sound.wav"):
        load(patch(write(tmp_path, "wav"), 24, bytes(4)))


@pytest.mark.parametrize("n_channels", [65, 1000])
def test_too_many_channels(tmp_path, n_channels):
    path = tmp_path / "sound.wav"
    write_sound(path, np.zeros((800, n_channels), np.float32), 8000)
    with refused(ClipDecodeError, f"has {n_channels} channels"):
        load(path)


def test_sixty_thousand_channels(tmp_path):
    path = write(tmp_path, "wav")
    with refused(ClipDecodeError, "sound.wav"):
        load(patch(path, 22, struct.pack("<H", 60_000)))


# ---- values that hurt ----


def write_values(tmp_path, samples):
    return write_sound(tmp_path / "sound.float.wav", samples.astype(np.float32), RATE)


def test_no_numbers_become_silence(tmp_path):
    samples = chirp(2, RATE, 2)
    samples[1000:1010, 0] = np.nan
    samples[2000, :] = [np.inf, -np.inf]
    clip = load(write_values(tmp_path, samples))
    assert clip.notes == ("12 values that were no numbers were taken as silence.",)
    assert clip.samples[2000] == 0


def test_all_nan(tmp_path):
    clip = load(write_values(tmp_path, np.full((RATE, 1), np.nan)))
    assert not clip.samples.any()
    assert clip.loudness_lufs == -np.inf


def test_a_few_wild_values_are_clipped(tmp_path):
    samples = chirp(2, RATE)
    samples[[500, 700]] = [[3e38], [-3e38]]
    clip = load(write_values(tmp_path, samples))
    assert clip.notes == ("2 samples far over full scale were clipped.",)
    np.testing.assert_array_equal(clip.samples[:400], samples[:400, 0])


@pytest.mark.parametrize("scale", [32768.0, 1e38])
def test_a_file_of_another_scale_is_turned_down(tmp_path, scale):
    samples = chirp(2, RATE, 2) * scale
    clip = load(write_values(tmp_path, samples))
    assert "turned down" in clip.notes[0]
    assert np.abs(clip.samples).max() == pytest.approx(1, abs=0.02)


def test_loud_but_honest_levels_stay(tmp_path):
    samples = chirp(2, RATE) * 15
    clip = load(write_values(tmp_path, samples))
    np.testing.assert_array_equal(clip.samples, samples[:RATE, 0])


# ---- and nothing is printed or left open ----


def test_refusals_leave_no_file_open(tmp_path):
    path = write(tmp_path, "wav")
    patch(path, 24, struct.pack("<I", 1))
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("no /proc")
    before = len(list(descriptors.iterdir()))
    for _ in range(5):
        with pytest.raises(ClipDecodeError):
            load(path)
        with pytest.raises(ClipDecodeError):
            load(__file__)
    assert len(list(descriptors.iterdir())) == before


def test_a_worker_thread_may_load(tmp_path):
    # in a child, so that a crash in a decoder is a failed test and not the end of all
    shutil.copy(RAGTIME, tmp_path / "a.flac")
    script = (
        "import sys, threading; from pathlib import Path;"
        "from engine.audio.clip import load_clip;"
        "ok = [];"
        "work = lambda: ok.append(load_clip(Path(sys.argv[1]), n_samples=9, sample_rate=32768));"
        "threads = [threading.Thread(target=work) for _ in range(8)];"
        "[t.start() for t in threads]; [t.join() for t in threads];"
        "sys.exit(len(ok) != 8)"
    )
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", script, str(tmp_path / "a.flac")]
    subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=True)
