"""The pad: notes and sound in one hand, by itself and in the window."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible

from engine.morph.alpha import AlphaCurve
from gui.desk.shortcut_sheet import command_groups
from gui.morphing.pad import SNAP, Pad
from gui.morphing.pad_control import PadControl
from gui.morphing.pad_panel import SIDE, SMALL_SIDE
from gui.palette import PALETTES, contrast, mix
from gui.projects.history import History
from gui.session import Slot
from gui.views.view_bar import LevelsPanel
from tests.gui.features import feature
from tests.gui.room import cut

CURVE = AlphaCurve(((0.0, 0.1), (5.0, 0.9)))
LEFT, NO, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def pixel(pad, notes, sound):
    """Return where a place of the pad is, in whole pixels."""
    return pad.point_of(round(1000 * notes), round(1000 * sound)).toPoint()


def near(notes, sound):
    """Return a place as exact as a pixel is."""
    return (pytest.approx(notes, abs=0.008), pytest.approx(sound, abs=0.008))


# -- the pad by itself --------------------------------------------------------------------------


@pytest.fixture
def pad(qtbot, theme):
    pad = Pad(theme)
    qtbot.addWidget(pad)
    pad.set_side(200)
    pad.show()
    pad.seen = []
    pad.moved.connect(lambda *place: pad.seen.append(place))
    return pad


def test_what_is_shown_is_not_what_was_wished(pad):
    pad.set_place(0.15, 0.85)
    assert pad.place == (0.15, 0.85)
    assert pad.seen == []


def test_right_are_b_s_notes_and_up_is_b_s_sound(pad):
    places = {(n, s): pad.point_of(1000 * n, 1000 * s) for n in (0, 1) for s in (0, 1)}
    assert places[1, 0].x() - places[0, 0].x() == 200
    assert places[0, 0].y() - places[0, 1].y() == 200
    assert places[1, 1] == QPointF(places[1, 0].x(), places[0, 1].y())
    assert pad.rect().contains(places[0, 1].toPoint())


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_its_ground_is_of_the_colours_on_the_way_from_a_to_b(pad, theme, mode):
    theme.set_mode(mode)
    p = PALETTES[mode]
    pad.set_place(0.9, 0.2)  # the handle is elsewhere
    image = pad.grab().toImage()
    for notes, sound in ((0.1, 0.05), (0.2, 0.6), (0.7, 0.4), (0.5, 0.7), (0.95, 0.9)):
        painted = image.pixelColor(pixel(pad, notes, sound))
        wanted = mix(p.a, p.b, (notes + sound) / 2)
        for at, channel in zip((1, 3, 5), painted.getRgb(), strict=False):
            assert channel == pytest.approx(int(wanted[at : at + 2], 16), abs=8)


def test_a_click_jumps_and_a_drag_follows_both_ways(qtbot, pad):
    qtbot.mousePress(pad, LEFT, pos=pixel(pad, 0.2, 0.8))
    assert pad.place == near(0.2, 0.8)
    for notes, sound in ((0.3, 0.7), (0.9, 0.1)):
        qtbot.mouseMove(pad, pixel(pad, notes, sound))
        assert pad.place == near(notes, sound)
    qtbot.mouseRelease(pad, LEFT, pos=pixel(pad, 0.9, 0.1))
    assert pad.seen[-1] == pad.place
    assert len(pad.seen) == 3
    qtbot.mouseMove(pad, pixel(pad, 0.1, 0.1))
    assert pad.place == near(0.9, 0.1), "the button is up"


def test_other_buttons_move_nothing(qtbot, pad):
    qtbot.mouseClick(pad, Qt.MouseButton.RightButton, pos=pixel(pad, 0.2, 0.8))
    assert pad.seen == []


def test_a_press_on_the_handle_moves_nothing(qtbot, pad):
    qtbot.mouseClick(pad, LEFT, pos=pixel(pad, 0.5, 0.5))
    assert pad.seen == []


def test_outside_it_stays_at_the_edge(qtbot, pad):
    qtbot.mousePress(pad, LEFT, pos=pixel(pad, 0.4, 0.8))
    qtbot.mouseMove(pad, QPoint(-500, 40))
    assert pad.place[0] == 0.0
    qtbot.mouseMove(pad, QPoint(5000, 5000))
    assert pad.place == (1.0, 0.0)
    qtbot.mouseRelease(pad, LEFT)


@pytest.mark.parametrize("side", [-1, 1])
def test_near_the_diagonal_both_are_one_unless_shift_is_held(qtbot, pad, side):
    middle = pixel(pad, 0.3, 0.3)
    beside, further = (middle + QPoint(side * n, 0) for n in (SNAP - 1, SNAP + 2))
    qtbot.mouseClick(pad, LEFT, pos=beside)
    notes, sound = pad.place
    assert notes == sound == pytest.approx(0.3, abs=0.03)
    qtbot.mouseClick(pad, LEFT, pos=further)
    assert pad.place == near(0.3 + side * (SNAP + 2) / 200, 0.3)
    qtbot.mouseClick(pad, LEFT, SHIFT, pos=beside)
    assert pad.place == near(0.3 + side * (SNAP - 1) / 200, 0.3)
    assert pad.place[0] != pad.place[1]


@pytest.mark.parametrize(
    ("key", "modifier", "place"),
    [
        (Qt.Key.Key_Right, NO, (0.31, 0.8)),
        (Qt.Key.Key_Left, NO, (0.29, 0.8)),
        (Qt.Key.Key_Up, NO, (0.3, 0.81)),
        (Qt.Key.Key_Down, NO, (0.3, 0.79)),
        (Qt.Key.Key_Right, SHIFT, (0.301, 0.8)),
        (Qt.Key.Key_Down, SHIFT, (0.3, 0.799)),
        (Qt.Key.Key_PageUp, NO, (0.3, 0.9)),
        (Qt.Key.Key_PageDown, NO, (0.3, 0.7)),
    ],
)
def test_keys_move_one_of_them(qtbot, pad, key, modifier, place):
    pad.set_place(0.3, 0.8)
    qtbot.keyClick(pad, key, modifier)
    assert pad.seen == [place]


def test_a_step_of_one_leaves_the_thousandths_of_the_other(qtbot, pad):
    pad.set_place(0.304, 0.807)
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    assert pad.place == (0.31, 0.807)


def test_keys_stop_at_the_edge_and_pass_the_diagonal(qtbot, pad):
    pad.set_place(1.0, 0.99)
    qtbot.keyClick(pad, Qt.Key.Key_Right)
    assert pad.seen == []
    qtbot.keyClick(pad, Qt.Key.Key_Up)
    qtbot.keyClick(pad, Qt.Key.Key_Left)
    assert pad.seen == [(1.0, 1.0), (0.99, 1.0)]


def test_a_double_click_goes_to_the_middle_of_both(qtbot, pad):
    pad.set_place(0.15, 0.85)
    qtbot.mouseDClick(pad, LEFT, pos=pixel(pad, 0.15, 0.85))
    assert pad.seen == [(0.5, 0.5)]


def test_beyond_it_reaches_as_far_as_alpha(qtbot, pad):
    assert pad.point_of(0, 0).x() == pad.inset
    narrow = pad.inset
    pad.set_range(-0.5, 1.5)
    assert pad.inset == narrow + 50, "A and B are a quarter inside"
    pad.set_place(0.0, 1.0)
    qtbot.keyClick(pad, Qt.Key.Key_Left)
    qtbot.keyClick(pad, Qt.Key.Key_Up)
    qtbot.mouseClick(pad, LEFT, pos=QPoint(1, 1))
    assert pad.seen == [(-0.01, 1.0), (-0.01, 1.01), (-0.5, 1.5)]
    assert pad.accessibleDescription() == "−0.50, sound 1.50"


def test_screen_readers_hear_name_and_value(pad):
    pad.set_place(0.15, 0.85)
    interface = QAccessible.queryAccessibleInterface(pad)
    assert interface.text(QAccessible.Text.Name) == "Notes and sound from A to B"
    assert interface.text(QAccessible.Text.Description) == "0.15, sound 0.85"
    pad.set_following(True)
    assert interface.text(QAccessible.Text.Description) == "follows the curve, sound 0.85"


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_its_focus_is_seen(qtbot, pad, theme, mode):
    theme.set_mode(mode)
    pad.activateWindow()
    qtbot.waitUntil(pad.isActiveWindow)
    pad.clearFocus()
    before = pad.grab().toImage()
    pad.setFocus()
    after = pad.grab().toImage()
    places = [(x, y) for x in range(before.width()) for y in range(before.height())]
    assert sum(before.pixel(*place) != after.pixel(*place) for place in places) > 40


# -- the window ---------------------------------------------------------------------------------


@pytest.fixture
def panel(window):
    return feature(window, PadControl).panel


@pytest.fixture
def history(window):
    return window.findChild(History)


def press(qtbot, window, key=Qt.Key.Key_P):
    qtbot.keyClick(window.focusWidget() or window, key)


def drag(qtbot, pad, *places):
    """Press at the first place, go to the others, and let go."""
    qtbot.mousePress(pad, LEFT, pos=pixel(pad, *places[0]))
    for place in places[1:]:
        qtbot.mouseMove(pad, pixel(pad, *place))
    qtbot.mouseRelease(pad, LEFT, pos=pixel(pad, *places[-1]))


def is_open(window, panel):
    assert panel.isVisible() == window.menus.actions["pad"].isChecked()
    return panel.isVisible()


def test_the_key_and_the_menu_open_and_close_it(qtbot, window, panel):
    assert not is_open(window, panel)
    press(qtbot, window)
    assert is_open(window, panel)
    assert window.focusWidget() is panel.pad
    press(qtbot, window)
    assert not is_open(window, panel)
    assert window.focusWidget() is window.alpha.track
    window.menus.actions["pad"].trigger()
    assert is_open(window, panel)
    qtbot.mouseClick(panel.close_button, LEFT)
    assert not is_open(window, panel)


def test_escape_closes_it_and_other_keys_are_left_to_the_window(qtbot, window, panel):
    press(qtbot, window)
    qtbot.keyClick(panel.pad, Qt.Key.Key_B)
    assert window.controller.session.is_beyond
    qtbot.keyClick(panel.pad, Qt.Key.Key_Escape)
    assert not is_open(window, panel)
    assert window.focusWidget() is window.alpha.track


def test_opening_parts_nothing_and_the_first_move_does(qtbot, window, panel, settle):
    session = window.controller.session
    window.controller.set_alpha(0.3)
    press(qtbot, window)
    assert session.sound_alpha is None
    assert panel.pad.place == (0.3, 0.3)
    qtbot.keyClick(panel.pad, Qt.Key.Key_Up)
    assert (session.alpha, session.sound_alpha) == (0.3, 0.31)
    assert window.alpha.sound.isVisible()
    settle(window)
    assert (session.sound.alpha, session.sound.sound) == (0.3, 0.31)


def test_sliders_and_pad_follow_each_other(qtbot, window, panel, settle):
    controller, alpha, pad = window.controller, window.alpha, panel.pad
    press(qtbot, window)
    drag(qtbot, pad, (0.2, 0.9))
    assert (alpha.alpha, alpha.sound.alpha) == pad.place == near(0.2, 0.9)
    assert alpha.sound_switch.isChecked()
    alpha.track.setValue(650)
    alpha.sound.setValue(120)
    assert pad.place == (0.65, 0.12)
    controller.set_sound_apart(False)
    assert pad.place == (0.65, 0.65)
    alpha.track.setValue(700)
    assert pad.place == (0.7, 0.7), "the sound goes along"
    settle(window)
    assert is_open(window, panel), "the mouse was elsewhere"


def test_both_are_where_they_will_be_before_anybody_hears_of_one(window, settle):
    controller, seen = window.controller, []
    session = controller.session

    def note():
        seen.append((session.alpha, session.sound_alpha))

    for signal in (controller.alpha_changed, controller.sound_alpha_changed, controller.edited):
        signal.connect(note)
    controller.set_both(0.2, 0.9)
    assert seen == [(0.2, 0.9)] * 3
    controller.set_both(0.2, 0.9)
    assert len(seen) == 3, "nothing moved"
    controller.set_both(7.0, -7.0)
    assert seen[3:] == [(1.0, 0.0)] * 3, "as far as the range goes"
    settle(window)


def test_each_move_is_one_request(qtbot, window, panel, settle, monkeypatch):
    asked = []
    monkeypatch.setattr(window.controller._throttle, "push", asked.append)
    press(qtbot, window)
    drag(qtbot, panel.pad, (0.2, 0.9), (0.3, 0.8), (0.4, 0.9))
    qtbot.keyClick(panel.pad, Qt.Key.Key_Up)
    assert len(asked) == 4
    monkeypatch.undo()
    window.controller.set_both(0.5, 0.6)
    settle(window)


def test_what_the_keys_may_ask_next_is_that_of_what_they_moved(window, settle):
    controller, session = window.controller, window.controller.session
    controller.set_both(0.2, 0.9)
    assert session.moving == "alpha"
    controller.set_both(0.2, 0.8)
    assert session.moving == "sound"
    settle(window)


def test_a_drag_is_one_step(qtbot, window, panel, history, settle):
    session, n_steps = window.controller.session, history.stack.count()
    press(qtbot, window)
    drag(qtbot, panel.pad, (0.2, 0.9), (0.3, 0.8), (0.35, 0.7), (0.9, 0.1))
    assert history.stack.count() == n_steps + 1
    assert history.stack.undoText() == "Move notes and sound"
    moved = (session.alpha, session.sound_alpha)
    window.commands.run("undo")
    assert (session.alpha, session.sound_alpha) == (0.5, None)
    assert panel.pad.place == (0.5, 0.5)
    assert not window.alpha.sound.isVisible()
    window.commands.run("redo")
    assert (session.alpha, session.sound_alpha) == panel.pad.place == moved
    window.commands.run("undo")
    settle(window)


def test_a_later_drag_is_another_step(qtbot, window, panel, history, settle):
    press(qtbot, window)
    drag(qtbot, panel.pad, (0.2, 0.9), (0.3, 0.8))
    history._gesture.end()
    drag(qtbot, panel.pad, (0.4, 0.9))
    window.alpha.track.setValue(123)
    texts = [history.stack.text(i) for i in range(history.stack.count())]
    assert texts[-3:] == ["Move notes and sound"] * 2 + ["Move the slider"]
    settle(window)


def test_it_does_not_move_under_the_hand_when_the_second_slider_comes(qtbot, window, panel, settle):
    press(qtbot, window)
    window.grab()
    before = panel.geometry()
    qtbot.mousePress(panel.pad, LEFT, pos=pixel(panel.pad, 0.2, 0.9))
    window.grab()
    assert window.alpha.sound.isVisible()
    assert panel.geometry() == before
    qtbot.mouseRelease(panel.pad, LEFT)
    settle(window)


def test_it_ends_a_curve_as_the_slider_does(qtbot, window, panel, settle):
    controller, session = window.controller, window.controller.session
    controller.set_curve(CURVE)
    controller.set_sound_alpha(0.8)
    press(qtbot, window)
    assert panel.pad.place == (0.1, 0.8)
    controller.player.ticked.emit(2.5, 0.0)
    assert panel.pad.place == (0.5, 0.8), "where the playhead is"
    assert panel.pad.accessibleDescription() == "follows the curve, sound 0.80"
    assert session.is_curve
    qtbot.keyClick(panel.pad, Qt.Key.Key_Up)
    assert not session.is_curve
    assert session.curve == CURVE, "it is kept"
    assert (session.alpha, session.sound_alpha) == panel.pad.place == (0.5, 0.81)
    assert panel.pad.accessibleDescription() == "0.50, sound 0.81"
    assert not window.menus.actions["curve"].isChecked()
    settle(window)


def test_beyond_the_clips(qtbot, window, panel, settle):
    controller, session, pad = window.controller, window.controller.session, panel.pad
    press(qtbot, window)
    drag(qtbot, pad, (0.0, 1.0))
    press(qtbot, window, Qt.Key.Key_Left)
    assert session.alpha == 0.0
    controller.set_beyond(True)
    press(qtbot, window, Qt.Key.Key_Left)
    press(qtbot, window, Qt.Key.Key_Up)
    assert (session.alpha, session.sound_alpha) == pad.place == (-0.01, 1.01)
    controller.set_beyond(False)
    assert (session.alpha, session.sound_alpha) == pad.place == (0.0, 1.0)
    settle(window)


def test_a_method_without_greys_it_closes_it_and_says_why(qtbot, window, panel, settle):
    controller, action = window.controller, window.menus.actions["pad"]
    press(qtbot, window)
    assert action.toolTip().endswith("(P)")
    settle(window)
    controller.set_method("crossfade")
    reason = window.alpha.sound_switch.toolTip()
    assert "cannot part sound from notes" in reason
    assert action.toolTip() == reason
    assert not action.isEnabled()
    assert not is_open(window, panel)
    press(qtbot, window)
    assert not is_open(window, panel)
    assert reason in window.status.text()
    controller.set_method("lerp")
    assert action.isEnabled()
    press(qtbot, window)
    assert is_open(window, panel)
    settle(window)
    window.status._timer.stop()


def test_without_clips_there_is_none(qtbot, window, panel, settle):
    press(qtbot, window)
    window.controller.close_clip(Slot.B)
    assert not is_open(window, panel)
    action = window.menus.actions["pad"]
    assert not action.isEnabled()
    assert action.toolTip() == "There is nothing to move yet: open A and B first."
    press(qtbot, window)
    assert not is_open(window, panel)
    window.status._timer.stop()


def test_who_works_elsewhere_keeps_the_keys_when_it_closes(qtbot, window, panel):
    press(qtbot, window)
    window.transport.export.setFocus()
    window.commands.run("pad")
    assert window.focusWidget() is window.transport.export


def test_one_panel_at_a_time(qtbot, window, panel):
    levels = window.centralWidget().findChild(LevelsPanel)
    for key, shown, hidden in (
        (Qt.Key.Key_V, levels, panel),
        (Qt.Key.Key_P, panel, levels),
        (Qt.Key.Key_V, levels, panel),
    ):
        press(qtbot, window, key)
        assert shown.isVisible()
        assert hidden.isHidden()
        assert shown.isAncestorOf(window.focusWidget())
        assert window.menus.actions["levels"].isChecked() == levels.isVisible()
        assert is_open(window, panel) == panel.isVisible()


def mel_place(window):
    """Return where the morph's mel is, as a panel over it has it."""
    mel = window.morph.mel
    return QRect(mel.mapTo(window.centralWidget(), QPoint(0, 0)), mel.size())


@pytest.mark.parametrize(("size", "side"), [((1440, 900), SIDE), ((1024, 640), SMALL_SIDE)])
def test_there_is_room_for_it_over_the_mel(qtbot, window, panel, settle, size, side):
    window.resize(*size)
    window.controller.set_both(0.15, 0.85)
    window.grab()
    press(qtbot, window)
    window.grab()
    assert panel.pad.point_of(1000, 0).x() - panel.pad.inset == side
    assert mel_place(window).contains(panel.geometry())
    assert cut(window) == []
    settle(window)


def test_in_german_it_has_room_too(qtbot, german, make_window, backend, settle):
    window = make_window(backend, ["one.wav", "second.wav"])
    window.resize(1024, 640)
    press(qtbot, window)
    window.grab()
    panel = feature(window, PadControl).panel
    assert panel.title.text() == "Noten und Klang"
    assert mel_place(window).contains(panel.geometry())
    assert cut(window) == []
    settle(window)


@pytest.mark.parametrize("p", PALETTES.values(), ids=PALETTES)
def test_what_stands_beside_the_corners_can_be_read(p):
    for colour in (p.a_text, p.b_text, p.secondary):
        assert contrast(colour, p.info_panel) >= 4.5


def test_the_table_of_keys_has_it(window):
    rows = [row for group in command_groups(window.menus.list) for row in group.rows]
    assert ("P", "Pad for notes and sound") in rows
