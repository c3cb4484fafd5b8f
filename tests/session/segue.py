"""Segue as a user has it: a home folder, its window, and the ways to reach its parts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.session.desk import Desk, Point
from tests.session.loudspeaker import Loudspeaker
from tests.session.program import ROOT, START_S, Program, session_members

TRACK_MARGIN, CURVE_MARGIN = 15, 7
"""Pixels around the values of the alpha track and of the curve: `MARGIN` of their painters."""


class Home:
    """A home folder with nothing in it but a sound device.

    Parameters
    ----------
    folder : Path
    desk : Desk
    """

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.folder = folder
        self.desk = desk
        self.loudspeaker = Loudspeaker(folder)
        self.leftovers = folder / "leftovers.txt"
        (folder / "run").mkdir(mode=0o700)
        self.environment = {
            **desk.environment,
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
        }

    def start(self, *arguments: str) -> Segue:
        """Start Segue as ``main.py`` would, and wait until its window shows."""
        self.leftovers.unlink(missing_ok=True)
        program = Segue(
            self.desk,
            self.folder / "run",
            "tests.session.app",
            [str(self.leftovers), *arguments],
            self.environment,
        )
        program.home = self
        program.found(program.state, 60.0)
        program.wait("window in front", lambda s: s["is_active"] or s["dialog"])
        return program

    def run_main(self, *arguments: str) -> int:
        """Run ``main.py`` until it ends; return its exit code."""
        command = [sys.executable, str(ROOT / "main.py"), *arguments]
        return subprocess.run(
            command, env=self.environment, timeout=START_S, check=False
        ).returncode

    @property
    def log(self) -> str:
        """What Segue wrote into its log."""
        return "".join(p.read_text("utf-8") for p in self.folder.rglob("segue.log"))

    @property
    def settings(self) -> str:
        """What Segue remembers."""
        return "".join(p.read_text("utf-8") for p in self.folder.rglob("settings.ini"))


class Segue(Program):
    """Segue's window and the hands on it."""

    home: Home

    # -- what is made -----------------------------------------------------------------------

    def wait_for_final(self, what: str = "final morph", patience_s: float = 60.0) -> dict[str, Any]:
        """Return the state once everything is read and rendered."""
        return self.wait(what, lambda s: s["is_final"] and not s["n_tasks"], patience_s)

    def document(self) -> dict[str, Any]:
        """Return all that undo brings back."""
        return self.state()["document"]  # type: ignore[no-any-return]

    @property
    def alpha(self) -> float:
        """Alpha as the session has it."""
        return float(self.document()["morph"]["alpha"])

    # -- hands ------------------------------------------------------------------------------

    def click(self, name: str) -> None:
        """Click the widget of this name."""
        self.desk.click(self.named(name).centre)

    def choose(self, *titles: str) -> None:
        """Open a menu, and its submenus, and click the last entry."""
        for title in titles:
            point = self.entry(title).centre
            self.desk.click(point)

    def keys(self, *keys: str) -> None:
        """Press keys."""
        self.desk.keys(*keys)

    def close_dialog(self) -> None:
        """Press Escape in a dialog; the keys are the window's again."""
        self.keys("Escape")
        self.wait("window in front", lambda s: s["is_active"])

    def alpha_point(self, alpha: float, track: str = "track") -> Point:
        """Return where the track, or that of the sound, shows an alpha."""
        rect = self.rect(f"window.alpha.{track}")
        lowest = self.read("window.alpha.track.minimum") / 1000
        highest = self.read("window.alpha.track.maximum") / 1000
        share = (alpha - lowest) / (highest - lowest)
        x = rect.left + TRACK_MARGIN + share * (rect.width - 2 * TRACK_MARGIN)
        return Point(round(x), rect.centre.y)

    def curve_point(self, seconds: float, alpha: float) -> Point:
        """Return where the curve shows an alpha at a second."""
        rect = self.rect("window.morph.curve")
        x = seconds / self.document()["length_s"] * rect.width
        y = CURVE_MARGIN + (1 - alpha) * (rect.height - 2 * CURVE_MARGIN)
        return Point(rect.left + round(x), rect.top + round(y))

    # -- ends -------------------------------------------------------------------------------

    def quit(self, *, is_asked: bool = False) -> None:
        """Press Ctrl+Q; what is not saved is given up if that is asked; nothing is left."""
        self.keys("ctrl+q")
        if is_asked:
            self.wait("question", lambda s: s["question"])
            self.click("Don't save")
        self.check_end()

    def check_end(self) -> None:
        """The program ends by itself, in order."""
        code = self.wait_for_end()
        assert code == 0, f"exit code {code}: {self.stderr}"
        assert "Traceback" not in self.stderr, self.stderr
        assert self.home.leftovers.read_text("utf-8") == "", "threads outlived the window"
        assert not session_members(self.pid), "a process outlived the window"
        assert "[window]" in self.home.settings, "the settings were not saved"
