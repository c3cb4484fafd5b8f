"""Export as the user meets it: the dialog, what is under way, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtWidgets import QMessageBox

from gui.exports.export_dialog import ExportDialog
from gui.exports.export_job import ExportChoice
from gui.exports.export_progress import ExportProgress
from gui.exports.show_in_folder import FolderShower
from gui.feature import Feature, Shell


class ExportControl(Feature):
    """Opens the dialog, starts exports and shows how far they are."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        morph = shell.views.morph
        self.dialog: ExportDialog | None = None
        self.progress = ExportProgress(shell.theme, [morph.mel, morph], morph)
        self._shower = FolderShower(self)
        self.progress.show_wished.connect(self._shower.show)
        shell.controller.exporter.started.connect(self.progress.add)
        shell.commands.add(export=self.open_dialog)

    def open_dialog(self) -> None:
        """Ask what is to be written, beside the window that goes on playing."""
        if not self.shell.controller.can_export or self.dialog is not None:
            return
        dialog = ExportDialog(self.shell.controller, self.shell.theme, self.shell.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._on_chosen)
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        dialog.open()

    @QtSlot(object)
    def _on_chosen(self, choice: ExportChoice) -> None:
        self.shell.views.morph.messages.refusal.clear()
        self.shell.controller.export(choice)

    @QtSlot()
    def _on_finished(self) -> None:
        self.dialog = None

    def may_close(self) -> bool:
        jobs = self.shell.controller.exporter.jobs
        if not jobs:
            return True
        text = self.tr("{name} is not finished. Stop it and close Segue?").format(name=jobs[0].name)
        if len(jobs) > 1:
            text = self.tr("{n} exports are not finished. Stop them and close Segue?")
            text = text.format(n=len(jobs))
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self.shell.window, self.tr("Export"), text, buttons.Yes | buttons.No, buttons.No
        )
        return answer == buttons.Yes

    def shutdown(self) -> None:
        if self.dialog is not None:
            self.dialog.close()
