import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.alpha_slider import AlphaSlider


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
    assert slider._number.text() == "α 0.42"
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
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 0.6),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 0.4),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, 0.6),
    ],
)
def test_keys_move_it(qtbot, slider, key, modifier, alpha):
    qtbot.keyClick(slider.track, key, modifier)
    assert slider.moved == [alpha]


def test_arrows_land_on_hundredths(qtbot, slider):
    slider.set_alpha(0.423)
    qtbot.keyClick(slider.track, Qt.Key.Key_Right)
    assert slider.alpha == 0.43


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
    [(Qt.KeyboardModifier.NoModifier, 0.51), (Qt.KeyboardModifier.ShiftModifier, 0.6)],
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
    assert slider._number.text() == "α −0.01"
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
