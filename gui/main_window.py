"""The window: composes its parts and passes the user's wishes on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QKeyEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from gui import geometry
from gui.backend import Backend
from gui.clips.clip_column import ClipColumn
from gui.clips.column import GAP
from gui.clips.drops import has_files
from gui.command_list import key_number
from gui.commands import Commands
from gui.controller import Controller
from gui.feature import Shell
from gui.features import guarded, make_features
from gui.menus import Menus
from gui.morphing.alpha_slider import AlphaSlider
from gui.morphing.morph_column import MorphColumn
from gui.playback.transport_bar import TransportBar
from gui.presenter import Presenter, Views
from gui.projects.project import is_project
from gui.session import Heard, Slot
from gui.settings import Settings
from gui.status_line import StatusLine
from gui.theme import ASSETS, Theme
from gui.views.time_axis import TimeAxis
from gui.window_drops import WindowDrops


class MainWindow(QMainWindow):
    """Segue's one window.

    Parameters
    ----------
    backend : Backend
    settings : Settings
    theme : Theme

    Signals
    -------
    closed()
        Everything was shut down.
    """

    closed = Signal()

    def __init__(self, backend: Backend, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.settings = settings
        self.theme = theme
        self.controller = Controller(backend, settings, self)
        try:
            self._build()
        except BaseException:
            # A thread that still runs when its object goes would take the process with it.
            self.controller.shutdown()
            raise

    # -- composing --------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.theme
        self.setWindowTitle(self.tr("Segue"))
        self.setWindowIcon(QIcon(str(ASSETS / "icons" / "segue.svg")))
        self.setAcceptDrops(True)
        self.clips = {slot: ClipColumn(theme, slot, self) for slot in Slot}
        self.morph = MorphColumn(theme, self)
        self.axis = TimeAxis(parent=self)
        for column in (*self.clips.values(), self.morph):
            column.set_axis(self.axis)
        self.alpha = AlphaSlider(theme, self)
        self.transport = TransportBar(theme, self)
        self.status = StatusLine(theme, self)
        self.menus = Menus(self)
        self._plain_keys = self.menus.list.plain_keys()
        self._compose()
        self._restyle()
        views = Views(self.clips, self.morph, self.alpha, self.transport, self.status, self.menus)
        self._presenter = Presenter(self.controller, views, theme, self)
        self.commands = Commands(self.controller, views, theme, self)
        self.drops = WindowDrops(self.controller, self.clips, self.morph, theme, self)
        shell = Shell(self, self.controller, views, theme, self.commands, self.drops)
        self.features = make_features(shell)
        self._bind()
        self._restore()
        self._presenter.show_all()

    def _compose(self) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(14)
        columns.addWidget(self.clips[Slot.A], 20)
        columns.addWidget(self.morph, 29)
        columns.addWidget(self.clips[Slot.B], 20)
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 14, 16, 12)
        inner.setSpacing(GAP + 2)
        inner.addLayout(columns, 1)
        inner.addWidget(self.alpha)
        inner.addWidget(self.transport)
        central = QWidget(self)
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(inner, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(central)

    def _bind(self) -> None:
        for column in self.clips.values():
            column.open_requested.connect(self.commands.ask_clip)
            column.play_requested.connect(self._on_play_requested)
            column.excerpt_moved.connect(self.controller.move_excerpt)
            column.excerpt_dropped.connect(self.controller.finish_move)
            column.cancel_requested.connect(self._on_cancel_requested)
        player, transport = self.controller.player, self.transport
        for view in (*self.clips.values(), self.morph):
            view.waveform.seek_requested.connect(player.seek)
            view.mel.seek_requested.connect(player.seek)
            for other in (*self.clips.values(), self.morph):
                view.mel.hovered.connect(other.mel.show_point)
                view.mel.left.connect(other.mel.hide_point)
        self.alpha.alpha_moved.connect(self.controller.set_alpha)
        self.morph.method_chosen.connect(self.controller.set_method)
        self.morph.demo_requested.connect(self.commands.open_demo)
        self.morph.bar.detail_moved.connect(self.controller.set_detail)
        self.morph.bar.even_toggled.connect(self.controller.set_even)
        self.morph.bar.beyond_toggled.connect(self.controller.set_beyond)
        self.morph.bar.texture_wished.connect(self.controller.new_texture)
        transport.play_clicked.connect(player.toggle)
        transport.stop_clicked.connect(player.stop)
        transport.to_start_clicked.connect(player.to_start)
        transport.loop_toggled.connect(self._on_loop_toggled)
        transport.heard_chosen.connect(self.controller.hear)
        transport.export_clicked.connect(self.commands.export)
        transport.retry_clicked.connect(player.retry)
        transport.volume.gain_changed.connect(self._on_gain_changed)
        self.drops.noted.connect(self.status.show_note)
        self.menus.chosen.connect(self.commands.run)
        self.menus.method_chosen.connect(self.controller.set_method)
        self.menus.model_chosen.connect(self.commands.open_model)
        self.theme.changed.connect(self._restyle)

    def _restore(self) -> None:
        geometry.restore(self, self.settings.geometry)
        self.transport.volume.set_db(self.settings.volume_db)
        self.controller.player.set_gain(self.transport.volume.gain)
        self.menus.actions[f"theme_{self.theme.mode}"].setChecked(True)
        self.menus.actions["loop"].setChecked(self.settings.is_looping)
        self.alpha.track.setFocus()

    @QtSlot()
    def _restyle(self) -> None:
        QApplication.setPalette(self.theme.qt_palette())
        self.setStyleSheet(self.theme.style_sheet())

    def start(self, paths: list[Path]) -> None:
        """Load the model, the sound device and the clips, once the window shows."""
        self._paths = paths[:2]
        for slot, path in zip(Slot, self._paths, strict=False):
            if not is_project(path):
                self.clips[slot].show_started(path)
        self.morph.set_waiting(bool(paths))
        QTimer.singleShot(0, self._on_shown)

    @QtSlot()
    def _on_shown(self) -> None:
        self.controller.start()
        for feature in self.features:
            guarded(feature.start, None)
        self.controller.open_paths(self._paths)

    # -- keys -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = self._plain_keys.get(key_number(event.key(), event.modifiers()))
        if name:
            if not event.isAutoRepeat():
                self.commands.run(name)
        elif not self.alpha.track.take_key(event):
            super().keyPressEvent(event)

    # -- what the parts ask for ----------------------------------------------------------------

    @QtSlot(object)
    def _on_play_requested(self, slot: Slot) -> None:
        player = self.controller.player
        if player.is_playing and self.controller.session.heard.name == slot.name:
            player.pause()
            return
        self.controller.hear(Heard[slot.name])
        player.play()

    @QtSlot(object)
    def _on_cancel_requested(self, slot: Slot) -> None:
        self.controller.loaders[slot].cancel()

    @QtSlot(bool)
    def _on_loop_toggled(self, is_looping: bool) -> None:
        self.settings.is_looping = is_looping
        self.menus.actions["loop"].setChecked(is_looping)
        self.controller.player.set_looping(is_looping)

    @QtSlot(float)
    def _on_gain_changed(self, gain: float) -> None:
        self.settings.volume_db = self.transport.volume.db
        self.controller.player.set_gain(gain)

    # -- drops ------------------------------------------------------------------------------

    def _share(self, event: QDragMoveEvent | QDropEvent) -> float:
        return event.position().x() / max(1, self.width())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_files(event.mimeData()):
            self.drops.light(event.mimeData(), self._share(event))
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drops.light(event.mimeData(), self._share(event))
        event.acceptProposedAction()

    def dragLeaveEvent(self, _: QDragLeaveEvent) -> None:
        self.drops.unlight()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.drops.drop(event.mimeData(), self._share(event))

    # -- the end ----------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if not all(guarded(feature.may_close, True) for feature in self.features):
            event.ignore()
            return
        self.settings.geometry = self.saveGeometry()
        # An import or a decoder under way may take a second to end; nobody needs to watch.
        self.hide()
        for feature in self.features:
            guarded(feature.shutdown, None)
        self.controller.shutdown()
        event.accept()
        self.closed.emit()
