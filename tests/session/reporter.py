"""Answers questions about a Qt program from outside: where things are, and what they say."""

from __future__ import annotations

import dataclasses
import enum
import json
import re
import threading
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QWidget

from tests.session.places import entry, item, name_of, named, rect_of_widget

STEP = re.compile(r"\.?(?P<name>\w+)|\[(?P<key>[^]]+)\]")
GETTERS = frozenset(
    [
        "text",
        "value",
        "minimum",
        "maximum",
        "isChecked",
        "isVisible",
        "isEnabled",
        "hasFocus",
        "currentText",
        "currentData",
        "currentIndex",
        "currentKey",
        "windowTitle",
        "accessibleName",
        "accessibleDescription",
        "toolTip",
        "title",
        "width",
        "height",
        "count",
        "canUndo",
        "canRedo",
        "undoText",
        "redoText",
        "document",
        "selectedFiles",
        "isActiveWindow",
        "toPlainText",
        "isWindowModified",
    ]
)
"""Methods that a question may call: they change nothing."""


class Reporter(QObject):
    """A server on a local socket; one JSON question a line, one JSON answer a line.

    It only looks. Whatever is to happen in the program, mouse and keyboard must bring about.

    Parameters
    ----------
    socket : Path
    """

    def __init__(self, socket: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._on_connection)
        if not self._server.listen(str(socket)):
            raise OSError(self._server.errorString())

    @Slot()
    def _on_connection(self) -> None:
        connection = self._server.nextPendingConnection()
        connection.readyRead.connect(self._on_question)
        connection.disconnected.connect(connection.deleteLater)

    @Slot()
    def _on_question(self) -> None:
        connection = self.sender()
        assert isinstance(connection, QLocalSocket)
        while connection.canReadLine():
            question = json.loads(bytes(connection.readLine().data()))
            try:
                answer = {"answer": answer_to(question)}
            except (LookupError, AttributeError, TypeError, RuntimeError) as e:
                answer = {"refusal": f"{type(e).__name__}: {e}"}
            connection.write(json.dumps(answer).encode() + b"\n")
        connection.flush()


def answer_to(question: dict[str, Any]) -> Any:
    """Return what is asked for, as JSON knows it."""
    if "read" in question:
        return plain(read(question["read"]))
    if "state" in question:
        return state()
    if "rect" in question:
        return rect_of_widget(read(question["rect"]))
    if "named" in question:
        return rect_of_widget(named(question["named"]))
    if "entry" in question:
        return entry(question["entry"])
    if "item" in question:
        return item(question["item"])
    raise LookupError(f"no such question: {question}")


# -- values ---------------------------------------------------------------------------------


def main_window() -> QMainWindow:
    """Return the program's window, also while it is hidden."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow)]
    if not found:
        raise LookupError("there is no main window")
    return found[0]


def read(path: str) -> Any:
    """Return what lies at a path such as ``window.clips[A].title.text``.

    It begins at ``window``, ``dialog`` (the modal or active one) or ``focus``; a key in brackets is
    an enum's name, a number or a text.
    """
    roots = {
        "window": main_window,
        "dialog": lambda: QApplication.activeModalWidget() or QApplication.activeWindow(),
        "focus": QApplication.focusWidget,
    }
    value: Any = None
    for i, step in enumerate(STEP.finditer(path)):
        name, key = step["name"], step["key"]
        if i == 0:
            value = roots[name]()
        elif key is not None:
            value = keyed(value, key)
        else:
            value = getattr(value, name)
            if callable(value) and name in GETTERS:
                value = value()
    return value


def keyed(value: Any, key: str) -> Any:
    """Return what a mapping or sequence holds under a key written as text."""
    if isinstance(value, dict):
        for own in value:
            if key in (own, getattr(own, "name", None), str(own)):
                return value[own]
        raise LookupError(f"no {key!r} among {list(value)}")
    return value[int(key)]


def plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, np.ndarray):
        peak = float(np.abs(value).max()) if value.size else 0.0
        level = float(np.sqrt(np.mean(np.square(value, dtype=np.float64)))) if value.size else 0.0
        return {"shape": list(value.shape), "peak": peak, "level": level}
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {f.name: plain(getattr(value, f.name)) for f in fields}
    if isinstance(value, set | frozenset):
        return sorted(plain(v) for v in value)
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(plain(k)): plain(v) for k, v in value.items()}
    return repr(value)


def state() -> dict[str, Any]:
    """Return the state of the session, and what the window says of it."""
    window: Any = main_window()
    controller = window.controller
    session, bridge = controller.session, controller.player
    dialog = QApplication.activeModalWidget()
    if dialog is not None and not dialog.isActiveWindow():
        dialog = None  # the keyboard does not reach it yet
    return {
        "document": plain(session.document()),
        "is_final": session.is_final,
        "has_model": controller.vae is not None,
        "n_tasks": controller.tasks.n_live,
        "heard": session.heard.name,
        "is_playing": bridge.is_playing,
        "position_s": bridge.player.buffer.position / bridge.player.sample_rate
        if bridge.player
        else 0.0,
        "device": bridge.device.name,
        "is_looping": window.transport.loop.isChecked(),
        "status": window.status.text(),
        "title": window.windowTitle(),
        "is_modified": window.isWindowModified(),
        "is_active": window.isActiveWindow(),
        "focus": name_of(QApplication.focusWidget()),
        "dialog": title_of(dialog),
        "question": question_of(dialog),
        "n_threads": threading.active_count(),
    }


def title_of(widget: QWidget | None) -> str | None:
    """Return the title of a dialog; None without one."""
    return None if widget is None else widget.windowTitle() or type(widget).__name__


def question_of(widget: QWidget | None) -> str | None:
    """Return what a message box says; None without one."""
    return widget.text() if isinstance(widget, QMessageBox) else None
