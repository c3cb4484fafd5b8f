"""Settings: each declared once with its type and default; junk in the file falls back to it."""

from __future__ import annotations

import enum
import logging
import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings, QStandardPaths

log = logging.getLogger(__name__)

T = TypeVar("T", bound=str | int | float | bool | QByteArray)
MIN_DB, MAX_DB = -48, 6
"""The ends of the volume slider."""
EXPORT_KINDS = ("alpha", "curve", "series", "transition", "whole")
"""What can be exported: see `gui.exports.export_job.ExportChoice`."""
MEL_MAPS = ("magma", "viridis", "cividis", "grey")
MAX_BYTES = 1 << 20
"""A settings file is a few kilobytes; one above this is something else."""
MIN_INI_SHARE = 0.5
"""A file of which fewer lines than that look like INI is not INI at all."""


class Setting(Generic[T]):
    """One setting, a descriptor of `Settings`.

    Parameters
    ----------
    key : str
        Its name in the file.
    default : str, int, float, bool or QByteArray
        Its type is the default's.
    minimum, maximum : float, optional
        A number beyond these is junk; so is always one that is not finite.
    choices : iterable, optional
        Anything else is junk.
    """

    def __init__(
        self,
        key: str,
        default: T,
        *,
        minimum: float = -math.inf,
        maximum: float = math.inf,
        choices: Iterable[T] = (),
    ) -> None:
        self.key = key
        self.default = default
        self.minimum, self.maximum = minimum, maximum
        self.choices = tuple(choices)

    def __get__(self, owner: Settings, _: type[Settings] | None = None) -> T:
        value = owner.store.value(self.key)
        if value is None:
            return self.default
        try:
            return self._read(value)
        except (TypeError, ValueError, OverflowError):
            return self.default

    def __set__(self, owner: Settings, value: T) -> None:
        owner.store.setValue(self.key, value)

    def _read(self, value: object) -> T:
        kind = type(self.default)
        if kind is bool:
            value = {"true": True, "false": False}.get(str(value).lower(), self.default)
        if kind is QByteArray and not isinstance(value, QByteArray):
            return self.default
        convert: Callable[[object], T] = kind
        read = convert(value)
        return read if self._is_allowed(read) else self.default

    def _is_allowed(self, value: object) -> bool:
        if self.choices:
            return value in self.choices
        if not isinstance(value, int | float):
            return True
        return math.isfinite(value) and self.minimum <= value <= self.maximum


class Trouble(enum.Enum):
    """What was wrong with the settings file."""

    NONE = "none"
    PUT_ASIDE = "put aside"
    STUCK = "stuck"
    NOT_KEPT = "not kept"


class Settings:
    """What the window remembers.

    A file that is not INI is put aside as ``settings.ini.bad`` and a new one begun; where that is
    not possible, everything has its default and nothing is kept. See `trouble_text`.

    Parameters
    ----------
    path : Path, optional
        The INI file; the user's own if absent.
    """

    theme = Setting("window/theme", "system", choices=("system", "dark", "light"))
    language = Setting("window/language", "system", choices=("system", "en", "de"))
    motion = Setting("window/reduced_motion", "system", choices=("system", "on", "off"))
    hints_seen = Setting("window/hints_seen", "")
    asks_to_save = Setting("window/ask_to_save", True)
    provider = Setting("model/provider", "auto", choices=("auto", "cpu"))
    start_model = Setting("model/start", "")
    geometry = Setting("window/geometry", QByteArray())
    volume_db = Setting("playback/volume_db", 0.0, minimum=MIN_DB, maximum=MAX_DB)
    is_looping = Setting("playback/loop", True)
    device_name = Setting("playback/device", "")
    device_api = Setting("playback/device_api", "")
    latency_ms = Setting("playback/latency_ms", 120, choices=(60, 120, 300))
    follows_playhead = Setting("view/follow_playhead", True)
    mel_floor_db = Setting("view/mel_floor_db", -80.0, minimum=-80, maximum=-6)
    mel_ceiling_db = Setting("view/mel_ceiling_db", 0.0, minimum=-74, maximum=0)
    mel_colours = Setting("view/mel_colours", "magma", choices=MEL_MAPS)
    mel_has_notes = Setting("view/mel_notes", False)
    method = Setting("morph/method", "slerp")
    detail = Setting("morph/detail", 1.0, minimum=0, maximum=1)
    is_even = Setting("morph/even", False)
    is_beyond = Setting("morph/beyond", False)
    is_gliding = Setting("morph/glide_to_marks", True)
    glide_s = Setting("morph/glide_s", 2.0, minimum=0, maximum=30)
    curve_snaps = Setting("morph/curve_snaps", True)
    is_matching = Setting("match/on", False)
    matches_tempo = Setting("match/tempo", True)
    matches_bars = Setting("match/bars", True)
    matches_key = Setting("match/key", True)
    open_folder = Setting("files/open_folder", "")
    recent = Setting("files/recent", "[]")
    reloads = Setting("files/reload_changed", False)
    snap = Setting("files/snap", "off", choices=("off", "beats", "zero"))
    export_folder = Setting("files/export_folder", "")
    export_kind = Setting("export/what", "alpha", choices=EXPORT_KINDS)
    export_suffix = Setting("export/format", ".wav", choices=(".wav", ".flac", ".ogg"))
    export_subtype = Setting("export/bits", "PCM_24", choices=("PCM_16", "PCM_24", "FLOAT"))
    export_rate = Setting("export/rate", 0, choices=(0, 44100, 48000, 96000))
    export_lufs = Setting("export/loudness", 0.0, choices=(0.0, -14.0, -16.0, -23.0))
    export_steps = Setting("export/steps", 5, minimum=2, maximum=100)
    export_is_even = Setting("export/even", False)
    export_zone_s = Setting("export/zone_s", 8.0, minimum=1, maximum=60)
    export_zone_place = Setting("export/zone_place", "ends", choices=("ends", "excerpts"))
    export_png = Setting("export/png", False)
    export_exr = Setting("export/exr", False)
    model_folder = Setting("files/model_folder", "")
    project_folder = Setting("files/project_folder", "")
    autosaves = Setting("files/autosave", True)
    is_single = Setting("window/single", True)

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings_path()
        self.trouble = put_aside(self.path)
        self.store = QSettings(str(self.path), QSettings.Format.IniFormat)
        if self.trouble is Trouble.NONE and not self.store.isWritable():
            self.trouble = Trouble.NOT_KEPT

    def save(self) -> None:
        """Write the file now."""
        self.store.sync()

    @classmethod
    def all(cls) -> dict[str, Setting[Any]]:
        """Return every setting by its name."""
        return {name: value for name, value in vars(cls).items() if isinstance(value, Setting)}

    def reset(self, names: Iterable[str]) -> None:
        """Give these settings their defaults."""
        for name in names:
            self.store.remove(self.all()[name].key)

    @property
    def trouble_text(self) -> str:
        """A sentence on what was wrong with the file; "" if all is well."""
        translate = QCoreApplication.translate
        texts = {
            Trouble.PUT_ASIDE: translate(
                "settings",
                "The settings in {path} could not be read, so all have their defaults. The old "
                "file is kept beside it as {bad}.",
            ),
            Trouble.STUCK: translate(
                "settings",
                "{path} cannot be used for settings, so they are not kept. Rename or remove it.",
            ),
            Trouble.NOT_KEPT: translate(
                "settings",
                "Settings are not kept, because {path} cannot be written. Check the rights of the "
                "file and its folder.",
            ),
        }
        text = texts.get(self.trouble, "")
        return text.format(path=self.path, bad=bad_path(self.path).name)


def bad_path(path: Path) -> Path:
    """Return what a file that is not INI is renamed to."""
    return path.with_name(path.name + ".bad")


def put_aside(path: Path) -> Trouble:
    """Rename a file that is not INI, so that it is neither lost nor in the way."""
    try:
        if not os.path.lexists(path) or is_ini(path):
            return Trouble.NONE
        os.replace(path, bad_path(path))
    except OSError as e:
        log.error("the settings file %s cannot be used: %s", path, e)
        return Trouble.STUCK
    log.error("the settings file %s was not INI; it is %s now", path, bad_path(path).name)
    return Trouble.PUT_ASIDE


def is_ini(path: Path) -> bool:
    """Tell whether a file may hold settings, line by line; some of the lines may be damaged.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        return False
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    except UnicodeDecodeError:
        return False
    lines = [line for line in lines if line]
    n_good = sum(line[0] in ";#[" or "=" in line for line in lines)
    return "\0" not in "".join(lines) and n_good >= MIN_INI_SHARE * len(lines)


def settings_path() -> Path:
    """Return the user's settings file."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(folder) / "settings.ini"


def log_path() -> Path:
    """Return the user's log file."""
    return data_folder() / "segue.log"


def data_folder() -> Path:
    """Return the folder for what is the user's on this computer."""
    location = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(location))
