"""Exports under way and done, over the lower end of the morph's picture: nothing moves for them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.engine_words import of_engine
from gui.exports.export_job import ExportJob
from gui.theme import Theme
from gui.widgets.elided_label import ElidedLabel, plain_tip
from gui.widgets.messages import MARGIN

MAX_ROWS = 3
SPACING = 6


class _Row(QFrame):
    """A card over the picture."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")

    def _link(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", "link")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(name)
        return button


class RunningRow(_Row):
    """One export under way: what it does, how far, how long still, and Cancel."""

    def __init__(self, job: ExportJob, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "loading")
        self.job = job
        self.text = ElidedLabel("loading", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Export of {name}").format(name=job.name))
        self.cancel = self._link(
            self.tr("Cancel"), self.tr("Cancel the export of {name}").format(name=job.name)
        )
        self.cancel.clicked.connect(job.cancel)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 8, 10)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.bar)
        job.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        job = self.job
        self.text.set_text(job.text())
        self.cancel.setEnabled(not job.is_cancelled)
        if job.share is None:
            self.bar.setRange(0, 0 if job.phase else 100)
        else:
            self.bar.setRange(0, 100)
            self.bar.setValue(round(100 * job.share))


class DoneRow(_Row):
    """What was saved, what was done to it, and the way to it.

    Signals
    -------
    show_wished(Path)
    closed(DoneRow)
    """

    show_wished = Signal(object)
    closed = Signal(object)

    def __init__(self, job: ExportJob, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        assert job.done is not None
        self.setProperty("kind", "info")
        self._theme = theme
        self._path = Path(job.done.path)
        said = [self.tr("Saved {name}.").format(name=job.name)]
        said += map(of_engine, job.done.sentences)
        self.text = QLabel(" ".join(said), self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self.text.setToolTip(plain_tip(str(self._path)))
        self.setAccessibleName(self.text.text())
        self.show_button = self._link(
            self.tr("Show in folder"), self.tr("Show {name} in its folder").format(name=job.name)
        )
        self.show_button.clicked.connect(self._on_show)
        self.close_button = QPushButton(self)
        self.close_button.setProperty("role", "close")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setAccessibleName(self.tr("Dismiss the message"))
        self.close_button.setToolTip(self.tr("Dismiss"))
        self.close_button.clicked.connect(self._on_close)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 6, 8)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @Slot()
    def _on_show(self) -> None:
        self.show_wished.emit(self._path)

    @Slot()
    def _on_close(self) -> None:
        self.closed.emit(self)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.close_button.setIcon(self._theme.icon("close", "secondary"))
        self.close_button.setIconSize(QSize(12, 12))


class ExportProgress(QWidget):
    """The rows, at most three of them and a line about more; a new export clears what is done.

    Parameters
    ----------
    over : list of QWidget
        Where it may lie; it takes the first that is visible.

    Signals
    -------
    show_wished(Path)
        The user wants to see the file in its folder.
    """

    show_wished = Signal(object)

    def __init__(self, theme: Theme, over: list[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._over = over
        self.rows: list[RunningRow | DoneRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING)
        self.more = QLabel(self)
        self.more.setProperty("role", "key")
        self._layout.addWidget(self.more)
        for widget in over:
            widget.installEventFilter(self)
        self.place()

    @Slot(object)
    def add(self, job: ExportJob) -> None:
        """Show an export that began."""
        for row in [row for row in self.rows if isinstance(row, DoneRow)]:
            self._drop(row)
        self._insert(RunningRow(job, self), len(self.rows))
        job.ended.connect(self._on_ended)
        self.place()

    def _insert(self, row: RunningRow | DoneRow, index: int) -> None:
        self.rows.insert(index, row)
        self._layout.insertWidget(index, row)

    def _drop(self, row: RunningRow | DoneRow) -> None:
        self.rows.remove(row)
        self._layout.removeWidget(row)
        row.hide()
        row.deleteLater()

    @Slot()
    def _on_ended(self) -> None:
        """Replace the row of what ended by what came of it, if anything did."""
        for row in [r for r in self.rows if isinstance(r, RunningRow) and r.job.is_over]:
            index = self.rows.index(row)
            self._drop(row)
            if row.job.done is not None:
                done = DoneRow(row.job, self._theme, self)
                done.show_wished.connect(self.show_wished)
                done.closed.connect(self._on_closed)
                self._insert(done, index)
        self.place()

    @Slot(object)
    def _on_closed(self, row: DoneRow) -> None:
        self._drop(row)
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self.place()
        return super().eventFilter(watched, event)

    @Slot()
    def place(self) -> None:
        """Take the width of the view and stand on its lower edge."""
        over = next((w for w in self._over if w.isVisible()), self._over[-1])
        for i, row in enumerate(self.rows):
            row.setVisible(i < MAX_ROWS)
        n_more = len(self.rows) - MAX_ROWS
        self.more.setVisible(n_more > 0)
        self.more.setText(self.tr("and {n} more").format(n=n_more))
        parent = self.parentWidget()
        assert parent is not None
        bottom = over.mapTo(parent, over.rect().bottomLeft())
        width = max(0, over.width() - 2 * MARGIN)
        height = max(0, self._layout.totalHeightForWidth(width))
        self.setGeometry(bottom.x() + MARGIN, bottom.y() + 1 - MARGIN - height, width, height)
        self.setVisible(bool(self.rows))
        self.raise_()
