"""Curves, detail, even steps and what lies beyond the clips, for every method."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.errors import RenderCancelled
from engine.morph.alpha import AlphaCurve
from engine.morph.latent import lerp, slerp, soft_limit
from engine.morph.methods import METHODS
from engine.morph.render import MAX_KEPT_MELS, Renderer
from engine.morph.request import MorphRequest
from engine.morph.source import prepare_source
from tests.music import SPEC

SECONDS = 3.0


def ask(pair, alpha, method="slerp", **fields):
    return MorphRequest(0, *pair, alpha, method, **{"stages": ("mel",), **fields})


def mel(renderer, *args, **fields):
    return next(renderer.render(ask(*args, **fields))).mel_norm


@pytest.fixture(scope="module")
def renderer(vae):
    return Renderer(vae)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_level_curve_is_the_number(renderer, pair, method):
    level = AlphaCurve(((0, 0.4), (SECONDS, 0.4)))
    of_curve, of_number = (mel(renderer, pair, alpha, method) for alpha in (level, 0.4))
    assert of_curve == pytest.approx(of_number, abs=2e-3)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_curve_is_each_clip_where_it_says_so(renderer, pair, method):
    curve = AlphaCurve(((0, 0), (1.2, 0), (1.8, 1), (SECONDS, 1)))
    result = next(renderer.render(ask(pair, curve, method)))
    columns = SPEC.sample_rate // SPEC.hop_length
    for source, span in ((pair[0], slice(0, columns)), (pair[1], slice(2 * columns, None))):
        level = (source.ref_db - result.ref_db) / SPEC.top_db
        wanted = np.clip(source.mel_norm[:, span] + level, 0, 1)
        assert np.abs(result.mel_norm[:, span] - wanted).mean() < 0.01


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_curve_becomes_sound_of_the_right_length_and_level(renderer, pair, method):
    curve = AlphaCurve(((0, 0), (SECONDS, 1)))
    *_, result = renderer.render(ask(pair, curve, method, stages=("final",)))
    assert result.samples.shape == pair[0].clip.samples.shape
    a, b = (10 ** (source.clip.loudness_lufs / 10) for source in pair)
    assert min(a, b) <= 10 ** (result.loudness_lufs / 10) <= max(a, b)
    steep = np.abs(np.diff(result.samples, 2)).max()
    assert steep < 1.3 * max(np.abs(np.diff(s.clip.samples, 2)).max() for s in pair)


@pytest.mark.parametrize("method", [key for key, m in METHODS.items() if m.has_detail])
def test_without_detail_the_model_speaks_alone(vae, renderer, pair, method):
    alone = mel(renderer, pair, 0.0, method, detail=0.0)
    assert alone == pytest.approx(vae.decode(pair[0].latent)[:, : alone.shape[1]], abs=1e-3)
    whole, half = (mel(renderer, pair, 0.0, method, detail=d) for d in (1.0, 0.5))
    off = [np.abs(m - pair[0].mel_norm).mean() for m in (alone, half, whole)]
    assert off[0] > off[1] > off[2]
    assert off[2] == pytest.approx(0, abs=1e-4)


def test_without_detail_the_sound_loses_the_clips_fine_structure(renderer, pair):
    def sound(detail):
        *_, result = renderer.render(ask(pair, 0.0, detail=detail, stages=("final",)))
        return result.samples

    clip = pair[0].clip.samples
    assert np.abs(sound(1.0) - clip).max() < 1e-3
    assert np.corrcoef(sound(0.0), clip)[0, 1] < 0.9


@pytest.mark.parametrize("method", sorted(METHODS))
@pytest.mark.parametrize("alpha", [-0.5, -0.1, 1.1, 1.5])
def test_beyond_a_clip_lies_more_of_it_or_the_clip_itself(renderer, pair, method, alpha):
    near, far = pair if alpha < 0 else pair[::-1]
    result = next(renderer.render(ask(pair, alpha, method)))
    assert 0 <= result.mel_norm.min() <= result.mel_norm.max() <= 1
    assert result.ref_db == pytest.approx(near.ref_db, abs=1e-3)
    off = np.abs(result.mel_norm - near.mel_norm).mean()
    if not METHODS[method].goes_beyond:
        assert off == pytest.approx(0, abs=1e-4)
        return
    assert off > 0
    step_s, way = (np.abs(far.mel_norm - m).mean() for m in (result.mel_norm, near.mel_norm))
    assert step_s > way  # farther from the other clip than the near one is


@pytest.mark.parametrize("mix", [lerp, slerp])
def test_the_way_goes_straight_on_beyond_the_ends(mix):
    a, b = np.random.default_rng(0).standard_normal((2, 400)).astype(np.float32)
    for end, beyond in ((0.0, -1e-3), (1.0, 1 + 1e-3)):
        inside = 2 * end - beyond
        there, back = (mix(a, b, x) - mix(a, b, end) for x in (beyond, inside))
        assert there == pytest.approx(-back, abs=1e-4)


def test_large_values_of_a_latent_bend_and_keep_their_order():
    values = np.linspace(-9, 9, 181, dtype=np.float32)
    bent = soft_limit(values, 2.0)
    inside = np.abs(values) <= 2
    assert np.array_equal(bent[inside], values[inside])
    assert np.diff(bent).min() > 0
    assert np.abs(bent).max() < 4


def test_even_steps_are_equal_shares(renderer, pair):
    def share(alpha, **fields):
        m = mel(renderer, pair, alpha, "crossfade", **fields)
        to_a, to_b = (np.abs(m - source.mel_norm).mean() for source in pair)
        return to_a / (to_a + to_b)

    alphas = (0.1, 0.3, 0.5, 0.8)
    even = max(abs(share(alpha, is_even=True) - alpha) for alpha in alphas)
    plain = max(abs(share(alpha) - alpha) for alpha in alphas)
    assert even < 0.03 < plain


class Counting:
    """A model that counts its decodes."""

    def __init__(self, vae):
        self._vae, self.decodes = vae, 0

    def __getattr__(self, name):
        return getattr(self._vae, name)

    def decode(self, latent):
        self.decodes += 1
        return self._vae.decode(latent)


def test_what_was_decoded_ahead_is_not_decoded_again(vae, pair):
    counting = Counting(vae)
    renderer = Renderer(counting)
    renderer.prefetch(ask(pair, 0.51))
    assert counting.decodes == 1
    ahead = mel(renderer, pair, 0.51)
    assert counting.decodes == 1
    assert np.array_equal(ahead, mel(Renderer(vae), pair, 0.51))
    mel(renderer, pair, 0.51, detail=0.5)  # another detail is another mel
    mel(renderer, pair, 0.51, "lerp")  # and so is another method
    assert counting.decodes == 3


def test_what_is_kept_is_bounded(vae, pair):
    counting = Counting(vae)
    renderer = Renderer(counting)
    alphas = np.linspace(0.1, 0.9, MAX_KEPT_MELS + 1)
    for alpha in alphas:
        renderer.prefetch(ask(pair, float(alpha)))
    renderer.prefetch(ask(pair, float(alphas[-1])))
    assert counting.decodes == MAX_KEPT_MELS + 1
    renderer.prefetch(ask(pair, float(alphas[0])))  # the oldest went
    assert counting.decodes == MAX_KEPT_MELS + 2


@pytest.mark.parametrize("method", sorted(METHODS))
def test_an_unwanted_request_ends_at_once(vae, pair, method):
    with pytest.raises(RenderCancelled):
        next(Renderer(vae).render(ask(pair, 0.5, method), lambda: True))


@pytest.mark.parametrize("method", sorted(METHODS))
def test_silence_on_one_side_or_both_has_a_middle(vae, pair, method):
    clip = pair[0].clip
    silent = dataclasses.replace(
        clip, samples=np.zeros_like(clip.samples), loudness_lufs=float("-inf")
    )
    quiet = prepare_source(silent, vae)
    renderer = Renderer(vae)
    curve = AlphaCurve(((0, 0), (SECONDS, 1)))
    for a, b in ((quiet, pair[1]), (pair[0], quiet), (quiet, quiet)):
        *_, result = renderer.render(ask((a, b), curve, method, is_even=True, stages=("final",)))
        assert np.isfinite(result.samples).all()
        assert np.abs(result.samples).max() <= 1


def test_a_cancelled_search_for_even_steps_does_not_spoil_the_next(vae, pair):
    renderer = Renderer(vae)
    answers = iter([False] * 8 + [True] * 99)
    with pytest.raises(RenderCancelled):
        next(renderer.render(ask(pair, 0.3, is_even=True), lambda: next(answers)))
    next(renderer.render(ask(pair, 0.3, is_even=True)))


@pytest.mark.parametrize("method", ["crossfade", "slerp"])
def test_even_steps_keep_the_loudness_of_the_slider(vae, pair, method):
    soft = dataclasses.replace(
        pair[1].clip,
        samples=0.2 * pair[1].clip.samples,
        loudness_lufs=pair[1].clip.loudness_lufs - 14,
    )
    b = prepare_source(soft, vae)
    *_, result = Renderer(vae).render(
        ask((pair[0], b), 0.25, method, is_even=True, stages=("final",))
    )
    line = 0.75 * pair[0].clip.loudness_lufs + 0.25 * soft.loudness_lufs
    assert result.loudness_lufs == pytest.approx(line, abs=0.1)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_preview_alone_can_be_asked_for(renderer, pair, method):
    (result,) = renderer.render(ask(pair, 0.5, method, stages=("preview",)))
    assert result.stage == "preview"
    assert result.samples.shape == pair[0].clip.samples.shape
