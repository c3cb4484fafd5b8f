"""What a morph is made with: detail, even steps, beyond; in the window, both directions."""

import threading

from PySide6.QtCore import QPoint, Qt

from tests.gui.fake_engine import FakeBackend, FakeRenderer

CLIPS = ["one.wav", "second.wav"]


def press(qtbot, window, key):
    qtbot.keyClick(window.focusWidget() or window, key)


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


# -- detail ---------------------------------------------------------------------------------


def test_the_detail_slider_moves_the_detail_and_the_other_way_round(window, settle, settings):
    bar, session = window.morph.bar, window.controller.session
    assert bar.detail.value() == 100
    bar.detail.setValue(40)
    assert session.detail == settings.detail == 0.4
    assert bar._number.text() == "40 %"
    assert not session.is_final
    settle(window)
    assert session.sound.detail == 0.4
    window.controller.set_detail(0.7)
    assert bar.detail.value() == 70
    assert bar._number.text() == "70 %"
    settle(window)
    assert session.sound.detail == 0.7


def test_a_storm_of_details_ends_with_the_last(qtbot, window, settle):
    backend = window.controller._backend
    backend.n_steps = 20
    n_before = len(backend.rendered)
    for percent in range(99, 50, -1):
        window.morph.bar.detail.setValue(percent)
        qtbot.wait(1)
    settle(window)
    assert window.controller.session.sound.detail == 0.51
    assert len(backend.rendered) - n_before < 49


def test_a_double_click_brings_all_detail_back(qtbot, window, settle):
    slider = window.morph.bar.detail
    slider.setValue(30)
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert window.controller.session.detail == 1.0
    settle(window)


def test_d_takes_the_keys_to_the_detail_and_back(qtbot, window, settle):
    press(qtbot, window, Qt.Key.Key_D)
    slider = window.morph.bar.detail
    assert slider.hasFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert window.controller.session.detail == 0.95
    assert window.controller.session.alpha == 0.5
    qtbot.keyClick(slider, Qt.Key.Key_D)
    assert window.alpha.track.hasFocus()
    settle(window)


def test_detail_is_greyed_with_a_reason_where_the_method_has_none(window, settle):
    bar = window.morph.bar
    assert bar.detail.isEnabled()
    assert bar.detail.toolTip().endswith("0 % is the model alone")
    window.controller.set_method("crossfade")
    assert not bar.detail.isEnabled()
    assert bar.detail.toolTip() == "Crossfade does without. Detail is for: VAE"
    settle(window)
    window.controller.set_method("lerp")
    assert bar.detail.isEnabled()
    settle(window)


def test_what_is_greyed_has_no_effect(window, settle):
    session = window.controller.session
    window.controller.set_detail(0.4)
    settle(window)
    window.controller.set_method("crossfade")
    settle(window)
    assert session.is_final
    assert session.sound.detail == 1.0
    window.controller.set_method("lerp")
    settle(window)
    assert session.sound.detail == 0.4


def test_methods_that_come_late_have_their_say(qtbot, make_window, settings, settle):
    settings.method, settings.detail = "crossfade", 0.4
    window = make_window(FakeBackend(), CLIPS)
    session = window.controller.session
    session.has_detail = True  # as before the methods were known
    window.controller._want_render()
    qtbot.waitUntil(lambda: session.sound.detail == 0.4)
    window.controller._on_methods(None, window.controller.methods)
    settle(window)
    assert session.sound.detail == 1.0


def test_screen_readers_find_the_detail(window):
    slider = window.morph.bar.detail
    assert slider.accessibleName() == "Detail"
    assert slider.accessibleDescription() == "100 %"


# -- even steps -----------------------------------------------------------------------------


def test_even_steps_are_chosen_by_button_key_and_menu(qtbot, window, settle, settings):
    session, button = window.controller.session, window.morph.bar.even
    action = window.menus.actions["even"]
    ways = [lambda: click(qtbot, button), lambda: press(qtbot, window, Qt.Key.Key_E)]
    for way in [*ways, action.trigger, lambda: window.controller.set_even(False)]:
        was = session.is_even
        way()
        assert session.is_even is settings.is_even is not was
        assert button.isChecked() is action.isChecked() is session.is_even
        settle(window)
        assert session.sound.is_even is session.is_even


def test_while_even_steps_are_looked_for_the_old_sound_is_called_old(qtbot, window, settle):
    backend, session = window.controller._backend, window.controller.session
    backend.n_steps = 30
    before = session.sound
    window.morph.bar.even.click()
    assert session.sound is before
    assert window.morph.line_2.full_text == "rendering…"
    settle(window)
    assert window.morph.line_2.full_text.startswith("final")


def test_a_result_from_before_the_switch_is_dropped(qtbot, window, settle, monkeypatch):
    gate = threading.Event()
    render = FakeRenderer.render

    def held(self, request, should_cancel):
        results = render(self, request, should_cancel)
        if not request.is_even:
            gate.wait(5)  # an engine that does not look up
            results = render(self, request, lambda: False)
        yield from results

    monkeypatch.setattr(FakeRenderer, "render", held)
    seen = []
    window.controller.result_changed.connect(
        lambda: seen.append(window.controller.session.mel.is_even)
    )
    window.controller.set_alpha(0.2)
    qtbot.waitUntil(lambda: window.controller.render.is_busy)
    window.controller.set_even(True)
    seen.clear()
    gate.set()
    settle(window)
    assert set(seen) == {True}


# -- beyond ---------------------------------------------------------------------------------


def test_beyond_widens_the_slider_and_back(qtbot, window, settle, settings):
    session, track = window.controller.session, window.alpha.track
    assert (track.minimum(), track.maximum()) == (0, 1000)
    click(qtbot, window.morph.bar.beyond)
    assert session.is_beyond
    assert settings.is_beyond
    assert window.menus.actions["beyond"].isChecked()
    assert (track.minimum(), track.maximum()) == (-500, 1500)
    assert session.alpha == window.alpha.alpha == 0.5
    track.setValue(-300)
    settle(window)
    assert session.sound.alpha == -0.3
    assert window.morph.line_1.full_text == "A, 30 % beyond"
    press(qtbot, window, Qt.Key.Key_B)
    assert (track.minimum(), track.maximum()) == (0, 1000)
    assert session.alpha == window.alpha.alpha == 0.0
    assert not window.morph.bar.beyond.isChecked()
    settle(window)
    assert session.sound.alpha == 0.0
    assert window.morph.line_1.full_text == "100 % A · 0 % B"


def test_a_way_that_ends_at_the_clips_says_so(window, settle):
    window.controller.set_beyond(True)
    window.controller.set_alpha(1.2)
    settle(window)
    assert "stays" not in window.morph.bar.beyond.toolTip()
    window.controller.set_method("crossfade")
    settle(window)
    assert window.morph.line_1.full_text == "B: this way ends here"
    assert window.morph.bar.beyond.toolTip().endswith("Crossfade stays at the nearest clip.")


def test_swapping_mirrors_what_is_beyond(window, settle):
    window.controller.set_beyond(True)
    window.controller.set_alpha(1.2)
    window.controller.swap()
    assert window.alpha.alpha == window.controller.session.alpha == -0.2
    settle(window)


# -- all of it ------------------------------------------------------------------------------


def test_a_new_window_begins_as_the_last_one_ended(make_window, backend, settle):
    first = make_window(backend, CLIPS)
    first.controller.set_method("crossfade")
    first.controller.set_detail(0.4)
    first.controller.set_even(True)
    first.controller.set_beyond(True)
    settle(first)
    first.close()
    second = make_window(FakeBackend(), CLIPS)
    session, bar = second.controller.session, second.morph.bar
    made_with = (session.method, session.detail, session.is_even, session.is_beyond)
    assert made_with == ("crossfade", 0.4, True, True)
    assert (bar.detail.value(), bar._number.text()) == (40, "40 %")
    assert not bar.detail.isEnabled()
    assert bar.even.isChecked()
    assert bar.beyond.isChecked()
    assert second.alpha.track.minimum() == -500
    assert session.sound.is_even


def test_once_idle_the_window_has_its_neighbours_decoded(qtbot, window):
    backend = window.controller._backend
    generation = window.controller.session.generation
    qtbot.waitUntil(lambda: len(backend.prefetched) >= 12)
    ahead = [alpha for g, alpha in backend.prefetched if g == generation]
    assert ahead[:4] == [0.51, 0.49, 0.52, 0.48]


def test_the_waveforms_are_in_line(window):
    for size in ((1440, 900), (1024, 640), (2560, 1440)):
        window.resize(*size)
        window.grab()
        columns = [*window.clips.values(), window.morph]
        spans = {(c.waveform.mapTo(window, QPoint()).y(), c.waveform.height()) for c in columns}
        assert len(spans) == 1, (size, spans)


def test_tab_reaches_what_a_morph_is_made_with(qtbot, window):
    reached = []
    for _ in range(40):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(window.focusWidget())
    bar = window.morph.bar
    first = reached.index(bar.detail)
    assert reached[first : first + 4] == [bar.detail, bar.even, bar.beyond, bar.match]


def test_the_table_of_keys_names_them(window):
    commands = window.menus.list
    rows = dict([*commands.gestures(), *((w.key, w.text) for w in commands.words().values())])
    named = {"M": "Next method", "D": "Detail", "E": "Even steps", "B": "Beyond", "T": "Match"}
    named["R"] = "New texture"
    named |= {"C": "curve", "I": "Other memory", "K": "mark", ",": "mark before", ".": "next mark"}
    for key, words in named.items():
        assert words in rows[key]
    assert "0.001" in rows["Shift ← →"]
