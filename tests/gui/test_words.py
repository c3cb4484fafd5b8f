from pathlib import Path

import numpy as np
import pytest

from engine.audio.key import Key
from engine.audio.tempo import NO_BEAT, Tempo
from engine.morph.align import AlignOptions, AlignPlan, Analysis, plan_alignment
from gui import words
from gui.views.mel_scale import hz_text, hz_to_row, level_text, note_name, point_text, row_to_hz
from tests.gui.fake_engine import SPEC, make_clip, make_result


@pytest.mark.parametrize(
    ("seconds", "digits", "text"),
    [(0, 1, "0:00.0"), (62.7, 1, "1:02.7"), (59.96, 1, "1:00.0"), (2.314, 2, "0:02.31")],
)
def test_clock(seconds, digits, text):
    assert words.clock(seconds, digits) == text


def test_a_clip_is_described_by_level_rate_and_channels():
    clip = make_clip(Path("x.wav"))
    assert words.facts(clip) == "−20.0 LUFS · 44.1 kHz stereo"


def test_an_excerpt_ends_with_the_file():
    assert words.excerpt(0.0, 5.0, 20.0) == "0:00.0 – 0:05.0 of 0:20.0"
    assert words.excerpt(18.0, 5.0, 20.0) == "0:18.0 – 0:20.0 of 0:20.0"


def test_silence_has_no_number():
    assert words.lufs(-np.inf) == "silence"


@pytest.mark.parametrize(
    ("stage", "is_newest", "text"),
    [
        ("final", True, "final, 32 iterations in 0.31 s"),
        ("preview", True, "preview…"),
        ("final", False, "rendering…"),
    ],
)
def test_what_is_sounding(stage, is_newest, text):
    assert words.sounding(make_result(1, 0.42, stage), is_newest=is_newest) == text


def test_a_mix_tells_of_no_model():
    result = make_result(1, 0.42, method="crossfade")
    assert words.sounding(result, is_newest=True) == "final, without the model"


def test_shares_add_up():
    assert words.shares(0.42) == "58 % A · 42 % B"


@pytest.mark.parametrize(
    ("alpha", "goes_beyond", "text"),
    [
        (-0.3, True, "A, 30 % beyond"),
        (1.2, True, "B, 20 % beyond"),
        (-0.3, False, "A: this way ends here"),
        (1.2, False, "B: this way ends here"),
        (-0.004, True, "100 % A · 0 % B"),
        (1.0, False, "0 % A · 100 % B"),
    ],
)
def test_beyond_the_clips_there_are_no_shares(alpha, goes_beyond, text):
    assert words.shares(alpha, goes_beyond=goes_beyond) == text


@pytest.mark.parametrize(
    ("alpha", "text"), [(-0.3, "−0.30"), (-0.0004, "0.00"), (1.5, "1.50"), (0.423, "0.423")]
)
def test_alpha_has_a_true_minus_and_no_minus_zero(alpha, text):
    assert words.alpha_number(alpha) == text


def test_speed_is_times_real_time():
    assert words.speed(0.0625) == "16 × real time"
    assert words.speed(0.5) == "2.0 × real time"


@pytest.mark.parametrize(
    ("hz", "note"), [(440, "A4"), (261.63, "C4"), (523.25, "C5"), (27.5, "A0"), (3, "")]
)
def test_notes_have_middle_c_as_c4(hz, note):
    assert note_name(hz) == note


def test_rows_agree_with_librosa():
    librosa = pytest.importorskip("librosa")
    centres = librosa.mel_frequencies(n_mels=SPEC.n_mels + 2, fmin=SPEC.fmin, fmax=SPEC.fmax)[1:-1]
    ours = [row_to_hz(row + 0.5, SPEC) for row in range(SPEC.n_mels)]
    np.testing.assert_allclose(ours, centres, rtol=1e-5)


def test_hz_to_row_inverts_row_to_hz():
    for row in (0.0, 100.5, 511.0):
        assert hz_to_row(row_to_hz(row, SPEC), SPEC) == pytest.approx(row)


def test_readout_tells_time_frequency_note_and_level():
    assert point_text(2.31, 523.25, level_text(0.7, SPEC)) == "2.31 s · 523 Hz C5 · −24 dB"
    assert hz_text(16000) == "16 kHz"


def analysis(bpm, tonic):
    beats = np.arange(0, 10, 60 / bpm)
    tempo = Tempo(bpm, beats, 0.0, 0.9, 0.5)
    return Analysis(tempo, Key(tonic, "major", 0.9))


def test_a_match_is_said_in_short_as_the_engine_found_it():
    options = AlignOptions("to-a", match_key=True)
    plan = plan_alignment(analysis(100.0, 0), analysis(80.0, 2), options)
    assert words.matched(plan, "A") == "100.0 BPM (sure) · C major (sure)"
    assert words.matched(plan, "B") == "25 % faster · −2 st · 80.0 BPM (sure) · D major (sure)"


def test_what_was_not_found_is_said_too():
    nothing = Analysis(NO_BEAT, Key(0, "major", 0.0))
    options = AlignOptions("to-a", match_downbeat=True, match_key=True)
    plan = plan_alignment(nothing, nothing, options)
    assert words.matched(plan, "A") == "no beat · no key"
    assert words.matched(plan, "B") == "as it is · no beat · no key"


def test_a_slower_and_later_b():
    plan = AlignPlan(time_ratio_b=1.25, semitones_b=3, shift_b_s=0.5)
    assert words.matched(plan, "B") == "20 % slower · +3 st · 0.50 s later"
    assert words.matched(AlignPlan(shift_b_s=-0.5), "B") == "0.50 s earlier"


@pytest.mark.parametrize(
    ("text", "alpha"),
    [
        ("0.42", 0.42),
        ("0,42", 0.42),
        (".5", 0.5),
        ("42 %", 0.42),
        (" 42% ", 0.42),
        ("42", 0.42),
        ("1", 1.0),
        ("-0.3", -0.3),
        ("−30 %", -0.3),
        ("1.5", 1.5),
        ("150", 1.5),
        ("", None),
        ("%", None),
        (".", None),
        ("1e5", None),
        ("nan", None),
        ("0.4.2", None),
        ("half", None),
    ],
)
def test_alpha_is_read_as_people_write_it(text, alpha):
    read = words.read_alpha(text)
    assert read == (alpha if alpha is None else pytest.approx(alpha))


def test_a_curve_is_named_with_its_second():
    assert words.curve_shares(0.42, 2.31) == "curve, 2.31 s: 58 % A · 42 % B"
    assert words.curve_shares(1.2, 0, goes_beyond=False) == "curve, 0.00 s: B: this way ends here"
