"""What a hand does to a curve, as plain functions."""

import numpy as np
import pytest

from engine.morph.alpha import AlphaCurve, shaped_curve
from gui.document import clamped
from gui.morphing import curve_points

CURVE = AlphaCurve(((0.0, 0.0), (2.0, 0.5), (5.0, 1.0)))


def test_a_point_goes_where_its_second_is():
    curve, index = curve_points.added(CURVE, (3.0, 0.2))
    assert (index, curve.points[2]) == (2, (3.0, 0.2))
    assert [p for p in curve.points if p != (3.0, 0.2)] == list(CURVE.points)
    assert curve_points.added(CURVE, (2.0, 0.9))[1] == 2  # after the one at the same second


def test_a_point_stays_between_its_neighbours_and_in_range():
    def moved(index, point):
        return curve_points.moved(CURVE, index, point, 5.0, 0.0, 1.0).points[index]

    assert moved(1, (3.0, 0.7)) == (3.0, 0.7)
    assert moved(1, (9.0, 2.0)) == (5.0, 1.0)
    assert moved(1, (-1.0, -2.0)) == (0.0, 0.0)
    assert moved(0, (-1.0, 0.3)) == (0.0, 0.3)
    assert moved(2, (7.0, 0.3)) == (5.0, 0.3)
    assert moved(2, (1.0, 0.3)) == (2.0, 0.3)


def test_the_last_two_points_stay():
    curve = curve_points.removed(CURVE, 1)
    assert curve.points == ((0.0, 0.0), (5.0, 1.0))
    assert curve_points.removed(curve, 0) is None


def test_points_snap_to_the_grid_or_to_beats():
    assert curve_points.snapped((1.234, 0.533)) == (1.2, 0.55)
    assert curve_points.snapped((1.234, 0.52), [0.5, 1.31]) == (1.31, 0.5)


@pytest.mark.parametrize("name", curve_points.PRESETS)
def test_presets_are_the_engines_shapes_over_the_whole_length(name):
    times = np.linspace(0, 4, 401)
    made = curve_points.preset(name, 4.0)
    assert np.abs(made.at(times) - shaped_curve(name, 4.0).at(times)).max() < 0.012
    assert (made.points[0][0], made.end_s) == (0.0, 4.0)
    assert len(made.points) <= 9


def test_a_reversed_curve_ends_where_it_began():
    times = np.linspace(0, 5, 101)
    turned = curve_points.reversed_curve(CURVE, 5.0)
    assert turned.at(times) == pytest.approx(CURVE.at(5 - times), abs=1e-6)
    assert curve_points.reversed_curve(turned, 5.0) == CURVE


def test_level_and_clamped():
    assert curve_points.flat(0.423, 5.0).at([0, 3, 9]) == pytest.approx([0.423] * 3)
    wide = AlphaCurve(((0.0, -0.4), (1 / 3, 1.3)))
    assert clamped(wide, 0.0, 1.0).points == ((0.0, 0.0), (1 / 3, 1.0))
    assert clamped(CURVE, 0.0, 1.0) == CURVE


def test_a_simplified_stroke_is_near_all_of_it_and_has_few_points():
    times = np.linspace(0, 5, 500)
    alphas = 0.5 + 0.4 * np.sin(times * 2)
    kept = curve_points.simplified(list(zip(times.tolist(), alphas.tolist(), strict=True)), 0.01)
    assert len(kept) < 40
    assert kept[0][0] == 0
    assert kept[-1][0] == 5
    found = np.interp(times, *np.array(kept).T)
    assert np.abs(found - alphas).max() <= 0.01 + 1e-9
    straight = [(t, 0.2 * t) for t in (0.0, 1.0, 2.0, 3.0)]
    assert curve_points.simplified(straight) == [straight[0], straight[-1]]


def test_a_stroke_changes_only_what_it_covers():
    stroke = [(1.0 + i / 100, 0.9) for i in range(101)]
    curve = curve_points.drawn(CURVE, stroke)
    times = np.array([0.0, 0.5, 0.99, 2.01, 3.0, 5.0])
    assert curve.at(times) == pytest.approx(CURVE.at(times), abs=0.002)
    assert curve.at([1.01, 1.5, 1.99]) == pytest.approx([0.9] * 3)


def test_a_stroke_that_meets_the_curve_makes_no_step():
    stroke = [(1.0, 0.25), (1.5, 0.8), (2.0, 0.5)]
    curve = curve_points.drawn(CURVE, stroke)
    assert curve.points == ((0.0, 0.0), *stroke, (5.0, 1.0))


def test_a_stroke_over_everything_is_all_there_is():
    curve = curve_points.drawn(CURVE, [(0.0, 0.3), (5.0, 0.3)])
    assert curve.points == ((0.0, 0.3), (5.0, 0.3))
    assert curve_points.drawn(CURVE, [(1.0, 0.3)]) == CURVE


def test_colours_along_a_curve_know_of_steps():
    stops = curve_points.stops_along(shaped_curve("step", 4.0), 4.0)
    assert stops == sorted(stops)
    near = [(t, alpha) for t, alpha in stops if abs(t - 2) < 0.01]
    assert {alpha for _, alpha in near} == {0.0, 1.0}
