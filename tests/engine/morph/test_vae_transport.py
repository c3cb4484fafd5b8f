from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.audio.loudness import integrated_lufs
from engine.errors import RenderCancelled
from engine.mel.filters import mel_filters
from engine.morph.methods.transport import TRANSPORT
from engine.morph.methods.vae import SLERP
from engine.morph.methods.vae_transport import MAX_GAIN, VAE_TRANSPORT, as_strong
from engine.morph.source import prepare_source
from engine.vae.store import load_model
from tests.music import SPEC
from tests.tiny_model import write_fixed_model

N_SAMPLES = 65_536
SECONDS = np.arange(N_SAMPLES) / SPEC.sample_rate


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
    return tuple(source_of(0.3 * np.sin(2 * np.pi * hz * SECONDS)) for hz in (440, 660))


def mel_at(method, pair, vae, alpha, detail=1.0):
    return method.prepare(*pair, vae).mel_at(alpha, detail)[0]


@pytest.mark.parametrize("detail", [1.0, 0.5])
def test_a_tone_glides_where_the_arc_keeps_two(tones, vae, detail):
    for alpha in (0.25, 0.5, 0.75):
        mel = mel_at(VAE_TRANSPORT, tones, vae, alpha, detail)
        column = mel[:, mel.shape[1] // 2]
        assert abs(int(column.argmax()) - band_of(440 + 220 * alpha)) <= 3
    on_arc = mel_at(SLERP, tones, vae, 0.5)[:, mel.shape[1] // 2]
    assert on_arc[band_of(550)] < on_arc[[band_of(440), band_of(660)]].min()


def test_the_ends_are_the_clips_with_all_detail_and_the_model_s_without(pair, vae):
    prepared = VAE_TRANSPORT.prepare(*pair, vae)
    for source, end, near in ((pair[0], 0.0, 1e-6), (pair[1], 1.0, 1 - 1e-6)):
        assert np.abs(prepared.mel_at(end, 1.0)[0] - source.mel_norm).max() < 1e-6
        assert np.abs(prepared.mel_at(near, 1.0)[0] - source.mel_norm).max() < 5e-3
        decoded = vae.decode(source.latent)[:, : source.n_frames]
        for alpha in (end, near):
            assert np.abs(prepared.mel_at(alpha, 0.0)[0] - decoded).max() < 5e-3


def test_the_middle_is_the_model_s(pair, vae):
    """Without detail it is what the model can say: coded again, it hardly changes."""
    plain = mel_at(VAE_TRANSPORT, pair, vae, 0.5, 0.0)
    moved = mel_at(TRANSPORT, pair, vae, 0.5)

    def lost(mel):
        return np.abs(vae.decode(vae.encode(mel)) - mel).mean()

    assert lost(plain) < 0.3 * lost(moved)


def test_detail_makes_the_middle_as_sharp_as_its_parents(pair, vae):
    def sharpness(mel):
        return np.abs(np.diff(mel, axis=0)).mean() + np.abs(np.diff(mel, axis=1)).mean()

    parents = np.mean([sharpness(source.mel_norm) for source in pair])
    without, half, whole = (
        sharpness(mel_at(VAE_TRANSPORT, pair, vae, 0.5, detail)) / parents
        for detail in (0.0, 0.5, 1.0)
    )
    assert without < half < whole
    assert 0.8 < whole < 1.15


def test_moving_takes_no_strength_from_the_detail():
    own = np.random.default_rng(0).normal(size=(64, 3)).astype(np.float32)
    moved = own[::-1] * np.float32([0.8, 1, 0.1])
    raised = as_strong(moved, own)
    assert np.linalg.norm(raised[:, :2], axis=0) == pytest.approx(
        np.linalg.norm(own[:, :2], axis=0), rel=1e-4
    )
    assert raised[:, 2] == pytest.approx(MAX_GAIN * moved[:, 2])


def test_levels_and_curves(pair, vae):
    prepared = VAE_TRANSPORT.prepare(*pair, vae)
    _, ref_db = prepared.mel_at(0.5, 1.0)
    assert ref_db == pytest.approx(np.mean([source.ref_db for source in pair]))
    level = np.full(pair[0].n_frames, 0.3, np.float32)
    by_number = prepared.mel_at(0.3, 1.0)[0]
    assert np.abs(prepared.mel_at(level, 1.0)[0] - by_number).max() < 1e-3
    step = np.zeros(pair[0].n_frames, np.float32)
    step[192:] = 1
    mel, ref_db = prepared.mel_at(step, 1.0)
    lift = (np.array([s.ref_db for s in pair]) - ref_db) / SPEC.top_db
    for source, part, up in zip(pair, (slice(0, 176), slice(208, None)), lift, strict=True):
        wanted = np.clip(source.mel_norm + np.float32(up), 0, 1)
        assert np.abs(mel - wanted)[:, part].max() < 5e-3


def test_silence_stays_silence(source_of, vae):
    silence = source_of(np.zeros(N_SAMPLES))
    mel, ref_db = VAE_TRANSPORT.prepare(silence, silence, vae).mel_at(0.5, 1.0)
    assert mel.max() < 0.05
    assert ref_db == pytest.approx(-100)


def test_a_model_of_fixed_length_takes_the_arc(tmp_path, pair):
    vae = load_model(write_fixed_model(tmp_path / "row", n_numbers=8))
    both = tuple(prepare_source(source.clip, vae) for source in pair)
    ours, arc = (mel_at(method, both, vae, 0.3) for method in (VAE_TRANSPORT, SLERP))
    assert np.array_equal(ours, arc)


def test_cancel_is_heard_between_the_steps(pair, vae):
    with pytest.raises(RenderCancelled):
        VAE_TRANSPORT.prepare(*pair, vae, lambda: True)
    prepared = VAE_TRANSPORT.prepare(*pair, vae)
    for allowed in range(5):
        answers = iter([False] * allowed + [True])
        with pytest.raises(RenderCancelled):
            prepared.mel_at(0.5, 1.0, lambda answers=answers: next(answers))
