"""Excerpts that begin on beats, at zero crossings, or anywhere."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from engine.errors import MorphError
from gui.clips.beat_finder import BLOCK_S, BeatFinder, beats_between
from gui.session import Slot
from gui.task_runner import TaskRunner
from tests.gui.fake_engine import FakeBackend
from tests.helpers_audio import write_sound

LEFT = Qt.MouseButton.LeftButton


class FakeBeats:
    """A beat each half second; notes what it was asked."""

    def __init__(self):
        self.asked = []
        self.n_starts = 0
        self.gate = threading.Event()
        self.gate.set()
        self.error = None

    def start(self):
        self.n_starts += 1

    def find(self, path, first_s, last_s):
        self.gate.wait(5)
        self.asked.append((path.name, first_s))
        if self.error is not None:
            raise self.error
        return np.arange(first_s + 0.25, last_s, 0.5)

    def kill(self):
        self.gate.set()


class Beating(FakeBackend):
    def __init__(self):
        super().__init__()
        self.beats = FakeBeats()

    def create_beat_process(self):
        return self.beats


@pytest.fixture
def beating(make_window):
    return make_window(Beating(), ["one.wav", "second.wav"])


def start_of(window, slot=Slot.A):
    return window.controller.session.slots[slot].clip.start_s


def drag(qtbot, view, from_s, to_s):
    viewport = view.viewport()
    qtbot.mousePress(viewport, LEFT, pos=QPoint(round(view.x_of(from_s)), 10))
    qtbot.mouseMove(viewport, QPoint(round(view.x_of(to_s)), 10))
    qtbot.mouseRelease(viewport, LEFT, pos=QPoint(round(view.x_of(to_s)), 10))


def test_nothing_is_looked_for_unless_wanted(beating):
    assert beating.controller._backend.beats.n_starts == 0
    assert beating.menus.actions["snap_off"].isChecked()


def test_on_beats_the_frame_goes_to_the_nearest(qtbot, beating, settle):
    beating.menus.actions["snap_beats"].trigger()
    settle(beating)
    view = beating.clips[Slot.A].overview
    assert view.frame.ticks_s[:3] == (0.25, 0.75, 1.25)
    assert "Finding beats" in beating.status.text()
    drag(qtbot, view, 5.0, 8.1)
    settle(beating)
    assert start_of(beating) == 6.25
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.wait(200)
    settle(beating)
    assert start_of(beating) == 5.75
    beating.status._timer.stop()


def test_beats_are_looked_for_once_a_file_and_block(beating, settle):
    backend = beating.controller._backend
    beating.commands.run("snap_beats")
    settle(beating)
    for mode in ("snap_off", "snap_beats"):
        beating.commands.run(mode)
    beating.controller.move_excerpt(Slot.A, 9.0)
    beating.controller.finish_move(Slot.A)
    settle(beating)
    assert sorted(backend.beats.asked) == [("one.wav", 0.0), ("second.wav", 0.0)]
    beating.status._timer.stop()


def test_a_frame_that_was_dropped_too_early_goes_to_its_beat(qtbot, beating, settle):
    beats = beating.controller._backend.beats
    beats.gate.clear()
    beating.commands.run("snap_beats")
    drag(qtbot, beating.clips[Slot.A].overview, 5.0, 8.1)
    qtbot.waitUntil(lambda: start_of(beating) == pytest.approx(6.1, abs=0.1))
    beats.gate.set()
    qtbot.waitUntil(lambda: start_of(beating) in (5.75, 6.25))
    settle(beating)
    assert start_of(beating, Slot.B) == 3.0  # nobody moved it
    beating.status._timer.stop()


def test_without_snapping_the_ticks_are_gone(beating, settle):
    beating.commands.run("snap_beats")
    settle(beating)
    beating.commands.run("snap_off")
    assert beating.clips[Slot.A].overview.frame.ticks_s == ()
    assert beating.controller.settings.snap == "off"
    beating.status._timer.stop()


def test_at_zero_crossings_the_excerpt_moves_a_little(beating, settle):
    beating.commands.run("snap_zero")
    beating.controller.move_excerpt(Slot.A, 7.0)
    beating.controller.finish_move(Slot.A)
    settle(beating)
    assert start_of(beating) == pytest.approx(7.001)
    beating.controller.open_clip(Slot.B, Path("third.wav"), 4.0)
    settle(beating)
    assert start_of(beating, Slot.B) == 4.0  # a project's own place is left alone


def test_the_wish_is_remembered(beating, make_window):
    beating.commands.run("snap_zero")
    window = make_window(Beating())
    assert window.menus.actions["snap_zero"].isChecked()
    assert window.controller.loaders[Slot.A].snaps_to_zero


def test_no_beats_are_no_trouble(beating, settle):
    beating.controller._backend.beats.error = MorphError("The file is gone.")
    beating.commands.run("snap_beats")
    settle(beating)
    assert beating.clips[Slot.A].overview.frame.ticks_s == ()
    assert not beating.controller.beats.is_finding
    beating.status._timer.stop()


def test_a_column_has_a_menu(beating):
    from gui.clips.snap import Snap

    snap = next(feature for feature in beating.features if isinstance(feature, Snap))
    menu = snap._sides[1].menu()
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts[0] == "Open B…"
    assert "Best passage of B" in texts
    assert "Begin on beats" in texts
    menu.deleteLater()


@pytest.mark.parametrize("part", ["overview", "mel", "waveform", "title"])
def test_the_right_button_brings_it_everywhere(beating, part, monkeypatch):
    shown = []  # a popup of the offscreen platform complains
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: shown.append(menu))
    column = beating.clips[Slot.A]
    widget = getattr(column, part)
    target = widget.viewport() if hasattr(widget, "viewport") else widget
    place = target.rect().center()
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, place, target.mapToGlobal(place))
    QApplication.sendEvent(target, event)
    assert len(shown) == 1
    assert shown[0].parent() is column


def test_without_a_clip_there_is_no_passage_to_take(make_window):
    actions = make_window(Beating(), ["one.wav"]).menus.actions
    enabled = [actions[name].isEnabled() for name in ("best_a", "reload_a", "best_b", "reload_b")]
    assert enabled == [True, True, False, False]


# -- the finder -----------------------------------------------------------------------------


def test_the_block_that_was_asked_for_last_comes_first(qtbot):
    backend, tasks = Beating(), TaskRunner()
    finder = BeatFinder(backend, tasks)
    backend.beats.gate.clear()
    finder.beats(Path("a.wav"), 0.0, 1.0)
    finder.beats(Path("a.wav"), 10 * BLOCK_S, 10 * BLOCK_S + 1)
    finder.beats(Path("a.wav"), 20 * BLOCK_S, 20 * BLOCK_S + 1)
    backend.beats.gate.set()
    qtbot.waitUntil(lambda: len(backend.beats.asked) == 3)
    qtbot.waitUntil(lambda: not finder.is_finding)
    assert [round(first_s / BLOCK_S) for _, first_s in backend.beats.asked] == [0, 20, 10]
    assert finder.beats(Path("a.wav"), 0.0, 1.0)[:2] == (0.25, 0.75)
    finder.shutdown()


def test_beats_of_a_click_track(tmp_path):
    rate, n = 22050, 22050 * 12
    clicks = 1e-4 * np.random.default_rng(0).standard_normal(n)
    for time_s in np.arange(0.3, 12, 0.5):
        clicks[round(time_s * rate) :][:200] += np.exp(-np.arange(200) / 30.0)[
            : n - round(time_s * rate)
        ]
    path = write_sound(tmp_path / "a.wav", clicks.astype(np.float32)[:, None], rate)
    beats_s = beats_between(path, 3.0, 9.0)
    assert len(beats_s) == 12
    assert np.abs((beats_s - 0.3 + 0.25) % 0.5 - 0.25).max() < 0.03
    assert len(beats_between(path, 100.0, 130.0)) == 0
