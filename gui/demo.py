"""The clips that come with Segue."""

from __future__ import annotations

from pathlib import Path

from gui.theme import ASSETS

DEMO_PAIR = ("04-ragtime.flac", "02-orchestra.flac")


def demo_pair() -> list[Path]:
    """Return the pair of the first start; fewer if files are missing."""
    return [p for p in (ASSETS / "clips" / name for name in DEMO_PAIR) if p.is_file()]
