"""Windows with a fake engine, and guards: nothing may be left running or complain unheard."""

from __future__ import annotations

import logging
import threading
import weakref
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from pytestqt.qtbot import QtBot

from gui.app import create_application
from gui.desk import mpris
from gui.desk.hints import ALL_SEEN
from gui.language import install_language
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.theme import Theme
from tests.gui.fake_engine import FakeBackend

ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts" / "screenshots"


# The offscreen platform says so of every window that is shown.
HARMLESS = "This plugin does not support propagateSizeHints"


# A machine that does other work may need longer for what takes a moment; who waits for what comes
# waits no longer for it.
for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals):
    wait.__kwdefaults__["timeout"] = 30_000


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore(HARMLESS, extend=True))


@pytest.fixture(scope="session")
def qapp():
    return create_application(["segue"])


@pytest.fixture(autouse=True)
def no_leftovers(qapp, monkeypatch):
    """Fail a test that leaves a running thread or timer; say which."""
    started: weakref.WeakSet = weakref.WeakSet()
    for kind in (QThread, QTimer):
        _track(monkeypatch, kind, started)
    before = set(threading.enumerate())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [_describe(obj) for obj in started if shiboken6.isValid(obj) and _is_running(obj)]
    # Qt's own threads show up as dummies once Python ran on them; QThread tells of those.
    threads = [
        t.name
        for t in set(threading.enumerate()) - before
        if t.is_alive() and not isinstance(t, threading._DummyThread)
    ]
    assert not left + threads, f"left running: {left + threads}"


def _track(monkeypatch, kind, started) -> None:
    original = kind.start

    def start(self, *args, **kwargs):
        started.add(self)
        return original(self, *args, **kwargs)

    monkeypatch.setattr(kind, "start", start)


def _is_running(obj) -> bool:
    return obj.isRunning() if isinstance(obj, QThread) else obj.isActive()


def _describe(obj) -> str:
    return f"{type(obj).__name__} {obj.objectName()!r} of {type(obj.parent()).__name__}"


@pytest.fixture(autouse=True)
def no_complaints(caplog):
    """Fail a test that logs a warning or worse; one that means to calls ``caplog.clear()``."""
    yield
    complaints = [
        f"{r.name}: {r.getMessage()}"
        for r in caplog.get_records("call")
        if r.levelno >= logging.WARNING
    ]
    assert not complaints, complaints


@pytest.fixture
def german(qapp):
    """Let all that is shown from now on be German."""
    translators = install_language("de")
    yield
    for translator in translators:
        QCoreApplication.removeTranslator(translator)
    assert len(translators) == 3  # Qt's own words, ours, and the engine's


@pytest.fixture
def theme(qapp):
    return Theme("dark")


@pytest.fixture
def settings(tmp_path):
    settings = Settings(tmp_path / "settings.ini")
    settings.hints_seen = ALL_SEEN
    settings.asks_to_save = settings.autosaves = False  # their own tests switch them on
    return settings


@pytest.fixture(autouse=True)
def no_bus(monkeypatch):
    """Keep windows of tests off the desktop's media keys."""
    monkeypatch.setattr(mpris, "has_bus", lambda: False)


@pytest.fixture
def backend():
    return FakeBackend()


@pytest.fixture
def make_window(qtbot, settings, theme):
    """Return a function that shows a started window; all of them are closed at the end."""
    windows = []

    def make(backend, paths=()):
        window = MainWindow(backend, settings, theme)
        windows.append(window)
        window.resize(1440, 900)
        window.show()
        window.start([Path(p) for p in paths])
        qtbot.waitUntil(lambda: bool(window.controller.methods) and is_settled(window))
        return window

    yield make
    for window in windows:
        backend_of(window).gate.set()
        backend_of(window).encode_gate.set()
        backend_of(window).align_gate.set()
        backend_of(window).export_gate.set()
        for job in window.controller.exporter.jobs:
            job.cancel()
        window.close()
        window.deleteLater()


def backend_of(window) -> FakeBackend:
    return window.controller._backend


def is_settled(window) -> bool:
    controller = window.controller
    is_moving = any(loader.wanted_start_s is not None for loader in controller.loaders.values())
    return (controller.tasks.n_live == 0 and not is_moving) and (
        controller.session.is_final
        or backend_of(window).fails_to_render
        or any(s.source is None for s in controller.session.slots.values())
    )


@pytest.fixture
def window(make_window, backend):
    """A window with two clips and their final morph."""
    return make_window(backend, ["one.wav", "second.wav"])


@pytest.fixture
def settle(qtbot):
    def wait(window):
        qtbot.waitUntil(lambda: is_settled(window), timeout=5000)

    return wait
