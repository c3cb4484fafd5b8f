"""A PortAudio of our own, which fails and hangs when told."""

from __future__ import annotations

import threading
import types

import numpy as np

LATENCY = 0.1
NO_FLAGS = types.SimpleNamespace(output_underflow=False)
UNDERFLOW = types.SimpleNamespace(output_underflow=True)


class PortAudioError(Exception):
    pass


class FakeStream:
    def __init__(self, portaudio, *, samplerate, device, channels, dtype, latency, callback):
        name = portaudio.devices[device]["name"]
        if samplerate not in portaudio.rates or name in portaudio.broken:
            raise PortAudioError("cannot open", -9997)
        if name in portaudio.exclusive and any(s.device == device for s in portaudio.open):
            raise PortAudioError("busy", -9985)
        assert dtype == "float32"
        self.portaudio, self.samplerate, self.device = portaudio, samplerate, device
        self.n_channels, self.callback, self.latency = channels, callback, LATENCY
        self.wanted_latency = latency
        self.is_started = False
        portaudio.open.append(self)

    def start(self):
        self.is_started = True
        if self.portaudio.devices[self.device]["name"] not in self.portaudio.dead:
            self.ask()

    def stop(self):
        raise AssertionError("stop() hangs when a device is lost")

    def abort(self, ignore_errors=True):
        self.portaudio.answers.wait(20)
        self.is_started = False

    def close(self, ignore_errors=True):
        self.portaudio.answers.wait(20)
        self.portaudio.open.remove(self)

    def ask(self, n_samples=512, delay_s=LATENCY, status=NO_FLAGS):
        """What PortAudio would do: call back for one block."""
        assert self.is_started
        out = np.full((n_samples, self.n_channels), np.nan, np.float32)
        times = types.SimpleNamespace(currentTime=5.0, outputBufferDacTime=5.0 + delay_s)
        self.callback(out, n_samples, times, status)
        return out


class FakePortAudio:
    PortAudioError = PortAudioError

    def __init__(self):
        self.devices = [
            {"index": 0, "name": "Microphone", "max_output_channels": 0},
            {"index": 1, "name": "Speakers", "max_output_channels": 8},
            {"index": 2, "name": "Headset", "max_output_channels": 1},
        ]
        for info in self.devices:
            info.update(hostapi=0, default_samplerate=48000.0)
        self.default = types.SimpleNamespace(device=[-1, -1])
        self.rates = {32768, 48000}
        self.broken, self.exclusive, self.dead = set(), set(), set()
        self.open = []
        self.answers = threading.Event()
        self.answers.set()
        self.n_restarts = 0

    def query_devices(self, device=None, kind=None):
        if kind is None:
            return self.devices
        device = 1 if device is None else device
        if not 0 <= device < len(self.devices) or not self.devices[device]["max_output_channels"]:
            raise PortAudioError("Error querying device -1")
        return self.devices[device]

    def query_hostapis(self):
        return ({"name": "Fake API", "default_output_device": 1},)

    def OutputStream(self, **arguments):
        return FakeStream(self, **arguments)

    def _terminate(self):
        self.n_restarts += 1

    def _initialize(self):
        pass

    def _exit_handler(self):
        raise AssertionError("never called in a test")
