"""Keys, loop, volume and devices of the whole window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from engine.audio.devices import AudioDevice
from gui.playback.device_watch import Wish
from gui.playback.offline_player import OfflinePlayer
from gui.playback.player_bridge import Device
from gui.playback.volume import Volume
from gui.session import Heard, Slot
from tests.gui.fake_engine import FakeBackend


def player_of(window):
    return window.controller.player.player


def position_s(window):
    return player_of(window).buffer.position / 32768


def hearing_of(window):
    return next(f for f in window.features if type(f).__name__ == "Hearing")


def test_the_keys_of_playback(qtbot, window):
    bridge = window.controller.player
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert bridge.is_playing
    player_of(window).advance(1.0)
    qtbot.keyClick(window, Qt.Key.Key_End)
    assert position_s(window) == pytest.approx(4.0, abs=1e-3)
    qtbot.keyClick(window, Qt.Key.Key_Home)
    assert position_s(window) == 0.0
    player_of(window).advance(1.0)
    qtbot.keyClick(window, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert not bridge.is_playing
    assert position_s(window) == 0.0
    was_looping = window.transport.loop.isChecked()
    qtbot.keyClick(window, Qt.Key.Key_L)
    assert window.transport.loop.isChecked() is not was_looping


def test_every_button_names_its_key(window):
    transport = window.transport
    tips = [b.toolTip() for b in (transport.start, transport.play, transport.stop, transport.loop)]
    assert [tip.partition("(")[2] for tip in tips] == ["Home)", "Space)", "Shift+Space)", "L)"]
    assert "Ctrl+M" in transport.volume.mute.toolTip()


def test_what_sounds_in_turn_goes_on_at_the_same_place_without_a_click(window):
    bridge = window.controller.player
    window.clips[Slot.B].play_button.click()
    heard = [player_of(window).advance(1.003)]
    window.clips[Slot.A].play_button.click()
    assert window.controller.session.heard is Heard.A
    assert bridge.is_playing
    at = position_s(window)
    heard.append(player_of(window).advance(0.5))
    assert position_s(window) == pytest.approx(at + 0.5, abs=1e-3)
    window.controller.hear(Heard.MORPH)
    heard.append(player_of(window).advance(0.5))
    bends = np.abs(np.diff(np.concatenate(heard).astype(np.float64), 2))
    assert bends.max() < 0.01  # a jump between these sounds would be 0.1 and more
    bridge.stop()


# -- the loop ---------------------------------------------------------------------------------


def test_a_loop_on_one_ruler_is_shown_on_all_and_heard(qtbot, window):
    rulers = hearing_of(window).rulers
    assert len(rulers) == 3
    morph = rulers[-1]
    second = morph.width() / 5
    qtbot.mousePress(morph, Qt.MouseButton.LeftButton, pos=QPoint(round(second), 10))
    qtbot.mouseMove(morph, QPoint(round(2 * second), 10))
    qtbot.mouseRelease(morph, Qt.MouseButton.LeftButton, pos=QPoint(round(2 * second), 10))
    loop = window.controller.session.loop
    assert loop == pytest.approx((1.0, 2.0), abs=0.02)
    assert [ruler.loop for ruler in rulers] == [loop] * 3
    assert [shade.loop for shade in hearing_of(window).shades] == [loop] * 3
    assert position_s(window) == pytest.approx(loop[0], abs=1e-3)
    window.controller.player.play()
    player_of(window).advance(10.5)
    assert loop[0] <= position_s(window) <= loop[1]
    window.controller.player.stop()
    assert position_s(window) == pytest.approx(loop[0], abs=1e-3)


def test_a_loop_from_elsewhere_is_shown_and_heard_and_taken_back(window):
    window.controller.set_loop((2.0, 3.0))
    assert hearing_of(window).rulers[0].loop == (2.0, 3.0)
    assert player_of(window).buffer.loop == (65_536, 98_304)
    window.controller.set_loop(None)
    assert hearing_of(window).rulers[0].loop is None
    assert player_of(window).buffer.loop is None
    assert not any(shade.isVisible() for shade in hearing_of(window).shades)


def test_to_make_a_loop_turns_looping_on(window):
    window.transport.loop.setChecked(False)
    window.controller.set_loop((2.0, 3.0))
    assert hearing_of(window).shades[0].loop is None  # it is not heard, so nothing is in shade
    hearing_of(window).rulers[0].loop_moved.emit((1.0, 2.0))
    assert window.transport.loop.isChecked()
    assert player_of(window).buffer.is_looping
    assert hearing_of(window).shades[0].loop == (1.0, 2.0)


def test_a_loop_is_set_from_and_to_here(qtbot, window):
    bridge = window.controller.player
    bridge.seek(1.0)
    player_of(window).advance(0.01)
    qtbot.keyClick(window, Qt.Key.Key_BracketLeft)
    assert window.controller.session.loop == pytest.approx((1.0, 5.0), abs=0.01)
    bridge.seek(3.0)
    player_of(window).advance(0.01)
    qtbot.keyClick(window, Qt.Key.Key_BracketRight)
    assert window.controller.session.loop == pytest.approx((1.0, 3.0), abs=0.01)
    bridge.seek(4.0)
    player_of(window).advance(0.01)
    qtbot.keyClick(window, Qt.Key.Key_BracketLeft)
    assert window.controller.session.loop == pytest.approx((4.0, 5.0), abs=0.01)
    window.commands.run("loop_all")
    assert window.controller.session.loop is None


# -- how loud ---------------------------------------------------------------------------------


def turn(widget, angle):
    at = QPointF(5, 5)
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_turns_the_volume_by_one_decibel(qtbot, theme):
    volume = Volume(theme)
    qtbot.addWidget(volume)
    volume.show()
    turn(volume.slider, 240)
    assert volume.db == 2
    turn(volume, -120)
    assert volume.db == 1
    for _ in range(3):
        turn(volume.slider, -40)  # a touchpad's small steps add up
    assert volume.db == 0
    volume.set_db(-20)
    qtbot.mouseDClick(volume.slider, Qt.MouseButton.LeftButton)
    assert volume.db == 0


def test_mute_is_silence_and_the_slider_ends_it(qtbot, theme):
    volume = Volume(theme)
    qtbot.addWidget(volume)
    gains = []
    volume.gain_changed.connect(gains.append)
    volume.set_db(-6)
    volume.mute.click()
    assert gains[-1] == 0.0
    assert volume._number.text() == "muted"
    volume.mute.click()
    assert gains[-1] == pytest.approx(0.501, abs=1e-3)
    assert volume._number.text() == "−6 dB"
    volume.mute.click()
    qtbot.keyClick(volume.slider, Qt.Key.Key_Right)
    assert gains[-1] == pytest.approx(10 ** (-5 / 20))


def test_the_mute_key_mutes_the_player_and_keeps_the_volume(window):
    window.commands.run("mute")
    assert player_of(window).buffer.gain == 0.0
    assert window.menus.actions["mute"].isChecked()
    assert window.settings.volume_db == 0.0
    window.commands.run("mute")
    assert player_of(window).buffer.gain == 1.0
    assert not window.menus.actions["mute"].isChecked()


def test_the_meter_shows_what_plays(window):
    window.controller.hear(Heard.A)
    window.controller.player.play()
    player_of(window).advance(0.5)
    window.controller.player._on_tick()
    rms, peak, _ = window.transport.meter.levels_db
    assert -13 < peak < -3
    assert rms == pytest.approx(peak - 3, abs=1.0)
    window.controller.player.stop()


# -- where to ---------------------------------------------------------------------------------

SPEAKERS = AudioDevice(3, "Speakers & more", "ALSA", is_default=True)
HEADSET = AudioDevice(5, "Headset", "ALSA", is_default=False)


class Sockets(FakeBackend):
    def create_player(self):
        return OfflinePlayer(devices=[SPEAKERS, HEADSET])

    def list_devices(self):
        return [SPEAKERS, HEADSET]


def entries(menu):
    return [
        (action.text(), action.isChecked()) for action in menu.actions() if not action.isSeparator()
    ]


def test_a_device_is_chosen_in_the_menu_and_remembered(qtbot, make_window, settings):
    window = make_window(Sockets())
    menu = window.menus.menus[">devices"]
    assert entries(menu) == [
        ("As the system", True),
        ("Speakers && more", False),
        ("Headset", False),
        ("Look for devices again", False),
    ]
    next(a for a in menu.actions() if a.text() == "Headset").trigger()
    qtbot.waitUntil(lambda: window.controller.player.device_text == "Headset")
    assert ("Headset", True) in entries(menu)
    assert ("As the system", False) in entries(menu)
    assert (settings.device_name, settings.device_api) == ("Headset", "ALSA")
    again = make_window(Sockets())
    assert again.controller.player.device_text == "Headset"
    next(
        a for a in again.menus.menus[">devices"].actions() if a.text() == "As the system"
    ).trigger()
    qtbot.waitUntil(lambda: again.controller.player.device_text == "Speakers & more")
    assert settings.device_name == ""


def test_a_remembered_device_that_is_not_there_is_named(make_window, settings):
    settings.device_name, settings.device_api = "Old friend", "ALSA"
    window = make_window(Sockets())
    assert ("Old friend (not connected)", True) in entries(window.menus.menus[">devices"])
    assert "“Old friend” is not there" in window.status.text()
    assert window.controller.player.wish == Wish("Old friend", "ALSA")
    assert window.controller.player.device is Device.READY


def test_the_latency_is_chosen_in_the_menu_and_remembered(qtbot, window, settings):
    menu = window.menus.menus[">latency"]
    assert [is_on for _, is_on in entries(menu)] == [False, True, False]
    menu.actions()[2].trigger()
    qtbot.waitUntil(lambda: player_of(window).wanted_latency_s == 0.3)
    assert settings.latency_ms == 300
    assert [is_on for _, is_on in entries(menu)] == [False, False, True]
    qtbot.waitUntil(lambda: window.controller.player.device is Device.READY)
