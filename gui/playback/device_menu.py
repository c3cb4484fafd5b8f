"""The menus of sound devices and of latencies."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from gui.playback.device_bridge import LATENCIES_S
from gui.playback.player_bridge import PlayerBridge

SYSTEM = -1


class DeviceMenu(QObject):
    """Keeps both menus as the bridge is.

    Parameters
    ----------
    bridge : PlayerBridge
    devices, latencies : QMenu
        Filled here, and by nobody else.
    """

    def __init__(
        self, bridge: PlayerBridge, devices: QMenu, latencies: QMenu, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._devices = devices
        words = {
            "short": self.tr("Short, 60 ms"),
            "normal": self.tr("Normal, 120 ms"),
            "safe": self.tr("Safe, 300 ms"),
        }
        self._latencies = QActionGroup(self)
        for key, text in words.items():
            action = QAction(text, self._latencies)
            action.setCheckable(True)
            action.setData(key)
            action.triggered.connect(self._on_latency_triggered)
        latencies.addActions(self._latencies.actions())
        bridge.device_changed.connect(self.refresh)
        bridge.wish_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """List the devices as they are now, and mark what is wished for."""
        bridge, menu = self._bridge, self._devices
        menu.clear()
        self._add(self.tr("As the system"), SYSTEM, is_on=not bridge.wish.name)
        menu.addSeparator()
        wished = bridge.wish.find(bridge.devices)
        has_many = len({device.host_api for device in bridge.devices}) > 1
        for device in bridge.devices:
            text = f"{device.name} · {device.host_api}" if has_many else device.name
            self._add(text, device.index, is_on=device is wished)
        if bridge.wish.name and wished is None:
            text = self.tr("{name} (not connected)").format(name=bridge.wish.name)
            self._add(text, SYSTEM, is_on=True).setEnabled(False)
        if bridge.devices:
            menu.addSeparator()
        again = menu.addAction(self.tr("Look for devices again"))
        again.triggered.connect(bridge.retry)
        for action in self._latencies.actions():
            action.setChecked(LATENCIES_S[action.data()] == bridge.latency_s)

    def _add(self, text: str, index: int, *, is_on: bool) -> QAction:
        action = self._devices.addAction(text.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(is_on)
        action.setData(index)
        action.triggered.connect(self._on_device_triggered)
        return action

    @Slot()
    def _on_device_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self._bridge.choose(None if action.data() == SYSTEM else action.data())
        self.refresh()  # a click has moved the mark, and it may fail

    @Slot()
    def _on_latency_triggered(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self._bridge.set_latency(LATENCIES_S[action.data()])
