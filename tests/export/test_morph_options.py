"""Curves, detail, lengths and long morphs on the command line; matching is in test_align."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile

from engine.audio.clip import load_clip
from engine.errors import FitError
from engine.mel.analysis import analyse
from engine.morph.align import AlignOptions
from engine.vae.store import load_model
from export.clips import read_clips
from tests.music import ORCHESTRA, RAGTIME, SPEC
from tests.tiny_model import write_drawing_model

A, B = str(RAGTIME), str(ORCHESTRA)
RATE = SPEC.sample_rate


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """The first 0.8 s of the orchestra as a file of its own."""
    path = tmp_path_factory.mktemp("short") / "short.wav"
    clip = load_clip(ORCHESTRA, start_s=2.0, n_samples=round(0.8 * RATE), sample_rate=RATE)
    soundfile.write(path, clip.samples, RATE, subtype="FLOAT")
    return path


@pytest.fixture(scope="module")
def vae(model_folder):
    return load_model(model_folder)


def long_from(monkeypatch, seconds):
    monkeypatch.setattr("export.pair.LONG_S", seconds)


def record(path):
    return json.loads(path.with_name(path.name + ".json").read_text())


def test_a_texture_is_drawn_and_told(run, tmp_path):
    model = str(write_drawing_model(tmp_path / "model"))

    def rendered(name, *options):
        argv = ("render", A, B, "--seconds", "0.3", "--subtype", "FLOAT", "-o", f"{name}.wav")
        code, out, _ = run(*argv, "--model", model, "--method", "drawn", *options, model=False)
        assert code == 0
        assert "effect" not in out
        assert "cannot draw" not in out
        samples, _ = soundfile.read(tmp_path / f"{name}.wav")
        return samples, record(tmp_path / f"{name}.wav")["seed"]

    first, seed = rendered("first")
    assert seed == 0
    again, seed = rendered("again", "--texture", "0")
    assert seed == 0
    assert np.array_equal(first, again)
    other, seed = rendered("other", "--texture", "3")
    assert seed == 3
    assert not np.array_equal(first, other)
    older, seed = rendered("older", "--seed", "3")
    assert seed == 3
    assert np.array_equal(other, older)


def test_a_sound_apart_is_rendered_and_told(run, tmp_path, monkeypatch):
    argv = ("render", A, B, "--seconds", "1.5", "--alpha", "0", "--subtype", "FLOAT")
    assert run(*argv, "-o", "linked.wav")[0] == 0
    code, out, _ = run(*argv, "--sound", "1", "-o", "apart.wav", "--png", "apart.png")
    assert code == 0
    assert "alpha 0, sound 1" in out
    assert "effect" not in out
    assert record(tmp_path / "linked.wav")["sound"] is None
    assert record(tmp_path / "apart.wav")["sound"] == 1
    long_from(monkeypatch, 1.0)
    assert run(*argv, "--sound", "1", "-o", "long.wav")[0] == 0
    assert record(tmp_path / "long.wav")["sound"] == 1
    linked, apart, long = (
        soundfile.read(tmp_path / f"{name}.wav")[0] for name in ("linked", "apart", "long")
    )
    assert np.abs(apart - linked).mean() > 0.3 * np.abs(linked).mean()
    like_apart, like_linked = (
        np.abs(analyse(long.astype(np.float32), spec=SPEC)[0] - analyse(x, spec=SPEC)[0]).mean()
        for x in (apart.astype(np.float32), linked.astype(np.float32))
    )
    assert like_apart < like_linked


def test_a_series_keeps_its_sound(run, tmp_path):
    argv = ("series", A, B, "--seconds", "0.5", "--steps", "3", "--sound", "0.25", "-o", "out")
    assert run(*argv)[0] == 0
    records = [json.loads(p.read_text()) for p in sorted((tmp_path / "out").glob("*.json"))]
    assert [r["sound"] for r in records if "alpha" in r] == [0.25] * 3
    assert "slerp, sound 0.25, model" in (tmp_path / "out" / "index.html").read_text()


@pytest.mark.parametrize("command", ["render", "series"])
def test_what_has_no_effect_is_said(run, command):
    def said(name, *options):
        argv = [command, A, B, "--seconds", "0.2", "-o", name]
        code, out, _ = run(*argv, *(["--steps", "2"] if command == "series" else []), *options)
        assert code == 0
        return out

    assert "VAE line draws no detail for --texture to change." in said(
        "x.wav", "--method", "lerp", "--texture", "2"
    )
    assert "effect" not in said("y.wav", "--method", "lerp")
    assert "--detail has no effect on Blend." in said(
        "z.wav", "--method", "mel-blend", "--detail", "0"
    )
    alone = "The model tiny-dct cannot draw: this is its middle without any detail drawn."
    assert alone in said("w.wav", "--method", "drawn", "--texture", "2")
    unable = said("v.wav", "--method", "transport", "--sound", "1")
    assert "Transport cannot part sound from notes: --sound has no effect." in unable
    assert ", sound 1" not in unable


def test_a_curve_is_followed_and_told(run, tmp_path):
    out = tmp_path / "x.wav"
    argv = ("render", A, B, "--seconds", "1.5", "--subtype", "FLOAT", "-o", "x.wav")
    assert run(*argv, "--curve", "0:0, 0.6:0, 0.9:1")[0] == 0
    assert record(out)["alpha"] == [[0, 0], [0.6, 0], [0.9, 1]]
    samples, _ = soundfile.read(out, dtype="float32")
    for path, span in ((RAGTIME, slice(0, RATE // 2)), (ORCHESTRA, slice(RATE, 3 * RATE // 2))):
        clip = load_clip(path, n_samples=len(samples), sample_rate=RATE)
        heard, wanted = (analyse(x[span], spec=SPEC)[0] for x in (samples, clip.samples))
        assert np.abs(heard - wanted).mean() < 0.02


def test_long_morphs_come_in_pieces_and_end_as_the_clips(run, tmp_path, monkeypatch):
    long_from(monkeypatch, 1.0)
    monkeypatch.setattr("engine.morph.stream.PIECE_S", 1.0)
    seconds = 3.03  # no multiple of what the model takes
    argv = ("render", A, B, "--seconds", str(seconds), "--alpha", "0", "--subtype", "FLOAT")
    assert run(*argv, "-o", "x.wav", "--png", "x.png")[0] == 0
    samples, _ = soundfile.read(tmp_path / "x.wav", dtype="float32")
    clip = load_clip(RAGTIME, n_samples=round(seconds * RATE), sample_rate=RATE)
    assert len(samples) == len(clip.samples)
    assert np.abs(samples - clip.samples).max() < 1e-3
    assert record(tmp_path / "x.wav")["clips"]["a"]["seconds"] == seconds
    assert (tmp_path / "x.png").stat().st_size > 1000


def test_a_long_morph_that_is_interrupted_leaves_nothing(run, tmp_path, monkeypatch):
    long_from(monkeypatch, 1.0)

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.morph.stream.join", interrupt)
    monkeypatch.setattr("engine.morph.stream.PIECE_S", 1.0)
    code, _, err = run("render", A, B, "--seconds", "3", "-o", "x.wav")
    assert code == 130
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("fit", ["pad", "loop", "stretch", "trim"])
def test_a_short_file_is_brought_to_length(vae, short, fit):
    said = []
    read = read_clips(
        (RAGTIME, short), (0, 0), 1.5, vae, fit=fit, align=AlignOptions(), on_step=said.append
    )
    a, b = read.clips
    assert len(a.samples) == len(b.samples)
    wanted = 0.8 if fit == "trim" else 1.5
    assert len(a.samples) == round(wanted * RATE)
    tail = b.samples[-RATE // 10 :]
    assert (np.abs(tail).max() == 0) == (fit == "pad")
    begin = load_clip(short, n_samples=RATE // 2, sample_rate=RATE).samples
    assert np.array_equal(b.samples[: RATE // 2], begin) == (fit != "stretch")
    assert any("silence" in note for note in b.notes) == (fit == "pad")


def test_what_cannot_be_stretched_is_a_sentence(vae, short):
    with pytest.raises(FitError, match=r"short\.wav.*more than twice"):
        read_clips(
            (RAGTIME, short), (0, 0), 4, vae, fit="stretch", align=AlignOptions(), on_step=print
        )


def test_whole_is_all_that_a_has(vae, short):
    read = read_clips(
        (short, RAGTIME), (0.2, 0), None, vae, fit="pad", align=AlignOptions(), on_step=print
    )
    assert len(read.clips[0].samples) == pytest.approx(0.6 * RATE, abs=2)


def test_detail_is_passed_on_and_told(run, tmp_path):
    for detail in ("0", "1"):
        argv = ("render", A, B, "--seconds", "0.5", "--alpha", "0", "--detail", detail)
        assert run(*argv, "-o", f"{detail}.wav", "--subtype", "FLOAT")[0] == 0
    assert record(tmp_path / "0.wav")["detail"] == 0
    model, clip = (soundfile.read(tmp_path / f"{d}.wav", dtype="float32")[0] for d in "01")
    assert np.abs(model - clip).max() > 0.05


def test_what_was_matched_is_told_and_kept_in_the_record(run, tmp_path):
    argv = ("render", A, B, "--seconds", "1", "--match-tempo", "to-a", "--match-key", "-o", "x.wav")
    code, out, _ = run(*argv)
    assert code == 0
    found = record(tmp_path / "x.wav")["align"]
    assert found["match_tempo"] == "to-a"
    assert "BPM" in found["found"][0]
    for sentence in found["found"]:
        assert sentence in out


def test_a_long_crossfade_claims_no_iterations(run, tmp_path, monkeypatch):
    long_from(monkeypatch, 0.5)
    argv = ("render", A, B, "--seconds", "1", "--method", "crossfade", "--alpha", "0.25", "--even")
    assert run(*argv, "-o", "long.wav")[0] == 0
    long_from(monkeypatch, 30)
    assert run(*argv, "-o", "short.wav")[0] == 0
    long, short = (record(tmp_path / f"{name}.wav") for name in ("long", "short"))
    assert long["n_iter"] == short["n_iter"] == 0
    assert long["loudness_lufs"] == pytest.approx(short["loudness_lufs"], abs=0.3)


REFUSED = [
    (("--seconds", "whole", "--start-a", "60"), "nothing of it is left after 60 s"),
    (("--fit", "loop", "--match-key"), "--fit"),
    (("--seconds", "whole", "--curve", "0:0, 99:1"), "the curve goes on to 99 s"),
]


@pytest.mark.parametrize(("argv", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_makes_no_sense_together_is_a_sentence(run, tmp_path, argv, words):
    code, out, err = run("render", A, B, *argv, "-o", "x.wav")
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())
