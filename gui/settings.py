"""Settings: each declared once with its type and default; junk in the file falls back to it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

T = TypeVar("T", str, int, float, bool, QByteArray)
MIN_DB, MAX_DB = -48, 6
"""The ends of the volume slider."""


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
    """

    def __init__(
        self,
        key: str,
        default: T,
        *,
        minimum: float = -math.inf,
        maximum: float = math.inf,
    ) -> None:
        self.key = key
        self.default = default
        self.minimum, self.maximum = minimum, maximum

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
            return {"true": True, "false": False}.get(str(value).lower(), self.default)  # type: ignore[return-value]
        if kind is QByteArray and not isinstance(value, QByteArray):
            return self.default
        read: T = kind(value)  # type: ignore[arg-type, assignment]
        return read if self._is_allowed(read) else self.default

    def _is_allowed(self, value: object) -> bool:
        if not isinstance(value, int | float):
            return True
        return math.isfinite(value) and self.minimum <= value <= self.maximum


class Settings:
    """What the window remembers.

    Parameters
    ----------
    path : Path, optional
        The INI file; the user's own if absent.
    """

    theme = Setting("window/theme", "system")
    geometry = Setting("window/geometry", QByteArray())
    volume_db = Setting("playback/volume_db", 0.0, minimum=MIN_DB, maximum=MAX_DB)
    is_looping = Setting("playback/loop", True)
    method = Setting("morph/method", "slerp")
    detail = Setting("morph/detail", 1.0, minimum=0, maximum=1)
    is_even = Setting("morph/even", False)
    is_beyond = Setting("morph/beyond", False)
    is_matching = Setting("match/on", False)
    matches_tempo = Setting("match/tempo", True)
    matches_bars = Setting("match/bars", True)
    matches_key = Setting("match/key", True)
    open_folder = Setting("files/open_folder", "")
    export_folder = Setting("files/export_folder", "")
    model_folder = Setting("files/model_folder", "")

    def __init__(self, path: Path | None = None) -> None:
        path = path or settings_path()
        self.store = QSettings(str(path), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write the file now."""
        self.store.sync()


def settings_path() -> Path:
    """Return the user's settings file."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(folder) / "settings.ini"


def log_path() -> Path:
    """Return the user's log file."""
    location = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(location)) / "segue.log"
