"""Onsets against sounds whose beginnings are known, and against another detector."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import soundfile

from engine.audio.onsets import find_onsets, rising_zero_near
from engine.audio.overview import read_overview, suggest_start_s
from engine.audio.passage import LEAD_S, REACH_S, onset_start_s, zero_start_s
from engine.errors import ClipDecodeError, RenderCancelled
from tests.helpers_audio import refused, write_sound
from tests.music import CLIPS

RATE = 11025
BEATS = np.arange(0.313, 5.6, 0.5)


def strokes(kind, times=BEATS, seconds=6.0, rate=RATE):
    """Clicks, drums or plucked strings over a quiet hiss; shape (n_samples,)."""
    rng = np.random.default_rng(0)
    sound = 1e-4 * rng.standard_normal(round(seconds * rate))
    k = np.arange(round(0.4 * rate))
    noise = rng.standard_normal(len(k))
    stroke = {
        "click": noise * np.exp(-k / (0.004 * rate)),
        "drum": np.sin(2 * np.pi * 70 * k / rate) * np.exp(-k / (0.05 * rate))
        + 0.3 * noise * np.exp(-k / (0.01 * rate)),
        "pluck": sum(np.sin(2 * np.pi * hz * k / rate) for hz in (220, 440, 663))
        * np.exp(-k / (0.05 * rate))
        * np.minimum(1, k / (0.01 * rate)),
    }[kind]
    for time_s in times:
        first = round(time_s * rate)
        sound[first : first + len(k)] += 0.5 * stroke[: len(sound) - first]
    return sound.astype(np.float32)


@pytest.mark.parametrize(("kind", "late_s"), [("click", 0.002), ("drum", 0.003), ("pluck", 0.01)])
def test_every_stroke_is_found_where_it_begins(kind, late_s):
    onsets = find_onsets(strokes(kind), RATE)
    loud_s = onsets.times_s[onsets.rises_db > 0.3 * onsets.rises_db.max()]
    assert len(loud_s) == len(BEATS)
    assert np.abs(loud_s - BEATS).max() < late_s


def test_a_louder_stroke_rises_more():
    sound = strokes("drum")
    at = round((BEATS[4] - 0.02) * RATE)
    sound[at : at + RATE // 2] *= 4
    onsets = find_onsets(sound, RATE)
    assert abs(onsets.times_s[onsets.rises_db.argmax()] - BEATS[4]) < 0.01


@pytest.mark.parametrize("n_samples", [0, 1, 300, RATE])
def test_silence_and_scraps_have_none(n_samples):
    assert len(find_onsets(np.zeros(n_samples, np.float32), RATE).times_s) == 0


def test_a_drone_begins_once():
    drone = np.sin(0.3 * np.arange(3 * RATE)).astype(np.float32)
    assert (find_onsets(drone, RATE).times_s < 0.05).all()


# ---- the beginning of an excerpt ----


@pytest.fixture
def drums(tmp_path):
    return write_sound(tmp_path / "a.wav", strokes("drum", BEATS, 7.0, 44100)[:, None], 44100)


@pytest.mark.parametrize("guess_s", [0.45, 1.0, 2.55, 3.1])
def test_an_excerpt_begins_just_before_a_stroke(drums, guess_s):
    start_s = onset_start_s(drums, guess_s, 2.0)
    assert abs(start_s - guess_s) <= REACH_S
    before_s = BEATS - start_s
    assert abs(before_s[np.abs(before_s).argmin()] - LEAD_S) < 0.004


def test_the_strongest_stroke_near_the_guess_wins(tmp_path):
    sound = strokes("drum", [2.5], 7.0, 44100) + 0.1 * strokes("drum", [2.0, 3.0], 7.0, 44100)
    path = write_sound(tmp_path / "a.wav", sound[:, None], 44100)
    assert onset_start_s(path, 2.1, 2.0) == pytest.approx(2.5 - LEAD_S, abs=0.004)


def test_where_nothing_begins_the_guess_stays(tmp_path):
    drone = 0.4 * np.sin(0.05 * np.arange(8 * 44100)).astype(np.float32)
    path = write_sound(tmp_path / "a.wav", drone[:, None], 44100)
    assert onset_start_s(path, 3.21, 2.0) == 3.21


def test_the_excerpt_still_fits_before_the_end(drums):
    assert onset_start_s(drums, 4.9, 2.0) <= 5.0


def test_the_first_note_of_a_file_can_be_the_beginning(tmp_path):
    sound = strokes("pluck", [0.0], 3.0, 44100)
    path = write_sound(tmp_path / "a.wav", sound[:, None], 44100)
    assert onset_start_s(path, 0.5, 1.0) == 0.0


@pytest.mark.parametrize("path", sorted(CLIPS.glob("*.flac")), ids=lambda p: p.stem)
def test_music_begins_on_what_another_detector_calls_an_onset(path, librosa):

    start_s = onset_start_s(path, suggest_start_s(read_overview(path), 5.0), 5.0)
    samples, rate = soundfile.read(path, dtype="float32")
    onsets_s = librosa.onset.onset_detect(
        y=samples, sr=rate, hop_length=256, units="time", backtrack=False
    )
    assert np.abs(onsets_s - (start_s + LEAD_S)).min() < 0.05


def test_it_can_be_cancelled(drums):
    with pytest.raises(RenderCancelled):
        onset_start_s(drums, 2.0, 2.0, lambda: True)


@pytest.mark.parametrize(
    "find", [lambda p: onset_start_s(p, 1.0, 2.0), lambda p: zero_start_s(p, 1.0, sample_rate=RATE)]
)
def test_no_sound_file_is_refused(tmp_path, find):
    with refused(ClipDecodeError, "is a folder"):
        find(tmp_path)


def test_nothing_slow_is_imported():
    script = (
        "import sys, engine.audio.passage;"
        "print([m for m in ('librosa', 'numba', 'scipy.signal') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# ---- zero crossings ----


def test_the_nearest_rising_zero():
    wave = np.array([1, -1, -2, 0, 1, -1, 2, 2, 2, 2], np.float32)
    assert [rising_zero_near(wave, at, 3) for at in (2, 4, 5, 6)] == [3, 3, 6, 6]
    assert rising_zero_near(wave, 9, 2) == 9  # the crossing at 6 is too far
    assert rising_zero_near(np.ones(5, np.float32), 2, 5) == 2


@pytest.mark.parametrize("rate", [32768, 44100])
def test_an_excerpt_begins_at_a_rising_zero(tmp_path, rate):
    hz = 100.0
    wave = 0.5 * np.sin(2 * np.pi * hz * (np.arange(3 * rate) / rate - 0.0013))
    path = write_sound(tmp_path / "a.wav", wave.astype(np.float32)[:, None], rate)
    start_s = zero_start_s(path, 1.0, sample_rate=rate)
    assert start_s == pytest.approx(1.0013, abs=1.5 / rate)


def test_without_a_crossing_the_start_stays(tmp_path):
    path = write_sound(tmp_path / "a.float.wav", np.full((RATE * 3, 1), 0.2, np.float32), RATE)
    assert zero_start_s(path, 1.2345, sample_rate=RATE) == 1.2345
