"""The list of what was opened last: what it keeps, shows and opens."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from export.demo import DEMO_PAIR
from gui.clips.recent import MAX_RECENT, Recent, read_recent
from gui.session import Slot
from tests.gui.fake_engine import FakeBackend
from tests.gui.test_file_drops import titles


@pytest.fixture
def files(tmp_path):
    """Two files that are there."""
    paths = [tmp_path / "first.wav", tmp_path / "second & last.wav"]
    for path in paths:
        path.write_bytes(b"x")
    return paths


def recent_of(window):
    return next(feature for feature in window.features if isinstance(feature, Recent))


def entries(window):
    menu: QMenu = window.menus.menus[">recent"]
    return [action for action in menu.actions() if action.data() is not None]


def names(window):
    return [action.text() for action in entries(window)]


# -- the setting ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "junk", "{}", "null", "[1, null, {}]", '["rel/a.wav", "/a\\u0000b"]', "[" * 50_000]
)
def test_junk_is_an_empty_list(text):
    assert read_recent(text) == []


def test_good_entries_survive_bad_ones():
    text = json.dumps(["/a.wav", 3, "/b.wav", "/a.wav", "c.wav"])
    assert read_recent(text) == [Path("/a.wav"), Path("/b.wav")]


def test_the_list_is_bounded():
    assert len(read_recent(json.dumps([f"/{n}.wav" for n in range(50)]))) == MAX_RECENT


# -- what is kept ---------------------------------------------------------------------------


def test_opened_files_come_first_and_once(window, files, settle):
    for path in (*files, files[0]):
        window.controller.open_clip(Slot.A, path)
        settle(window)
    assert recent_of(window).paths[:2] == files
    assert names(window)[:2] == ["first.wav", "second && last.wav"]
    assert len(set(names(window))) == len(names(window))


def test_another_excerpt_or_a_swap_is_no_opening(window, files, settle):
    window.controller.open_clip(Slot.A, files[0])
    settle(window)
    window.controller.open_clip(Slot.B, files[1])
    settle(window)
    window.controller.move_excerpt(Slot.A, 7.0)
    window.controller.finish_move(Slot.A)
    settle(window)
    window.commands.run("swap")
    window.controller.move_excerpt(Slot.B, 8.0)
    window.controller.finish_move(Slot.B)
    settle(window)
    assert recent_of(window).paths[:2] == [files[1], files[0]]


def test_the_demo_is_not_remembered(make_window):
    window = make_window(FakeBackend(), DEMO_PAIR)
    assert recent_of(window).paths == []
    assert not window.menus.menus[">recent"].actions()[0].isEnabled()


def test_a_bad_file_is_not_remembered(window, settle, caplog):
    window.controller.open_clip(Slot.A, Path("/music/bad.wav"))
    settle(window)
    assert Path("/music/bad.wav") not in recent_of(window).paths
    caplog.clear()


def test_the_next_window_knows_them(window, make_window, files, settle):
    window.controller.open_clip(Slot.A, files[0])
    settle(window)
    assert recent_of(make_window(FakeBackend())).paths[0] == files[0]


# -- the menu -------------------------------------------------------------------------------


def test_names_are_elided_and_tips_are_text(window):
    recent_of(window).remember(Path("/deep/<b>folder</b>") / ("long " * 50 + ".wav"))
    action = entries(window)[0]
    assert "…" in action.text()
    assert "&lt;b&gt;folder" in action.toolTip()


def test_choosing_one_opens_it_on_the_empty_side(make_window, files, settle):
    window = make_window(FakeBackend(), ["one.wav"])
    recent_of(window).remember(files[0])
    entries(window)[0].trigger()
    settle(window)
    assert titles(window) == ["one.wav", "first.wav"]


def test_choosing_one_asks_when_both_sides_are_taken(qtbot, window, files, settle):
    recent_of(window).remember(files[1])
    entries(window)[0].trigger()
    qtbot.waitUntil(window.drops.chooser.isVisible)
    assert window.drops.chooser.name.full_text == "second & last.wav"
    settle(window)


def test_a_project_goes_to_who_opens_projects(qtbot, window, tmp_path):
    path = tmp_path / "evening.segue"
    path.write_text("{}")
    recent_of(window).remember(path)
    with qtbot.waitSignal(window.controller.project_wished) as wished:
        entries(window)[0].trigger()
    assert wished.args == [path]


def test_a_missing_one_is_told_and_taken_off(qtbot, window, settle):
    recent_of(window).remember(Path("/music/gone.wav"))
    entries(window)[0].trigger()
    qtbot.waitUntil(
        lambda: "“gone.wav” is not there any more" in window.morph.messages.refusal.text
    )
    assert "gone.wav" not in names(window)
    settle(window)


def test_the_list_can_be_cleared(window):
    assert names(window)
    actions = window.menus.menus[">recent"].actions()
    next(a for a in actions if a.text() == "Clear the list").trigger()
    assert names(window) == []
    assert recent_of(window).paths == []
