"""The sound devices, and PortAudio itself, which may be missing."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from engine.errors import AudioDeviceError


@dataclasses.dataclass(frozen=True, slots=True)
class AudioDevice:
    """One way out for sound.

    Parameters
    ----------
    index : int
        PortAudio's number; changes when the list is refreshed.
    name : str
    host_api : str
        "ALSA", "Core Audio", "Windows WASAPI" …
    is_default : bool
    """

    index: int
    name: str
    host_api: str
    is_default: bool


def import_sounddevice() -> Any:
    """Return the sounddevice module.

    Its import loads and starts PortAudio, which is why it is not at the top of any file.

    Raises
    ------
    AudioDeviceError
        If PortAudio is not installed or does not start.
    """
    try:
        import sounddevice
    except Exception as e:  # OSError without the library, PortAudioError if it does not start
        raise AudioDeviceError(
            "Segue cannot play sound because PortAudio is missing; on Debian and Ubuntu run "
            "“sudo apt install libportaudio2”, then start Segue again. All else works.",
            repr(e),
        ) from e
    return sounddevice


def list_devices() -> list[AudioDevice]:
    """List the devices that can play, as PortAudio saw them at its start.

    Raises
    ------
    AudioDeviceError
        If PortAudio is missing.
    """
    sd = import_sounddevice()
    try:
        apis = sd.query_hostapis()
        default = sd.default.device[1]
        if default < 0 and apis:
            default = apis[0]["default_output_device"]
        return [
            AudioDevice(d["index"], d["name"], apis[d["hostapi"]]["name"], d["index"] == default)
            for d in sd.query_devices()
            if d["max_output_channels"] > 0
        ]
    except sd.PortAudioError as e:
        raise AudioDeviceError("The sound devices cannot be listed; try again.", repr(e)) from e


def find_device(devices: list[AudioDevice], name: str, host_api: str) -> AudioDevice | None:
    """Return the device that was remembered by its name and host API, or None.

    Parameters
    ----------
    devices : list of AudioDevice
    name, host_api : str
        ALSA's "(hw:1,0)" at the end of a name is only heeded where two are alike but for it: the
        numbers change with what else is plugged in.
    """
    here = [device for device in devices if device.host_api == host_api]
    exact = [device for device in here if device.name == name]
    alike = [device for device in here if _without_number(device.name) == _without_number(name)]
    return next(iter(exact + alike), None)


def _without_number(name: str) -> str:
    return re.sub(r" \(hw:\d+,\d+\)$", "", name)


def refresh_devices() -> list[AudioDevice]:
    """Start PortAudio anew, so that devices plugged in since are seen. Ends every open stream.

    Raises
    ------
    AudioDeviceError
        If PortAudio does not come back.
    """
    sd = import_sounddevice()
    try:
        # WORKAROUND https://github.com/spatialaudio/python-sounddevice/issues/3: no public way.
        sd._terminate()
        sd._initialize()
    except sd.PortAudioError as e:
        raise AudioDeviceError("The sound system does not answer; restart Segue.", repr(e)) from e
    return list_devices()
