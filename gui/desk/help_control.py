"""The Help menu: keys, the log, and what Segue is."""

from __future__ import annotations

import logging

from PySide6.QtCore import Slot as QtSlot

from gui.desk.about import AboutDialog, Papers, read_papers
from gui.desk.log_viewer import LogViewer, Record, read_tail
from gui.desk.shortcut_sheet import ShortcutSheet
from gui.dialogs import present
from gui.feature import Feature, Shell
from gui.settings import log_path
from gui.task_runner import Task
from gui.words import sentence

log = logging.getLogger(__name__)


class HelpControl(Feature):
    """Opens the dialogs of the Help menu; each is made anew, and none blocks the window."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.keys: ShortcutSheet | None = None
        self.about: AboutDialog | None = None
        self.log: LogViewer | None = None
        self._reading: Task | None = None
        shell.commands.add(keys=self.show_keys, about=self.show_about, log=self.show_log)

    def shutdown(self) -> None:
        for dialog in (self.keys, self.about, self.log):
            if dialog is not None:
                dialog.close()

    def show_keys(self) -> None:
        """Show the sheet of keys."""
        if self.keys is None:
            self.keys = ShortcutSheet(self.shell.views.menus.list, self.shell.window)
        present(self.keys)
        self.keys.search.setFocus()
        self.keys.search.selectAll()

    def show_about(self) -> None:
        """Show what Segue is; what lies in files follows when it was read."""
        vae = self.shell.controller.vae
        if self.about is not None:
            self.about.close()
            self.about.deleteLater()
        self.about = AboutDialog(vae, self.shell.window)
        self.about.show()
        folder = vae.folder if vae is not None else None

        def work(_: Task) -> Papers:
            return read_papers(folder)

        tasks = self.shell.controller.tasks
        tasks.submit(work, on_done=self._on_papers, on_failed=self._on_no_papers)

    @QtSlot(object, object)
    def _on_papers(self, _: Task, papers: Papers) -> None:
        if self.about is not None:
            self.about.show_papers(papers)

    @QtSlot(object, object)
    def _on_no_papers(self, _: Task, error: Exception) -> None:
        log.error("the credits could not be read", exc_info=error)

    def show_log(self) -> None:
        """Show the log's tail."""
        vae = self.shell.controller.vae
        if self.log is not None:
            self.log.close()
            self.log.deleteLater()
        provider = vae.provider.reason if vae is not None else self.shell.controller.model_error
        self.log = LogViewer(log_path(), provider, self.shell.window)
        self.log.refresh_requested.connect(self._read_log)
        self.log.show()
        self._read_log()

    @QtSlot()
    def _read_log(self) -> None:
        path = log_path()

        def work(_: Task) -> list[Record]:
            return read_tail(path)

        self._reading = self.shell.controller.tasks.submit(
            work, on_done=self._on_log, on_failed=self._on_no_log
        )

    @QtSlot(object, object)
    def _on_log(self, task: Task, entries: list[Record]) -> None:
        if self.log is not None and task is self._reading:
            self.log.show_entries(entries)

    @QtSlot(object, object)
    def _on_no_log(self, task: Task, error: Exception) -> None:
        if self.log is not None and task is self._reading:
            self.log.show_failure(sentence(error))
