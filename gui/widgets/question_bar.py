"""A sentence in a column with buttons to answer it; nothing waits for the answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme import Theme


class QuestionBar(QFrame):
    """Asks in place.

    Parameters
    ----------
    theme : Theme
    answers : sequence of (str, str)
        A key and the words on the button, for each; the first is the likeliest.
    parent : QWidget, optional

    Signals
    -------
    answered(str)
        The key of the button; the bar is gone.
    changed()
        It came or went.
    """

    answered = Signal(str)
    changed = Signal()

    def __init__(
        self, theme: Theme, answers: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "message")
        self.setProperty("kind", "question")
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._close = QPushButton(self)
        self._close.setProperty("role", "close")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.setAccessibleName(self.tr("Decide later"))
        self._close.setToolTip(self.tr("Decide later"))
        self._close.setIconSize(QSize(12, 12))
        self._close.clicked.connect(self.clear)
        self.buttons = {key: QPushButton(text, self) for key, text in answers}
        self._compose()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.hide()

    def _compose(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._text, 1)
        top.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 0, 0)
        row.setSpacing(8)
        for key, button in self.buttons.items():
            button.setObjectName(key)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._on_clicked)
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 6, 10)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(row)

    @property
    def text(self) -> str:
        """What it asks; "" when hidden."""
        return "" if self.isHidden() else self._text.text()

    @property
    def question(self) -> str:
        """What it asked last."""
        return self._text.text()

    def ask(self, text: str) -> None:
        """Ask this."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Hide."""
        self.hide()
        self.changed.emit()

    @Slot()
    def _on_clicked(self) -> None:
        key = self.sender().objectName()
        self.clear()
        self.answered.emit(key)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._icon.setPixmap(self._theme.icon("info", "secondary").pixmap(16, 16))
        self._close.setIcon(self._theme.icon("close", "secondary"))
