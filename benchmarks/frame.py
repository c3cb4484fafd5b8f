"""How long the window takes to draw a frame, and so how many a second it could.

`python -m benchmarks.frame [--json] [--frames N] [--size W H ...]`

The real window with the demo pair and the real engine, drawn offscreen unless there is a display;
the player is the real buffer with a clock of the benchmark's. Each frame is 1/60 s later than the
one before; its time is that from the tick of the clock until everything that moved is painted.

playing         the playhead moves
zoomed          … over half a second of the clips, the view turning its pages
sliding         … while alpha moves every frame, and the mels it asks for arrive
zooming         … while every frame shows a little less of the time
all             every widget is painted anew, as after a change of theme

``work_ms`` is the processor time of the thread that draws, which other programs do not change;
``possible_fps`` is a thousand by the mean of the whole time, ``on_time`` the share of frames that
took less than 20 ms (50 a second).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import parser, report

SIZES = ((1440, 900), (2560, 1440))
FPS = 60
WANTED_MS = 20.0
ZOOMED_S = 0.5
GIVE_UP_S = 0.5


def child(size: tuple[int, int], n_frames: int) -> dict[str, Any]:
    """Measure in this process."""
    from PySide6.QtCore import QEvent, QObject

    from export.demo import DEMO_PAIR
    from gui.app import create_application
    from gui.backend import Backend
    from gui.main_window import MainWindow
    from gui.playback.offline_player import OfflinePlayer
    from gui.settings import Settings
    from gui.snapshot import settle, wait_until
    from gui.theme import Theme

    class Silent(Backend):
        """The real engine, heard by nobody."""

        def create_player(self) -> Any:
            return OfflinePlayer()

        def list_devices(self) -> list[Any]:
            return []

    class Watch(QObject):
        """Notes that the morph's mel was painted."""

        is_painted = False

        def eventFilter(self, _: QObject, event: QEvent) -> bool:
            self.is_painted |= event.type() == QEvent.Type.Paint
            return False

    app = create_application(["segue"])
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        settings.asks_to_save = False
        window = MainWindow(Silent(), settings, Theme("dark"))
        window.resize(*size)
        window.show()
        window.start(list(DEMO_PAIR))
        controller = window.controller
        wait_until(lambda: controller.session.is_final, "the morph")
        wait_until(lambda: controller.player.is_ready, "the player")
        settle(20)
        watch, mel = Watch(), window.morph.mel
        mel.viewport().installEventFilter(watch)
        player: Any = controller.player.player
        controller.player.play()
        controller.player._timer.stop()  # the benchmark is the clock

        def frame(work: Callable[[int], object], i: int) -> tuple[float, float]:
            player.advance(1 / FPS)
            watch.is_painted = False
            started, used = time.perf_counter(), time.thread_time()
            work(i)
            controller.player._on_tick()
            while not watch.is_painted and time.perf_counter() - started < GIVE_UP_S:
                app.processEvents()
            return (time.perf_counter() - started) * 1000, (time.thread_time() - used) * 1000

        def run(work: Callable[[int], object], *, paced: bool = False) -> list[tuple[float, float]]:
            for i in range(5):
                frame(work, i)
            times = []
            due = time.perf_counter()
            for i in range(n_frames):
                times.append(frame(work, i))
                due = max(due + 1 / FPS, time.perf_counter()) if paced else 0.0
                while time.perf_counter() < due:
                    time.sleep(0.0005)
            return times

        axis = mel.axis
        rows = {"playing": run(lambda _: None)}
        controller.player.seek(1.0)
        player.advance(1 / FPS)
        axis.show(1.0, 1.0 + ZOOMED_S)
        rows["zoomed"] = run(lambda _: None)
        axis.fit()
        alphas = 0.5 + 0.4 * np.sin(np.arange(n_frames) / 20)
        rows["sliding"] = run(lambda i: controller.set_alpha(float(alphas[i])), paced=True)
        wait_until(lambda: controller.session.is_final, "the morph")
        rows["zooming"] = run(lambda i: axis.zoom(1.02, 2.0) if i % 100 else axis.fit())
        axis.fit()
        rows["all"] = run(lambda _: [w.update() for w in app.allWidgets()])
        window.close()
    return {name: figures(times) for name, times in rows.items()}


def figures(frames: list[tuple[float, float]]) -> dict[str, float]:
    """Sum up frames: what each took, and what of it the processor was busy, in ms."""
    times = [whole for whole, _ in frames]
    return {
        "work_ms": round(statistics.median(busy for _, busy in frames), 2),
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(float(np.percentile(times, 95)), 2),
        "max_ms": round(max(times), 2),
        "possible_fps": round(1000 / statistics.mean(times)),
        "on_time": round(sum(t < WANTED_MS for t in times) / len(times), 3),
    }


def measure(size: tuple[int, int], n_frames: int) -> dict[str, Any]:
    """Start a process and let it measure itself."""
    # Qt waits 5 ms to gather what else wants to be painted; waiting is no work.
    environment = {**os.environ, "QT_QPA_UPDATE_IDLE_TIME": "0"}
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-m", "benchmarks.frame", "--child", "--frames", str(n_frames)]
    done = subprocess.run(
        [*command, "--size", *map(str, size)],
        env=environment,
        cwd=Path(__file__).resolve().parents[1],
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--frames", type=int, default=300, help="of each kind (default 300)")
    arguments.add_argument("--size", type=int, nargs=2, action="append", metavar=("W", "H"))
    arguments.add_argument("--child", action="store_true", help="used by the benchmark itself")
    args = arguments.parse_args()
    sizes = [tuple(size) for size in args.size or SIZES]
    if args.child:
        print(json.dumps(child(sizes[0], args.frames)))
        return
    rows = []
    for size in sizes:
        for name, row in measure(size, args.frames).items():
            rows.append({"size": f"{size[0]} × {size[1]}", "frame": name, **row})
    platform = "a display" if os.environ.get("DISPLAY") else "offscreen"
    report({"benchmark": "frame", "drawn_on": platform, "frames": rows}, as_json=args.json)


if __name__ == "__main__":
    main()
