"""A small panel that lies over a picture while it is wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from gui.theme import Theme

MARGIN = 8


class FloatingPanel(QFrame):
    """A frame in the upper right corner of a picture; of those over one parent, one is open.

    Parameters
    ----------
    theme : Theme
    key : str
        The name of the key that opens and closes it.
    anchor : QWidget
        Whose upper right corner it takes.
    parent : QWidget
        What it may cover.

    Attributes
    ----------
    title : QLabel
    header : QHBoxLayout
        Title and cross, for what a panel puts between them.
    close_button : QPushButton

    Signals
    -------
    closed(bool)
        Whether the keys were in it, and belong elsewhere now.
    """

    closed = Signal(bool)

    def __init__(self, theme: Theme, key: str, anchor: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._anchor = theme, anchor
        self.setProperty("role", "message")
        self.close_button = QPushButton(self)
        self.close_button.setProperty("role", "close")
        self.close_button.setIconSize(QSize(12, 12))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.setToolTip(self.tr("Close ({key} or Esc)").format(key=key))
        self.close_button.clicked.connect(self.close_panel)
        self.title = QLabel(self)
        self.title.setProperty("role", "title")
        self.header = QHBoxLayout()
        self.header.addWidget(self.title)
        self.header.addStretch(1)
        self.header.addWidget(self.close_button)
        theme.changed.connect(self._on_theme_changed)
        anchor.installEventFilter(self)
        self._on_theme_changed()
        self.hide()

    def open_panel(self) -> None:
        """Show it instead of any other one there."""
        for other in self._parent.findChildren(FloatingPanel):
            if other is not self:
                other.close_panel()
        self.show()  # now its words have the fonts by which its size is reckoned
        self._place()
        self.raise_()

    @Slot()
    def close_panel(self) -> None:
        """Put it away."""
        if not self.isHidden():
            focused = self.window().focusWidget()
            had_keys = focused is not None and self.isAncestorOf(focused)
            self.hide()
            self.closed.emit(had_keys)

    def fit(self, room: QSize) -> None:
        """Take as much of what it may cover as it needs."""

    @property
    def _parent(self) -> QWidget:
        parent = self.parentWidget()
        assert parent is not None  # it was made with one
        return parent

    def _place(self, *, may_stay: bool = False) -> None:
        self.fit(self._parent.size())
        layout = self.layout()
        if layout is not None:
            layout.activate()  # rows inside it would tell the sizes of before
        self.adjustSize()
        corner = QPoint(self._anchor.width() - self.width() - MARGIN, MARGIN)
        place = self._anchor.mapTo(self._parent, corner)
        # What is dragged may make the picture lower: a panel that jumped would shake the hand.
        stays = may_stay and abs(place.y() - self.y()) < MARGIN
        self.move(max(MARGIN, place.x()), self.y() if stays else place.y())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self._place(may_stay=True)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.close_button.setIcon(self._theme.icon("close", "secondary"))
