"""A label that shortens its text in the middle rather than push the window apart."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def plain_tip(text: str) -> str:
    """Return a tool tip that shows this text, even if it looks like HTML."""
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>") if "<" in text else text


class ElidedLabel(QLabel):
    """A one-line label; the whole text is in its tool tip when it does not fit.

    Parameters
    ----------
    role : str
        Its look in the style sheet.
    """

    def __init__(
        self,
        role: str,
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        # File names are text, whatever they contain.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._full = self._tip = ""
        self._mode = mode

    @property
    def full_text(self) -> str:
        """The text before it was shortened."""
        return self._full

    def set_text(self, text: str, tip: str = "") -> None:
        """Show a text, its line breaks as spaces; ``tip`` says more than the text."""
        self._full, self._tip = " ".join(text.split()), tip
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, self._mode, max(0, self.width()))
        self.setText(shown)
        self.setToolTip(plain_tip(self._tip or ("" if shown == self._full else self._full)))
        self.setAccessibleName(self._full)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()
