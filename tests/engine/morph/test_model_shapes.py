"""Morphs with models of other shapes than the shipped one: coarse mels, fixed lengths, rows."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.audio.clip import load_clip
from engine.mel.analysis import AMIN, power_to_mel, stft
from engine.morph.latent import slerp
from engine.morph.methods import METHODS
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from engine.morph.source import clip_samples, fill_last_piece, prepare_source
from engine.spec import MelSpec
from engine.vae.store import load_model
from tests.music import ORCHESTRA, RAGTIME, TEMPLE
from tests.tiny_model import COARSE, write_fixed_model, write_model

FIVE_S = 163_840
WRITERS = {
    "coarse grid, any length": lambda folder: write_model(folder, COARSE),
    "coarse grid, 160 columns": write_fixed_model,
    "8 numbers, 160 columns": lambda folder: write_fixed_model(folder, n_numbers=8),
    "64 numbers, 640 columns": lambda folder: write_fixed_model(
        folder, MelSpec(), n_frames=640, n_numbers=64
    ),
}


@pytest.fixture(scope="module", params=list(WRITERS))
def vae(request, tmp_path_factory):
    return load_model(WRITERS[request.param](tmp_path_factory.mktemp("models") / "tiny"))


@pytest.fixture(scope="module")
def row(tmp_path_factory):
    return load_model(write_fixed_model(tmp_path_factory.mktemp("row") / "row", n_numbers=8))


def sources(vae, n_samples=FIVE_S, paths=(RAGTIME, ORCHESTRA)):
    clips = (load_clip(p, n_samples=n_samples, sample_rate=32768) for p in paths)
    return tuple(prepare_source(clip, vae) for clip in clips)


@pytest.fixture(scope="module")
def pair(vae):
    return sources(vae)


def render(vae, pair, alpha, method="slerp", **fields):
    return list(Renderer(vae).render(MorphRequest(0, *pair, alpha, method, **fields)))


def snr_db(samples, wanted):
    error = np.sum((samples - wanted) ** 2, dtype=np.float64)
    return 10 * np.log10(np.sum(wanted**2, dtype=np.float64) / max(error, 1e-20))


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_way_works_from_end_to_end(vae, pair, method):
    n_frames = vae.spec.n_frames(FIVE_S)
    for alpha in (0.0, 0.3, 0.5, 1.0):
        results = render(vae, pair, alpha, method)
        for result in results:
            assert result.mel_norm.shape == (vae.spec.n_mels, n_frames)
        for result in results[1:]:
            assert result.samples.shape == (FIVE_S,)
            assert np.isfinite(result.samples).all()
        a, b = (source.clip.loudness_lufs for source in pair)
        wanted = (1 - alpha) * a + alpha * b
        assert results[-1].loudness_lufs == pytest.approx(wanted, abs=0.1)
        if alpha in (0.0, 1.0):
            end = pair[int(alpha)]
            assert results[0].mel_norm == pytest.approx(end.mel_norm, abs=1e-6)
            for result in results[1:]:
                assert snr_db(result.samples, end.clip.samples) > 90


def test_the_middle_is_the_model_s_and_sounds_as_it_looks(vae, pair):
    """In dB over the cells, against the clips themselves at the same place."""
    _, _, final = render(vae, pair, 0.5, "lerp")
    spectrum = stft(final.samples, spec=vae.spec)
    heard = power_to_mel(np.abs(spectrum) ** 2, spec=vae.spec)
    heard_db = 10 * np.log10(np.maximum(heard, AMIN))
    top_db = vae.spec.top_db

    def distance(mel_norm):
        loud = mel_norm > 0.4
        shift = np.median((heard_db - (mel_norm - 1) * top_db)[loud])
        return np.abs(heard_db - shift - (mel_norm - 1) * top_db)[loud].mean()

    assert distance(final.mel_norm) < 4
    assert all(distance(source.mel_norm) > distance(final.mel_norm) + 2 for source in pair)


@pytest.mark.parametrize("n_samples", [229_376, 40_960, 200_001])
def test_length_in_is_length_out_and_the_ends_stay_exact(row, n_samples):
    """7 s are two pieces of 5 s, 1.25 s a quarter of one; 200,001 samples end between columns."""
    pair = sources(row, n_samples)
    n_pieces = -(-n_samples // FIVE_S)
    assert pair[0].latent.shape == (n_pieces, 8)
    assert pair[0].mel_norm.shape == (128, -(-n_samples // 1024))
    for alpha in (0.0, 0.5, 1.0):
        for result in render(row, pair, alpha)[1:]:
            assert result.samples.shape == (n_samples,)
            if alpha != 0.5:
                assert snr_db(result.samples, pair[int(alpha)].clip.samples) > 80


def test_a_fixed_length_asks_for_no_seconds_that_nobody_wants(row):
    assert clip_samples(7 * 32768, row) == 7 * 32768
    assert clip_samples(7 * 32768 - 5, row) == 7 * 32768


def test_the_last_piece_is_filled_with_the_mirror_image():
    mel = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert fill_last_piece(mel, 3) is mel
    assert fill_last_piece(mel, 5).tolist() == [[0, 1, 2, 2, 1], [3, 4, 5, 5, 4]]
    assert fill_last_piece(mel, 8).shape == (2, 8)


def test_each_piece_takes_its_own_arc(row):
    """Pieces are clips of their own to the model: the second may not bend the first one's way."""
    pair = sources(row, 2 * FIVE_S // 2 + 32_768)
    mixed = np.stack([slerp(a, b, 0.3) for a, b in zip(*(s.latent for s in pair), strict=True)])
    mel = row.decode(mixed)[:, : pair[0].n_frames]
    whole = row.decode(slerp(pair[0].latent, pair[1].latent, 0.3))[:, : pair[0].n_frames]
    assert np.abs(mel - whole).max() > 1e-3  # or the test says nothing
    bare = [dataclasses.replace(s, residual=np.zeros_like(s.residual)) for s in pair]
    result = render(row, bare, 0.3, stages=("mel",))[0]
    assert result.mel_norm == pytest.approx(mel, abs=1e-6)


class Rough:
    """A model whose second piece is 30 dB below its first: a joint as bad as joints get."""

    def __init__(self, vae):
        self._vae = vae

    def __getattr__(self, name):
        return getattr(self._vae, name)

    def decode(self, latent):
        mel = self._vae.decode(latent)
        mel[:, self._vae.fixed_frames :] -= 30 / self._vae.spec.top_db
        return np.clip(mel, 0, 1)


@pytest.mark.parametrize("is_rough", [False, True])
@pytest.mark.parametrize("alpha", [0.3, 0.5])
def test_the_joints_do_not_click(row, is_rough, alpha):
    """The sharpest bend of the sound within 2 ms of the joint, against that everywhere."""
    vae = Rough(row) if is_rough else row
    pair = sources(row, 229_376, (ORCHESTRA, TEMPLE))
    for result in render(vae, pair, alpha, "lerp")[1:]:
        bends = np.abs(np.diff(result.samples, 2))
        at_joint = bends[FIVE_S - 64 : FIVE_S + 64].max()
        everywhere = bends[: len(bends) // 128 * 128].reshape(-1, 128).max(1)
        assert at_joint < np.percentile(everywhere, 95)
        click = result.samples.copy()
        click[FIVE_S:] += 0.1  # what the measure must not miss
        assert np.abs(np.diff(click, 2))[FIVE_S - 64 : FIVE_S + 64].max() > everywhere.max()
