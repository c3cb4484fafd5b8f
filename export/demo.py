"""The pair of clips that Segue shows itself with."""

from __future__ import annotations

from pathlib import Path

CLIPS = Path(__file__).resolve().parents[1] / "assets" / "clips"

DEMO_PAIR = (CLIPS / "04-ragtime.flac", CLIPS / "02-orchestra.flac")
DEMO_ALPHAS = (0.0, 0.25, 0.5, 0.75, 1.0)
DEMO_SECONDS = 5.0
DEMO_FOLDER = Path("segue-demo")
