import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from gui.playback.level_meter import FALL_DB, FLOOR_DB, HOLD, LevelMeter


@pytest.fixture
def meter(qtbot, theme):
    meter = LevelMeter(theme)
    qtbot.addWidget(meter)
    meter.resize(180, 24)
    meter.show()
    return meter


def test_it_shows_what_it_is_told_and_falls_slowly(meter):
    meter.set_level(0.5, 0.1)
    near = pytest.approx
    assert meter.levels_db == (near(-20), near(-6.02, abs=0.01), near(-6.02, abs=0.01))
    meter.set_level(0.01, 0.001)
    rms, peak, held = meter.levels_db
    assert rms == pytest.approx(-20 - FALL_DB)
    assert peak == pytest.approx(-6.02 - FALL_DB, abs=0.01)
    assert held == pytest.approx(-6.02, abs=0.01)


def test_the_highest_peak_stays_for_a_while_and_then_falls(meter):
    meter.set_level(0.5, 0.1)
    for _ in range(HOLD - 1):
        meter.set_level(0.001, 0.001)
        assert meter.levels_db[2] == pytest.approx(-6.02, abs=0.01)
    for _ in range(3):
        meter.set_level(0.001, 0.001)
    assert meter.levels_db[2] < -6.02 - FALL_DB


def test_at_rest_it_falls_by_itself_and_then_stands_still(qtbot, meter):
    meter.set_level(0.002, 0.0015)
    qtbot.waitUntil(lambda: max(meter.levels_db) == FLOOR_DB, timeout=5000)
    assert not meter._timer.isActive()


def test_it_does_not_fall_while_it_is_told(meter):
    for _ in range(5):
        meter.set_level(0.5, 0.25)
    assert meter.levels_db[0] == pytest.approx(20 * math.log10(0.25))


@pytest.mark.parametrize("how", ["click", Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Delete])
def test_the_light_stays_on_until_it_is_put_out(qtbot, meter, how):
    meter.set_level(0.999, 0.5)
    assert not meter.has_clipped
    meter.set_level(1.0, 0.5)
    meter.set_level(0.0, 0.0)
    assert meter.has_clipped
    assert "it clipped" in meter.accessibleDescription()
    if how == "click":
        qtbot.mouseClick(meter, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(meter, how)
    assert not meter.has_clipped
    assert "clipped" not in meter.accessibleDescription()


def test_it_says_its_level_now_and_then(meter):
    for _ in range(30):
        meter.set_level(0.5, 0.1)
    assert meter.accessibleDescription() == "−20 dB RMS, −6 dB peak"


def test_bars_and_light_are_painted_where_they_belong(meter, theme):
    def column(db):
        return round(meter._x_of(db))

    track = QColor(theme.palette.control_border)
    meter.set_level(0.5, 0.05)
    image = meter.grab().toImage()
    assert image.pixelColor(column(-40), 7) == QColor(theme.palette.ok)
    assert image.pixelColor(column(-14), 7) not in (track, QColor(theme.palette.ok))  # the peak
    assert image.pixelColor(column(-2), 7) == track
    light = meter.width() - 4
    assert image.pixelColor(light, 7) == track
    meter.set_level(1.2, 0.05)
    assert meter.grab().toImage().pixelColor(light, 7) == QColor(theme.palette.error)


def test_it_repaints_only_what_moved(qtbot, meter):
    rects = []
    meter.update = lambda *rect: rects.append(rect)
    meter.set_level(0.1, 0.1)
    rects.clear()
    meter.set_level(0.1, 0.099)
    (rect,) = rects[0]
    assert rect.width() < 12
    assert rect.bottom() < 14
