from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.audio.loudness import integrated_lufs
from engine.errors import RenderCancelled
from engine.mel.filters import mel_filters
from engine.morph import matching
from engine.morph.grid import final_hop, preview_hop
from engine.morph.matching import block_columns, make_plan
from engine.morph.methods.mel_blend import MEL_BLEND
from engine.morph.methods.transport import TRANSPORT, bin_edges
from engine.morph.source import prepare_source
from engine.morph.synthesis import Synthesiser
from engine.spec import MelSpec
from tests.music import SPEC

N_SAMPLES = 65_536
SECONDS = np.arange(N_SAMPLES) / SPEC.sample_rate


def sine(hz, amplitude=0.3):
    return amplitude * np.sin(2 * np.pi * hz * SECONDS)


def sawtooth(hz):
    return sum(sine(n * hz, 0.2 / n) for n in range(1, int(14_000 / hz)))


def band_of(hz):
    """Return the mel band whose filter hears a frequency best."""
    at_bin = round(hz * SPEC.n_fft / SPEC.sample_rate)
    return int(mel_filters(SPEC)[:, [at_bin]].toarray().argmax())


@pytest.fixture(scope="module")
def source_of(pair, vae):
    def make(samples):
        samples = np.asarray(samples, np.float32)
        lufs = integrated_lufs(samples, SPEC.sample_rate)
        clip = dataclasses.replace(pair[0].clip, samples=samples, loudness_lufs=lufs)
        return prepare_source(clip, vae)

    return make


@pytest.fixture(scope="module")
def tones(source_of):
    return source_of(sine(440)), source_of(sine(660, 0.1))


def test_a_tone_glides_and_nothing_stays_behind(tones, vae):
    """Below 1 kHz mel bands lie evenly in Hz, so half-way between 440 and 660 is 550."""
    prepared = TRANSPORT.prepare(*tones, vae)
    for alpha in (0.1, 0.25, 0.5, 0.75, 0.9):
        mel, _ = prepared.mel_at(alpha, 1.0)
        column = mel[:, mel.shape[1] // 2]
        assert abs(int(column.argmax()) - band_of(440 + 220 * alpha)) <= 1
        assert column.max() > 0.95
        if 0.2 < alpha < 0.8:
            parents = column[[band_of(440), band_of(660)]]
            assert parents.max() < column.max() - 20 / SPEC.top_db


def test_every_partial_of_a_chord_glides(source_of, vae):
    a, b = source_of(sawtooth(330)), source_of(sawtooth(440))
    mel, _ = TRANSPORT.prepare(a, b, vae).mel_at(0.5, 1.0)
    column = mel[:, mel.shape[1] // 2]
    for partial in (1, 2):
        middle = band_of(385 * partial)
        assert column[middle - 1 : middle + 2].max() > 0.85
        for hz in (330 * partial, 440 * partial):
            assert column[band_of(hz)] < column[middle] - 10 / SPEC.top_db


def test_the_glide_is_heard(tones, vae):
    prepared = TRANSPORT.prepare(*tones, vae)
    mel, ref_db = prepared.mel_at(0.5, 1.0)
    *_, (stage, samples, _) = Synthesiser(SPEC).stages(prepared, 0.5, mel, ref_db)
    assert stage == "final"
    middle = samples[8192:-8192]
    power = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
    hz = np.fft.rfftfreq(len(middle), 1 / SPEC.sample_rate)
    assert hz[power.argmax()] == pytest.approx(550, abs=4)
    assert power[abs(hz - 550) < 8].sum() > 0.9 * power.sum()


def test_the_ends_are_the_clips_and_are_reached_smoothly(pair, vae):
    prepared = TRANSPORT.prepare(*pair, vae)
    for source, end, near in ((pair[0], 0.0, 1e-7), (pair[1], 1.0, 1 - 1e-7)):
        assert np.array_equal(prepared.mel_at(end, 1.0)[0], source.mel_norm)
        assert np.abs(prepared.mel_at(near, 1.0)[0] - source.mel_norm).max() < 1e-3
        power, phase = prepared.fine_at(near, 2)
        exact, clip_phase = prepared.fine_at(end, 2)
        assert np.abs(np.sqrt(power) - np.sqrt(exact)).max() < 1e-2
        loud = np.abs(clip_phase) > 1e-2
        assert np.abs(np.angle(phase[loud] / clip_phase[loud])).max() < 0.1


def test_a_clip_moved_onto_itself_stays_itself(pair, vae):
    prepared = TRANSPORT.prepare(pair[0], pair[0], vae)
    mel, ref_db = prepared.mel_at(0.5, 1.0)
    assert np.abs(mel - pair[0].mel_norm).max() < 1e-4
    assert ref_db == pytest.approx(pair[0].ref_db)


def test_the_middle_is_as_sharp_as_music_and_is_no_blend(pair, vae):
    def sharpness(mel):
        return np.abs(np.diff(mel, axis=0)).mean() + np.abs(np.diff(mel, axis=1)).mean()

    moved, blend = (m.prepare(*pair, vae).mel_at(0.5, 1.0)[0] for m in (TRANSPORT, MEL_BLEND))
    parents = np.mean([sharpness(source.mel_norm) for source in pair])
    assert 0.8 < sharpness(moved) / parents < 1.1
    assert sharpness(moved) > 1.05 * sharpness(blend)
    assert np.abs(moved - blend).mean() > 0.04


def test_nothing_gets_lost_on_the_way(pair, vae):
    """In the mean over all cells, the middle is as loud as the mean of its parents, within 4 dB."""
    mel, ref_db = TRANSPORT.prepare(*pair, vae).mel_at(0.5, 1.0)
    assert mel.mean() == pytest.approx(np.mean([s.mel_norm for s in pair]), abs=4 / SPEC.top_db)
    assert ref_db == pytest.approx(np.mean([s.ref_db for s in pair]))


def test_averaging_over_time_keeps_a_held_tone_steady(source_of, monkeypatch):
    """A bass that comes and goes changes the mass below a held tone, ten times a second."""
    gate = np.repeat(np.random.default_rng(1).integers(0, 2, 20), N_SAMPLES // 20 + 1)[:N_SAMPLES]
    a = source_of(sine(440, 0.1) + gate * sine(110, 0.1))
    b = source_of(sum(sine(hz, 0.1) for hz in (150, 660, 1100)))

    def wandering():
        plan = make_plan(a.mel_norm, b.mel_norm, spec=SPEC)
        held = (plan.a[:, 0] <= band_of(440)) & (plan.a[:, 2] > band_of(440))
        goal = np.bincount(plan.block[held], (plan.share_a * plan.b[:, 1])[held])
        return np.abs(np.diff(goal[1:-1])).mean()

    steady = wandering()
    monkeypatch.setattr(matching, "SMOOTHING_S", 0.02)
    assert steady < 0.25 * wandering()


@pytest.mark.parametrize("is_swapped", [False, True])
def test_beside_silence_a_tone_fades_where_it_is(source_of, tones, vae, is_swapped):
    pair = (tones[0], source_of(np.zeros(N_SAMPLES)))
    prepared = TRANSPORT.prepare(*(pair[::-1] if is_swapped else pair), vae)
    mel, _ = prepared.mel_at(0.5, 1.0)
    column = mel[:, mel.shape[1] // 2]
    assert abs(int(column.argmax()) - band_of(440)) <= 1
    assert 0.45 < column.max() < 0.65


def test_silence_stays_silence(source_of, vae):
    silence = source_of(np.zeros(N_SAMPLES))
    prepared = TRANSPORT.prepare(silence, silence, vae)
    mel, ref_db = prepared.mel_at(0.5, 1.0)
    assert mel.max() < 0.05
    assert ref_db == pytest.approx(-100)
    assert all(np.isfinite(x).all() for x in prepared.fine_at(0.5, 2))


def test_a_level_curve_is_a_number_and_a_ramp_glides(tones, vae):
    prepared = TRANSPORT.prepare(*tones, vae)
    n_frames = tones[0].n_frames
    level = np.full(n_frames, 0.3, np.float32)
    assert np.abs(prepared.mel_at(level, 1.0)[0] - prepared.mel_at(0.3, 1.0)[0]).max() < 1e-4
    for x, y in zip(prepared.fine_at(level, 2), prepared.fine_at(0.3, 2), strict=True):
        assert np.abs(x - y).max() < 1e-3
    ramp = np.linspace(0, 1, n_frames, dtype=np.float32)
    peak = prepared.mel_at(ramp, 1.0)[0].argmax(axis=0)
    wanted = band_of(440) + ramp * (band_of(660) - band_of(440))
    assert np.abs(peak - wanted)[16:-16].max() <= 2


def test_beyond_the_clips_there_is_nothing_more(tones, vae):
    prepared = TRANSPORT.prepare(*tones, vae)
    assert not TRANSPORT.goes_beyond
    for alpha, source in ((-0.5, tones[0]), (1.5, tones[1])):
        assert np.array_equal(prepared.mel_at(alpha, 1.0)[0], source.mel_norm)


def test_cancel_is_heard(tones, vae):
    prepared = TRANSPORT.prepare(*tones, vae)
    with pytest.raises(RenderCancelled):
        TRANSPORT.prepare(*tones, vae, lambda: True)
    with pytest.raises(RenderCancelled):
        prepared.mel_at(0.5, 1.0, lambda: True)


def test_a_plan_carries_all_mass_of_both(pair):
    a, b = (source.mel_norm for source in pair)
    plan = make_plan(a, b, spec=SPEC)
    for edges, share in ((plan.a, plan.share_a), (plan.b, plan.share_b)):
        of_mass = plan.block * SPEC.n_mels + edges[:, 0].astype(int)
        _, mass = np.unique(of_mass, return_inverse=True)
        assert np.bincount(mass, share) == pytest.approx(1)
        assert (np.diff(edges, axis=1) > 0).all()
        first = np.flatnonzero(np.diff(plan.block, prepend=-1))
        assert len(first) == plan.n_blocks == a.shape[1] // plan.columns
        assert (edges[first, 0] == 0).all()
        last = np.append(first[1:] - 1, len(edges) - 1)
        assert (edges[last, 2] == SPEC.n_mels).all()
        inside = np.setdiff1d(np.arange(len(edges)), first)
        assert (edges[inside, 0] <= edges[inside - 1, 2]).all()  # no gap on the way


@pytest.mark.parametrize("spec", [SPEC, MelSpec(n_mels=128, hop_length=1024)])
def test_bands_and_bins_lie_over_each_other(spec):
    edges = bin_edges(spec)
    assert edges[0] == 0
    assert edges[-1] == spec.n_bins
    assert (np.diff(edges) >= 0).all()
    at_bin = 1000 * spec.n_fft / spec.sample_rate
    band = int(mel_filters(spec)[:, [round(at_bin)]].toarray().argmax())
    assert edges[band] - 2 < at_bin < edges[band + 1] + 2
    assert block_columns(spec) * spec.hop_length == 2048


@pytest.mark.parametrize("rates", [(22_050, 2048, 256), (44_100, 4096, 512)])
def test_other_mels_have_whole_blocks_on_every_grid(rates):
    spec = MelSpec(rates[0], rates[1], rates[2], n_mels=128, fmax=rates[0] / 2)
    columns = block_columns(spec)
    for hop in (preview_hop(spec), final_hop(spec)):
        assert columns * spec.hop_length % hop == 0
