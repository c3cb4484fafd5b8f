"""A project file goes there and back, and whatever is wrong with one is one sentence."""

import dataclasses
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import ExportError
from engine.morph.alpha import AlphaCurve
from export import files
from gui.document import ClipRef, Document, MorphSettings
from gui.projects.clip_look import find_neighbours, look_at
from gui.projects.project import Project, ProjectError, encode, is_project, write_project
from gui.projects.project_reader import MAX_BYTES, read_project

CURVE = AlphaCurve(((0.0, 0.2), (2.5, 1.0), (2.5, -0.5), (6.0, 0.1)))


@pytest.fixture
def clips(tmp_path):
    folder = tmp_path / "music"
    folder.mkdir()
    a, b = folder / "song ä.wav", folder / "b.ogg"
    a.write_bytes(b"first" * 40_000)
    b.write_bytes(b"second" * 10)
    return a, b


@pytest.fixture
def document(clips):
    here = MorphSettings(0.321, CURVE, True, "lerp", 0.25, True, True, 12, -0.125)
    other = MorphSettings(method="slerp", texture=2**31 - 1)
    a, b = clips
    return Document(
        ClipRef(a, 3.25), ClipRef(b, 0.0), 6.0, here, other, 1,
        True, frozenset({"tempo", "key"}), (-0.1, 0.5), (1.0, 2.5),
    )  # fmt: skip


@pytest.fixture
def path(tmp_path):
    return tmp_path / "p.segue"


@pytest.fixture
def saved(path, document):
    write_project(path, document, model=("listen", "3"))
    return path


def change(path, *keys, value=None, is_gone=False):
    fields = json.loads(path.read_text("utf-8"))
    group = fields
    for key in keys[:-1]:
        group = group[key]
    if is_gone:
        del group[keys[-1]]
    else:
        group[keys[-1]] = value
    path.write_text(json.dumps(fields), "utf-8")


# -- there and back -------------------------------------------------------------------------


def test_everything_comes_back(saved, document):
    project = read_project(saved)
    assert project.document == document
    assert project.model == ("listen", "3")
    assert (project.missing, project.changed, project.origin) == (frozenset(), frozenset(), None)


@pytest.mark.parametrize("empty", [Document(), Document(a=ClipRef(Path("/gone/x.wav"), 1.0))])
def test_an_empty_and_a_half_empty_document_come_back(path, empty):
    write_project(path, empty)
    project = read_project(path)
    assert project.document == empty
    assert project.model is None
    assert project.missing == (frozenset("a") if empty.a else frozenset())


def test_every_field_of_the_document_is_in_the_file():
    """A field that is added to `Document` must not be forgotten here."""
    names = [f.name for f in dataclasses.fields(Document)]
    assert names == [
        *("a", "b", "length_s", "morph", "other", "bank"),
        *("is_matching", "matches", "marks", "loop"),
    ]
    assert len(dataclasses.fields(MorphSettings)) == 9


def test_the_file_is_utf_8_json_that_names_itself(saved):
    text = saved.read_bytes().decode("utf-8")
    fields = json.loads(text)
    assert (fields["format"], fields["version"]) == ("segue-project", 1)
    assert "song ä.wav" in text
    assert fields["clips"]["a"]["path"] == "music/song ä.wav"
    assert Path(fields["clips"]["a"]["absolute"]).is_absolute()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there are such names")
def test_a_name_that_is_not_utf_8_comes_back(tmp_path, path):
    clip = tmp_path / os.fsdecode(b"caf\xe9.wav")
    clip.write_bytes(b"x")
    write_project(path, Document(a=ClipRef(clip, 0.0)))
    path.read_bytes().decode("utf-8")
    assert read_project(path).document.a.path == clip


def test_a_folder_that_was_moved_as_a_whole_is_no_matter(tmp_path, saved, document):
    new = tmp_path / "elsewhere"
    new.mkdir()
    (tmp_path / "music").rename(new / "music")
    moved = saved.rename(new / saved.name)
    project = read_project(moved)
    assert project.document.a.path == new / "music" / "song ä.wav"
    assert not project.missing


def test_a_project_that_was_moved_alone_finds_its_clips_where_they_are(tmp_path, saved, clips):
    (tmp_path / "x" / "y").mkdir(parents=True)
    project = read_project(saved.rename(tmp_path / "x" / "y" / "p.segue"))
    assert (project.document.a.path, project.document.b.path) == clips


def test_a_clip_beside_the_project_is_found_by_its_name(saved, clips):
    moved = clips[0].rename(saved.parent / clips[0].name)
    assert read_project(saved).document.a.path == moved


def test_the_very_clip_is_preferred_to_another_of_its_name(tmp_path, saved, clips):
    new = tmp_path / "copy"
    (new / "music").mkdir(parents=True)
    (new / "music" / clips[0].name).write_bytes(b"another song")
    project = read_project(saved.rename(new / "p.segue"))
    assert project.document.a.path == clips[0]
    assert not project.changed


def test_clips_that_are_gone_or_others_are_known(saved, clips, document):
    clips[0].unlink()
    clips[1].write_bytes(b"another song")
    project = read_project(saved)
    assert (project.missing, project.changed) == (frozenset("a"), frozenset("b"))
    assert project.document == document


def test_saving_again_keeps_what_a_missing_clip_looked_like(saved, clips, document):
    look = look_at(clips[0])
    clips[0].unlink()
    write_project(saved, document, looks=read_project(saved).looks)
    assert read_project(saved).looks["a"] == look


def test_a_copy_for_safety_knows_what_it_is_of(path, document):
    path.write_bytes(encode(document, None, origin=Path("/home/x/p.segue")))
    project = read_project(path)
    assert project.origin == Path("/home/x/p.segue")
    assert project.document == document
    assert "path" not in json.loads(path.read_text("utf-8"))["clips"]["a"]


def test_neighbours_are_found_by_name_or_by_content(tmp_path, clips):
    a, b = clips
    looks = {"a": (a.name, look_at(a)), "b": (b.name, look_at(b))}
    new = tmp_path / "new"
    new.mkdir()
    assert find_neighbours(new, looks) == {}
    assert find_neighbours(tmp_path / "gone", looks) == {}
    renamed = a.rename(new / "renamed.wav")
    (new / b.name).write_bytes(b"another song")
    assert find_neighbours(new, looks) == {"a": renamed}
    assert find_neighbours(new, {"b": (b.name, None)}) == {"b": new / b.name}


def test_the_suffix_tells_projects():
    assert is_project(Path("x.SEGUE"))
    assert not is_project(Path("x.segue.wav"))


# -- what a newer Segue wrote -----------------------------------------------------------------


def test_unknown_fields_of_a_newer_minor_version_are_no_matter(saved, document):
    change(saved, "minor", value=7)
    change(saved, "colours", value={"a": [1, None, {}]})
    change(saved, "morph", "glitter", value=3)
    change(saved, "match", "parts", value=["tempo", "key", "mood"])
    assert read_project(saved).document == document


def test_a_newer_version_is_refused_with_the_remedy(saved):
    change(saved, "version", value=2)
    change(saved, "clips", value="quite different now")
    with pytest.raises(ProjectError) as caught:
        read_project(saved)
    assert "p.segue" in caught.value.user_message
    assert "Update Segue" in caught.value.user_message


# -- what is wrong ------------------------------------------------------------------------------

NAN, HUGE = float("nan"), 10**400
BAD_FIELDS = [
    (("version",), "1"), (("version",), True), (("version",), 0), (("version",), None),
    (("clips",), None), (("clips",), []), (("clips", "a"), "song.wav"), (("clips", "a"), []),
    (("clips", "a", "start_s"), -1), (("clips", "a", "start_s"), "3"),
    (("clips", "a", "start_s"), HUGE), (("clips", "a", "absolute"), None),
    (("clips", "a", "absolute"), 7), (("clips", "a", "absolute"), "a\0b"),
    (("clips", "a", "path"), ["x"]), (("clips", "a", "size"), -5), (("clips", "a", "size"), 0.5),
    (("length_s",), 0), (("length_s",), 1e9), (("length_s",), None), (("length_s",), True),
    (("morph",), None), (("morph", "alpha"), 1.7), (("morph", "alpha"), None),
    (("morph", "alpha"), "0.5"), (("morph", "alpha"), True), (("morph", "method"), ""),
    (("morph", "method"), 5), (("morph", "method"), "x" * 100), (("morph", "detail"), -0.1),
    (("morph", "is_even"), 1), (("morph", "is_curve"), "yes"), (("morph", "is_beyond"), None),
    (("morph", "curve"), {}), (("morph", "curve"), [[0, 0]]), (("morph", "curve"), [[0], [1]]),
    (("morph", "curve"), [[1, 0], [0, 1]]), (("morph", "curve"), [[0, 0], [1, 9]]),
    (("morph", "curve"), [[0, 0]] * 20_000), (("morph", "curve"), [[0, "x"], [1, 1]]),
    (("morph", "texture"), -1), (("morph", "texture"), 1.0), (("morph", "texture"), True),
    (("morph", "texture"), "3"), (("other", "texture"), 2**31), (("morph", "texture"), HUGE),
    (("morph", "sound"), 1.51), (("morph", "sound"), "0.5"), (("other", "sound"), -0.6),
    (("morph", "sound"), True), (("morph", "sound"), HUGE), (("morph", "sound"), [0.5]),
    (("other", "alpha"), -3), (("bank",), 2), (("bank",), 0.0), (("match",), None),
    (("match", "is_on"), None), (("match", "parts"), "tempo"), (("match", "parts"), [1]),
    (("marks",), None), (("marks",), [2.0]), (("marks",), ["0.5"]), (("marks",), [0.1] * 5000),
    (("loop",), [1]), (("loop",), [2, 1]), (("loop",), [1, 1]), (("loop",), [1, 2, 3]),
    (("loop",), [-1, 2]), (("model",), "listen"), (("model", "name"), 4), (("origin",), 3),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "value"), BAD_FIELDS)
def test_a_bad_field_is_named(saved, keys, value):
    change(saved, *keys, value=value)
    with pytest.raises(ProjectError) as caught:
        read_project(saved)
    sentence = caught.value.user_message
    assert "“p.segue” is damaged" in sentence
    assert keys[0] in sentence
    assert sentence.endswith(".")


def test_a_file_from_before_the_sound_could_be_apart_has_it_with_alpha(saved, document):
    change(saved, "morph", "sound", is_gone=True)
    assert read_project(saved).document.morph == dataclasses.replace(document.morph, sound=None)


def test_a_file_from_before_there_were_textures_has_the_first(saved, document):
    change(saved, "morph", "texture", is_gone=True)
    assert read_project(saved).document.morph == dataclasses.replace(document.morph, texture=0)
    assert read_project(saved).document.other == document.other


@pytest.mark.parametrize(
    "keys",
    [("clips",), ("morph",), ("morph", "alpha"), ("other",), ("marks",), ("match",), ("bank",)],
)
def test_a_field_that_is_missing_is_named(saved, keys):
    change(saved, *keys, is_gone=True)
    with pytest.raises(ProjectError, match=keys[-1]):
        read_project(saved)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\0" * 100, b"{", b"\xff\xfe{}", b"not a project", b"[" * 100_000, b"[]", b"3",
        b'{"format": "other", "version": 1}', b"{}", b'{"format": "segue-project", "x": NaN}',
        b'{"format": "segue-project", "version": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_project_is_refused(path, data):
    path.write_bytes(data)
    with pytest.raises(ProjectError) as caught:
        read_project(path)
    assert "p.segue" in caught.value.user_message


def test_any_damage_is_a_sentence_or_no_matter(saved):
    """A thousand files with bytes changed, cut or doubled."""
    whole, chance = saved.read_bytes(), random.Random(4)
    n_refused = 0
    for _ in range(1000):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            kind = chance.randrange(3)
            if kind == 0:
                data[at] = chance.randrange(256)
            elif kind == 1:
                del data[at : at + chance.randint(1, 30)]
            else:
                data[at:at] = data[at : at + 20]
        saved.write_bytes(data)
        try:
            assert isinstance(read_project(saved), Project)
        except ProjectError:
            n_refused += 1
    assert n_refused > 500


def test_what_is_not_a_readable_file_is_refused(tmp_path, saved):
    folder, gone = tmp_path / "f.segue", tmp_path / "gone.segue"
    folder.mkdir()
    large = tmp_path / "large.segue"
    large.write_bytes(b" " * (MAX_BYTES + 1))
    nul = tmp_path / "a\0b.segue"
    bad = {folder: "folder", gone: "not there", large: "too large", nul: "cannot be read"}
    if hasattr(os, "mkfifo"):
        pipe = tmp_path / "pipe.segue"
        os.mkfifo(pipe)
        bad[pipe] = "no ordinary file"
    for path, words in bad.items():
        with pytest.raises(ProjectError, match=words):
            read_project(path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(saved):
    saved.chmod(0)
    with pytest.raises(ProjectError, match="permissions"):
        read_project(saved)


# -- writing ----------------------------------------------------------------------------------


def refusal(path, document):
    with pytest.raises(ExportError) as caught:
        write_project(path, document)
    return caught.value.user_message


def test_a_file_is_replaced_whole(saved, document, monkeypatch):
    before = saved.read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", fail)
    assert "disk is full" in refusal(saved, dataclasses.replace(document, bank=0))
    assert saved.read_bytes() == before
    assert [p.name for p in saved.parent.iterdir() if p.name.startswith(".")] == []


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path, document):
    assert "folder does not exist" in refusal(tmp_path / "gone" / "p.segue", document)
    (tmp_path / "f.segue").mkdir()
    assert "it is a folder" in refusal(tmp_path / "f.segue", document)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path, saved, document):
    link = tmp_path / "link.segue"
    link.symlink_to(saved)
    write_project(link, dataclasses.replace(document, bank=0))
    assert link.is_symlink()
    assert read_project(saved).document.bank == 0


def test_the_file_format_needs_no_qt():
    code = "import sys, gui.projects.project_reader; sys.exit('PySide6' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
