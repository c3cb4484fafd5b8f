"""What somebody meets who has never seen Segue: an empty column, the first file dialog."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QStandardPaths, Qt

from gui import commands, dialogs
from gui.scenes import SCENES
from gui.session import Slot
from gui.snapshot import pictures, pictures_of_page

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def empty(make_window, backend):
    return make_window(backend)


@pytest.fixture
def asked(monkeypatch):
    """Return the sides a file is asked for; the dialog is cancelled at once."""
    sides = []
    monkeypatch.setattr(commands, "ask_clip", lambda _parent, name, _folder: sides.append(name))
    return sides


@pytest.mark.parametrize("slot", list(Slot))
def test_a_click_on_an_empty_column_asks_for_a_clip(qtbot, empty, asked, slot):
    qtbot.mouseClick(empty.clips[slot]._empty, Qt.MouseButton.LeftButton)
    assert asked == [slot.value]


def test_only_a_left_click_inside_it_asks(qtbot, empty, asked):
    column = empty.clips[Slot.A]
    qtbot.mouseClick(column._empty, Qt.MouseButton.RightButton)
    qtbot.mousePress(column._empty, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(column._empty, Qt.MouseButton.LeftButton, pos=QPoint(-30, -30))
    qtbot.mouseClick(empty.morph._empty, Qt.MouseButton.LeftButton)
    assert asked == []


def test_the_invitations_of_the_columns_are_in_line(empty):
    window = empty
    window.grab()
    empties = [window.morph._empty, *(column._empty for column in window.clips.values())]
    tops = {empty._title.mapTo(window, QPoint(0, 0)).y() for empty in empties}
    assert len(tops) == 1


@pytest.mark.parametrize("has_music", [True, False])
def test_the_first_file_dialog_begins_where_music_is(monkeypatch, tmp_path, has_music):
    places = QStandardPaths.StandardLocation
    folders = {places.MusicLocation: tmp_path / "Music", places.HomeLocation: tmp_path}
    if has_music:
        (tmp_path / "Music").mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda place: str(folders[place]))
    asked = []

    def ask(_parent, _title, folder, _kinds):
        asked.append(folder)
        return "", ""

    monkeypatch.setattr(dialogs.QFileDialog, "getOpenFileName", ask)
    dialogs.ask_clip(None, "A", "")
    dialogs.ask_clip(None, "A", "/songs")
    first = tmp_path / "Music" if has_music else tmp_path
    assert asked == [str(first), "/songs"]


def test_every_scene_has_its_picture():
    listed = list(pictures())
    assert {state for _, state, _, _ in listed} == set(SCENES)
    names = [name for name, *_ in listed]
    assert len(names) == len(set(names))


def test_every_picture_of_the_window_s_page_is_there_and_can_be_drawn_again():
    shown = pictures_of_page(REPOSITORY / "docs" / "window.md")
    assert len(shown) > 15
    assert [path.name for path in shown if not path.is_file()] == []
    assert {path.stem for path in shown} <= {name for name, *_ in pictures()}
    unused = set(shown[0].parent.iterdir()) - set(shown)
    assert not unused, "git rm those that the page does not show"
