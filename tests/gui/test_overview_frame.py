"""The frame in the overview: edges, wheel, zoom, keys and ticks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.clips.excerpt_frame import ExcerptFrame
from gui.clips.overview_view import OverviewView
from gui.document import MAX_LENGTH_S, MIN_LENGTH_S
from gui.session import Slot
from tests.gui.fake_engine import SPEC, make_overview

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


# -- the frame alone ------------------------------------------------------------------------


@given(
    duration_s=st.floats(2.0, 1e4),
    start=st.floats(0, 1),
    moves=st.lists(st.tuples(st.sampled_from(["l", "r", "n"]), st.floats(-10, 1e4)), max_size=8),
)
def test_whatever_is_dragged_the_frame_stays_in_the_file(duration_s, start, moves):
    frame = ExcerptFrame(0.0, min(5.0, duration_s), duration_s)
    frame.start_s = frame.inside(start * duration_s)
    for kind, value in moves:
        {"l": frame.drag_left, "r": frame.drag_right, "n": frame.set_length}[kind](value)
        assert MIN_LENGTH_S - 1e-6 <= frame.length_s <= MAX_LENGTH_S + 1e-6
        assert frame.start_s >= 0
        if duration_s >= MAX_LENGTH_S:
            assert frame.end_s <= duration_s + 1e-6


def test_one_edge_moves_and_the_other_stays():
    frame = ExcerptFrame(5.0, 5.0, 20.0)
    frame.drag_left(3.0)
    assert (frame.start_s, frame.end_s) == (3.0, 10.0)
    frame.drag_right(12.5)
    assert (frame.start_s, frame.end_s) == (3.0, 12.5)
    frame.drag_left(12.0)
    assert (frame.start_s, frame.end_s) == (10.5, 12.5)


def test_the_nearest_tick_catches_the_frame():
    frame = ExcerptFrame(0.0, 5.0, 20.0, (1.0, 1.5, 2.0, 17.0))
    assert [frame.snapped(s) for s in (0.6, 1.2, 1.3, 3.0, 16.0)] == [1.0, 1.0, 1.5, 3.0, 15.0]
    frame.start_s = 1.5
    assert (frame.next_tick(1), frame.next_tick(-1)) == (2.0, 1.0)
    frame.start_s = 2.0
    assert frame.next_tick(1) is None


# -- the view -------------------------------------------------------------------------------


@pytest.fixture
def view(qtbot, theme):
    """20 s in 400 pixels, the frame from 5 to 10 s."""
    view = OverviewView(theme)
    qtbot.addWidget(view)
    view.resize(400, 34)
    view.show()
    view.set_overview(make_overview(20.0))
    view.set_excerpt(5.0, 5.0)
    view.moved, view.resized, view.resizing = [], [], []
    view.excerpt_moved.connect(view.moved.append)
    view.excerpt_resized.connect(lambda *args: view.resized.append(args))
    view.excerpt_resizing.connect(lambda *args: view.resizing.append(args))
    return view


def wheel(view, notches, modifiers=Qt.KeyboardModifier.NoModifier, x=200):
    place = QPointF(x, 10)
    event = QWheelEvent(
        place,
        view.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    return event.isAccepted()


def drag(qtbot, view, from_s, to_s):
    viewport = view.viewport()
    qtbot.mousePress(viewport, LEFT, pos=QPoint(round(view.x_of(from_s)), 10))
    qtbot.mouseMove(viewport, QPoint(round(view.x_of(to_s)), 10))
    return lambda: qtbot.mouseRelease(viewport, LEFT, pos=QPoint(round(view.x_of(to_s)), 10))


@pytest.mark.parametrize(
    ("edge_s", "to_s", "expected"), [(10.0, 12.5, (5.0, 7.5)), (5.0, 3.0, (3.0, 7.0))]
)
def test_an_edge_changes_the_length_when_the_hand_lets_go(qtbot, view, edge_s, to_s, expected):
    release = drag(qtbot, view, edge_s, to_s)
    assert view.resized == []
    assert view.resizing[-1] == pytest.approx(expected, abs=0.06)
    view.set_excerpt(5.0, 5.0)  # a clip that came meanwhile
    release()
    assert view.resized == [pytest.approx(expected, abs=0.06)]
    assert view.moved == []


def test_the_hand_shows_what_it_would_do(qtbot, view):
    shapes = []
    for time_s in (5.0, 7.5, 10.0, 15.0):
        qtbot.mouseMove(view.viewport(), QPoint(round(view.x_of(time_s)), 10))
        shapes.append(view.cursor().shape())
    edge, hand = Qt.CursorShape.SizeHorCursor, Qt.CursorShape.OpenHandCursor
    assert shapes == [edge, hand, edge, Qt.CursorShape.ArrowCursor]


def test_the_frame_of_a_long_file_can_be_taken_by_each_part(qtbot, view):
    view.set_overview(make_overview(7200.0))
    view.set_excerpt(3600.0, 5.0)
    rect = view._frame_rect()
    parts = [
        view._part_at(QPointF(x, 10))
        for x in (rect.left() - 3, rect.center().x(), rect.right() + 3)
    ]
    assert parts == ["left", "move", "right"]


def test_the_wheel_moves_the_frame(view):
    assert wheel(view, -1)
    assert view.moved == [pytest.approx(5.4)]  # 2 % of 20 s
    assert wheel(view, 2)
    assert view.moved[-1] == pytest.approx(4.6)


def test_ctrl_and_wheel_look_closer_and_back(qtbot, view):
    wheel(view, 4, CONTROL, x=200)
    assert view.axis.span_s == pytest.approx(20 / 1.25**4)
    assert view.time_at(200) == pytest.approx(10.0)
    assert view.moved == []
    drag(qtbot, view, 7.0, 8.0)()
    assert view.moved[-1] == pytest.approx(6.0, abs=0.05)
    wheel(view, -8, CONTROL)
    assert not view.axis.is_zoomed


def test_the_peaks_stay_where_they_are_when_zoomed(qtbot, view):
    overview = make_overview(20.0)
    peaks = overview.peaks.copy()
    peaks[:300] *= 0.1
    view.set_colour("#ff0000")
    view.set_overview(type(overview)(peaks, 20.0, True))
    wheel(view, 6, CONTROL, x=300)
    image = view.grab().toImage()
    x = round(view.x_of(15.0))
    well = image.pixelColor(x - 12, 8)
    assert image.pixelColor(x + 12, 8) != well


def test_a_frame_moved_out_of_sight_is_followed(qtbot, view):
    wheel(view, 6, CONTROL, x=150)
    for _ in range(9):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.start_s == pytest.approx(14.0)
    assert view.axis.shows(view.start_s)
    assert view.axis.shows(view.frame.end_s)


@pytest.mark.parametrize(
    ("key", "modifiers", "expected"),
    [
        (Qt.Key.Key_Right, CONTROL, (5.0, 5.5)),
        (Qt.Key.Key_Left, CONTROL, (5.0, 4.5)),
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.NoModifier, (5.0, 5.5)),
        (Qt.Key.Key_Minus, Qt.KeyboardModifier.NoModifier, (5.0, 4.5)),
    ],
)
def test_keys_change_the_length(qtbot, view, key, modifiers, expected):
    qtbot.keyClick(view, key, modifiers)
    assert view.resized == [expected]
    assert view.moved == []


def test_pages_are_as_long_as_the_excerpt(qtbot, view):
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        qtbot.keyClick(view, key)
    assert view.moved == [10.0, 15.0, 10.0]


def test_with_ticks_keys_and_hand_go_to_ticks(qtbot, view):
    view.set_ticks([4.0, 6.0, 6.5, 7.0])
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.moved == [6.0, 6.5]
    drag(qtbot, view, 8.0, 8.4)()
    assert view.moved[-1] == 7.0
    drag(qtbot, view, 9.0, 12.0)()
    assert view.moved[-1] == pytest.approx(10.0, abs=0.06)  # no tick is near


def test_ticks_are_drawn(qtbot, view):
    def bottom():
        image = view.grab().toImage()
        return [image.pixelColor(x, image.height() - 3).name() for x in range(250, 390)]

    before = bottom()
    view.set_ticks([14.0, 16.0, 18.0])
    after = bottom()
    changed = np.flatnonzero([a != b for a, b in zip(before, after, strict=True)]) + 250
    assert list(changed) == [280, 320, 360]
    view.set_ticks(np.arange(0, 20, 0.1))  # they would run together
    assert bottom() == before


def test_a_double_click_asks_for_the_best_passage(qtbot, view):
    with qtbot.waitSignal(view.best_wished):
        qtbot.mouseDClick(view.viewport(), LEFT, pos=QPoint(350, 10))


# -- in the window --------------------------------------------------------------------------


def test_a_dragged_edge_changes_both_clips(qtbot, window, settle):
    view = window.clips[Slot.A].overview
    release = drag(qtbot, view, 8.0, 10.0)
    assert "for both" in window.clips[Slot.A].line_1.full_text
    release()
    qtbot.wait(200)
    settle(window)
    slots = window.controller.session.slots.values()
    lengths = [len(s.clip.samples) / SPEC.sample_rate for s in slots]
    assert lengths == [pytest.approx(7.0, abs=0.1)] * 2
    assert lengths[0] == lengths[1]
    assert [s.clip.start_s for s in slots] == [3.0, 3.0]
    assert window.clips[Slot.B].overview.length_s == pytest.approx(lengths[0])
    assert "for both" not in window.clips[Slot.A].line_1.full_text


def test_the_left_edge_moves_only_its_own_beginning(qtbot, window, settle):
    drag(qtbot, window.clips[Slot.B].overview, 3.0, 1.0)()
    qtbot.wait(200)
    settle(window)
    starts = [s.clip.start_s for s in window.controller.session.slots.values()]
    assert starts == [3.0, pytest.approx(1.0, abs=0.1)]
    assert window.controller.session.length_s == pytest.approx(7.0, abs=0.1)
