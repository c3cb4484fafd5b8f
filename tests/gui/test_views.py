"""Pictures: mel, waveform, overview, meter."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from gui.clips.overview_view import OverviewView
from gui.playback.volume import Volume
from gui.views.envelope import peaks_of
from gui.views.mel_display import colour_map
from gui.views.mel_view import MelView
from gui.views.waveform_view import WaveformView
from tests.gui.fake_engine import N_FRAMES, N_SAMPLES, SPEC, make_mel, make_overview


@pytest.fixture
def mel(qtbot, theme):
    view = MelView(theme)
    qtbot.addWidget(view)
    view.resize(640, 512)
    view.show()
    return view


def shown(view):
    image = view.grab().toImage()
    return lambda x, y: QColor(image.pixel(x, y))


def test_low_frequencies_are_at_the_bottom(mel):
    rows = np.zeros((SPEC.n_mels, N_FRAMES), np.float32)
    rows[:100] = 1.0
    mel.set_mel(rows, SPEC)
    pixel = shown(mel)
    assert pixel(400, 470).lightness() > 200
    assert pixel(400, 100).lightness() < 20


def test_time_runs_from_left_to_right(mel):
    columns = np.zeros((SPEC.n_mels, N_FRAMES), np.float32)
    columns[:, :320] = 1.0
    mel.set_mel(columns, SPEC)
    pixel = shown(mel)
    assert pixel(200, 250).lightness() > 200
    assert pixel(500, 250).lightness() < 20


@pytest.mark.parametrize("level", [0.0, 0.25, 0.5, 1.0])
def test_levels_are_fixed_and_colours_are_those_of_the_map(mel, level):
    mel.set_mel(np.full((SPEC.n_mels, N_FRAMES), level, np.float32), SPEC)
    colour = shown(mel)(400, 250)
    wanted = colour_map("magma")[min(255, round(level * 255))]
    found = np.array([colour.red(), colour.green(), colour.blue()])
    assert np.abs(found.astype(int) - wanted).max() <= 4


def test_the_read_out_follows_the_point(mel):
    picture = np.zeros((SPEC.n_mels, N_FRAMES), np.float32)
    picture[51, 320] = 0.7
    mel.set_mel(picture, SPEC)
    mel.show_point(2.502, 51.5)
    assert mel.readout() == "2.50 s · 376 Hz F♯4 · −24 dB"
    mel.hide_point()
    assert mel.readout() == ""


def test_hovering_tells_the_point(qtbot, mel):
    mel.set_mel(make_mel(), SPEC)
    with qtbot.waitSignal(mel.hovered) as told:
        qtbot.mouseMove(mel.viewport(), QPoint(320, 128))
    assert told.args == [pytest.approx(2.5, abs=0.02), pytest.approx(384, abs=2)]


def test_a_click_asks_to_jump(qtbot, mel):
    mel.set_mel(make_mel(), SPEC)
    with qtbot.waitSignal(mel.seek_requested) as told:
        qtbot.mouseClick(mel.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(160, 100))
    assert told.args == [pytest.approx(1.25, abs=0.02)]


def test_the_playhead_is_drawn_where_the_sound_is(mel):
    mel.set_mel(np.zeros((SPEC.n_mels, N_FRAMES), np.float32), SPEC)
    mel.set_position(2.5)
    pixel = shown(mel)
    assert pixel(320, 250).lightness() > 240
    assert pixel(330, 250).lightness() < 20
    mel.set_position(None)
    assert shown(mel)(320, 250).lightness() < 20


def test_peaks_keep_every_extreme():
    samples = np.zeros(10_000, np.float32)
    samples[1234], samples[8765] = 0.9, -0.8
    peaks = peaks_of(samples, 100)
    assert peaks.shape == (100, 2)
    assert peaks[12, 1] == np.float32(0.9)
    assert peaks[87, 0] == np.float32(-0.8)


def test_a_waveform_is_drawn_in_its_colour(qtbot, theme):
    view = WaveformView(theme)
    qtbot.addWidget(view)
    view.resize(400, 100)
    view.set_colour("#4cc3e8")
    view.set_samples(np.full(N_SAMPLES, 0.5, np.float32) * np.tile([1, -1], N_SAMPLES // 2), 32768)
    view.show()
    pixel = shown(view)
    assert pixel(200, 50).name() == "#4cc3e8"
    assert pixel(200, 10).name() == theme.palette.well


@pytest.fixture
def overview(qtbot, theme):
    view = OverviewView(theme)
    qtbot.addWidget(view)
    view.setFixedHeight(40)
    view.resize(400, 40)
    view.set_overview(make_overview(20.0))
    view.set_excerpt(5.0, 5.0)
    view.show()
    view.moved = []
    view.excerpt_moved.connect(view.moved.append)
    return view


def test_the_frame_is_dragged_by_where_it_was_grabbed(qtbot, overview):
    viewport = overview.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(150, 20))
    qtbot.mouseMove(viewport, QPoint(190, 20))
    with qtbot.waitSignal(overview.excerpt_dropped):
        qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(190, 20))
    assert overview.moved[-1] == pytest.approx(7.0, abs=0.1)


def test_a_click_beside_the_frame_centres_it_there(qtbot, overview):
    qtbot.mouseClick(overview.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 20))
    assert overview.moved == [pytest.approx(12.5, abs=0.1)]


def test_keys_move_the_frame_and_it_stays_in_the_file(qtbot, overview):
    qtbot.keyClick(overview, Qt.Key.Key_Right)
    qtbot.keyClick(overview, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert overview.moved == [pytest.approx(5.1), pytest.approx(4.1)]
    for _ in range(30):
        qtbot.keyClick(overview, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert overview.start_s == pytest.approx(15.0)


def test_a_reload_does_not_move_the_frame_out_of_the_hand(qtbot, overview):
    viewport = overview.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(150, 20))
    qtbot.mouseMove(viewport, QPoint(190, 20))
    overview.set_excerpt(5.0, 5.0)
    assert overview.start_s == pytest.approx(7.0, abs=0.1)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(190, 20))


def test_the_volume_is_decibels_and_its_bottom_is_silence(qtbot, theme):
    volume = Volume(theme)
    qtbot.addWidget(volume)
    gains = []
    volume.gain_changed.connect(gains.append)
    volume.set_db(-6)
    assert gains == [pytest.approx(0.501, abs=1e-3)]
    assert volume._number.text() == "−6 dB"
    qtbot.keyClick(volume.slider, Qt.Key.Key_Home)
    assert volume.gain == 0.0
    assert volume._number.text() == "−∞ dB"


def test_the_morph_is_drawn_at_its_rate_though_its_mel_reaches_beyond_it(window):
    controller, session = window.controller, window.controller.session
    wide = make_mel(0.5, N_FRAMES + 15)  # filled up for the model
    session.accept(
        dataclasses.replace(session.sound, mel_norm=wide, samples=session.sound.samples.copy())
    )
    controller.result_changed.emit()
    assert window.morph.mel.mel is wide
    assert window.morph.waveform.duration_s == pytest.approx(5.0)
