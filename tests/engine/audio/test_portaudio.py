"""Real PortAudio, playing to ALSA's null device while ALSA's file plugin writes down all it gets.

In a child process, because PortAudio reads ALSA's configuration once, at its start. Skipped where
there is no PortAudio or no ALSA.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.audio.mixer import SEAM_S
from engine.audio.playback import PlaybackBuffer
from tests.music import ORCHESTRA, RAGTIME, music

pytestmark = [
    pytest.mark.audio_device,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ALSA is Linux's"),
]
ROOT = Path(__file__).resolve().parents[3]
ASOUNDRC = 'pcm.!default {{ type file slave.pcm "null" file "{}" format "raw" }}\n'
NO_ALSA = 77

PRELUDE = f"""
import sys, time
from engine.audio.player import Player, list_devices
from engine.errors import AudioDeviceError
from tests.music import ORCHESTRA, RAGTIME, music

player = Player()
buffer = player.buffer
if not any(d.is_default for d in list_devices()):
    sys.exit({NO_ALSA})

def wait(done):
    give_up = time.monotonic() + 10
    while not done():
        assert time.monotonic() < give_up
        time.sleep(0.0005)
"""


def run_with_null_device(tmp_path: Path, script: str) -> np.ndarray:
    """Run a script whose default sound device is a file; return what it got, (n_samples, 2)."""
    captured = tmp_path / "captured.raw"
    (tmp_path / ".asoundrc").write_text(ASOUNDRC.format(captured))
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment.pop("ALSA_CONFIG_PATH", None)
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + script],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode == NO_ALSA or "libportaudio2" in done.stderr:
        pytest.skip("no PortAudio with ALSA here")
    assert done.returncode == 0, done.stderr
    return np.fromfile(captured, np.float32).reshape(-1, 2)


def from_first_sound(samples: np.ndarray) -> np.ndarray:
    return samples[np.flatnonzero(samples)[0] :]


def test_the_device_gets_every_sample_unchanged(tmp_path):
    captured = run_with_null_device(
        tmp_path,
        """
buffer.is_looping = False
buffer.set_sound(music(RAGTIME))
buffer.play()
player.open()
wait(lambda: not buffer.is_playing)
player.close()
assert player.n_underruns == 0
""",
    )
    np.testing.assert_array_equal(captured[:, 0], captured[:, 1])
    reference = PlaybackBuffer()
    reference.is_looping = False
    reference.set_sound(music(RAGTIME))
    reference.play()
    expected = np.zeros((170_000, 1), np.float32)
    reference.fill(expected)
    heard = from_first_sound(captured[:, 0])
    wanted = from_first_sound(expected[:, 0])
    n = min(len(heard), len(wanted))
    assert n > 160_000
    np.testing.assert_array_equal(heard[:n], wanted[:n])
    middle = slice(1000, 150_000)
    shift = np.flatnonzero(expected)[0]
    np.testing.assert_array_equal(
        heard[middle], music(RAGTIME)[middle.start + shift : middle.stop + shift]
    )


def test_swapping_sounds_while_playing_never_clicks(tmp_path):
    captured = run_with_null_device(
        tmp_path,
        """
sounds = [music(RAGTIME), music(ORCHESTRA)]
buffer.set_sound(sounds[0])
buffer.play()
player.open()
for i in range(30):
    n = buffer.n_callbacks
    buffer.set_sound(sounds[i % 2])
    if i % 5 == 0:
        buffer.seek(i * 5000)
    wait(lambda: buffer.n_callbacks > n + 1)
player.close()
""",
    )
    # Real music bends sharply, so what is looked for is a jump beyond what either sound does.
    sounds = (music(RAGTIME), music(ORCHESTRA))
    steepest = max(float(np.abs(np.diff(sound)).max()) for sound in sounds)
    ramp_slope = np.pi / 2 / (SEAM_S * 32768)
    level = 2 * max(float(np.abs(sound).max()) for sound in sounds)
    sounding = captured[: np.flatnonzero(captured[:, 0])[-1], 0]
    assert len(sounding) > 30_000
    assert np.abs(np.diff(sounding)).max() < steepest + level * ramp_slope


def test_devices_open_close_and_reopen_at_once(tmp_path):
    run_with_null_device(
        tmp_path,
        """
for _ in range(3):
    player.open()
    wait(lambda: not player.is_stalled() and buffer.n_callbacks > 3)
    player.open()
    assert player.device_name == "default"
    start = time.monotonic()
    player.close()
    assert time.monotonic() - start < 1
    assert any(d.is_default for d in player.refresh_devices())
try:
    player.open(9999)
except AudioDeviceError as e:
    assert "gone" in e.user_message
else:
    raise AssertionError
""",
    )
