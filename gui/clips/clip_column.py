"""One clip: what it is, where its excerpt lies, how it looks."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QResizeEvent,
)
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gui import words
from gui.clips.column import GAP, PADDING, Column, Placeholder
from gui.clips.drops import has_files, read_drop
from gui.clips.overview_view import OverviewView
from gui.clips.reading import LoadProgress
from gui.engine_words import of_engine
from gui.key_names import native
from gui.session import Slot, SlotState
from gui.theme import Theme
from gui.widgets.messages import MessageStack

if TYPE_CHECKING:
    from engine.spec import MelSpec

OVERVIEW_HEIGHT, WAVEFORM_HEIGHT = 34, 44
MIN_WIDTH, NARROW = 300, 340


class ClipColumn(Column):
    """Shows one side of the session and takes files, drags and clicks.

    Signals
    -------
    open_requested(Slot)
        The user wants to choose a file.
    dropped(Slot, Dropped)
    play_requested(Slot)
        Hear this clip alone, or pause it.
    excerpt_moved(Slot, float), excerpt_dropped(Slot)
    cancel_requested(Slot)
        Stop reading.
    """

    open_requested = Signal(object)
    dropped = Signal(object, object)
    play_requested = Signal(object)
    excerpt_moved = Signal(object, float)
    excerpt_dropped = Signal(object)
    cancel_requested = Signal(object)

    def __init__(self, theme: Theme, slot: Slot, parent: QWidget | None = None) -> None:
        super().__init__(theme, slot.value, parent)
        self.slot = slot
        self._state = SlotState()
        self._match = ("", "")
        self._is_target = False
        self._reading_on: LoadProgress | None = None
        self.setAcceptDrops(True)
        self.overview = OverviewView(theme, self)
        self.overview.setFixedHeight(OVERVIEW_HEIGHT)
        self.waveform.setMinimumHeight(WAVEFORM_HEIGHT)
        self._make_buttons()
        self._pages = QStackedWidget(self)
        self._empty = Placeholder(
            theme,
            "drop",
            self.tr("Drop a clip here"),
            self.tr("or click to choose a file"),
            self,
        )
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._make_views())
        self._drop_here = Placeholder(theme, "drop", "", "", self)
        self._pages.addWidget(self._drop_here)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PADDING, PADDING - 2, PADDING, PADDING)
        layout.setSpacing(GAP - 2)
        layout.addWidget(self.header(self.play_button, self.open_button))
        layout.addWidget(self._pages, 1)
        self.messages = MessageStack(theme, [self.mel, self._pages], self)
        self._connect()
        self.on_theme_changed()
        self.setMinimumWidth(MIN_WIDTH)
        self.show_state(self._state, None)

    def _make_buttons(self) -> None:
        name = self.slot.value
        self.play_button = QPushButton(self)
        self.play_button.setProperty("role", "icon")
        self.play_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.play_button.setAccessibleName(self.tr("Hear {name} alone").format(name=name))
        self.play_button.setToolTip(self.tr("Hear {name} alone").format(name=name))
        self.play_button.setIconSize(QSize(16, 16))
        self.open_button = QPushButton(self.tr("Open…"), self)
        self.open_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keys = "Ctrl+O" if self.slot is Slot.A else "Ctrl+Shift+O"
        self.open_button.setToolTip(
            self.tr("Open a clip as {name} ({keys})").format(name=name, keys=native(keys))
        )
        self.open_button.setAccessibleName(self.tr("Open a clip as {name}").format(name=name))

    def _make_views(self) -> QWidget:
        views = QWidget(self)
        top = QVBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(self.overview)
        top.addWidget(self.waveform, 1)
        layout = QVBoxLayout(views)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(top, 22)
        layout.addWidget(self.mel, 78)
        return views

    def _connect(self) -> None:
        self.open_button.clicked.connect(self._on_open_clicked)
        self._empty.clicked.connect(self._on_open_clicked)
        self.play_button.clicked.connect(self._on_play_clicked)
        self.overview.excerpt_moved.connect(self._on_excerpt_moved)
        self.overview.excerpt_dropped.connect(self._on_excerpt_dropped)
        self.messages.loading.cancelled.connect(self._on_cancelled)
        self.theme.changed.connect(self.on_theme_changed)

    # -- showing ----------------------------------------------------------------------------

    def show_state(
        self, state: SlotState, spec: MelSpec | None, wanted_s: float | None = None
    ) -> None:
        """Show one side of the session; ``wanted_s`` is where its excerpt is on its way to."""
        is_new_clip = state.own_clip is not self._state.own_clip
        self._state = dataclasses.replace(state)
        clip, overview, own = state.clip, state.overview, state.own_clip
        self.play_button.setEnabled(clip is not None)
        self._show_page()
        if clip is None or own is None or overview is None or state.path is None:
            self.title.set_text(self.tr("Clip {name}").format(name=self.slot.value))
            is_loading = not self.messages.loading.isHidden()
            self.line_1.set_text(self.tr("loading…") if is_loading else self.tr("no clip yet"))
            self.line_2.set_text("")
            self.messages.note.clear()
            return
        self.title.set_text(state.path.name)
        self._show_facts()
        view = self.overview
        if overview.is_complete or not self._show_reading_on(state.path):
            view.set_reading("")
            view.set_overview(overview, None if overview.is_complete else own.info.duration_s)
        start_s = own.start_s if wanted_s is None else wanted_s
        view.set_excerpt(start_s, own.samples.shape[0] / own.sample_rate)
        # The frame may be in the hand, and then it is already elsewhere.
        self.line_1.set_text(words.excerpt(view.start_s, view.length_s, view.duration_s))
        self.waveform.set_samples(clip.samples, clip.sample_rate)
        source = state.source
        self.mel.set_stale(source is None)
        if source is not None:
            self.mel.set_mel(source.mel_norm, spec)
        if is_new_clip:
            self.messages.error.clear()
            self.messages.note.show_text("\n".join(map(of_engine, own.notes)))

    def show_match(self, text: str, sentences: str) -> None:
        """Say in short what became of the match, and all of it in the tooltip; "" for nothing."""
        self._match = (text, sentences)
        self._show_facts()

    def _show_facts(self) -> None:
        clip = self._state.clip
        if clip is None:
            return
        text, sentences = self._match
        facts = words.facts(clip)
        tip = f"{sentences}\n{facts}" if sentences else ""
        self.line_2.set_text(f"{text} · {facts}" if text else facts, tip)

    def show_started(self, path: Path) -> None:
        """A file is being read."""
        self.messages.error.clear()
        self.messages.note.clear()
        self._reading_on = None
        self.messages.loading.show_progress(path.name, None)
        if self._state.clip is None:
            self.line_1.set_text(self.tr("loading…"))
        self._show_page()

    def show_progress(self, progress: LoadProgress) -> None:
        """Draw the overview as far as the file was read."""
        if self.messages.loading.isHidden():  # the clip is there already
            self._reading_on = progress
            self._show_reading_on(self._state.path)
            return
        self.messages.loading.show_progress(progress.path.name, progress.fraction)
        fraction = progress.fraction or 0.0
        total = progress.overview.duration_s / fraction if fraction else None
        self.overview.hide_excerpt()
        self.overview.set_overview(progress.overview, total)
        self._show_page()

    def _show_reading_on(self, path: Path | None) -> bool:
        """Draw what was read of the rest of the file; tell whether that is this file."""
        progress = self._reading_on
        if progress is None or progress.path != path:
            return False
        share = progress.fraction or 0.0
        total_s = progress.overview.duration_s / share if share else None
        percent = self.tr("Reading… {percent} %").format(percent=round(100 * share))
        self.overview.set_reading(percent if share else self.tr("Reading…"))
        self.overview.set_overview(progress.overview, total_s)
        return True

    def show_idle(self, spec: MelSpec | None, wanted_s: float | None = None) -> None:
        """Nothing is being read any more: show what there is."""
        self.messages.loading.clear()
        self.show_state(self._state, spec, wanted_s)

    def show_error(self, sentence: str) -> None:
        """Say why a file could not be used; the old clip stays."""
        self.messages.error.show_text(sentence)

    def show_playing(self, is_playing: bool) -> None:
        """Turn the button into pause while this clip is heard alone."""
        self.play_button.setIcon(self.theme.icon("pause" if is_playing else "play"))

    def set_drop_target(self, is_target: bool) -> None:
        """Light up while a file hovers."""
        self._is_target = is_target
        role = "a" if self.slot is Slot.A else "b"
        title = self.tr("Drop to open as {name}").format(name=self.slot.value)
        self._drop_here.set_title(title)
        self._drop_here.set_target(is_target, role)
        self._show_page()

    def _show_page(self) -> None:
        has_clip = self._state.clip is not None or not self.messages.loading.isHidden()
        self._pages.setCurrentIndex(2 if self._is_target else int(has_clip))
        self.messages.place()

    @QtSlot()
    def on_theme_changed(self) -> None:
        """Take the palette's colours."""
        p = self.theme.palette
        colour = p.a if self.slot is Slot.A else p.b
        self.waveform.set_colour(colour)
        self.overview.set_colour(colour)
        self.show_playing(False)
        self._show_open_icon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW
        if is_narrow != (self.open_button.text() == ""):
            self.open_button.setText("" if is_narrow else self.tr("Open…"))
            self.open_button.setProperty("role", "icon" if is_narrow else "")
            self.open_button.style().polish(self.open_button)
            self._show_open_icon()

    def _show_open_icon(self) -> None:
        is_narrow = self.open_button.text() == ""
        self.open_button.setIcon(self.theme.icon("folder") if is_narrow else QIcon())

    # -- asking -----------------------------------------------------------------------------

    @QtSlot()
    def _on_open_clicked(self) -> None:
        self.open_requested.emit(self.slot)

    @QtSlot()
    def _on_play_clicked(self) -> None:
        self.play_requested.emit(self.slot)

    @QtSlot(float)
    def _on_excerpt_moved(self, start_s: float) -> None:
        view = self.overview
        self.line_1.set_text(words.excerpt(start_s, view.length_s, view.duration_s))
        self.excerpt_moved.emit(self.slot, start_s)

    @QtSlot()
    def _on_excerpt_dropped(self) -> None:
        self.excerpt_dropped.emit(self.slot)

    @QtSlot()
    def _on_cancelled(self) -> None:
        self.cancel_requested.emit(self.slot)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if has_files(event.mimeData()):
            self.set_drop_target(True)
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dragLeaveEvent(self, _: QDragLeaveEvent) -> None:
        self.set_drop_target(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.set_drop_target(False)
        event.acceptProposedAction()
        self.dropped.emit(self.slot, read_drop(event.mimeData()))
