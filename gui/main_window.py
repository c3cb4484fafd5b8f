"""The window: composes its parts and passes the user's wishes on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
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

from export.demo import DEMO_PAIR
from gui import geometry
from gui.alpha_slider import AlphaSlider
from gui.backend import Backend
from gui.clip_column import ClipColumn
from gui.column import GAP
from gui.controller import Controller
from gui.dialogs import (
    about_text,
    ask_clip,
    ask_export,
    ask_model_folder,
    export_name,
    keys_text,
    show_text,
)
from gui.drops import has_files
from gui.menus import PLAIN_KEYS, Menus
from gui.morph_column import MorphColumn
from gui.presenter import Presenter, Views
from gui.session import Heard, Slot
from gui.settings import Settings
from gui.status_line import StatusLine
from gui.theme import ASSETS, Theme
from gui.transport_bar import TransportBar
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
        self.alpha = AlphaSlider(theme, self)
        self.transport = TransportBar(theme, self)
        self.status = StatusLine(theme, self)
        self.menus = Menus(self)
        self._compose()
        self._restyle()
        views = Views(self.clips, self.morph, self.alpha, self.transport, self.status, self.menus)
        self._presenter = Presenter(self.controller, views, theme, self)
        self._drops = WindowDrops(self.controller, self.clips, self)
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
            column.open_requested.connect(self._on_open_requested)
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
        self.morph.demo_requested.connect(self.open_demo)
        transport.play_clicked.connect(player.toggle)
        transport.stop_clicked.connect(player.stop)
        transport.to_start_clicked.connect(player.to_start)
        transport.loop_toggled.connect(self._on_loop_toggled)
        transport.heard_chosen.connect(self.controller.hear)
        transport.export_clicked.connect(self.export)
        transport.retry_clicked.connect(player.retry)
        transport.volume.gain_changed.connect(self._on_gain_changed)
        self._drops.noted.connect(self.status.show_note)
        self.menus.chosen.connect(self.run_command)
        self.menus.device_chosen.connect(player.choose)
        self.menus.model_chosen.connect(self.open_model)
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
            self.clips[slot].show_started(path)
        self.morph.set_waiting(bool(paths))
        QTimer.singleShot(0, self._on_shown)

    @QtSlot()
    def _on_shown(self) -> None:
        self.controller.start()
        for slot, path in zip(Slot, self._paths, strict=False):
            self.controller.open_clip(slot, path)

    # -- commands ---------------------------------------------------------------------------

    @QtSlot(str)
    def run_command(self, name: str) -> None:
        """Do what a menu or key asks for."""
        controller = self.controller
        commands = {
            "quit": self.close,
            "demo": self.open_demo,
            "export": self.export,
            "close_clips": controller.close_clips,
            "swap": controller.swap,
            "play": controller.player.toggle,
            "stop": controller.player.stop,
            "to_start": controller.player.to_start,
            "loop": self.transport.loop.toggle,
            "open_model": self._ask_model,
            "keys": self._show_keys,
            "about": self._show_about,
        }
        kind, _, what = name.partition("_")
        if name in commands:
            commands[name]()
        elif kind == "open":
            self._on_open_requested(Slot[what.upper()])
        elif kind == "hear":
            controller.hear(Heard[what.upper()])
        elif kind == "alpha":
            controller.set_alpha({"a": 0.0, "middle": 0.5, "b": 1.0}[what])
        elif kind == "theme":
            self.settings.theme = what
            self.theme.set_mode(what)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        name = PLAIN_KEYS.get(Qt.Key(event.key()))
        if name and modifiers == Qt.KeyboardModifier.NoModifier:
            if not event.isAutoRepeat():
                self.run_command(name)
        elif not self.alpha.track.take_key(event):
            super().keyPressEvent(event)

    @QtSlot()
    def open_demo(self) -> None:
        """Open the clips that come with Segue."""
        for slot, path in zip(Slot, DEMO_PAIR, strict=True):
            self.controller.open_clip(slot, path)

    @QtSlot(object)
    def _on_open_requested(self, slot: Slot) -> None:
        path = ask_clip(self, slot.value, self.settings.open_folder)
        if path is not None:
            self.settings.open_folder = str(path.parent)
            self.controller.open_clip(slot, path)

    @QtSlot()
    def export(self) -> None:
        """Ask where to, and write the morph."""
        if not self.controller.session.is_final:
            return
        name = export_name(self.controller.session)
        chosen = ask_export(self, Path(self.settings.export_folder or Path.home()) / name)
        if chosen is not None:
            self.settings.export_folder = str(chosen.path.parent)
            self.morph.messages.refusal.clear()
            self.controller.export(
                chosen.path, subtype=chosen.subtype, may_replace=chosen.may_replace
            )

    @QtSlot(object)
    def open_model(self, folder: Path) -> None:
        """Morph with another model; the one in use stays if that one is refused."""
        self.morph.messages.refusal.clear()
        self.controller.models.open(folder)

    def _ask_model(self) -> None:
        folder = ask_model_folder(self, self.settings.model_folder)
        if folder is not None:
            self.settings.model_folder = str(folder.parent)
            self.open_model(folder)

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

    @QtSlot()
    def _show_keys(self) -> None:
        show_text(self, self.tr("Keys"), keys_text(self.menus.key_table()))

    @QtSlot()
    def _show_about(self) -> None:
        show_text(self, self.tr("About Segue"), about_text(self.controller.vae))

    # -- drops ------------------------------------------------------------------------------

    def _share(self, event: QDragMoveEvent | QDropEvent) -> float:
        return event.position().x() / max(1, self.width())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_files(event.mimeData()):
            self._drops.light(event.mimeData(), self._share(event))
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._drops.light(event.mimeData(), self._share(event))
        event.acceptProposedAction()

    def dragLeaveEvent(self, _: QDragLeaveEvent) -> None:
        self._drops.unlight()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._drops.drop(event.mimeData(), self._share(event))

    # -- the end ----------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settings.geometry = self.saveGeometry()
        # An import or a decoder under way may take a second to end; nobody needs to watch.
        self.hide()
        self.controller.shutdown()
        event.accept()
        self.closed.emit()
