"""Where the widgets, menu entries and list items of a Qt program are on the screen."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QMenuBar,
    QTabBar,
    QWidget,
)


def name_of(widget: QWidget | None) -> str:
    """Return what screen readers call a widget."""
    return "" if widget is None else widget.accessibleName() or type(widget).__name__


def place(widget: QWidget, rect: QRect) -> list[int]:
    """Return a widget's inner rectangle on the screen: left, top, width, height."""
    corner = widget.mapToGlobal(rect.topLeft())
    return [corner.x(), corner.y(), rect.width(), rect.height()]


def rect_of_widget(widget: Any) -> list[int]:
    """Return the part of a widget that can be seen; an error if there is none."""
    if not isinstance(widget, QWidget):
        raise LookupError(f"{widget!r} is no widget")
    rect, above = widget.rect(), widget
    while not above.isWindow():
        above = above.parentWidget()
        rect &= QRect(widget.mapFrom(above, above.rect().topLeft()), above.rect().size())
    if rect.isEmpty() or not widget.isVisible():
        raise LookupError(f"{name_of(widget)} is not on show")
    return place(widget, rect)


def named(name: str) -> QWidget:
    """Return the one widget on show that is called so: by screen readers, its code or its text."""
    found = [w for w in shown_widgets() if name in names(w)]
    # A dialog stands before the window.
    front = QApplication.activeModalWidget()
    if len(found) > 1 and front is not None:
        found = [w for w in found if front.isAncestorOf(w)] or found
    if len(found) > 1:  # a label beside what it labels
        found = [w for w in found if not isinstance(w, QLabel)] or found
    if len(found) != 1:
        on_show = sorted({n for w in shown_widgets() for n in names(w) if n and len(n) < 60})
        raise LookupError(f"{len(found)} widgets are called {name!r}; on show: {on_show}")
    return found[0]


def shown_widgets() -> list[QWidget]:
    """Return every widget on show."""
    return [w for w in QApplication.allWidgets() if shiboken6.isValid(w) and w.isVisible()]


def names(widget: QWidget) -> set[str]:
    """Return all that a widget may be called."""
    found = {widget.accessibleName(), widget.objectName()}
    if isinstance(widget, QAbstractButton | QLabel):
        found.add(without_mnemonic(widget.text()).strip())
    return found - {""}


def without_mnemonic(text: str) -> str:
    """Return an entry's words alone, without its letter's mark and its key."""
    return text.partition("\t")[0].replace("&&", "\0").replace("&", "").replace("\0", "&")


def entry(text: str) -> dict[str, Any]:
    """Return where a menu's title or entry is, and whether it can be chosen."""
    for widget in shown_widgets():
        if not isinstance(widget, QMenu | QMenuBar):
            continue
        for action in widget.actions():
            rect = widget.actionGeometry(action)
            if without_mnemonic(action.text()) == text and action.isVisible() and rect.isValid():
                return {
                    "rect": place(widget, rect),
                    "is_enabled": action.isEnabled(),
                    "is_checked": action.isChecked(),
                }
    raise LookupError(f"no menu on show has an entry {text!r}")


def item(text: str) -> list[int]:
    """Return where an item of a list, an open combo box or a row of tabs is."""
    for widget in shown_widgets():
        if isinstance(widget, QTabBar):
            for i in range(widget.count()):
                if without_mnemonic(widget.tabText(i)) == text:
                    return place(widget, widget.tabRect(i))
        if isinstance(widget, QAbstractItemView):
            model = widget.model()
            for row in range(model.rowCount(widget.rootIndex())):
                index = model.index(row, 0, widget.rootIndex())
                rect = widget.visualRect(index)
                if str(index.data()) == text and rect.isValid():
                    return place(widget.viewport(), rect)
    raise LookupError(f"no list on show has an item {text!r}")
