"""For those who listen to the window."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from gui import words
from gui.feature import Feature, Shell
from gui.playback.player_bridge import Device
from gui.session import Slot

EVERY_S = 1.5
"""Announcements follow each other at this distance at least; of those between, the last is kept."""


def announce(window: QObject, text: str, *, is_urgent: bool = False) -> None:
    """Have a screen reader say a sentence; without one nothing happens."""
    event = QAccessibleAnnouncementEvent(window, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


class Announcer(Feature):
    """Says what a listener would miss: clips that came, the morph that is ready, errors."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._waiting: tuple[str, bool] | None = None
        self._said_at = -EVERY_S
        self._paths: dict[Slot, Path | None] = dict.fromkeys(Slot)
        self._ready: int | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_due)
        controller = shell.controller
        controller.slot_changed.connect(self._on_slot_changed)
        controller.result_changed.connect(self._on_result_changed)
        controller.noted.connect(self._on_noted)
        controller.model_refused.connect(self._on_error)
        controller.exporter.failed.connect(self._on_failed)
        controller.player.device_changed.connect(self._on_device_changed)
        for loader in controller.loaders.values():
            loader.failed.connect(self._on_failed)

    def shutdown(self) -> None:
        self._timer.stop()

    def say(self, text: str, *, is_urgent: bool = False) -> None:
        """Announce now, or when the last announcement has had its time; an error is not lost."""
        if self._waiting is not None and self._waiting[1] and not is_urgent:
            return
        self._waiting = (text, is_urgent)
        wait_s = EVERY_S - (time.monotonic() - self._said_at)
        if wait_s <= 0:
            self._on_due()
        elif not self._timer.isActive():
            self._timer.start(round(1000 * wait_s))

    @QtSlot()
    def _on_due(self) -> None:
        if self._waiting is not None:
            text, is_urgent = self._waiting
            self._waiting = None
            self._said_at = time.monotonic()
            announce(self.shell.window, text, is_urgent=is_urgent)

    @QtSlot(object)
    def _on_slot_changed(self, slot: Slot) -> None:
        path = self.shell.controller.session.slots[slot].path
        if path != self._paths[slot]:
            self._paths[slot] = path
            if path is not None:
                text = self.tr("{file} is clip {name}").format(file=path.name, name=slot.value)
                self.say(text)

    @QtSlot()
    def _on_result_changed(self) -> None:
        session = self.shell.controller.session
        if session.is_final and session.generation != self._ready:
            self._ready = session.generation
            sound = session.used_sound
            shares = words.shares(session.alpha, sound=sound)
            if session.is_curve:
                shares = words.with_sound(self.tr("along the curve"), sound)
            self.say(self.tr("The morph is ready: {shares}").format(shares=shares))

    @QtSlot(str)
    def _on_noted(self, text: str) -> None:
        self.say(text)

    @QtSlot(str)
    def _on_error(self, text: str) -> None:
        self.say(text, is_urgent=True)

    @QtSlot(object)
    def _on_failed(self, error: Exception) -> None:
        self.say(words.sentence(error), is_urgent=True)

    @QtSlot()
    def _on_device_changed(self) -> None:
        if self.shell.controller.player.device is Device.LOST:
            self.say(self.tr("The sound device was lost."), is_urgent=True)
