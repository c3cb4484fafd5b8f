"""The player against a PortAudio that fails and hangs when told."""

from __future__ import annotations

import sys
import threading
import time
import types

import numpy as np
import pytest

from engine.audio import devices, player
from engine.audio.player import Player
from engine.errors import AudioDeviceError
from tests.engine.audio.fake_portaudio import LATENCY, NO_FLAGS, UNDERFLOW
from tests.helpers_audio import refused
from tests.music import RAGTIME, music


def test_it_plays_in_stereo_on_the_default_device(open_player, portaudio):
    assert open_player.is_open
    assert open_player.device_name == "Speakers"
    assert open_player.latency_s == LATENCY
    assert open_player.sample_rate == 32768
    (stream,) = portaudio.open
    assert stream.n_channels == 2
    open_player.buffer.play()
    assert stream.ask().any()


def test_a_mono_device_gets_one_channel(open_player, portaudio):
    open_player.open(2)
    open_player.close()
    open_player.open(2)
    assert [s.n_channels for s in portaudio.open] == [1]


def test_close_is_quick_and_repeatable(open_player, portaudio):
    open_player.close()
    open_player.close()
    assert not portaudio.open
    assert not open_player.is_open
    assert open_player.device_name == ""
    assert open_player.latency_s == 0


def test_a_hanging_close_is_left_behind(open_player, portaudio, monkeypatch):
    monkeypatch.setattr(player, "CLOSE_LIMIT_S", 0.1)
    unregistered = []
    monkeypatch.setattr(player.atexit, "unregister", unregistered.append)
    portaudio.answers.clear()
    start = time.monotonic()
    open_player.close()
    assert time.monotonic() - start < 0.5
    assert not open_player.is_open
    assert unregistered == [portaudio._exit_handler]
    with refused(AudioDeviceError, "restart Segue"):
        open_player.open()
    with refused(AudioDeviceError, "restart Segue"):
        open_player.refresh_devices()
    portaudio.answers.set()
    open_player.open()
    assert open_player.is_open


def test_a_device_that_cannot_be_opened_leaves_the_old_one_playing(open_player, portaudio):
    portaudio.broken.add("Headset")
    with refused(AudioDeviceError, "“Headset” cannot be opened"):
        open_player.open(2)
    assert open_player.device_name == "Speakers"
    open_player.buffer.play()
    (stream,) = portaudio.open
    assert stream.ask().any()


def test_only_one_stream_feeds_on_the_buffer(open_player, portaudio):
    (old,) = portaudio.open
    open_player.buffer.play()
    old.ask()
    callback = old.callback
    open_player.open(2)
    assert open_player.device_name == "Headset"
    new = portaudio.open[-1]
    position = open_player.buffer.position
    out = np.full((64, 2), np.nan, np.float32)
    callback(out, 64, None, NO_FLAGS)
    assert not out.any()
    assert open_player.buffer.position == position
    assert new.ask().any()


def test_a_change_of_device_waits_for_the_callback_in_progress(open_player, portaudio, monkeypatch):
    inside, order = threading.Event(), []

    def slow_fill(out):
        inside.set()
        time.sleep(0.05)
        order.append("filled")

    monkeypatch.setattr(open_player.buffer, "fill", slow_fill)
    monkeypatch.setattr(
        open_player.buffer, "set_output_rate", lambda rate: order.append("rate changed")
    )
    thread = threading.Thread(target=portaudio.open[0].ask)
    thread.start()
    assert inside.wait(5)
    portaudio.rates = {48000}
    open_player.open(2)
    thread.join()
    assert order == ["filled", "rate changed"]


def test_the_latency_wished_for_is_asked_of_the_next_device(open_player, portaudio):
    assert portaudio.open[-1].wanted_latency == player.LATENCY_S
    open_player.wanted_latency_s = 0.3
    open_player.open()
    assert [stream.wanted_latency for stream in portaudio.open[-1:]] == [0.3]


def test_the_number_of_the_open_device_is_known(open_player):
    assert open_player.device_index == 1
    open_player.open(2)
    assert open_player.device_index == 2
    open_player.close()
    assert open_player.device_index is None


def test_an_exclusive_device_can_be_opened_again(open_player, portaudio):
    portaudio.exclusive.add("Speakers")
    open_player.open(1)
    assert open_player.device_name == "Speakers"
    assert len(portaudio.open) == 1


def test_no_device(portaudio):
    del portaudio.devices[1:]
    lonely = Player()
    with refused(AudioDeviceError, "No sound device"):
        lonely.open()
    assert not lonely.is_open
    assert lonely.heard_position == 0
    assert not lonely.is_stalled(1e9)
    lonely.close()


def test_a_device_that_is_gone(open_player):
    with refused(AudioDeviceError, "is gone"):
        open_player.open(99)
    assert open_player.is_open


def test_a_device_that_refuses_the_rate_gets_resampled_sound(portaudio):
    portaudio.rates = {48000}
    fallback = Player()
    fallback.buffer.set_sound(music(RAGTIME))
    fallback.open()
    (stream,) = portaudio.open
    assert stream.samplerate == 48000
    assert fallback.sample_rate == 32768
    fallback.buffer.play()
    for _ in range(100):
        stream.ask(480)
    assert fallback.buffer.position == 32768
    portaudio.rates = {32768}
    fallback.open(2)
    assert fallback.buffer.output_rate == 32768
    assert fallback.buffer.position == 32768
    fallback.close()


def test_missing_portaudio(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with refused(AudioDeviceError, "libportaudio2"):
        Player().open()
    with refused(AudioDeviceError, "libportaudio2"):
        devices.list_devices()


def test_devices_that_can_play_are_listed(portaudio):
    listed = player.list_devices()
    assert [(d.index, d.name, d.host_api, d.is_default) for d in listed] == [
        (1, "Speakers", "Fake API", True),
        (2, "Headset", "Fake API", False),
    ]
    portaudio.default.device[1] = 2
    assert [d.is_default for d in player.list_devices()] == [False, True]


def test_refresh_starts_portaudio_anew(open_player, portaudio):
    portaudio.devices.pop()
    assert [d.name for d in open_player.refresh_devices()] == ["Speakers"]
    assert portaudio.n_restarts == 1
    assert not open_player.is_open


def test_the_watchdog_sees_a_device_fall_silent(open_player, portaudio):
    (stream,) = portaudio.open
    now = time.monotonic()
    stream.ask()
    assert not open_player.is_stalled(now + 10)
    assert not open_player.is_stalled(now + 10.9)
    assert open_player.is_stalled(now + 11.1)
    stream.ask()
    assert not open_player.is_stalled(now + 20)


def test_underruns_are_counted_across_devices(open_player, portaudio):
    portaudio.open[-1].ask(status=UNDERFLOW)
    open_player.open(2)
    portaudio.open[-1].ask(status=UNDERFLOW)
    assert open_player.n_underruns == 2


def test_a_fault_in_the_buffer_gives_silence(open_player, portaudio, monkeypatch):
    def fail(out):
        out[:10] = 1
        raise RuntimeError

    monkeypatch.setattr(open_player.buffer, "fill", fail)
    assert not portaudio.open[-1].ask().any()


class TestHeardPosition:
    """Time stands still: `clock` is what perf_counter says."""

    @pytest.fixture
    def clock(self, monkeypatch):
        clock = types.SimpleNamespace(now=100.0)
        monkeypatch.setattr(player.time, "perf_counter", lambda: clock.now)
        return clock

    @staticmethod
    def run(stream, clock, n_blocks, delay_s=LATENCY):
        for _ in range(n_blocks):
            stream.ask(512, delay_s)
            clock.now += 512 / 32768

    @pytest.mark.parametrize("delay_s", [LATENCY, -1.0, 1e6], ids=["told", "negative", "absurd"])
    def test_lags_by_the_latency(self, open_player, portaudio, clock, delay_s):
        open_player.buffer.play()
        self.run(portaudio.open[-1], clock, 100, delay_s)
        position = open_player.buffer.position
        assert open_player.heard_position == position - round(LATENCY * 32768)

    def test_follows_the_loop_and_seeks(self, open_player, portaudio, clock):
        open_player.buffer.play()
        open_player.buffer.seek(163_840 - 2000)
        stream = portaudio.open[-1]
        heard = []
        for _ in range(20):
            self.run(stream, clock, 1)
            heard.append(open_player.heard_position)
        assert all(0 <= at < 163_840 for at in heard)
        assert max(heard) > 163_000
        assert heard[-1] < 8000
        assert sum(np.diff(heard) < 0) == 1

    def test_stands_still_when_the_device_stalls(self, open_player, portaudio, clock):
        open_player.buffer.play()
        self.run(portaudio.open[-1], clock, 50)
        clock.now += 10
        assert open_player.heard_position == open_player.buffer.position

    def test_does_not_move_while_paused(self, open_player, portaudio, clock):
        self.run(portaudio.open[-1], clock, 50)
        assert open_player.heard_position == 0
        open_player.buffer.seek(1000)
        self.run(portaudio.open[-1], clock, 50)
        assert open_player.heard_position == 1000
