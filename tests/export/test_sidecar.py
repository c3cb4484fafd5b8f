"""What made a file is written beside it."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.morph.methods import DEFAULT_METHOD
from engine.morph.synthesis import N_ITER
from engine.spec import MelSpec
from export.sidecar import describe_render, sidecar_path, to_json
from export.version import version
from tests.export.conftest import SECONDS
from tests.music import ORCHESTRA, RAGTIME

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def record(pair, result):
    return pair.describe(result)


def test_the_render_can_be_made_again_from_it(record):
    assert json.loads(to_json(record)) == record
    assert (record["alpha"], record["method"], record["seed"]) == (0.5, DEFAULT_METHOD, 7)
    assert (record["stage"], record["n_iter"]) == ("final", N_ITER)
    assert MelSpec(**record["spec"]) == MelSpec()
    a, b = record["clips"]["a"], record["clips"]["b"]
    assert (Path(a["path"]), a["start_s"], a["seconds"]) == (RAGTIME, 0.0, SECONDS)
    assert (Path(b["path"]), b["start_s"], b["seconds"]) == (ORCHESTRA, 1.0, SECONDS)


def test_it_names_the_program_and_the_time(record):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert record["program"] == {"name": "Segue", "version": project["version"]}
    made = datetime.datetime.fromisoformat(record["date"])
    age = datetime.datetime.now(datetime.UTC) - made
    assert made.utcoffset() == datetime.timedelta(0)
    assert datetime.timedelta(0) <= age < datetime.timedelta(minutes=10)


def test_it_names_the_model_by_its_files(record, model_folder):
    sums = {
        name: hashlib.sha256((model_folder / name).read_bytes()).hexdigest()
        for name in ("encoder.onnx", "decoder.onnx")
    }
    assert record["model"] == {"name": "tiny-dct", "version": "1.0", "sha256": sums}
    assert record["provider"]["name"] in ("CPU", "CUDA")


def test_its_keys_stay(record):
    """Programs read them: a key may be added, never lost without a new "format"."""
    assert record["format"] == 1
    assert set(record) == {
        "format",
        "program",
        "date",
        "model",
        "clips",
        "alpha",
        "sound",
        "method",
        "detail",
        "even_steps",
        "fit",
        "align",
        "seed",
        "stage",
        "n_iter",
        "loudness_lufs",
        "spec",
        "provider",
    }
    assert set(record["clips"]["a"]) == {"path", "start_s", "seconds", "loudness_lufs", "notes"}


def test_silence_has_no_loudness(pair, result):
    silent = dataclasses.replace(pair.a.clip, loudness_lufs=float("-inf"))
    quiet = dataclasses.replace(result, loudness_lufs=float("-inf"))
    record = describe_render(quiet, silent, pair.b.clip, pair.vae)
    assert record["clips"]["a"]["loudness_lufs"] is None
    assert record["loudness_lufs"] is None
    assert record["clips"]["a"]["seconds"] == pytest.approx(len(silent.samples) / 32768)
    json.loads(to_json(record))


def test_an_unknown_model_has_no_checksums(pair, result):
    record = describe_render(result, *pair.clips, pair.vae)  # not one that comes with Segue
    assert record["model"]["sha256"] == {}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_anything_becomes_plain_ascii_json(value):
    text = to_json({"value": value})
    text.encode("ascii")
    json.loads(text, parse_constant=pytest.fail)


def test_names_that_are_not_text_survive():
    path = Path("caf\udce9.wav")  # Latin-1 bytes on a UTF-8 system
    assert json.loads(to_json({"path": path}))["path"] == str(path)


def test_it_lies_beside_the_file():
    assert sidecar_path(Path("a/b.c.wav")) == Path("a/b.c.wav.json")


def test_the_version_without_a_checkout(monkeypatch):
    version.cache_clear()
    monkeypatch.setattr("export.version.tomllib.loads", lambda _: {})
    try:
        assert version()
    finally:
        version.cache_clear()
