"""The callback, called by hand: no device, no thread."""

from __future__ import annotations

import dataclasses
import tracemalloc
import weakref

import numpy as np
import pytest

from engine.audio.playback import PlaybackBuffer
from tests.engine.audio.listening import (
    FADE,
    RATE,
    SEAM,
    SOUNDS,
    N,
    playing,
    pull,
    sine,
    steepest_bend,
)
from tests.music import RAGTIME, TEMPLE, music


def test_samples_reach_the_device_unchanged():
    sound = music(RAGTIME)
    buffer = playing(sound)
    np.testing.assert_array_equal(pull(buffer, 100_000), sound[FADE : FADE + 100_000])
    assert buffer.position == FADE + 100_000


def test_an_empty_buffer_is_silent():
    buffer = PlaybackBuffer(RATE)
    buffer.play()
    assert not pull(buffer, 5000).any()
    assert buffer.position == 0
    assert buffer.n_samples == 0
    buffer.set_sound(SOUNDS[0])
    assert np.abs(pull(buffer, 5000)).max() > 0.29


def test_a_loop_comes_round_through_a_crossfade():
    sound = sine(207)
    buffer = playing(sound)
    out = pull(buffer, 2 * N)
    period = N - SEAM
    seam = out[period - FADE :][:SEAM]
    rise = 0.5 - 0.5 * np.cos(np.pi * (np.arange(SEAM) + 0.5) / SEAM)
    expected = sound[period:] * (1 - rise) + sound[:SEAM] * rise
    np.testing.assert_allclose(seam, expected, atol=1e-6)
    np.testing.assert_array_equal(out[N - FADE :][:5000], sound[SEAM:][:5000])


def test_without_loop_it_ends_once_and_rewinds():
    buffer = PlaybackBuffer(RATE)
    buffer.is_looping = False
    buffer.set_sound(SOUNDS[0])
    buffer.play()
    assert np.abs(pull(buffer, N - SEAM)[-2000:]).max() > 0.29
    assert buffer.is_playing
    tail = pull(buffer, SEAM)
    assert 0 < np.abs(tail).max() < 0.31
    assert not pull(buffer, 3000).any()
    assert not buffer.is_playing
    assert buffer.position == 0
    buffer.play()
    assert buffer.is_playing
    assert np.abs(pull(buffer, 3000)).max() > 0.29


def test_another_sound_goes_on_at_the_same_position():
    a, b = music(RAGTIME), music(TEMPLE)
    buffer = playing(a)
    pull(buffer, 1000)
    at = buffer.position
    buffer.set_sound(b)
    assert buffer.position == at
    pull(buffer, FADE)
    np.testing.assert_array_equal(pull(buffer, 500), b[at + FADE :][:500])


def test_a_shorter_sound_starts_over_where_it_has_nothing():
    buffer = playing(music(RAGTIME))
    pull(buffer, 50_000)
    buffer.set_sound(SOUNDS[0])
    pull(buffer, FADE)
    np.testing.assert_array_equal(pull(buffer, 500), SOUNDS[0][FADE:][:500])


def test_a_shorter_sound_starts_over_also_while_paused():
    buffer = playing(music(RAGTIME))
    pull(buffer, 50_000)
    buffer.pause()
    pull(buffer, FADE)
    buffer.set_sound(SOUNDS[0])
    buffer.play()
    pull(buffer, FADE)
    np.testing.assert_array_equal(pull(buffer, 500), SOUNDS[0][FADE:][:500])


@pytest.mark.parametrize("wish", ["sound", "seek"])
def test_wishes_around_the_seam_do_not_click(wish):
    for to_end in range(0, 2 * (FADE + SEAM), 7):
        buffer = playing(SOUNDS[0])
        head = pull(buffer, N - FADE - to_end)
        if wish == "sound":
            buffer.set_sound(SOUNDS[1])
        else:
            buffer.seek(5000)
        out = np.concatenate([head[-10:], pull(buffer, 2000)])
        assert np.abs(np.diff(out.astype(np.float64), 2)).max() < steepest_bend(SOUNDS)
        expected = SOUNDS[1] if wish == "sound" else SOUNDS[0]
        at = buffer.position
        np.testing.assert_array_equal(pull(buffer, 500), expected[at:][:500])


def test_the_last_of_many_sounds_is_heard():
    buffer = playing(SOUNDS[0])
    for hz in range(100, 200):
        buffer.set_sound(sine(hz))
    at = buffer.position + FADE
    pull(buffer, FADE)
    np.testing.assert_array_equal(pull(buffer, 500), sine(199)[at:][:500])


def test_pause_holds_the_position_and_play_goes_on():
    buffer = playing(SOUNDS[0])
    buffer.pause()
    assert not buffer.is_playing
    pull(buffer, FADE)
    at = buffer.position
    assert not pull(buffer, 2000).any()
    assert buffer.position == at == 2 * FADE
    buffer.play()
    pull(buffer, FADE)
    np.testing.assert_array_equal(pull(buffer, 500), SOUNDS[0][at + FADE :][:500])


def test_stop_fades_out_and_rewinds():
    buffer = playing(SOUNDS[0])
    pull(buffer, 3000)
    buffer.stop()
    assert buffer.position == 0
    assert np.abs(pull(buffer, FADE)).max() > 0.05
    assert not pull(buffer, 500).any()
    assert buffer.position == 0


def test_seek_lands_where_told():
    buffer = playing(SOUNDS[0])
    buffer.seek(7000)
    assert buffer.position == 7000
    pull(buffer, FADE)
    np.testing.assert_array_equal(pull(buffer, 500), SOUNDS[0][7000 + FADE :][:500])


@pytest.mark.parametrize("position", [-5, N - 1, 10 * N])
def test_seek_stays_inside_the_sound(position):
    buffer = PlaybackBuffer(RATE)
    buffer.set_sound(SOUNDS[0])
    buffer.seek(position)
    assert 0 <= buffer.position < N
    buffer.play()
    pull(buffer, N)
    assert buffer.is_playing


def test_seek_while_paused_plays_nothing_of_the_old_place():
    sound = np.concatenate([np.full(N, 0.5, np.float32), np.zeros(N, np.float32)])
    buffer = playing(sound)
    buffer.pause()
    pull(buffer, FADE)
    buffer.seek(N + 1000)
    buffer.play()
    assert not pull(buffer, 3000).any()


def test_gain_scales():
    buffer = playing(SOUNDS[0])
    buffer.gain = 0.5
    pull(buffer, FADE)
    at = buffer.position
    np.testing.assert_allclose(pull(buffer, 500), 0.5 * SOUNDS[0][at:][:500], atol=1e-7)
    with pytest.raises(ValueError, match="gain"):
        buffer.gain = float("nan")


def test_the_meter_shows_the_block_last_played():
    buffer = playing(SOUNDS[0])
    out = pull(buffer, 700, 700)
    assert buffer.peak == pytest.approx(np.abs(out).max())
    buffer.stop()
    pull(buffer, 2 * FADE)
    pull(buffer, 512)
    assert buffer.peak == 0


def test_the_heartbeat_counts():
    buffer = PlaybackBuffer(RATE)
    pull(buffer, 5120, 512)
    assert buffer.n_callbacks == 10


def test_a_bad_sound_is_refused_or_made_safe():
    buffer = PlaybackBuffer(RATE)
    with pytest.raises(ValueError, match="shape"):
        buffer.set_sound(np.zeros((2, 100), np.float32))
    sound = SOUNDS[0].copy()
    sound[1000:1100] = np.nan
    sound[1100] = np.inf
    buffer.set_sound(sound)
    buffer.play()
    assert np.isfinite(pull(buffer, N)).all()


@pytest.mark.parametrize("n_samples", [1, 2, SEAM, FADE, 2 * FADE, 2 * (FADE + SEAM) + 1])
def test_very_short_sounds_loop(n_samples):
    buffer = PlaybackBuffer(RATE)
    buffer.set_sound(np.full(n_samples, 0.1, np.float32))
    buffer.play()
    assert pull(buffer, 4000).any()
    assert 0 <= buffer.position < n_samples


# ---- a part of it, again and again ----


def test_a_range_repeats_exactly_as_long_as_it_is():
    sound = music(RAGTIME)
    begin, end = 40_000, 50_000
    buffer = playing(sound)
    buffer.set_loop((begin, end))
    buffer.seek(begin)
    pull(buffer, FADE)
    out = pull(buffer, 3 * (end - begin))
    assert buffer.position == begin + FADE
    first = out[: end - begin]
    np.testing.assert_array_equal(out[end - begin :], np.tile(first, 2))
    # Up to the seam and from the very beginning on, it is the sound itself.
    np.testing.assert_array_equal(
        first[: end - begin - FADE - SEAM], sound[begin + FADE : end - SEAM]
    )
    np.testing.assert_array_equal(first[end - begin - FADE :], sound[begin : begin + FADE])


def test_the_note_after_a_range_is_not_heard():
    sound = np.zeros(N, np.float32)
    sound[6000:] = 1.0
    buffer = playing(sound)
    buffer.set_loop((2000, 6000))
    assert not pull(buffer, N).any()


@pytest.mark.parametrize(
    ("loop", "period"),
    [
        ((0, 5000), 5000),
        ((50, 5000), 4950),
        ((7000, N), N - 7000),
        ((7000, N + 500), N - 7000),
        ((0, N), N - SEAM),
        ((2000, 2001), round(0.05 * RATE)),
        ((N - 100, N), N - SEAM),  # too late for this sound, which loops as a whole
    ],
)
def test_ranges_at_the_edges(loop, period):
    buffer = playing(sine(207))
    buffer.set_loop(loop)
    buffer.seek(buffer.loop[0] + 200)
    pull(buffer, N)
    out = pull(buffer, 3 * period)
    np.testing.assert_array_equal(out[period:], np.tile(out[:period], 2))
    for shorter in range(period // 2, period, 97):
        assert not np.array_equal(out[shorter : shorter + 800], out[:800])


@pytest.mark.parametrize("at", [500, 11_000])
@pytest.mark.parametrize("is_paused", [False, True])
def test_a_range_elsewhere_is_gone_to(at, is_paused):
    buffer = playing(SOUNDS[0])
    buffer.seek(at)
    pull(buffer, FADE)
    if is_paused:
        buffer.pause()
        pull(buffer, 1000)
    buffer.set_loop((4000, 8000))
    assert buffer.position == 4000
    buffer.play()
    pull(buffer, FADE)
    np.testing.assert_array_equal(pull(buffer, 500), SOUNDS[0][4000 + FADE :][:500])


def test_a_range_around_the_position_changes_nothing_yet():
    buffer = playing(SOUNDS[0])
    buffer.seek(6000)
    pull(buffer, FADE)
    buffer.set_loop((4000, 8000))
    np.testing.assert_array_equal(pull(buffer, 500), SOUNDS[0][6000 + FADE :][:500])
    buffer.set_loop(None)
    assert buffer.loop is None
    np.testing.assert_array_equal(pull(buffer, 2000), SOUNDS[0][6500 + FADE :][:2000])


def test_an_end_pulled_in_past_the_position_just_before_it_is_heard_goes_to_the_beginning():
    buffer = playing(SOUNDS[0])
    buffer.set_loop((0, 8000))
    buffer.seek(5990)
    pull(buffer, FADE)
    buffer._wishes = dataclasses.replace(buffer._wishes, loop=(1000, 6000))  # as if seen in time
    pull(buffer, FADE)
    np.testing.assert_array_equal(pull(buffer, 500), SOUNDS[0][1000 + FADE :][:500])


def test_a_seek_out_of_the_range_is_obeyed():
    buffer = playing(SOUNDS[0])
    buffer.set_loop((4000, 8000))
    pull(buffer, FADE)
    buffer.seek(1000)
    pull(buffer, FADE)
    np.testing.assert_array_equal(pull(buffer, 500), SOUNDS[0][1000 + FADE :][:500])
    pull(buffer, 4000)
    assert 4000 < buffer.position < 8000
    buffer.seek(9000)
    pull(buffer, FADE)
    np.testing.assert_array_equal(pull(buffer, 1000), SOUNDS[0][9000 + FADE :][:1000])
    pull(buffer, N - SEAM - 10_000 - FADE + 10)  # to the end of the sound, and in again
    assert 4000 - SEAM <= buffer.position < 4100


@pytest.mark.parametrize("before_end", [1, SEAM, 2 * SEAM, FADE + SEAM])
def test_a_seek_to_the_end_of_the_range_stays_in_it(before_end):
    buffer = playing(SOUNDS[0])
    buffer.set_loop((4000, 8000))
    pull(buffer, FADE)
    buffer.seek(8000 - SEAM - before_end)
    assert 8000 - 2 * (FADE + SEAM) < buffer.position <= 8000 - SEAM - before_end
    pull(buffer, 2 * FADE + 2 * SEAM)
    assert 4000 <= buffer.position < 5000


def test_without_looping_a_range_is_played_through_and_remembered():
    buffer = playing(SOUNDS[0])
    buffer.is_looping = False
    buffer.set_loop((4000, 8000))
    pull(buffer, 9000)
    assert buffer.position == 9000 + FADE
    buffer.is_looping = True
    assert buffer.position == 4000
    pull(buffer, 9000)
    assert 4000 <= buffer.position < 8000


def test_stop_goes_back_to_the_beginning_of_the_range():
    buffer = playing(SOUNDS[0])
    buffer.set_loop((4000, 8000))
    pull(buffer, 6000)
    buffer.stop()
    assert buffer.position == 4000
    buffer.is_looping = False
    buffer.stop()
    assert buffer.position == 0


def test_another_sound_keeps_the_range():
    buffer = playing(SOUNDS[0])
    buffer.set_loop((2000, 5000))
    for sound in (SOUNDS[2], SOUNDS[3], SOUNDS[1]):
        buffer.set_sound(sound)
        for _ in range(20):
            pull(buffer, 700)
            assert 2000 - SEAM <= buffer.position <= 5000


def test_a_loop_that_ends_before_it_begins_is_refused():
    buffer = playing(SOUNDS[0])
    for loop in ((5000, 4000), (-1, 4000)):
        with pytest.raises(ValueError, match="a loop from"):
            buffer.set_loop(loop)
    assert buffer.loop is None


def test_a_range_has_the_same_seconds_on_a_device_at_another_rate():
    buffer = PlaybackBuffer(RATE)
    buffer.set_sound(sine(1000, RATE))
    buffer.set_loop((RATE // 4, RATE // 2))
    buffer.set_output_rate(48_000)
    assert buffer.loop == (RATE // 4, RATE // 2)
    buffer.play()
    pull(buffer, 480)
    out = pull(buffer, 36_000)
    np.testing.assert_array_equal(out[12_000:], np.tile(out[:12_000], 2))
    assert RATE // 4 <= buffer.position < RATE // 2


# ---- what the meter is told ----


def test_the_level_is_that_of_all_blocks_since_it_was_asked():
    buffer = playing(SOUNDS[0])
    buffer.take_level()
    loud = pull(buffer, 2048, 512)
    buffer.gain = 0.1
    quiet = pull(buffer, 2048, 512)
    peak, rms = buffer.take_level()
    heard = np.concatenate([loud, quiet])
    assert peak == pytest.approx(np.abs(heard).max())
    assert rms == pytest.approx(np.sqrt(np.mean(heard**2)), rel=1e-5)
    assert buffer.take_level() == (peak, rms)  # nothing was played since
    quiet = pull(buffer, 512)
    assert buffer.take_level()[0] == pytest.approx(np.abs(quiet).max())
    assert np.abs(quiet).max() < 0.04


def test_the_level_survives_a_long_silence_of_the_asker():
    buffer = playing(SOUNDS[0])
    pull(buffer, 300 * 100, 100)
    peak, rms = buffer.take_level()
    assert peak == pytest.approx(0.3, rel=1e-3)
    assert rms == pytest.approx(0.3 / np.sqrt(2), rel=0.01)


# ---- what a device at another rate hears ----


def test_a_device_at_another_rate_gets_the_same_pitch():
    buffer = PlaybackBuffer(RATE)
    buffer.set_sound(sine(1000, RATE))
    buffer.seek(8192)
    buffer.set_output_rate(48_000)
    assert buffer.position == 8192
    assert buffer.n_samples == RATE
    buffer.play()
    out = pull(buffer, 12_000)
    assert buffer.position == 8192 + 8192
    spectrum = np.abs(np.fft.rfft(out * np.hanning(len(out))))
    assert spectrum.argmax() * 48_000 / len(out) == pytest.approx(1000, abs=4)


def test_a_change_of_rate_keeps_the_state():
    buffer = PlaybackBuffer(RATE)
    buffer.is_looping = False
    buffer.set_sound(SOUNDS[0])
    buffer.play()
    pull(buffer, N + 100)
    buffer.set_output_rate(44_100)
    assert not buffer.is_playing
    buffer.play()
    assert np.abs(pull(buffer, 3000)).max() > 0.29


# ---- manners of a callback ----


def test_the_callback_makes_no_arrays():
    buffer = playing(SOUNDS[0])
    out = np.zeros((2048, 2), np.float32)
    buffer.set_sound(SOUNDS[1])
    buffer.gain = 0.5
    buffer.fill(out)
    tracemalloc.start()
    try:
        for _ in range(20):
            buffer.fill(out)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4096


def test_the_callback_is_not_the_last_to_hold_a_sound():
    first = SOUNDS[0].copy()
    alive = weakref.ref(first)
    buffer = playing(first)
    del first
    buffer.set_sound(SOUNDS[1])
    pull(buffer, 2 * FADE)
    assert alive() is not None
    for _ in range(16):
        buffer.set_sound(SOUNDS[1])
    assert alive() is None
