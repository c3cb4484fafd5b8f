"""What may be in the clipboard, and what becomes of it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from gui.clips.drops import MAX_PASTED, read_pasted
from gui.session import Slot
from tests.gui.fake_engine import FakeBackend
from tests.gui.test_file_drops import titles

HOME = Path.home()


def pasted(text):
    mime = QMimeData()
    mime.setText(text)
    return read_pasted(mime)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("/music/a.wav", ["/music/a.wav"]),
        ("  /music/a b.wav \n", ["/music/a b.wav"]),
        ('"/music/a b.wav"', ["/music/a b.wav"]),
        ("'/music/it is.wav'", ["/music/it is.wav"]),
        ("“/music/a.wav”", ["/music/a.wav"]),
        (r"/music/a\ b\(1\).wav", ["/music/a b(1).wav"]),
        ("~/a.wav", [str(HOME / "a.wav")]),
        ("'~/a b.wav'", [str(HOME / "a b.wav")]),
        ("file:///music/a%20b.wav", ["/music/a b.wav"]),
        (
            "/music/a.wav\n\n/music/b.wav\r\nfile:///c.wav",
            ["/music/a.wav", "/music/b.wav", "/c.wav"],
        ),
        ("/music/ø 音楽 🎵.wav", ["/music/ø 音楽 🎵.wav"]),
    ],
)
def test_paths_as_people_copy_them(text, paths):
    dropped = pasted(text)
    assert [str(path) for path in dropped.paths] == paths
    assert dropped.note == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "milk, bread",
        "a.wav",
        "music/a.wav",
        "/a\0b.wav",
        "~nobody-at-all/a",
        "/x" * MAX_PASTED,
    ],
)
def test_what_is_no_path_is_told(text):
    dropped = pasted(text)
    assert dropped.paths == ()
    assert dropped.note.startswith("There is no file in the clipboard. Copy a sound file")


@pytest.mark.parametrize("text", ["https://example.org/a.mp3", "smb://host/a.wav"])
def test_the_network_is_not_touched(text):
    dropped = pasted(text)
    assert dropped.paths == ()
    assert "Only files on this computer" in dropped.note


def test_some_lines_are_paths():
    dropped = pasted("My songs:\n/music/a.wav")
    assert dropped.paths == (Path("/music/a.wav"),)
    assert "left out" in dropped.note


def test_an_empty_clipboard():
    assert "There is no file" in read_pasted(QMimeData()).note


# -- in the window --------------------------------------------------------------------------


@pytest.fixture
def clipboard(qapp):
    board = QGuiApplication.clipboard()
    yield board
    board.clear()


def test_ctrl_v_opens_a_copied_path_on_the_empty_side(qtbot, make_window, clipboard, settle):
    window = make_window(FakeBackend(), ["one.wav"])
    clipboard.setText('"/music/two.wav"')
    qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert titles(window) == ["one.wav", "two.wav"]


def test_copied_files_are_a_and_b(window, clipboard, settle):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(f"/music/{name}.wav") for name in ("x", "y")])
    clipboard.setMimeData(mime)
    window.commands.run("paste")
    settle(window)
    assert titles(window) == ["x.wav", "y.wav"]


def test_with_both_sides_taken_it_asks(qtbot, window, clipboard, settle):
    clipboard.setText("/music/two.wav")
    window.commands.run("paste")
    qtbot.waitUntil(window.drops.chooser.isVisible)
    assert window.drops.chooser.name.full_text == "two.wav"
    settle(window)


def test_a_shopping_list_is_refused_in_the_window(window, clipboard):
    clipboard.setText("milk, bread")
    window.commands.run("paste")
    assert "There is no file in the clipboard" in window.morph.messages.refusal.text
    assert window.controller.tasks.n_live == 0
    assert not any(window.clips[slot].messages.error.text for slot in Slot)


def test_a_text_field_keeps_ctrl_v_for_itself(qtbot, window, clipboard):
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    clipboard.setText("/music/two.wav")
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "/music/two.wav"
    assert window.controller.tasks.n_live == 0
