from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from engine.audio.clip import load_clip
from engine.audio.loudness import integrated_lufs
from engine.errors import RenderCancelled, SpecMismatchError
from engine.mel.analysis import analyse
from engine.morph.loudness_lock import limit_peaks
from engine.morph.methods import METHODS
from engine.morph.methods.vae import fade_by_middle, fade_equal_power
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from engine.morph.source import clip_samples, prepare_source
from tests.music import ORCHESTRA, RAGTIME, SPEC, TECHNO, TEMPLE, mel_error_db, music


def render(vae, pair, alpha, method="slerp", **fields):
    request = MorphRequest(7, *pair, alpha, method, **fields)
    return list(Renderer(vae).render(request))


@pytest.mark.parametrize("method", sorted(METHODS))
@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_ends_are_the_clips_themselves(vae, pair, method, alpha):
    result = render(vae, pair, alpha, method)[-1]
    source = pair[int(alpha)]
    assert result.mel_norm == pytest.approx(source.mel_norm, abs=1e-4)
    assert result.ref_db == pytest.approx(source.ref_db, abs=1e-3)
    error = result.samples - source.clip.samples
    snr_db = 10 * np.log10(np.sum(source.clip.samples**2) / max(np.sum(error**2), 1e-12))
    assert snr_db > 60


@pytest.mark.parametrize("method", sorted(METHODS))
def test_the_way_is_continuous(vae, pair, method):
    """No jump at the ends: the report showed originals there and model output beside them."""
    alphas = np.linspace(0, 1, 21)
    renderer = Renderer(vae)
    mels = [
        next(renderer.render(MorphRequest(0, *pair, float(a), method, stages=("mel",)))).mel_norm
        for a in alphas
    ]
    steps = np.array([np.abs(y - x).mean() for x, y in itertools.pairwise(mels)])
    assert steps.max() < 2.5 * steps.mean()
    assert steps.min() > 0


@pytest.mark.parametrize("method", sorted(METHODS))
@pytest.mark.parametrize("alpha", [0.0, 0.25, 0.5, 0.9])
def test_loudness_goes_straight_from_a_to_b(vae, pair, method, alpha):
    result = render(vae, pair, alpha, method)[-1]
    a, b = (source.clip.loudness_lufs for source in pair)
    assert abs(a - b) > 1  # or the test says nothing
    assert result.loudness_lufs == pytest.approx((1 - alpha) * a + alpha * b, abs=0.1)


def test_sound_has_the_mel_that_is_shown(vae, pair):
    """The tiny model's mel is coarse; its sound must still be it, level aside."""
    for alpha, limit in ((0.02, 1.5), (0.5, 4.0)):
        result = render(vae, pair, alpha)[-1]
        heard, ref_db = analyse(result.samples, spec=SPEC)
        shift = np.median((heard - result.mel_norm) * SPEC.top_db)
        assert mel_error_db(result.samples, result.mel_norm, ref_db + shift) < limit


def test_stages_come_in_order_and_carry_the_generation(vae, pair):
    results = render(vae, pair, 0.3)
    assert [r.stage for r in results] == ["mel", "preview", "final"]
    assert {r.generation for r in results} == {7}
    assert [r.samples is None for r in results] == [True, False, False]
    assert results[1].n_iter < results[2].n_iter
    assert results[1].timings.sound_ms < results[2].timings.sound_ms
    n_samples = pair[0].clip.samples.shape
    assert results[1].samples.shape == results[2].samples.shape == n_samples
    assert not results[2].samples.flags.writeable
    assert not results[2].mel_norm.flags.writeable


def test_asking_for_less_gives_the_same(vae, pair):
    whole = render(vae, pair, 0.4)
    only_mel = render(vae, pair, 0.4, stages=("mel",))
    only_final = render(vae, pair, 0.4, stages=("final",))
    assert [r.stage for r in only_mel] == ["mel"]
    assert [r.stage for r in only_final] == ["final"]
    assert np.array_equal(only_mel[0].mel_norm, whole[0].mel_norm)
    assert np.array_equal(only_final[0].samples, whole[-1].samples)


def test_cancel_is_heard_soon(vae, pair):
    asked = 0

    def should_cancel():
        nonlocal asked
        asked += 1
        return asked > 30

    results = Renderer(vae).render(MorphRequest(0, *pair, 0.5), should_cancel)
    assert next(results).stage == "mel"
    assert next(results).stage == "preview"
    with pytest.raises(RenderCancelled):
        next(results)
    assert asked == 31


def test_morph_is_not_the_mel_blend(vae, pair):
    ours = render(vae, pair, 0.5, stages=("mel",))[0].mel_norm
    blend = render(vae, pair, 0.5, "mel-blend", stages=("mel",))[0].mel_norm
    assert np.abs(ours - blend).mean() > 0.005


def test_on_the_line_detail_is_gone_by_the_middle():
    assert [fade_by_middle(d) for d in (0, 0.25, 0.5, 1)] == [1, 0.5, 0, 0]


def test_on_the_arc_detail_keeps_its_power():
    for distance in (0, 0.1, 0.5, 1):
        power = fade_equal_power(distance) ** 2 + fade_equal_power(1 - distance) ** 2
        assert power == pytest.approx(1)


def test_the_arc_keeps_the_middle_as_sharp_as_its_parents(vae, pair):
    def sharpness(mel):
        return np.abs(np.diff(mel, axis=0)).mean() + np.abs(np.diff(mel, axis=1)).mean()

    parents = np.mean([sharpness(source.mel_norm) for source in pair])
    arc, line, blend = (
        sharpness(render(vae, pair, 0.5, key, stages=("mel",))[0].mel_norm) / parents
        for key in ("slerp", "lerp", "mel-blend")
    )
    assert line < blend < arc
    assert 0.85 < arc < 1.15


def test_silence_morphs_without_a_fault(vae, pair):
    clip = pair[0].clip
    silent = dataclasses.replace(
        clip, samples=np.zeros_like(clip.samples), loudness_lufs=float("-inf")
    )
    quiet = prepare_source(silent, vae)
    for alpha in (0.0, 0.5, 1.0):
        for a, b in ((quiet, pair[1]), (quiet, quiet)):
            result = render(vae, (a, b), alpha)[-1]
            assert np.isfinite(result.samples).all()
            assert np.abs(result.samples).max() <= 1


def test_never_louder_than_full_scale(vae, pair):
    loud = [
        prepare_source(
            dataclasses.replace(s.clip, samples=s.clip.samples * 2, loudness_lufs=-3.0), vae
        )
        for s in pair
    ]
    ceiling = max(1.0, *(float(np.abs(s.clip.samples).max()) for s in loud))
    assert np.abs(render(vae, loud, 0.5)[-1].samples).max() <= ceiling + 1e-5


def test_one_peak_does_not_make_the_whole_clip_quiet(vae, pair):
    """A clip of mostly silence is loud by its few sounds; the line must hold all the same."""
    clip = pair[0].clip
    sparse = np.zeros_like(clip.samples)
    sparse[20_000:30_000] = music(RAGTIME)[20_000:30_000] * 3
    lufs = integrated_lufs(sparse, clip.sample_rate)
    other = prepare_source(dataclasses.replace(clip, samples=sparse, loudness_lufs=lufs), vae)
    for alpha in (0.2, 0.5):
        result = render(vae, (pair[1], other), alpha)[-1]
        wanted = (1 - alpha) * pair[1].clip.loudness_lufs + alpha * lufs
        assert result.loudness_lufs == pytest.approx(wanted, abs=1)


def test_the_limiter_turns_down_only_around_a_peak():
    samples = music(ORCHESTRA)[:32_768].copy()
    samples[10_000] = 4.0
    limited = limit_peaks(samples, 1.0, 32_768)
    assert np.abs(limited).max() <= 1 + 1e-6
    far = np.abs(np.arange(len(samples)) - 10_000) > 400
    assert np.array_equal(limited[far], samples[far])


@pytest.mark.parametrize("other", [0, 1])
def test_an_end_does_not_depend_on_the_other_clip(vae, other):
    quiet = load_clip(TEMPLE, start_s=1.0, n_samples=98_304, sample_rate=SPEC.sample_rate)
    far = load_clip((RAGTIME, TECHNO)[other], n_samples=98_304, sample_rate=SPEC.sample_rate)
    pair = prepare_source(quiet, vae), prepare_source(far, vae)
    samples = render(vae, pair, 0.0)[-1].samples
    assert np.abs(samples - quiet.samples).max() < 2e-4


@pytest.mark.parametrize("alpha", [-0.51, 1.51, float("nan")])
def test_alpha_out_of_range_is_a_programming_error(pair, alpha):
    with pytest.raises(ValueError, match="alpha"):
        MorphRequest(0, *pair, alpha)


def test_clips_of_different_lengths_are_refused(vae, pair):
    n_samples = clip_samples(1, vae)
    clip = load_clip(ORCHESTRA, n_samples=n_samples, sample_rate=SPEC.sample_rate)
    with pytest.raises(ValueError, match="frames"):
        MorphRequest(0, pair[0], prepare_source(clip, vae), 0.5)


def test_other_sample_rate_is_refused(vae):
    clip = load_clip(RAGTIME, n_samples=44100, sample_rate=44100)
    with pytest.raises(SpecMismatchError, match="32768"):
        prepare_source(clip, vae)


@pytest.mark.parametrize(("wanted", "given"), [(1, 4096), (4096, 4096), (163_841, 167_936)])
def test_lengths_are_rounded_up_to_what_the_model_takes(vae, wanted, given):
    assert clip_samples(wanted, vae) == given
