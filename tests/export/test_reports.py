"""info, devices and models: what there is, and why."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile

from engine.audio.player import AudioDevice
from engine.errors import AudioDeviceError
from tests.music import RAGTIME

A = str(RAGTIME)


def test_info_describes_files(run, tmp_path):
    t = np.arange(48000) / 48000
    tone = np.stack([np.sin(2 * np.pi * 997 * t)] * 2, axis=1)
    soundfile.write(tmp_path / "tone.wav", tone, 48000, subtype="FLOAT")
    code, out, err = run("info", "tone.wav", A, model=False)
    assert (code, err) == (0, "")
    assert out.startswith("tone.wav: WAV, 48000 Hz, stereo, 1.00 s, -3.")
    assert out.splitlines()[1].endswith("04-ragtime.flac: FLAC, 32768 Hz, mono, 8.00 s, -19.1 LUFS")
    answer = json.loads(run("info", "tone.wav", "--json", model=False)[1])
    # A full-scale sine of 997 Hz has -3.01 LUFS in one channel (ITU-R BS.1770-4).
    assert answer["files"][0]["loudness_lufs"] == pytest.approx(-3.01, abs=0.1)


def test_info_goes_on_after_a_bad_file(run, tmp_path):
    (tmp_path / "text.mp3").write_text("not music")
    code, out, err = run("info", "text.mp3", A, model=False)
    assert code == 2
    assert len(out.splitlines()) == len(err.splitlines()) == 1
    code, out, err = run("info", "text.mp3", A, "--json", model=False)
    bad, good = json.loads(out)["files"]
    assert (code, err) == (2, "")
    assert "text.mp3" in bad["error"]
    assert (good["container"], good["sample_rate"], good["duration_s"]) == ("FLAC", 32768, 8.0)


def test_info_of_silence(run, tmp_path):
    soundfile.write(tmp_path / "silence.wav", np.zeros((8000, 6)), 8000)
    code, out, _ = run("info", "silence.wav", model=False)
    assert code == 0
    assert "6 channels, 1.00 s, silent" in out
    assert (
        json.loads(run("info", "silence.wav", "--json", model=False)[1])["files"][0][
            "loudness_lufs"
        ]
        is None
    )


def test_devices_give_reasons(run, monkeypatch):
    code, out, err = run("devices", model=False)
    assert (code, err) == (0, "")
    assert "CPU: " in out
    answer = json.loads(run("devices", "--json", model=False)[1])
    assert [p["name"] for p in answer["providers"]] == ["CUDA", "CPU"]
    assert all(p["reason"] for p in answer["providers"])

    sound = AudioDevice(3, "Speakers", "ALSA", True)
    monkeypatch.setattr("engine.audio.player.list_devices", lambda: [sound])
    assert "Sound 3: Speakers (ALSA), used by default\n" in run("devices", model=False)[1]

    def no_portaudio():
        raise AudioDeviceError("PortAudio is missing.")

    monkeypatch.setattr("engine.audio.player.list_devices", no_portaudio)
    assert "Sound: PortAudio is missing.\n" in run("devices", model=False)[1]


def test_models_are_listed(run, monkeypatch, model_folder):
    monkeypatch.setattr("engine.vae.store.models_folder", lambda: model_folder.parent)
    code, out, _ = run("models", model=False)
    assert (code, out) == (0, f"tiny-dct 1.0, used by default: {model_folder}\n")
    (row,) = json.loads(run("models", "--json", model=False)[1])["models"]
    assert (row["name"], row["folder"]) == ("tiny-dct", str(model_folder))
    monkeypatch.setattr("engine.vae.store.models_folder", lambda: model_folder / "none")
    assert run("models", model=False)[1].startswith("There is no model in ")
