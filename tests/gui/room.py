"""Whether what is written has room."""

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from gui.widgets.elided_label import ElidedLabel


def cut(top):
    """Return the controls and labels that are given less room than their words need."""
    found = []
    for widget in top.findChildren(QWidget):
        if widget.window() is not top.window() or not widget.isVisibleTo(top):
            continue
        is_button = isinstance(widget, QAbstractButton) and bool(widget.text())
        is_label = isinstance(widget, QLabel) and not isinstance(widget, ElidedLabel)
        if is_label and (widget.wordWrap() or not widget.text()):
            continue
        if (is_button or is_label) and widget.width() < widget.sizeHint().width():
            found.append((widget.text(), widget.width(), widget.sizeHint().width()))
    return found
