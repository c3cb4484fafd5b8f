"""The morph as a file that is dragged into another program, or put on the clipboard."""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRectF, QSize, Qt, QUrl
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QColor, QDrag, QGuiApplication, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton

from engine.morph.alpha import weights
from export.files import shown
from gui.clips.drops import OWN
from gui.exports.export_job import ExportChoice, ExportJob, make_order, suggested_name
from gui.exports.scratch import Scratch
from gui.feature import Feature, Shell
from gui.palette import mix
from gui.task_runner import Task
from gui.theme import Theme
from gui.views.envelope import peaks_of
from gui.words import sentence

log = logging.getLogger(__name__)
PICTURE = QSize(184, 56)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A file, and the morph that is in it."""

    key: tuple[object, ...]
    path: Path


class DragOut(Feature):
    """Writes the morph when a hand takes hold of it, and gives it away when the hand moves.

    The hand takes its badge, its title, or the grip beside Export. A click on the grip, as Ctrl+C,
    puts the file on the clipboard. The files lie in a temporary folder until the window closes.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.scratch = Scratch()
        self.grip = self._make_grip()
        self._from: QPoint | None = None
        self._is_drag_due = self._is_copy_due = False
        self._made: _Made | None = None
        self._job: tuple[tuple[object, ...], ExportJob] | None = None
        morph, controller = shell.views.morph, shell.controller
        tip = self.tr("Drag the morph into a file manager or another program")
        for widget in (morph.badge, morph.title):
            widget.setCursor(Qt.CursorShape.OpenHandCursor)
            widget.setToolTip(tip)
            widget.installEventFilter(self)
        self.grip.installEventFilter(self)
        controller.result_changed.connect(self._on_result_changed)
        shell.theme.changed.connect(self._on_theme_changed)
        shell.commands.add(copy_file=self.copy)
        self._on_theme_changed()
        self._on_result_changed()

    def _make_grip(self) -> QPushButton:
        export = self.shell.views.transport.export
        holder = export.parentWidget()
        assert holder is not None
        grip = QPushButton(holder)
        grip.setProperty("role", "grip")
        grip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        grip.setCursor(Qt.CursorShape.OpenHandCursor)
        grip.setAccessibleName(self.tr("Copy the morph as a file"))
        grip.setToolTip(
            self.tr("Drag the morph from here into another program; click to copy it as a file")
        )
        grip.clicked.connect(self.copy)
        row = holder.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(row.indexOf(export), grip)
        return grip

    def start(self) -> None:
        def work(_: Task) -> None:
            self.scratch.open()

        self.shell.controller.tasks.submit(
            work, on_done=self._on_opened, on_failed=self._on_not_opened
        )

    def shutdown(self) -> None:
        self._from = None
        self._is_drag_due = self._is_copy_due = False
        if self._job is not None:
            self._job[1].cancel()
        self.scratch.clean()

    @QtSlot(object, object)
    def _on_opened(self, _: Task, __: object) -> None:
        pass

    @QtSlot(object, object)
    def _on_not_opened(self, _: Task, error: Exception) -> None:
        log.warning("no folder for dragged files: %s", error)

    # -- the hand ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            position = event.globalPosition().toPoint()
            if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                if event.button() is Qt.MouseButton.LeftButton:
                    self._from = position
                    self._prepare()
                    return watched is not self.grip  # or it would go on to the card, and be lost
            elif event.type() == QEvent.Type.MouseMove and self._from is not None:
                distance = (position - self._from).manhattanLength()
                if distance >= QApplication.startDragDistance():
                    self._is_drag_due = True
                    self._go()
                return True
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._from = None
                self._is_drag_due = False
        return super().eventFilter(watched, event)

    @QtSlot()
    def copy(self) -> None:
        """Put the morph as a file on the clipboard."""
        if self.shell.controller.can_export:
            self._is_copy_due = True
            self._prepare()
            self._go()

    # -- the file ---------------------------------------------------------------------------

    def _key(self) -> tuple[object, ...]:
        """Return what makes this morph another one."""
        session = self.shell.controller.session
        sources = tuple(state.source for state in session.slots.values())
        made_with = (session.used_detail, session.is_even, session.used_texture)
        where = (session.used_alpha, session.used_sound)
        return (*sources, *where, session.method, *made_with)

    def _prepare(self) -> None:
        """Have the file written, unless it is there or on its way."""
        controller = self.shell.controller
        vae, session, key = controller.vae, controller.session, self._key()
        if vae is None or not controller.can_export:
            return
        if self._made is not None and self._made.key == key and self._made.path.exists():
            return
        if self._job is not None:
            if self._job[0] == key:
                return
            self._job[1].cancel()
        kind = "curve" if session.is_curve else "alpha"
        path = self.scratch.place(suggested_name(session, kind) + ".wav")
        order = make_order(ExportChoice(path, kind, has_sidecar=False), session, vae)
        job = controller.exporter.start(order, is_quiet=True)
        self._job = (key, job)
        job.ended.connect(self._on_ended)

    @QtSlot()
    def _on_ended(self) -> None:
        if self._job is None or not self._job[1].is_over:
            return  # of one that was given up
        key, job = self._job
        self._job = None
        if job.done is not None:
            self._made = _Made(key, Path(job.done.path))
            self._go()
        elif job.error is not None:
            self._is_drag_due = self._is_copy_due = False
            self.shell.views.morph.messages.refusal.show_text(sentence(job.error))

    def _go(self) -> None:
        """Give the file away if it is wanted and there."""
        made = self._made
        if made is None or made.key != self._key():
            return
        if self._is_copy_due:
            self._is_copy_due = False
            QGuiApplication.clipboard().setMimeData(file_mime(made.path))
            text = self.tr("Copied {name}. Paste it in a file manager.")
            self.shell.controller.noted.emit(text.format(name=shown(Path(made.path.name))))
        if self._is_drag_due and self._from is not None:
            self._is_drag_due, self._from = False, None
            self.grip.setDown(False)
            self._drag(made.path)

    def _drag(self, path: Path) -> None:
        drag = QDrag(self.shell.window)
        drag.setMimeData(file_mime(path))
        drag.setPixmap(self._picture(path.name))
        drag.setHotSpot(QPoint(-12, -12))
        drag.exec(Qt.DropAction.CopyAction)

    def _picture(self, name: str) -> QPixmap:
        """Draw the morph's waveform and the file's name."""
        session, p = self.shell.controller.session, self.shell.theme.palette
        scale = self.shell.window.devicePixelRatioF()
        pixmap = QPixmap(PICTURE * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(p.panel))
        painter.setPen(QColor(p.secondary))
        frame = QRectF(0.5, 0.5, PICTURE.width() - 1, PICTURE.height() - 1)
        painter.drawRoundedRect(frame, 6, 6)
        painter.setPen(QColor(p.text))
        words = frame.adjusted(10, 4, -10, -32)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, round(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        sound = session.sound
        if sound is not None and sound.samples is not None:
            middle, half = frame.height() - 18, 13.0
            peaks = peaks_of(sound.samples, round(words.width()))
            column_s = session.length_s / len(peaks)
            alphas = np.broadcast_to(weights(sound.alpha, len(peaks), column_s), len(peaks))
            for i, (low, high) in enumerate(peaks):
                painter.setPen(QColor(mix(p.a, p.b, round(float(alphas[i]), 2))))
                top, bottom = middle - half * min(1.0, high), middle - half * max(-1.0, low)
                painter.drawLine(
                    round(words.left()) + i, round(top), round(words.left()) + i, round(bottom)
                )
        painter.end()
        return pixmap

    # -- showing ----------------------------------------------------------------------------

    @QtSlot()
    def _on_result_changed(self) -> None:
        can_export = self.shell.controller.can_export
        self.grip.setEnabled(can_export)
        self.shell.views.menus.actions["copy_file"].setEnabled(can_export)

    @QtSlot()
    def _on_theme_changed(self) -> None:
        theme: Theme = self.shell.theme
        self.grip.setIcon(theme.icon("grip", "secondary"))


def file_mime(path: Path) -> QMimeData:
    """Return a file as file managers and other programs take it."""
    url = QUrl.fromLocalFile(str(path))
    mime = QMimeData()
    mime.setUrls([url])
    encoded = url.toString(QUrl.ComponentFormattingOption.FullyEncoded).encode()
    mime.setData("x-special/gnome-copied-files", b"copy\n" + encoded)
    mime.setData(OWN, b"1")
    return mime
