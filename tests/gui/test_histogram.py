"""The panel of levels, and the counts behind it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from engine.morph.alpha import AlphaCurve
from gui.palette import mix
from gui.views.histogram import N_BINS, Histogram, level_counts
from gui.views.view_bar import LevelsPanel


def test_counts_are_shares_by_decibel_without_silence():
    mel = np.zeros((10, 10), np.float32)
    mel[:, 0] = 1.0  # 0 dB: the last bin
    mel[:, 1] = 0.5  # -40 dB
    mel[0, 2] = 0.001  # just above the floor: the first bin
    counts = level_counts(mel, 80.0)
    assert counts.shape == (N_BINS,)
    assert counts[-1] == pytest.approx(0.1)
    assert counts[39] == pytest.approx(0.1)
    assert counts[0] == pytest.approx(0.01)
    assert counts.sum() == pytest.approx(0.21)


def test_long_mels_are_counted_in_parts():
    mel = np.tile(np.float32([[0.25, 0.75]]), (4, 4000))
    counts = level_counts(mel, 80.0)
    assert counts.sum() == pytest.approx(1.0)


@pytest.fixture
def histogram(qtbot, theme):
    widget = Histogram(theme)
    qtbot.addWidget(widget)
    widget.resize(252, 84)  # 3 pixels a decibel, and the margins
    widget.set_levels(-60, -20, "magma")
    widget.moved = []
    widget.levels_moved.connect(lambda *levels: widget.moved.append(levels))
    return widget


def test_the_nearer_end_goes_with_the_hand(qtbot, histogram):
    at = {db: QPoint(round(histogram.x_of(db)), 30) for db in (-70, -50, -45, -10)}
    qtbot.mousePress(histogram, Qt.MouseButton.LeftButton, pos=at[-50])
    qtbot.mouseMove(histogram, at[-10])
    qtbot.mouseRelease(histogram, Qt.MouseButton.LeftButton, pos=at[-10])
    assert histogram.moved == [(-50, -20), (-10, -20)]
    histogram.moved.clear()
    qtbot.mouseMove(histogram, at[-45])
    assert not histogram.moved
    qtbot.mousePress(histogram, Qt.MouseButton.LeftButton, pos=at[-10])
    assert histogram.moved == [(-60, -10)]


def test_counts_stand_where_the_levels_are(histogram):
    counts = np.zeros(N_BINS)
    counts[39] = 1.0  # -41 to -40 dB
    histogram.set_levels(-80, 0, "magma")
    histogram.set_curves([(counts, "#4cc3e8")])
    image = histogram.grab().toImage()
    well = histogram._theme.palette.well

    def is_painted(db):
        x = round(histogram.x_of(db))
        return any(image.pixelColor(x, y).name() != well for y in range(8, 60))

    assert is_painted(-40.5)
    assert not is_painted(-60)
    assert not is_painted(-20)


@pytest.fixture
def panel(window) -> LevelsPanel:
    window.commands.run("levels")
    return window.centralWidget().findChild(LevelsPanel)


def test_the_panel_opens_with_a_key_and_closes_with_escape(qtbot, window):
    panel = window.centralWidget().findChild(LevelsPanel)
    assert panel.isHidden()
    qtbot.keyClick(window, Qt.Key.Key_V)
    assert panel.isVisible()
    assert panel.floor.hasFocus()
    assert window.menus.actions["levels"].isChecked()
    mel = window.morph.mel
    assert panel.geometry().right() <= mel.mapTo(window.centralWidget(), QPoint(mel.width(), 0)).x()
    qtbot.keyClick(panel.floor, Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert window.alpha.track.hasFocus()
    assert not window.menus.actions["levels"].isChecked()
    qtbot.keyClick(window, Qt.Key.Key_V)
    qtbot.keyClick(panel.floor, Qt.Key.Key_V)
    assert panel.isHidden()


def test_sliders_and_display_follow_each_other(qtbot, window, panel):
    display = window.morph.mel.display
    qtbot.keyClick(panel.floor, Qt.Key.Key_Right)
    assert display.floor_db == -79
    panel.ceiling.setValue(-30)
    assert display.ceiling_db == -30
    display.set_levels(-50, -20)
    assert (panel.floor.value(), panel.ceiling.value()) == (-50, -20)
    assert [label.text() for label in panel._numbers] == ["−50 dB", "−20 dB"]
    panel.floor.setValue(-1)
    assert (panel.floor.value(), display.floor_db) == (-26, -26)
    qtbot.mouseClick(panel.colours.button("grey"), Qt.MouseButton.LeftButton)
    assert display.colours == "grey"
    qtbot.mouseClick(panel.reset, Qt.MouseButton.LeftButton)
    assert (display.floor_db, display.ceiling_db, display.colours) == (-80, 0, "magma")


def test_the_counts_are_of_what_is_on_show_and_follow_it(window, panel, settle):
    before = [counts for counts, _ in panel.histogram._curves]
    assert len(before) == 3
    window.controller.set_alpha(0.9)
    settle(window)
    after = [counts for counts, _ in panel.histogram._curves]
    assert after[0] is before[0]
    assert (after[2] != before[2]).any()


def test_everything_has_a_name(panel):
    for widget in (panel.histogram, panel.floor, panel.ceiling, panel.colours, panel.close_button):
        assert widget.accessibleName()


def test_the_morph_has_the_colour_of_the_alpha_it_was_made_with(window, panel, settle, theme):
    p, controller = theme.palette, window.controller

    def colour():
        return panel.histogram._curves[-1][1]

    assert colour() == mix(p.a, p.b, 0.5)
    controller.set_curve(AlphaCurve(((0.0, 1.0), (5.0, 1.0))))
    settle(window)
    assert colour() == p.b
    controller.set_curve(AlphaCurve(((0.0, 0.0), (5.0, 0.5))))
    settle(window)
    assert colour() == mix(p.a, p.b, 0.25)
