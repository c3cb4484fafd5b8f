"""Everything can be taken back, and done again."""

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

import gui.projects.gesture
from engine.morph.alpha import AlphaCurve
from gui.document import ClipRef, Document
from gui.projects.history import History
from gui.projects.history_words import shortened
from gui.projects.step import Change, with_change
from gui.session import Slot
from tests.gui.fake_engine import FakeBackend

CURVE = AlphaCurve(((0.0, 0.0), (5.0, 1.0)))


@pytest.fixture(autouse=True)
def hand(monkeypatch):
    """A clock and a mouse button of the tests' own."""

    class Hand:
        now_s = 100.0
        is_down = False

    monkeypatch.setattr(gui.projects.gesture.time, "monotonic", lambda: Hand.now_s)
    monkeypatch.setattr(gui.projects.gesture, "is_button_down", lambda: Hand.is_down)
    return Hand


def history_of(window) -> History:
    return window.findChild(History)


@pytest.fixture
def history(window):
    return history_of(window)


def open_clip(qtbot, window, slot, name, settle):
    window.controller.open_clip(slot, Path(name))
    qtbot.waitUntil(lambda: window.controller.session.slots[slot].path == Path(name))
    settle(window)


def steps(history):
    return [history.stack.text(i) for i in range(history.stack.count())]


# -- the start ------------------------------------------------------------------------------


def test_what_is_opened_with_the_window_is_no_step(window, history):
    assert history.stack.count() == 0
    assert not history.is_dirty
    assert history.document == window.controller.session.document()
    assert history.document.a == ClipRef(Path("one.wav"), 3.0)
    actions = window.menus.actions
    assert (actions["undo"].isEnabled(), actions["redo"].isEnabled()) == (False, False)
    assert (actions["undo"].text(), actions["redo"].text()) == ("Undo", "Redo")


def test_a_step_while_the_first_clips_load_is_only_that(qtbot, settings, make_window, settle):
    backend = FakeBackend()
    window = make_window(backend)
    backend.gate.clear()
    history = history_of(window)
    window.controller.open_clip(Slot.A, Path("late.wav"))
    window.controller.set_alpha(0.8)
    backend.gate.set()
    settle(window)
    assert steps(history) == ["Move the slider", "Open late.wav as A"]
    history.undo()
    history.undo()
    assert window.controller.session.slots[Slot.A].path is None
    assert window.controller.session.alpha == 0.5
    assert not history.is_dirty


def test_clips_of_the_command_line_stay_the_baseline_when_something_is_done_meanwhile(
    qtbot, settings, theme, settle
):
    from gui.main_window import MainWindow

    backend = FakeBackend()
    backend.gate.clear()
    window = MainWindow(backend, settings, theme)
    window.show()
    window.start([Path("one.wav"), Path("second.wav")])
    history = history_of(window)
    qtbot.waitUntil(lambda: history._first == set(Slot))
    window.controller.set_alpha(0.8)
    backend.gate.set()
    qtbot.waitUntil(lambda: window.controller.session.is_final)
    assert steps(history) == ["Move the slider"]
    history.undo()
    assert window.controller.session.slots[Slot.A].path == Path("one.wav")
    assert not history.is_dirty
    settle(window)
    window.close()
    window.deleteLater()


# -- each kind of step ------------------------------------------------------------------------

EDITS = {
    "alpha": (lambda c: c.set_alpha(0.7), "Move the slider"),
    "both": (lambda c: c.set_both(0.7, 0.2), "Move notes and sound"),
    "curve": (lambda c: c.set_curve(CURVE), "Change the curve"),
    "method": (lambda c: c.set_method("crossfade"), "Choose another method"),
    "detail": (lambda c: c.set_detail(0.3), "Change the detail"),
    "even": (lambda c: c.set_even(True), "Even steps"),
    "beyond": (lambda c: c.set_beyond(True), "Beyond the clips"),
    "texture": (lambda c: c.set_texture(3), "Draw another texture"),
    "sound": (lambda c: c.set_sound_alpha(0.8), "Change the sound"),
    "sound_apart": (lambda c: c.set_sound_apart(True), "Sound apart"),
    "marks": (lambda c: c.set_marks([0.2, 0.4]), "Set a mark"),
    "loop": (lambda c: c.set_loop((1.0, 2.0)), "Change the loop"),
    "length": (lambda c: c.set_length(8.0), "Change the length"),
    "match": (lambda c: c.aligner.toggle(), "Match B to A"),
    "swap": (lambda c: c.swap(), "Swap A and B"),
    "close": (lambda c: c.close_clips(), "Close both clips"),
    "close_a": (lambda c: c.close_clip(Slot.A), "Close A"),
    "excerpt": (lambda c: c.move_excerpt(Slot.B, 7.0), "Move the excerpt of B"),
    "open": (lambda c: c.open_clip(Slot.A, Path("other.wav")), "Open other.wav as A"),
}


@pytest.mark.parametrize("kind", EDITS)
def test_each_edit_is_one_named_step_there_and_back(qtbot, window, history, settle, kind):
    controller, (edit, name) = window.controller, EDITS[kind]
    controller.set_alpha(0.25)
    history._gesture.end()
    before = controller.session.document()
    edit(controller)
    qtbot.waitUntil(lambda: history.stack.count() == 2)
    settle(window)
    after = controller.session.document()
    assert after != before
    assert steps(history)[1:] == [name]
    assert window.menus.actions["undo"].text() == f"Undo {name}"
    window.commands.run("undo")
    qtbot.waitUntil(lambda: controller.session.document() == before)
    settle(window)
    assert controller.session.document() == before == history.document
    assert window.menus.actions["redo"].text() == f"Redo {name}"
    assert history.stack.count() == 2
    window.commands.run("redo")
    qtbot.waitUntil(lambda: controller.session.document() == after)
    settle(window)
    assert controller.session.document() == after == history.document
    assert history.stack.count() == 2


def test_two_memories_come_back(window, history):
    controller = window.controller
    controller.set_alpha(0.2)
    controller.copy_bank()
    controller.set_alpha(0.9)
    controller.switch_bank()
    assert (controller.session.alpha, controller.session.bank) == (0.2, 1)
    history.undo()
    assert (controller.session.alpha, controller.session.bank) == (0.9, 0)
    assert controller.session.other.alpha == 0.2
    history.undo()
    history.undo()
    assert controller.session.other.alpha == 0.5


def test_a_curve_and_a_loop_come_back_with_the_length(window, history, settle):
    controller = window.controller
    controller.set_curve(CURVE)
    controller.set_loop((1.0, 2.0))
    controller.set_length(10.0)
    settle(window)
    assert controller.session.curve.end_s == 10.0
    assert controller.session.loop is None
    assert steps(history)[-1] == "Change the length"
    history.undo()
    settle(window)
    assert controller.session.curve == CURVE
    assert controller.session.loop == (1.0, 2.0)
    assert controller.session.slots[Slot.A].clip.samples.shape[0] == 5 * 32768


def test_beyond_and_the_alpha_that_it_brings_back_are_one_step(window, history):
    controller = window.controller
    controller.set_beyond(True)
    controller.set_alpha(1.4)
    controller.set_beyond(False)
    assert controller.session.alpha == 1.0
    history.undo()
    assert controller.session.alpha == 1.4
    assert controller.session.is_beyond


# -- gestures ---------------------------------------------------------------------------------


def test_a_drag_is_one_step_however_long_it_takes(window, history, hand):
    hand.is_down = True
    for i in range(10):
        hand.now_s += 5
        window.controller.set_alpha(0.5 + i / 100)
    hand.is_down = False
    history._gesture._on_look()
    hand.now_s += 2
    window.controller.set_alpha(0.1)
    assert steps(history) == ["Move the slider"] * 2
    history.undo()
    assert window.controller.session.alpha == 0.59
    history.undo()
    assert window.controller.session.alpha == 0.5


@pytest.mark.parametrize(("pause_s", "n_steps"), [(0.5, 1), (1.5, 2)])
def test_key_presses_close_together_are_one_step(window, history, hand, pause_s, n_steps):
    window.controller.set_alpha(0.6)
    hand.now_s += pause_s
    window.controller.set_alpha(0.7)
    assert history.stack.count() == n_steps


def test_other_edits_between_end_a_gesture(window, history):
    window.controller.set_alpha(0.6)
    window.controller.set_detail(0.5)
    window.controller.set_alpha(0.7)
    assert len(steps(history)) == 3


def test_switches_are_a_step_each(window, history):
    for is_even in (True, False, True):
        window.controller.set_even(is_even)
    assert len(steps(history)) == 3


def test_there_and_back_in_one_gesture_is_no_step(window, history):
    window.controller.set_alpha(0.6)
    window.controller.set_alpha(0.5)
    assert history.stack.count() == 0
    assert not history.is_dirty


def test_after_undo_the_next_edit_is_a_step_of_its_own(window, history):
    window.controller.set_alpha(0.6)
    history.undo()
    window.controller.set_alpha(0.7)
    assert steps(history) == ["Move the slider"]
    history.undo()
    assert window.controller.session.alpha == 0.5


# -- keys and menus -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_keys_undo_and_redo(qtbot, window, key, modifier):
    window.activateWindow()
    window.alpha.track.setFocus()
    window.controller.set_alpha(0.9)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.controller.session.alpha == 0.5
    assert not window.menus.actions["undo"].isEnabled()
    qtbot.keyClick(window, key, modifier)
    assert window.controller.session.alpha == 0.9


def test_undo_with_nothing_to_undo_does_nothing(window, history):
    before = window.controller.session.document()
    history.undo()
    history.redo()
    assert window.controller.session.document() == before


def test_a_name_with_an_ampersand_is_shown_as_it_is(qtbot, window, history, settle):
    open_clip(qtbot, window, Slot.A, "you & me.wav", settle)
    assert window.menus.actions["undo"].text() == "Undo Open you && me.wav as A"


def test_long_names_are_shortened_and_control_letters_shown_as_question_marks():
    assert len(shortened("x" * 300)) <= 33
    assert shortened("a\nb.wav") == "a?b.wav"


# -- files that are read meanwhile, or gone -------------------------------------------------------


def test_an_undone_file_comes_back_and_no_step_is_made_of_it(qtbot, window, history, settle):
    open_clip(qtbot, window, Slot.A, "other.wav", settle)
    window.controller.set_alpha(0.8)
    history.undo()
    history.undo()
    settle(window)
    assert window.controller.session.slots[Slot.A].ref == ClipRef(Path("one.wav"), 3.0)
    assert history.stack.canRedo()
    assert not history.is_dirty


def test_an_edit_while_an_undone_file_is_read_records_only_itself(qtbot, window, history, settle):
    open_clip(qtbot, window, Slot.A, "other.wav", settle)
    backend = window.controller._backend
    backend.gate.clear()
    history.undo()
    window.controller.set_alpha(0.8)
    backend.gate.set()
    qtbot.waitUntil(lambda: window.controller.session.slots[Slot.A].path == Path("one.wav"))
    settle(window)
    assert steps(history) == ["Move the slider"]
    history.undo()
    settle(window)
    assert window.controller.session.slots[Slot.A].path == Path("one.wav")
    assert not history.is_dirty


def test_redo_before_an_undone_file_came_back_keeps_the_newer_one(qtbot, window, history, settle):
    open_clip(qtbot, window, Slot.A, "other.wav", settle)
    backend = window.controller._backend
    backend.gate.clear()
    history.undo()
    history.redo()
    backend.gate.set()
    settle(window)
    assert window.controller.session.slots[Slot.A].path == Path("other.wav")
    assert steps(history) == ["Open other.wav as A"]
    assert history.document == window.controller.session.document()


def test_a_file_that_is_gone_is_told_and_nothing_else_is_lost(
    qtbot, window, history, settle, monkeypatch
):
    controller = window.controller
    controller.set_detail(0.5)
    open_clip(qtbot, window, Slot.A, "other.wav", settle)
    controller.set_alpha(0.8)
    backend, refuse = controller._backend, controller._backend.refuse

    def gone(path):
        refuse(Path("bad.wav") if path.name == "one.wav" else path)

    monkeypatch.setattr(backend, "refuse", gone)
    history.undo()
    history.undo()
    column = window.clips[Slot.A]
    qtbot.waitUntil(lambda: bool(column.messages.error.text))
    settle(window)
    assert controller.session.slots[Slot.A].path == Path("other.wav")
    assert history.document == controller.session.document()
    n_read = len(backend.loaded)
    history.undo()  # the detail
    settle(window)
    assert controller.session.detail == 1.0
    assert len(backend.loaded) == n_read  # the file is not asked for again
    for _ in range(3):
        history.redo()
    settle(window)
    assert (controller.session.detail, controller.session.alpha) == (0.5, 0.8)
    assert controller.session.slots[Slot.A].path == Path("other.wav")


def test_a_cancelled_undo_of_a_file_leaves_what_is_there(qtbot, window, history, settle):
    open_clip(qtbot, window, Slot.A, "other.wav", settle)
    backend = window.controller._backend
    backend.gate.clear()
    history.undo()
    window.controller.loaders[Slot.A].cancel()
    backend.gate.set()
    settle(window)
    assert history.document.a.path == Path("other.wav")
    window.controller.set_alpha(0.8)
    history.undo()
    settle(window)
    assert window.controller.session.slots[Slot.A].path == Path("other.wav")


def test_undo_leaves_a_file_that_is_being_opened_alone(qtbot, window, history, settle):
    window.controller.set_alpha(0.8)
    backend = window.controller._backend
    backend.gate.clear()
    window.controller.open_clip(Slot.B, Path("other.wav"))
    history.undo()
    backend.gate.set()
    settle(window)
    assert window.controller.session.slots[Slot.B].path == Path("other.wav")
    assert steps(history) == ["Open other.wav as B"]


def test_the_excerpts_that_follow_a_new_length_are_part_of_it(window, history, settle):
    window.controller.set_length(8.0, Slot.A, 1.5)
    settle(window)
    assert window.controller.session.slots[Slot.A].ref.start_s == 1.5
    assert steps(history) == ["Change the length"]
    history.undo()
    settle(window)
    session = window.controller.session
    assert session.slots[Slot.A].ref.start_s == 3.0
    assert {s.clip.samples.shape[0] for s in session.slots.values()} == {5 * 32768}
    assert not history.is_dirty


def test_undo_and_redo_of_a_length_at_once_end_with_clips_of_that_length(window, history, settle):
    window.controller.set_length(8.0, Slot.A, 1.5)
    settle(window)
    history.undo()
    history.redo()
    settle(window)
    session = window.controller.session
    assert {s.clip.samples.shape[0] for s in session.slots.values()} == {8 * 32768}
    assert session.slots[Slot.A].ref.start_s == 1.5
    assert history.stack.count() == 1


def test_a_restore_that_fails_half_way_does_not_stop_the_history(window, history, monkeypatch):
    window.controller.set_alpha(0.8)
    monkeypatch.setattr(type(window.controller), "set_loop", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        history._restore(Document())
    monkeypatch.undo()
    assert history.document == window.controller.session.document()
    window.controller.set_marks([0.3])
    assert steps(history)[-1] == "Set a mark"


# -- another document, and what is saved ----------------------------------------------------------


def test_opening_a_document_begins_anew(window, history, settle):
    window.controller.set_alpha(0.8)
    document = dataclasses.replace(
        history.document, b=ClipRef(Path("third.wav"), 4.0), marks=(0.1,), length_s=6.0
    )
    history.open(document)
    assert history.document == document
    settle(window)
    assert window.controller.session.document() == document
    assert history.stack.count() == 0
    assert not history.is_dirty


def test_a_missing_clip_stays_in_the_document_and_its_side_is_empty(window, history, settle):
    gone = ClipRef(Path("gone.wav"), 4.0)
    document = dataclasses.replace(history.document, a=gone)
    history.open(document, missing=[Slot.A])
    settle(window)
    assert window.controller.session.slots[Slot.A].path is None
    assert history.document == document
    assert history.missing == {Slot.A: gone}
    window.controller.set_alpha(0.9)
    window.controller.swap()
    assert history.missing == {Slot.B: gone}
    history.undo()
    history.undo()
    settle(window)
    assert history.document == document
    history.locate(Slot.A, ClipRef(Path("found.wav"), 4.0))
    settle(window)
    assert window.controller.session.slots[Slot.A].ref == ClipRef(Path("found.wav"), 4.0)
    assert not history.missing
    assert history.is_dirty
    assert steps(history) == ["Move the slider", "Swap A and B"]


def test_a_clip_of_a_project_that_is_no_sound_counts_as_missing(qtbot, window, history, settle):
    document = dataclasses.replace(history.document, a=ClipRef(Path("bad.wav"), 4.0))
    history.open(document)
    qtbot.waitUntil(lambda: bool(history.missing))
    assert history.document == document
    assert not history.is_dirty
    assert window.controller.session.slots[Slot.A].path is None
    history.locate(Slot.A, ClipRef(Path("bad too.wav"), 4.0))
    qtbot.waitUntil(lambda: bool(history.missing))
    assert history.document == document
    history.leave_empty(Slot.A)
    assert history.document.a is None
    assert history.is_dirty


def test_dirty_is_what_differs_from_what_was_saved(window, history):
    controller = window.controller
    controller.set_alpha(0.8)
    assert history.is_dirty
    history.mark_saved(history.document)
    assert not history.is_dirty
    history.undo()
    assert history.is_dirty
    history.redo()
    assert not history.is_dirty


def test_only_what_a_change_touches_is_changed():
    here = Document(length_s=7.0, marks=(0.5,))
    change = Change(Document(bank=0), Document(bank=1))
    assert with_change(here, change) == dataclasses.replace(here, bank=1)
    assert with_change(here, change.back) == here
