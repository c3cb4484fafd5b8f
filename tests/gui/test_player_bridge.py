import numpy as np
import pytest

from gui.playback.player_bridge import Device, PlayerBridge
from gui.task_runner import TaskRunner
from tests.gui.fake_engine import N_SAMPLES, FakeBackend

SOUND = np.full(N_SAMPLES, 0.25, np.float32)
OTHER = np.full(N_SAMPLES, -0.5, np.float32)


@pytest.fixture
def tasks(qapp):
    tasks = TaskRunner()
    yield tasks
    assert tasks.shutdown()


@pytest.fixture
def bridge(qtbot, tasks):
    bridge = PlayerBridge(FakeBackend(), tasks)
    bridge.open()
    qtbot.waitUntil(lambda: bridge.device is Device.READY and tasks.n_live == 0)
    bridge.set_sound(SOUND, 1.0)
    yield bridge
    bridge.shutdown()


def wait_until_open(qtbot, bridge):
    qtbot.waitUntil(lambda: bridge._opening is None and bridge._tasks.n_live == 0)


def test_a_sound_given_before_the_device_is_there_is_played_later(qtbot, tasks):
    bridge = PlayerBridge(FakeBackend(), tasks)
    bridge.set_sound(SOUND, 1.0)
    assert not bridge.is_ready
    bridge.open()
    qtbot.waitUntil(lambda: bridge.is_ready)
    assert bridge.player.buffer.n_samples == N_SAMPLES
    bridge.shutdown()


def test_playing_ticks_and_pausing_stops_the_clock(qtbot, bridge):
    ticks = []
    bridge.ticked.connect(lambda position, peak: ticks.append((position, peak)))
    bridge.play()
    assert bridge._timer.isActive()
    bridge.player.advance(1.0)
    qtbot.waitUntil(lambda: ticks != [])
    assert ticks[-1] == (pytest.approx(1.0, abs=0.01), pytest.approx(0.25, abs=0.001))
    bridge.pause()
    assert not bridge._timer.isActive()
    assert ticks[-1][1] == 0.0


def test_stop_goes_back_to_the_start(bridge):
    bridge.play()
    bridge.player.advance(1.0)
    bridge.stop()
    bridge.player.advance(0.1)
    assert bridge.player.buffer.position == 0
    assert not bridge.is_playing


def test_a_new_sound_goes_on_at_the_same_position_without_a_click(bridge):
    bridge.play()
    bridge.player.advance(1.0)
    bridge.set_sound(OTHER, 1.0)
    heard = bridge.player.advance(0.5)
    assert bridge.player.buffer.position == pytest.approx(1.5 * 32768, abs=600)
    assert heard[-1] == pytest.approx(-0.5, abs=1e-3)
    # From 0.25 to -0.5 in 10 ms: no step larger than a tenth of the way.
    assert np.abs(np.diff(heard)).max() < 0.02


def test_the_same_sound_is_not_set_twice(bridge):
    sounds = []
    bridge.player.buffer.set_sound = sounds.append
    bridge.set_sound(SOUND, 1.0)
    assert sounds == []
    bridge.set_sound(SOUND, 0.5)
    assert sounds[0][0] == pytest.approx(0.125)


def test_the_end_without_loop_is_told(qtbot, bridge):
    bridge.set_looping(False)
    bridge.play()
    bridge.player.advance(5.5)
    with qtbot.waitSignal(bridge.playing_changed) as told:
        bridge._on_tick()
    assert told.args == [False]


def test_with_loop_it_goes_on(bridge):
    bridge.set_looping(True)
    bridge.play()
    bridge.player.advance(5.5)
    assert bridge.is_playing
    bridge.stop()


def test_without_a_device_nothing_plays_and_the_reason_is_told(qtbot, tasks):
    bridge = PlayerBridge(FakeBackend(has_device=False), tasks)
    bridge.set_sound(SOUND, 1.0)
    bridge.open()
    qtbot.waitUntil(lambda: bridge.device is Device.NONE)
    assert "No sound device" in bridge.device_text
    bridge.play()
    assert not bridge.is_playing
    assert not bridge._timer.isActive()
    bridge.shutdown()


def test_retry_finds_a_device_that_came_later(qtbot, tasks):
    bridge = PlayerBridge(FakeBackend(has_device=False), tasks)
    bridge.open()
    qtbot.waitUntil(lambda: bridge.device is Device.NONE)
    bridge.player.plug_in()
    bridge.retry()
    qtbot.waitUntil(lambda: bridge.device is Device.READY)
    bridge.shutdown()


def test_a_device_that_falls_silent_is_lost(qtbot, bridge):
    bridge.play()
    bridge.player.is_stuck = True
    qtbot.waitUntil(lambda: bridge.device is Device.LOST)
    assert not bridge.is_playing
    assert not bridge._timer.isActive()
    assert bridge.device_text == "silent (picture)"


# -- where ------------------------------------------------------------------------------------


def position_s(bridge):
    return bridge.player.buffer.position / 32768


def test_a_loop_given_before_the_device_is_there_is_looped_later(qtbot, tasks):
    bridge = PlayerBridge(FakeBackend(), tasks)
    bridge.set_loop((1.0, 2.0))
    bridge.set_sound(SOUND, 1.0)
    bridge.open()
    wait_until_open(qtbot, bridge)
    assert position_s(bridge) == 1.0
    bridge.play()
    bridge.player.advance(2.5)
    assert position_s(bridge) == pytest.approx(1.5, abs=1e-3)
    bridge.shutdown()


def test_a_loop_tells_where_it_is_now_also_while_paused(bridge):
    told = []
    bridge.ticked.connect(lambda at, _: told.append(at))
    bridge.set_loop((2.0, 3.0))
    assert told[-1] == 2.0
    bridge.set_loop(None)
    bridge.player.advance(0.1)
    assert position_s(bridge) == 2.0


@pytest.mark.parametrize(
    ("loop", "is_looping", "expected"),
    [
        (None, True, 4.0),
        (None, False, 4.0),
        ((1.0, 3.5), True, 2.5),
        ((1.0, 3.5), False, 4.0),
        ((1.0, 1.4), True, 1.2),
    ],
)
def test_the_end_is_the_last_second(bridge, loop, is_looping, expected):
    bridge.set_loop(loop)
    bridge.set_looping(is_looping)
    bridge.to_end()
    assert position_s(bridge) == pytest.approx(expected, abs=1e-3)
    bridge.to_start()
    assert position_s(bridge) == 0.0


def test_the_level_is_told_with_each_tick_and_is_zero_at_rest(bridge):
    levels = []
    bridge.levelled.connect(lambda *level: levels.append(level))
    bridge.play()
    bridge.player.advance(1.0)
    bridge.player.buffer.take_level()
    bridge.player.advance(0.1)
    bridge._emit_tick()
    assert levels[-1] == (pytest.approx(0.25), pytest.approx(0.25))
    bridge.pause()
    assert levels[-1] == (0.0, 0.0)
