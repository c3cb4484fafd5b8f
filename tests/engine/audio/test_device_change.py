"""From one device to another: faded, from the same position, and never to a dead one."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from engine.audio import devices, player, tap
from engine.audio.player import Player
from engine.errors import AudioDeviceError
from tests.engine.audio.listening import sine, steepest_bend
from tests.helpers_audio import refused


class Loudspeaker:
    """Asks streams for samples as a device would, on a thread, and keeps what it got."""

    def __init__(self, portaudio):
        self.portaudio = portaudio
        self.heard = {}
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.is_over.wait(0.002):
            for stream in list(self.portaudio.open):
                if stream.is_started:
                    self.heard.setdefault(stream, []).append(stream.ask(256)[:, 0])

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()

    def sound_of(self, stream):
        return np.concatenate(self.heard[stream])

    def wait(self, stream, n_blocks):
        give_up = time.monotonic() + 5
        while len(self.heard.get(stream, ())) < n_blocks:
            assert time.monotonic() < give_up
            time.sleep(0.002)


@pytest.mark.parametrize("rate", [32768, 48000])
def test_a_change_of_device_does_not_click(portaudio, rate):
    # Long enough that nothing else happens; loud at every sample, so that a cut would show.
    sound = sine(200, 200_000, phase=np.pi / 2)
    traveller = Player()
    traveller.buffer.set_sound(sound)
    traveller.open()
    traveller.buffer.play()
    (old,) = portaudio.open
    with Loudspeaker(portaudio) as speaker:
        speaker.wait(old, 20)
        portaudio.rates = {rate}
        traveller.open(2)
        left_at = traveller.buffer.position
        new = portaudio.open[-1]
        speaker.wait(new, 20)
        went_on_at = traveller.buffer.position
        traveller.close()  # fades out, too
    assert 0 < left_at < went_on_at < 150_000
    for stream in (old, new):
        heard = speaker.sound_of(stream)
        assert np.abs(heard).max() == pytest.approx(0.3, abs=0.01)
        # Silence at both ends: nothing was cut.
        assert heard[0] == pytest.approx(0, abs=1e-4)
        assert not heard[-256:].any()
        assert np.abs(np.diff(heard.astype(np.float64), 2)).max() < steepest_bend([sound]) < 0.003
    # What the new device plays follows what the old one played.
    at = np.flatnonzero(np.abs(speaker.sound_of(old)) > 1e-6)[-1]
    assert at == pytest.approx(left_at, abs=700)


def test_a_device_that_opens_but_never_asks_is_refused(open_player, portaudio, monkeypatch):
    monkeypatch.setattr(player, "START_LIMIT_S", 0.05)
    portaudio.dead.add("Headset")
    with refused(AudioDeviceError, "“Headset” does not play"):
        open_player.open(2)
    assert open_player.device_name == "Speakers"
    open_player.buffer.play()
    assert portaudio.open[0].ask().any()


def test_a_dead_device_is_not_waited_for(open_player, monkeypatch):
    monkeypatch.setattr(tap, "FADE_LIMIT_S", 60.0)
    open_player.buffer.play()
    assert not open_player.is_stalled()
    open_player._beat = (open_player.buffer.n_callbacks, time.monotonic() - 2)
    open_player.close()
    assert not open_player.is_open


@pytest.mark.parametrize(
    ("name", "host_api", "found"),
    [
        ("USB Audio: - (hw:1,0)", "ALSA", 4),
        ("USB Audio: - (hw:3,0)", "ALSA", 5),
        ("USB Audio: - (hw:7,0)", "ALSA", 4),
        ("Speakers", "ALSA", 2),
        ("Speakers", "JACK", 3),
        ("Speakers", "OSS", None),
        ("Headset", "ALSA", None),
    ],
)
def test_a_device_is_found_again_by_its_name(name, host_api, found):
    rows = [
        (2, "Speakers", "ALSA"),
        (3, "Speakers", "JACK"),
        (4, "USB Audio: - (hw:1,0)", "ALSA"),
        (5, "USB Audio: - (hw:3,0)", "ALSA"),
    ]
    listed = [devices.AudioDevice(*row, is_default=False) for row in rows]
    device = devices.find_device(listed, name, host_api)
    assert (device.index if device else None) == found
