"""Whether the window keeps what it should let go of.

`python -m benchmarks.leak [--json] [--n 200]`

The real window and engine, drawn offscreen, a player without a device. A round opens two short
clips, waits for their morph's mel and preview, moves the slider, plays, exchanges the clips, takes
that back and closes both. Then everything is counted. The first fifth of the rounds warms up.

rss_kb_per_round     resident memory: slope of the straight line through the rounds, and its error
growth               what the last round has more than the first after the warm-up, of each count

What undo remembers grows by design, up to its limit; it is a few hundred bytes a step.
"""

from __future__ import annotations

import ctypes
import gc
import os
import platform
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from benchmarks.common import parser, report
from gui.backend import Backend
from gui.main_window import MainWindow
from gui.playback.offline_player import OfflinePlayer
from gui.session import Slot
from gui.settings import Settings
from gui.snapshot import wait_until
from gui.theme import Theme

PLAYED_S = 0.2
N_SHOWN = 10
FINAL_EVERY = 10
RATE = 22050
LENGTHS_S = (2.5, 4.0, 6.0, 9.0)


class SilentBackend(Backend):
    """The real engine with a player that needs no device."""

    def create_player(self) -> OfflinePlayer:
        """Return a player without a device."""
        return OfflinePlayer()

    def list_devices(self) -> list[Any]:
        """Return none."""
        return []


def write_clips(folder: Path) -> list[Path]:
    """Write short clips of several lengths."""
    paths = []
    for i, seconds in enumerate(LENGTHS_S):
        t = np.arange(round(seconds * RATE)) / RATE
        pulse = 0.5 + 0.5 * np.cos(2 * np.pi * (2 + i) * t)
        noise = np.random.default_rng(i).normal(0, 0.01, t.size)
        paths.append(folder / f"clip-{i}.wav")
        soundfile.write(
            paths[-1], 0.3 * pulse * np.sin(2 * np.pi * 220 * (1 + i) * t) + noise, RATE
        )
    return paths


def has_model(window: MainWindow) -> bool:
    """Whether the window can morph."""
    return window.controller.vae is not None and bool(window.controller.methods)


def is_at_rest(window: MainWindow) -> bool:
    """Whether nothing is being read, encoded or rendered."""
    controller = window.controller
    return controller.tasks.n_live == 0 and not controller.render.is_busy


def play_round(window: MainWindow, i: int, clips: Sequence[Path]) -> None:
    """Open two clips, morph them in every way of the hand, close them."""
    controller, session = window.controller, window.controller.session

    def has_sound() -> bool:
        sound = session.sound
        return sound is not None and sound.generation == session.generation

    for k, slot in enumerate(Slot):
        controller.open_clip(slot, clips[(i + k) % len(clips)])
    wait_until(
        lambda: all(s.source is not None for s in session.slots.values()) and has_sound(),
        f"the morph of round {i}",
    )
    controller.set_alpha(0.2 + 0.6 * (i % 7) / 6)
    wait_until(has_sound, "the sound after a move")
    player = controller.player
    player.play()
    assert isinstance(player.player, OfflinePlayer)
    player.player.advance(PLAYED_S)
    player.stop()
    window.commands.run("swap")
    undo = window.menus.actions.get("undo")
    if undo is not None:
        undo.trigger()
    if i % FINAL_EVERY == 0:
        wait_until(lambda: session.is_final, f"the final morph of round {i}")
    window.commands.run("close_clips")
    wait_until(lambda: is_at_rest(window), f"the end of round {i}")


def count() -> dict[str, int]:
    """Return how much of everything there is, after all that may go has gone."""
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    roots: list[QObject] = [app, *app.topLevelWidgets()]
    own = Path("/proc/self")
    has_proc = own.exists()
    return {
        "qobjects": sum(1 + len(root.findChildren(QObject)) for root in roots),
        "widgets": len(app.allWidgets()),
        "python_objects": len(gc.get_objects()),
        "python_threads": threading.active_count(),
        "threads": len(os.listdir(own / "task")) if has_proc else threading.active_count(),
        "files": len(os.listdir(own / "fd")) if has_proc else 0,
    }


def rss_kb() -> int:
    """Return the resident memory, without what glibc keeps for later."""
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)
    status = Path("/proc/self/status").read_text()
    return int(next(x for x in status.splitlines() if x.startswith("VmRSS")).split()[1])


def slope(values: Sequence[float]) -> tuple[float, float]:
    """Return the growth per step of a straight line through the values, and its standard error."""
    x = np.arange(len(values), dtype=np.float64)
    (per_step, _), covariance = np.polyfit(x, np.asarray(values, np.float64), 1, cov=True)
    return float(per_step), float(np.sqrt(covariance[0, 0]))


def measure(n_rounds: int) -> dict[str, Any]:
    """Run the rounds in this process."""
    from gui.app import create_application

    app = create_application(["segue"])
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clips = write_clips(folder)
        window = MainWindow(SilentBackend(), Settings(folder / "settings.ini"), Theme("dark"))
        window.resize(1280, 800)
        window.show()
        window.start([])
        try:
            wait_until(lambda: has_model(window), "the model")
            for i in range(n_rounds):
                play_round(window, i, clips)
                rows.append({"round": i + 1, "rss_mb": rss_kb() / 1024, **count()})
        finally:
            window.close()
    del app
    measured = rows[n_rounds // 5 :]
    per_round, error = slope([1024 * row["rss_mb"] for row in measured])
    keys = [key for key in measured[0] if key not in ("round", "rss_mb")]
    step = max(1, n_rounds // N_SHOWN)
    return {
        "benchmark": "leak",
        "n_rounds": n_rounds,
        "rss_kb_per_round": per_round,
        "rss_kb_per_round_error": error,
        "growth": {key: measured[-1][key] - measured[0][key] for key in keys},
        "rows": [rows[0], *rows[step - 1 :: step]],
    }


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--n", type=int, default=200, help="rounds (default 200)")
    args = arguments.parse_args()
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    report(measure(max(10, args.n)), as_json=args.json)


if __name__ == "__main__":
    main()
