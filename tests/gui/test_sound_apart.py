"""The sound apart from the notes: a second slider under that of alpha, in the window."""

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication

from engine.morph.alpha import AlphaCurve
from gui import words
from gui.backend import Backend
from gui.desk.shortcut_sheet import command_groups
from gui.document import MorphSettings, mirrored
from gui.exports.drag_out import DragOut
from gui.exports.export_job import ExportChoice, suggested_name
from gui.morphing.alpha_slider import AlphaSlider
from gui.projects.history import History
from gui.projects.project import write_project
from tests.gui.fake_engine import DRAWN
from tests.gui.features import feature
from tests.gui.room import cut

CURVE = AlphaCurve(((0.0, 0.1), (5.0, 0.9)))
LEFT, NO, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


# -- the slider by itself -----------------------------------------------------------------------


@pytest.fixture
def slider(qtbot, theme):
    slider = AlphaSlider(theme)
    qtbot.addWidget(slider)
    slider.setStyleSheet(theme.style_sheet())
    slider.resize(900, 80)
    slider.show()
    slider.moved, slider.toggled = [], []
    slider.sound_moved.connect(slider.moved.append)
    slider.sound_toggled.connect(slider.toggled.append)
    return slider


def test_with_alpha_there_is_no_second_track(slider):
    assert not slider.sound.isVisible()
    assert slider.sound_switch.text() == "Sound"
    assert not slider.sound_switch.isChecked()
    slider.set_sound(0.8)
    assert slider.sound.isVisible()
    assert slider.sound_switch.text() == "Sound 0.80"
    assert slider.sound_switch.isChecked()
    slider.set_sound(None)
    assert not slider.sound.isVisible()
    assert slider.sound_switch.text() == "Sound"
    assert (slider.moved, slider.toggled) == ([], []), "what is shown is not what was wished"


def test_the_switch_tells_what_is_wished(qtbot, slider):
    qtbot.mouseClick(slider.sound_switch, LEFT)
    qtbot.keyClick(slider.sound_switch, Qt.Key.Key_Space)
    assert slider.toggled == [True, False]


@pytest.mark.parametrize("ends", [(0.0, 1.0), (-0.5, 1.5)])
def test_equal_values_stand_under_each_other(slider, ends):
    slider.set_range(*ends)
    slider.set_sound(0.5)
    slider.grab()
    assert slider.sound.width() == slider.track.width()
    assert slider.sound.x() == slider.track.x()
    assert slider.sound.y() >= slider.track.geometry().bottom()
    for value in (slider.track.minimum(), 0, 333, 1000, slider.track.maximum()):
        assert slider.sound.x_of(value) == slider.track.x_of(value)


def test_it_is_slim(slider, theme):
    slider.set_sound(1.0)

    def height(track, x):
        image = track.grab().toImage()
        empty = image.pixelColor(0, 0).name()
        return sum(image.pixelColor(x, y).name() != empty for y in range(image.height()))

    x = round(slider.track.x_of(250))
    assert height(slider.sound, x) < 0.6 * height(slider.track, x)
    assert slider.sound.height() < 0.6 * slider.track.height()


@pytest.mark.parametrize(
    ("key", "modifier", "sound"),
    [
        (Qt.Key.Key_Right, NO, 0.81),
        (Qt.Key.Key_Left, NO, 0.79),
        (Qt.Key.Key_Right, SHIFT, 0.801),
        (Qt.Key.Key_Left, SHIFT, 0.799),
        (Qt.Key.Key_PageUp, NO, 0.9),
        (Qt.Key.Key_PageDown, NO, 0.7),
        (Qt.Key.Key_Home, NO, 0.0),
        (Qt.Key.Key_End, NO, 1.0),
    ],
)
def test_keys_move_the_sound_alone(qtbot, slider, key, modifier, sound):
    slider.set_sound(0.8)
    qtbot.keyClick(slider.sound, key, modifier)
    assert slider.moved == [sound]
    assert slider.sound_switch.text() == f"Sound {words.alpha_number(sound)}"
    assert slider.alpha == 0.5


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_1])
def test_other_keys_are_left_to_the_window(qtbot, slider, key):
    slider.set_sound(0.8)
    qtbot.keyClick(slider.sound, key)
    assert slider.moved == []
    assert not slider.number.is_open


@pytest.mark.parametrize(("modifier", "sound"), [(NO, 0.81), (SHIFT, 0.801)])
def test_the_wheel_moves_it(slider, modifier, sound):
    slider.set_sound(0.8)
    where, up = QPointF(50, 8), QPoint(0, 120)
    event = QWheelEvent(
        *(where, where, QPoint(), up),
        *(Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(slider.sound, event)
    assert slider.moved == [sound]


def test_a_click_jumps_a_drag_follows_and_a_double_click_goes_beside_alpha(qtbot, slider):
    slider.set_alpha(0.42)
    slider.set_sound(0.8)
    sound = slider.sound
    y = sound.height() // 2
    qtbot.mousePress(sound, LEFT, pos=QPoint(round(sound.x_of(250)), y))
    assert sound.alpha == pytest.approx(0.25, abs=0.002)
    qtbot.mouseMove(sound, QPoint(round(sound.x_of(750)), y))
    qtbot.mouseRelease(sound, LEFT, pos=QPoint(round(sound.x_of(750)), y))
    assert sound.alpha == pytest.approx(0.75, abs=0.002)
    assert sound.toolTip().endswith("Double-click: back beside it, to 0.42")
    qtbot.mouseDClick(sound, LEFT, pos=QPoint(round(sound.x_of(750)), y))
    assert slider.moved[-1] == 0.42
    slider.set_alpha(0.1)
    qtbot.mouseDClick(sound, LEFT, pos=QPoint(round(sound.x_of(750)), y))
    assert slider.moved[-1] == 0.1
    assert slider.alpha == 0.1


def test_beyond_it_reaches_as_far_as_alpha(qtbot, slider):
    slider.set_sound(0.0)
    slider.set_range(-0.5, 1.5)
    qtbot.keyClick(slider.sound, Qt.Key.Key_Left)
    qtbot.keyClick(slider.sound, Qt.Key.Key_Home)
    assert slider.moved == [-0.01, -0.5]
    assert slider.sound_switch.text() == "Sound −0.50"
    assert slider.sound.accessibleDescription() == "−0.50: A, 50 % beyond"


def test_the_number_stays_in_the_middle(qtbot, slider):
    slider.set_names("a rather long name.mp3", "b.flac")

    def middle():
        QApplication.processEvents()  # a row whose words changed is laid out in its turn
        return slider.number.geometry().center().x()

    assert middle() == pytest.approx(slider.width() / 2, abs=1)
    for sound in (0.8, -0.123, None):
        slider.set_sound(sound)
        assert middle() == pytest.approx(slider.width() / 2, abs=1)
    slider.set_sound(0.8)
    QApplication.processEvents()
    width = slider.sound_switch.width()
    slider.set_sound(0.123)
    QApplication.processEvents()
    assert slider.sound_switch.width() == width


def test_screen_readers_find_a_slider_with_name_and_value(slider):
    slider.set_sound(0.8)
    interface = QAccessible.queryAccessibleInterface(slider.sound)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Sound from A to B"
    assert interface.text(QAccessible.Text.Description) == "0.80: 20 % A · 80 % B"
    assert interface.valueInterface().currentValue() == 800
    switch = QAccessible.queryAccessibleInterface(slider.sound_switch)
    assert switch.text(QAccessible.Text.Name) == "Sound apart from the notes"
    assert switch.text(QAccessible.Text.Description) == "0.80"
    slider.set_sound(None)
    assert switch.text(QAccessible.Text.Description) == "with the slider"


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_its_focus_is_seen(qtbot, slider, theme, mode):
    theme.set_mode(mode)
    slider.set_sound(0.5)
    slider.activateWindow()
    qtbot.waitUntil(slider.isActiveWindow)
    slider.track.setFocus()
    before = slider.sound.grab().toImage()
    slider.sound.setFocus()
    after = slider.sound.grab().toImage()
    places = [(x, y) for x in range(before.width()) for y in range(before.height())]
    assert sum(before.pixel(*place) != after.pixel(*place) for place in places) > 40


# -- the window ---------------------------------------------------------------------------------


def press(qtbot, window):
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_S)


def shown(window):
    """Return what switch, menu and track say of the sound."""
    switch, track = window.alpha.sound_switch, window.alpha.sound
    marks = {switch.isChecked(), track.isVisible(), window.menus.actions["sound"].isChecked()}
    assert len(marks) == 1
    return track.alpha if track.isVisible() else None


def test_the_switch_the_key_and_the_menu_part_it_and_link_it_again(qtbot, window, backend, settle):
    session = window.controller.session
    window.controller.set_alpha(0.3)
    settle(window)
    assert shown(window) is None
    ways = [
        lambda: qtbot.mouseClick(window.alpha.sound_switch, LEFT),
        lambda: press(qtbot, window),
        window.menus.actions["sound"].trigger,
    ]
    for way in ways:
        way()
        assert session.sound_alpha == shown(window) == 0.3
        settle(window)
        assert session.request.sound == session.sound.sound == 0.3
        way()
        assert session.sound_alpha is shown(window) is None
        settle(window)
        assert session.request.sound is session.sound.sound is None


def test_beside_a_curve_it_begins_in_the_middle(window, settle):
    controller = window.controller
    controller.set_curve(CURVE)
    controller.set_sound_apart(True)
    assert controller.session.sound_alpha == shown(window) == 0.5
    settle(window)
    assert controller.session.request.sound == 0.5
    assert controller.session.request.alpha == CURVE
    assert window.alpha.sound.rest == 500, "a double click goes there too, wherever the curve is"


def test_a_running_curve_leaves_a_hidden_slider_alone(slider, monkeypatch):
    said = []
    monkeypatch.setattr(slider.sound, "describe", lambda: said.append(1))
    slider.set_following("follows the curve", "curve")
    said.clear()
    for alpha in (0.1, 0.2, 0.3):
        slider.set_alpha(alpha)
    assert not said


def test_s_takes_the_keys_to_the_sound_and_back(qtbot, window, settle):
    session, alpha = window.controller.session, window.alpha
    alpha.track.setFocus()
    press(qtbot, window)
    assert window.focusWidget() is alpha.sound
    qtbot.keyClick(alpha.sound, Qt.Key.Key_Right)
    qtbot.keyClick(alpha.sound, Qt.Key.Key_End)
    assert (session.alpha, session.sound_alpha) == (0.5, 1.0)
    press(qtbot, window)
    assert window.focusWidget() is alpha.track
    qtbot.keyClick(alpha.track, Qt.Key.Key_Right)
    assert (session.alpha, session.sound_alpha) == (0.51, None)
    settle(window)


def test_a_click_leaves_the_keys_with_alpha(qtbot, window, settle):
    window.alpha.track.setFocus()
    qtbot.mouseClick(window.alpha.sound_switch, LEFT)
    assert window.focusWidget() is window.alpha.track
    settle(window)


def test_tab_goes_from_alpha_to_the_sound(qtbot, window, settle):
    window.controller.set_sound_apart(True)
    window.alpha.track.setFocus()
    qtbot.keyClick(window.alpha.track, Qt.Key.Key_Tab)
    assert window.focusWidget() is window.alpha.sound
    settle(window)


def test_each_moves_without_the_other(window, settle):
    controller, session = window.controller, window.controller.session
    controller.set_sound_alpha(0.8)
    controller.set_alpha(0.1)
    assert (session.alpha, session.sound_alpha) == (0.1, 0.8)
    assert (window.alpha.alpha, shown(window)) == (0.1, 0.8)
    window.alpha.sound.setValue(650)
    assert (session.alpha, session.sound_alpha) == (0.1, 0.65)
    settle(window)
    assert (session.sound.alpha, session.sound.sound) == (0.1, 0.65)


def test_a_storm_of_sounds_ends_with_the_last(window, settle, backend):
    window.controller.set_sound_apart(True)
    settle(window)
    n_before = len(backend.rendered)
    for value in range(100, 900, 10):
        window.alpha.sound.setValue(value)
    settle(window)
    assert window.controller.session.sound.sound == 0.89
    assert len(backend.rendered) - n_before < 80


def test_what_the_keys_may_ask_next_is_decoded_where_the_hand_is(qtbot, window, backend, settle):
    controller = window.controller

    def ahead_of_last():
        settle(window)
        generation = controller.session.generation
        qtbot.waitUntil(lambda: len([g for g, _ in backend.prefetched if g == generation]) >= 4)
        both = zip(backend.prefetched, backend.prefetched_sounds, strict=True)
        return [(alpha, sound) for (g, alpha), sound in both if g == generation][:2]

    controller.set_sound_alpha(0.8)
    assert ahead_of_last() == [(0.5, 0.81), (0.5, 0.79)]
    controller.set_alpha(0.3)
    assert ahead_of_last() == [(0.31, 0.8), (0.29, 0.8)]


# -- undo, memories, files ------------------------------------------------------------------------


def test_parting_moving_and_linking_are_three_steps(qtbot, window, settle):
    history, controller = window.findChild(History), window.controller
    n_steps = history.stack.count()
    qtbot.mouseClick(window.alpha.sound_switch, LEFT)
    for _ in range(5):
        qtbot.keyClick(window.alpha.sound, Qt.Key.Key_Right)
    qtbot.mouseClick(window.alpha.sound_switch, LEFT)
    texts = [history.stack.text(i) for i in range(n_steps, history.stack.count())]
    assert texts == ["Sound apart", "Change the sound", "Sound with alpha"]
    for sound in (0.55, 0.5, None):
        window.commands.run("undo")
        assert controller.session.sound_alpha == shown(window) == sound
    for sound in (0.5, 0.55, None):
        window.commands.run("redo")
        assert controller.session.sound_alpha == shown(window) == sound
    settle(window)


def test_each_memory_has_its_sound(window, settle):
    controller, session = window.controller, window.controller.session
    controller.set_sound_alpha(0.8)
    settle(window)
    first = session.sound
    controller.switch_bank()
    assert session.sound_alpha is shown(window) is None
    settle(window)
    assert "α 0.50, sound 0.80, detail" in window.alpha.memory.button("I").toolTip()
    assert "sound" not in window.alpha.memory.button("II").toolTip()
    controller.switch_bank()
    assert session.sound_alpha == shown(window) == 0.8
    assert session.is_final  # it was kept
    assert session.sound.samples is first.samples
    settle(window)


def test_swapping_mirrors_it(window, settle):
    controller = window.controller
    controller.set_alpha(0.1)
    controller.set_sound_alpha(0.823)
    controller.swap()
    assert (controller.session.alpha, controller.session.sound_alpha) == (0.9, 0.177)
    assert shown(window) == 0.177
    settle(window)
    assert mirrored(MorphSettings(0.1)).sound is None


def test_between_the_clips_it_comes_back_with_alpha(window, settle):
    controller, session = window.controller, window.controller.session
    history = window.findChild(History)
    controller.set_beyond(True)
    controller.set_sound_alpha(1.4)
    assert shown(window) == 1.4
    history._gesture.end()
    controller.set_beyond(False)
    assert session.sound_alpha == shown(window) == 1.0
    assert session.moving == "alpha", "nobody moved the sound"
    settle(window)
    assert session.sound.sound == 1.0
    history.undo()  # both are one step
    assert (session.is_beyond, session.sound_alpha, shown(window)) == (True, 1.4, 1.4)
    settle(window)


def test_a_project_keeps_it(window, settle, tmp_path):
    controller, session = window.controller, window.controller.session
    controller.set_sound_alpha(0.815)
    document = session.document()
    write_project(tmp_path / "p.segue", document)
    controller.set_sound_apart(False)
    window.findChild(History).open(document)
    assert session.sound_alpha == shown(window) == 0.815
    settle(window)


def test_a_new_window_begins_without(make_window, backend, settings, settle):
    first = make_window(backend)
    first.controller.set_sound_alpha(0.8)
    settle(first)
    first.close()
    assert make_window(type(backend)()).controller.session.sound_alpha is None


@pytest.mark.parametrize(
    ("kind", "sound"), [("alpha", 0.8), ("series", 0.8), ("whole", 0.8), ("transition", None)]
)
def test_what_is_written_has_it(qtbot, window, backend, settle, tmp_path, kind, sound):
    controller = window.controller
    controller.set_sound_alpha(0.8)
    controller.export(ExportChoice(tmp_path / "x.wav", kind))
    qtbot.waitUntil(lambda: len(backend.written) == 1)
    (order,) = backend.orders
    assert order.request.sound == sound
    assert order.result is None, "the sound before it was parted is not it"
    settle(window)
    qtbot.waitUntil(lambda: not controller.exporter.jobs)
    window.status._timer.stop()


def test_it_is_in_the_name_and_another_is_another_file_to_drag(window, settle):
    controller, drag = window.controller, feature(window, DragOut)
    assert suggested_name(controller.session, "alpha") == "one-second-0.50"
    linked = drag._key()
    controller.set_sound_apart(True)
    apart = drag._key()
    assert apart != linked
    controller.set_sound_alpha(0.815)
    assert drag._key() != apart
    assert suggested_name(controller.session, "alpha") == "one-second-0.50-sound-0.815"
    controller.set_sound_apart(False)
    assert drag._key() == linked
    settle(window)


# -- methods and models that cannot -------------------------------------------------------------


@pytest.fixture
def backend(backend):
    backend.method_list = [*backend.method_list, DRAWN]
    return backend


def test_a_method_without_greys_it_and_says_why(qtbot, window, settle):
    controller, session = window.controller, window.controller.session
    switch, action = window.alpha.sound_switch, window.menus.actions["sound"]
    controller.set_sound_alpha(0.8)
    help = switch.toolTip()
    assert help.endswith("(S)")
    assert action.toolTip() == help
    settle(window)
    controller.set_method("crossfade")
    reason = "Crossfade cannot part sound from notes. Sound is for: VAE, VAE drawn"
    assert switch.toolTip() == action.toolTip() == reason
    assert not switch.isEnabled()
    assert not action.isEnabled()
    assert shown(window) is None
    press(qtbot, window)
    window.commands.run("sound")
    assert session.sound_alpha == 0.8, "it waits for a method that can"
    settle(window)
    assert session.request.sound is None
    controller.set_method("lerp")
    assert switch.toolTip() == help
    assert switch.isEnabled()
    assert action.isEnabled()
    assert shown(window) == 0.8
    settle(window)
    assert session.sound.sound == 0.8


def test_with_the_keys_on_the_sound_another_method_gives_them_to_alpha(window, settle):
    window.controller.set_sound_apart(True)
    window.alpha.sound.setFocus()
    window.controller.set_method("crossfade")
    assert window.focusWidget() is window.alpha.track
    settle(window)


def test_a_model_of_one_length_greys_it_and_says_why(qtbot, window, settle):
    controller = window.controller
    controller.set_sound_alpha(0.8)
    settle(window)
    window.commands.open_model(Path("/models/other"))
    qtbot.waitUntil(lambda: controller.vae.name == "other")
    settle(window)
    assert controller.session.request.sound is None
    assert not window.alpha.sound_switch.isEnabled()
    assert shown(window) is None
    assert window.alpha.sound_switch.toolTip() == (
        "The model other cannot part sound from notes: its clips are of one length."
    )
    window.status._timer.stop()


def test_what_the_engine_says_of_its_methods_is_known():
    methods = {method.key: method.has_sound for method in Backend().methods()}
    able = {key for key, has_sound in methods.items() if has_sound}
    assert able == {"slerp", "lerp", "drawn"}


# -- what is said, and room ---------------------------------------------------------------------


def test_what_is_heard_is_named(window, settle):
    controller, line = window.controller, window.morph.line_1
    controller.set_sound_alpha(0.8)
    settle(window)
    assert line.full_text == "50 % A · 50 % B, sound 80 % B"
    controller.set_curve(CURVE)
    settle(window)
    assert line.full_text == "curve, 0.00 s: 90 % A · 10 % B, sound 80 % B"
    window.resize(1024, 640)
    window.grab()
    assert line.full_text == "B 10 %, sound 80 %"
    assert line.text() == line.full_text, "it is not cut"
    controller.set_method("crossfade")
    settle(window)
    assert line.full_text == "90 % A · 10 % B"


@pytest.mark.parametrize(
    ("sound", "text"),
    [
        (None, "58 % A · 42 % B"),
        (0.8, "58 % A · 42 % B, sound 80 % B"),
        (-0.3, "58 % A · 42 % B, sound 30 % beyond A"),
        (1.2, "58 % A · 42 % B, sound 20 % beyond B"),
    ],
)
def test_the_sound_in_words(sound, text):
    assert words.shares(0.42, sound=sound) == text


def test_the_curve_s_own_sound_in_words():
    assert words.curve_shares(0.42, 2.31, sound=0.8) == (
        "curve, 2.31 s: 58 % A · 42 % B, sound 80 % B"
    )
    assert words.short_shares(-0.3, 1.2) == "B −30 %, sound 120 %"
    morph = MorphSettings(0.42, sound=0.8)
    assert words.settings(morph, "VAE") == "VAE, α 0.42, sound 0.80, detail 100 %"


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900)])
@pytest.mark.parametrize("is_beyond", [False, True])
def test_there_is_room_for_it(window, settle, size, is_beyond):
    window.resize(*size)
    window.controller.set_beyond(is_beyond)
    window.grab()
    places = {w: (w.height(), w.x()) for w in (window.transport, window.alpha.track)}
    window.controller.set_sound_alpha(0.8)
    window.grab()
    assert (window.width(), window.height()) == size
    assert cut(window) == []
    assert places == {w: (w.height(), w.x()) for w in places}, "they stay as they are"
    row = [window.alpha.memory, window.alpha.number, window.alpha.sound_switch]
    for left, right in itertools.pairwise(row):
        assert left.geometry().right() < right.x()
    settle(window)


def test_the_table_of_keys_has_it(window):
    rows = [row for group in command_groups(window.menus.list) for row in group.rows]
    assert ("S", "Sound apart from the notes") in rows
