"""File > Open recent: the sounds and projects that were opened last."""

from __future__ import annotations

import json
import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QAction, QFontMetrics

from engine.audio.files import display_name
from export.demo import DEMO_PAIR
from gui.clips.reading import Loaded
from gui.feature import Feature, Shell
from gui.projects.project_control import ProjectControl
from gui.session import Slot
from gui.task_runner import Task
from gui.widgets.elided_label import plain_tip

MAX_RECENT = 12
MAX_BYTES = 100_000
NAME_PX = 320


def read_recent(text: str) -> list[Path]:
    """Return the paths of a setting; junk in it is left out."""
    try:
        names = json.loads(text) if len(text) <= MAX_BYTES else []
    except (ValueError, RecursionError):
        return []
    names = names if isinstance(names, list) else []
    paths = [Path(name) for name in names if isinstance(name, str) and name and "\0" not in name]
    return list(dict.fromkeys(path for path in paths if path.is_absolute()))[:MAX_RECENT]


def write_recent(paths: list[Path]) -> str:
    """Return the setting of these paths."""
    return json.dumps([str(path) for path in paths])


class Recent(Feature):
    """Keeps the list, fills the menu, and opens what is chosen from it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.menu = shell.views.menus.menus[">recent"]
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self.fill)
        self._opening: set[Path] = set()
        for loader in shell.controller.loaders.values():
            loader.started.connect(self._on_started)
            loader.loaded.connect(self._on_loaded)
        self.fill()

    def start(self) -> None:
        """Hear of projects too."""
        projects = self.shell.window.findChild(ProjectControl)
        assert projects is not None, "every feature is made before one starts"
        projects.opened.connect(self.remember)
        projects.saved.connect(self.remember)

    @property
    def paths(self) -> list[Path]:
        """The newest first."""
        return read_recent(self.shell.controller.settings.recent)

    def _keep(self, paths: list[Path]) -> None:
        self.shell.controller.settings.recent = write_recent(paths[:MAX_RECENT])
        self.fill()

    @QtSlot(object)
    def remember(self, path: Path) -> None:
        """Put a file first."""
        path = Path(os.path.abspath(path))
        if path not in DEMO_PAIR:
            self._keep([path, *(other for other in self.paths if other != path)])

    def forget(self, path: Path) -> None:
        """Leave a file out."""
        self._keep([other for other in self.paths if other != path])

    @QtSlot()
    def clear(self) -> None:
        """Forget all."""
        self._keep([])

    @QtSlot(object)
    def _on_started(self, path: Path) -> None:
        self._opening.add(path)

    @QtSlot(object, object)
    def _on_loaded(self, _: Slot, loaded: Loaded) -> None:
        if loaded.path in self._opening:  # not another excerpt of it
            self._opening.discard(loaded.path)
            self.remember(loaded.path)

    # -- the menu ---------------------------------------------------------------------------

    @QtSlot()
    def fill(self) -> None:
        """List what there is."""
        self.menu.clear()
        paths = self.paths
        metrics = QFontMetrics(self.menu.font())
        for path in paths:
            name = " ".join(path.name.split()) or str(path)
            name = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_PX)
            action = self.menu.addAction(name.replace("&", "&&"))
            action.setToolTip(plain_tip(str(path)))
            action.setData(path)
            action.triggered.connect(self._on_triggered)
        if not paths:
            self.menu.addAction(self.tr("Nothing yet")).setEnabled(False)
        self.menu.addSeparator()
        clear = self.menu.addAction(self.tr("Clear the list"))
        clear.setEnabled(bool(paths))
        clear.triggered.connect(self.clear)

    @QtSlot()
    def _on_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        path: Path = action.data()

        def work(_: Task) -> tuple[Path, bool]:
            return path, os.path.exists(path)

        self.shell.controller.tasks.submit(
            work, on_done=self._on_looked_at, on_failed=self._on_failed
        )

    @QtSlot(object, object)
    def _on_looked_at(self, _: Task, found: tuple[Path, bool]) -> None:
        path, is_there = found
        if is_there:
            self.shell.drops.open_any(path)
            return
        self.forget(path)
        text = self.tr(
            "{name} is not there any more; it was taken off the list. Open it from where it is now."
        )
        self.shell.views.morph.messages.refusal.show_text(text.format(name=display_name(path)))

    @QtSlot(object, object)
    def _on_failed(self, _: Task, error: Exception) -> None:
        raise error
