"""Messages inside a column: an error, a load under way, notes of a clip. Never a dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.theme import Theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.question_bar import QuestionBar

MARGIN = 4


class MessageBar(QFrame):
    """One dismissable sentence.

    Parameters
    ----------
    kind : str
        "error" or "info".

    Signals
    -------
    changed()
        It says something else, or nothing.
    acted()
        The user pressed the button that it offers.
    """

    changed = Signal()
    acted = Signal()

    def __init__(self, theme: Theme, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        self.setProperty("role", "message")
        self.setProperty("kind", kind)
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self._close = QPushButton(self)
        self._close.setProperty("role", "close")
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.setAccessibleName(self.tr("Dismiss the message"))
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.clicked.connect(self.clear)
        self.action = QPushButton(self)
        self.action.setProperty("role", "link")
        self.action.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.action.clicked.connect(self.acted)
        self.action.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 6, 8)
        layout.setSpacing(8)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.hide()

    @property
    def text(self) -> str:
        """What it says; "" when hidden."""
        return "" if self.isHidden() else self._text.text()

    def show_text(self, text: str, action: str = "") -> None:
        """Say this, and offer a button; "" hides the bar."""
        self._text.setText(text)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Hide."""
        self.show_text("")

    @Slot()
    def _on_theme_changed(self) -> None:
        name = "alert" if self._kind == "error" else "info"
        role = "error" if self._kind == "error" else "secondary"
        self._icon.setPixmap(self._theme.icon(name, role).pixmap(16, 16))
        self._close.setIcon(self._theme.icon("close", "secondary"))
        self._close.setIconSize(QSize(12, 12))


class LoadingBar(QFrame):
    """A file being read, how far, and Cancel.

    Signals
    -------
    cancelled()
        The user gave up.
    changed()
        It came or went.
    """

    cancelled = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self.setProperty("kind", "loading")
        self._text = ElidedLabel("loading", self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Reading the file"))
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._cancel.setProperty("role", "link")
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 8, 10)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self._bar)
        self.hide()

    def show_progress(self, name: str, fraction: float | None) -> None:
        """Show how far a file was read; None when that is not known."""
        if fraction is None:
            self._text.set_text(self.tr("Reading {name}…").format(name=name))
            self._bar.setRange(0, 0)
        else:
            text = self.tr("Reading {name}… {percent} %")
            self._text.set_text(text.format(name=name, percent=round(100 * fraction)))
            self._bar.setRange(0, 100)
            self._bar.setValue(round(100 * fraction))
        if self.isHidden():
            self.show()
            self.changed.emit()

    def show_text(self, text: str) -> None:
        """Say what is under way when it is no file, and nobody knows for how long."""
        self._text.set_text(text)
        self._bar.setRange(0, 0)
        self.show()
        self.changed.emit()

    def clear(self) -> None:
        """Hide."""
        self.hide()
        self.changed.emit()


class MessageStack(QWidget):
    """Lies over the top of a view, so that a message moves nothing; the mels stay in line.

    Parameters
    ----------
    over : list of QWidget
        Where it may lie; it takes the first that is visible.

    Attributes
    ----------
    error, note : MessageBar
        About what is shown; they go when it is right again.
    refusal : MessageBar
        About one thing that was asked for and not done; it stays until dismissed.
    loading : LoadingBar
    on_disk : MessageBar
        The file is not what it was when it was read.
    """

    def __init__(self, theme: Theme, over: list[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self._over, self._window = over, parent
        self.error = MessageBar(theme, "error", self)
        self.refusal = MessageBar(theme, "error", self)
        self.loading = LoadingBar(self)
        self.note = MessageBar(theme, "info", self)
        self.on_disk = MessageBar(theme, "info", self)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self._bars: list[QWidget] = []
        for bar in (self.loading, self.error, self.refusal, self.on_disk, self.note):
            self.add(bar)
        for widget in over:
            widget.installEventFilter(self)

    def add(self, bar: MessageBar | LoadingBar | QuestionBar) -> None:
        """Show another bar below the others, while it is visible."""
        self._bars.append(bar)
        self._layout.addWidget(bar)
        bar.changed.connect(self.place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self.place()
        return super().eventFilter(watched, event)

    @Slot()
    def place(self) -> None:
        """Take the width of the view and the height of what is said."""
        over = next((w for w in self._over if w.isVisible()), self._over[-1])
        top_left = over.mapTo(self._window, over.rect().topLeft())
        width = max(0, over.width() - 2 * MARGIN)
        bars = [bar for bar in self._bars if not bar.isHidden()]
        heights = [_height(bar, width) for bar in bars]
        height = sum(heights) + 6 * max(0, len(bars) - 1)
        self.setGeometry(top_left.x() + MARGIN, top_left.y() + MARGIN, width, height)
        self.setVisible(bool(bars))
        self.raise_()


def _height(bar: QWidget, width: int) -> int:
    layout = bar.layout()
    assert layout is not None
    if layout.hasHeightForWidth():
        return layout.totalHeightForWidth(width)
    return bar.sizeHint().height()
