"""Scenes with a dialog before the window, or with something to be told when one has closed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.main_window import MainWindow

LOG = (
    "2026-03-01 10:00:02,114 INFO gui.app: Segue 0.1.0 starts",
    "2026-03-01 10:00:03,480 INFO engine.vae: CPU: no NVIDIA GPU or driver was found",
    "2026-03-01 10:04:11,027 WARNING gui.playback: the sound device was lost",
)


def run(name: str) -> Callable[[MainWindow, Path], None]:
    """Open what a command opens."""

    def prepare(window: MainWindow, _folder: Path) -> None:
        window.commands.run(name)

    return prepare


def open_export(kind: str) -> Callable[[MainWindow, Path], None]:
    """Ask what is exported; of a transition with a refusal."""

    def prepare(window: MainWindow, _folder: Path) -> None:
        settings = window.controller.settings
        settings.export_kind, settings.export_folder = kind, "/home/ada/Music"
        window.commands.run("export")
        if kind == "transition":
            from gui.exports.export_dialog import ExportDialog

            (dialog,) = window.findChildren(ExportDialog)
            dialog.refusal.show_text(
                "/home/ada/Music/prelude-to-rag.wav was not written: its folder does not exist; "
                "create it first or choose another."
            )

    return prepare


def export_some(window: MainWindow, folder: Path) -> None:
    """Three exports: one is saved, one is under way, one waits."""
    from export.order import Done
    from gui.exports.export_job import ExportChoice, ExportJob, make_order

    controller = window.controller
    assert controller.vae is not None
    jobs = []
    for name in ("rain-orchestra-0.42.flac", "rain-to-orchestra.wav", "rain-orchestra-series"):
        order = make_order(ExportChoice(folder / name), controller.session, controller.vae)
        jobs.append(ExportJob(order, window))
        controller.exporter.started.emit(jobs[-1])
    jobs[0].done = Done(folder / jobs[0].name, ("Turned up by 5.1 dB, to -14.0 LUFS.",))
    jobs[0].is_over = True
    jobs[0].ended.emit()
    jobs[1].phase, jobs[1].share = "rendering", 0.43
    jobs[1]._started_at = time.monotonic() - 9
    jobs[1].changed.emit()


def show_log(window: MainWindow, folder: Path) -> None:
    """Show a log with a warning in it."""
    from gui.desk.log_viewer import LogViewer, records

    log = LogViewer(folder / "segue.log", "Running on the CPU.", window)
    log.show_entries(records(list(LOG)))
    log.show()
