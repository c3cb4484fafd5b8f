"""Sound devices that are pulled out and put in, and what becomes of the sound."""

import numpy as np
import pytest

from engine.audio.devices import AudioDevice
from gui.playback.device_watch import HEARTBEAT_MS, DeviceWatch, Stutter, Wish
from gui.playback.offline_player import OfflinePlayer
from gui.playback.player_bridge import Device, PlayerBridge
from gui.task_runner import TaskRunner
from tests.gui.fake_engine import N_SAMPLES, FakeBackend
from tests.gui.test_player_bridge import wait_until_open

SOUND = np.full(N_SAMPLES, 0.25, np.float32)


class Sockets(FakeBackend):
    """A machine whose devices can be pulled out and put in."""

    def __init__(self, *plugged):
        super().__init__()
        self.plugged = list(plugged)

    def create_player(self):
        self.made = OfflinePlayer(devices=self.plugged)
        return self.made

    def list_devices(self):
        return list(self.plugged)


SPEAKERS = AudioDevice(3, "Speakers", "ALSA", is_default=True)
HEADSET = AudioDevice(5, "USB headset", "ALSA", is_default=False)
WISH = Wish("USB headset", "ALSA")


@pytest.fixture
def tasks(qapp):
    tasks = TaskRunner()
    yield tasks
    assert tasks.shutdown()


@pytest.fixture
def sockets():
    return Sockets(SPEAKERS, HEADSET)


@pytest.fixture
def chooser(qtbot, tasks, sockets):
    """A bridge that plays a second into its sound on the headset."""
    bridge = PlayerBridge(sockets, tasks)
    bridge.notes = []
    bridge.noted.connect(bridge.notes.append)
    bridge.wish = WISH
    bridge.open()
    wait_until_open(qtbot, bridge)
    bridge.set_sound(SOUND, 1.0)
    bridge.play()
    bridge.player.advance(1.0)
    yield bridge
    bridge.shutdown()


def test_the_device_wished_for_is_opened_at_the_start(chooser):
    assert chooser.device_text == "USB headset"
    assert not chooser.is_substitute
    assert chooser.notes == []


def test_a_device_that_is_not_there_at_the_start_is_replaced_with_a_sentence(qtbot, tasks, sockets):
    sockets.plugged.remove(HEADSET)
    bridge = PlayerBridge(sockets, tasks)
    notes = []
    bridge.noted.connect(notes.append)
    bridge.wish = WISH
    bridge.open()
    wait_until_open(qtbot, bridge)
    assert bridge.device_text == "Speakers"
    assert bridge.is_substitute
    assert notes == ["“USB headset” is not there; the sound goes to “Speakers”."]
    assert bridge.wish == WISH
    bridge.shutdown()


def test_an_unplugged_device_is_replaced_and_the_sound_goes_on_from_there(qtbot, chooser, sockets):
    sockets.plugged.remove(HEADSET)
    at = chooser.player.buffer.position
    qtbot.waitUntil(lambda: chooser.device_text == "Speakers")
    wait_until_open(qtbot, chooser)
    assert chooser.is_playing
    assert chooser._timer.isActive()
    assert chooser.player.buffer.position == at
    heard = chooser.player.advance(0.5)
    assert heard[-1] == pytest.approx(0.25, abs=1e-3)
    assert abs(heard[0]) < 0.01  # faded in
    assert chooser.player.buffer.position == pytest.approx(at + 16384, abs=2)
    assert chooser.notes == ["“USB headset” was lost; the sound goes to “Speakers” now."]
    assert chooser.wish == WISH
    chooser.stop()


def test_the_lost_device_is_used_again_once_it_is_back_and_nothing_plays(qtbot, chooser, sockets):
    sockets.plugged.remove(HEADSET)
    qtbot.waitUntil(lambda: chooser.device_text == "Speakers")
    sockets.plugged.append(HEADSET)
    chooser._on_watch_due()
    assert chooser._opening is None  # not while something plays
    chooser.stop()
    states = []
    chooser.device_changed.connect(lambda: states.append(chooser.device))
    chooser._on_watch_due()
    wait_until_open(qtbot, chooser)
    assert chooser.device_text == "USB headset"
    assert set(states) == {Device.READY}  # nobody saw it being looked for
    assert chooser.notes[-1] == "“USB headset” is there now, and the sound goes there."


def test_a_device_that_dies_while_nothing_plays_is_noticed(qtbot, chooser, sockets):
    chooser.stop()
    sockets.plugged.remove(HEADSET)
    chooser._on_watch_due()
    qtbot.waitUntil(lambda: chooser.device_text == "Speakers")
    assert not chooser.is_playing


def test_with_no_device_left_it_is_lost_pauses_and_comes_back(qtbot, chooser, sockets):
    sockets.plugged.clear()
    qtbot.waitUntil(lambda: chooser.device is Device.LOST)
    assert chooser.device_text == "USB headset"
    assert not chooser.is_playing
    chooser._on_watch_due()
    wait_until_open(qtbot, chooser)
    assert chooser.device is Device.LOST
    assert chooser.device_text == "USB headset"
    sockets.plugged.append(HEADSET)
    chooser._on_watch_due()
    wait_until_open(qtbot, chooser)
    assert chooser.device is Device.READY
    assert not chooser.is_playing
    assert chooser.notes == ["The sound device “USB headset” was found."]
    chooser.play()
    assert chooser.player.buffer.position == pytest.approx(32768, abs=2)
    chooser.stop()


def test_a_chosen_device_is_remembered_and_plays_on(qtbot, chooser):
    told = []
    chooser.wish_changed.connect(lambda: told.append(chooser.wish))
    chooser.choose(SPEAKERS.index)
    wait_until_open(qtbot, chooser)
    assert chooser.device_text == "Speakers"
    assert told == [Wish("Speakers", "ALSA")]
    assert chooser.is_playing
    assert chooser._timer.isActive()
    chooser.choose(None)
    wait_until_open(qtbot, chooser)
    assert chooser.wish == Wish()
    assert chooser.device_text == "Speakers"
    assert not chooser.is_substitute
    chooser.stop()


def test_a_choice_that_fails_changes_nothing(qtbot, chooser, sockets):
    chooser.stop()
    sockets.plugged.remove(SPEAKERS)
    chooser.choose(SPEAKERS.index)
    wait_until_open(qtbot, chooser)
    assert chooser.device is Device.READY
    assert chooser.device_text == "USB headset"
    assert chooser.wish == WISH
    assert chooser.notes == ["That sound device is gone; choose another."]


def test_a_choice_while_another_is_opened_is_not_forgotten(qtbot, chooser):
    chooser.retry()
    chooser.choose(SPEAKERS.index)
    qtbot.waitUntil(lambda: chooser.device_text == "Speakers")
    wait_until_open(qtbot, chooser)
    assert chooser.wish == Wish("Speakers", "ALSA")
    chooser.stop()


def test_another_latency_is_asked_of_the_same_device(qtbot, chooser):
    assert chooser.player.wanted_latency_s == 0.12
    told = []
    chooser.wish_changed.connect(lambda: told.append(chooser.latency_s))
    chooser.set_latency(0.3)
    wait_until_open(qtbot, chooser)
    assert chooser.player.wanted_latency_s == 0.3
    assert told == [0.3]
    assert chooser.device_text == "USB headset"
    assert chooser.is_playing
    chooser.stop()


def test_the_watch_looks_ever_less_often_for_what_is_missing(qapp):
    watch = DeviceWatch()
    watch.watch(is_missing=False)
    assert watch._timer.interval() == HEARTBEAT_MS
    intervals = []
    for _ in range(8):
        watch.watch(is_missing=True)
        intervals.append(watch._timer.interval())
        watch.watch(is_missing=True)  # told again: nothing new
        watch.stop()
    assert intervals[:3] == [3000, 6000, 12_000]
    assert intervals[-1] == 60_000
    watch.watch(is_missing=False)
    assert watch._timer.interval() == HEARTBEAT_MS
    watch.stop()


def test_many_underruns_in_a_minute_are_told_once():
    stutter = Stutter()
    assert stutter.heed(7, now=0.0) == 0  # those from before do not count
    assert stutter.heed(9, now=10.0) == 0
    assert stutter.heed(11, now=80.0) == 0  # the first two are over a minute old
    assert stutter.heed(13, now=90.0) == 4
    assert stutter.heed(13, now=91.0) == 0


def test_a_stuttering_device_earns_a_hint_unless_it_is_safe_already(chooser):
    chooser._on_tick()
    chooser.player._n_old_underruns = 5
    chooser._on_tick()
    assert "stuttered 5 times" in chooser.notes[-1]
    chooser.latency_s = 0.3
    chooser.player._n_old_underruns = 10
    chooser._on_tick()
    assert len(chooser.notes) == 1
    chooser.stop()
