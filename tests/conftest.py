"""What every test shares: no display, no user settings."""

from __future__ import annotations

import os

# Before anything imports Qt: tests draw off the screen, at one scale, on any machine.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("QT_SCALE_FACTOR", None)
