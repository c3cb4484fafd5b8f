from __future__ import annotations

import numpy as np
import pytest

from engine.errors import CurveError
from engine.morph.alpha import (
    SHAPES,
    AlphaCurve,
    between_clips,
    gathered,
    parse_curve,
    shaped_curve,
    spread,
    weights,
)


def test_a_curve_goes_straight_between_its_points_and_level_outside():
    curve = AlphaCurve(((1.0, 0.0), (3.0, 1.0)))
    assert curve.at([0, 1, 1.5, 2, 3, 9]) == pytest.approx([0, 0, 0.25, 0.5, 1, 1], abs=1e-6)


def test_two_points_at_one_second_are_a_step():
    curve = AlphaCurve(((0, 0), (1, 0), (1, 1), (2, 1)))
    assert curve.at([0.999, 1.0, 1.001]) == pytest.approx([0, 1, 1], abs=1e-5)


@pytest.mark.parametrize("start_s", [0, 0.5, 1, 1.7, 3, 5])
def test_the_rest_of_a_curve_is_the_curve(start_s):
    curve = AlphaCurve(((0, 0.2), (1, 0), (1, 1), (3, -0.5)))
    later = np.linspace(0.01, 4, 40)
    assert curve.from_s(start_s).at(later) == pytest.approx(curve.at(later + start_s), abs=1e-4)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ((), "two points"),
        (((0, 0),), "two points"),
        (((0, 0), (1, 1.6)), "1.6"),
        (((0, float("nan")), (1, 1)), "nan"),
        (((0, 0), (float("inf"), 1)), "inf"),
        (((-1, 0), (1, 1)), "-1"),
        (((2, 0), (1, 1)), "order"),
    ],
)
def test_what_is_no_curve_is_refused_with_a_sentence(points, said):
    with pytest.raises(CurveError) as caught:
        AlphaCurve(points)
    assert said in caught.value.user_message


@pytest.mark.parametrize("text", ["", "0", "0:0", "0:0,", "0:a, 1:1", "a:0, 1:1", "0:0 1:1"])
def test_text_that_is_no_curve_is_refused_with_a_sentence(text):
    with pytest.raises(CurveError):
        parse_curve(text)


def test_a_curve_is_written_as_seconds_and_alphas():
    assert parse_curve("0:0, 2.5:1,5:0.3").points == ((0, 0), (2.5, 1), (5, 0.3))


@pytest.mark.parametrize("name", SHAPES)
def test_named_curves_last_as_long_as_the_morph(name):
    curve = shaped_curve(name, 4.0)
    assert curve.end_s == 4.0
    inside = curve.at(np.linspace(0, 4, 50))
    assert inside.min() >= 0
    assert inside.max() == pytest.approx(1, abs=0.05)


def test_alpha_is_brought_to_other_grids():
    alpha = np.arange(8, dtype=np.float32)
    assert spread(alpha, 16)[:4] == pytest.approx([0, 0.5, 1, 1.5])
    assert gathered(alpha[:6], 4) == pytest.approx([1.5, 4.75])  # the last is held
    assert spread(0.3, 5) == gathered(0.3, 4) == 0.3
    assert weights(0.3, 9, 0.1) == 0.3
    curve = AlphaCurve(((0, 0), (1, 1)))
    assert weights(curve, 3, 0.25) == pytest.approx([0, 0.25, 0.5], abs=1e-6)


def test_beyond_the_clips_is_the_nearest_clip_for_those_who_cannot():
    assert (between_clips(-0.3), between_clips(1.2), between_clips(0.4)) == (0, 1, 0.4)
    assert between_clips(np.array([-1, 0.5, 2], np.float32)) == pytest.approx([0, 0.5, 1])
