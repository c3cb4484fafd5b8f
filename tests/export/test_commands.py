"""render, series and demo: what they write and what they answer."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile

from engine.errors import MorphError
from engine.morph.methods import DEFAULT_METHOD, METHODS
from export import arguments, commands
from export.demo import DEMO_ALPHAS, DEMO_PAIR
from tests.music import ORCHESTRA, RAGTIME, TECHNO

A, B = str(RAGTIME), str(ORCHESTRA)


def test_render_writes_a_sound_of_the_asked_length(run, tmp_path):
    code, out, err = run("render", A, B, "--seconds", "0.3", "-o", "x.wav", "--alpha", "0.25")
    assert (code, err) == (0, "")
    assert out.startswith(f"x.wav: 0.3 s, alpha 0.25, {DEFAULT_METHOD}, -")
    info = soundfile.info(tmp_path / "x.wav")
    assert (info.frames, info.samplerate, info.channels) == (round(0.3 * 32768), 32768, 1)
    assert info.subtype == "PCM_24"
    assert (tmp_path / "x.wav.json").exists()


def test_render_answers_json_and_nothing_else(run, tmp_path):
    options = ["--start-a", "1", "--start-b", "2.5", "--method", "lerp", "--seed", "3"]
    code, out, err = run(
        *("render", A, B, "-o", "x.wav", "--png", "x.png", "--seconds", "0.3", "--json"), *options
    )
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert (answer["output"], answer["png"]) == ("x.wav", "x.png")
    assert (answer["method"], answer["seed"], answer["alpha"]) == ("lerp", 3, 0.5)
    assert (answer["clips"]["a"]["start_s"], answer["clips"]["b"]["start_s"]) == (1, 2.5)
    stored = json.loads((tmp_path / "x.wav.json").read_text())
    assert {**stored, "output": "x.wav", "png": "x.png"} == answer
    assert (tmp_path / "x.png").stat().st_size > 10_000


@pytest.mark.parametrize("method", METHODS)
def test_every_method_renders(run, method):
    code, _, err = run("render", A, A, "--seconds", "0.2", "--method", method, "-o", "x.wav")
    assert (code, err) == (0, "")


@pytest.mark.parametrize("subtype", arguments.SUBTYPES)
def test_the_subtype_is_obeyed(run, tmp_path, subtype):
    run("render", A, B, "--seconds", "0.2", "--subtype", subtype, "-o", "x.wav")
    assert soundfile.info(tmp_path / "x.wav").subtype == subtype


def test_overwriting_is_asked_for(run, tmp_path):
    argv = ("render", A, B, "--seconds", "0.2", "-o", "x.wav", "--png", "x.png")
    run(*argv)
    first = (tmp_path / "x.wav").read_bytes()
    code, _, err = run(*argv, "--alpha", "0")
    assert code == 2
    assert "x.wav was not written: it exists already" in err
    assert (tmp_path / "x.wav").read_bytes() == first
    assert run(*argv, "--alpha", "0", "--overwrite")[0] == 0
    assert (tmp_path / "x.wav").read_bytes() != first


def test_a_render_says_what_was_done_to_the_clips(run, tmp_path):
    samples = np.tile([[0.9], [0.9], [-0.9]], (1, 8000)).T.astype(np.float32)
    soundfile.write(tmp_path / "short.wav", samples, 8000)
    _, out, _ = run("render", "short.wav", B, "--seconds", "1.5", "-o", "x.wav")
    assert "\n  A: Its 3 channels were mixed down to one.\n" in out
    assert "s of silence" in out


def test_a_render_says_that_it_was_turned_down(run, tmp_path):
    rng = np.random.default_rng(0)
    soundfile.write(tmp_path / "loud.wav", rng.uniform(-3, 3, 40000), 32768, subtype="FLOAT")
    _, out, _ = run(
        *("render", "loud.wav", "loud.wav", "--method", "crossfade", "--alpha", "0"),
        *("--seconds", "1", "-o", "x.wav"),
    )
    assert "turned down by 9.6 dB" in out  # 20 log10(3) + 0.1


def test_series_makes_a_folder(run, tmp_path):
    argv = ("series", A, B, "--steps", "3", "--seconds", "0.2", "-o", "out")
    code, out, _ = run(*argv, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["alphas"] == [0, 0.5, 1]
    assert all((tmp_path / "out" / name).is_file() for name in answer["files"])
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    assert err.startswith("out has files in it")
    code, out, _ = run(*argv, "--overwrite")
    assert (code, out) == (0, "out: 3 morphs; open index.html there to listen.\n")


def test_demo_makes_sounds_and_pictures_again_and_again(run, tmp_path, monkeypatch, model_folder):
    monkeypatch.setattr(commands, "DEMO_SECONDS", 0.2)
    drawn = []

    def draw(png, model):
        drawn.append(model)
        png.write_bytes(b"a window")

    code, out, _ = run("demo", draw_window=draw)
    assert code == 0
    code, out, _ = run("demo", "--json", draw_window=draw)
    answer = json.loads(out)
    assert (code, answer["problems"]) == (0, [])
    assert len([name for name in answer["files"] if "-alpha-" in name and name[-3:] == "wav"]) == 5
    assert tuple(answer["alphas"]) == DEMO_ALPHAS
    assert {"three-mels.png", "window.png", "index.html"} <= set(answer["files"])
    assert drawn == [model_folder] * 2
    assert (tmp_path / "segue-demo" / "window.png").read_bytes() == b"a window"


@pytest.mark.parametrize("error", [ImportError("no libEGL"), TimeoutError("slow"), MorphError("x")])
def test_demo_goes_on_without_the_window_s_picture(run, tmp_path, monkeypatch, error):
    monkeypatch.setattr(commands, "DEMO_SECONDS", 0.2)

    def draw(png, model):
        raise error

    code, out, _ = run("demo", "-o", "d", draw_window=draw)
    assert code == 0
    assert "The window was not drawn: " in out
    assert (tmp_path / "d" / "00-alpha-0.00.wav").exists()
    assert not (tmp_path / "d" / "window.png").exists()


def test_demo_works_without_the_window_s_program(run, tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "DEMO_SECONDS", 0.2)
    assert run("demo", "-o", "d")[0] == 0
    assert not (tmp_path / "d" / "window.png").exists()


def test_the_demo_pair_is_there():
    assert all(path.is_file() for path in DEMO_PAIR)


def test_the_clips_start_and_length_are_what_was_asked(run, tmp_path):
    """At alpha 0 the crossfade is A itself: the excerpt must be the file's own samples."""
    run(
        *("render", str(TECHNO), B, "--method", "crossfade", "--alpha", "0", "--start-a", "2"),
        *("--seconds", "0.33", "--subtype", "FLOAT", "-o", "x.wav"),
    )
    found, _ = soundfile.read(tmp_path / "x.wav", dtype="float32")
    whole, _ = soundfile.read(TECHNO, dtype="float32")
    wanted = whole[2 * 32768 :][: round(0.33 * 32768)]
    assert found.shape == wanted.shape
    assert np.corrcoef(found, wanted)[0, 1] > 0.999999


def test_format_rate_and_loudness_of_a_render(run, tmp_path):
    argv = ("--seconds", "0.7", "--rate", "48000", "--loudness", "-23", "-o")
    code, out, _ = run("render", A, B, *argv, "x.flac")
    assert (code, "to -23.0 LUFS." in out) == (0, True)
    info = soundfile.info(tmp_path / "x.flac")
    assert (info.format, info.samplerate) == ("FLAC", 48_000)
    assert (tmp_path / "x.flac.json").exists()
    assert run("render", A, B, *argv, "x.ogg")[0] == 0
    assert soundfile.info(tmp_path / "x.ogg").subtype == "VORBIS"
    code, _, said = run("render", A, B, "--loudness", "3", "-o", "y.wav")
    assert (code, "from -70 to -5 LUFS" in said) == (2, True)


def test_a_series_in_another_format(run, tmp_path):
    code, *_ = run("series", A, B, "--seconds", "0.2", "--steps", "2", "--format", "ogg", "-o", "s")
    assert code == 0
    assert len(list((tmp_path / "s").glob("*.ogg"))) == 4
    assert 'src="00-alpha-0.00.ogg"' in (tmp_path / "s" / "index.html").read_text()
