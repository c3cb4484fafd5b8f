"""Finds the parts of a window."""

from PySide6.QtWidgets import QDialog


def feature(window, kind):
    """Return a window's feature of a kind."""
    return next(f for f in window.features if isinstance(f, kind))


def opened(qtbot, window, name):
    """Open a dialog of the window, wait for what it reads, and return it."""
    window.commands.run(name)
    (dialog,) = [d for d in window.findChildren(QDialog) if d.isVisible()]
    qtbot.waitUntil(lambda: window.controller.tasks.n_live == 0)
    return dialog
