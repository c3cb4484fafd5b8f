"""A series is a folder that plays."""

from __future__ import annotations

import dataclasses
import html.parser
import json

import numpy as np
import pytest
import soundfile

from engine.vae.store import load_model
from export.folders import MANIFEST
from export.page import Row, listening_page
from export.pair import PairRequest, open_pair
from export.series import write_series
from export.sound import SoundOptions
from tests.export.conftest import SECONDS
from tests.export.refusals import refused
from tests.music import RAGTIME

ALPHAS = (0.0, 0.5, 1.0)
N_SAMPLES = round(SECONDS * 32768)


class Links(html.parser.HTMLParser):
    """Collects what a page loads."""

    def __init__(self, page):
        super().__init__()
        self.sources = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.sources += [(tag, value) for name, value in attrs if name in ("src", "href")]


@pytest.fixture(scope="module")
def folder(pair, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out") / "series"
    steps = []
    write_series(folder, pair, ALPHAS, SoundOptions("PCM_16"), on_step=steps.append)
    assert steps[0] == "Rendering alpha 0.00 (1 of 3)"
    return folder


def test_it_holds_what_its_list_says(folder):
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["alphas"] == list(ALPHAS)
    assert {p.name for p in folder.iterdir()} == {MANIFEST, *manifest["files"]}


@pytest.mark.parametrize("step", range(3))
def test_each_alpha_has_sound_story_and_picture(folder, step):
    alpha = ALPHAS[step]
    path = folder / f"{step:02d}-alpha-{alpha:.2f}.wav"
    info = soundfile.info(path)
    assert (info.frames, info.samplerate, info.subtype) == (N_SAMPLES, 32768, "PCM_16")
    record = json.loads(path.with_name(path.name + ".json").read_text())
    assert record["alpha"] == alpha
    assert path.with_suffix(".png").exists()


def test_the_originals_are_there_to_compare(folder):
    found, _ = soundfile.read(folder / "a-original.wav", dtype="float32")
    expected, _ = soundfile.read(RAGTIME, frames=N_SAMPLES, dtype="float32")
    np.testing.assert_allclose(found, expected, atol=2 * 2.0**-15)
    record = json.loads((folder / "b-original.wav.json").read_text())
    assert record["clip"]["start_s"] == 1.0


def test_the_page_plays_every_sound_in_order_and_loads_nothing_else(folder):
    loaded = Links((folder / "index.html").read_text("utf-8")).sources
    sounds = [name for tag, name in loaded if tag == "audio"]
    morphs = sorted(p.name for p in folder.glob("0*.wav"))
    assert sounds == ["a-original.wav", *morphs, "b-original.wav"]
    assert all((folder / name).is_file() for _, name in loaded)


def test_it_can_be_made_again_with_more_pictures(folder, pair):
    pictures = {"more.png": lambda p: p.write_bytes(b""), "none.png": lambda p: None}
    files = write_series(folder, pair, (0.5,), SoundOptions(overwrite=True), pictures=pictures)
    assert "more.png" in files
    assert "none.png" not in files
    write_series(folder, pair, ALPHAS, SoundOptions("PCM_16", overwrite=True))
    assert not (folder / "more.png").exists()


def test_the_clips_are_never_replaced(folder, pair):
    request = dataclasses.replace(pair.request, path_b=folder / "00-alpha-0.00.wav")
    with refused("clip in use"):
        write_series(
            folder, dataclasses.replace(pair, request=request), ALPHAS, SoundOptions(overwrite=True)
        )


def test_the_page_survives_any_name():
    name = '<b>&"quotes" 100% #1?.wav'
    page = listening_page("<script>", "a & b", [Row("<i>", name, "p.png")], "s.png")
    assert "<script>" not in page
    assert "<i>" not in page
    assert ("audio", "%3Cb%3E%26%22quotes%22%20100%25%20%231%3F.wav") in Links(page).sources


def test_a_clip_morphs_with_itself(model_folder):
    request = PairRequest(RAGTIME, RAGTIME, seconds=0.2)
    pair = open_pair(request, lambda: (load_model(model_folder), None))
    assert pair.a is pair.b  # read and encoded once
    result = pair.render(0.5)
    assert result.samples.shape == (round(0.2 * 32768),)
    assert result.mel_norm.shape == (512, 26)
    assert np.isfinite(result.loudness_lufs)


def test_a_length_the_model_takes_is_not_touched(model_folder):
    request = PairRequest(RAGTIME, RAGTIME, seconds=0.5)
    pair = open_pair(request, lambda: (load_model(model_folder), None))
    assert pair.a.clip.samples.shape == (16384,)
    assert pair.render(0.0).samples.shape == (16384,)
