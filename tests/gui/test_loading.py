"""What becomes of a clip when something else is asked for before it is ready."""

import dataclasses
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from engine.cancel import check
from gui.clips.reading import Loaded
from gui.session import Slot
from tests.gui.fake_engine import SPEC, FakeBackend, make_overview


@pytest.fixture
def encoding(qtbot, window):
    """A window whose clip A was read and is being encoded."""
    window.controller._backend.encode_gate.clear()
    window.controller.open_clip(Slot.A, Path("good.wav"))
    qtbot.waitUntil(lambda: window.controller.session.slots[Slot.A].path == Path("good.wav"))
    return window


def finish(window, settle):
    backend = window.controller._backend
    backend.gate.set()
    backend.encode_gate.set()
    settle(window)


# -- a clip that stays is encoded -----------------------------------------------------------


def test_a_clip_being_encoded_survives_a_bad_file(qtbot, encoding, settle):
    column = encoding.clips[Slot.A]
    encoding.controller.open_clip(Slot.A, Path("bad.wav"))
    qtbot.waitUntil(lambda: "bad.wav" in column.messages.error.text)
    finish(encoding, settle)
    state = encoding.controller.session.slots[Slot.A]
    assert state.path == Path("good.wav")
    assert state.source.clip is state.clip
    assert encoding.controller.session.is_final


def test_a_clip_being_encoded_survives_a_cancelled_load(qtbot, encoding, settle):
    encoding.controller._backend.gate.clear()
    encoding.controller.open_clip(Slot.A, Path("long.wav"))
    encoding.clips[Slot.A].messages.loading.cancelled.emit()
    assert not encoding.controller.loaders[Slot.A].is_loading
    finish(encoding, settle)
    state = encoding.controller.session.slots[Slot.A]
    assert state.source.clip is state.clip
    assert encoding.controller.session.is_final


def test_a_clip_that_replaces_one_being_encoded_is_encoded(encoding, settle):
    encoding.controller.open_clip(Slot.A, Path("newer.wav"))
    finish(encoding, settle)
    state = encoding.controller.session.slots[Slot.A]
    assert state.path == Path("newer.wav")
    assert state.source.clip is state.clip


def test_a_closed_clip_that_was_being_encoded_stays_away(qtbot, encoding):
    encoding.commands.run("close_clips")
    encoding.controller._backend.encode_gate.set()
    qtbot.waitUntil(lambda: encoding.controller.tasks.n_live == 0)
    assert encoding.controller.session.slots[Slot.A].source is None


# -- swapping while an excerpt moves --------------------------------------------------------


def clips(window):
    slots = window.controller.session.slots.values()
    return [(state.path.name, state.clip.start_s) for state in slots]


@pytest.mark.parametrize("wait_ms", [0, 151])
@pytest.mark.parametrize("slot", list(Slot))
def test_swapping_takes_a_moving_excerpt_along(qtbot, window, settle, slot, wait_ms):
    column = window.clips[slot]
    qtbot.keyClick(column.overview, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.wait(wait_ms)
    window.commands.run("swap")
    assert [name for name, _ in clips(window)] == ["second.wav", "one.wav"]
    settle(window)
    qtbot.wait(200)
    settle(window)
    starts = {slot: 3.0, slot.other: 4.0}
    assert clips(window) == [("second.wav", starts[Slot.A]), ("one.wav", starts[Slot.B])]
    assert [c.overview.start_s for c in window.clips.values()] == list(
        window.controller.session.slots[s].clip.start_s for s in Slot
    )
    assert window.controller.session.is_final


def test_swapping_takes_the_frame_out_of_the_hand(qtbot, window, settle):
    overview = window.clips[Slot.A].overview
    viewport, left = overview.viewport(), Qt.MouseButton.LeftButton
    qtbot.mousePress(viewport, left, pos=QPoint(round(overview.x_of(5.0)), 10))
    qtbot.mouseMove(viewport, QPoint(round(overview.x_of(9.0)), 10))
    window.commands.run("swap")
    qtbot.mouseRelease(viewport, left, pos=QPoint(round(overview.x_of(9.0)), 10))
    settle(window)
    assert clips(window) == [("second.wav", 3.0), ("one.wav", pytest.approx(7.0, abs=0.1))]
    assert overview.start_s == 3.0


def test_swapping_takes_a_file_that_is_being_read_along(window, settle):
    window.controller._backend.gate.clear()
    window.controller.open_clip(Slot.A, Path("long.wav"))
    window.commands.run("swap")
    assert [name for name, _ in clips(window)] == ["second.wav", "one.wav"]
    assert not window.clips[Slot.B].messages.loading.isHidden()
    assert window.clips[Slot.A].messages.loading.isHidden()
    finish(window, settle)
    assert [name for name, _ in clips(window)] == ["second.wav", "long.wav"]
    assert window.controller.session.is_final


def test_another_length_reaches_a_file_that_is_being_read(window, settle):
    window.controller._backend.gate.clear()
    window.controller.open_clip(Slot.A, Path("long.wav"))
    window.controller.set_length(3.0)
    finish(window, settle)
    settle(window)
    lengths = {len(s.clip.samples) for s in window.controller.session.slots.values()}
    assert lengths == {round(3.0 * SPEC.sample_rate)}
    assert window.controller.session.is_final


# -- long files -----------------------------------------------------------------------------


class LongFiles(FakeBackend):
    """Reads an hour: four minutes at once, the rest when the gate opens."""

    def probe(self, path):
        return dataclasses.replace(super().probe(path), duration_s=3600.0)

    def load_clip(self, path, *args):
        return dataclasses.replace(super().load_clip(path, *args), info=self.probe(path))

    def read_overview(self, path, should_cancel, on_progress, tell_at_s=0.0):
        on_progress(make_overview(100.0, is_complete=False))
        on_progress(make_overview(300.0, is_complete=False))
        time.sleep(0.05)  # progress is told 25 times a second at most
        on_progress(make_overview(1800.0, is_complete=False))
        while not self.gate.wait(0.005):
            check(should_cancel)
        return make_overview(3600.0)


@pytest.fixture
def reading_on(qtbot, make_window):
    """A window whose clip A is there, while most of its file is still to be read."""
    window = make_window(LongFiles(), ["one.wav", "second.wav"])
    window.controller._backend.gate.clear()
    window.controller.open_clip(Slot.A, Path("hour.wav"))
    state = window.controller.session.slots
    qtbot.waitUntil(lambda: state[Slot.A].path == Path("hour.wav"))
    qtbot.waitUntil(lambda: window.controller.session.is_final)
    qtbot.waitUntil(lambda: "50 %" in window.clips[Slot.A].overview._reading)
    return window


def test_a_long_file_is_heard_before_it_is_read(reading_on, settle):
    state, column = reading_on.controller.session.slots[Slot.A], reading_on.clips[Slot.A]
    assert not state.overview.is_complete
    assert column.messages.loading.isHidden()
    assert column.play_button.isEnabled()
    assert "of 60:00.0" in column.line_1.full_text
    assert column.overview.duration_s == pytest.approx(3600)
    finish(reading_on, settle)
    assert reading_on.controller.session.slots[Slot.A].overview.is_complete
    assert column.overview._reading == ""
    assert [name for name, _ in reading_on.controller._backend.loaded].count("hour.wav") == 1


def test_the_excerpt_moves_while_the_rest_is_read(qtbot, reading_on, settle):
    reading_on.controller.move_excerpt(Slot.A, 3000.0)
    reading_on.controller.finish_move(Slot.A)
    state = reading_on.controller.session.slots
    qtbot.waitUntil(lambda: state[Slot.A].clip.start_s == 3000.0)
    assert reading_on.controller.loaders[Slot.A].is_reading_on
    assert "50 %" in reading_on.clips[Slot.A].overview._reading
    finish(reading_on, settle)
    assert state[Slot.A].overview.is_complete
    assert state[Slot.A].clip.start_s == 3000.0


def test_an_excerpt_that_comes_after_the_overview_does_not_shorten_it(reading_on, settle):
    state = reading_on.controller.session.slots[Slot.A]
    moved = Loaded(state.path, state.overview, state.clip)  # as it was when the move began
    finish(reading_on, settle)
    reading_on.controller._on_loaded(Slot.A, moved)
    settle(reading_on)
    assert reading_on.controller.session.slots[Slot.A].overview.is_complete


def test_swapping_reads_on_for_the_other_side(reading_on, settle):
    reading_on.commands.run("swap")
    assert reading_on.controller.loaders[Slot.B].is_reading_on
    finish(reading_on, settle)
    state = reading_on.controller.session.slots[Slot.B]
    assert state.path == Path("hour.wav")
    assert state.overview.is_complete
    assert reading_on.clips[Slot.A].overview._reading == ""
    assert reading_on.clips[Slot.B].overview._reading == ""


def test_another_file_ends_the_reading(qtbot, reading_on, settle):
    reading_on.controller.open_clip(Slot.A, Path("third.wav"))
    assert not reading_on.controller.loaders[Slot.A].is_reading_on
    finish(reading_on, settle)
    assert clips(reading_on)[0][0] == "third.wav"


def test_closing_the_clip_ends_the_reading(qtbot, reading_on):
    reading_on.controller.close_clips()
    qtbot.waitUntil(lambda: reading_on.controller.tasks.n_live == 0)  # the gate is still shut
    assert reading_on.clips[Slot.A].line_1.full_text == "no clip yet"


def test_a_known_excerpt_of_a_long_file_is_read_first(qtbot, make_window, settle):
    window = make_window(LongFiles(), ["one.wav", "second.wav"])
    backend = window.controller._backend
    backend.gate.clear()
    window.controller.open_clip(Slot.B, Path("hour.wav"), 1234.0)
    state = window.controller.session.slots
    qtbot.waitUntil(lambda: state[Slot.B].path == Path("hour.wav"))
    assert state[Slot.B].clip.start_s == 1234.0
    finish(window, settle)
    assert state[Slot.B].overview.is_complete


def test_the_best_passage_comes_again(qtbot, window, settle):
    window.controller.move_excerpt(Slot.A, 9.0)
    window.controller.finish_move(Slot.A)
    settle(window)
    assert clips(window)[0][1] == 9.0
    viewport = window.clips[Slot.A].overview.viewport()
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    settle(window)
    assert clips(window) == [("one.wav", 3.0), ("second.wav", 3.0)]
    window.controller.move_excerpt(Slot.B, 9.0)
    window.commands.run("best_b")
    qtbot.wait(200)
    settle(window)
    assert clips(window) == [("one.wav", 3.0), ("second.wav", 3.0)]


def test_swapping_while_a_clip_is_encoded_encodes_it_on_its_new_side(encoding, settle):
    encoding.commands.run("swap")
    finish(encoding, settle)
    state = encoding.controller.session.slots[Slot.B]
    assert state.path == Path("good.wav")
    assert state.source.clip is state.clip


def test_an_older_move_that_lands_does_not_take_the_frame_back(qtbot, window, settle):
    overview = window.clips[Slot.A].overview
    loader = window.controller.loaders[Slot.A]
    started = overview.start_s
    qtbot.keyClick(overview, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(loader.loaded):
        loader.finish_move()
        qtbot.keyClick(overview, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert overview.start_s == started + 2
    settle(window)
    assert window.controller.session.document().a.start_s == started + 2
