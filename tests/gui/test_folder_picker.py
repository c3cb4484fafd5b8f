"""Many files, and folders: what is found, what is listed, and how one is chosen."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtWidgets import QApplication

from engine.errors import RenderCancelled
from gui.clips.sound_list import SoundList
from gui.clips.sound_scan import MAX_SOUNDS, scan
from gui.session import Slot
from tests.gui.test_file_drops import drop, titles


@pytest.fixture
def folder(tmp_path):
    """Four sounds in two folders, and what is none."""
    for name in (
        "b.wav",
        "A.flac",
        "notes.txt",
        ".hidden.wav",
        "deep/er/c.MP3",
        "deep/<i>d.ogg",
    ):
        path = tmp_path / "Music" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path / "Music"


def found_in(*paths):
    found = []
    scanned = scan(paths, lambda: False, found.extend)
    return scanned, found


def mime(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def shown(picker):
    model = picker.model
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def key(qtbot, key):
    qtbot.keyClick(QApplication.focusWidget(), key)


# -- finding --------------------------------------------------------------------------------


def test_a_folder_is_looked_into_in_order(folder):
    scanned, found = found_in(folder)
    names = [str(path.relative_to(folder)) for path in found]
    assert names == ["A.flac", "b.wav", "deep/<i>d.ogg", "deep/er/c.MP3"]
    assert (scanned.n_sounds, scanned.n_others, scanned.is_all) == (4, 1, True)


def test_links_to_folders_pipes_and_missing_files_do_no_harm(folder):
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.wav")
    scanned, found = found_in(folder, folder / "missing.wav", Path("/nowhere"))
    assert scanned.is_all
    assert folder / "missing.wav" in found  # the engine will say what is wrong with it
    assert len(found) == 6


def test_there_is_a_bound(folder, monkeypatch):
    monkeypatch.setattr("gui.clips.sound_scan.MAX_SOUNDS", 3)
    scanned, found = found_in(folder)
    assert len(found) == 3
    assert not scanned.is_all


def test_a_scan_can_be_cancelled(folder):
    with pytest.raises(RenderCancelled):
        scan([folder], lambda: True, list)


# -- the list -------------------------------------------------------------------------------


def test_ten_thousand_are_added_and_searched(qtmodeltester):
    model = SoundList()
    model.add([Path(f"/music/{n % 10}/song {n:05}.wav") for n in range(10_000)])
    assert model.rowCount() == 10_000
    model.search("SONG 0012")
    names = [model.path_at(row).name for row in range(model.rowCount())]
    assert names == [f"song {n:05}.wav" for n in range(10_000) if "0012" in f"{n:05}"]
    model.add([Path("/new/song 00120 too.wav"), Path("/new/other.wav")])
    assert model.rowCount() == len(names) + 1
    qtmodeltester.check(model)
    model.search("")
    assert model.rowCount() == 10_002


def test_names_are_text(folder):
    model = SoundList()
    model.set_root(str(folder))
    model.add([folder / "deep" / "<i>d\n.ogg"])
    assert model.data(model.index(0)) == "<i>d .ogg · deep"
    tip = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;i&gt;d<br>.ogg" in tip


# -- in the window --------------------------------------------------------------------------


@pytest.fixture
def picker(qtbot, window, folder, settle):
    """The list of a folder that was dropped on B."""
    drop(window.clips[Slot.B], mime(folder))
    qtbot.waitUntil(window.drops.picker.isVisible)
    qtbot.waitUntil(lambda: window.controller.tasks.n_live == 0)
    return window.drops.picker


def test_a_dropped_folder_is_listed(window, picker, folder):
    assert shown(picker) == ["A.flac", "b.wav", "<i>d.ogg · deep", "c.MP3 · deep/er"]
    assert picker.heading.full_text == "Music"
    assert picker.count.text() == "4 found"
    assert picker.stop.isHidden()
    assert titles(window) == ["one.wav", "second.wav"]


def test_enter_opens_where_it_was_dropped_and_then_the_other_side(qtbot, window, picker, settle):
    qtbot.keyClicks(QApplication.focusWidget(), "flac")
    assert shown(picker) == ["A.flac"]
    assert picker.count.text() == "1 of 4 shown"
    key(qtbot, Qt.Key.Key_Return)
    settle(window)
    assert titles(window) == ["one.wav", "A.flac"]
    assert picker.isVisible()
    picker.search.clear()
    key(qtbot, Qt.Key.Key_Down)
    key(qtbot, Qt.Key.Key_Return)
    settle(window)
    assert titles(window) == ["b.wav", "A.flac"]
    assert not picker.isVisible()


def test_a_and_b_are_letters_in_the_search_and_choices_in_the_list(qtbot, window, picker, settle):
    key(qtbot, Qt.Key.Key_B)
    assert picker.search.text() == "b"
    picker.search.clear()
    picker.list.setFocus()
    key(qtbot, Qt.Key.Key_A)
    settle(window)
    assert titles(window) == ["A.flac", "second.wav"]


def test_the_buttons_choose(qtbot, window, picker, settle):
    picker.list.setCurrentIndex(picker.model.index(1))
    qtbot.mouseClick(picker.sides.buttons[Slot.A], Qt.MouseButton.LeftButton)
    settle(window)
    assert titles(window) == ["b.wav", "second.wav"]


def test_nothing_found_is_nothing_to_choose(qtbot, picker):
    qtbot.keyClicks(picker.search, "zzz")
    assert shown(picker) == []
    assert not any(button.isEnabled() for button in picker.sides.buttons.values())
    key(qtbot, Qt.Key.Key_Return)
    assert picker.isVisible()


def test_esc_closes_the_list(qtbot, window, picker):
    key(qtbot, Qt.Key.Key_Escape)
    assert not picker.isVisible()
    assert titles(window) == ["one.wav", "second.wav"]


def test_an_empty_folder_says_what_a_sound_is(qtbot, window, tmp_path):
    (tmp_path / "empty").mkdir()
    drop(window, mime(tmp_path / "empty"), QPoint(20, window.height() - 60))
    qtbot.waitUntil(lambda: "No sound here" in window.drops.picker.count.text())


def test_more_than_two_files_are_listed(qtbot, window):
    names = [f"/music/{n}.wav" for n in range(3)] + ["/music/cover.png"]
    drop(window, mime(*names))
    qtbot.waitUntil(window.drops.picker.isVisible)
    qtbot.waitUntil(lambda: window.controller.tasks.n_live == 0)
    assert shown(window.drops.picker) == ["0.wav", "1.wav", "2.wav"]


def test_two_of_which_one_is_a_folder_are_listed(qtbot, window, folder):
    drop(window, mime(folder / "b.wav", folder / "deep"))
    qtbot.waitUntil(window.drops.picker.isVisible)
    qtbot.waitUntil(lambda: window.controller.tasks.n_live == 0)
    assert window.drops.picker.model.n_all == 3


def test_looking_can_be_stopped(qtbot, window, folder, monkeypatch):
    import threading

    is_stopped = threading.Event()

    def endless(paths, should_cancel, on_found):
        on_found([folder / "first.wav"])
        while not should_cancel():
            is_stopped.wait(0.01)
        is_stopped.set()
        raise RenderCancelled

    monkeypatch.setattr("gui.clips.folder_picker.scan", endless)
    picker = window.drops.picker
    drop(window, mime(folder))
    qtbot.waitUntil(lambda: picker.isVisible() and picker.count.text() == "Looking… 1 found")
    qtbot.mouseClick(picker.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(is_stopped.is_set)
    assert shown(picker) == ["first.wav"]
    assert picker.count.text() == "1 found"


def test_as_many_as_nobody_looks_through(qtbot, window, monkeypatch):
    monkeypatch.setattr("gui.clips.sound_scan.MAX_SOUNDS", 20)
    drop(window, mime(*[f"/music/{n}.wav" for n in range(10_000)]))
    qtbot.waitUntil(lambda: window.controller.tasks.n_live == 0)
    assert "The first 20 are listed" in window.drops.picker.count.text()
    assert MAX_SOUNDS >= 10_000
