"""What the clip columns and the morph column share, so that their pictures line up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme import Theme, svg_pixmap
from gui.views.mel_view import MelView
from gui.views.time_axis import TimeAxis
from gui.views.waveform_view import WaveformView
from gui.widgets.badge import Badge
from gui.widgets.elided_label import ElidedLabel

PADDING, GAP = 12, 10
HEADER_HEIGHT = 56
ICON_SIZE = 40
BUTTON_ROW = 32
"""Kept free without a button too, so that the titles of all columns are in line."""


class Placeholder(QWidget):
    """What stands where a picture will be: a dashed frame that invites.

    Parameters
    ----------
    icon : str
    title, hint : str

    Signals
    -------
    clicked()
    """

    clicked = Signal()

    def __init__(
        self, theme: Theme, icon: str, title: str, hint: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self._is_target = False
        self._colour_role = "secondary"
        self._icon = QLabel(self)
        self._title = QLabel(title, self)
        self._title.setProperty("role", "hero")
        self._hint = QLabel(hint, self)
        self._hint.setProperty("role", "secondary")
        self._hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(1)
        for label in (self._icon, self._title, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        row = QWidget(self)
        row.setFixedHeight(BUTTON_ROW)
        self._buttons = QHBoxLayout(row)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        layout.addSpacing(4)
        layout.addWidget(row)
        layout.addStretch(1)
        theme.changed.connect(self._refresh)
        self._refresh()

    def add_button(self, text: str) -> QPushButton:
        """Offer a way on."""
        button = QPushButton(text, self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._buttons.addStretch(1)
        self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        return button

    def set_target(self, is_target: bool, colour_role: str) -> None:
        """Light up in a colour of the palette while a file hovers."""
        self._is_target = is_target
        self._colour_role = colour_role if is_target else "secondary"
        self._refresh()

    def set_title(self, title: str) -> None:
        """Say something else."""
        self._title.setText(title)

    def set_hint(self, hint: str) -> None:
        """Say something else below the title."""
        self._hint.setText(hint)

    @Slot()
    def _refresh(self) -> None:
        colour = getattr(self._theme.palette, self._colour_role)
        scale = self.devicePixelRatioF()
        self._icon.setPixmap(svg_pixmap(self._icon_name, colour, ICON_SIZE, scale))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and is_inside:
            self.clicked.emit()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        p = self._theme.palette
        colour = QColor(getattr(p, self._colour_role if self._is_target else "control_border"))
        ground = QColor(p.well)
        painter.setBrush(ground)
        painter.setPen(Qt.PenStyle.NoPen)
        rect = self.rect().toRectF().adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(rect, 8, 8)
        if self._is_target:
            colour.setAlpha(28)
            painter.setBrush(colour)
            painter.drawRoundedRect(rect, 8, 8)
            colour.setAlpha(255)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(colour, 2 if self._is_target else 1.5)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(rect, 8, 8)


class Column(QFrame):
    """A card: badge, title, two lines of facts and controls; a waveform; a mel."""

    def __init__(self, theme: Theme, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("role", "card")
        self.badge = Badge(theme, letter, self)
        self.title = ElidedLabel("title", self)
        self.line_1 = ElidedLabel("secondary", self, Qt.TextElideMode.ElideRight)
        self.line_2 = ElidedLabel("secondary", self, Qt.TextElideMode.ElideRight)
        self.waveform = WaveformView(theme, self)
        self.mel = MelView(theme, self)
        name = self.tr("clip {letter}").format(letter=letter) if letter else self.tr("the morph")
        self.waveform.setAccessibleName(self.tr("Waveform of {name}").format(name=name))
        self.mel.setAccessibleName(self.tr("Mel spectrogram of {name}").format(name=name))

    def header(self, *controls: QWidget) -> QWidget:
        """Return the row on top, with controls at its right."""
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        for label in (self.title, self.line_1, self.line_2):
            words.addWidget(label)
        words.addStretch(1)
        header = QWidget(self)
        header.setFixedHeight(HEADER_HEIGHT)
        row = QHBoxLayout(header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.badge)
        row.addSpacing(2)
        row.addLayout(words, 1)
        for control in controls:
            row.addWidget(control)
        return header

    def set_axis(self, axis: TimeAxis) -> None:
        """Show the same seconds as all others that have this axis."""
        self.waveform.set_axis(axis)
        self.mel.set_axis(axis)

    def set_position(self, position_s: float | None) -> None:
        """Move both playheads."""
        self.waveform.set_position(position_s)
        self.mel.set_position(position_s)
