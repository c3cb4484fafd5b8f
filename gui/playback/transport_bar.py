"""Play, stop, loop; where it is; what is heard; how loud; export."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStackedWidget, QWidget

from gui.key_names import native
from gui.playback.level_meter import LevelMeter
from gui.playback.volume import Volume
from gui.session import Heard
from gui.theme import Theme, tabular
from gui.widgets.segments import Segments
from gui.words import clock


class TransportBar(QWidget):
    """The controls of playback. It holds no state of its own.

    Signals
    -------
    play_clicked(), stop_clicked(), to_start_clicked(), export_clicked(), retry_clicked()
    loop_toggled(bool)
    heard_chosen(Heard)
    """

    play_clicked = Signal()
    stop_clicked = Signal()
    to_start_clicked = Signal()
    export_clicked = Signal()
    retry_clicked = Signal()
    loop_toggled = Signal(bool)
    heard_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_playing = False
        self._make_buttons()
        self.position = QLabel(self)
        self.position.setProperty("role", "position")
        self.position.setFont(tabular(self.position.font()))
        self.position.setAccessibleName(self.tr("Position"))
        self._duration = QLabel(self)
        self._duration.setProperty("role", "duration")
        self._duration.setFont(tabular(self._duration.font()))
        heard = [
            (h.name, h.value, self.tr("Hear {what} ({key})").format(what=h.value, key=i))
            for i, h in enumerate(Heard, 1)
        ]
        self.heard = Segments(self.tr("Heard"), heard, self)
        self.heard.setToolTip(self.tr("A, morph and B are compared at equal loudness"))
        self.volume = Volume(theme, self)
        self.meter = LevelMeter(theme, self)
        self._compose()
        self.heard.chosen.connect(self._on_heard_chosen)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.show_position(0.0)
        self.set_duration(5.0)

    def _make_buttons(self) -> None:
        self.start = self._button("icon", self.tr("To start"), "Home")
        self.play = self._button("round", self.tr("Play"), "Space")
        self.stop = self._button("icon", self.tr("Stop"), "Shift+Space")
        self.loop = self._button("loop", self.tr("Loop"), "L")
        self.loop.setText(" " + self.tr("Loop"))
        self.loop.setCheckable(True)
        self.export = self._button("primary", self.tr("Export the morph"), "Ctrl+Shift+E")
        self.export.setText(self.tr("Export…"))
        self.export.setEnabled(False)
        self.start.clicked.connect(self.to_start_clicked)
        self.play.clicked.connect(self.play_clicked)
        self.stop.clicked.connect(self.stop_clicked)
        self.loop.toggled.connect(self.loop_toggled)
        self.export.clicked.connect(self.export_clicked)

    def _button(self, role: str, name: str, key: str) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("role", role)
        # Tab reaches it, a click does not take the focus: Space goes on meaning play.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({native(key)})" if key else name)
        button.setIconSize(QSize(18, 18))
        return button

    def _compose(self) -> None:
        self._sound = QStackedWidget(self)
        self._sound.addWidget(self._row(None, self.volume, self.meter))
        self._silent = QLabel(self)
        self._silent.setProperty("role", "secondary")
        self._silent.setTextFormat(Qt.TextFormat.PlainText)
        self._silent.setWordWrap(True)
        self._silent.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._silent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._retry = self._button("link", self.tr("Look for a sound device again"), "")
        self._retry.setText(self.tr("Retry"))
        self._retry.clicked.connect(self.retry_clicked)
        self._sound.addWidget(self._row(self._silent, self._retry))
        times = QHBoxLayout()
        times.setSpacing(5)
        times.addWidget(self.position)
        times.addWidget(self._duration)
        left = self._row(self.start, self.play, self.stop, self.loop, times, None)
        right = self._row(self._sound, self.export)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(left, 1)
        row.addWidget(self.heard, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(right, 1)

    @staticmethod
    def _row(*items: QWidget | QHBoxLayout | None) -> QWidget:
        """Return these side by side; None takes what room is left."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for item in items:
            if item is None:
                row.addStretch(1)
            elif isinstance(item, QHBoxLayout):
                row.addLayout(item)
            else:
                row.addWidget(item, int(isinstance(item, (QLabel, QStackedWidget))))
        return holder

    # -- showing ----------------------------------------------------------------------------

    def show_position(self, position_s: float) -> None:
        """Write where it is."""
        self.position.setText(clock(position_s, 2))

    def set_duration(self, duration_s: float) -> None:
        """Write how long it is."""
        self._duration.setText(f"/ {clock(duration_s, 2)}")

    def show_playing(self, is_playing: bool) -> None:
        """Turn play into pause."""
        self._is_playing = is_playing
        name = self.tr("Pause") if is_playing else self.tr("Play")
        self.play.setIcon(self._theme.icon("pause" if is_playing else "play", "on_primary"))
        self.play.setAccessibleName(name)
        self.play.setToolTip(f"{name} ({native('Space')})")

    def show_device(self, trouble: str, reason: str = "") -> None:
        """Offer Retry in place of the volume when there is trouble with the sound device."""
        self._silent.setText(trouble)
        self._silent.setToolTip(reason)
        self._sound.setCurrentIndex(1 if trouble else 0)

    def set_playable(self, is_playable: bool) -> None:
        """Enable what needs a device and a sound."""
        for button in (self.play, self.stop, self.start):
            button.setEnabled(is_playable)

    def set_looping(self, is_looping: bool) -> None:
        """Show whether it loops, telling nobody."""
        was_blocked = self.loop.blockSignals(True)
        self.loop.setChecked(is_looping)
        self.loop.blockSignals(was_blocked)

    @Slot(str)
    def _on_heard_chosen(self, key: str) -> None:
        self.heard_chosen.emit(Heard[key])

    @Slot()
    def _on_theme_changed(self) -> None:
        self.start.setIcon(self._theme.icon("to-start"))
        self.stop.setIcon(self._theme.icon("stop"))
        self.loop.setIcon(self._theme.icon("loop"))
        self.loop.setIconSize(QSize(15, 15))
        self.show_playing(self._is_playing)
