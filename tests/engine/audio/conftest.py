"""A player, and a PortAudio that fails and hangs when told."""

from __future__ import annotations

import sys

import pytest

from engine.audio.player import Player
from tests.engine.audio.fake_portaudio import FakePortAudio
from tests.music import RAGTIME, music


@pytest.fixture
def portaudio(monkeypatch):
    fake = FakePortAudio()
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    yield fake
    fake.answers.set()


@pytest.fixture
def open_player(portaudio):
    opened = Player()
    opened.buffer.set_sound(music(RAGTIME))
    opened.open()
    yield opened
    portaudio.answers.set()
    opened.close()
    assert not portaudio.open
