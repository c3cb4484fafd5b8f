"""Morphs in pieces: the same at the ends, no seam, the level of the whole."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from engine.audio.clip import load_clip
from engine.audio.loudness import integrated_lufs
from engine.errors import RenderCancelled
from engine.mel.analysis import analyse
from engine.morph.alpha import AlphaCurve
from engine.morph.loudness_lock import _limit, limit_peaks
from engine.morph.stream import LongMorph, join
from tests.music import ORCHESTRA, RAGTIME, SPEC

N_SAMPLES = 5 * SPEC.sample_rate
PIECE_S = 1.5


@pytest.fixture(scope="module")
def clips():
    return tuple(
        load_clip(path, start_s=1.0, n_samples=N_SAMPLES, sample_rate=SPEC.sample_rate)
        for path in (RAGTIME, ORCHESTRA)
    )


def rendered(clips, vae, alpha, **fields):
    out = np.zeros(N_SAMPLES, np.float32)
    fields = {"piece_s": PIECE_S, **fields}
    lufs, _ = LongMorph(*clips, vae, alpha, **fields).render_into(out)
    return out, lufs


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_ends_are_the_clips_through_all_joins(vae, clips, alpha):
    out, _ = rendered(clips, vae, alpha)
    wanted = clips[int(alpha)].samples
    error = out - wanted
    assert 10 * np.log10(np.sum(wanted**2) / np.sum(error**2)) > 60


def test_joins_are_not_heard(vae, clips):
    """Where pieces meet, the mel is as near to that of one single piece as elsewhere."""
    whole, _ = rendered(clips, vae, 0.5, piece_s=60)
    pieces, _ = rendered(clips, vae, 0.5)
    mels = [analyse(samples, spec=SPEC)[0] for samples in (whole, pieces)]
    off = np.abs(mels[0] - mels[1]).mean(axis=0)
    lengths = LongMorph(*clips, vae, 0.5, piece_s=PIECE_S)._lengths()
    piece, margin = (n // SPEC.hop_length for n in lengths)
    joins = np.zeros(len(off), bool)
    for at in range(piece, len(off) - piece // 2, piece):
        joins[at - margin : at + margin] = True
    assert joins.any()
    assert off[joins].mean() < 0.03
    steep = [np.abs(np.diff(samples, 2)).max() for samples in (pieces, whole)]
    assert steep[0] < 1.5 * steep[1]


def test_loudness_is_that_of_the_line(vae, clips):
    for alpha in (0.25, 0.5):
        out, lufs = rendered(clips, vae, alpha)
        a, b = (clip.loudness_lufs for clip in clips)
        assert lufs == pytest.approx((1 - alpha) * a + alpha * b, abs=0.5)
        assert integrated_lufs(out, SPEC.sample_rate) == pytest.approx(lufs, abs=0.1)


def test_a_curve_begins_as_a_and_ends_as_b(vae, clips):
    curve = AlphaCurve(((1.5, 0.0), (3.5, 1.0)))
    out, _ = rendered(clips, vae, curve)
    rate = SPEC.sample_rate
    # Mels, not samples: the level of the whole moves the ends by a constant.
    for clip, span in ((clips[0], slice(0, rate)), (clips[1], slice(4 * rate, 5 * rate))):
        heard, wanted = (analyse(x[span], spec=SPEC)[0] for x in (out, clip.samples))
        assert np.abs(heard - wanted).mean() < 0.01


def test_even_steps_are_found_once_for_the_whole(vae, clips):
    plain, _ = rendered(clips, vae, 0.25, method="crossfade")
    even, _ = rendered(clips, vae, 0.25, method="crossfade", is_even=True)
    # Heard from A, a quarter of the way is nearer to a quarter with even steps.
    mels = [analyse(x, spec=SPEC)[0] for x in (*[clip.samples for clip in clips], plain, even)]
    shares = []
    for mel in mels[2:]:
        to_a, to_b = (np.abs(mel - end).mean() for end in mels[:2])
        shares.append(to_a / (to_a + to_b))
    assert abs(shares[1] - 0.25) < abs(shares[0] - 0.25)


def test_a_cancelled_stream_stops_between_its_steps(vae, clips):
    answers = itertools.chain([False] * 40, itertools.repeat(True))
    blocks = LongMorph(*clips, vae, 0.5, piece_s=PIECE_S).blocks(lambda: next(answers))
    with pytest.raises(RenderCancelled):
        list(blocks)


def test_blocks_are_not_all_in_memory_at_once(vae, clips):
    lengths = [len(b) for b in LongMorph(*clips, vae, 0.0, piece_s=PIECE_S).blocks()]
    assert sum(lengths) == N_SAMPLES
    assert max(lengths) <= 2.5 * PIECE_S * SPEC.sample_rate
    assert len(lengths) >= 5


def test_clips_of_different_lengths_are_a_programming_error(vae, clips):
    short = dataclasses.replace(clips[1], samples=clips[1].samples[:-1])
    with pytest.raises(ValueError, match="samples"):
        LongMorph(clips[0], short, vae, 0.5)


def test_a_join_of_equal_sounds_changes_nothing_and_of_unequal_ones_keeps_the_power():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((2, 16_384)).astype(np.float32)
    assert join(x, x) == pytest.approx(x, abs=1e-5)
    middle = join(x, y)[6_000:10_000]
    assert np.mean(middle**2) == pytest.approx(1, abs=0.1)


def test_limiting_in_blocks_is_limiting_the_whole(monkeypatch):
    monkeypatch.setattr("engine.morph.loudness_lock.BLOCK", 5_000)
    samples = np.random.default_rng(0).standard_normal(32_768).astype(np.float32)
    wanted = limit_peaks(samples, 1.0, SPEC.sample_rate)
    assert _limit(samples, 1.0, SPEC.sample_rate)
    assert samples == pytest.approx(wanted, abs=1e-6)
