"""Names of files, and TOML, as configurations, experiments and runs need them."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from training.errors import ConfigError


def is_plain_name(name: str) -> bool:
    """Whether a name does for a file or folder on any system, with room for an ending."""
    is_one = name == Path(name).name and "\\" not in name and name not in ("", ".", "..")
    return is_one and name.isprintable() and len(os.fsencode(name)) <= 200


def load_toml(path: Path, *, kind: str, at_hand: Path) -> dict[str, Any]:
    """Read a TOML file as it is.

    Parameters
    ----------
    path : Path
    kind : str
        What it is, for the user.
    at_hand : Path
        A folder of others of its kind, named if there is none at ``path``.

    Raises
    ------
    ConfigError
        If there is no such file, or it is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as e:
        known = ", ".join(sorted(p.stem for p in at_hand.glob("*.toml")))
        raise ConfigError(f"There is no {kind} {path}. Those at hand: {known}.") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise ConfigError(f"{path} is not TOML: {e}.") from e
