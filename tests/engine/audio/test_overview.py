"""The whole file's shape, whatever its header says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from engine.audio.overview import Overview, _PeakCollector, read_overview, suggest_start_s
from engine.errors import ClipDecodeError, RenderCancelled
from tests.helpers_audio import chirp, cut, refused, write_sound
from tests.music import CLIPS, RAGTIME

RATE = 8000


@given(
    n_samples=st.integers(0, 40_000),
    n_block=st.integers(1, 9000),
    n_bins=st.integers(1, 50),
    seed=st.integers(0, 9),
)
def test_peaks_lose_nothing_and_invent_nothing(n_samples, n_block, n_bins, seed):
    samples = np.random.default_rng(seed).standard_normal(n_samples).astype(np.float32)
    collector = _PeakCollector(n_bins)
    for start in range(0, n_samples, n_block):
        collector.add(samples[start : start + n_block])
    peaks = collector.peaks()
    assert peaks.shape == (n_bins, 2)
    assert collector.n_samples == n_samples
    if n_samples:
        assert peaks[:, 0].min() == samples.min()
        assert peaks[:, 1].max() == samples.max()
        assert (peaks[:, 0] <= peaks[:, 1]).all()


@pytest.mark.parametrize("n_samples", [3000, 100_000, 5_000_000])
def test_a_bump_is_found_where_it_is(n_samples):
    samples = np.zeros(n_samples, np.float32)
    at = int(0.7 * n_samples)
    samples[at : at + n_samples // 50] = 0.5
    collector = _PeakCollector(100)
    for start in range(0, n_samples, 65_536):
        collector.add(samples[start : start + 65_536])
    loud = np.flatnonzero(collector.peaks()[:, 1])
    assert abs(loud[0] - 70) <= 1
    assert abs(loud[-1] - 72) <= 1


@pytest.mark.parametrize("path", sorted(CLIPS.glob("*.flac")), ids=lambda p: p.stem)
def test_the_overview_of_music(path):
    samples = soundfile.read(path, dtype="float32")[0]
    overview = read_overview(path, n_bins=500)
    assert overview.is_complete
    assert overview.duration_s == len(samples) / 32768
    assert not overview.peaks.flags.writeable
    expected = np.array([[s.min(), s.max()] for s in np.array_split(samples, 500)])
    # bins of the file's length and of the collector's differ by a few samples at their edges
    assert np.abs(overview.peaks - expected).mean() < 0.02
    assert overview.peaks[:, 1].max() == samples.max()


def test_mono_mix_not_one_channel(tmp_path):
    sound = np.stack([chirp(1, RATE)[:, 0], -chirp(1, RATE)[:, 0]], axis=1)
    path = write_sound(tmp_path / "a.wav", sound, RATE, format="WAV", subtype="FLOAT")
    assert not read_overview(path).peaks.any()


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3"])
def test_a_lying_header_does_not_matter(tmp_path, kind):
    path = cut(write_sound(tmp_path / f"a.{kind}", chirp(8, 44_100), 44_100), 0.5)
    overview = read_overview(path, n_bins=100)
    assert 3 < overview.duration_s < 5
    assert (overview.peaks[:, 1] > 0.3).all()


def test_wild_values_are_held_down(tmp_path):
    sound = chirp(1, RATE)
    sound[100] = np.nan
    sound[200] = 1e38
    path = write_sound(tmp_path / "a.float.wav", sound, RATE)
    peaks = read_overview(path).peaks
    assert np.isfinite(peaks).all()
    assert peaks.max() == 8


def test_progress_grows_and_is_not_too_frequent(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.audio.decoder_soundfile._BLOCK", 4096)
    path = write_sound(tmp_path / "a.wav", chirp(60, RATE), RATE)
    now = iter(np.arange(0, 1000, 0.01))  # every look at the clock takes 10 ms
    monkeypatch.setattr("engine.audio.overview.time.monotonic", lambda: next(now))
    seen: list[Overview] = []
    overview = read_overview(path, on_progress=seen.append)
    durations = [o.duration_s for o in seen]
    n_blocks = 60 * RATE / 4096
    assert n_blocks / 8 < len(seen) < n_blocks / 3
    assert durations == sorted(set(durations))
    assert durations[-1] <= overview.duration_s == 60
    assert not any(o.is_complete for o in seen)
    assert all(o.peaks.shape == (2000, 2) for o in seen)


def test_one_report_comes_at_the_same_place_on_every_machine(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.audio.decoder_soundfile._BLOCK", 4096)
    path = write_sound(tmp_path / "a.wav", chirp(60, RATE), RATE)
    places = []
    for step_s in (0.0, 0.003, 0.03):  # how fast the machine is
        now = iter(np.arange(0, 1000, 1) * step_s)
        monkeypatch.setattr("engine.audio.overview.time.monotonic", lambda now=now: next(now))
        seen: list[Overview] = []
        read_overview(path, on_progress=seen.append, tell_at_s=30.0)
        places.append(min(o.duration_s for o in seen if o.duration_s >= 30))
    assert len(set(places)) == 1
    assert 30 <= places[0] < 30 + 4096 / RATE


def test_it_can_be_cancelled(tmp_path):
    answers = iter([False, True])
    path = write_sound(tmp_path / "a.wav", chirp(120, RATE), RATE)
    with pytest.raises(RenderCancelled):
        read_overview(path, should_cancel=lambda: next(answers))


def test_no_sound_file_is_refused(tmp_path):
    with refused(ClipDecodeError, "is a folder"):
        read_overview(tmp_path)


def test_memory_does_not_grow_with_the_file(tmp_path):
    # ten minutes of stereo would be 212 MB; in a child, because peak memory never falls
    path = tmp_path / "long.flac"
    with soundfile.SoundFile(path, "w", 44_100, 2) as file:
        for _ in range(10):
            file.write(np.zeros((60 * 44_100, 2), np.int16))
    script = (
        "import resource, sys; from pathlib import Path;"
        "from engine.audio.clip import load_clip;"
        "from engine.audio.overview import read_overview;"
        "rss = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "path, music = Path(sys.argv[1]), Path(sys.argv[2]);"
        "read_overview(music); load_clip(music, n_samples=163840, sample_rate=32768);"
        "before = rss(); assert read_overview(path).duration_s == 600;"
        "load_clip(path, start_s=500, n_samples=163840, sample_rate=32768);"
        "print(rss() - before)"
    )
    pytest.importorskip("resource")
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", script, str(path), str(RAGTIME)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 30_000  # kB


# ---- the first guess ----


def overview_of(levels, duration_s):
    levels = np.asarray(levels, np.float32)
    return Overview(np.stack([-levels, levels], axis=1), duration_s, True)


def test_the_guess_is_the_loud_passage():
    levels = np.full(1000, 0.05)
    levels[600:700] = 0.8
    assert suggest_start_s(overview_of(levels, 100.0), 5.0) == pytest.approx(60, abs=5.1)
    assert 60 <= suggest_start_s(overview_of(levels, 100.0), 10.0) <= 60.1


def test_the_guess_prefers_steady_to_bangs():
    levels = np.full(1000, 0.001)
    levels[200:300:10] = 1.0  # bangs with silence between
    levels[600:700] = 0.4
    assert suggest_start_s(overview_of(levels, 100.0), 10.0) == pytest.approx(60, abs=0.2)


def test_the_guess_is_not_the_very_start_or_end():
    levels = np.full(1000, 0.2)
    levels[:60] = levels[-60:] = 1.0
    assert 5 <= suggest_start_s(overview_of(levels, 100.0), 5.0) <= 90


@pytest.mark.parametrize(
    ("duration_s", "excerpt_s"), [(0.0, 5.0), (3.0, 5.0), (5.0, 5.0), (9.0, 0.0)]
)
def test_short_files_begin_at_the_start(duration_s, excerpt_s):
    assert suggest_start_s(overview_of(np.ones(100), duration_s), excerpt_s) == 0.0


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=200),
    st.floats(0.01, 1e5),
    st.floats(0.01, 100),
)
def test_the_guess_always_fits(levels, duration_s, excerpt_s):
    start_s = suggest_start_s(overview_of(levels, duration_s), excerpt_s)
    assert 0 <= start_s <= max(0, duration_s - excerpt_s)
    assert start_s == suggest_start_s(overview_of(levels, duration_s), excerpt_s)
