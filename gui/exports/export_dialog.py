"""The export dialog: what, how, where; one page, and nothing is written before Export."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from export.formats import SUFFIXES
from gui.controller import Controller
from gui.exports.export_form import ExportForm
from gui.exports.export_job import ExportChoice, make_order, suggested_name
from gui.theme import Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.messages import MessageBar
from gui.words import sentence

WIDTH = 520


class ExportDialog(QDialog):
    """Asks for everything about one export. It stays open until that can be done, or is not wanted.

    Parameters
    ----------
    controller : Controller
    theme : Theme

    Signals
    -------
    chosen(ExportChoice)
        It was checked that this can be written.
    """

    chosen = Signal(object)

    def __init__(self, controller: Controller, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self._controller = controller
        self._is_name_own = False
        self.form = ExportForm(controller.session, controller.settings, self)
        self.target = ElidedLabel("secondary", self)
        self.target.setAccessibleName(self.tr("What will be written"))
        self.hint = QLabel(self)
        self.hint.setProperty("role", "secondary")
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.refusal = MessageBar(theme, "error", self)
        self.export = QPushButton(self.tr("Export"))
        self.export.setProperty("role", "primary")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.buttons.addButton(self.export, QDialogButtonBox.ButtonRole.AcceptRole)
        self.export.setDefault(True)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        for widget in (self.form, self.target, self.hint, self.refusal):
            layout.addWidget(widget)
        layout.addSpacing(4)
        layout.addWidget(self.buttons)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.form.setMinimumWidth(WIDTH)
        self.form.folder.setText(controller.settings.export_folder or str(Path.home()))
        self._bind()
        self._refresh()
        self.form.name.setFocus()
        self.form.name.selectAll()

    def _bind(self) -> None:
        form = self.form
        for control in form.inputs():
            if isinstance(control, QComboBox):
                control.activated.connect(self._refresh)
            elif isinstance(control, QCheckBox):
                control.clicked.connect(self._refresh)
        form.name.textEdited.connect(self._on_name_edited)
        form.folder.textEdited.connect(self._refresh)
        form.browse.clicked.connect(self._on_browse)

    # -- showing ----------------------------------------------------------------------------

    @QtSlot()
    def _refresh(self) -> None:
        """Fit the rows to what is chosen, and say what will come of it."""
        form, session = self.form, self._controller.session
        form.fit()
        kind = form.kind.currentData()
        if not self._is_name_own:
            form.name.setText(suggested_name(session, kind))
        path = self.path
        self.refusal.clear()
        self.export.setEnabled(path is not None)
        if path is None:
            self.target.set_text(
                self.tr("Give it a name, without / and \\, and a whole path to a folder.")
            )
        elif kind == "series":
            self.target.set_text(self.tr("A folder: {path}").format(path=path))
        else:
            self.target.set_text(str(path))
        hint = self._hint(kind)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def _hint(self, kind: str) -> str:
        session = self._controller.session
        if kind == "whole":
            hint = self.tr("Both files from their beginning, as long as the shorter one, mono.")
            if session.is_curve:
                hint += " " + self.tr("The curve is stretched over all of it.")
        elif kind == "transition":
            hint = self.tr("With all channels; outside the morph the files are as they are.")
            if session.used_sound is not None:
                hint += " " + self.tr("It begins as A and ends as B; the sound goes with alpha.")
        elif kind == "series":
            hint = self.tr("With pictures, and a page to listen to them: index.html.")
        else:
            return ""
        if session.is_matching and kind in ("transition", "whole"):
            hint += " " + self.tr("B is taken as it is in its file, not matched to A.")
        return hint

    @property
    def path(self) -> Path | None:
        """Where it will be written, or None without a proper name and folder."""
        form = self.form
        name = form.name.text().strip()
        if name.lower().endswith(SUFFIXES):  # typed from habit
            name = name[: name.rindex(".")]
        if name in ("", ".", "..") or "/" in name or "\\" in name:
            return None
        try:
            folder = Path(form.folder.text().strip()).expanduser()
        except RuntimeError:  # ~nobody
            return None
        suffix = "" if form.kind.currentData() == "series" else form.format.currentData()
        return folder / (name + suffix) if folder.is_absolute() else None

    @QtSlot()
    def _on_name_edited(self) -> None:
        self._is_name_own = bool(self.form.name.text().strip())
        own = self.form.name.text()
        self._refresh()
        if not own.strip():  # the suggestion comes back when the field is left
            self.form.name.setText(own)
            self.export.setEnabled(False)

    @QtSlot()
    def _on_browse(self) -> None:
        title = self.tr("Choose a folder")
        folder = QFileDialog.getExistingDirectory(self, title, self.form.folder.text())
        if folder:
            self.form.folder.setText(folder)
            self._refresh()

    # -- asking -----------------------------------------------------------------------------

    def choice(self, path: Path, *, may_replace: bool) -> ExportChoice:
        """Return what is chosen."""
        form = self.form
        kind = form.kind.currentData()
        pictures = [(form.png, ".png"), (form.exr, ".exr")]
        return ExportChoice(
            path,
            kind,
            form.bits.currentData() if form.bits.isEnabled() else "PCM_24",
            form.format.currentData(),
            form.rate.currentData(),
            form.loudness.currentData(),
            may_replace,
            form.range.currentData() if kind in ("alpha", "curve") else None,
            tuple(suffix for box, suffix in pictures if box.isChecked() and kind != "series"),
            form.steps.value(),
            form.even.isChecked(),
            form.zone.value(),
            form.zone_place.currentData(),
        )

    @QtSlot()
    def _on_accepted(self) -> None:
        """Check what can be checked now; ask about older files; go."""
        from engine.errors import MorphError
        from export.order import older_files

        controller, path = self._controller, self.path
        if path is None or controller.vae is None or not controller.can_export:
            return
        choice = self.choice(path, may_replace=True)
        try:
            order = make_order(choice, controller.session, controller.vae)
            order.check()
            older = older_files(order)
        except MorphError as e:
            self.refusal.show_text(sentence(e))
            return
        if older and not self._ask_replace(older[0].name):
            return
        if not older:
            choice = self.choice(path, may_replace=False)
        self.form.remember()
        controller.settings.export_folder = str(path.parent)
        self.accept()
        self.chosen.emit(choice)

    def _ask_replace(self, name: str) -> bool:
        text = self.tr("“{name}” exists already. Replace it?").format(name=name)
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self, self.tr("Export"), text, buttons.Yes | buttons.No, buttons.No
        )
        return answer == buttons.Yes
