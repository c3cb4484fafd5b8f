"""The loop on the rulers, the meter, and which sound device is remembered."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout

from gui.clips.column import Column
from gui.feature import Feature, Shell
from gui.playback.device_menu import DeviceMenu
from gui.playback.device_watch import Wish
from gui.playback.loop_range import Range, spanned
from gui.playback.loop_shade import LoopShade
from gui.playback.ruler import Ruler

RULER_GAP = 4


class Hearing(Feature):
    """Adds a ruler to each column; with its loop, and what else is heard, all stay in step."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        controller, views = shell.controller, shell.views
        bridge, settings = controller.player, controller.settings
        bridge.wish = Wish(settings.device_name, settings.device_api)
        bridge.latency_s = settings.latency_ms / 1000
        columns = (*views.clips.values(), views.morph)
        self.rulers = [self._make_ruler(column) for column in columns]
        self.shades = [LoopShade(shell.theme, column.waveform) for column in columns]
        # The keys of one are enough.
        self.rulers[-1].setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menus = views.menus.menus
        self.menu = DeviceMenu(bridge, menus[">devices"], menus[">latency"], self)
        volume = views.transport.volume
        shell.commands.add(
            to_end=bridge.to_end,
            mute=volume.mute.toggle,
            loop_in=self.loop_from_here,
            loop_out=self.loop_to_here,
            loop_all=self.loop_all,
        )
        bridge.levelled.connect(views.transport.meter.set_level)
        bridge.noted.connect(views.status.show_note)
        bridge.wish_changed.connect(self._on_wish_changed)
        bridge.ticked.connect(self._on_ticked)
        volume.muted.connect(views.menus.actions["mute"].setChecked)
        views.transport.loop.toggled.connect(self._on_loop_toggled)
        controller.loop_changed.connect(self._on_loop_changed)
        if not sys.platform.startswith("linux"):
            # Elsewhere a new default device is not heard of; here the sound server moves us.
            QGuiApplication.instance().applicationStateChanged.connect(self._on_state_changed)

    def start(self) -> None:
        """Show what is looped at the start."""
        self._show_loop()

    def _make_ruler(self, column: Column) -> Ruler:
        ruler = Ruler(self.shell.theme, column.waveform.axis, column)
        layout = column.mel.parentWidget().layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(column.mel), ruler)
        layout.setSpacing(RULER_GAP)
        ruler.loop_moved.connect(self._on_loop_moved)
        ruler.seek_requested.connect(self.shell.controller.player.seek)
        return ruler

    # -- the loop ---------------------------------------------------------------------------

    @Slot(object)
    def _on_loop_moved(self, loop: Range | None) -> None:
        if loop is not None:
            self.shell.views.transport.loop.setChecked(True)
        self.shell.controller.set_loop(loop)
        self._show_loop()

    @Slot()
    def _on_loop_changed(self) -> None:
        self.shell.controller.player.set_loop(self.shell.controller.session.loop)
        self._show_loop()

    @Slot(bool)
    def _on_loop_toggled(self, _: bool) -> None:
        self._show_loop()

    def _show_loop(self) -> None:
        loop = self.shell.controller.session.loop
        is_looping = self.shell.views.transport.loop.isChecked()
        for ruler in self.rulers:
            ruler.set_loop(loop)
            ruler.set_looping(is_looping)
        for shade in self.shades:
            shade.set_loop(loop if is_looping else None)

    @Slot(float, float)
    def _on_ticked(self, position_s: float, _: float) -> None:
        for ruler in self.rulers:
            ruler.set_position(position_s)

    def _here_s(self) -> float:
        player = self.shell.controller.player.player
        return player.heard_position / player.sample_rate if player else 0.0

    @Slot()
    def loop_from_here(self) -> None:
        """Let the loop begin at the position; without one it ends with the sound."""
        duration_s, here_s = self.rulers[-1].axis.duration_s, self._here_s()
        loop = self.shell.controller.session.loop
        end_s = loop[1] if loop and loop[1] > here_s else duration_s
        self._on_loop_moved(spanned(here_s, end_s, duration_s))

    @Slot()
    def loop_to_here(self) -> None:
        """Let the loop end at the position; without one it begins with the sound."""
        duration_s, here_s = self.rulers[-1].axis.duration_s, self._here_s()
        loop = self.shell.controller.session.loop
        begin_s = loop[0] if loop and loop[0] < here_s else 0.0
        self._on_loop_moved(spanned(begin_s, here_s, duration_s))

    @Slot()
    def loop_all(self) -> None:
        """Loop everything."""
        self._on_loop_moved(None)

    # -- the device ---------------------------------------------------------------------------

    @Slot()
    def _on_wish_changed(self) -> None:
        bridge, settings = self.shell.controller.player, self.shell.controller.settings
        settings.device_name = bridge.wish.name
        settings.device_api = bridge.wish.host_api
        settings.latency_ms = round(1000 * bridge.latency_s)

    @Slot(object)
    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        bridge = self.shell.controller.player
        if state is Qt.ApplicationState.ApplicationActive and not bridge.wish.name:
            bridge.rescan()
