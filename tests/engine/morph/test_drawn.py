"""The way whose middle is given detail of its own."""

import numpy as np
import pytest

from engine.morph.alpha import AlphaCurve
from engine.morph.methods import METHODS
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from engine.morph.stream import LongMorph
from engine.vae.store import load_model
from tests.tiny_model import write_drawing_model, write_model


@pytest.fixture(scope="module")
def drawing(tmp_path_factory):
    """The tiny model of the other tests, and a refiner."""
    return load_model(write_drawing_model(tmp_path_factory.mktemp("drawing")), provider="cpu")


def render(drawing, pair, alpha, **fields):
    return list(Renderer(drawing).render(MorphRequest(0, *pair, alpha, "drawn", **fields)))


def final(drawing, pair, alpha, **fields):
    return render(drawing, pair, alpha, stages=("final",), **fields)[0]


def test_the_final_mel_has_what_was_drawn(drawing, pair):
    mel, preview, last = render(drawing, pair, 0.5)
    assert np.array_equal(mel.mel_norm, preview.mel_norm)
    decoded = drawing.decode(
        Renderer(drawing)
        ._way_of(MorphRequest(0, *pair, 0.5, "drawn"), lambda: False)
        .pair._mixed(0.5)
    )
    drawn = drawing.refiner.detail(decoded, seed=0)[:, : pair[0].n_frames]
    assert last.mel_norm == pytest.approx(np.clip(mel.mel_norm + drawn, 0, 1), abs=2e-3)
    assert np.abs(last.mel_norm - mel.mel_norm).mean() > 0.005


def test_the_ends_are_the_clips(drawing, pair):
    for alpha, source in zip((0.0, 1.0), pair, strict=True):
        assert final(drawing, pair, alpha).mel_norm == pytest.approx(source.mel_norm, abs=1e-4)


def test_the_seed_is_the_texture(drawing, pair):
    one, same, other = (final(drawing, pair, 0.5, seed=s).mel_norm for s in (1, 1, 2))
    assert np.array_equal(one, same)
    assert np.abs(one - other).mean() > 0.005


@pytest.mark.parametrize("detail", [1.0, 0.5])
@pytest.mark.parametrize("alpha", [0.0, 0.1, 0.25, 0.5, 0.8])
def test_the_detail_has_the_same_power_all_the_way(drawing, pair, monkeypatch, alpha, detail):
    """Shares of both clips and of the drawn are on a sphere: nothing goes dull between."""
    monkeypatch.setattr(drawing.refiner, "detail", lambda mel, **_: np.full_like(mel, 1e-3))
    way = METHODS["drawn"].prepare(*pair, drawing)
    shown, level = way.mel_at(alpha, detail)
    found = way.final_mel_at(alpha, detail)
    drawn = (found[0] - shown) / 1e-3 if found else np.zeros_like(shown)
    own = [detail * np.sin(np.pi / 2 * max(0, 1 - 2 * d)) for d in (alpha, 1 - alpha)]
    inside = (shown > 0.01) & (shown < 0.99)
    wanted = np.sqrt(1 - own[0] ** 2 - own[1] ** 2)
    assert drawn[inside] == pytest.approx(wanted, abs=1e-3)
    assert found is None or found[1] == level


def test_a_curve_draws_only_where_it_is_between(drawing, pair):
    curve = AlphaCurve(((0.0, 0.0), (1.4, 0.0), (1.5, 0.5), (3.0, 0.5)))
    result = final(drawing, pair, curve)
    half = pair[0].n_frames // 2
    added = result.mel_norm - render(drawing, pair, curve)[0].mel_norm
    assert np.abs(added[:, : half - 32]).max() < 1e-3
    assert np.abs(added[:, half + 32 :]).mean() > 0.005


def test_without_a_refiner_it_is_the_model_alone(tmp_path, pair):
    plain = load_model(write_model(tmp_path / "plain"), provider="cpu")
    mel, _, last = render(plain, pair, 0.5)
    assert np.array_equal(mel.mel_norm, last.mel_norm)


def test_pieces_of_a_long_morph_share_one_noise(drawing, pair, monkeypatch):
    places = []
    real = drawing.refiner.detail

    def spy(mel, **fields):
        places.append((fields["first_frame"], mel.shape[1]))
        return real(mel, **fields)

    monkeypatch.setattr(drawing.refiner, "detail", spy)
    morph = LongMorph(pair[0].clip, pair[1].clip, drawing, 0.5, "drawn", piece_s=1.0)
    out = np.zeros(morph.n_samples, np.float32)
    morph.render_into(out)
    piece, margin = (n // drawing.spec.hop_length for n in morph._lengths())
    firsts = [first for first, _ in places]
    assert len(firsts) > 1
    assert firsts == [max(0, i * piece - margin) for i in range(len(firsts))]
    assert np.isfinite(out).all()
