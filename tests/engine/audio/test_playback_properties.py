"""What holds for every sequence of wishes: no click, no trace of how the blocks are cut."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.audio.playback import MIN_LOOP_S, PlaybackBuffer
from engine.spec import FloatArray
from tests.engine.audio.listening import FADE, RATE, SEAM, SOUNDS, N, playing, pull, steepest_bend

SHORTEST = round(MIN_LOOP_S * RATE)
Wish = Callable[[PlaybackBuffer], None]
WISHES: dict[str, st.SearchStrategy[Wish]] = {
    "play": st.just(PlaybackBuffer.play),
    "pause": st.just(PlaybackBuffer.pause),
    "stop": st.just(PlaybackBuffer.stop),
    "seek": st.integers(0, N).map(lambda at: lambda b: b.seek(at)),
    "sound": st.sampled_from(SOUNDS).map(lambda s: lambda b: b.set_sound(s)),
    "gain": st.sampled_from([0.0, 0.3, 1.0]).map(lambda g: lambda b: setattr(b, "gain", g)),
    "loop": st.booleans().map(lambda v: lambda b: setattr(b, "is_looping", v)),
    "range": st.none().map(lambda r: lambda b: b.set_loop(r))
    | st.tuples(st.integers(0, N), st.integers(0, N // 2)).map(
        lambda r: lambda b: b.set_loop((r[0], r[0] + r[1]))
    ),
    "short range": st.integers(0, N).map(lambda at: lambda b: b.set_loop((at, at + SHORTEST))),
}
STEPS = st.lists(
    st.tuples(st.one_of(*WISHES.values()), st.integers(1, 5000) | st.integers(1, FADE)), max_size=12
)


def perform(steps: list[tuple[Wish, int]], n_block: int) -> tuple[FloatArray, list[int]]:
    buffer = playing(SOUNDS[0])
    out, positions = [], []
    for wish, n_samples in steps:
        wish(buffer)
        out.append(pull(buffer, n_samples, n_block))
        positions.append(buffer.position)
    return np.concatenate([*out, pull(buffer, 1000, n_block)]), positions


@given(STEPS, st.integers(1, 700))
def test_output_does_not_depend_on_the_block_size(steps, n_block):
    out, positions = perform(steps, 10_000)
    out_in_blocks, positions_in_blocks = perform(steps, n_block)
    np.testing.assert_array_equal(out_in_blocks, out)
    assert positions_in_blocks == positions


@given(STEPS, st.integers(1, 700))
def test_nothing_ever_clicks(steps, n_block):
    out, _ = perform(steps, n_block)
    assert np.abs(np.diff(out.astype(np.float64), 2)).max() < steepest_bend(SOUNDS) < 0.003


@given(st.integers(0, N - 1), st.integers(0, N), STEPS)
def test_a_loop_is_not_left_unasked(begin, n_looped, steps):
    """Whatever was done before: once a loop is set, all that is heard comes from it."""
    buffer = playing(SOUNDS[0])
    for wish, n_samples in steps:
        wish(buffer)
        pull(buffer, n_samples)
    buffer.is_looping = True
    buffer.gain = 1.0
    buffer.set_sound(SOUNDS[0])
    buffer.set_loop((begin, begin + n_looped))
    begin, end = buffer.loop
    buffer.play()
    pull(buffer, 3 * FADE)
    is_reached = begin <= N - 2 * (FADE + SEAM)
    begin, end = (begin, min(end, N)) if is_reached else (0, N)
    for _ in range(30):
        pull(buffer, 400)
        assert begin - SEAM <= buffer.position <= end


def test_the_click_detector_hears_a_click():
    hard_loop = np.concatenate([SOUNDS[2], SOUNDS[2]])
    assert np.abs(np.diff(hard_loop, 2)).max() > steepest_bend(SOUNDS)
