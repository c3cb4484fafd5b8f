"""The whole window with a fake engine: what the hand does and what is seen of it."""

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QSlider

from gui import dialogs
from gui.main_window import MainWindow
from gui.playback.player_bridge import Device
from gui.projects.project_dialogs import SaveDialog
from gui.session import Heard, Slot
from tests.gui.fake_engine import FakeBackend


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


# -- the morph ------------------------------------------------------------------------------


def test_two_clips_end_in_a_final_morph(window):
    session = window.controller.session
    assert session.is_final
    assert window.morph.line_1.full_text == "50 % A · 50 % B"
    assert window.morph.line_2.full_text == "final, 32 iterations in 0.31 s"
    assert window.transport.export.isEnabled()
    assert "decode 4 ms · render 16 × real time" in window.status.text()
    assert "no NVIDIA GPU" in window.status.text()


def test_the_slider_moves_alpha_and_alpha_moves_the_slider(qtbot, window, settle):
    qtbot.keyClick(window.alpha.track, Qt.Key.Key_Right)
    assert window.controller.session.alpha == 0.51
    window.controller.set_alpha(0.25)
    assert window.alpha.alpha == 0.25
    settle(window)
    assert window.controller.session.sound.alpha == 0.25
    assert window.morph.line_1.full_text == "75 % A · 25 % B"


def test_after_a_storm_only_the_last_generation_is_shown(qtbot, window, settle):
    backend = window.controller._backend
    backend.n_steps = 20
    seen = []
    window.controller.result_changed.connect(
        lambda: seen.append(window.controller.session.mel.generation)
    )
    n_before = len(backend.rendered)
    for i in range(50):
        window.alpha.track.setValue(100 + 10 * i)
        qtbot.wait(2)
    settle(window)
    session = window.controller.session
    assert session.sound.alpha == pytest.approx(0.59)
    assert session.sound.generation == session.generation == seen[-1]
    assert seen == sorted(seen)
    assert len(backend.rendered) - n_before < 50
    assert backend.finished[-1] == session.generation
    assert window.morph.line_1.full_text == "41 % A · 59 % B"


def test_mels_are_drawn_while_the_hand_still_moves(qtbot, window, settle):
    """A mel that takes longer than a slider step must not be dropped each time."""
    window.controller._backend.n_steps = 30
    alphas = set()
    window.controller.result_changed.connect(
        lambda: alphas.add(window.controller.session.mel.alpha)
    )
    for i in range(40):
        window.alpha.track.setValue(500 + 5 * i)
        qtbot.wait(8)
    n_live = len(alphas)
    settle(window)
    assert n_live >= 3


def test_the_sound_follows_a_hand_that_does_not_rest(qtbot, window, settle):
    window.controller._backend.n_steps = 30
    window.controller.player.play()
    heard = set()
    window.controller.result_changed.connect(
        lambda: heard.add(window.controller.session.sound.alpha)
    )
    for i in range(75):
        window.alpha.track.setValue(100 + 10 * i)
        qtbot.wait(16)
    n_live = len(heard)
    window.controller.player.stop()
    settle(window)
    assert n_live >= 2


def test_while_the_sound_is_older_than_the_slider_it_says_so(window):
    window.controller._want_render()
    window._presenter._on_result_changed()
    assert window.morph.line_2.full_text == "rendering…"
    assert window.transport.export.isEnabled()  # it renders what it needs itself


def test_the_method_switch_works_both_ways(qtbot, window, settle):
    qtbot.mouseClick(window.morph.segments.button("crossfade"), Qt.MouseButton.LeftButton)
    assert window.controller.session.method == "crossfade"
    settle(window)
    assert window.morph.line_1.full_text == "50 % A · 50 % B"
    assert window.morph.line_2.full_text == "final, without the model"
    assert "mixed" in window.status.text()
    assert "real time" not in window.status.text()
    window.controller.set_method("lerp")
    assert window.morph.segments.key == "lerp"
    assert window.morph.combo.currentData() == "lerp"
    settle(window)


def test_a_failed_render_is_told_in_the_column(qtbot, window, caplog):
    window.controller._backend.fails_to_render = True
    window.controller.set_alpha(0.1)
    qtbot.waitUntil(lambda: "model failed" in window.morph.messages.error.text)
    caplog.clear()


def test_a_failed_render_is_forgotten_by_the_next_good_one(qtbot, window, settle, caplog):
    window.controller._backend.fails_to_render = True
    window.controller.set_alpha(0.1)
    qtbot.waitUntil(lambda: bool(window.morph.messages.error.text))
    window.controller._backend.fails_to_render = False
    window.controller.set_alpha(0.2)
    settle(window)
    assert window.morph.messages.error.text == ""
    caplog.clear()


def test_swapping_changes_sides_and_renders_anew(qtbot, window, settle):
    window.controller.set_alpha(0.2)
    press(qtbot, window, Qt.Key.Key_X)
    assert window.alpha.alpha == window.controller.session.alpha == 0.8
    assert window.morph.line_1.full_text == "20 % A · 80 % B"
    assert window.clips[Slot.A].title.full_text == "second.wav"
    assert window.clips[Slot.B].title.full_text == "one.wav"
    settle(window)
    assert window.controller.session.is_final


# -- keys -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "heard"),
    [(Qt.Key.Key_1, Heard.A), (Qt.Key.Key_2, Heard.MORPH), (Qt.Key.Key_3, Heard.B)],
)
def test_number_keys_choose_what_is_heard(qtbot, window, key, heard):
    press(qtbot, window, key)
    assert window.controller.session.heard is heard
    assert window.transport.heard.key == heard.name


def test_space_plays_and_pauses(qtbot, window):
    press(qtbot, window, Qt.Key.Key_Space)
    assert window.controller.player.is_playing
    assert window.transport.play.accessibleName() == "Pause"
    press(qtbot, window, Qt.Key.Key_Space)
    assert not window.controller.player.is_playing


def test_space_presses_a_focused_button_instead(qtbot, window):
    window.transport.loop.setFocus(Qt.FocusReason.TabFocusReason)
    was_looping = window.transport.loop.isChecked()
    qtbot.keyClick(window.transport.loop, Qt.Key.Key_Space)
    assert window.transport.loop.isChecked() is not was_looping
    assert not window.controller.player.is_playing


def test_clicking_a_button_leaves_space_to_the_transport(qtbot, window):
    qtbot.mouseClick(window.transport.loop, Qt.MouseButton.LeftButton)
    press(qtbot, window, Qt.Key.Key_Space)
    assert window.controller.player.is_playing
    window.controller.player.stop()


def test_l_toggles_the_loop_everywhere(qtbot, window, settings):
    was = settings.is_looping
    press(qtbot, window, Qt.Key.Key_L)
    assert settings.is_looping is not was
    assert window.transport.loop.isChecked() is not was
    assert window.menus.actions["loop"].isChecked() is not was
    assert window.controller.player.player.buffer.is_looping is not was


def test_home_goes_to_the_start(qtbot, window):
    window.controller.player.seek(2.0)
    press(qtbot, window, Qt.Key.Key_Home)
    assert window.controller.player.player.buffer.position == 0


def test_arrows_move_alpha_from_anywhere(qtbot, window):
    window.transport.loop.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert window.controller.session.alpha == 0.499
    qtbot.keyClick(window, Qt.Key.Key_PageDown)
    assert window.controller.session.alpha == 0.4


def test_everything_that_takes_the_focus_has_a_name(window):
    nameless = [
        w
        for w in window.findChildren(QPushButton) + window.findChildren(QSlider)
        if w.focusPolicy() != Qt.FocusPolicy.NoFocus
        and w.isVisible()
        and not (w.accessibleName() or w.text())
    ]
    assert nameless == []


def test_tab_reaches_every_control_of_the_transport(qtbot, window):
    reached = set()
    widget = window.alpha.track
    for _ in range(60):
        widget = widget.nextInFocusChain()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled():
            reached.add(widget)
    bar = window.transport
    assert {bar.play, bar.stop, bar.start, bar.loop, bar.export, bar.volume.slider} <= reached


# -- playback -------------------------------------------------------------------------------


def test_the_playhead_moves_in_every_view(window):
    bridge = window.controller.player
    bridge.play()
    bridge.player.advance(2.0)
    bridge._on_tick()
    columns = [*window.clips.values(), window.morph]
    positions = {v._position_s for c in columns for v in (c.mel, c.waveform)}
    assert len(positions) == 1
    assert positions.pop() == pytest.approx(2.0, abs=0.02)
    assert window.transport.position.text().startswith("0:02.0")
    bridge.stop()


def test_a_click_in_a_mel_jumps_there(qtbot, window):
    viewport = window.morph.mel.viewport()
    point = QPoint(viewport.width() // 2, 40)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=point)
    bridge = window.controller.player
    assert bridge.player.buffer.position / 32768 == pytest.approx(2.5, abs=0.05)


def test_the_pointer_reads_out_all_three_mels(qtbot, window):
    qtbot.mouseMove(window.clips[Slot.A].mel.viewport(), QPoint(100, 100))
    assert window.morph.mel.readout() == window.clips[Slot.B].mel.readout() != ""


def test_a_clip_is_heard_alone_and_its_button_pauses(qtbot, window):
    button = window.clips[Slot.B].play_button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.controller.session.heard is Heard.B
    assert window.controller.player.is_playing
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not window.controller.player.is_playing


def test_moving_alpha_while_playing_swaps_the_sound_in_place(qtbot, window, settle):
    bridge = window.controller.player
    bridge.play()
    bridge.player.advance(1.0)
    window.controller.set_alpha(1.0)
    settle(window)
    heard = bridge.player.advance(0.5)
    assert bridge.player.buffer.position / 32768 == pytest.approx(1.5, abs=0.02)
    assert heard[-1] == pytest.approx(0.5, abs=1e-3)
    assert max(abs(b - a) for a, b in itertools.pairwise(heard)) < 0.01
    bridge.stop()


def test_no_clock_runs_while_nothing_plays(window):
    assert not window.controller.player._timer.isActive()


def test_without_a_device_the_window_says_so_and_all_else_works(make_window, settle):
    window = make_window(FakeBackend(has_device=False), ["one.wav", "second.wav"])
    assert window.controller.player.device is Device.NONE
    silent = window.transport._silent
    assert silent.text() == "No sound device. Connect one, then press Retry."
    assert silent.toolTip().startswith("No sound device was found")
    window.resize(1024, 640)
    window.grab()
    assert silent.isVisible()
    assert silent.heightForWidth(silent.width()) <= silent.height()
    assert "device" not in window.status.text()
    assert len([b for b in window.findChildren(QPushButton) if b.text() == "Retry"]) == 1
    assert not window.transport.play.isEnabled()
    assert window.transport.export.isEnabled()
    window.controller.set_alpha(0.3)
    settle(window)
    assert window.controller.session.sound.alpha == 0.3


def test_a_lost_device_is_told_and_retry_brings_it_back(qtbot, window):
    bridge = window.controller.player
    bridge.play()
    bridge.player.is_stuck = True
    qtbot.waitUntil(lambda: bridge.device is Device.LOST)
    assert "was lost" in window.transport._silent.text()
    assert window.transport._silent.toolTip() == "silent (picture)"
    bridge.player.is_stuck = False
    qtbot.mouseClick(window.transport._retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bridge.device is Device.READY)
    assert window.transport.play.isEnabled()


# -- the model ------------------------------------------------------------------------------


def test_without_a_model_the_window_says_so_and_plays_the_clips(make_window, caplog):
    window = make_window(FakeBackend(has_model=False), ["one.wav", "second.wav"])
    assert "There is no model" in window.morph.messages.error.text
    assert "No model" in window.status.text()
    window.controller.hear(Heard.A)
    assert window.controller.player.is_ready
    caplog.clear()


# -- clips ----------------------------------------------------------------------------------


def test_no_clips_invite(make_window):
    window = make_window(FakeBackend())
    assert window.clips[Slot.A]._pages.currentIndex() == 0
    assert window.morph.line_1.full_text == "needs two clips"
    assert not window.transport.play.isEnabled()


def test_first_clips_on_their_way_are_announced(qtbot, settings, theme):
    backend = FakeBackend()
    backend.gate.clear()
    window = MainWindow(backend, settings, theme)
    window.show()
    window.start([Path("one.wav"), Path("second.wav")])
    said = []

    def look():
        shown = [w.text() for w in window.findChildren(QLabel) if w.isVisible()]
        said.append(" ".join(shown))
        assert not window.morph._demo.isVisible()
        assert window.clips[Slot.A].line_1.full_text == "loading…"
        assert "waiting for the clips…" in said[-1]
        for text in ("no clip yet", "Drop a clip", "Two clips make", "needs two clips"):
            assert text not in said[-1]

    look()
    loading = window.clips[Slot.A].messages.loading
    qtbot.waitUntil(lambda: "43 %" in loading._text.full_text)
    look()
    window.controller.loaders[Slot.A].cancel()
    assert window.clips[Slot.A].line_1.full_text == "no clip yet"
    window.controller.loaders[Slot.B].cancel()
    assert window.morph._demo.isVisible()
    assert window.morph.line_1.full_text == "needs two clips"
    window.close()
    window.deleteLater()


def test_closing_both_clips_empties_the_window(window):
    window.commands.run("close_clips")
    assert window.controller.session.sound is None
    assert window.clips[Slot.A]._pages.currentIndex() == 0
    assert not window.transport.export.isEnabled()
    assert not window.transport.play.isEnabled()


def test_the_demo_pair_is_one_click_away(qtbot, make_window, settle):
    window = make_window(FakeBackend())
    window.morph.demo_requested.emit()
    settle(window)
    assert window.clips[Slot.A].title.full_text.endswith(".flac")


def test_the_times_follow_the_frame_while_it_is_dragged(qtbot, window, settle):
    column = window.clips[Slot.A]
    viewport = column.overview.viewport()
    assert column.line_1.full_text == "0:03.0 – 0:08.0 of 0:20.0"
    start = QPoint(round(column.overview.x_of(5.0)), 10)
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(viewport, QPoint(round(column.overview.x_of(9.0)), 10))
    assert column.line_1.full_text.startswith(("0:07.0", "0:06.9"))
    assert window.controller.session.slots[Slot.A].clip.start_s == 3.0
    window.clips[Slot.A].show_state(window.controller.session.slots[Slot.A], None)
    assert column.line_1.full_text.startswith(("0:07.0", "0:06.9"))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton)
    settle(window)


def test_moving_the_excerpt_reloads_it_once_the_hand_rests(qtbot, window, settle):
    backend = window.controller._backend
    backend.loaded.clear()
    overview = window.clips[Slot.A].overview
    for _ in range(5):
        qtbot.keyClick(overview, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: len(backend.loaded) > 0)
    settle(window)
    assert backend.loaded == [("one.wav", pytest.approx(3.5))]
    assert window.clips[Slot.A].line_1.full_text.startswith("0:03.5")


def test_letting_go_reloads_at_once(qtbot, window, settle):
    window.controller.move_excerpt(Slot.A, 7.0)
    window.controller.finish_move(Slot.A)
    assert window.controller.loaders[Slot.A].is_loading
    settle(window)
    assert window.controller.session.slots[Slot.A].clip.start_s == 7.0


def test_loading_shows_progress_and_can_be_cancelled(qtbot, window):
    backend = window.controller._backend
    backend.gate.clear()
    window.controller.open_clip(Slot.B, Path("long.wav"))
    loading = window.clips[Slot.B].messages.loading
    qtbot.waitUntil(lambda: "43 %" in loading._text.full_text)
    qtbot.mouseClick(loading._cancel, Qt.MouseButton.LeftButton)
    assert loading.isHidden()
    assert window.clips[Slot.B].title.full_text == "second.wav"
    qtbot.waitUntil(lambda: window.controller.tasks.n_live == 0)


def test_a_newer_file_replaces_one_that_is_being_read(qtbot, window, settle):
    backend = window.controller._backend
    backend.gate.clear()
    window.controller.open_clip(Slot.B, Path("long.wav"))
    window.controller.open_clip(Slot.B, Path("newer.wav"))
    backend.gate.set()
    settle(window)
    assert window.clips[Slot.B].title.full_text == "newer.wav"


def test_notes_of_a_clip_are_shown_and_dismissed(qtbot, window, settle):
    window.controller.open_clip(Slot.A, Path("short.wav"))
    settle(window)
    note = window.clips[Slot.A].messages.note
    assert note.text == "It was padded."
    qtbot.mouseClick(note._close, Qt.MouseButton.LeftButton)
    assert note.text == ""


# -- files ----------------------------------------------------------------------------------


def test_open_asks_for_a_file_and_remembers_the_folder(qtbot, window, settle, monkeypatch):
    monkeypatch.setattr(
        dialogs.QFileDialog, "getOpenFileName", lambda *_: ("/music/fourth.wav", "")
    )
    qtbot.mouseClick(window.clips[Slot.B].open_button, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.clips[Slot.B].title.full_text == "fourth.wav"
    assert Path(window.settings.open_folder) == Path("/music")


# -- look and end ---------------------------------------------------------------------------


def test_the_theme_changes_at_once_and_is_remembered(window, settings):
    dark = window.grab().toImage().pixelColor(5, 200)
    window.commands.run("theme_light")
    light = window.grab().toImage().pixelColor(5, 200)
    assert light.lightness() > 200 > dark.lightness()
    assert settings.theme == "light"


def test_every_menu_entry_does_something(window, monkeypatch):
    monkeypatch.setattr(dialogs.QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(dialogs.QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(SaveDialog, "exec", lambda _: 0)
    for name, action in window.menus.actions.items():
        if name != "quit":
            action.setEnabled(True)
            action.trigger()
    for dialog in window.findChildren(QDialog):
        dialog.close()
    window.controller.player.stop()


def test_a_narrow_window_folds_the_methods(window):
    window.resize(1024, 640)
    window.grab()
    assert window.morph.combo.isVisible()
    assert not window.morph.segments.isVisible()
    window.resize(1440, 900)
    window.grab()
    assert window.morph.segments.isVisible()


def test_the_mels_are_in_line(window):
    for size in ((1440, 900), (1024, 640), (2560, 1440)):
        window.resize(*size)
        window.grab()
        columns = [*window.clips.values(), window.morph]
        spans = {(c.mel.mapTo(window, QPoint(0, 0)).y(), c.mel.height()) for c in columns}
        assert len(spans) == 1, (size, spans)


def test_closing_while_everything_is_under_way_ends_everything(qtbot, make_window):
    backend = FakeBackend(n_steps=500)
    backend.gate.clear()
    window = make_window(FakeBackend(n_steps=1), ["one.wav", "second.wav"])
    window.controller._backend.gate.clear()
    window.controller._backend.n_steps = 500
    window.controller.open_clip(Slot.A, Path("long.wav"))
    window.controller.set_alpha(0.9)
    window.controller.player.play()
    window.close()
    assert window.controller.tasks.n_live == 0
    assert not window.controller.render._thread.isRunning()
    assert not window.settings.geometry.isEmpty()
