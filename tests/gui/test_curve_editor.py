"""The curve of alpha in the window: by button, mouse, pen and keys, and what follows it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.morph.alpha import AlphaCurve, shaped_curve
from gui.morphing.curve_view import CurveView
from gui.views.time_view import TimeView

CURVE = AlphaCurve(((0.0, 0.0), (2.0, 0.5), (5.0, 1.0)))
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot, theme):
    """The curve over an empty view of 5 s, 500 pixels wide and 114 high: 100 for alpha."""
    below = TimeView(theme)
    qtbot.addWidget(below)
    below.resize(500, 114)
    below.sought = []
    below.seek_requested.connect(below.sought.append)
    curve = CurveView(theme, below)
    with qtbot.waitActive(below):
        below.show()
    curve.set_length(5.0)
    curve.set_curve(CURVE)
    curve.edited, curve.notes = [], []
    curve.curve_edited.connect(curve.edited.append)
    curve.noted.connect(curve.notes.append)
    assert curve.size() == below.viewport().size()
    return curve


def pixel(view, point):
    return view.place_of(point).toPoint()


def drag(view, places, modifier=NONE):
    """Press at the first place and go on to the others."""
    QTest.mousePress(view, LEFT, modifier, places[0])
    for place in places[1:]:
        send_move(view, place, modifier)
    QTest.mouseRelease(view, LEFT, modifier, places[-1])


def send_move(view, place, modifier=NONE, buttons=LEFT):
    at = QPointF(place)
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        at,
        view.mapToGlobal(at),
        Qt.MouseButton.NoButton,
        buttons,
        modifier,
    )
    QApplication.sendEvent(view, event)


# -- the view alone: mouse ------------------------------------------------------------------


def test_b_is_at_the_top_and_seconds_are_those_of_the_view_below(view):
    low, high = pixel(view, (0.0, 0.0)), pixel(view, (5.0, 1.0))
    assert low.y() - high.y() == 100
    assert (low.x(), high.x()) == (0, 500)
    view.view.axis.show(2.0, 4.0)
    assert pixel(view, (3.0, 0.0)).x() == 250
    assert view.point_at(QPointF(250, 57)) == pytest.approx((3.0, 0.5))


def test_a_point_is_dragged_on_the_grid_and_with_ctrl_off_it(view):
    target = pixel(view, (2.537, 0.272))
    drag(view, [pixel(view, (2.0, 0.5)), target])
    assert view.curve.points[1] == (2.5, 0.25)
    assert view.edited[-1] is view.curve
    drag(view, [pixel(view, (2.5, 0.25)), target], CTRL)
    assert view.curve.points[1] == pytest.approx((2.537, 0.272), abs=0.011)
    view.snaps = False
    drag(view, [pixel(view, view.curve.points[1]), pixel(view, (1.04, 0.61))])
    assert view.curve.points[1] == pytest.approx((1.04, 0.61), abs=0.011)


def test_points_go_to_beats_where_there_are_any(view):
    view.set_beats([0.4, 2.77])
    drag(view, [pixel(view, (2.0, 0.5)), pixel(view, (2.4, 0.5))])
    assert view.curve.points[1] == (2.77, 0.5)


def test_a_press_on_the_line_adds_a_point_that_changes_nothing(view):
    place = pixel(view, (3.5, 0.75))
    QTest.mousePress(view, LEFT, NONE, place)
    assert len(view.curve.points) == 4
    assert view.curve.at([1, 3, 3.5, 4]) == pytest.approx(CURVE.at([1, 3, 3.5, 4]), abs=0.011)
    send_move(view, pixel(view, (3.5, 0.2)))
    QTest.mouseRelease(view, LEFT, NONE, place)
    assert view.curve.points[2] == (3.5, 0.2)


def test_a_double_click_adds_a_point_anywhere(view):
    QTest.mouseDClick(view, LEFT, NONE, pixel(view, (1.0, 0.9)))
    assert view.curve.points[1] == (1.0, 0.9)
    assert view.chosen == 1


def test_a_click_beside_the_line_is_left_to_the_view_below(view):
    drag(view, [pixel(view, (1.0, 0.9)), pixel(view, (1.5, 0.9))])
    assert view.curve == CURVE
    assert view.edited == []
    assert view.view.sought == pytest.approx([1.0, 1.5], abs=0.011)


def test_a_right_click_removes_a_point_and_asks_for_shapes_beside_one(qtbot, view):
    asked = []
    view.menu_wished.connect(asked.append)
    from PySide6.QtGui import QContextMenuEvent

    def right_click(point):
        place = pixel(view, point)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place))
        QApplication.sendEvent(view, event)

    right_click((2.0, 0.5))
    assert view.curve.points == ((0.0, 0.0), (5.0, 1.0))
    assert asked == []
    right_click((2.0, 0.9))
    assert len(asked) == 1
    right_click((5.0, 1.0))
    assert len(view.curve.points) == 2
    assert view.notes == ["A curve has two points at least; press C to be without it."]


def test_the_curve_is_drawn_with_alt_and_simplified(view):
    places = [pixel(view, (1.0 + i / 20, 0.5 + 0.4 * np.sin(i / 6))) for i in range(41)]
    drag(view, places, ALT)
    times = np.linspace(1.05, 2.95, 50)
    wanted = 0.5 + 0.4 * np.sin((times - 1) * 20 / 6)
    assert np.abs(view.curve.at(times) - wanted).max() < 0.03
    assert len(view.curve.points) < 30
    outside = [0.3, 0.9, 3.1, 4.0, 5.0]
    assert view.curve.at(outside) == pytest.approx(CURVE.at(outside), abs=0.002)


def test_a_stroke_may_go_backwards_over_itself(view):
    ends = [(4.0, 0.2), (1.0, 0.2), (4.0, 0.8)]
    drag(view, [pixel(view, end) for end in ends], ALT)
    assert view.curve.at([1.5, 2.5, 3.5]) == pytest.approx([0.3, 0.5, 0.7], abs=0.02)


def test_a_point_cannot_leave_the_range(view):
    drag(view, [pixel(view, (5.0, 1.0)), QPoint(900, -300)])
    assert view.curve.points[-1] == (5.0, 1.0)
    view.set_range(-0.5, 1.5)
    drag(view, [pixel(view, (5.0, 1.0)), QPoint(499, -300)])
    assert view.curve.points[-1] == (5.0, 1.5)


# -- the view alone: keys -------------------------------------------------------------------


def test_arrows_move_the_chosen_point(qtbot, view):
    view.setFocus()
    view.choose(1)
    for key, modifier, point in (
        (Qt.Key.Key_Up, NONE, (2.0, 0.51)),
        (Qt.Key.Key_Right, NONE, (2.05, 0.51)),
        (Qt.Key.Key_Down, SHIFT, (2.05, 0.509)),
        (Qt.Key.Key_Left, SHIFT, (2.045, 0.509)),
        (Qt.Key.Key_PageDown, NONE, (2.045, 0.409)),
    ):
        qtbot.keyClick(view, key, modifier)
        assert view.curve.points[1] == point
    assert [c.points[1] for c in view.edited][-1] == (2.045, 0.409)


def test_enter_adds_delete_removes_and_escape_leaves(qtbot, view):
    left = []
    view.left.connect(lambda: left.append(True))
    view.setFocus()
    view.choose(1)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.curve.points[2] == (3.5, 0.75)
    assert view.chosen == 2
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert view.curve == CURVE
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (left, view.chosen) == ([True], None)


def test_tab_goes_from_point_to_point_and_on(qtbot, view):
    view.setFocus(Qt.FocusReason.TabFocusReason)
    described = [view.accessibleDescription()]
    for _ in range(2):
        assert view.focusNextPrevChild(True)
        described.append(view.accessibleDescription())
    assert described == [
        "point 1 of 3: 0.00 s, 0.00: 100 % A · 0 % B",
        "point 2 of 3: 2.00 s, 0.50: 50 % A · 50 % B",
        "point 3 of 3: 5.00 s, 1.00: 0 % A · 100 % B",
    ]
    view.focusNextPrevChild(False)
    assert view.chosen == 1
    assert view.accessibleName() == "Alpha over time"


def test_a_chosen_point_that_is_gone_is_chosen_no_more(view):
    view.choose(2)
    view.set_curve(shaped_curve("ramp", 5.0))
    assert view.chosen is None
    assert view.accessibleDescription() == "2 points"


# -- in the window --------------------------------------------------------------------------


def press(qtbot, window, key, modifier=NONE):
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def seek(window, seconds):
    window.controller.player.seek(seconds)


def test_the_curve_is_switched_by_button_key_and_menu(qtbot, window, settle):
    session, button = window.controller.session, window.morph.curve_button
    action = window.menus.actions["curve"]
    ways = [
        lambda: qtbot.mouseClick(button, LEFT),
        lambda: press(qtbot, window, Qt.Key.Key_C),
        action.trigger,
        lambda: window.controller.set_curve(session.curve, is_on=False),
    ]
    for way in ways:
        was = session.is_curve
        way()
        assert session.is_curve is not was
        assert button.isChecked() is action.isChecked() is session.is_curve
        assert window.morph.curve.isVisible() is session.is_curve
        settle(window)
        assert session.sound.alpha == session.used_alpha
    assert session.curve == shaped_curve("ramp", 5.0)  # the first one, and it is kept


def test_slider_words_and_colour_follow_the_playhead(qtbot, window, settle):
    window.controller.set_curve(CURVE)
    settle(window)
    seek(window, 2.0)
    assert window.alpha.alpha == 0.5
    assert window.alpha.number.text() == "α 0.50 · follows the curve"
    assert window.morph.line_1.full_text == "curve, 2.00 s: 50 % A · 50 % B"
    seek(window, 3.5)
    assert window.alpha.alpha == pytest.approx(0.75, abs=0.001)
    assert window.morph.line_1.full_text == "curve, 3.50 s: 25 % A · 75 % B"
    assert window.controller.session.alpha == 0.5  # the slider's own is kept
    window.controller.set_curve(CURVE, is_on=False)
    assert window.alpha.alpha == 0.5
    assert window.alpha.number.text() == "α 0.50"
    assert window.morph.line_1.full_text == "50 % A · 50 % B"
    settle(window)


def test_the_waveform_has_the_colours_of_the_curve(window, settle):
    def colours():
        image = window.morph.waveform.grab().toImage()
        y = image.height() // 2
        return [image.pixelColor(x, y) for x in (30, image.width() - 30)]

    first, last = colours()
    assert first == last
    window.controller.set_curve(shaped_curve("ramp", 5.0))
    settle(window)
    window.morph.curve.hide()  # its line would lie over the colours
    first, last = colours()
    assert first.blue() > first.red()
    assert last.red() > last.blue()
    window.controller.set_alpha(0.5)
    settle(window)
    first, last = colours()
    assert first == last


def test_the_hand_on_the_slider_takes_it_back(qtbot, window, settle):
    window.controller.set_curve(CURVE)
    settle(window)
    seek(window, 2.0)
    qtbot.keyClick(window.alpha.track, Qt.Key.Key_Right)
    session = window.controller.session
    assert (session.is_curve, session.alpha) == (False, 0.51)
    assert not window.morph.curve.isVisible()
    assert window.alpha.number.text() == "α 0.51"
    assert session.curve == CURVE
    settle(window)


def test_dragging_in_the_window_is_heard_and_can_be_undone_as_a_curve(qtbot, window, settle):
    edits = []
    window.controller.set_curve(CURVE)
    settle(window)
    window.controller.edited.connect(edits.append)
    view = window.morph.curve
    start, end = (view.place_of(p).toPoint() for p in ((2.0, 0.5), (2.0, 0.8)))
    drag(view, [start, start + (end - start) / 2, end])
    session = window.controller.session
    assert session.curve.points[1][1] > 0.7
    assert set(edits) == {"curve"}
    settle(window)
    assert session.sound.alpha == session.curve


def test_shapes_of_the_menu(window, settle):
    session = window.controller.session
    for name in ("ramp", "step", "triangle"):
        window.commands.run(f"curve_{name}")
        assert session.curve == shaped_curve(name, 5.0)
        assert session.is_curve
    window.commands.run("curve_step")
    window.commands.run("curve_reverse")
    assert session.curve.at([1.0, 4.0]) == pytest.approx([1.0, 0.0])
    seek(window, 4.0)
    window.commands.run("curve_flat")
    assert session.curve.at([0.0, 5.0]) == pytest.approx([0.0, 0.0])
    settle(window)


def test_without_a_curve_there_is_nothing_to_reverse(window):
    assert not window.menus.actions["curve_reverse"].isEnabled()
    window.commands.run("curve_reverse")
    assert window.controller.session.curve is None
    assert "press C" in window.status.text()


def test_the_range_follows_beyond_and_clamps_the_curve(window, settle):
    controller, view = window.controller, window.morph.curve
    controller.set_beyond(True)
    controller.set_curve(AlphaCurve(((0.0, -0.4), (5.0, 1.3))))
    assert view.place_of((0.0, 1.5)).y() < view.place_of((0.0, 1.0)).y()
    controller.set_beyond(False)
    assert controller.session.curve.points == ((0.0, 0.0), (5.0, 1.0))
    assert view.curve is controller.session.curve
    settle(window)


def test_another_length_stretches_the_curve_and_its_view(window, settle):
    controller = window.controller
    controller.set_curve(CURVE)
    settle(window)
    controller.set_length(10.0)
    settle(window)
    assert window.morph.curve.curve.points == ((0.0, 0.0), (4.0, 0.5), (10.0, 1.0))
    window.morph.curve.move_point(2, (99.0, 1.0))
    assert window.morph.curve.curve.points[2] == (10.0, 1.0)
    settle(window)


def test_snapping_is_a_setting(window, settings):
    assert window.morph.curve.snaps
    window.commands.run("curve_snaps")
    assert not window.morph.curve.snaps
    assert not settings.curve_snaps
    assert not window.menus.actions["curve_snaps"].isChecked()


def test_escape_gives_the_keys_back_to_the_slider(qtbot, window, settle):
    window.controller.set_curve(CURVE)
    settle(window)
    view = window.morph.curve
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.hasFocus()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert window.alpha.track.hasFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, window, Qt.Key.Key_C)  # plain keys are still the window's
    assert not window.controller.session.is_curve
    assert window.alpha.track.hasFocus()
    settle(window)


def test_waveforms_stay_in_line_with_a_curve_in_a_small_window(window, settle):
    window.controller.set_curve(CURVE)
    settle(window)
    window.resize(1024, 640)
    window.grab()
    columns = [*window.clips.values(), window.morph]
    spans = {(c.waveform.mapTo(window, QPoint()).y(), c.waveform.height()) for c in columns}
    assert len(spans) == 1
    assert spans.pop()[1] >= 72


def test_a_picture_painted_in_strips_is_the_picture(view):
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QImage, QRegion

    def paint(rects):
        image = QImage(view.size(), QImage.Format.Format_RGB32)
        image.fill(0)
        for rect in rects:
            view.render(image, rect.topLeft(), QRegion(rect), view.RenderFlag.DrawChildren)
        return image

    view.set_curve(shaped_curve("s", 5.0))
    view.choose(7)
    whole = paint([view.rect()])
    assert whole.pixelColor(pixel(view, (2.5, 0.5))) != whole.pixelColor(3, 3)
    # As the playhead asks for it, 7 pixels at a time.
    assert paint([QRect(x, 0, 7, view.height()) for x in range(0, view.width(), 7)]) == whole
