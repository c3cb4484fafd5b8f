"""The window by keyboard alone, by ear, and in little room."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QSlider,
    QWidget,
)

from engine.errors import ExportError
from gui.desk import accessibility, help_control
from gui.desk.accessibility import Announcer
from gui.desk.hints import ALL_SEEN
from gui.playback.player_bridge import Device
from gui.session import Slot
from tests.gui.features import opened

DIALOGS = ("preferences", "keys", "about", "log")


@pytest.fixture(autouse=True)
def log_file(tmp_path, monkeypatch):
    monkeypatch.setattr(help_control, "log_path", lambda: tmp_path / "segue.log")


def focusable(top):
    """Return the widgets that Tab should reach."""
    return {
        w
        for w in top.findChildren(QWidget)
        if w.window() is top.window()
        and w.isVisibleTo(top)
        and w.isEnabled()
        and w.focusProxy() is None
        and w.focusPolicy() & Qt.FocusPolicy.TabFocus
    }


def walk(qtbot, top, key=Qt.Key.Key_Tab):
    """Press Tab until it comes round, and return what had the focus."""
    seen = []
    for _ in range(200):
        widget = top.focusWidget()
        if widget in seen:
            return seen
        seen.append(widget)
        qtbot.keyClick(widget, key)
    raise AssertionError("Tab does not come round")


def texts(widget):
    interface = QAccessible.queryAccessibleInterface(widget)
    kinds = QAccessible.Text
    return [interface.text(kind) for kind in (kinds.Name, kinds.Value, kinds.Description)]


# -- by keyboard ----------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab], ids=["tab", "backtab"])
def test_tab_reaches_every_control_and_comes_round(qtbot, window, key):
    window.alpha.track.setFocus()
    seen = {w for w in walk(qtbot, window, key) if not isinstance(w, QAbstractButton)}
    wanted = {w for w in focusable(window) if not isinstance(w, QAbstractButton)}
    assert wanted - seen == set()
    # Of buttons of which one is down, Tab reaches that one, and arrows the others.
    buttons = {b for b in focusable(window) if isinstance(b, QAbstractButton)}
    reached = set(walk(qtbot, window, key))
    missed = {b for b in buttons - reached if b.group() is None or b.isChecked()}
    assert missed == set()


@pytest.mark.parametrize("name", DIALOGS)
def test_tab_comes_round_in_each_dialog_and_escape_closes_it(qtbot, window, name):
    dialog = opened(qtbot, window, name)
    qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
    seen = set(walk(qtbot, dialog))
    assert focusable(dialog) - seen == set()
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert window.isVisible()


def test_every_command_of_the_menus_has_words(window):
    for name, action in window.menus.actions.items():
        assert action.text().strip(), name


# -- by ear ---------------------------------------------------------------------------------


def assert_is_named(top):
    for widget in focusable(top):
        name, value, description = texts(widget)
        assert name.strip(), f"{type(widget).__name__} {widget.objectName()} has no name"
        if isinstance(widget, QSlider):
            assert value or description, f"{name} has no value"
            assert widget.accessibleDescription(), f"{name} tells steps, not what they mean"


def test_every_control_of_the_window_has_a_name(window, settings):
    window.commands.run("hints")
    assert_is_named(window)
    window.resize(1024, 640)
    window.grab()
    assert_is_named(window)
    settings.hints_seen = ALL_SEEN


def test_every_control_of_an_empty_window_has_a_name(make_window, backend):
    assert_is_named(make_window(backend))


@pytest.mark.parametrize("name", DIALOGS)
def test_every_control_of_the_dialogs_has_a_name(qtbot, window, name):
    dialog = opened(qtbot, window, name)
    assert_is_named(dialog)
    dialog.close()


def test_a_slider_tells_its_value_in_words_when_it_moves(window):
    track = window.alpha.track
    window.controller.set_alpha(0.25)
    before = track.accessibleDescription()
    window.controller.set_alpha(0.5)
    assert before != track.accessibleDescription()
    assert "50 %" in track.accessibleDescription()


@pytest.fixture
def said(monkeypatch):
    said = []

    def note(_, text, *, is_urgent=False):
        said.append((text, is_urgent))

    monkeypatch.setattr(accessibility, "announce", note)
    return said


@pytest.fixture
def clock(monkeypatch):
    """Time that passes when it is told to."""
    now = [100.0]
    monkeypatch.setattr(accessibility.time, "monotonic", lambda: now[0])
    return now


def announcer_of(window):
    return next(f for f in window.features if isinstance(f, Announcer))


@pytest.fixture
def announcer(window, clock):
    """After all that was to be said at the start."""
    found = announcer_of(window)
    found._timer.stop()
    found._waiting, found._said_at = None, 0.0
    return found


def test_an_announcement_is_an_event_that_qt_passes_on(window, monkeypatch):
    events = []
    monkeypatch.setattr(accessibility.QAccessible, "updateAccessibility", events.append)
    accessibility.announce(window, "Saved x.wav", is_urgent=True)
    (event,) = events
    assert event.message() == "Saved x.wav"
    assert event.politeness() == QAccessible.AnnouncementPoliteness.Assertive
    assert event.type() == QAccessible.Event.Announcement


def test_a_clip_that_came_and_the_morph_that_is_ready_are_said(
    qtbot, window, announcer, said, settle
):
    window.controller.open_clip(Slot.B, Path("third.wav"))
    settle(window)
    assert said[0] == ("third.wav is clip B", False)
    announcer._on_due()
    assert said[-1] == ("The morph is ready: 50 % A · 50 % B", False)


def test_many_announcements_become_the_first_and_the_last(qtbot, announcer, said, clock):
    for i in range(20):
        announcer.say(f"note {i}")
    assert said == [("note 0", False)]
    assert announcer._timer.isActive()
    clock[0] += 2
    announcer._on_due()
    assert said == [("note 0", False), ("note 19", False)]
    announcer._timer.stop()


def test_an_error_is_not_lost_to_what_comes_after(announcer, said):
    announcer.say("note")
    announcer.say("it failed", is_urgent=True)
    announcer.say("another note")
    announcer._on_due()
    assert said == [("note", False), ("it failed", True)]
    announcer._timer.stop()


def test_notes_and_errors_are_said(window, announcer, said, clock):
    controller = window.controller

    def last():
        clock[0] += 2
        announcer._on_due()
        return said[-1]

    controller.noted.emit("Saved x.wav in /music")
    assert last() == ("Saved x.wav in /music", False)
    controller.model_refused.emit("No.")
    assert last() == ("No.", True)
    controller.loaders[Slot.A].failed.emit(ExportError("It cannot be read."))
    assert last() == ("It cannot be read.", True)
    controller.player._set_device(Device.LOST, "Loudspeaker")
    assert last() == ("The sound device was lost.", True)
