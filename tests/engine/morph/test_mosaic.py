from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from engine.errors import RenderCancelled
from engine.mel.analysis import analyse
from engine.morph.methods.mosaic import MOSAIC, soft_mask
from engine.morph.saliency import band_places, columns_between, giving_way_order, rows_between
from engine.morph.source import prepare_source
from engine.vae.store import load_model
from export.spectrogram import height_of
from tests.engine.morph.conftest import N_SAMPLES
from tests.tiny_model import COARSE, write_model

ALPHAS = [float(alpha) for alpha in np.linspace(0, 1, 9)]
CHORD_HZ = (440.0, 660.0, 880.0)
HIT_SAMPLES = range(8192, N_SAMPLES, 16384)
"""A drum hit twice a second."""


def source_of(samples, pair, vae):
    clip = dataclasses.replace(pair[0].clip, samples=samples.astype(np.float32))
    return prepare_source(clip, vae)


@pytest.fixture(scope="module")
def mosaic(vae, pair):
    return MOSAIC.prepare(*pair, vae)


@pytest.fixture(scope="module")
def chord_and_drums(vae, pair):
    seconds = np.arange(N_SAMPLES) / vae.spec.sample_rate
    chord = sum(0.2 * np.sin(2 * np.pi * hz * seconds) for hz in CHORD_HZ)
    rng = np.random.default_rng(0)
    drums = np.zeros(N_SAMPLES)
    for start in HIT_SAMPLES:
        hit = rng.standard_normal(2048) * np.exp(-np.arange(2048) / 400)
        drums[start : start + 2048] += 0.3 * hit
    return tuple(source_of(samples, pair, vae) for samples in (chord, drums))


def share_of_way(mel, a, b):
    to_a, to_b = (np.abs(mel - source.mel_norm).mean() for source in (a, b))
    return to_a / (to_a + to_b)


def assert_equal(got, wanted):
    """To the rounding of an FFT."""
    assert got.shape == wanted.shape
    assert np.abs(got - wanted).max() < 1e-5


def steepest(samples):
    """Largest second difference: what a click is heard by."""
    return float(np.abs(np.diff(samples, 2)).max())


def test_no_cell_goes_back(mosaic):
    masks = [mosaic.mask_at(alpha) for alpha in ALPHAS]
    assert not masks[0].any()
    assert (masks[-1] == 1).all()
    for before, after in itertools.pairwise(masks):
        assert (after >= before).all()
        assert (after > before).any()


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_ends_are_the_clips_themselves(mosaic, pair, alpha):
    source = pair[int(alpha)]
    mel, ref_db = mosaic.mel_at(alpha, 1.0)
    assert np.array_equal(mel, source.mel_norm)
    assert ref_db == source.ref_db
    assert_equal(mosaic.samples_at(alpha), source.clip.samples)


def test_steps_are_even_and_without_detour(mosaic, pair):
    mels = [mosaic.mel_at(alpha, 1.0)[0] for alpha in ALPHAS]
    assert [share_of_way(mel, *pair) for mel in mels] == pytest.approx(ALPHAS, abs=0.02)
    path = sum(np.abs(y - x).mean() for x, y in itertools.pairwise(mels))
    assert path < 1.01 * np.abs(mels[-1] - mels[0]).mean()


@pytest.mark.parametrize("alpha", [0.25, 0.5, 0.75])
def test_sound_is_the_mel_that_is_shown(mosaic, vae, alpha):
    shown, ref_db = mosaic.mel_at(alpha, 1.0)
    heard, heard_db = analyse(mosaic.samples_at(alpha), spec=vae.spec)
    heard = np.clip(heard + (heard_db - ref_db) / vae.spec.top_db, 0, 1)
    mask = mosaic.mask_at(alpha)
    shared = (mask > 0.3) & (mask < 0.7)
    assert np.abs(heard - shown).mean() < 0.0125  # 1 dB
    assert abs((heard - shown)[shared].mean()) < 0.0125  # neither hole nor bump at the seams


def test_what_stands_out_in_a_stays_and_in_b_comes(mosaic, pair):
    ahead = pair[0].mel_norm - pair[1].mel_norm
    given = mosaic.mask_at(0.5)
    assert given[ahead < -0.2].mean() > given[ahead > 0.2].mean() + 0.4


def test_partials_and_hits_are_kept_whole(vae, chord_and_drums):
    way, spec = MOSAIC.prepare(*chord_and_drums, vae), vae.spec
    mask, later = way.mask_at(0.5), way.mask_at(0.7)
    for hz in CHORD_HZ:
        band = round(height_of(hz, spec) * (spec.n_mels - 1))
        assert mask[band].max() < 0.05
        assert later[band].max() < 0.2
    above = round(height_of(4000, spec) * (spec.n_mels - 1))
    for start in HIT_SAMPLES:
        assert (later[above:, start // spec.hop_length + 2] > 0.5).all()
    changes = (np.diff((mask > 0.5).astype(int), axis=1) != 0).sum(axis=1)
    assert changes.max() <= 2 * len(HIT_SAMPLES)


def test_music_is_not_chopped(mosaic, pair):
    """Cells compared one by one change hands many times as often."""
    a, b = (source.mel_norm for source in pair)
    seconds = 3
    changes = np.diff((mosaic.mask_at(0.5) > 0.5).astype(int), axis=1) != 0
    chopped = np.diff((a < b).astype(int), axis=1) != 0
    assert changes.sum(axis=1).mean() < 3 * seconds
    assert changes.sum() < 0.2 * chopped.sum()


@pytest.mark.parametrize("side", [0, 1])
def test_silence_takes_and_gives_the_clip_away(vae, pair, side):
    clips = [pair[0], pair[0]]
    clips[side] = source_of(np.zeros(N_SAMPLES), pair, vae)
    way = MOSAIC.prepare(*clips, vae)
    for alpha in ALPHAS:
        mel, _ = way.mel_at(alpha, 1.0)
        assert share_of_way(mel, *clips) == pytest.approx(alpha, abs=0.02)
        assert np.isfinite(way.samples_at(alpha)).all()
    assert not way.samples_at(float(side)).any()


def test_two_silences_stay_silent(vae, pair):
    silence = source_of(np.zeros(N_SAMPLES), pair, vae)
    way = MOSAIC.prepare(silence, silence, vae)
    assert not way.mel_at(0.5, 1.0)[0].any()
    assert not way.samples_at(0.5).any()


def test_level_curve_is_the_number(mosaic, pair):
    curve = np.full(pair[0].n_frames, 0.3, np.float32)
    assert_equal(mosaic.mel_at(curve, 1.0)[0], mosaic.mel_at(0.3, 1.0)[0])
    assert_equal(mosaic.samples_at(curve), mosaic.samples_at(0.3))


def test_a_curve_has_the_clip_where_it_is_0_and_1(mosaic, pair, vae):
    n_frames = pair[0].n_frames
    curve = np.repeat(np.array([0, 1], np.float32), n_frames // 2)
    samples, half, reach = mosaic.samples_at(curve), N_SAMPLES // 2, vae.spec.n_fft
    a, b = (source.clip.samples for source in pair)
    assert_equal(samples[: half - reach], a[: half - reach])
    assert_equal(samples[half + reach :], b[half + reach :])
    assert steepest(samples) <= max(steepest(a), steepest(b))


def test_seams_do_not_click(vae, chord_and_drums, mosaic, pair):
    drums = MOSAIC.prepare(*chord_and_drums, vae)
    for way, (a, b) in ((mosaic, pair), (drums, chord_and_drums)):
        for alpha in (0.2, 0.5, 0.8):
            samples = way.samples_at(alpha)
            level = 10 ** (((1 - alpha) * a.ref_db + alpha * b.ref_db) / 20)
            own = max(steepest(s.clip.samples) * level / 10 ** (s.ref_db / 20) for s in (a, b))
            assert steepest(samples) < 1.1 * own


def test_the_same_pair_sounds_the_same(mosaic, pair, vae):
    again = MOSAIC.prepare(*pair, vae)
    assert np.array_equal(again.samples_at(0.4), mosaic.samples_at(0.4))
    assert np.array_equal(again.mel_at(0.4, 1.0)[0], mosaic.mel_at(0.4, 1.0)[0])


@pytest.mark.parametrize("n_answers", [0, 1, 2, 4])
def test_preparing_is_told_to_stop(pair, vae, n_answers):
    answers = iter([False] * n_answers)
    with pytest.raises(RenderCancelled):
        MOSAIC.prepare(*pair, vae, lambda: next(answers, True))


def test_coarse_mels_take_the_same_way(pair, tmp_path):
    vae = load_model(write_model(tmp_path / "coarse", COARSE))
    a, b = (prepare_source(source.clip, vae) for source in pair)
    way = MOSAIC.prepare(a, b, vae)
    assert_equal(way.samples_at(0.0), a.clip.samples)
    assert_equal(way.samples_at(1.0), b.clip.samples)
    shown, ref_db = way.mel_at(0.5, 1.0)
    assert share_of_way(shown, a, b) == pytest.approx(0.5, abs=0.02)
    heard, heard_db = analyse(way.samples_at(0.5), spec=vae.spec)
    heard = np.clip(heard + (heard_db - ref_db) / vae.spec.top_db, 0, 1)
    assert np.abs(heard - shown).mean() < np.abs(a.mel_norm - b.mel_norm).mean() / 8


def test_order_of_a_known_pair(vae):
    """Two blocks: A's louder one goes last, B's louder one first, the rest between them."""
    a, b = np.full((512, 256), 0.4, np.float32), np.full((512, 256), 0.4, np.float32)
    a[:256, :128] = 0.9
    b[256:, 128:] = 0.8
    order = giving_way_order(a, b, spec=vae.spec)
    assert order[300:, 160:].max() < order[300:, :90].min()
    assert order[300:, :90].max() < order[:200, :90].min()
    assert (soft_mask(order, 0.45)[300:, 160:]).mean() > 0.8
    assert (soft_mask(order, 0.45)[:200, :90]).mean() < 0.1


def test_bins_lie_at_the_bands_of_their_frequency(vae):
    spec = vae.spec
    places = band_places(spec)
    assert (np.diff(places) >= 0).all()
    for hz in (500, 2000, 8000):
        at = places[round(hz * spec.n_fft / spec.sample_rate)]
        assert at == pytest.approx(height_of(hz, spec) * (spec.n_mels + 1) - 1, abs=1)


def test_rows_between_are_on_a_straight_line():
    cells = np.array([[0, 1], [1, 1], [3, 1]], np.float32)
    between = rows_between(cells, np.array([0, 0.25, 1.5, 2], np.float32))
    assert between[:, 0] == pytest.approx([0, 0.25, 2, 3])
    assert (between[:, 1] == 1).all()
    assert columns_between(cells.T, 6)[0] == pytest.approx([0, 0.5, 1, 2, 3, 3])
