"""The sound at one place between the clips, the notes at another."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import signal

from engine.morph.alpha import AlphaCurve
from engine.morph.latent import MAX_TONING, toned
from engine.morph.methods import METHODS
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from engine.morph.source import prepare_source
from engine.morph.stream import LongMorph
from tests.music import SPEC

ABLE = sorted(key for key, method in METHODS.items() if method.has_sound)
UNABLE = sorted(set(METHODS) - set(ABLE))
latents = arrays(np.float32, (2, 3, 12), elements=st.floats(-8, 8, width=32))


@pytest.fixture(scope="module")
def renderer(vae):
    return Renderer(vae)


def render(renderer, pair, alpha, method="slerp", stages=("mel",), **fields):
    *_, result = renderer.render(
        MorphRequest(0, *pair, alpha, method, **{"stages": stages, **fields})
    )
    return result


def statistics(mel):
    return np.concatenate([mel.mean(axis=1), mel.std(axis=1)])


def off(x, y):
    return float(np.abs(x - y).mean())


@given(x=latents)
def test_its_own_sound_changes_nothing(x):
    assert toned(x, x) == pytest.approx(x, abs=1e-4)


@given(x=latents, y=latents)
def test_what_is_toned_has_the_other_s_level_and_no_more_than_its_spread(x, y):
    made = toned(x, y)
    assert made.mean(axis=-1) == pytest.approx(y.mean(axis=-1), abs=1e-3)
    gain = (made.std(axis=-1) + 1e-6) / (x.std(axis=-1) + 1e-6)
    assert gain.max() <= MAX_TONING + 1e-2


def test_within_the_limit_it_has_the_other_s_spread_and_its_own_order():
    rng = np.random.default_rng(0)
    x, y = rng.normal(0, 1, (4, 500)), rng.normal(3, 1.7, (4, 500))
    made = toned(x, y)
    assert made.std(axis=-1) == pytest.approx(y.std(axis=-1), rel=1e-2)
    assert np.array_equal(made.argsort(axis=-1), x.argsort(axis=-1))


def test_some_methods_can():
    assert ABLE == ["drawn", "lerp", "slerp"]


@pytest.mark.parametrize("method", ABLE)
@pytest.mark.parametrize("alpha", [-0.2, 0.0, 0.3, 1.0])
def test_the_sound_where_alpha_is_changes_nothing(renderer, pair, method, alpha):
    linked, apart = (render(renderer, pair, alpha, method, sound=s) for s in (None, alpha))
    assert linked.sound is None
    assert apart.sound == alpha
    assert apart.mel_norm == pytest.approx(linked.mel_norm, abs=2e-3)
    assert apart.ref_db == linked.ref_db


@pytest.mark.parametrize("method", ABLE)
def test_the_notes_of_a_with_the_sound_of_b(renderer, pair, method):
    a, b = pair
    mel = render(renderer, pair, 0.0, method, sound=1.0).mel_norm
    to_a, to_b = (off(statistics(mel), statistics(s.mel_norm)) for s in pair)
    assert to_b < 0.6 * to_a

    def onsets(m):
        return np.maximum(np.diff(m, axis=1), 0).sum(axis=0)

    like_a, like_b = (np.corrcoef(onsets(mel), onsets(s.mel_norm))[0, 1] for s in (a, b))
    assert like_a > 0.5 > like_b + 0.2


def test_it_goes_without_a_jump(renderer, pair):
    mels = [render(renderer, pair, 0.2, sound=s).mel_norm for s in np.linspace(0, 1, 9)]
    steps = [off(x, y) for x, y in itertools.pairwise(mels)]
    assert min(steps) > 0
    assert max(steps) < 2.5 * np.mean(steps)


def test_without_detail_the_model_speaks_alone(vae, renderer, pair):
    a, b = pair
    alone = render(renderer, pair, 0.0, sound=1.0, detail=0.0).mel_norm
    wanted = vae.decode(toned(a.latent, b.latent))[:, : alone.shape[1]]
    edge = SPEC.n_fft // SPEC.hop_length // 2
    free = (a.mel_norm > 0.3) & (alone < a.mel_norm + 0.3)  # where no bound is near
    free[:, :edge] = free[:, -edge:] = False
    assert free.mean() > 0.4
    assert alone[free] == pytest.approx(wanted[free], abs=1e-2)
    assert off(alone, render(renderer, pair, 0.0, sound=1.0).mel_norm) > 1e-3


@pytest.fixture(scope="module")
def muffled(vae, pair):
    """A without anything above 1.5 kHz, which begins and ends in the middle of a loud chord."""
    clip = pair[0].clip
    lowpass = signal.butter(8, 1500, fs=clip.sample_rate, output="sos")
    samples = signal.sosfiltfilt(lowpass, clip.samples).astype(np.float32)
    return prepare_source(dataclasses.replace(clip, samples=samples), vae)


def test_silence_stays_silent(renderer, pair, muffled):
    result = render(renderer, (muffled, pair[1]), 0.0, sound=1.0)
    silent = muffled.mel_norm == 0
    assert silent.mean() > 0.2
    assert pair[1].mel_norm[silent].mean() > 0.2
    assert result.mel_norm[silent].max() == 0


def test_the_edges_of_an_excerpt_become_no_click(renderer, pair, muffled):
    result = render(renderer, (muffled, pair[1]), 0.0, stages=("final",), sound=1.0)
    steep = np.abs(np.diff(result.samples, 2))
    edge = SPEC.n_fft // 2
    inside = steep[edge:-edge].max()
    assert steep[:edge].max() < inside
    assert steep[-edge:].max() < inside


def test_bounds_come_in_without_a_jump(renderer, pair, muffled):
    near, far = (render(renderer, (muffled, pair[1]), 0.0, sound=s).mel_norm for s in (0.0, 0.01))
    assert off(near, far) < 0.01


def test_columns_that_do_not_count_neither_give_nor_lose_a_sound():
    rng = np.random.default_rng(0)
    x, y = rng.normal(0, 1, (4, 100)), rng.normal(3, 1.7, (4, 100))
    counts = (np.arange(100) < 40).astype(np.float32)
    silent = np.where(counts > 0, y, -50)
    made = toned(x, silent, np.ones(100, np.float32), counts)
    assert made.mean(axis=-1) == pytest.approx(y[:, :40].mean(axis=-1), abs=1e-3)
    assert toned(x, y, counts, 0 * counts) is x
    assert toned(x, y, 0 * counts, counts) is x


def test_silence_behind_a_clip_is_no_part_of_its_sound(vae, renderer, pair):
    clip = pair[1].clip
    cut = clip.samples.copy()
    cut[len(cut) // 3 :] = 0
    short = prepare_source(dataclasses.replace(clip, samples=cut), vae)
    made = [render(renderer, (pair[0], b), 0.0, sound=1.0).mel_norm for b in (pair[1], short)]
    whole, part = ((pair[0].mel_norm.mean(axis=1) - m.mean(axis=1)) for m in made)
    assert off(whole, part) < 0.06  # the third sounds a little different from the whole


@pytest.mark.parametrize("method", ABLE)
@pytest.mark.parametrize("place", [(0.0, 0.5), (0.5, 0.0), (0.5, 1.0), (0.25, 0.5)])
def test_there_is_no_jump_where_a_clips_own_detail_ends(renderer, pair, method, place):
    alpha, sound = place
    at = render(renderer, pair, alpha, method, sound=sound).mel_norm
    for near in ((alpha + 1e-3, sound), (alpha, sound + 1e-3 if sound < 1 else sound - 1e-3)):
        beside = render(renderer, pair, near[0], method, sound=near[1]).mel_norm
        assert off(at, beside) < 2e-3
        assert np.abs(at - beside).max() < 0.02


@pytest.mark.parametrize("method", UNABLE)
def test_others_go_on_as_ever(renderer, pair, method):
    linked, apart = (render(renderer, pair, 0.4, method, sound=s) for s in (None, 1.0))
    assert np.array_equal(linked.mel_norm, apart.mel_norm)
    assert apart.sound is None


def test_a_model_without_time_goes_on_as_ever(vae, renderer, pair):
    class Timeless:
        has_sound = False

        def __getattr__(self, name):
            return getattr(vae, name)

    apart = render(Renderer(Timeless()), pair, 0.4, sound=1.0)
    assert np.array_equal(apart.mel_norm, render(renderer, pair, 0.4).mel_norm)


def test_what_is_kept_is_kept_for_its_sound(vae, pair):
    renderer = Renderer(vae)
    places = (None, 0.1, 0.9)
    first = [render(renderer, pair, 0.5, sound=s).mel_norm for s in places]
    again = [render(renderer, pair, 0.5, sound=s).mel_norm for s in places]
    assert all(x is y for x, y in zip(first, again, strict=True))
    assert off(first[1], first[2]) > 0.01


def test_even_steps_are_those_of_the_sound_too(renderer, pair):
    linked, apart = (render(renderer, pair, 0.3, is_even=True, sound=s) for s in (None, 0.3))
    assert apart.mel_norm == pytest.approx(linked.mel_norm, abs=2e-3)


def test_a_curve_moves_the_notes_only(renderer, pair):
    seconds = len(pair[0].clip.samples) / pair[0].clip.sample_rate
    curve = AlphaCurve(((0, 0), (seconds, 1)))
    of_a, of_b = (render(renderer, pair, curve, sound=s).mel_norm for s in (0.0, 1.0))
    for mel, own, other in ((of_a, *pair), (of_b, *pair[::-1])):
        near, far = (off(statistics(mel), statistics(s.mel_norm)) for s in (own, other))
        assert near < far


@pytest.mark.parametrize("method", ABLE)
def test_it_is_heard_at_the_loudness_of_alpha(renderer, pair, method):
    result = render(renderer, pair, 0.0, method, stages=("preview", "final"), sound=1.0)
    assert result.loudness_lufs == pytest.approx(pair[0].clip.loudness_lufs, abs=0.2)
    assert np.abs(result.samples).max() <= 1
    assert off(result.samples, pair[0].clip.samples) > 0.01


def test_silence_on_either_side_stays_finite(vae, renderer, pair):
    clip = pair[0].clip
    silent = dataclasses.replace(
        clip, samples=np.zeros_like(clip.samples), loudness_lufs=float("-inf")
    )
    quiet = prepare_source(silent, vae)
    for a, b in ((quiet, pair[1]), (pair[0], quiet), (quiet, quiet)):
        for alpha, sound in ((0.0, 1.0), (1.0, 0.0), (0.5, -0.5)):
            result = render(renderer, (a, b), alpha, stages=("final",), sound=sound)
            assert np.isfinite(result.samples).all()
            assert np.abs(result.samples).max() <= 1


def test_long_morphs_have_it_in_every_piece(vae, pair):
    a, b = (source.clip for source in pair)
    made = {}
    for sound in (None, 1.0):
        made[sound] = np.zeros_like(a.samples)
        LongMorph(a, b, vae, 0.0, sound=sound, piece_s=1.0).render_into(made[sound])
    size = float(np.sqrt(np.mean(made[None] ** 2)))
    third = len(a.samples) // 3
    for part in (slice(0, third), slice(third, 2 * third), slice(2 * third, None)):
        assert np.sqrt(np.mean((made[1.0][part] - made[None][part]) ** 2)) > 0.2 * size


def test_long_morphs_keep_their_level_from_piece_to_piece(vae, pair):
    a, b = (source.clip for source in pair)
    faded = b.samples.copy()
    faded[len(faded) // 2 :] *= 0.05
    b = dataclasses.replace(b, samples=faded)
    made = np.zeros_like(a.samples)
    LongMorph(a, b, vae, 0.0, sound=1.0, piece_s=1.0).render_into(made)

    def levels(x):
        return 10 * np.log10((x[: len(x) // 3 * 3].reshape(3, -1) ** 2).mean(axis=1))

    assert levels(made) == pytest.approx(levels(a.samples), abs=4.0)


def test_long_morphs_by_others_do_not_notice(vae, pair):
    a, b = (source.clip for source in pair)
    made = []
    for sound in (None, 1.0):
        made.append(np.zeros_like(a.samples))
        LongMorph(a, b, vae, 0.3, "crossfade", sound=sound, piece_s=1.0).render_into(made[-1])
    assert np.array_equal(*made)


@pytest.mark.parametrize("sound", [-0.6, 1.6, float("nan")])
def test_a_place_out_of_range_is_refused(pair, sound):
    with pytest.raises(ValueError, match="is not in"):
        MorphRequest(0, *pair, 0.5, sound=sound)
