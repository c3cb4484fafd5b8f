"""What the window orders, carried out with a small model."""

import dataclasses
import errno
import json
import math
import os

import numpy as np
import pytest
import soundfile
from PIL import Image

from engine.errors import MorphError, RenderCancelled
from engine.mel.files import read_mel
from engine.morph.alpha import AlphaCurve
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from export import carry_out as module
from export.carry_out import carry_out
from export.order import Order, older_files
from export.sound import SoundOptions
from tests.export.refusals import refused

RATE = 32_768


@pytest.fixture
def order(pair, tmp_path):
    """Return a function that makes an order for the pair's excerpts."""

    def make(name="x.wav", **fields):
        request = MorphRequest(0, pair.a, pair.b, fields.pop("alpha", 0.5), seed=7, sound=0.9)
        sound = fields.pop("sound", SoundOptions())
        kind = fields.pop("kind", "morph")
        return Order(kind, tmp_path / name, pair.vae, pair.card, request, sound, **fields)

    return make


def final(order):
    """What the window renders and plays for an order."""
    (result,) = Renderer(order.vae).render(dataclasses.replace(order.request, stages=("final",)))
    return result


@pytest.mark.parametrize("alpha", [0.25, AlphaCurve(((0.0, 0.0), (0.6, 1.0)))])
def test_a_morph_is_what_is_heard(order, alpha):
    wanted = order(alpha=alpha, sound=SoundOptions("FLOAT"))
    done = carry_out(wanted)
    read, rate = soundfile.read(done.path, dtype="float32")
    assert rate == RATE
    assert np.array_equal(read, final(wanted).samples)
    record = json.loads(done.path.with_name("x.wav.json").read_text())
    assert record["seed"] == 7
    assert record["model"]["sha256"]


@pytest.mark.parametrize("kind", ["series", "whole"])
def test_pieces_have_the_seed_and_the_sound_that_were_ordered(order, kind):
    done = carry_out(order("x" if kind == "series" else "x.wav", kind=kind, n_steps=2))
    story = next(done.path.glob("01-*.json")) if kind == "series" else done.path
    story = story if kind == "series" else story.with_name("x.wav.json")
    record = json.loads(story.read_text())
    assert (record["seed"], record["sound"]) == (7, 0.9)


def test_a_final_that_is_there_is_not_rendered_again(order, monkeypatch):
    result = final(order())
    monkeypatch.setattr(module, "Renderer", None)
    read, _ = soundfile.read(carry_out(order(result=result)).path, dtype="float32")
    assert np.abs(read - result.samples).max() <= 0.51 / 2**23


def test_a_range_is_cut_to_the_sample(order):
    wanted = order(range_s=(0.125, 0.5), pictures=(".exr",), sound=SoundOptions("FLOAT"))
    done = carry_out(wanted)
    read, _ = soundfile.read(done.path, dtype="float32")
    assert np.array_equal(read, final(wanted).samples[4096:16384])
    record = json.loads(done.path.with_name("x.wav.json").read_text())
    assert record["range_s"] == [0.125, 0.5]
    assert read_mel(done.path.with_suffix(".exr")).mel_norm.shape[1] == 12288 // 256
    with refused("no sound lies in the loop"):
        carry_out(order("y.wav", range_s=(20.0, 21.0)))


def test_pictures_show_the_morphs_mel(order, pair):
    wanted = order(pictures=(".png", ".exr"))
    mel = final(wanted).mel_norm
    path = carry_out(wanted).path
    stored = read_mel(path.with_suffix(".exr"))
    assert np.array_equal(stored.mel_norm, mel)
    assert stored.spec == pair.vae.spec
    with Image.open(path.with_suffix(".png")) as picture:
        cells = np.asarray(picture)[::-1]
    assert np.abs(cells / 255 - mel).max() <= 0.51 / 255


def test_a_series_has_the_steps_and_the_format(order):
    steps = []
    sound = SoundOptions("PCM_16", 44_100, -23.0)
    wanted = order("folder", kind="series", suffix=".flac", n_steps=3, sound=sound)
    done = carry_out(wanted, on_progress=lambda *said: steps.append(said))
    names = sorted(p.name for p in done.path.glob("*.flac"))
    assert [name[:-5] for name in names] == [
        *("00-alpha-0.00", "01-alpha-0.50", "02-alpha-1.00", "a-original", "b-original")
    ]
    info = soundfile.info(done.path / names[1])
    assert (info.samplerate, info.subtype) == (44_100, "PCM_16")
    assert info.frames == math.ceil(wanted.clips[0].samples.shape[0] * 44_100 / RATE)
    page = (done.path / "index.html").read_text()
    assert all(name in page for name in names)
    assert steps == [("rendering", n / 3) for n in range(3)]


def test_a_whole_morph_has_the_length_of_the_shorter_file(order, pair, monkeypatch):
    monkeypatch.setattr(
        "export.clips.probe",
        lambda path: dataclasses.replace(pair.clips[0].info, path=path, duration_s=2.0),
    )
    shares = []
    curve = AlphaCurve(((0.0, 0.0), (0.7, 1.0)))
    wanted = order(kind="whole", alpha=curve, pictures=(".png", ".exr"))
    done = carry_out(wanted, on_progress=lambda phase, share: shares.append(share))
    info = soundfile.info(done.path)
    assert (info.frames, info.samplerate, info.channels) == (2 * RATE, RATE, 1)
    record = json.loads(done.path.with_name("x.wav.json").read_text())
    assert record["clips"]["b"]["start_s"] == 0
    assert record["alpha"][-1][0] == pytest.approx(2.0, rel=0.01)
    known = [share for share in shares if share is not None]
    assert known == sorted(known)
    assert known[-1] == 1
    assert read_mel(done.path.with_suffix(".exr")).mel_norm.shape[1] == 2 * RATE // 256
    with Image.open(done.path.with_suffix(".png")) as picture:
        assert picture.height == pair.vae.spec.n_mels


@pytest.fixture(scope="module")
def songs(tmp_path_factory):
    folder, rng = tmp_path_factory.mktemp("songs"), np.random.default_rng(0)
    for name in "ab":
        samples = 0.1 * rng.standard_normal((3 * 44_100, 2))
        soundfile.write(folder / f"{name}.wav", samples, 44_100, "FLOAT")
    return folder


@pytest.mark.parametrize("place", ["ends", "excerpts"])
def test_a_transition_joins_the_files(order, pair, songs, place):
    base = order("t.flac", kind="transition", zone_s=1.0, zone_place=place, pictures=(".png",))
    sides = {}
    for side, source in (("a", pair.a), ("b", pair.b)):
        info = dataclasses.replace(source.clip.info, path=songs / f"{side}.wav")
        clip = dataclasses.replace(source.clip, info=info, start_s=0.5)
        sides[side] = dataclasses.replace(source, clip=clip)
    wanted = dataclasses.replace(base, request=dataclasses.replace(base.request, **sides))
    done = carry_out(wanted)
    info = soundfile.info(done.path)
    assert (info.samplerate, info.channels) == (44_100, 2)
    at_s, from_s = (2.0, 0.0) if place == "ends" else (0.5, 0.5)
    assert info.duration == pytest.approx(at_s + 3.0 - from_s, abs=0.01)
    record = json.loads(done.path.with_name("t.flac.json").read_text())
    assert record["zone"]["a_start_s"] == pytest.approx(at_s, abs=0.01)
    assert record["zone"]["b_start_s"] == pytest.approx(from_s, abs=0.01)
    read, _ = soundfile.read(done.path, dtype="float32")
    own, _ = soundfile.read(songs / "a.wav", dtype="float32")
    n_before = round(record["zone"]["a_start_s"] * 44_100)
    assert np.abs(read[:n_before] - own[:n_before]).max() <= 0.51 / 2**23


@pytest.mark.parametrize("kind", ["morph", "series", "whole"])
@pytest.mark.parametrize("after", [0, 3])
def test_cancelling_leaves_nothing(order, tmp_path, kind, after):
    n_asked = 0

    def should_cancel():
        nonlocal n_asked
        n_asked += 1
        return n_asked > after

    name = "folder" if kind == "series" else "x.wav"
    with pytest.raises(RenderCancelled):
        carry_out(order(name, kind=kind), should_cancel)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["morph", "whole", "series"])
def test_a_full_disk_leaves_nothing(order, tmp_path, monkeypatch, kind):
    def full(_):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with refused("disk is full"):
        carry_out(order("folder" if kind == "series" else "x.wav", kind=kind))
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_is_known_before(order, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "Renderer", None)
    (tmp_path / "x.png").write_bytes(b"older")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.txt").touch()
    for bad, said in (
        (order("x.wav", pictures=(".png",)), "exists already"),
        (order("no/x.wav"), "folder does not exist"),
        (order("mine", kind="series", sound=SoundOptions(overwrite=True)), "did not make"),
    ):
        with refused(said):
            carry_out(bad)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with refused("does not allow it"):
        order("y.wav").check()


def test_older_files_are_those_that_would_go(order, tmp_path):
    assert older_files(order(pictures=(".png", ".exr"))) == []
    for name in ("x.wav", "x.wav.json", "x.exr", "x.npz"):
        (tmp_path / name).touch()
    names = [p.name for p in older_files(order(pictures=(".png", ".exr")))]
    assert names == ["x.wav", "x.wav.json", "x.exr"]
    (tmp_path / "empty").mkdir()
    assert older_files(order("empty", kind="series")) == []
    assert older_files(order(".", kind="series")) != []


def test_songs_too_short_for_the_zone_are_refused(order):
    with pytest.raises(MorphError, match="choose a shorter one"):
        carry_out(order(kind="transition", zone_s=20.0, zone_place="excerpts"))
