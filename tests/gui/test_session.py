from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gui.loudness import matched_gain
from gui.session import Heard, Session, Slot, SlotState
from tests.gui.fake_engine import N_FRAMES, make_clip, make_result


@pytest.fixture
def session():
    session = Session()
    for slot, lufs in ((Slot.A, -20.0), (Slot.B, -14.0)):
        clip = make_clip(Path(f"{slot.value}.wav"), lufs=lufs)
        source = SimpleNamespace(clip=clip, n_frames=N_FRAMES)
        session.slots[slot] = SlotState(clip.info.path, None, clip, source)
    return session


def test_each_request_has_a_newer_generation(session):
    first, second = session.next_request(), session.next_request()
    assert second.generation > first.generation
    assert (second.a, second.b) == (session.slots[Slot.A].source, session.slots[Slot.B].source)


def test_without_both_clips_there_is_no_request(session):
    session.slots[Slot.B].source = None
    assert session.next_request() is None


def test_alpha_is_kept_in_range_and_tells_whether_it_changed():
    session = Session()
    assert session.set_alpha(1.7)
    assert session.alpha == 1.0
    assert not session.set_alpha(2.0)


def test_beyond_the_clips_alpha_has_more_room():
    session = Session(is_beyond=True)
    session.set_alpha(-0.3)
    assert session.alpha == -0.3
    session.set_alpha(2.0)
    assert session.alpha == 1.5
    session.swap()
    assert session.alpha == -0.5


@pytest.mark.parametrize(
    ("alpha", "is_beyond", "ahead"),
    [
        (0.5, False, (0.51, 0.49, 0.52, 0.48, 0.53, 0.47, 0.54, 0.46, 0.55, 0.45, 0.6, 0.4)),
        (0.0, False, (0.01, 0.02, 0.03, 0.04, 0.05, 0.1)),
        (1.0, False, (0.99, 0.98, 0.97, 0.96, 0.95, 0.9)),
        (1.49, True, (1.5, 1.48, 1.47, 1.46, 1.45, 1.44, 1.39)),
    ],
)
def test_ahead_lie_the_key_steps_the_nearest_first(alpha, is_beyond, ahead):
    session = Session(is_beyond=is_beyond)
    session.set_alpha(alpha)
    assert session.alphas_ahead() == ahead


def test_stale_results_are_refused(session):
    request = session.next_request()
    assert session.accept(make_result(request.generation, 0.5))
    assert session.is_final
    session.next_request()
    assert not session.accept(make_result(request.generation, 0.5))
    assert not session.is_final


def test_a_moved_slider_or_another_method_is_not_final_any_more(session):
    session.accept(make_result(session.next_request().generation, 0.5))
    session.set_alpha(0.6)
    assert not session.is_final
    session.set_alpha(0.5)
    assert session.is_final
    session.method = "lerp"
    assert not session.is_final


@pytest.mark.parametrize(("name", "value"), [("detail", 0.4), ("is_even", True)])
def test_a_sound_made_with_other_detail_or_steps_is_not_final(session, name, value):
    session.accept(make_result(session.next_request().generation, 0.5))
    assert session.is_final
    setattr(session, name, value)
    assert not session.is_final
    request = session.next_request()
    assert getattr(request, name) == value
    session.accept(make_result(request.generation, 0.5, **{name: value}))
    assert session.is_final


def test_a_sound_at_another_place_is_not_final(session):
    session.accept(make_result(session.next_request().generation, 0.5))
    session.set_sound_alpha(0.5)
    assert not session.is_final
    request = session.next_request()
    assert request.sound == 0.5
    session.accept(make_result(request.generation, 0.5, sound=0.5))
    assert session.is_final
    session.set_sound_alpha(0.6)
    assert not session.is_final
    assert not session.is_made_by(request)
    session.has_sound = False  # for this method or model it is with alpha, wherever it was put
    assert session.next_request().sound is None
    assert not session.is_made_by(request)


def test_ahead_lies_what_the_hand_moved_last(session):
    session.set_sound_alpha(0.9)
    assert (session.moving, session.alphas_ahead()[:3]) == ("sound", (0.91, 0.89, 0.92))
    session.set_alpha(0.2)
    assert (session.moving, session.alphas_ahead()[:3]) == ("alpha", (0.21, 0.19, 0.22))
    session.set_sound_alpha(0.3)
    session.has_sound = False
    assert (session.moving, session.alphas_ahead()[:3]) == ("alpha", (0.21, 0.19, 0.22))
    session.has_sound = True
    session.set_sound_alpha(None)
    assert session.moving == "alpha"


def test_the_texture_is_asked_for_where_it_is_drawn(session):
    session.draws_detail = True
    request = session.next_request()
    assert session.is_asked_for
    session.texture = 4
    assert not session.is_asked_for
    assert not session.is_made_by(request)
    assert session.next_request().seed == 4
    assert session.is_asked_for
    session.draws_detail = False
    request = session.next_request()
    session.texture = 5
    assert request.seed == 0
    assert session.is_asked_for
    session.invalidate()
    assert not session.is_asked_for


def test_a_mel_does_not_replace_the_sound(session):
    session.accept(make_result(session.next_request().generation, 0.5))
    newer = make_result(session.next_request().generation, 0.6, "mel")
    assert session.accept(newer)
    assert session.mel is newer
    assert session.sound.alpha == 0.5


def test_swapping_exchanges_the_clips_and_what_is_heard(session):
    session.heard = Heard.A
    session.set_alpha(0.2)
    a, b = session.slots[Slot.A], session.slots[Slot.B]
    session.swap()
    assert (session.slots[Slot.A], session.slots[Slot.B]) == (b, a)
    assert session.heard is Heard.B
    assert session.alpha == 0.8


def test_a_and_b_and_the_morph_are_heard_at_the_level_of_the_quieter_clip(session):
    session.accept(make_result(session.next_request().generation, 0.5))
    gains = {}
    for heard in Heard:
        session.heard = heard
        gains[heard] = session.heard_sound()[1]
    assert gains[Heard.A] == pytest.approx(1.0)
    assert gains[Heard.B] == pytest.approx(10 ** (-6 / 20))
    assert gains[Heard.MORPH] == pytest.approx(1.0)  # the fake result has -20 LUFS


def test_nothing_is_heard_of_what_is_not_there():
    session = Session()
    for heard in Heard:
        session.heard = heard
        assert session.heard_sound() is None


def test_turning_up_never_clips():
    samples = np.array([0.0, 0.9, -0.3], np.float32)
    assert matched_gain(samples, -40.0, -20.0) == pytest.approx(1 / 0.9)
    assert matched_gain(samples, -np.inf, -20.0) == 1.0
