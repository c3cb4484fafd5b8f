"""How soon the window answers, and what it costs when nobody touches it.

`python -m benchmarks.latency [--json] [--repeat N] [--runs N]`

The real window with the demo pair, drawn offscreen unless there is a display.

slider_to_mel_ms      the slider is set where it never was → the morph's new mel is painted
key_step_to_mel_ms    after a rest, a key moves it by 0.01 → the mel, decoded ahead, is painted
slider_to_preview_ms  … → the preview is in the play buffer, at the playing position
slider_to_final_ms    … → the final sound is
start_s               a new process → the window shows the demo pair and its morph's mel
window_s              a new process → the window is shown
idle_cpu_percent      of one core, over five seconds without a hand on it
rss_mb                resident memory then

What the sound device adds (its latency) is not in these figures.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import parser, report, spread

IDLE_S = 5.0
REST_S = 1.5
"""Long enough to decode ahead what lies beside the slider."""


MOVES = ("slider_to_mel_ms", "key_step_to_mel_ms", "slider_to_preview_ms", "slider_to_final_ms")


def child(repeat: int, spawned: float) -> dict[str, Any]:
    """Measure in this process; ``spawned`` is the wall-clock time it was started at."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
    from PySide6.QtCore import Slot as QtSlot

    from export.demo import DEMO_PAIR
    from gui.app import create_application
    from gui.backend import Backend
    from gui.main_window import MainWindow
    from gui.settings import Settings
    from gui.theme import Theme

    class Watch(QObject):
        """Notes when each stage of a render is in place, and when the mel was painted."""

        def __init__(self, window: MainWindow) -> None:
            super().__init__()
            self.times: dict[str, float] = {}
            self._is_mel_new = False
            window.controller.render.rendered.connect(self.on_rendered)
            window.morph.mel.viewport().installEventFilter(self)
            self._painted = QTimer(self)
            self._painted.setSingleShot(True)
            self._painted.timeout.connect(self.on_painted)

        @QtSlot(object)
        def on_rendered(self, result: Any) -> None:
            self.times[result.stage] = time.time()
            self._is_mel_new |= result.stage == "mel"

        @QtSlot()
        def on_painted(self) -> None:
            self.times["painted"] = time.time()

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and self._is_mel_new:
                self._is_mel_new = False
                self._painted.start(0)
            return super().eventFilter(watched, event)

        def wait(self, *names: str) -> dict[str, float]:
            """Run the event loop until these have happened."""
            give_up = time.time() + 60
            loop = QEventLoop()
            tick = QTimer()
            tick.setInterval(1)
            tick.timeout.connect(loop.quit)
            tick.start()
            while not set(names) <= set(self.times):
                if time.time() > give_up:
                    raise TimeoutError(f"{names} did not come; {set(self.times)} did")
                loop.exec()
            tick.stop()
            return self.times

    app = create_application(["segue"])
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        settings.asks_to_save = False  # nobody would answer
        theme = Theme(settings.theme)
        app.setPalette(theme.qt_palette())
        window = MainWindow(Backend(), settings, theme)
        window.resize(1440, 900)
        watch = Watch(window)
        window.show()
        app.processEvents()
        shown = time.time()
        window.start(list(DEMO_PAIR))
        started = watch.wait("painted")["painted"]
        watch.wait("final")
        rows: dict[str, list[float]] = {"painted": [], "preview": [], "final": [], "step": []}

        def rest(seconds: float) -> None:
            loop = QEventLoop()
            QTimer.singleShot(round(seconds * 1000), loop.quit)
            loop.exec()

        def move(alpha: float, *stages: str) -> dict[str, float]:
            watch.times.clear()
            moved = time.time()
            window.controller.set_alpha(alpha)
            watch.wait("painted", "preview", "final")
            return {stage: (watch.times[stage] - moved) * 1000 for stage in stages}

        # Tens apart, so that no move meets what was decoded ahead of another.
        for alpha in np.random.default_rng(0).permutation(np.arange(30, 960, 31))[:repeat] / 1000:
            rest(REST_S)
            for stage, value in move(float(alpha), "painted", "preview", "final").items():
                rows[stage].append(value)
            rest(REST_S)
            rows["step"].append(move(float(alpha) + 0.01, "painted")["painted"])
        rest(REST_S)
        before = time.process_time()
        rest(IDLE_S)
        idle_cpu = time.process_time() - before
        window.close()
    return {
        "slider_to_mel_ms": rows["painted"],
        "key_step_to_mel_ms": rows["step"],
        "slider_to_preview_ms": rows["preview"],
        "slider_to_final_ms": rows["final"],
        "start_s": started - spawned,
        "window_s": shown - spawned,
        "idle_cpu_percent": 100 * idle_cpu / IDLE_S,
        "rss_mb": _rss_mb(),
    }


def _rss_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(repeat: int) -> dict[str, Any]:
    """Start a process and let it measure itself."""
    environment = dict(os.environ)
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-m", "benchmarks.latency", "--child", repr(time.time())]
    done = subprocess.run(
        [*command, "--repeat", str(repeat)],
        env=environment,
        cwd=Path(__file__).resolve().parents[1],
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--runs", type=int, default=3, help="processes started (default 3)")
    arguments.add_argument("--child", type=float, help="used by the benchmark itself")
    args = arguments.parse_args()
    if args.child:
        print(json.dumps(child(args.repeat, args.child)))
        return
    runs = [measure(args.repeat) for _ in range(args.runs)]
    figures: dict[str, Any] = {"benchmark": "latency"}
    for key in MOVES:
        figures[key] = statistics.median(v for run in runs for v in run[key])
        figures[f"{key}_spread"] = spread([v for run in runs for v in run[key]])
    for key in ("start_s", "window_s", "idle_cpu_percent", "rss_mb"):
        figures[key] = statistics.median(run[key] for run in runs)
    report(figures, as_json=args.json)


if __name__ == "__main__":
    main()
