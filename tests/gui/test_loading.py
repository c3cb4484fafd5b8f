"""What becomes of a clip when something else is asked for before it is ready."""

from pathlib import Path

import pytest

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
    encoding.run_command("close_clips")
    encoding.controller._backend.encode_gate.set()
    qtbot.waitUntil(lambda: encoding.controller.tasks.n_live == 0)
    assert encoding.controller.session.slots[Slot.A].source is None
