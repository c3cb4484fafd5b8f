"""Folders appear whole, and replace only what Segue made."""

from __future__ import annotations

import errno
import json
import os

import pytest

from engine.errors import ExportError
from export.folders import MANIFEST, check_folder, new_folder
from tests.export.refusals import refused


def make(path, *names, **options):
    with new_folder(path, **options) as folder:
        for name in names:
            (folder / name).write_text("made")
        (folder / MANIFEST).write_text(json.dumps({"files": names}))


def tree(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def test_it_appears_when_it_is_done(tmp_path):
    with new_folder(tmp_path / "new") as folder:
        (folder / "x").touch()
        assert not (tmp_path / "new").exists()
    assert tree(tmp_path) == ["new", "new/x"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "empty").mkdir()
    make(tmp_path / "empty", "x")
    assert tree(tmp_path) == ["empty", "empty/series.json", "empty/x"]


def test_a_series_is_replaced_on_demand_only(tmp_path):
    make(tmp_path / "s", "old")
    with refused("has files in it"):
        make(tmp_path / "s", "new")
    assert "s/old" in tree(tmp_path)
    make(tmp_path / "s", "new", overwrite=True)
    assert tree(tmp_path) == ["s", "s/new", "s/series.json"]


@pytest.mark.parametrize("manifest", [None, "[]", "{", '{"files": 5}', '{"files": ["x"]}'])
def test_what_segue_did_not_make_is_never_replaced(tmp_path, manifest):
    folder = tmp_path / "music"
    folder.mkdir()
    (folder / "x").touch()
    (folder / "my only copy.flac").touch()
    if manifest is not None:
        (folder / MANIFEST).write_text(manifest)
    before = tree(tmp_path)
    with refused("files that Segue did not make"):
        make(folder, overwrite=True)
    assert tree(tmp_path) == before


def test_a_clip_in_use_is_not_replaced_with_its_folder(tmp_path):
    make(tmp_path / "s", "x.wav")
    with refused("clip in use"):
        make(tmp_path / "s", overwrite=True, sources=[tmp_path / "s" / "x.wav"])
    assert (tmp_path / "s" / "x.wav").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a\0b", "NUL"),
        ("file", "is a file"),
        ("missing/new", "folder does not exist"),
        ("x" * 300, "too long"),
        (".", "folder you are in"),
        ("..", "folder you are in"),
    ],
)
def test_bad_folders(tmp_path, monkeypatch, name, words):
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    with refused(words):
        check_folder(tmp_path / name)


def test_a_link_leads_to_its_folder(tmp_path):
    make(tmp_path / "real", "old")
    (tmp_path / "link").symlink_to("real")
    make(tmp_path / "link", "new", overwrite=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "new").exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError(), ExportError("No.")])
def test_an_error_inside_leaves_the_old_series(tmp_path, error):
    make(tmp_path / "s", "old")
    before = tree(tmp_path)
    with pytest.raises(type(error)), new_folder(tmp_path / "s", overwrite=True):
        raise error
    assert tree(tmp_path) == before


def test_an_error_names_the_folder_that_the_user_named(tmp_path):
    with refused(r"/s/x\.wav was not"), new_folder(tmp_path / "s") as folder:
        raise ExportError(f"{folder}/x.wav was not written: the disk is full.")


def test_if_the_name_cannot_be_taken_the_old_series_comes_back(tmp_path, monkeypatch):
    make(tmp_path / "s", "old")
    before = tree(tmp_path)
    real = os.rename

    def rename(source, target):
        if ".part" in str(source) and "old" not in os.listdir(source):
            raise OSError(errno.EACCES, "in use")
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with refused("does not allow it"):
        make(tmp_path / "s", "new", overwrite=True)
    assert tree(tmp_path) == before


def test_files_that_appear_meanwhile_are_kept(tmp_path):
    with refused("has files in it"), new_folder(tmp_path / "s"):
        (tmp_path / "s").mkdir()
        (tmp_path / "s" / "somebody else's").touch()
    assert tree(tmp_path) == ["s", "s/somebody else's"]
