"""What of the time is on show: one axis for all pictures, the mouse, the keys, the playhead."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.views.mel_view import MelView
from gui.views.time_axis import SHORTEST_S, TimeAxis, tick_step, ticks
from gui.views.waveform_view import WaveformView
from tests.gui.fake_engine import N_SAMPLES, SPEC, make_mel


@pytest.fixture
def axis(qapp):
    return TimeAxis(10.0)


def shown(axis):
    return (pytest.approx(axis.start_s, abs=1e-9), pytest.approx(axis.end_s, abs=1e-9))


def test_zooming_keeps_what_is_under_the_pointer(axis):
    x = axis.x_of(3.0, 800)
    axis.zoom(4.0, 3.0)
    assert axis.span_s == pytest.approx(2.5)
    assert axis.x_of(3.0, 800) == pytest.approx(x)
    assert axis.time_at(x, 800) == pytest.approx(3.0)


def test_the_view_stays_inside_the_clip_and_above_the_shortest(axis):
    axis.zoom(1e9, 9.999)
    assert axis.span_s == pytest.approx(SHORTEST_S)
    assert axis.end_s <= 10.0
    axis.scroll(100)
    assert shown(axis) == (10 - SHORTEST_S, 10.0)
    axis.zoom(1e-9, 9.0)
    assert shown(axis) == (0.0, 10.0)
    assert not axis.is_zoomed
    axis.show(4.0, 6.0)
    axis.scroll(-100)
    assert shown(axis) == (0.0, 2.0)


def test_another_duration_shows_all_and_the_same_one_changes_nothing(qtbot, axis):
    axis.show(4.0, 6.0)
    with qtbot.assertNotEmitted(axis.changed):
        axis.set_duration(10.0)
    with qtbot.waitSignal(axis.changed):
        axis.set_duration(7.0)
    assert shown(axis) == (0.0, 7.0)


@pytest.mark.parametrize(
    ("span", "width", "step"), [(5, 400, 1), (5, 300, 2), (0.6, 500, 0.1), (0.02, 400, 0.005)]
)
def test_ticks_are_round_and_far_enough_apart(axis, span, width, step):
    assert tick_step(span, width, 72) == pytest.approx(step)
    axis.show(1.234, 1.234 + span)
    marks = ticks(axis, width, 72)
    places = [axis.x_of(seconds, width) for seconds, _ in marks]
    assert all(-1e-6 <= x <= width + 1e-6 for x in places)
    assert min(np.diff(places)) >= 72 - 1e-6
    for seconds, text in marks:
        assert float(text.removesuffix(" s")) == pytest.approx(seconds, abs=1e-9)
    assert len({text for _, text in marks}) == len(marks)


@pytest.fixture
def pair(qtbot, theme):
    """A waveform and a mel on one axis."""
    axis = TimeAxis(5.0)
    views = WaveformView(theme), MelView(theme)
    for view in views:
        qtbot.addWidget(view)
        view.resize(500, 200)
        view.set_axis(axis)
        view.show()
    views[0].set_samples(np.sin(np.arange(N_SAMPLES) / 9).astype(np.float32), SPEC.sample_rate)
    views[1].set_mel(make_mel(), SPEC)
    views[0].kept = axis
    return views


def turn(view, x, up=0, across=0, keys=Qt.KeyboardModifier.NoModifier):
    place = QPointF(x, 100)
    event = QWheelEvent(
        place,
        view.mapToGlobal(place),
        QPoint(),
        QPoint(across, up),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


@pytest.mark.parametrize("which", [0, 1])
def test_the_wheel_zooms_both_at_the_pointer(pair, which):
    turn(pair[which], 100, up=360)
    for view in pair:
        assert view.axis.span_s == pytest.approx(5 / 1.25**3)
        assert view.x_of(1.0) == pytest.approx(100)
    turn(pair[1 - which], 100, up=-1200)
    assert not pair[0].axis.is_zoomed


@pytest.mark.parametrize(
    ("keys", "up", "across"),
    [(Qt.KeyboardModifier.ShiftModifier, -120, 0), (Qt.KeyboardModifier.NoModifier, 10, -120)],
)
def test_shift_and_a_wheel_on_its_side_scroll(pair, keys, up, across):
    pair[0].axis.show(1.0, 2.0)
    turn(pair[1], 250, up=up, across=across, keys=keys)
    assert shown(pair[0].axis) == (1.12, 2.12)


def test_the_middle_button_pulls_the_time_along(qtbot, pair):
    axis = pair[0].axis
    axis.show(1.0, 2.0)
    mel = pair[1].viewport()
    qtbot.mousePress(mel, Qt.MouseButton.MiddleButton, pos=QPoint(400, 100))
    qtbot.mouseMove(mel, QPoint(300, 100))
    qtbot.mouseRelease(mel, Qt.MouseButton.MiddleButton, pos=QPoint(300, 100))
    assert shown(axis) == (1.2, 2.2)
    qtbot.mouseMove(mel, QPoint(100, 100))
    assert shown(axis) == (1.2, 2.2)


def test_a_double_click_shows_all(qtbot, pair):
    pair[0].axis.show(1.0, 2.0)
    pair[1].display.zoom_rows(2.0, 0.3)
    qtbot.mouseDClick(pair[1].viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert not pair[0].axis.is_zoomed
    assert pair[1].display.rows == (0.0, 1.0)


def test_a_click_and_the_playhead_are_right_while_zoomed(qtbot, pair):
    axis, mel = pair[0].axis, pair[1]
    axis.show(1.0, 2.0)
    with qtbot.waitSignal(mel.seek_requested) as told:
        qtbot.mouseClick(mel.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(250, 20))
    assert told.args == [pytest.approx(1.5)]
    dark = np.zeros((SPEC.n_mels, 640), np.float32)
    mel.set_mel(dark, SPEC)
    mel.set_position(1.5)
    assert mel.grab().toImage().pixelColor(250, 60).lightness() > 240
    mel.set_position(2.5)
    image = mel.grab().toImage()
    assert max(image.pixelColor(x, 60).lightness() for x in range(10, 490)) < 60


def test_the_mel_shows_the_seconds_of_the_axis(pair):
    mel = pair[1]
    columns = np.zeros((SPEC.n_mels, 640), np.float32)
    columns[:, 256:320] = 1.0  # 2.0 to 2.5 s
    mel.set_mel(columns, SPEC)
    mel.axis.show(2.0, 3.0)
    image = mel.grab().toImage()
    assert image.pixelColor(120, 60).lightness() > 200
    assert image.pixelColor(380, 60).lightness() < 20


def test_ctrl_and_the_wheel_zoom_the_frequencies_of_the_mel(pair):
    mel = pair[1]
    turn(mel, 250, up=240, keys=Qt.KeyboardModifier.ControlModifier)
    assert not mel.axis.is_zoomed
    low, high = mel.display.rows
    assert high - low == pytest.approx(1.25**-2)
    assert (low + high) / 2 == pytest.approx(0.5)


def test_the_scroll_bar_is_there_only_while_zoomed_and_can_be_dragged(qtbot, pair):
    view, axis = pair[0], pair[0].axis
    view.set_samples(np.zeros(N_SAMPLES, np.float32), SPEC.sample_rate)
    assert view.grab().toImage().pixelColor(250, 196).name() == view.theme.palette.well
    axis.show(2.0, 3.0)
    assert view.grab().toImage().pixelColor(250, 196).name() == view.theme.palette.text
    seeks = []
    view.seek_requested.connect(seeks.append)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(250, 196))
    qtbot.mouseMove(view.viewport(), QPoint(348, 196))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(348, 196))
    assert axis.start_s == pytest.approx(3.0, abs=0.01)
    assert not seeks


# -- in the window ----------------------------------------------------------------------------


def test_all_pictures_of_the_excerpts_share_one_axis(window):
    columns = (*window.clips.values(), window.morph)
    axes = {id(view.axis) for column in columns for view in (column.waveform, column.mel)}
    assert axes == {id(window.axis)}
    assert window.axis.duration_s == pytest.approx(5.0)
    assert all(c.overview.axis is not window.axis for c in window.clips.values())


def test_keys_zoom_and_look_elsewhere(qtbot, window):
    axis, control = window.axis, Qt.KeyboardModifier.ControlModifier
    window.controller.player.seek(1.0)
    qtbot.keyClick(window, Qt.Key.Key_Equal, control)
    assert axis.span_s == pytest.approx(2.5)
    assert axis.x_of(1.0, 100) == pytest.approx(20)
    qtbot.keyClick(window, Qt.Key.Key_PageDown, control)
    assert axis.start_s == pytest.approx(0.5 + 1.25)
    qtbot.keyClick(window, Qt.Key.Key_PageUp, control)
    qtbot.keyClick(window, Qt.Key.Key_Minus, control)
    assert not axis.is_zoomed
    window.controller.set_loop((1.0, 1.5))
    qtbot.keyClick(window, Qt.Key.Key_E, control)
    assert shown(axis) == (1.0, 1.5)
    qtbot.keyClick(window, Qt.Key.Key_0, control)
    assert not axis.is_zoomed


def play_to(window, position_s):
    bridge = window.controller.player
    bridge._timer.stop()
    bridge.player.buffer.seek(round(position_s * bridge.player.sample_rate))
    bridge.player.advance(0.03)  # the jump is made by the callback
    bridge._on_tick()


def test_pages_turn_with_the_playhead(window):
    axis = window.axis
    axis.show(1.0, 2.0)
    window.controller.player.seek(1.0)
    window.controller.player.play()
    play_to(window, 1.5)
    assert shown(axis) == (1.0, 2.0)
    play_to(window, 2.1)
    assert axis.start_s == pytest.approx(2.1, abs=0.1)
    assert axis.span_s == pytest.approx(1.0)
    play_to(window, 4.6)
    assert shown(axis) == (4.0, 5.0)
    play_to(window, 0.2)
    assert axis.shows(0.25)


def test_who_looks_elsewhere_is_left_alone_until_the_playhead_comes_by(window):
    axis = window.axis
    axis.show(1.0, 2.0)
    window.controller.player.play()
    play_to(window, 1.5)
    axis.show(3.0, 4.0)
    play_to(window, 1.9)
    play_to(window, 2.2)
    assert shown(axis) == (3.0, 4.0)
    play_to(window, 3.5)
    play_to(window, 4.2)
    assert axis.shows(4.25)


def test_following_can_be_switched_off_and_is_remembered(window, settings):
    window.commands.run("follow")
    assert not settings.follows_playhead
    assert not window.menus.actions["follow"].isChecked()
    window.axis.show(1.0, 2.0)
    window.controller.player.play()
    play_to(window, 1.5)
    play_to(window, 2.5)
    assert shown(window.axis) == (1.0, 2.0)
    window.commands.run("follow")
    play_to(window, 2.6)
    assert window.axis.shows(2.65)
