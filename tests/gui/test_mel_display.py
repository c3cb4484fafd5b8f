"""How mels are shown: levels, colours, axes, differences, and their commands."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from engine.morph.latent import lerp
from gui.views.mel_display import MAPS, MelDisplay, colour_map, difference_db
from gui.views.mel_legend import Legend
from gui.views.mel_scale import frequency_ticks, hz_to_row
from gui.views.mel_view import MelView
from tests.gui.fake_engine import N_FRAMES, SPEC, make_mel


@pytest.fixture
def display(qapp):
    return MelDisplay()


@pytest.fixture
def mel(qtbot, theme):
    view = MelView(theme)
    qtbot.addWidget(view)
    view.resize(640, 512)
    view.show()
    return view


def flat(level):
    return np.full((SPEC.n_mels, N_FRAMES), level, np.float32)


def colour_at(view, x=400, y=250):
    colour = QColor(view.grab().toImage().pixel(x, y))
    return np.array([colour.red(), colour.green(), colour.blue()], int)


@pytest.mark.parametrize("name", MAPS)
def test_every_map_goes_from_dark_to_light(name):
    table = colour_map(name).astype(float)
    assert table.shape == (256, 3)
    lightness = table @ [0.2126, 0.7152, 0.0722]
    assert lightness[-1] - lightness[0] > 130
    assert np.diff(lightness).min() > -1.5


def test_the_difference_map_is_dark_in_the_middle_and_even_at_its_ends():
    table = colour_map("difference").astype(float)
    assert table[127:129].max() < 3
    assert table[64, 0] > table[64, 2]
    assert table[192, 2] > table[192, 0]
    lightness = table @ [0.2126, 0.7152, 0.0722]
    assert abs(lightness[0] - lightness[-1]) < 15


def test_levels_stay_apart_and_in_range(qtbot, display):
    display.set_levels(-10, -40)
    assert (display.floor_db, display.ceiling_db) == (-46, -40)
    display.set_levels(-200, 30)
    assert (display.floor_db, display.ceiling_db) == (-80, 0)
    display.set_levels(-50, -100)
    assert (display.floor_db, display.ceiling_db) == (-80, -74)
    with qtbot.assertNotEmitted(display.changed):
        display.set_levels(-80, -74)
        display.set_colours("rainbow")


def test_levels_stretch_the_colours(mel):
    mel.set_mel(flat(0.5), SPEC)  # -40 dB
    mel.display.set_levels(-60, -20)
    assert np.abs(colour_at(mel) - colour_map("magma")[128]).max() <= 6
    mel.display.set_levels(-40, 0)
    assert np.abs(colour_at(mel) - colour_map("magma")[0]).max() <= 4
    mel.display.set_levels(-80, -40)
    assert np.abs(colour_at(mel) - colour_map("magma")[255]).max() <= 4


def test_colours_change_in_place(mel):
    mel.set_mel(flat(1.0), SPEC)
    mel.display.set_colours("viridis")
    assert np.abs(colour_at(mel) - colour_map("viridis")[255]).max() <= 4


def test_frequencies_can_be_zoomed(mel):
    rows = flat(0.0)
    rows[256:] = 1.0
    mel.set_mel(rows, SPEC)
    mel.display.zoom_rows(2.0, 1.0)
    assert mel.display.rows == (0.5, 1.0)
    assert colour_at(mel, y=480).min() > 150
    mel.display.scroll_rows(-2.0)
    assert colour_at(mel, y=100).max() < 20
    mel.display.fit_rows()
    assert colour_at(mel, y=100).min() > 150


def test_the_axis_names_notes():
    names = frequency_ticks(SPEC, has_notes=True)
    assert [text for _, text in names[3:6]] == ["C3", "C4", "C5"]
    assert names[4][0] == pytest.approx(261.626, abs=1e-3)
    assert all(SPEC.fmin <= hz <= SPEC.fmax for hz, _ in names)


@pytest.mark.parametrize("has_notes", [False, True])
@pytest.mark.parametrize("size", [(640, 512), (180, 140), (320, 170)])
@pytest.mark.parametrize("is_zoomed", [False, True])
def test_labels_do_not_collide_and_stand_at_their_rows(
    monkeypatch, mel, has_notes, size, is_zoomed
):
    placed = []
    monkeypatch.setattr(
        "gui.views.mel_view.paint_label", lambda _p, rect, text, *_: placed.append((rect, text))
    )
    mel.resize(*size)
    mel.display.set_notes(has_notes)
    if is_zoomed:
        mel.display.zoom_rows(4.0, 0.1)
        mel.axis.show(1.0, 1.3)
    mel.set_mel(make_mel(), SPEC)
    mel.set_difference(flat(0.0), Legend("A − B", "B louder", "A louder", 40.0))
    mel.grab()
    assert placed
    for i, (rect, _) in enumerate(placed):
        assert not any(rect.intersects(other) for other, _ in placed[i + 1 :])
        assert rect.left() >= 0
        assert rect.right() <= size[0]
    ticks = {text: hz for hz, text in frequency_ticks(SPEC, has_notes=has_notes)}
    for rect, text in placed:
        if text in ticks:
            y = mel._y_of(hz_to_row(ticks[text], SPEC))
            assert rect.center().y() == pytest.approx(y, abs=rect.height() + 1)


def test_a_difference_is_in_decibels_and_floors_are_silence():
    a = np.array([[1.0, 0.5, 0.0, 0.25]], np.float32)
    b = np.array([[1.0, 0.25, 0.0, 0.0]], np.float32)
    same_level = difference_db(a, 10.0, b, 10.0, top_db=80)
    np.testing.assert_allclose(same_level, [[0, 20, 0, 20]], atol=1e-4)
    # B is 20 dB softer: its floor lies below A's, which is where silence begins.
    softer = difference_db(a, 10.0, b, -10.0, top_db=80)
    np.testing.assert_allclose(softer, [[20, 40, 0, 20]], atol=1e-4)
    np.testing.assert_allclose(difference_db(b, -10.0, a, 10.0, top_db=80), -softer, atol=1e-4)


def test_a_difference_is_shown_and_read_out_with_its_sign(mel):
    mel.set_mel(flat(0.5), SPEC)
    legend = Legend("A − B", "B louder", "A louder", 40.0)
    mel.show_point(2.502, 300.5)
    mel.set_difference(flat(12.0), legend)
    assert mel.readout().endswith("· +12 dB")
    bluish = colour_at(mel)
    assert bluish[2] > bluish[0]
    mel.set_difference(flat(-12.4), legend)
    assert mel.readout().endswith("· −12 dB")
    assert colour_at(mel)[0] > colour_at(mel)[2]
    mel.set_difference(flat(-0.2), legend)
    assert mel.readout().endswith("· 0 dB")
    mel.set_difference(None, None)
    assert mel.readout().endswith("· −40 dB")


def test_a_difference_of_another_length_is_not_shown(mel):
    mel.set_mel(flat(0.5), SPEC)
    mel.set_difference(np.ones((SPEC.n_mels, 8), np.float32), Legend("A − B", "", "", 40.0))
    mel.show_point(2.5, 300.5)
    assert mel.readout().endswith("· −40 dB")


# -- in the window ----------------------------------------------------------------------------


def test_all_three_mels_share_one_display_and_it_is_remembered(qtbot, window, settings):
    window.commands.run("colours_cividis")
    qtbot.keyClick(window, Qt.Key.Key_N)
    window.morph.mel.display.set_levels(-60, -10)
    for column in (*window.clips.values(), window.morph):
        assert column.mel.display is window.morph.mel.display
    assert (settings.mel_colours, settings.mel_has_notes) == ("cividis", True)
    assert (settings.mel_floor_db, settings.mel_ceiling_db) == (-60, -10)
    actions = window.menus.actions
    assert actions["colours_cividis"].isChecked()
    assert not actions["colours_magma"].isChecked()
    assert actions["notes_axis"].isChecked()
    window.commands.run("reset_view")
    assert settings.mel_colours == "magma"
    assert not actions["notes_axis"].isChecked()


def test_a_new_window_looks_as_the_last_one(make_window, backend, settings):
    settings.mel_floor_db, settings.mel_ceiling_db = -50.0, -5.0
    settings.mel_colours, settings.mel_has_notes = "grey", True
    display = make_window(backend).morph.mel.display
    assert (display.floor_db, display.ceiling_db) == (-50, -5)
    assert (display.colours, display.has_notes) == ("grey", True)


def test_the_difference_from_the_blend_follows_the_slider(window, settle):
    mel = window.morph.mel
    window.commands.run("difference_blend")
    sources = [slot.source for slot in window.controller.session.slots.values()]

    def wanted():
        result = window.controller.session.mel
        blend = np.clip(lerp(*(s.mel_norm for s in sources), result.alpha), 0, 1)
        return (result.mel_norm - blend) * SPEC.top_db

    np.testing.assert_allclose(mel._difference, wanted(), atol=1e-3)
    before = mel._difference
    window.controller.set_alpha(0.9)
    settle(window)
    assert window.controller.session.mel.alpha == 0.9
    np.testing.assert_allclose(mel._difference, wanted(), atol=1e-3)
    assert np.abs(mel._difference - before).max() > 1
    assert window.menus.actions["difference_blend"].isChecked()
    window.commands.run("difference_off")
    assert mel._difference is None


def test_the_difference_of_the_clips_does_not_depend_on_alpha(window, settle):
    mel = window.morph.mel
    window.commands.run("difference_clips")
    before = mel._difference
    assert before.max() == before.min() == 0  # the fake clips have one mel
    window.controller.set_alpha(0.9)
    settle(window)
    assert mel._difference is before
    window.controller.close_clips()
    assert mel._difference is None


def test_the_legend_says_that_the_blend_has_no_even_steps(window, settle):
    mel = window.morph.mel
    window.commands.run("difference_blend")
    for is_even in (True, False):
        window.controller.set_even(is_even)
        settle(window)
        assert ("without even steps" in mel._legend.title) is is_even
