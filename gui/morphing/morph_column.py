"""The morph: what is sounding, by which method, and how it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QPushButton,
    QStackedWidget,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from gui import words
from gui.backend import MethodInfo
from gui.clips.clip_column import OVERVIEW_HEIGHT, WAVEFORM_HEIGHT
from gui.clips.column import GAP, PADDING, Column, Placeholder
from gui.morphing.curve_points import stops_along
from gui.morphing.curve_view import CurveView
from gui.morphing.morph_bar import MorphBar
from gui.palette import mix
from gui.session import Session
from gui.theme import Theme
from gui.widgets.badge import SIZE as BADGE_SIZE
from gui.widgets.messages import MessageStack
from gui.widgets.segments import Segments

if TYPE_CHECKING:
    from engine.morph.alpha import AlphaCurve
    from engine.spec import MelSpec

WORDS_WIDTH = 190
"""The methods lie side by side if that leaves so much for the words; else they fold into a list."""
NARROW = 440
"""Below this width the curve's button is a picture."""


class MorphColumn(Column):
    """Shows the session's mel and sound.

    Signals
    -------
    method_chosen(str)
    curve_toggled(bool)
    demo_requested()
        Open the clips that come with Segue.
    """

    method_chosen = Signal(str)
    curve_toggled = Signal(bool)
    demo_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self._alpha = 0.5
        self._curve_s: float | None = None
        self._sound: float | None = None
        self._is_waiting = False
        self._methods: list[MethodInfo] = []
        self.title.set_text(self.tr("Morph"))
        name = self.tr("Morph method")
        self.segments = Segments(name, [], self)
        self.combo = QComboBox(self)
        self.combo.setAccessibleName(name)
        self.combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        # The list's own delegate does not hear of the style sheet.
        self.combo.setItemDelegate(QStyledItemDelegate(self.combo))
        self.curve_button = self._make_curve_button()
        self.bar = MorphBar(theme, self)
        self._pages = QStackedWidget(self)
        self._empty = Placeholder(theme, "drop", "", "", self)
        self._demo = self._empty.add_button(self.tr("Try the demo clips"))
        self._demo.clicked.connect(self.demo_requested)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._make_views())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PADDING, PADDING - 2, PADDING, PADDING)
        layout.setSpacing(GAP - 2)
        layout.addWidget(self.header(self.segments, self.combo, self.curve_button))
        layout.addWidget(self._pages, 1)
        self.messages = MessageStack(theme, [self.mel, self._pages], self)
        self.segments.chosen.connect(self.method_chosen)
        self.combo.activated.connect(self._on_combo_activated)
        theme.changed.connect(self._recolour)
        theme.changed.connect(self._fold)
        self.set_alpha(0.5)
        self.set_waiting(False)
        self._fold()

    def _make_curve_button(self) -> QPushButton:
        button = QPushButton(self.tr("Curve"), self)
        button.setProperty("role", "curve")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.setAccessibleName(self.tr("Curve"))
        button.setToolTip(
            self.tr("Let alpha follow a curve over the morph's time (C); right-click for shapes")
        )
        button.toggled.connect(self.curve_toggled)
        return button

    def _make_views(self) -> QWidget:
        views = QWidget(self)
        layout = QVBoxLayout(views)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        # As overview and waveform of a clip, so that waveforms and mels stay in line.
        top = QWidget(views)
        rows = QVBoxLayout(top)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        self.bar.setFixedHeight(OVERVIEW_HEIGHT)
        self.waveform.setMinimumHeight(WAVEFORM_HEIGHT)
        rows.addWidget(self.bar)
        rows.addWidget(self.waveform, 1)
        self.curve = CurveView(self.theme, self.waveform)
        layout.addWidget(top, 22)
        layout.addWidget(self.mel, 78)
        return views

    def set_methods(self, methods: list[MethodInfo], key: str) -> None:
        """Offer these methods, of which ``key`` is on."""
        self._methods = methods
        self.segments.set_choices([(m.key, m.label, m.help) for m in methods])
        self.combo.clear()
        for i, method in enumerate(methods):
            self.combo.addItem(method.label, method.key)
            self.combo.setItemData(i, method.help, Qt.ItemDataRole.ToolTipRole)
        self.set_method(key)
        self._fold()

    def set_method(self, key: str) -> None:
        """Show which method is on, telling nobody."""
        self.segments.set_key(key)
        self.combo.setCurrentIndex(max(0, self.combo.findData(key)))
        self.combo.setToolTip(self._method.help if self._method else "")
        self.bar.show_method(self._method, self._methods)

    @property
    def _method(self) -> MethodInfo | None:
        key = self.combo.currentData()
        return next((m for m in self._methods if m.key == key), None)

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for all words."""
        return self.width() < NARROW

    def _shares(self) -> str:
        if self._sound is not None and self.is_narrow:
            return words.short_shares(self._alpha, self._sound)
        goes_beyond = self._method is None or self._method.goes_beyond
        if self._curve_s is not None and not self.is_narrow:
            return words.curve_shares(
                self._alpha, self._curve_s, goes_beyond=goes_beyond, sound=self._sound
            )
        return words.shares(self._alpha, goes_beyond=goes_beyond, sound=self._sound)

    def set_alpha(self, alpha: float) -> None:
        """Take alpha's colour."""
        self._alpha, self._curve_s = alpha, None
        self.badge.set_alpha(alpha)
        self._recolour()

    def set_sound(self, sound: float | None) -> None:
        """Name where the sound is from the next words on; None where it goes with alpha."""
        self._sound = sound

    def set_curve_alpha(self, alpha: float, seconds: float) -> None:
        """Take the colour of the alpha that a curve has at this second, and name it."""
        self._alpha, self._curve_s = alpha, seconds
        self.badge.set_alpha(alpha)
        self.show_words()

    def show_words(self) -> None:
        """Say how much of each clip is heard, once there is something to hear."""
        if self._pages.currentIndex() == 1:
            self.line_1.set_text(self._shares())

    def set_curve(self, curve: AlphaCurve | None, *, is_on: bool) -> None:
        """Show the curve that is followed, or nothing of it."""
        was_blocked = self.curve_button.blockSignals(True)
        self.curve_button.setChecked(is_on)
        self.curve_button.blockSignals(was_blocked)
        self.curve.set_curve(curve if is_on else None)
        self._recolour()
        self._show_curve_icon()

    def set_waiting(self, is_waiting: bool) -> None:
        """Say that clips are being read, or invite to open some."""
        self._is_waiting = is_waiting
        waiting = self.tr("waiting for the clips…")
        invitation = self.tr("Drop both at once, or one on each side")
        self._empty.set_title(waiting if is_waiting else self.tr("Two clips make a morph"))
        self._empty.set_hint("" if is_waiting else invitation)
        self._demo.setVisible(not is_waiting)
        if self._pages.currentIndex() == 0:
            self.line_1.set_text(waiting if is_waiting else self.tr("needs two clips"))

    def show_session(self, session: Session, spec: MelSpec | None, error: str = "") -> None:
        """Show what there is of the morph."""
        mel, sound = session.mel, session.sound
        has_clips = all(s.clip is not None for s in session.slots.values())
        self._pages.setCurrentIndex(int(has_clips))
        self.messages.place()
        self.messages.error.show_text(error)
        if mel is None:
            self.mel.set_mel(None, None)
            self.waveform.set_samples(None, 1)
            is_coming = has_clips and not error
            if has_clips:
                self.line_1.set_text(self._shares())
            else:
                self.set_waiting(self._is_waiting)
            self.line_2.set_text(self.tr("preparing…") if is_coming else "")
            return
        self.mel.set_mel(mel.mel_norm, spec)
        is_newest = sound is not None and sound.generation == session.generation
        self.waveform.set_stale(not is_newest)
        self.line_1.set_text(self._shares())
        if sound is None:
            self.line_2.set_text(self.tr("rendering…"))
            return
        self.line_2.set_text(words.sounding(sound, is_newest=is_newest))
        assert sound.samples is not None
        assert spec is not None  # a model made it
        # Not from the mel's length: its last columns may reach beyond the sound.
        self.waveform.set_samples(sound.samples, spec.sample_rate)

    @QtSlot()
    def _recolour(self) -> None:
        p, curve = self.theme.palette, self.curve.curve
        if curve is None:
            self.waveform.set_colour(mix(p.a, p.b, self._alpha))
        else:
            stops = stops_along(curve, self.waveform.duration_s)
            self.waveform.set_gradient([(s, mix(p.a, p.b, round(alpha, 2))) for s, alpha in stops])

    @QtSlot(int)
    def _on_combo_activated(self, index: int) -> None:
        self.method_chosen.emit(self.combo.itemData(index))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    @QtSlot()
    def _fold(self) -> None:
        is_folded = self.curve_button.text() == ""
        if is_folded != self.is_narrow:
            self.curve_button.setText("" if self.is_narrow else self.tr("Curve"))
            self.curve_button.setProperty("role", "icon" if self.is_narrow else "curve")
            self.curve_button.style().polish(self.curve_button)
            self.show_words()
        self._show_curve_icon()
        curve = self.curve_button.sizeHint().width()
        taken = 2 * PADDING + BADGE_SIZE + 4 * 8 + WORDS_WIDTH + curve
        is_wide = self.width() - taken >= self.segments.natural_width
        has_methods = self.combo.count() > 0
        self.segments.setVisible(is_wide and has_methods)
        self.combo.setVisible(not is_wide and has_methods)

    def _show_curve_icon(self) -> None:
        role = "text" if self.curve_button.isChecked() else "secondary"
        self.curve_button.setIcon(self.theme.icon("curve", role) if self.is_narrow else QIcon())
