"""The line at the bottom: what runs where, how fast, and what just happened."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer, Slot
from PySide6.QtCore import Qt as QtCoreQt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.theme import Theme, tabular
from gui.widgets.elided_label import ElidedLabel

NOTE_MS = 8000


class Dot(QWidget):
    """A light in one of the palette's colours."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = "disabled"
        self.setFixedSize(8, 8)

    def set_role(self, role: str) -> None:
        """Shine in this colour."""
        self._role = role
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QtCoreQt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(self._theme.palette, self._role)))
        painter.drawEllipse(QRectF(self.rect()))


class StatusLine(QFrame):
    """Provider, model, output and speed; for a few seconds, what just happened."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "status")
        self.setFixedHeight(28)
        self._dot = Dot(theme, self)
        self._provider = self._label()
        self._model = self._label()
        self._output_dot = Dot(theme, self)
        self._output = self._label()
        self._note = ElidedLabel("status-note", self, QtCoreQt.TextElideMode.ElideRight)
        self._note.setAlignment(QtCoreQt.AlignmentFlag.AlignRight)
        self._speed = self._label()
        self._speed.setFont(tabular(self._speed.font()))
        self._compose()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_note_over)
        theme.changed.connect(self._on_theme_changed)

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", "secondary")
        label.setTextFormat(QtCoreQt.TextFormat.PlainText)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return label

    def _compose(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._dot)
        row.addWidget(self._provider)
        row.addSpacing(14)
        row.addWidget(self._model)
        row.addSpacing(14)
        row.addWidget(self._output_dot)
        row.addWidget(self._output)
        row.addWidget(self._note, 1)
        row.addSpacing(8)
        row.addWidget(self._speed)

    def text(self) -> str:
        """Return all that it says."""
        labels = (self._provider, self._model, self._output, self._speed)
        return " | ".join([*(label.text() for label in labels), self._note.full_text])

    def show_provider(self, name: str, reason: str, role: str) -> None:
        """Say what the model runs on, and why."""
        self._provider.setText(name)
        self._provider.setToolTip(reason)
        self._dot.setToolTip(reason)
        self._dot.set_role(role)

    def show_model(self, text: str, facts: str = "") -> None:
        """Say which model, and more of it in the tooltip."""
        self._model.setText(text)
        self._model.setToolTip(facts)
        self._model.setVisible(bool(text))

    def show_output(self, text: str, reason: str, role: str) -> None:
        """Say where the sound goes; "" where the transport says why it goes nowhere."""
        self._output.setText(text)
        self._output.setToolTip(reason)
        self._output_dot.set_role(role)
        for widget in (self._output, self._output_dot):
            widget.setVisible(bool(text))

    def show_speed(self, text: str) -> None:
        """Say how fast it was."""
        self._speed.setText(text)

    @Slot(str)
    def show_note(self, text: str) -> None:
        """Say what just happened, for a few seconds."""
        self._note.set_text(text)
        self._timer.start(NOTE_MS)

    @Slot()
    def _on_note_over(self) -> None:
        self._note.set_text("")

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
