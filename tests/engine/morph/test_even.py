from __future__ import annotations

import numpy as np
import pytest

from engine.cancel import never
from engine.errors import RenderCancelled
from engine.morph.even import EvenSteps

A, B = np.zeros((4, 6), np.float32), np.ones((4, 6), np.float32)


def steps(way):
    """Even steps of a made-up way; ``way`` tells how far a mel is at an alpha."""
    asked = []

    def mel_at(alpha):
        asked.append(alpha)
        return np.full_like(A, way(alpha))

    even = EvenSteps(A, B)
    return (lambda should_cancel=never: even.search(mel_at, should_cancel)), even, asked


@pytest.mark.parametrize("way", [lambda x: x**3, lambda x: x**0.6, lambda x: 1 - (1 - x) ** 2])
def test_equal_shares_are_equal_distances(way):
    search, even, _ = steps(way)
    search()
    for share in np.linspace(0, 1, 21):
        assert way(even.alpha(float(share))) == pytest.approx(share, abs=0.012)


def test_the_ends_and_beyond_stay_where_they_are():
    search, even, _ = steps(lambda x: x**2)
    search()
    for alpha in (0.0, 1.0, -0.4, 1.3):
        assert even.alpha(alpha) == pytest.approx(alpha, abs=1e-6)


def test_a_curve_is_moved_point_by_point():
    search, even, _ = steps(lambda x: x**2)
    search()
    shares = np.array([0, 0.25, 0.81, 1], np.float32)
    assert even.alpha(shares) == pytest.approx([0, 0.5, 0.9, 1], abs=0.012)


def test_nothing_is_asked_twice_and_what_was_found_is_kept():
    search, _, asked = steps(lambda x: x**2)
    answers = iter([False] * 5 + [True])
    with pytest.raises(RenderCancelled):
        search(lambda: next(answers))
    assert len(asked) == 5  # both ends first
    search()
    search()
    assert len(asked) == len(set(asked))


def test_a_way_that_jumps_or_turns_back_ends_the_search_all_the_same():
    search, jump, asked = steps(lambda x: 0.0 if x < 0.3 else 0.9)
    search()
    assert len(asked) < 40
    assert jump.alpha(0.45) == pytest.approx(0.3, abs=0.01)
    search, back, _ = steps(lambda x: 0.5 + 0.5 * np.sin(9 * x))
    search()
    found = back.alpha(np.linspace(0, 1, 50, dtype=np.float32))
    assert np.diff(found).min() >= 0


def test_clips_that_are_alike_need_no_search():
    even = EvenSteps(A, A)
    even.search(lambda _: pytest.fail("asked"))
    assert even.alpha(0.3) == pytest.approx(0.3)


def test_ends_that_are_not_the_clips_are_the_ends_all_the_same():
    search, even, _ = steps(lambda x: 0.2 + 0.5 * x)
    search()
    assert even.alpha(np.array([0, 0.5, 1], np.float32)) == pytest.approx([0, 0.5, 1], abs=1e-6)
