"""The sample command: one new clip, or a folder with a walk of them."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import soundfile
from PIL import Image

from engine.errors import MorphError
from export import sampling
from export.arguments import Parser
from export.folders import MANIFEST


@pytest.fixture
def call(tmp_path, monkeypatch, capsys, model_folder):
    """Run the command with the parser that all commands have; answers stdout."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("export.console.PATIENCE_S", math.inf)

    def run(*argv, model=True):
        parser = Parser(prog="sample", allow_abbrev=False)
        parser.add_argument("--json", action="store_true")
        sampling.add_arguments(parser)
        options = ["--model", str(model_folder), "--provider", "cpu"] if model else []
        assert sampling.sample(parser.parse_args([*argv, *options])) == 0
        return capsys.readouterr().out

    return run


def test_one_clip_and_its_story(call, tmp_path):
    said = call("-o", "new.wav", "--seed", "7", "--seconds", "0.7", "--subtype", "PCM_16")
    info = soundfile.info("new.wav")
    assert (info.frames, info.samplerate, info.subtype) == (round(0.7 * 32768), 32768, "PCM_16")
    assert said.startswith("new.wav: 0.7 s, seed 7, -1")
    assert "standard normal" in said
    story = json.loads((tmp_path / "new.wav.json").read_text())
    assert (story["seed"], story["seconds"]) == (7, pytest.approx(0.7, abs=1e-4))
    assert story["model"]["name"] == "tiny-dct"
    assert set(story["model"]["files"]) == {"encoder.onnx", "decoder.onnx"}
    assert story["walk"] == {"number": 0, "step": 0.0}


def test_the_seed_is_the_clip(call):
    sounds = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        call("-o", f"{name}.wav", "--seed", str(seed), "--seconds", "0.3")
        sounds.append(soundfile.read(f"{name}.wav")[0])
    np.testing.assert_array_equal(sounds[0], sounds[1])
    assert not np.allclose(sounds[0], sounds[2], atol=0.01)


def test_the_answer_in_json_and_a_picture(call):
    told = json.loads(call("-o", "n.wav", "--seconds", "0.3", "--png", "n.png", "--json"))
    assert (told["output"], told["png"], told["seed"]) == ("n.wav", "n.png", 0)
    with Image.open("n.png") as picture:
        assert picture.size[0] > 400


def test_a_walk_is_a_folder_to_listen_to(call, tmp_path):
    told = json.loads(
        call("-o", "walk", "--walk", "3", "--step", "0.2", "--seconds", "0.4", "--json")
    )
    folder = tmp_path / "walk"
    manifest = json.loads((folder / MANIFEST).read_text())
    assert {p.name for p in folder.iterdir()} == {MANIFEST, *manifest["files"]}
    assert (told["step"], told["files"]) == (0.2, manifest["files"])
    page = (folder / "index.html").read_text("utf-8")
    assert [page.index(f"{i:03d}.wav") for i in range(3)] == sorted(
        page.index(f"{i:03d}.wav") for i in range(3)
    )
    for i in range(3):
        story = json.loads((folder / f"{i:03d}.wav.json").read_text())
        assert story["walk"] == {"number": i, "step": 0.2}
        with Image.open(folder / f"{i:03d}.png") as picture:
            assert picture.size == (math.ceil(0.4 * 128), 512)


def test_a_walk_begins_with_the_clip_of_its_seed_and_leaves_it(call):
    call("-o", "one.wav", "--seed", "5", "--seconds", "0.4")
    call("-o", "walk", "--walk", "3", "--seed", "5", "--seconds", "0.4")
    one = soundfile.read("one.wav")[0]
    walk = [soundfile.read(f"walk/{i:03d}.wav")[0] for i in range(3)]
    np.testing.assert_array_equal(walk[0], one)
    assert not np.allclose(walk[1], one, atol=0.01)
    assert not np.allclose(walk[2], walk[1], atol=0.01)


def test_a_walk_of_no_step_is_the_same_clip_again(call):
    call("-o", "walk", "--walk", "2", "--step", "0", "--seconds", "0.3")
    np.testing.assert_array_equal(
        soundfile.read("walk/000.wav")[0], soundfile.read("walk/001.wav")[0]
    )


def test_nothing_is_replaced_unasked(call):
    for arguments in (["-o", "n.wav"], ["-o", "walk", "--walk", "2"]):
        arguments += ["--seconds", "0.2"]
        call(*arguments)
        with pytest.raises(MorphError) as caught:
            call(*arguments)
        assert "--overwrite" in caught.value.user_message
        call(*arguments, "--overwrite")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--seconds", "0"], "over 0 and at most 600, not 0"),
        (["--seconds", "-1"], "over 0"),
        (["--seconds", "601"], "at most 600, not 601"),
        (["--seconds", "nan"], "over 0"),
        (["--seed", "1.5"], "a whole number from 0 to 2^32 - 1, not 1.5"),
        (["--seed", "-1"], "a whole number"),
        (["--seed", "x"], "not x"),
        (["--walk", "1"], "a whole number from 2 to 101, not 1"),
        (["--walk", "3", "--step", "2"], "from 0 to 1.57, not 2"),
    ],
)
def test_mistakes_in_numbers_are_sentences(call, capsys, tmp_path, arguments, words):
    with pytest.raises(SystemExit):
        call("-o", "n.wav", *arguments)
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "n.mp3"], "does not end in .wav"),
        (["-o", "n.wav", "--step", "0.1"], "add --walk N"),
        (["-o", "walk", "--walk", "2", "--png", "n.png"], "leave --png out"),
        (["-o", "n.wav", "--png", "n.gif"], "does not end in .png"),
        (["-o", "no/n.wav"], "folder does not exist"),
        (["-o", "n.wav", "--model", "nowhere"], "There is no model folder nowhere"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_made(call, tmp_path, arguments, words):
    with pytest.raises(MorphError) as caught:
        call(*arguments, model="--model" not in arguments)
    assert words in caught.value.user_message
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_of_a_long_walk_is_thinned():
    mel_norm = np.arange(5000, dtype=np.float32)[None]
    assert sampling._thinned(mel_norm).shape[1] <= 2 * sampling.SHEET_FRAMES
    np.testing.assert_array_equal(sampling._thinned(mel_norm[:, :100]), mel_norm[:, :100])
