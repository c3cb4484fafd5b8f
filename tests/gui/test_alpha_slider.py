import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.morphing.alpha_slider import AlphaSlider


@pytest.fixture
def slider(qtbot, theme):
    slider = AlphaSlider(theme)
    qtbot.addWidget(slider)
    slider.resize(800, 60)
    slider.show()
    slider.moved = []
    slider.alpha_moved.connect(slider.moved.append)
    return slider


def test_setting_it_shows_the_number_and_tells_nobody(slider):
    slider.set_alpha(0.42)
    assert slider.alpha == 0.42
    assert slider.number.text() == "α 0.42"
    assert slider.moved == []


def test_the_ends_are_named_and_nothing_covers_the_number(slider):
    slider.set_names("a.mp3", "b.flac")
    texts = [label.full_text for label in slider._names.values()]
    assert texts == ["A · a.mp3", "b.flac · B"]
    assert slider.track.toolTip() == ""


@pytest.mark.parametrize(
    ("key", "modifier", "alpha"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 0.51),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 0.49),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 0.501),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 0.499),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, 0.6),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, 0.4),
    ],
)
def test_keys_move_it(qtbot, slider, key, modifier, alpha):
    qtbot.keyClick(slider.track, key, modifier)
    assert slider.moved == [alpha]


def test_arrows_land_on_hundredths(qtbot, slider):
    slider.set_alpha(0.423)
    qtbot.keyClick(slider.track, Qt.Key.Key_Right)
    assert slider.alpha == 0.43


def test_fine_steps_stay_between_hundredths_and_are_written(qtbot, slider):
    slider.set_alpha(0.42)
    for _ in range(3):
        qtbot.keyClick(slider.track, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert slider.moved == [0.421, 0.422, 0.423]
    assert slider.number.text() == "α 0.423"


def test_it_stops_at_the_ends(qtbot, slider):
    slider.set_alpha(0.99)
    for _ in range(3):
        qtbot.keyClick(slider.track, Qt.Key.Key_Right)
    assert slider.alpha == 1.0


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space])
def test_keys_of_the_transport_are_left_to_it(qtbot, slider, key):
    qtbot.keyClick(slider.track, key)
    assert slider.moved == []


def test_a_click_jumps_and_a_drag_follows(qtbot, slider):
    track = slider.track
    y = track.height() // 2
    left = QPoint(round(track.x_of(250)), y)
    right = QPoint(round(track.x_of(750)), y)
    qtbot.mousePress(track, Qt.MouseButton.LeftButton, pos=left)
    assert slider.alpha == pytest.approx(0.25, abs=0.002)
    qtbot.mouseMove(track, right)
    qtbot.mouseRelease(track, Qt.MouseButton.LeftButton, pos=right)
    assert slider.alpha == pytest.approx(0.75, abs=0.002)


def test_a_double_click_returns_to_the_middle(qtbot, slider):
    slider.set_alpha(0.1)
    qtbot.mouseDClick(slider.track, Qt.MouseButton.LeftButton, pos=QPoint(300, 10))
    assert slider.alpha == 0.5


@pytest.mark.parametrize(
    ("modifier", "alpha"),
    [(Qt.KeyboardModifier.NoModifier, 0.51), (Qt.KeyboardModifier.ShiftModifier, 0.501)],
)
def test_the_wheel_moves_it(slider, modifier, alpha):
    event = QWheelEvent(
        QPointF(50, 10),
        QPointF(50, 10),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider.track, event)
    assert slider.alpha == alpha


def test_screen_readers_find_a_slider_with_name_and_value(slider):
    slider.set_alpha(0.42)
    interface = QAccessible.queryAccessibleInterface(slider.track)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Morph from A to B"
    assert interface.text(QAccessible.Text.Description) == "0.42: 58 % A · 42 % B"
    assert interface.valueInterface().currentValue() == 420


def test_beyond_it_reaches_further_and_back(qtbot, slider):
    slider.set_range(-0.5, 1.5)
    slider.set_alpha(0.0)
    qtbot.keyClick(slider.track, Qt.Key.Key_Left)
    assert slider.alpha == -0.01
    assert slider.number.text() == "α −0.01"
    y = slider.track.height() // 2
    qtbot.mouseClick(slider.track, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, y))
    assert slider.moved == [-0.01, 1.5]
    description = slider.track.accessibleDescription()
    assert description == "1.50: B, 50 % beyond"
    slider.set_range(0.0, 1.0)
    assert slider.alpha == 1.0
    assert slider.moved == [-0.01, 1.5]


def test_beyond_a_mark_stands_at_each_clip_over_its_name(qtbot, slider, theme):
    def column(value):
        x = round(slider.track.x_of(value))
        image = slider.track.grab().toImage()
        ys = range(image.height())
        return {image.pixelColor(i, y).name() for i in (x - 1, x) for y in ys}

    assert theme.palette.text not in column(0)
    slider.set_range(-0.5, 1.5)
    for value in (0, 1000):
        assert theme.palette.text in column(value)
    slider.set_names("a.mp3", "b.flac")
    left, right = slider._names.values()
    qtbot.waitUntil(lambda: left.x() == pytest.approx(slider.track.x_of(0), abs=8))
    assert right.geometry().right() == pytest.approx(slider.track.x_of(1000), abs=8)


def test_the_track_runs_from_the_colour_of_a_to_that_of_b(slider, theme):
    slider.set_alpha(0.5)
    image = slider.track.grab().toImage()
    y = image.height() // 2
    left, right = image.pixelColor(20, y), image.pixelColor(image.width() - 21, y)
    assert left.name() != right.name()
    assert left.blue() > left.red()
    assert right.red() > right.blue()


# -- fine drags, and gliding ----------------------------------------------------------------


def press_at(slider, value, modifier=Qt.KeyboardModifier.NoModifier, y=None):
    track = slider.track
    y = track.height() // 2 + 3 if y is None else y
    QTest.mousePress(
        track, Qt.MouseButton.LeftButton, modifier, QPoint(round(track.x_of(value)), y)
    )


def test_with_shift_the_handle_moves_a_tenth_as_far_as_the_hand(slider):
    track, shift = slider.track, Qt.KeyboardModifier.ShiftModifier
    slider.set_alpha(0.2)
    press_at(slider, 800, shift)
    assert slider.alpha == 0.2  # no jump
    x = round(track.x_of(800))
    drag(track, x + 100, shift)
    per_pixel = 1000 / (track.x_of(1000) - track.x_of(0))
    assert slider.alpha == pytest.approx(0.2 + 0.1 * 100 * per_pixel / 1000, abs=0.001)
    drag(track, x + 100)  # without Shift it is under the hand again
    assert slider.alpha == pytest.approx(track.value_at(x + 100) / 1000)
    QTest.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))


def drag(track, x, modifier=Qt.KeyboardModifier.NoModifier):
    place = QPointF(x, 20)
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        place,
        track.mapToGlobal(place),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        modifier,
    )
    QApplication.sendEvent(track, event)


def test_alt_and_a_click_wish_for_a_glide_and_move_nothing(slider):
    wished = []
    slider.track.glide_wished.connect(wished.append)
    press_at(slider, 800, Qt.KeyboardModifier.AltModifier)
    assert wished == [pytest.approx(0.8, abs=0.001)]
    assert (slider.alpha, slider.moved) == (0.5, [])


# -- marks ----------------------------------------------------------------------------------


def test_a_mark_is_seen_and_clicked_above_the_track(slider, theme):
    chosen = []
    slider.track.mark_chosen.connect(chosen.append)

    def top_row_at(value):
        image = slider.track.grab().toImage()
        return image.pixelColor(round(slider.track.x_of(value)), 4).name()

    assert top_row_at(250) != theme.palette.secondary
    slider.set_marks((0.25,))
    assert top_row_at(250) == theme.palette.secondary
    press_at(slider, 250, y=4)
    assert (chosen, slider.alpha) == ([0.25], 0.5)
    press_at(slider, 250)  # on the track itself it is a place like any other
    assert (chosen, slider.alpha) == ([0.25], pytest.approx(0.25, abs=0.002))


def test_of_two_marks_the_nearer_is_taken_and_those_out_of_reach_are_not_there(slider):
    track = slider.track
    slider.set_marks((-0.3, 0.5, 0.505))
    at = QPointF(track.x_of(506), 3)
    assert track.mark_at(at) == 0.505
    assert track.shown_marks() == [0.5, 0.505]
    slider.set_range(-0.5, 1.5)
    assert track.shown_marks() == [-0.3, 0.5, 0.505]


def test_the_menus_of_a_mark_and_of_a_place(slider):
    track, seen = slider.track, []
    track.mark_chosen.connect(lambda a: seen.append(("go", a)))
    track.mark_toggled.connect(lambda a: seen.append(("toggle", a)))
    track.glide_wished.connect(lambda a: seen.append(("glide", a)))
    track.marks_cleared.connect(lambda: seen.append("clear"))
    menu = track.make_menu(0.25, 0.3)
    assert [a.text() for a in menu.actions() if a.text()][:2] == [
        "Go to 0.25",
        "Remove this mark",
    ]
    assert not menu.actions()[-1].isEnabled()  # there is none to remove
    for action in menu.actions()[:2]:
        action.trigger()
    slider.set_marks((0.25,))
    menu = track.make_menu(None, 0.3)
    for i in (0, 1, -1):
        menu.actions()[i].trigger()
    assert seen == [("go", 0.25), ("toggle", 0.25), ("glide", 0.3), ("toggle", 0.3), "clear"]
    assert slider.track.accessibleDescription() == "0.50: 50 % A · 50 % B"
    slider.set_alpha(0.25)
    assert slider.track.accessibleDescription().endswith(", mark 1 of 1")


# -- typing a number ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "alpha"),
    [("0.42", 0.42), ("42 %", 0.42), ("42%", 0.42), ("0,423", 0.423), ("1", 1.0), ("7", 0.07)],
)
def test_a_number_is_typed(qtbot, slider, text, alpha):
    qtbot.keyClick(slider.track, Qt.Key.Key_Return)
    field = slider.number
    assert field.is_open
    assert field.edit.selectedText() == "0.50"
    qtbot.keyClicks(field.edit, text)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert slider.moved == [alpha]
    assert slider.alpha == alpha
    assert not field.is_open
    assert slider.track.hasFocus()


def test_a_double_click_and_a_digit_open_the_field_and_escape_leaves_it(qtbot, slider):
    field = slider.number
    qtbot.mouseDClick(field.label, Qt.MouseButton.LeftButton)
    assert field.is_open
    qtbot.keyClicks(field.edit, "0.9")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert not field.is_open
    assert (slider.alpha, slider.moved) == (0.5, [])
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_3)
    assert field.edit.text() == "3"
    slider.track.setFocus()  # to go elsewhere is to leave it, too
    assert not field.is_open
    assert slider.track.hasFocus()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("loud", "“loud” is not a number. Type one such as 0.42, or 42 %."),
        ("", "“” is not a number. Type one such as 0.42, or 42 %."),
        ("1.2", "“1.2” is beyond the clips: 0 is A and 1 is B. Turn on Beyond"),
        ("-0.1", "“-0.1” is beyond the clips"),
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_can_be_mended(qtbot, slider, text, sentence):
    refused = []
    slider.number_refused.connect(refused.append)
    slider.number.open()
    slider.number.edit.setText(text)
    qtbot.keyClick(slider.number.edit, Qt.Key.Key_Return)
    assert refused[0].startswith(sentence)
    assert slider.number.is_open
    assert slider.moved == []
    slider.number.edit.setText("0.3")
    qtbot.keyClick(slider.number.edit, Qt.Key.Key_Return)
    assert slider.moved == [0.3]


def test_beyond_the_field_takes_more(qtbot, slider):
    slider.set_range(-0.5, 1.5)
    for text in ("−30 %", "1.5"):
        slider.number.open()
        slider.number.edit.setText(text)
        qtbot.keyClick(slider.number.edit, Qt.Key.Key_Return)
    assert slider.moved == [-0.3, 1.5]
    refused = []
    slider.number_refused.connect(refused.append)
    slider.number.open("1.6")
    qtbot.keyClick(slider.number.edit, Qt.Key.Key_Return)
    assert refused == ["“1.6” is too far: alpha goes from −0.5 to 1.5."]


def test_what_moves_it_is_named_and_the_number_stays_in_the_middle(qtbot, slider):
    middle = slider.number.geometry().center().x()
    assert middle == pytest.approx(slider.width() / 2, abs=8)
    slider.set_following("follows the curve", "curve")
    assert slider.number.text() == "α 0.50 · follows the curve"
    assert slider.track.accessibleDescription().endswith("follows the curve")
    slider.resize(500, 60)
    qtbot.waitUntil(lambda: slider.number.text() == "α 0.50 · curve")
    slider.set_following("", "")
    assert slider.number.text() == "α 0.50"
