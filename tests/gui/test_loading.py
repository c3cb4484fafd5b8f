"""What becomes of a clip when something else is asked for before it is ready."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from gui.session import Slot


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


def test_swapping_waits_for_a_file_that_is_being_read(window, settle):
    window.controller._backend.gate.clear()
    window.controller.open_clip(Slot.A, Path("long.wav"))
    window.commands.run("swap")
    assert [name for name, _ in clips(window)] == ["one.wav", "second.wav"]
    finish(window, settle)
    assert [name for name, _ in clips(window)] == ["long.wav", "second.wav"]


def test_swapping_while_a_clip_is_encoded_encodes_it_on_its_new_side(encoding, settle):
    encoding.commands.run("swap")
    finish(encoding, settle)
    state = encoding.controller.session.slots[Slot.B]
    assert state.path == Path("good.wav")
    assert state.source.clip is state.clip
