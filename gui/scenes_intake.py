"""Scenes of getting music in: a list to choose from, a question, a changed file, a dragged edge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from gui.clips.drops import Dropped
from gui.clips.file_watch import CHANGED, FileWatch
from gui.session import Slot

if TYPE_CHECKING:
    from gui.main_window import MainWindow

NAMES = (
    *("Prelude in C.flac", "a very long name of a very quiet piece for two violas, take 3.wav"),
    *(
        "live/01 Opening.mp3",
        "live/02 夜の音楽 🎵.ogg",
        "live/03 Encore.mp3",
        "sketches/loop 7.wav",
    ),
)


def choose_side(window: MainWindow, _folder: Path) -> None:
    """A third clip waits for an answer."""
    window.drops.chooser.ask(Path("/music/a third clip with a long name, live in Vienna.flac"))


def choose_file(window: MainWindow, folder: Path) -> None:
    """A folder was dropped on B."""
    for name in NAMES * 4:
        path = folder / "Music" / name
        while path.exists():
            path = path.with_stem(f"{path.stem} again")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    window.drops.take(Slot.B, Dropped((folder / "Music",), ""))


def has_listed(window: MainWindow) -> bool:
    """Whether the folder was looked through."""
    return window.controller.tasks.n_live == 0 and window.drops.picker.model.n_all > 0


def change_file(window: MainWindow, _folder: Path) -> None:
    """Another program has saved A's file."""
    watch = next(feature for feature in window.features if isinstance(feature, FileWatch))
    path = window.controller.session.slots[Slot.A].path
    assert path is not None
    watch._tell(path, CHANGED)
    watch._show()


def drag_edge(window: MainWindow, _folder: Path) -> None:
    """The hand holds the right edge of B's frame, among beats."""
    view = window.clips[Slot.B].overview
    view.set_ticks(np.arange(0.1, view.duration_s, 0.4))
    place = QPointF(view.x_of(view.frame.end_s), 12.0)
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind, by in ((QEvent.Type.MouseButtonPress, 0), (QEvent.Type.MouseMove, -40)):
        at = place + QPointF(by, 0)
        glob = view.viewport().mapToGlobal(at)
        QApplication.sendEvent(view.viewport(), QMouseEvent(kind, at, glob, button, button, none))
