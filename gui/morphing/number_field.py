"""A number that can be read at a glance and typed when it must be exact."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedWidget, QWidget

from gui import words
from gui.theme import tabular

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
OPENING_TEXT = "0123456789.,-−"
PADDING = 24


class NumberField(QStackedWidget):
    """Alpha as a number; a double click, Enter or a digit opens a field to type another.

    Signals
    -------
    entered(float)
        A number was typed that alpha can be.
    refused(str)
        What was typed is no such number; the sentence says what would be one.
    closed()
        The keyboard shut the field; the keys are free again.
    """

    entered = Signal(float)
    refused = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._range = (0.0, 1.0)
        self._number = ""
        self.label = QLabel(self)
        self.label.setProperty("role", "alpha")
        self.label.setFont(tabular(self.label.font()))
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit = QLineEdit(self)
        self.edit.setProperty("role", "alpha")
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit.setMaxLength(12)
        self.edit.setAccessibleName(self.tr("Alpha"))
        self.edit.installEventFilter(self)
        self.addWidget(self.label)
        self.addWidget(self.edit)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName(self.tr("Alpha as a number"))
        self.setToolTip(self.tr("Double-click, or press Enter, to type a number"))

    @property
    def is_open(self) -> bool:
        """Whether a number is being typed."""
        return self.currentWidget() is self.edit

    def text(self) -> str:
        """Return what it shows."""
        return self.label.text()

    def set_range(self, lowest: float, highest: float) -> None:
        """Take numbers between these."""
        self._range = (lowest, highest)

    def show_number(self, alpha: float, note: str = "") -> None:
        """Show alpha; a note says where it comes from."""
        self._number = words.alpha_number(alpha)
        text = f"α {self._number}"
        self.label.setText(f"{text} · {note}" if note else text)
        self.setAccessibleDescription(note or self._number)

    def sizeHint(self) -> QSize:
        hint = self.label.sizeHint()
        # So wide that a third digit, or a minus, moves nothing.
        widest = self.label.fontMetrics().horizontalAdvance("α −0.000")
        return QSize(max(hint.width(), widest) + PADDING, hint.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @Slot()
    def open(self, text: str = "") -> None:
        """Let a number be typed, beginning with ``text`` or with the one that is shown."""
        self._show_wrong(False)
        self.setCurrentWidget(self.edit)
        self.edit.setText(text or self._number)
        if not text:
            self.edit.selectAll()
        self.edit.setFocus()

    def close_field(self) -> None:
        """Show the number again."""
        self.setCurrentWidget(self.label)

    # -- Qt ---------------------------------------------------------------------------------

    def _end(self, *, is_entered: bool) -> None:
        if is_entered:
            self._enter(self.edit.text())
        else:
            self.close_field()
            self.closed.emit()

    def _enter(self, text: str) -> None:
        alpha = words.read_alpha(text)
        lowest, highest = self._range
        if alpha is not None and lowest <= alpha <= highest:
            self.close_field()
            self.closed.emit()
            self.entered.emit(alpha)
            return
        self._show_wrong(True)
        self.edit.selectAll()
        self.refused.emit(self._refusal(text, alpha))

    def _refusal(self, text: str, alpha: float | None) -> str:
        if alpha is None:
            sentence = self.tr("“{text}” is not a number. Type one such as 0.42, or 42 %.")
        elif self._range == (0.0, 1.0):
            sentence = self.tr(
                "“{text}” is beyond the clips: 0 is A and 1 is B. Turn on Beyond to go from −0.5 "
                "to 1.5."
            )
        else:
            sentence = self.tr("“{text}” is too far: alpha goes from −0.5 to 1.5.")
        return sentence.format(text=text.strip())

    def _show_wrong(self, is_wrong: bool) -> None:
        self.edit.setProperty("kind", "error" if is_wrong else "")
        self.edit.style().polish(self.edit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER, Qt.Key.Key_F2):
            self.open()
        elif event.text() and event.text() in OPENING_TEXT:
            self.open(event.text())
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.open()
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus(False)

    def _show_focus(self, has_focus: bool) -> None:
        self.label.setProperty("kind", "focus" if has_focus else "")
        self.label.style().polish(self.label)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.edit or not self.is_open:
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.key() in (*ENTER, Qt.Key.Key_Escape):
            # These are the field's while it is open, whatever they do in the window.
            if event.type() == QEvent.Type.KeyPress:
                self._end(is_entered=event.key() in ENTER)
            event.accept()
            return True
        if (
            isinstance(event, QFocusEvent)
            and event.type() == QEvent.Type.FocusOut
            and event.reason() != Qt.FocusReason.PopupFocusReason
        ):
            self.close_field()
        return super().eventFilter(watched, event)
