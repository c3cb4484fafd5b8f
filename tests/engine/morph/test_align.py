from __future__ import annotations

import numpy as np
import pytest

from engine.audio.key import Key
from engine.audio.tempo import NO_BEAT, Tempo
from engine.morph.align import (
    AlignOptions,
    AlignPlan,
    Analysis,
    apply_plan,
    input_samples,
    plan_alignment,
)

RATE = 32_768
C_MAJOR = Key(0, "major", 0.9)


def steady(bpm, *, first_s=0.1, strength=0.9, downbeat=0, downbeat_strength=0.5):
    beats_s = np.arange(first_s, 30, 60 / bpm)
    return Tempo(bpm, beats_s, float(beats_s[downbeat]), strength, downbeat_strength)


def plan(tempo_a, tempo_b, *, key_a=C_MAJOR, key_b=C_MAJOR, starts=(0.0, 0.0), limits=None, **how):
    a, b = Analysis(tempo_a, key_a, starts[0]), Analysis(tempo_b, key_b, starts[1])
    earliest, latest = limits or (-np.inf, np.inf)
    return plan_alignment(
        a, b, AlignOptions(**how), earliest_shift_b_s=earliest, latest_shift_b_s=latest
    )


def test_with_nothing_asked_for_nothing_is_done():
    assert plan(steady(120), steady(96)) == AlignPlan()


def test_b_takes_the_tempo_of_a():
    made = plan(steady(120), steady(96), match_tempo="to-a")
    assert (made.time_ratio_a, made.time_ratio_b) == (1.0, pytest.approx(0.8))
    assert made.sentences == (
        "A: 120.0 BPM (sure); B: 96.0 BPM (sure).",
        "B is played 25 % faster.",
    )


@pytest.mark.parametrize("bpm_a", [60, 90, 120, 174])
@pytest.mark.parametrize("bpm_b", [55, 87, 128, 200])
def test_ratios_are_folded_to_the_nearest_octave(bpm_a, bpm_b):
    ratio = plan(steady(bpm_a), steady(bpm_b), match_tempo="to-a").time_ratio_b
    assert 0.5**0.5 <= ratio <= 2**0.5
    octaves = np.log2(bpm_b / ratio / bpm_a)
    assert octaves == pytest.approx(round(octaves), abs=0.006)


@pytest.mark.parametrize("alpha", [0.0, 0.25, 0.5, 1.0])
def test_both_meet_in_the_middle(alpha):
    made = plan(steady(120), steady(96), match_tempo="middle", alpha=alpha)
    target = 120 ** (1 - alpha) * 96**alpha
    assert 120 / made.time_ratio_a == pytest.approx(target)
    assert 96 / made.time_ratio_b == pytest.approx(target)


def test_tempos_that_agree_are_not_touched():
    made = plan(steady(120), steady(60.1), match_tempo="to-a")
    assert (made.time_ratio_a, made.time_ratio_b) == (1.0, 1.0)
    assert made.sentences[-1] == "The tempos go together as they are."


@pytest.mark.parametrize("weak", [NO_BEAT, steady(100, strength=0.2)])
@pytest.mark.parametrize("match_tempo", ["to-a", "middle"])
def test_an_unsure_tempo_is_left_alone_and_said(weak, match_tempo):
    made = plan(steady(120), weak, match_tempo=match_tempo, match_downbeat=True)
    assert (made.time_ratio_a, made.time_ratio_b, made.shift_b_s) == (1.0, 1.0, 0.0)
    assert "No steady beat was found in B, so the tempo is left as it is." in made.sentences
    assert made.sentences[-1] == "No steady beat was found in B, so B begins where you chose."


def heard(side, ratio, shift_s=0.0):
    """Return when a side's bars are heard, in s from the excerpt's start."""
    bars_s = side.tempo.downbeats_s
    one_earlier_s = 2 * bars_s[0] - bars_s[1]
    return (np.append(one_earlier_s, bars_s) - side.start_s - shift_s) * ratio


@pytest.mark.parametrize("match_tempo", ["to-a", "middle"])
@pytest.mark.parametrize("starts", [(0.0, 0.0), (8.3, 12.9)])
def test_bars_coincide_for_the_whole_excerpt(match_tempo, starts):
    tempo_a, tempo_b = steady(120, downbeat=1), steady(96, first_s=0.4, downbeat=3)
    made = plan(tempo_a, tempo_b, starts=starts, match_tempo=match_tempo, match_downbeat=True)
    bars_a = heard(Analysis(tempo_a, C_MAJOR, starts[0]), made.time_ratio_a)
    bars_b = heard(Analysis(tempo_b, C_MAJOR, starts[1]), made.time_ratio_b, made.shift_b_s)
    within = bars_a[(bars_a > 0) & (bars_a < 8)]
    assert len(within) >= 3
    assert all(np.abs(bars_b - bar).min() < 1e-6 for bar in within)
    assert abs(made.shift_b_s) <= 0.5 * 4 * 60 / 96 + 1e-9  # never more than half a bar


def test_without_sure_bars_beats_coincide():
    tempo_a, tempo_b = steady(120), steady(120, first_s=0.3, downbeat_strength=0.0)
    made = plan(tempo_a, tempo_b, match_downbeat=True)
    assert made.shift_b_s == pytest.approx(0.2)
    assert "bars of B" in made.sentences[1]


def test_b_is_never_moved_past_its_ends():
    tempo_a, tempo_b = steady(120, first_s=1.0), steady(120, first_s=0.7)
    assert plan(tempo_a, tempo_b, match_downbeat=True).shift_b_s == pytest.approx(-0.3)
    early = plan(tempo_a, steady(120, first_s=2.4), match_downbeat=True, limits=(-9.0, 0.0))
    assert early.shift_b_s == pytest.approx(-0.6)  # B's bars go on before the first one found
    late = plan(tempo_a, tempo_b, match_downbeat=True, limits=(0.0, 9.0))
    assert late.shift_b_s == pytest.approx(1.7)
    stuck = plan(tempo_a, tempo_b, match_downbeat=True, limits=(0.0, 0.1))
    assert stuck.shift_b_s == 0
    assert "too little sound" in stuck.sentences[-1]


def test_unmatched_tempos_are_mentioned_when_bars_are_matched():
    made = plan(steady(120), steady(100), match_downbeat=True)
    assert "only the first beats" in made.sentences[-1]


def test_the_key_of_b_becomes_that_of_a():
    made = plan(NO_BEAT, NO_BEAT, key_b=Key(11, "minor", 0.3), match_key=True)
    assert made.semitones_b == -2
    assert made.sentences == (
        "A: C major (sure); B: B minor (fairly sure).",
        "B is moved 2 semitones down.",
    )


def test_an_unsure_key_is_left_alone_and_said():
    made = plan(NO_BEAT, NO_BEAT, key_b=Key(11, "minor", 0.1), match_key=True)
    assert made.semitones_b == 0
    assert made.sentences[-1] == "No clear key was found in B, so the pitch is left as it is."


@pytest.mark.parametrize("time_ratio", [0.71, 0.8, 1.0, 1.3333, 1.41])
@pytest.mark.parametrize("n_samples", [1, 999, 163_840])
def test_input_samples_are_enough_and_no_more(time_ratio, n_samples):
    needed = input_samples(n_samples, time_ratio)
    assert round(needed * time_ratio) >= n_samples
    assert (needed - 1) * time_ratio < n_samples


def test_a_plan_makes_exactly_the_samples_wanted():
    made = AlignPlan(time_ratio_a=1.1, time_ratio_b=0.8, semitones_b=3)
    t = np.arange(3 * RATE) / RATE
    sine = (0.5 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)
    for side, hz in (("a", 440), ("b", 440 * 2 ** (3 / 12))):
        samples = apply_plan(made, side, sine, sample_rate=RATE, n_samples=2 * RATE)
        assert samples.shape == (2 * RATE,)
        power = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
        assert power.argmax() / 2 == pytest.approx(hz, abs=1)
        assert np.abs(samples[-RATE // 10 :]).max() > 0.3  # no padding was needed


def test_a_plan_that_does_nothing_copies_nothing_and_pads_what_is_missing():
    samples = np.ones(1000, np.float32)
    kept = apply_plan(AlignPlan(), "b", samples, sample_rate=RATE, n_samples=1000)
    assert kept is samples
    padded = apply_plan(AlignPlan(), "b", samples, sample_rate=RATE, n_samples=1500)
    assert padded.shape == (1500,)
    assert not padded[1000:].any()


@pytest.mark.parametrize("start_a_s", [0.0, 59.0, 200.0])
@pytest.mark.parametrize("first_b_s", [0.1, 25.0])
def test_an_outro_or_intro_without_a_beat_moves_b_by_no_more_than_a_bar(start_a_s, first_b_s):
    """A's beats end long before its excerpt, or B's begin long after: their grids go on."""
    a, b = steady(120), steady(120, first_s=first_b_s)
    made = plan(a, b, starts=(start_a_s, 0.0), match_downbeat=True)
    bar_s = 4 * 60 / 120
    assert abs(made.shift_b_s) <= bar_s
    off = (first_b_s - made.shift_b_s - (0.1 - start_a_s)) % bar_s
    assert min(off, bar_s - off) < 0.02
