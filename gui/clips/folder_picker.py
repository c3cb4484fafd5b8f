"""Which of many: the sound files of a folder, or of a big drop, as a list that can be searched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QSize,
    Qt,
)
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.clips.choose_side import Popover, SideButtons
from gui.clips.sound_list import SoundList
from gui.clips.sound_scan import Scanned, scan
from gui.session import Slot
from gui.task_runner import Task, TaskRunner
from gui.theme import Theme
from gui.widgets.elided_label import ElidedLabel, plain_tip

LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class FolderPicker(Popover):
    """Lists sound files and opens one as A, one as B, or both one after the other.

    Enter opens the file on the side that is named first: where the drop landed, the empty one, or
    the one that was not chosen yet. Keys A and B work in the list.

    Parameters
    ----------
    theme : Theme
    over : QWidget
    tasks : TaskRunner
    open_as : callable
        Called with the side and the path.
    """

    def __init__(
        self,
        theme: Theme,
        over: QWidget,
        tasks: TaskRunner,
        open_as: Callable[[Slot, Path], object],
    ) -> None:
        super().__init__(theme, over)
        self._tasks = tasks
        self._open_as = open_as
        self._task: Task | None = None
        self._next = Slot.A
        self._chosen: set[Slot] = set()
        self.model = SoundList(self)
        self._make()
        self._compose()
        self.search.textChanged.connect(self._on_searched)
        self.list.doubleClicked.connect(self._on_double_clicked)
        self.sides.chosen.connect(self.choose)
        self.stop.clicked.connect(self.cancel)
        self.closed.connect(self.cancel)

    def _make(self) -> None:
        self.heading = ElidedLabel("title", self)
        self.count = QLabel(self)
        self.count.setProperty("role", "secondary")
        self.count.setWordWrap(True)
        self.enter = QLabel(self)
        self.enter.setProperty("role", "secondary")
        self.stop = QPushButton(self.tr("Stop"), self)
        self.stop.setProperty("role", "link")
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop.setAccessibleName(self.tr("Stop looking for sound files"))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search the names"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Sound files"))
        self.list.setAccessibleDescription(
            self.tr("Enter opens the file; A and B say on which side.")
        )
        self.list.installEventFilter(self)
        self.sides = SideButtons(self)

    def _compose(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.heading, 1)
        top.addWidget(self.close_button)
        counted = QHBoxLayout()
        counted.setSpacing(8)
        counted.addWidget(self.count, 1)
        counted.addWidget(self.stop)
        counted.addWidget(self.enter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 16)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addLayout(counted)
        layout.addWidget(self.sides)

    # -- finding ----------------------------------------------------------------------------

    def look_into(self, paths: tuple[Path, ...], slot: Slot) -> None:
        """List what can be opened among paths and folders; ``slot`` is what Enter opens."""
        self.cancel()
        self._next, self._chosen = slot, set()
        self.model.clear()
        self.search.clear()
        root = paths[0] if len(paths) == 1 else paths[0].parent
        self.model.set_root(str(root))
        self.heading.set_text(root.name or str(root), plain_tip(str(root)))
        self.setAccessibleName(self.tr("Choose a sound file of {name}").format(name=root.name))

        def work(task: Task) -> Scanned:
            return scan(
                paths, task.should_cancel, lambda found: task.progress(found, is_forced=True)
            )

        self._task = self._tasks.submit(
            work, on_done=self._on_done, on_failed=self._on_failed, on_progress=self._on_found
        )
        self._show_count()
        self._show_next()
        self.pop_up(self.search)

    @QtSlot()
    def cancel(self) -> None:
        """Look no further; what was found stays."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._show_count()

    @QtSlot(object, object)
    def _on_found(self, task: Task, paths: list[Path]) -> None:
        if task is self._task:
            self.model.add(paths)
            self._select_first()
            self._show_count()

    @QtSlot(object, object)
    def _on_done(self, task: Task, scanned: Scanned) -> None:
        if task is self._task:
            self._task = None
            self._show_count(scanned)

    @QtSlot(object, object)
    def _on_failed(self, task: Task, error: Exception) -> None:
        if task is self._task:
            self._task = None
            self.count.setText(self.tr("Looking stopped: {error}").format(error=error))

    def _show_count(self, scanned: Scanned | None = None) -> None:
        self.stop.setVisible(self._task is not None)
        n, n_shown = self.model.n_all, self.model.rowCount()
        if scanned is not None and not n:
            text = self.tr("No sound here: no file ends in .wav, .flac, .mp3, .ogg, .m4a …")
        elif self._task is not None:
            text = self.tr("Looking… {n} found").format(n=f"{n:,}")
        elif n_shown < n:
            text = self.tr("{shown} of {n} shown").format(shown=f"{n_shown:,}", n=f"{n:,}")
        else:
            text = self.tr("{n} found").format(n=f"{n:,}")
        if scanned is not None and not scanned.is_all:
            text = self.tr("The first {n} are listed; there are more.").format(n=f"{n:,}")
        self.count.setText(text)
        for button in self.sides.buttons.values():
            button.setEnabled(n_shown > 0)

    def _show_next(self) -> None:
        self.enter.setText(self.tr("Enter opens as {name}").format(name=self._next.value))

    # -- choosing ---------------------------------------------------------------------------

    def _select_first(self) -> None:
        if not self.list.currentIndex().isValid() and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))

    @QtSlot(str)
    def _on_searched(self, text: str) -> None:
        self.model.search(text)
        self._select_first()
        self._show_count()

    @QtSlot(QModelIndex)
    def _on_double_clicked(self, _: QModelIndex) -> None:
        self.choose(self._next)

    @QtSlot(object)
    def choose(self, slot: Slot) -> None:
        """Open the marked file on one side; with both chosen the list has done its work."""
        index = self.list.currentIndex()
        if not index.isValid():
            return
        path = self.model.path_at(index.row())
        self._chosen.add(slot)
        self._next = slot.other
        self._show_next()
        if len(self._chosen) == len(Slot):
            self.dismiss()
        self._open_as(slot, path)

    def wanted_size(self) -> QSize:
        """Return a size for a dozen names."""
        return QSize(460, 480)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.choose(self._next)
                return True
            if watched is self.search and key in LIST_KEYS:
                self.list.setFocus()
                self.list.event(event)
                return True
            if watched is self.list and not event.modifiers() and self.sides.take_key(key):
                return True
        return super().eventFilter(watched, event)
