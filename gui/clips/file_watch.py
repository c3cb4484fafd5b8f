"""Files that other programs change while they are open here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer
from PySide6.QtCore import Slot as QtSlot

from engine.audio.files import display_name
from gui.feature import Feature, Shell
from gui.session import Slot
from gui.task_runner import Task

QUIET_MS = 500
"""A file that looks the same twice, so long apart, is written to its end."""
GONE, CHANGED = "gone", "changed"

Look = tuple[int, int, int] | None
"""Time of the last change, size and number of a file; None if it is not there."""


def look_at(path: Path) -> Look:
    """Return by what a change of a file is told. Thread: task."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


class FileWatch(Feature):
    """Says in the column when its file was changed or is gone, and reads it again."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self._look)
        self._known: dict[Path, Look] = {}
        self._seen: dict[Path, Look] = {}
        self._trouble: dict[Path, str] = {}
        self._said = dict.fromkeys(Slot, ("", ""))  # a bar that was closed stays closed
        self._watcher.fileChanged.connect(self._on_changed)
        self._watcher.directoryChanged.connect(self._on_changed)
        controller, views = shell.controller, shell.views
        controller.slot_changed.connect(self._on_slot_changed)
        for slot, loader in controller.loaders.items():
            loader.started.connect(self._on_started)
            _Reload(self, slot)
        views.menus.actions["reload_changed"].setChecked(controller.settings.reloads)
        shell.commands.add(
            reload_a=self.reload_a, reload_b=self.reload_b, reload_changed=self.toggle
        )

    def reload_a(self) -> None:
        """Read A's file again."""
        self.reload(Slot.A)

    def reload_b(self) -> None:
        """Read B's file again."""
        self.reload(Slot.B)

    def reload(self, slot: Slot) -> None:
        """Read a file again, at the same place."""
        ref = self.shell.controller.session.slots[slot].ref
        if ref is not None:
            self.shell.controller.open_clip(slot, ref.path, ref.start_s)

    def toggle(self) -> None:
        """Read changed files at once, or ask first."""
        settings = self.shell.controller.settings
        settings.reloads = not settings.reloads
        self.shell.views.menus.actions["reload_changed"].setChecked(settings.reloads)
        if settings.reloads:
            for path, trouble in list(self._trouble.items()):
                if trouble == CHANGED:
                    self._tell(path, CHANGED)

    def shutdown(self) -> None:
        """Watch no more."""
        self._timer.stop()
        watched = self._watcher.files() + self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)

    # -- looking ----------------------------------------------------------------------------

    def _open_paths(self) -> set[Path]:
        slots = self.shell.controller.session.slots.values()
        return {state.path for state in slots if state.path is not None}

    @QtSlot(object)
    def _on_started(self, path: Path) -> None:
        """A file is read anew: as it is now it is right."""
        self._known.pop(path, None)
        self._seen.pop(path, None)
        self._trouble.pop(path, None)
        self._show()

    @QtSlot(object)
    def _on_slot_changed(self, _: Slot) -> None:
        paths = self._open_paths()
        for known in (self._known, self._seen, self._trouble):
            for path in set(known) - paths:
                del known[path]
        self._show()
        if paths - set(self._known):
            self._look()

    @QtSlot(str)
    def _on_changed(self, _: str) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @QtSlot()
    def _look(self) -> None:
        paths = sorted(self._open_paths())

        def work(_: Task) -> dict[Path, Look]:
            return {path: look_at(path) for path in paths}

        if paths:
            self.shell.controller.tasks.submit(
                work, on_done=self._on_looked, on_failed=self._on_failed
            )

    @QtSlot(object, object)
    def _on_failed(self, _: Task, error: Exception) -> None:
        raise error

    @QtSlot(object, object)
    def _on_looked(self, _: Task, looks: dict[Path, Look]) -> None:
        for path, look in looks.items():
            if path not in self._open_paths():
                continue
            known = self._known.setdefault(path, look)
            is_stable = self._seen.get(path, known) == look
            self._seen[path] = look
            if look == known:
                self._trouble.pop(path, None)
            elif not is_stable:
                self._timer.start()
            else:
                self._tell(path, GONE if look is None else CHANGED)
        self._watch(looks)
        self._show()

    def _watch(self, looks: dict[Path, Look]) -> None:
        """Watch the files that are there, and the folders of all that were."""
        files = {str(path) for path, look in looks.items() if look is not None}
        folders = {str(p.parent) for p in looks if self._known.get(p) is not None}
        there = set(self._watcher.files() + self._watcher.directories())
        if old := there - files - folders:
            self._watcher.removePaths(list(old))
        if new := (files | folders) - there:
            self._watcher.addPaths(list(new))

    # -- telling ----------------------------------------------------------------------------

    def _tell(self, path: Path, trouble: str) -> None:
        self._trouble[path] = trouble
        if trouble == CHANGED and self.shell.controller.settings.reloads:
            for slot, state in self.shell.controller.session.slots.items():
                if state.path == path:
                    self.reload(slot)

    def _show(self) -> None:
        for slot, column in self.shell.views.clips.items():
            path = self.shell.controller.session.slots[slot].path
            trouble = self._trouble.get(path) if path is not None else None
            text = action = ""
            if path is not None and trouble == CHANGED:
                text = self.tr("{name} was changed by another program.")
                action = self.tr("Reload")
            elif path is not None and trouble == GONE:
                text = self.tr(
                    "{name} is no longer in its folder. What you hear stays, but no other part of "
                    "the file can be taken."
                )
            bar = column.messages.on_disk
            text = text.format(name=display_name(path)) if path is not None else text
            if (text, action) != self._said[slot]:
                self._said[slot] = (text, action)
                bar.show_text(text, action)


class _Reload(QObject):
    """The button of one column."""

    def __init__(self, watch: FileWatch, slot: Slot) -> None:
        super().__init__(watch)
        self._watch = watch
        self._slot = slot
        watch.shell.views.clips[slot].messages.on_disk.acted.connect(self._on_acted)

    @QtSlot()
    def _on_acted(self) -> None:
        self._watch.reload(self._slot)
