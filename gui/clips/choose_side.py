"""As A or as B? Asked in place, over the morph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.session import Slot
from gui.theme import Theme
from gui.widgets.elided_label import ElidedLabel

MARGIN = 12


class Popover(QFrame):
    """A small panel over another widget; Esc and its button close it.

    Parameters
    ----------
    theme : Theme
    over : QWidget
        What it lies over; it moves along.

    Signals
    -------
    closed()
    """

    closed = Signal()

    def __init__(self, theme: Theme, over: QWidget) -> None:
        window = over.window()
        super().__init__(window)
        self.theme = theme
        self._over = over
        self._focus_before: QWidget | None = None
        self.setProperty("role", "popover")
        self.close_button = QPushButton(self)
        self.close_button.setProperty("role", "close")
        self.close_button.setIconSize(QSize(12, 12))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.setToolTip(self.tr("Close (Esc)"))
        self.close_button.clicked.connect(self.dismiss)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        over.installEventFilter(self)
        self.hide()

    def pop_up(self, focus: QWidget) -> None:
        """Show it and give a part of it the focus."""
        if self.isHidden():
            self._focus_before = QApplication.focusWidget()
        self.show()
        self.place()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    @QtSlot()
    def dismiss(self) -> None:
        """Close; the focus goes back to where it was."""
        if self.isHidden():
            return
        self.hide()
        before, self._focus_before = self._focus_before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def wanted_size(self) -> QSize:
        """Return the size it would like; it is made smaller where there is no room."""
        return self.sizeHint()

    def place(self) -> None:
        """Lie in the middle of what it is over."""
        room = self._over.size() - QSize(2 * MARGIN, 2 * MARGIN)
        size = self.wanted_size().boundedTo(room).expandedTo(self.minimumSizeHint())
        parent = self.parentWidget()
        assert parent is not None
        corner = self._over.mapTo(parent, self._over.rect().center())
        self.setGeometry(
            corner.x() - size.width() // 2,
            corner.y() - size.height() // 2,
            size.width(),
            size.height(),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isHidden() and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Nothing typed here is meant for the window behind.
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()

    @QtSlot()
    def _on_theme_changed(self) -> None:
        self.close_button.setIcon(self.theme.icon("close", "secondary"))


class SideButtons(QWidget):
    """“As A” and “As B”.

    Signals
    -------
    chosen(Slot)
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons: dict[Slot, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for slot in Slot:
            button = QPushButton(self.tr("Open as {name}").format(name=slot.value), self)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setProperty("role", "side")
            button.setProperty("side", slot.value)
            button.setToolTip(self.tr("Key {name}").format(name=slot.value))
            button.clicked.connect(self._on_clicked)
            button.installEventFilter(self)
            row.addWidget(button, 1)
            self.buttons[slot] = button

    def take_key(self, key: int) -> bool:
        """Do what A or B asks for; False for other keys."""
        slot = {Qt.Key.Key_A: Slot.A, Qt.Key.Key_B: Slot.B}.get(Qt.Key(key))
        if slot is not None and self.buttons[slot].isEnabled():
            self.chosen.emit(slot)
        return slot is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and isinstance(watched, QPushButton):
                watched.click()
                return True
            if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                self.buttons[Slot.A if key == Qt.Key.Key_Left else Slot.B].setFocus()
                return True
        return super().eventFilter(watched, event)

    @QtSlot()
    def _on_clicked(self) -> None:
        slot = next(s for s, button in self.buttons.items() if button is self.sender())
        self.chosen.emit(slot)


class SideChooser(Popover):
    """Asks on which side a file shall be opened.

    Parameters
    ----------
    theme : Theme
    over : QWidget
    open_as : callable
        Called with the side and the path.
    """

    def __init__(
        self, theme: Theme, over: QWidget, open_as: Callable[[Slot, Path], object]
    ) -> None:
        super().__init__(theme, over)
        self._open_as = open_as
        self._path: Path | None = None
        self.name = ElidedLabel("title", self)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        question = QLabel(self.tr("Both sides have a clip. Which one shall go?"), self)
        question.setProperty("role", "secondary")
        question.setWordWrap(True)
        self.sides = SideButtons(self)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.name, 1)
        top.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 16)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(question)
        layout.addSpacing(4)
        layout.addWidget(self.sides)
        self.sides.chosen.connect(self._on_chosen)

    def ask(self, path: Path) -> None:
        """Ask about a file; a newer question replaces the one before."""
        self._path = path
        self.name.set_text(path.name)
        self.setAccessibleName(self.tr("Open {name} as A or as B").format(name=path.name))
        self.pop_up(self.sides.buttons[Slot.A])

    def wanted_size(self) -> QSize:
        """Return a size that has room for most names."""
        return QSize(340, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.sides.take_key(event.key()):
            super().keyPressEvent(event)
        event.accept()

    @QtSlot(object)
    def _on_chosen(self, slot: Slot) -> None:
        path, self._path = self._path, None
        self.dismiss()
        if path is not None:
            self._open_as(slot, path)
