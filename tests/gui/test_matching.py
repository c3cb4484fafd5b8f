"""B matched to A: on, off, and everything that may happen before the answer is there."""

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine.errors import ClipDecodeError
from engine.morph.align import AlignPlan
from export.sidecar import describe_clip
from gui.session import Slot
from gui.settings import Settings
from tests.gui.fake_engine import FOUND, FakeBackend


def clip_of(window, slot):
    return window.controller.session.slots[slot].clip


def is_matched(window):
    return window.controller.session.slots[Slot.B].original is not None


def jobs(window):
    """Return (start of A, start of B, what is matched) of each job."""
    aligned = window.controller._backend.aligned
    return [(j.a.start_s, j.b.start_s, set(j.matches)) for j in aligned]


@pytest.fixture
def matched(window, settle):
    window.commands.run("match")
    settle(window)
    return window


@pytest.fixture
def finding(qtbot, window):
    """A window that waits for an answer."""
    window.controller._backend.align_gate.clear()
    window.commands.run("match")
    qtbot.waitUntil(lambda: len(jobs(window)) == 1)
    return window


def answer(window, settle):
    window.controller._backend.align_gate.set()
    settle(window)


# -- on and off -----------------------------------------------------------------------------


def test_it_is_off_and_no_process_is_made(window):
    assert not window.menus.actions["match"].isChecked()
    assert not hasattr(window.controller._backend, "align_process")
    assert "BPM" not in window.clips[Slot.B].line_2.full_text


def test_the_key_matches_b_and_leaves_a(qtbot, window, settle):
    before = {slot: clip_of(window, slot) for slot in Slot}
    generation = window.controller.session.sound.generation
    qtbot.keyClick(window.alpha.track, Qt.Key.Key_T)
    settle(window)
    session = window.controller.session
    assert clip_of(window, Slot.A) is before[Slot.A]
    np.testing.assert_array_equal(clip_of(window, Slot.B).samples, before[Slot.B].samples / 2)
    assert session.slots[Slot.B].source.clip is clip_of(window, Slot.B)
    assert session.request.b is session.slots[Slot.B].source
    assert session.is_final
    assert session.sound.generation > generation
    assert window.menus.actions["match"].isChecked()
    assert jobs(window) == [(3.0, 3.0, {"tempo", "bars", "key"})]


def test_what_was_found_and_done_is_said(matched):
    a, b = (matched.clips[slot].line_2 for slot in Slot)
    assert a.full_text.startswith("98.0 BPM (sure) · −20.0 LUFS")
    assert b.full_text.startswith("5 % faster · 0.25 s later · 93.0 BPM (fairly sure) · ")
    for line in (a, b):
        assert "\n".join(FOUND) in line.toolTip()
    assert " ".join(FOUND) in matched.status.text()
    assert set(FOUND) <= set(describe_clip(clip_of(matched, Slot.B), None)["notes"])


def test_the_frame_stays_where_the_hand_put_it(matched):
    assert clip_of(matched, Slot.B).start_s == 3.25
    assert matched.clips[Slot.B].overview.start_s == 3.0


def test_off_restores_b_at_once(matched, settle):
    backend, session = matched.controller._backend, matched.controller.session
    n_encoded, n_loaded = len(backend.encoded_with), len(backend.loaded)
    original = session.slots[Slot.B].original
    matched.commands.run("match")
    assert session.slots[Slot.B] is original
    assert original.source.clip is original.clip
    settle(matched)
    assert session.is_final
    assert session.request.b is original.source
    assert (len(backend.encoded_with), len(backend.loaded)) == (n_encoded, n_loaded)
    assert not matched.menus.actions["match"].isChecked()
    for slot in Slot:
        line = matched.clips[slot].line_2
        assert line.full_text == "−20.0 LUFS · 44.1 kHz stereo"
        assert "BPM" not in line.toolTip()


def test_on_again_matches_again(matched, settle):
    matched.commands.run("match")
    matched.commands.run("match")
    settle(matched)
    assert is_matched(matched)
    assert len(jobs(matched)) == 2
    assert matched.controller._backend.align_process.n_starts == 2


def test_what_is_heard_as_b_is_the_matched_clip(matched):
    matched.commands.run("hear_b")
    heard, _ = matched.controller.session.heard_sound()
    assert heard is clip_of(matched, Slot.B).samples


def test_clips_that_go_together_are_left(window, settle):
    backend = window.controller._backend
    backend.plan = AlignPlan(sentences=("The tempos go together as they are.",))
    clip, n_encoded = clip_of(window, Slot.B), len(backend.encoded_with)
    window.commands.run("match")
    settle(window)
    assert clip_of(window, Slot.B) is clip
    assert len(backend.encoded_with) == n_encoded
    assert window.clips[Slot.B].line_2.full_text.startswith("as it is · ")
    assert "The tempos go together" in window.clips[Slot.B].line_2.toolTip()


def test_a_pair_that_is_opened_is_matched_too(settings, backend, make_window):
    settings.is_matching = True
    window = make_window(backend, ["one.wav", "second.wav"])
    assert is_matched(window)
    assert len(jobs(window)) == 1


# -- the parts ------------------------------------------------------------------------------


def test_a_part_that_is_switched_off_is_not_matched(matched, settle):
    matched.menus.actions["match_key"].trigger()
    settle(matched)
    assert jobs(matched)[-1] == (3.0, 3.0, {"tempo", "bars"})
    assert not matched.menus.actions["match_key"].isChecked()
    assert is_matched(matched)


def test_without_any_part_nothing_is_matched_and_on_means_all(matched, settle):
    actions = matched.menus.actions
    for name in ("match_key", "match_tempo", "match_bars"):
        actions[name].trigger()
    settle(matched)
    assert not actions["match"].isChecked()
    assert not actions["match_key"].isEnabled()
    assert not is_matched(matched)
    actions["match"].trigger()
    settle(matched)
    assert jobs(matched)[-1][2] == {"tempo", "bars", "key"}
    assert is_matched(matched)


def test_the_wish_survives_a_restart(matched, settle, make_window, settings):
    matched.commands.run("match_bars")
    settle(matched)
    settings.save()
    again = Settings(Path(settings.store.fileName()))
    assert (again.is_matching, again.matches_bars, again.matches_key) == (True, False, True)
    window = make_window(FakeBackend())
    assert window.controller.session.is_matching
    assert window.controller.session.matches == {"tempo", "key"}
    assert window.menus.actions["match"].isChecked()
    assert not window.menus.actions["match_bars"].isChecked()


# -- before the answer ----------------------------------------------------------------------


def test_until_the_answer_the_morph_stays_and_a_line_says_why(finding):
    assert finding.clips[Slot.B].line_2.full_text.startswith("Finding beats and keys…")
    assert "Finding beats and keys…" in finding.status.text()
    assert finding.controller.session.is_final
    assert not is_matched(finding)


def test_an_answer_about_another_excerpt_is_dropped(qtbot, finding, settle):
    finding.controller.move_excerpt(Slot.A, 7.0)
    finding.controller.finish_move(Slot.A)
    qtbot.waitUntil(lambda: clip_of(finding, Slot.A).start_s == 7.0)
    replaced = []
    finding.controller.aligner.replaced.connect(replaced.append)
    answer(finding, settle)
    assert [starts[:2] for starts in jobs(finding)] == [(3.0, 3.0), (7.0, 3.0)]
    assert replaced == [Slot.B]
    assert is_matched(finding)


def test_only_the_newest_of_many_wishes_is_answered(finding, settle):
    for name in ("match_key", "match_bars", "match_key"):
        finding.commands.run(name)
    answer(finding, settle)
    assert [what for _, _, what in jobs(finding)] == [{"tempo", "bars", "key"}, {"tempo", "key"}]
    assert is_matched(finding)


def test_switched_off_before_the_answer(finding, settle):
    clip = clip_of(finding, Slot.B)
    finding.commands.run("match")
    answer(finding, settle)
    assert clip_of(finding, Slot.B) is clip
    assert finding.clips[Slot.B].line_2.full_text == "−20.0 LUFS · 44.1 kHz stereo"
    assert "Finding" not in finding.status.text()


def test_clips_closed_before_the_answer_stay_away(finding, settle):
    finding.commands.run("close_clips")
    answer(finding, settle)
    assert clip_of(finding, Slot.B) is None
    assert finding.controller.session.sound is None


def test_a_model_opened_before_the_answer_encodes_the_match(qtbot, finding, settle):
    finding.controller.models.open(Path("/models/other"))
    qtbot.waitUntil(lambda: finding.controller.vae.name == "other")
    answer(finding, settle)
    assert is_matched(finding)
    assert finding.controller._backend.encoded_with[-1] == "other"
    assert finding.controller.session.is_final


# -- after the answer -----------------------------------------------------------------------


def test_a_new_excerpt_is_matched_anew(matched, settle, qtbot):
    matched.controller._backend.align_gate.clear()
    matched.controller.move_excerpt(Slot.A, 8.0)
    matched.controller.finish_move(Slot.A)
    qtbot.waitUntil(lambda: clip_of(matched, Slot.A).start_s == 8.0)
    assert not is_matched(matched)  # the old match is wrong now
    answer(matched, settle)
    assert is_matched(matched)
    matched.controller.move_excerpt(Slot.B, 9.0)
    matched.controller.finish_move(Slot.B)
    settle(matched)
    assert clip_of(matched, Slot.B).start_s == 9.25
    assert [starts[:2] for starts in jobs(matched)] == [(3.0, 3.0), (8.0, 3.0), (8.0, 9.0)]


def test_swapping_matches_the_other_clip(matched, settle):
    session = matched.controller.session
    old_a, old_b = (session.slots[slot].own_clip for slot in Slot)
    matched.commands.run("swap")
    settle(matched)
    assert clip_of(matched, Slot.A) is old_b
    assert session.slots[Slot.A].original is None
    assert session.slots[Slot.B].own_clip is old_a
    assert is_matched(matched)
    assert session.is_final


def test_off_after_another_model_encodes_the_original_with_it(matched, settle, qtbot):
    matched.controller.models.open(Path("/models/other"))
    qtbot.waitUntil(lambda: matched.controller.vae.name == "other")
    settle(matched)
    assert len(jobs(matched)) == 1
    n_encoded = len(matched.controller._backend.encoded_with)
    matched.commands.run("match")
    settle(matched)
    assert matched.controller._backend.encoded_with[n_encoded:] == ["other"]
    assert matched.controller.session.is_final


# -- errors and the end ---------------------------------------------------------------------


def test_an_error_is_said_and_the_clip_stays(window, settle):
    backend, clip = window.controller._backend, clip_of(window, Slot.B)
    backend.align_error = ClipDecodeError(Path("x"), "“second.wav” is gone; open it again.")
    window.commands.run("match")
    settle(window)
    assert clip_of(window, Slot.B) is clip
    assert "“second.wav” is gone; open it again. B stays as it is." in window.status.text()
    assert window.clips[Slot.B].line_2.full_text.startswith("not matched · ")
    assert "is gone" in window.clips[Slot.B].line_2.toolTip()
    assert window.controller.session.is_final
    backend.align_error = None
    window.commands.run("match")
    window.commands.run("match")
    settle(window)
    assert is_matched(window)


def test_closing_while_an_answer_is_awaited_ends_at_once(finding):
    began = time.monotonic()
    assert finding.controller.shutdown()
    assert time.monotonic() - began < 3
    assert finding.controller.tasks.n_live == 0


def test_the_reference_names_the_key(window):
    match = window.menus.list.words()["match"]
    assert (match.key, match.text) == ("T", "Match B to A")
