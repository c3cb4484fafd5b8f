"""Alpha on its way: slowly, at once, and given up."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.morph.alpha import shaped_curve
from gui.morphing.alpha_tools import AlphaTools
from gui.morphing.glide import Glide


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def glide(window, settings, clock):
    settings.motion = "off"
    glide = Glide(window.controller, window, clock=clock)
    glide._timer.setInterval(1_000_000)  # steps are taken by hand
    yield glide
    glide.stop()


def step(glide, clock, seconds):
    clock.now += seconds
    glide.on_step()
    return glide._controller.session.alpha


def test_it_takes_its_time_and_ends_exactly_there(glide, clock, window, settle):
    running = []
    glide.running_changed.connect(running.append)
    glide.go(0.913)
    way = [step(glide, clock, 0.25) for _ in range(8)]
    assert way == sorted(way)
    assert 0.5 < way[0] < way[3] < way[-1] == 0.913
    assert way[3] == pytest.approx((0.5 + 0.913) / 2, abs=0.001)
    assert way[0] - 0.5 < way[3] - way[2]  # it begins gently
    assert running == [True, False]
    settle(window)


def test_each_step_is_an_edit_of_alpha(glide, clock, window, settle):
    edits = []
    window.controller.edited.connect(edits.append)
    glide.go(0.9)
    for _ in range(4):
        step(glide, clock, 0.5)
    assert edits == ["alpha"] * 4
    settle(window)


def test_the_newest_target_wins(glide, clock, window, settle):
    glide.go(1.0)
    here = step(glide, clock, 1.0)
    glide.go(0.0)
    assert glide.target == 0.0
    assert step(glide, clock, 0.2) < here
    assert step(glide, clock, 3.0) == 0.0
    assert glide.target is None
    settle(window)


def test_a_hand_that_moves_alpha_ends_it(glide, clock, window, settle):
    glide.go(1.0)
    step(glide, clock, 0.5)
    window.controller.set_alpha(0.2)
    assert step(glide, clock, 0.5) == 0.2
    assert not glide.is_running
    settle(window)


def test_a_curve_that_is_followed_ends_it(glide, clock, window, settle):
    glide.go(1.0)
    step(glide, clock, 0.5)
    window.controller.set_curve(shaped_curve("ramp", 5.0))
    step(glide, clock, 0.5)
    assert window.controller.session.is_curve
    assert not glide.is_running
    settle(window)


@pytest.mark.parametrize(("motion", "glide_s"), [("on", 2.0), ("off", 0.0)])
def test_where_nothing_should_move_it_jumps(glide, window, settings, settle, motion, glide_s):
    settings.motion, settings.glide_s = motion, glide_s
    glide.go(0.9)
    assert window.controller.session.alpha == 0.9
    assert not glide.is_running
    settle(window)


def test_it_stays_in_range(glide, clock, window, settle):
    glide.go(1.4)
    assert step(glide, clock, 5.0) == 1.0
    settle(window)


# -- in the window --------------------------------------------------------------------------


def tools(window):
    return next(f for f in window.features if isinstance(f, AlphaTools))


def test_alt_click_glides_from_what_is_heard(qtbot, window, settings, settle):
    settings.motion, settings.glide_s = "off", 0.2
    window.controller.set_curve(shaped_curve("ramp", 5.0))
    window.controller.player.seek(1.0)
    settle(window)
    seen = []
    window.controller.alpha_changed.connect(seen.append)
    track = window.alpha.track
    place = track.rect().center()
    place.setX(round(track.x_of(900)))
    QTest.mouseClick(track, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, place)
    qtbot.waitUntil(lambda: not tools(window).glide.is_running)
    assert seen[0] == pytest.approx(0.2, abs=0.002)
    assert len(seen) > 2
    assert window.controller.session.alpha == pytest.approx(0.9, abs=0.002)
    assert not window.controller.session.is_curve
    settle(window)


def test_closing_the_window_ends_it(window, settings, settle):
    settings.motion = "off"
    tools(window).glide_to(1.0)
    assert tools(window).glide.is_running
    window.close()
    assert not tools(window).glide.is_running


# -- marks ----------------------------------------------------------------------------------


def key(qtbot, window, which):
    qtbot.keyClick(window.focusWidget() or window, which)


def test_k_sets_and_removes_a_mark(qtbot, window, settle):
    session = window.controller.session
    key(qtbot, window, Qt.Key.Key_K)
    window.controller.set_alpha(0.25)
    key(qtbot, window, Qt.Key.Key_K)
    assert session.marks == (0.25, 0.5)
    assert window.alpha.track.shown_marks() == [0.25, 0.5]
    key(qtbot, window, Qt.Key.Key_K)
    assert session.marks == (0.5,)
    assert window.alpha.track.shown_marks() == [0.5]
    settle(window)


def test_comma_and_full_stop_go_from_mark_to_mark(qtbot, window, settings, settle):
    settings.is_gliding = False
    window.controller.set_marks([0.2, 0.6, 0.9])
    way = []
    for which in (Qt.Key.Key_Period,) * 3 + (Qt.Key.Key_Comma,) * 3:
        key(qtbot, window, which)
        way.append(window.controller.session.alpha)
    assert way == [0.6, 0.9, 0.9, 0.6, 0.2, 0.2]
    assert "no mark further on" in window.status.text()
    settle(window)


def test_without_marks_the_keys_say_how_to_set_one(qtbot, window):
    key(qtbot, window, Qt.Key.Key_Period)
    assert "press K" in window.status.text()


def test_while_gliding_the_next_mark_is_the_one_after_the_target(qtbot, window, settings, settle):
    settings.motion = "off"
    window.controller.set_marks([0.6, 0.9])
    key(qtbot, window, Qt.Key.Key_Period)
    assert tools(window).glide.target == 0.6
    key(qtbot, window, Qt.Key.Key_Period)
    assert tools(window).glide.target == 0.9
    tools(window).glide.stop()
    settle(window)


def test_a_mark_is_clicked_and_gliding_there_is_a_choice(qtbot, window, settings, settle):
    settings.motion = "off"
    window.controller.set_marks([0.8])
    window.alpha.track.mark_chosen.emit(0.8)
    assert tools(window).glide.target == 0.8
    window.commands.run("glide")
    assert not settings.is_gliding
    assert not window.menus.actions["glide"].isChecked()
    window.alpha.track.mark_chosen.emit(0.8)
    assert window.controller.session.alpha == 0.8
    assert not tools(window).glide.is_running
    settle(window)


def test_there_are_at_most_sixteen_marks(qtbot, window, settle):
    marks = tuple(i / 100 for i in range(16))
    window.controller.set_marks(marks)
    key(qtbot, window, Qt.Key.Key_K)
    assert window.controller.session.marks == marks
    assert "There are 16 marks already" in window.status.text()
    window.controller.set_alpha(0.1)
    key(qtbot, window, Qt.Key.Key_K)
    assert len(window.controller.session.marks) == 15
    window.alpha.track.marks_cleared.emit()
    assert window.controller.session.marks == ()
    settle(window)


def test_a_typed_number_is_alpha_and_nonsense_is_said(qtbot, window, settle):
    key(qtbot, window, Qt.Key.Key_Return)
    field = window.alpha.number
    assert field.edit.hasFocus()
    qtbot.keyClicks(field.edit, "k,")  # letters are text here, not commands
    assert window.controller.session.marks == ()
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert "“k,” is not a number" in window.status.text()
    field.edit.setText("0,125")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert window.controller.session.alpha == 0.125
    settle(window)
