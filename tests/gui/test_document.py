"""All that undo keeps, as one value: the window gives it, and goes back to it."""

import dataclasses
from pathlib import Path

import pytest

from engine.morph.alpha import AlphaCurve
from gui.document import MAX_LENGTH_S, ClipRef, MorphSettings, mirrored, scaled
from gui.session import Slot

CURVE = AlphaCurve(((0.0, 0.2), (5.0, 1.0)))


def test_the_document_is_what_was_set(window, settle):
    controller = window.controller
    controller.set_alpha(0.3)
    controller.set_method("crossfade")
    controller.set_detail(0.4)
    controller.set_marks([0.7, 0.1, 0.7])
    settle(window)
    document = controller.session.document()
    assert document.a == ClipRef(Path("one.wav"), 3.0)
    assert document.morph.alpha == 0.3
    assert (document.morph.method, document.morph.detail) == ("crossfade", 0.4)
    assert document.marks == (0.1, 0.7)


def test_going_back_brings_back_all_of_it(window, settle, qtbot):
    controller = window.controller
    before = controller.session.document()
    controller.set_alpha(0.9)
    controller.set_curve(CURVE)
    controller.set_even(True)
    controller.set_beyond(True)
    controller.set_marks([0.2])
    controller.set_loop((1.0, 2.0))
    controller.set_length(3.0)
    controller.switch_bank()
    controller.aligner.toggle()
    controller.open_clip(Slot.B, Path("third.wav"))
    settle(window)
    changed = controller.session.document()
    assert changed.b == ClipRef(Path("third.wav"), 3.0)
    controller.restore(before)
    settle(window)
    assert controller.session.document() == before
    assert window.alpha.alpha == before.morph.alpha
    controller.restore(changed)
    settle(window)
    assert controller.session.document() == changed


def test_a_swap_is_undone_without_reading_files_again(window, settle):
    controller = window.controller
    before = controller.session.document()
    controller.swap()
    settle(window)
    n_loaded = len(controller._backend.loaded)
    controller.restore(before)
    settle(window)
    assert controller.session.document() == before
    assert len(controller._backend.loaded) == n_loaded


def test_a_closed_side_comes_back_and_goes(window, settle):
    controller = window.controller
    before = controller.session.document()
    controller.close_clip(Slot.A)
    assert controller.session.document() == dataclasses.replace(before, a=None)
    assert controller.session.mel is None
    controller.restore(before)
    settle(window)
    assert controller.session.document() == before
    assert controller.session.is_final


def test_the_curve_is_what_is_rendered_until_the_slider_moves(window, settle):
    controller = window.controller
    controller.set_curve(CURVE)
    settle(window)
    assert controller.session.sound.alpha == CURVE
    assert controller.session.alphas_ahead() == ()
    controller.set_alpha(0.25)
    settle(window)
    assert controller.session.sound.alpha == 0.25
    assert controller.session.curve == CURVE
    assert not controller.session.is_curve


def test_the_slider_at_rest_leaves_a_curve_too(window, settle):
    controller = window.controller
    controller.set_curve(CURVE)
    settle(window)
    controller.set_alpha(controller.session.alpha)
    settle(window)
    assert controller.session.sound.alpha == controller.session.alpha


def test_longer_excerpts_are_read_morphed_and_stretch_the_curve(window, settle):
    controller = window.controller
    controller.set_curve(CURVE)
    controller.set_length(10.0)
    settle(window)
    assert controller.session.sound.samples.shape[0] == 10 * 32768
    assert controller.session.curve == scaled(CURVE, 2)
    controller.set_length(1000)
    assert controller.session.length_s == MAX_LENGTH_S


def test_the_side_whose_edge_is_moved_begins_elsewhere(window, settle):
    controller = window.controller
    controller.set_length(7.0, Slot.B, 1.5)
    settle(window)
    document = controller.session.document()
    assert (document.a.start_s, document.b.start_s) == (3.0, 1.5)


def test_two_memories_hold_their_own_settings(window, settle):
    controller = window.controller
    controller.copy_bank()
    controller.set_alpha(0.8)
    controller.set_method("crossfade")
    controller.switch_bank()
    assert (controller.session.alpha, controller.session.method) == (0.5, "lerp")
    assert window.alpha.alpha == 0.5
    controller.switch_bank()
    assert (controller.session.alpha, controller.session.method) == (0.8, "crossfade")
    settle(window)
    assert controller.session.sound.method == "crossfade"


def test_a_swap_mirrors_both_memories_and_the_marks(window, settle):
    controller = window.controller
    controller.set_alpha(0.2)
    controller.set_curve(CURVE)
    controller.set_marks([0.1, 0.6])
    before = controller.session.document()
    controller.swap()
    after = controller.session.document()
    assert after.marks == (0.4, 0.9)
    assert after.morph == mirrored(before.morph)
    assert after.other == mirrored(before.other)
    settle(window)


@pytest.mark.parametrize("alpha", [-0.5, 0.0, 0.317, 1.5])
def test_mirrored_twice_is_the_same(alpha):
    morph = MorphSettings(alpha, AlphaCurve(((0.0, 0.25), (2.0, 1.5))), is_curve=True)
    assert mirrored(mirrored(morph)) == morph


def test_every_wish_that_changes_the_document_is_told(window, settle):
    controller = window.controller
    told = []
    controller.edited.connect(told.append)
    controller.set_alpha(0.1)
    controller.set_alpha(0.1)
    controller.set_curve(CURVE)
    controller.set_detail(0.5)
    controller.set_method("crossfade")
    controller.set_even(True)
    controller.set_beyond(True)
    controller.set_marks([0.5])
    controller.set_loop((0.0, 1.0))
    controller.switch_bank()
    controller.copy_bank()
    controller.swap()
    controller.aligner.toggle_part("key")
    controller.close_clip(Slot.A)
    settle(window)
    assert told == [
        *("alpha", "curve", "detail", "method", "even", "beyond", "marks", "loop"),
        *("bank", "copy_bank", "swap", "match", "close"),
    ]
