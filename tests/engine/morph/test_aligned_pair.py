from __future__ import annotations

import numpy as np
import pytest
import soundfile

from engine.audio.clip import load_clip
from engine.audio.key import find_key
from engine.errors import ClipDecodeError
from engine.morph.align import AlignOptions, AlignPlan
from engine.morph.aligned_pair import load_aligned_pair
from tests.engine.audio.rhythm import cadence, clicks

RATE = 32_768
N_SAMPLES = 5 * RATE


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A: 120 BPM, C major. B: 96 BPM, D major, its bars elsewhere; at other rates."""
    folder = tmp_path_factory.mktemp("aligned")
    drums_a = clicks(120, seconds=24, first_s=0.3, first_loud=0, rate=44_100)
    drums_b = clicks(96, seconds=24, first_s=0.7, first_loud=3, rate=48_000)
    for name, drums, tonic, rate in (("a", drums_a, 0, 44_100), ("b", drums_b, 2, 48_000)):
        chords = np.tile(cadence(tonic, "major", seconds=5, rate=rate), 3)
        soundfile.write(folder / f"{name}.wav", 0.5 * drums, rate)
        soundfile.write(folder / f"{name}-chords.wav", chords, rate)
    return folder


def load(files, suffix="", start_a_s=6.0, start_b_s=9.0, **options):
    return load_aligned_pair(
        files / f"a{suffix}.wav",
        files / f"b{suffix}.wav",
        start_a_s=start_a_s,
        start_b_s=start_b_s,
        n_samples=N_SAMPLES,
        sample_rate=RATE,
        options=AlignOptions(**options),
    )


def lag_s(a, b, most_s=1.2):
    """Return how much later B's strokes are heard than A's."""
    hop = RATE // 500
    a, b = (
        np.sqrt((each[: len(each) // hop * hop].reshape(-1, hop) ** 2).mean(1)) for each in (a, b)
    )
    lags = np.arange(-int(most_s * 500), int(most_s * 500) + 1)
    products = np.correlate(np.pad(b, len(lags) // 2), a, "valid")
    return float(lags[products.argmax()] / 500)


def test_with_nothing_asked_for_the_clips_are_those_of_load_clip(files):
    a, b, plan = load(files)
    assert plan == AlignPlan()
    for clip, start_s in ((a, 6.0), (b, 9.0)):
        same = load_clip(clip.info.path, start_s=start_s, n_samples=N_SAMPLES, sample_rate=RATE)
        np.testing.assert_array_equal(clip.samples, same.samples)


@pytest.mark.parametrize("match_tempo", ["to-a", "middle"])
@pytest.mark.parametrize("start_b_s", [0.0, 9.0, 40.0])
def test_the_bars_are_heard_together(files, match_tempo, start_b_s):
    a, b, plan = load(files, start_b_s=start_b_s, match_tempo=match_tempo, match_downbeat=True)
    assert plan.time_ratio_b / plan.time_ratio_a == pytest.approx(0.8, rel=0.005)
    assert len(a.samples) == len(b.samples) == N_SAMPLES
    assert abs(lag_s(a.samples, b.samples)) <= 0.015
    half = N_SAMPLES // 2
    assert abs(lag_s(a.samples[half:], b.samples[half:], 0.2)) <= 0.025
    assert not any("silence" in note for note in (*a.notes, *b.notes))
    assert not b.samples.flags.writeable


def test_bars_are_heard_together_when_a_has_to_begin_earlier(files):
    """Played faster, the last five seconds of the file are not enough."""
    a, b, plan = load_aligned_pair(
        files / "b.wav",
        files / "a.wav",
        start_a_s=30.0,
        start_b_s=6.0,
        n_samples=N_SAMPLES,
        sample_rate=RATE,
        options=AlignOptions("middle", alpha=1.0, match_downbeat=True),
    )
    assert plan.time_ratio_a == pytest.approx(0.8, rel=0.005)
    assert a.start_s == pytest.approx(24 - 6.25, abs=0.05)
    assert abs(lag_s(a.samples, b.samples)) <= 0.015


def test_unaligned_bars_are_not_together(files):
    a, b, _ = load(files, match_tempo="to-a")
    assert abs(lag_s(a.samples, b.samples)) > 0.05


def test_the_key_is_matched(files):
    a, b, plan = load(files, "-chords", start_a_s=5.0, start_b_s=5.0, match_key=True)
    assert plan.semitones_b == -2
    assert find_key(b.samples, RATE).name == find_key(a.samples, RATE).name == "C major"
    assert np.isfinite(b.loudness_lufs)


def test_a_missing_file_is_named(files):
    with pytest.raises(ClipDecodeError, match="nowhere"):
        load_aligned_pair(
            files / "a.wav",
            files / "nowhere.wav",
            n_samples=N_SAMPLES,
            sample_rate=RATE,
            options=AlignOptions(match_key=True),
        )
