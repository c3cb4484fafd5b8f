from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from engine.errors import ClipDecodeError, ExportError
from engine.mel.files import SUFFIXES, StoredMel, mel_suffix, read_mel, write_mel
from engine.spec import MelSpec

EXACT = (".exr", ".npz", ".npy")
SPEC = MelSpec(n_mels=4)


@pytest.fixture
def mel(rng):
    return rng.random((4, 7), np.float32)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def refused(path, words):
    with pytest.raises(ClipDecodeError, match=r".") as caught:
        read_mel(path)
    said = caught.value.user_message
    assert re.search(words, said), said
    assert said.endswith(".")
    assert not re.search(r"\. [A-Z]", said)


@pytest.mark.parametrize("suffix", EXACT)
@settings(max_examples=40, deadline=None)
@given(
    mel_norm=hnp.arrays(
        np.float32,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=9),
        elements=st.floats(0, 1, width=32),
    ),
    ref_db=st.floats(-150, 150),
    flip=st.booleans(),
)
def test_round_trip_keeps_every_bit(tmp_path_factory, suffix, mel_norm, ref_db, flip):
    path = tmp_path_factory.mktemp("mel") / f"a{suffix}"
    spec = MelSpec(n_mels=mel_norm.shape[0])
    write_mel(path, StoredMel(mel_norm, spec, ref_db), flip=flip)
    back = read_mel(path, flip=not flip)  # what the file says of itself counts
    np.testing.assert_array_equal(back.mel_norm.view(np.uint32), mel_norm.view(np.uint32))
    assert (back.spec, back.ref_db) == (spec, ref_db)


def test_png_keeps_the_mel_to_half_a_step(tmp_path, mel):
    write_mel(tmp_path / "a.png", StoredMel(mel, SPEC, -3.25))
    back = read_mel(tmp_path / "a.png")
    assert np.abs(back.mel_norm - mel).max() <= 0.5 / 255 + 1e-6
    assert (back.spec, back.ref_db) == (SPEC, -3.25)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_mel_without_facts_has_none(tmp_path, mel, suffix):
    write_mel(tmp_path / f"a{suffix}", StoredMel(mel))
    back = read_mel(tmp_path / f"a{suffix}")
    assert (back.spec, back.ref_db) == (None, None)


def test_exr_is_the_reports_picture(tmp_path, mel):
    """Another reader finds float32, upside down, and the facts in the header."""
    import OpenEXR

    write_mel(tmp_path / "a.exr", StoredMel(mel, SPEC, 1.5))
    with OpenEXR.File(str(tmp_path / "a.exr"), separate_channels=True) as file:
        header, pixels = dict(file.header()), np.array(file.channels()["Y"].pixels)
    np.testing.assert_array_equal(pixels, mel[::-1])
    assert pixels.dtype == np.float32
    assert header["segueFlip"] == 1
    assert MelSpec.from_json(header["segueMelSpec"]) == SPEC
    assert float(header["segueRefDb"]) == 1.5


@pytest.mark.parametrize("flip", [True, False])
def test_foreign_exr_is_read_as_it_is_said_to_lie(tmp_path, mel, flip):
    import OpenEXR

    header = {"compression": OpenEXR.PIZ_COMPRESSION, "type": OpenEXR.scanlineimage}
    with OpenEXR.File(header, {"Z": mel}) as file:
        file.write(str(tmp_path / "a.exr"))
    back = read_mel(tmp_path / "a.exr", flip=flip)
    np.testing.assert_array_equal(back.mel_norm, mel[::-1] if flip else mel)
    assert back.spec is None


def test_foreign_numpy_files_are_read(tmp_path, mel):
    np.save(tmp_path / "a.npy", mel)
    np.savez(tmp_path / "a.npz", whatever=mel)
    for name in ("a.npy", "a.npz"):
        np.testing.assert_array_equal(read_mel(tmp_path / name).mel_norm, mel)
    write_mel(tmp_path / "ours.npy", StoredMel(mel, SPEC, 1.0))
    np.testing.assert_array_equal(np.load(tmp_path / "ours.npy"), mel)


def test_deep_grey_png_is_read(tmp_path):
    deep = np.array([[0, 32768], [65535, 1]], np.uint16)
    Image.fromarray(deep).save(tmp_path / "a.png")
    np.testing.assert_allclose(
        read_mel(tmp_path / "a.png", flip=False).mel_norm, deep / 65535, atol=1e-7
    )


def test_content_decides_not_the_name(tmp_path, mel):
    write_mel(tmp_path / "a.npz", StoredMel(mel))
    (tmp_path / "a.npz").rename(tmp_path / "a.exr")
    assert mel_suffix(tmp_path / "a.exr") == ".npz"
    np.testing.assert_array_equal(read_mel(tmp_path / "a.exr").mel_norm, mel)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_file_cut_short_is_refused_quietly(tmp_path, rng, suffix, share, capfd):
    path = tmp_path / f"a{suffix}"
    write_mel(path, StoredMel(rng.random((64, 640), np.float32), MelSpec(n_mels=64), 0.0))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    refused(path, "damaged|no mel")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_damaged_files_give_sentences_not_crashes(tmp_path, rng, suffix):
    path = tmp_path / f"a{suffix}"
    write_mel(path, StoredMel(rng.random((16, 40), np.float32), MelSpec(n_mels=16), 0.0))
    data = path.read_bytes()
    for place in rng.integers(len(data), size=150):
        broken = bytearray(data)
        broken[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(broken)
        try:
            found = read_mel(path)
        except ClipDecodeError as e:
            assert e.user_message.endswith(".")  # noqa: PT017
        else:  # the damage was in a pixel, or where nobody looks
            assert found.mel_norm.dtype == np.float32
            assert 0 <= found.mel_norm.min() <= found.mel_norm.max() <= 1


def test_what_is_no_mel_is_named(tmp_path, mel):
    (tmp_path / "a.npy").write_text("hello")
    refused(tmp_path / "a.npy", "no mel")
    np.save(tmp_path / "a.npy", mel * 80 - 80)
    refused(tmp_path / "a.npy", r"from -79\.\d+ to -.*0 to 1")
    np.save(tmp_path / "a.npy", np.where(mel > 0.9, np.nan, mel))
    refused(tmp_path / "a.npy", "nan")
    np.save(tmp_path / "a.npy", np.zeros((3, 4, 5), np.float32))
    refused(tmp_path / "a.npy", r"\(3, 4, 5\)")
    np.save(tmp_path / "a.npy", np.zeros((3, 4), np.uint8))
    refused(tmp_path / "a.npy", "uint8")
    np.save(tmp_path / "a.npy", np.array([{"a": 1}]), allow_pickle=True)
    refused(tmp_path / "a.npy", "damaged")
    np.savez(tmp_path / "a.npz", a=mel, b=mel)
    refused(tmp_path / "a.npz", "2 arrays")
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png")
    refused(tmp_path / "a.png", "colours")
    write_mel(tmp_path / "a.npy", StoredMel(mel, MelSpec(n_mels=5)))
    refused(tmp_path / "a.npy", "4 bands but says 5")
    with pytest.raises(ClipDecodeError, match=r"nothing\.npy"):
        read_mel(tmp_path / "nothing.npy")


def test_header_that_claims_too_much_allocates_nothing(tmp_path):
    head = str({"descr": "<f4", "fortran_order": False, "shape": (512, 10**12)}).ljust(117) + "\n"
    (tmp_path / "a.npy").write_bytes(b"\x93NUMPY\x01\x00\x76\x00" + head.encode())
    refused(tmp_path / "a.npy", "damaged")


def test_facts_that_are_no_spec_are_refused(tmp_path, mel):
    with (tmp_path / "a.npy").open("wb") as file:
        np.save(file, mel)
        np.save(file, np.array(json.dumps({"segueMelSpec": "{}?"})))
    refused(tmp_path / "a.npy", "what it says of its mel")


DEEP = "[" * 5000


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("segueMelSpec", DEEP, "what it says of its mel"),
        ("segueMelSpec", "[]", "what it says of its mel"),
        ("segueRefDb", DEEP, "what it says of its mel"),
        ("segueRefDb", "nan", "level is nan dB"),
        ("segueRefDb", "-inf", "level is -inf dB"),
        ("segueRefDb", "1e9", r"level is 1e\+09 dB"),
        ("segueRefDb", "-400.1", "level is -400.1 dB"),
    ],
)
def test_facts_that_cannot_be_are_refused(tmp_path, mel, suffix, name, value, words, monkeypatch):
    monkeypatch.setattr("engine.mel.files._said", lambda _: {name: value})
    write_mel(tmp_path / f"a{suffix}", StoredMel(mel))
    refused(tmp_path / f"a{suffix}", words)


@pytest.mark.parametrize("value", [[1], None, 10**400, {}])
def test_level_that_is_no_number_is_refused(tmp_path, mel, value, monkeypatch):
    monkeypatch.setattr("engine.mel.files._said", lambda _: {"segueRefDb": value})
    write_mel(tmp_path / "a.npy", StoredMel(mel))
    refused(tmp_path / "a.npy", "what it says of its mel")


@pytest.mark.parametrize("ref_db", [-400.0, 400.0])
def test_levels_at_the_ends_are_read(tmp_path, mel, ref_db):
    write_mel(tmp_path / "a.exr", StoredMel(mel, SPEC, ref_db))
    assert read_mel(tmp_path / "a.exr").ref_db == ref_db


@pytest.mark.parametrize(
    "bad", [np.zeros(3, np.float32), np.zeros((2, 0), np.float32), np.full((2, 2), 1.1, np.float32)]
)
def test_only_mels_are_written(tmp_path, bad):
    with pytest.raises(ValueError, match="not a mel"):
        write_mel(tmp_path / "a.npy", StoredMel(bad))
    assert not list(tmp_path.iterdir())


def test_folder_that_is_not_there_is_a_sentence(tmp_path, mel):
    for suffix in SUFFIXES:
        with pytest.raises(ExportError, match=r"."):
            write_mel(tmp_path / "no" / f"a{suffix}", StoredMel(mel))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from engine.errors import ExportError
from engine.mel.files import SUFFIXES, StoredMel, write_mel
import OpenEXR, PIL.Image
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
mel = np.random.default_rng(1).random((64, 640), np.float32)
for suffix in SUFFIXES:
    try:
        write_mel(Path(sys.argv[1], "a" + suffix), StoredMel(mel))
    except ExportError as e:
        print(e.user_message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files")
def test_disk_that_takes_no_more_leaves_the_old_file(tmp_path, mel):
    for suffix in SUFFIXES:
        write_mel(tmp_path / f"a{suffix}", StoredMel(mel))
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=True,
    )
    assert done.stdout.count("was not written") == len(SUFFIXES), done.stdout + done.stderr
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
