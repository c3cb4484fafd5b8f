"""The ruler in the hand, and what a range becomes when its parts are moved."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit

from gui.playback.loop_range import MIN_LOOP_S, Part, moved, spanned
from gui.playback.loop_shade import LoopShade
from gui.playback.ruler import Ruler
from gui.views.time_axis import TimeAxis
from gui.views.waveform_view import WaveformView

LEFT = Qt.MouseButton.LeftButton
SECOND = 100
"""Pixels: the ruler is 500 wide, over 5 s."""


@pytest.fixture
def axis():
    return TimeAxis(5.0)


@pytest.fixture
def ruler(qtbot, theme, axis):
    ruler = Ruler(theme, axis)
    qtbot.addWidget(ruler)
    ruler.resize(5 * SECOND, 20)
    ruler.show()
    ruler.wanted = []
    ruler.loop_moved.connect(ruler.wanted.append)
    ruler.sought = []
    ruler.seek_requested.connect(ruler.sought.append)
    return ruler


def drag(qtbot, ruler, start, *stops, release=True):
    qtbot.mousePress(ruler, LEFT, pos=QPoint(start, 10))
    for x in stops:
        qtbot.mouseMove(ruler, QPoint(x, 10))
    if release:
        qtbot.mouseRelease(ruler, LEFT, pos=QPoint(stops[-1], 10))


def test_a_drag_makes_a_loop_once_it_is_over(qtbot, ruler):
    drag(qtbot, ruler, 100, 200, 250, release=False)
    assert ruler.loop == (1.0, 2.5)
    assert ruler.wanted == []
    qtbot.mouseRelease(ruler, LEFT, pos=QPoint(250, 10))
    assert ruler.wanted == [(1.0, 2.5)]
    assert ruler.sought == []


def test_a_drag_to_the_left_does_too_and_beyond_the_ends_is_the_end(qtbot, ruler):
    drag(qtbot, ruler, 250, 100)
    drag(qtbot, ruler, 400, 700)
    assert ruler.wanted == [(1.0, 2.5), (4.0, 5.0)]


def test_edges_and_the_middle_are_dragged(qtbot, ruler):
    ruler.set_loop((1.0, 2.0))
    drag(qtbot, ruler, 102, 152)
    assert ruler.wanted[-1] == (1.5, 2.0)
    drag(qtbot, ruler, 203, 303)
    assert ruler.wanted[-1] == (1.5, 3.0)
    drag(qtbot, ruler, 225, 425)
    assert ruler.wanted[-1] == (3.5, 5.0)
    assert ruler.sought == []


def test_what_is_dragged_is_heard_meanwhile(qtbot, ruler):
    ruler.set_loop((1.0, 2.0))
    drag(qtbot, ruler, 150, 160, 170, release=False)
    assert ruler.wanted == [(1.1, 2.1), (1.2, 2.2)]
    qtbot.mouseRelease(ruler, LEFT, pos=QPoint(170, 10))


def test_an_edge_is_not_dragged_past_the_other(qtbot, ruler):
    ruler.set_loop((1.0, 2.0))
    drag(qtbot, ruler, 100, 400)
    assert ruler.wanted[-1] == (1.95, 2.0)


def test_a_short_loop_still_has_a_middle(ruler):
    ruler.set_loop((1.0, 1.06))
    assert [ruler.part_at(x) for x in (90, 96, 103, 111, 120)] == [
        None,
        Part.BEGIN,
        Part.ALL,
        Part.END,
        None,
    ]


def test_a_click_jumps_and_changes_no_loop(qtbot, ruler):
    ruler.set_loop((1.0, 2.0))
    for x in (50, 150, 300):
        qtbot.mouseClick(ruler, LEFT, pos=QPoint(x, 10))
    assert ruler.sought == [0.5, 1.5, 3.0]
    assert ruler.wanted == []


def test_a_double_click_loops_everything(qtbot, ruler):
    ruler.set_loop((1.0, 2.0))
    qtbot.mouseDClick(ruler, LEFT, pos=QPoint(150, 10))
    assert ruler.wanted == [None]
    assert ruler.loop is None


@pytest.mark.parametrize("before", [None, (1.0, 2.0)])
def test_esc_takes_a_drag_back(qtbot, ruler, before):
    ruler.set_loop(before)
    drag(qtbot, ruler, 150, 300, release=False)
    assert ruler.loop != before
    elsewhere = QLineEdit()
    qtbot.addWidget(elsewhere)
    qtbot.keyClick(elsewhere, Qt.Key.Key_Escape)
    qtbot.mouseRelease(ruler, LEFT, pos=QPoint(300, 10))
    assert ruler.loop == before
    assert ruler.wanted[-1:] == ([before] if ruler.wanted else [])
    assert ruler.sought == []


def test_it_follows_the_zoom(qtbot, ruler, axis):
    axis.show(2.0, 2.5)
    drag(qtbot, ruler, 100, 300)
    assert ruler.wanted[-1] == (2.1, 2.3)
    axis.show(2.0, 2.1)
    drag(qtbot, ruler, 10, 401)
    assert ruler.wanted[-1] == (2.002, 2.08)  # near by, the grid is finer


def test_the_keys_move_what_up_and_down_chose(qtbot, ruler):
    ruler.set_loop((1.0, 2.0))
    ruler.setFocus()
    assert "the arrows move the beginning" in ruler.accessibleDescription()
    qtbot.keyClick(ruler, Qt.Key.Key_Right)
    assert ruler.wanted[-1] == (1.01, 2.0)
    qtbot.keyClick(ruler, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert ruler.wanted[-1] == (1.009, 2.0)
    qtbot.keyClick(ruler, Qt.Key.Key_Down)
    assert ruler.accessibleDescription() == "1.01 to 2.00 s; the arrows move the end"
    qtbot.keyClick(ruler, Qt.Key.Key_PageUp)
    assert ruler.wanted[-1] == (1.009, 2.1)
    qtbot.keyClick(ruler, Qt.Key.Key_Down)
    qtbot.keyClick(ruler, Qt.Key.Key_PageDown)
    assert ruler.wanted[-1] == pytest.approx((0.91, 2.001))
    qtbot.keyClick(ruler, Qt.Key.Key_Delete)
    assert ruler.wanted[-1] is None
    assert "All of it" in ruler.accessibleDescription()
    ruler.set_position(3.2)
    qtbot.keyClick(ruler, Qt.Key.Key_Return)
    assert ruler.wanted[-1] == (3.2, 4.2)
    qtbot.keyClick(ruler, Qt.Key.Key_Escape)
    assert ruler.wanted[-1] is None


def test_it_paints_the_loop_where_it_is(ruler, theme):
    ruler.set_loop((1.0, 2.0))
    on = QColor(theme.palette.control_on)
    image = ruler.grab().toImage()
    assert image.pixelColor(110, 16) == on
    assert image.pixelColor(190, 16) == on
    assert image.pixelColor(90, 16) != on
    assert image.pixelColor(210, 16) != on
    ruler.set_position(1.5)
    assert ruler.grab().toImage().pixelColor(150, 16) == QColor(theme.palette.playhead)


def test_what_is_not_looped_lies_in_the_shade(qtbot, theme):
    view = WaveformView(theme)
    qtbot.addWidget(view)
    view.resize(500, 60)
    shade = LoopShade(theme, view)
    view.show()
    assert not shade.isVisible()
    shade.set_loop((1.0, 2.0))
    assert shade.size() == view.viewport().size()
    view.resize(400, 60)
    assert shade.size() == view.viewport().size()
    view.set_samples(np.tile(np.float32([0.9, -0.9]), 2500), 1000)
    view.set_colour("#ffffff")
    picture = view.viewport().grab().toImage()
    dark, light, dark_too = (picture.pixelColor(x, 15).lightness() for x in (40, 120, 300))
    assert light > 250
    assert dark == dark_too < 120
    shade.set_loop(None)
    assert not shade.isVisible()


# -- the range itself -------------------------------------------------------------------------


@given(st.floats(-1, 8), st.floats(-1, 8), st.floats(0.5, 7))
def test_a_range_is_long_enough_and_inside(start, end, duration):
    begin, end = spanned(start, end, duration)
    assert begin >= 0
    assert end <= duration + 1e-4
    assert end - begin >= MIN_LOOP_S - 2e-4


@given(
    st.floats(0, 4.9),
    st.floats(MIN_LOOP_S, 5),
    st.sampled_from(list(Part)),
    st.floats(-6, 6),
)
def test_a_moved_range_is_too_and_moves_only_what_is_moved(begin, length, part, by):
    loop = spanned(begin, min(5.0, begin + length), 5.0)
    new = moved(loop, part, by, 5.0)
    assert new[0] >= 0
    assert new[1] <= 5.0 + 1e-4
    assert new[1] - new[0] >= MIN_LOOP_S - 2e-4
    if part is Part.BEGIN:
        assert new[1] == loop[1]
    elif part is Part.END:
        assert new[0] == loop[0]
    else:
        assert new[1] - new[0] == pytest.approx(loop[1] - loop[0], abs=2e-4)
