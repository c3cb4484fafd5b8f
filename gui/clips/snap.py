"""Where an excerpt begins: anywhere, on a beat, or where the wave crosses zero; and its menu."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from gui.clips.clip_column import ClipColumn
from gui.feature import Feature, Shell
from gui.session import Slot
from gui.words import clock

MODES = ("off", "beats", "zero")
AROUND_S = 20.0
"""Beats are looked for so far on both sides of the excerpt."""


class Snap(Feature):
    """The frame's wishes, and what it likes to begin on."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._unset: set[Slot] = set()
        self._sides = [_Side(self, column) for column in shell.views.clips.values()]
        controller, actions = shell.controller, shell.views.menus.actions
        group = QActionGroup(self)
        for mode in MODES:
            group.addAction(actions[f"snap_{mode}"])
        shell.commands.add(
            snap_off=self.set_off,
            snap_beats=self.set_beats,
            snap_zero=self.set_zero,
            best_a=self.take_best_a,
            best_b=self.take_best_b,
        )
        controller.slot_changed.connect(self._on_slot_changed)
        controller.beats.found.connect(self._on_found)
        self._set_mode(controller.settings.snap)
        for slot in Slot:
            self._on_slot_changed(slot)

    @property
    def mode(self) -> str:
        """One of `MODES`."""
        return self.shell.controller.settings.snap

    def set_off(self) -> None:
        """Begin anywhere."""
        self._set_mode("off")

    def set_beats(self) -> None:
        """Begin on beats."""
        self._set_mode("beats")

    def set_zero(self) -> None:
        """Begin where the wave crosses zero."""
        self._set_mode("zero")

    def take_best_a(self) -> None:
        """Take the best passage of A."""
        self.shell.controller.take_best(Slot.A)

    def take_best_b(self) -> None:
        """Take the best passage of B."""
        self.shell.controller.take_best(Slot.B)

    def _set_mode(self, mode: str) -> None:
        controller = self.shell.controller
        controller.settings.snap = mode
        self.shell.views.menus.actions[f"snap_{mode}"].setChecked(True)
        for loader in controller.loaders.values():
            loader.snaps_to_zero = mode == "zero"
        for slot in Slot:
            self._show_ticks(slot)
        if controller.beats.is_finding:
            controller.noted.emit(self.tr("Finding beats…"))

    def _show_ticks(self, slot: Slot) -> None:
        """Mark the beats around the excerpt, and have unknown ones looked for."""
        controller = self.shell.controller
        overview, ref = self.shell.views.clips[slot].overview, controller.session.slots[slot].ref
        beats: tuple[float, ...] = ()
        if self.mode == "beats" and ref is not None:
            first_s = overview.start_s - AROUND_S
            last_s = min(overview.duration_s, overview.start_s + overview.length_s + AROUND_S)
            beats = controller.beats.beats(ref.path, first_s, last_s)
        overview.set_ticks(beats)

    @QtSlot(object)
    def _on_slot_changed(self, slot: Slot) -> None:
        self._show_ticks(slot)
        has_clip = self.shell.controller.session.slots[slot].clip is not None
        for name in ("best", "reload"):
            self.shell.views.menus.actions[f"{name}_{slot.value.lower()}"].setEnabled(has_clip)

    @QtSlot(object)
    def _on_found(self, path: Path) -> None:
        for slot, state in self.shell.controller.session.slots.items():
            if state.path == path:
                self._show_ticks(slot)
                self._settle(slot)

    def note_drop(self, slot: Slot) -> None:
        """The hand let go; if no beat is known there, the frame goes to one when it is."""
        if self.mode == "beats" and not self._is_on_beat(slot):
            self._unset.add(slot)

    def _is_on_beat(self, slot: Slot) -> bool:
        frame = self.shell.views.clips[slot].overview.frame
        return frame.start_s in frame.ticks_s

    def _settle(self, slot: Slot) -> None:
        overview, controller = self.shell.views.clips[slot].overview, self.shell.controller
        if slot not in self._unset or overview.is_grabbed:
            return
        start_s = overview.frame.snapped(overview.start_s)
        if start_s in overview.frame.ticks_s:
            self._unset.discard(slot)
            controller.move_excerpt(slot, start_s)
            controller.finish_move(slot)


class _Side(QObject):
    """One column: what its frame asks for, and its menu."""

    def __init__(self, snap: Snap, column: ClipColumn) -> None:
        super().__init__(snap)
        self._snap = snap
        self._column = column
        column.overview.excerpt_resizing.connect(self._on_resizing)
        column.overview.excerpt_resized.connect(self._on_resized)
        column.overview.best_wished.connect(self._on_best_wished)
        column.overview.excerpt_dropped.connect(self._on_dropped)
        column.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        column.customContextMenuRequested.connect(self._on_menu_wished)

    @QtSlot(float, float)
    def _on_resizing(self, start_s: float, length_s: float) -> None:
        place = f"{clock(start_s)} – {clock(start_s + length_s)}"
        text = self.tr("{seconds} s for both · {place}")
        self._column.line_1.set_text(text.format(seconds=f"{length_s:.1f}", place=place))

    @QtSlot(float, float)
    def _on_resized(self, start_s: float, length_s: float) -> None:
        controller, slot = self._snap.shell.controller, self._column.slot
        if round(length_s, 2) == controller.session.length_s:
            controller.move_excerpt(slot, start_s)
        else:
            controller.set_length(length_s, slot, start_s)

    @QtSlot()
    def _on_best_wished(self) -> None:
        self._snap.shell.controller.take_best(self._column.slot)

    @QtSlot()
    def _on_dropped(self) -> None:
        self._snap.note_drop(self._column.slot)

    @QtSlot(QPoint)
    def _on_menu_wished(self, at: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._column.mapToGlobal(at))

    def menu(self) -> QMenu:
        """Return the column's menu."""
        menu, name = QMenu(self._column), self._column.slot.value.lower()
        menu.setToolTipsVisible(True)
        actions = self._snap.shell.views.menus.actions
        for key in (f"open_{name}", f"reload_{name}", f"best_{name}"):
            menu.addAction(actions[key])
        menu.addSeparator()
        for mode in MODES:
            menu.addAction(actions[f"snap_{mode}"])
        return menu
