"""Drops as Qt delivers them: what is taken, where it goes, what is refused."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from gui.clips.drops import read_drop
from gui.session import Slot
from tests.gui.fake_engine import FakeBackend

COPY, LEFT, NONE = (
    Qt.DropAction.CopyAction,
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
)


def mime(*names):
    data = QMimeData()
    urls = [QUrl(n) if "://" in n else QUrl.fromLocalFile(f"/music/{n}") for n in names]
    data.setUrls(urls)
    return data


def drag(target, data, at):
    event = QDragEnterEvent(QPoint(at), COPY, data, LEFT, NONE)
    QCoreApplication.sendEvent(target, event)
    return event.isAccepted()


def drop(target, data, at=None):
    at = at or target.rect().center()
    assert drag(target, data, at)
    event = QDropEvent(QPointF(at), COPY, data, LEFT, NONE, QEvent.Type.Drop)
    QCoreApplication.sendEvent(target, event)


def titles(window):
    return [window.clips[slot].title.full_text for slot in Slot]


def test_a_file_dropped_on_a_column_goes_there(window, settle):
    drop(window.clips[Slot.B], mime("third.wav"))
    settle(window)
    assert titles(window) == ["one.wav", "third.wav"]


def test_the_views_inside_a_column_leave_drops_to_it(window):
    for view in (window.clips[Slot.A].mel, window.clips[Slot.A].overview):
        assert not view.acceptDrops()
        assert not view.viewport().acceptDrops()


@pytest.mark.parametrize("target", ["column", "window"])
def test_two_files_are_a_and_b_wherever_they_land(window, settle, target):
    widget = window.clips[Slot.B] if target == "column" else window
    drop(widget, mime("new a.wav", "new b.wav"))
    settle(window)
    assert titles(window) == ["new a.wav", "new b.wav"]


@pytest.mark.parametrize(("share", "slot"), [(0.1, Slot.A), (0.9, Slot.B)])
def test_a_drop_beside_the_columns_goes_to_the_nearer_side(window, settle, share, slot):
    at = QPoint(round(share * window.width()), window.height() - 60)
    drop(window, mime("third.wav"), at)
    settle(window)
    assert window.clips[slot].title.full_text == "third.wav"
    assert window.clips[slot.other].title.full_text != "third.wav"


def test_a_drop_beside_the_columns_prefers_the_empty_side(make_window, settle):
    window = make_window(FakeBackend(), ["one.wav"])
    drop(window, mime("two.wav"), QPoint(10, window.height() - 60))
    settle(window)
    assert titles(window) == ["one.wav", "two.wav"]


@pytest.mark.parametrize(("key", "slot"), [("A", Slot.A), ("B", Slot.B)])
def test_between_two_clips_it_asks_and_a_key_answers(qtbot, window, settle, key, slot):
    drop(window, mime("third.wav"), QPoint(window.width() // 2, 300))
    chooser = window.drops.chooser
    qtbot.waitUntil(chooser.isVisible)
    assert chooser.name.full_text == "third.wav"
    assert titles(window) == ["one.wav", "second.wav"]
    qtbot.keyClick(QApplication.focusWidget(), key)
    settle(window)
    assert not chooser.isVisible()
    assert window.clips[slot].title.full_text == "third.wav"
    assert window.clips[slot.other].title.full_text != "third.wav"


@pytest.mark.parametrize("slot", list(Slot))
def test_the_buttons_answer_too(qtbot, window, settle, slot):
    window.drops.open_any(Path("third.wav"))
    qtbot.waitUntil(window.drops.chooser.isVisible)
    button = window.drops.chooser.sides.buttons[slot]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.clips[slot].title.full_text == "third.wav"


def test_nobody_has_to_answer(qtbot, window, settle):
    window.clips[Slot.A].overview.setFocus()
    window.drops.open_any(Path("third.wav"))
    qtbot.waitUntil(window.drops.chooser.isVisible)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_X)  # not the window's key now
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not window.drops.chooser.isVisible()
    assert QApplication.focusWidget() is window.clips[Slot.A].overview
    settle(window)
    assert titles(window) == ["one.wav", "second.wav"]


def test_a_later_drop_takes_the_question_away(qtbot, window, settle):
    window.drops.open_any(Path("third.wav"))
    qtbot.waitUntil(window.drops.chooser.isVisible)
    drop(window.clips[Slot.B], mime("fourth.wav"))
    settle(window)
    assert not window.drops.chooser.isVisible()
    assert titles(window) == ["one.wav", "fourth.wav"]


def test_a_project_goes_to_who_opens_projects(qtbot, window):
    with qtbot.waitSignal(window.controller.project_wished) as wished:
        drop(window.clips[Slot.B], mime("evening.segue"))
    assert wished.args == [Path("/music/evening.segue")]


def test_the_column_lights_up_while_a_file_hovers(window):
    column = window.clips[Slot.A]
    assert drag(column, mime("x.wav"), column.rect().center())
    assert column._pages.currentIndex() == 2
    QCoreApplication.sendEvent(column, QDragLeaveEvent())
    assert column._pages.currentIndex() == 1


def test_both_columns_light_up_for_two_files(window):
    drag(window, mime("x.wav", "y.wav"), QPoint(20, window.height() - 60))
    assert all(c._pages.currentIndex() == 2 for c in window.clips.values())
    QCoreApplication.sendEvent(window, QDragLeaveEvent())
    assert all(c._pages.currentIndex() == 1 for c in window.clips.values())


def test_text_is_not_taken(window):
    data = QMimeData()
    data.setText("a song")
    assert not drag(window, data, QPoint(10, 10))
    assert not drag(window.clips[Slot.A], data, QPoint(10, 10))


@pytest.mark.parametrize(
    "url", ["https://example.org/song.mp3", "ftp://example.org/x.wav", "smb://host/x.wav"]
)
def test_remote_files_are_refused_with_a_remedy(window, url):
    drop(window.clips[Slot.A], mime(url))
    assert "Only files on this computer" in window.clips[Slot.A].messages.error.text
    assert titles(window) == ["one.wav", "second.wav"]
    assert window.controller.tasks.n_live == 0


def test_a_remote_file_beside_a_local_one_is_left_out(window, settle):
    drop(window.clips[Slot.B], mime("https://example.org/a.mp3", "local.wav"))
    settle(window)
    assert titles(window) == ["one.wav", "local.wav"]
    assert "left out" in window.status.text()
    window.status._timer.stop()


def test_a_bad_file_is_told_in_its_column_and_the_old_clip_stays(window, settle, caplog):
    before = window.controller.session.slots[Slot.B].clip
    drop(window.clips[Slot.B], mime("bad.mp3"))
    settle(window)
    column = window.clips[Slot.B]
    assert column.messages.error.text == "“bad.mp3” is not sound; choose another file."
    assert column.title.full_text == "second.wav"
    assert window.controller.session.slots[Slot.B].clip is before
    assert window.controller.session.is_final
    assert column.messages.loading.isHidden()
    caplog.clear()


def test_a_good_file_takes_the_message_away(window, settle, caplog):
    drop(window.clips[Slot.B], mime("bad.mp3"))
    settle(window)
    drop(window.clips[Slot.B], mime("fine.mp3"))
    settle(window)
    assert window.clips[Slot.B].messages.error.text == ""
    caplog.clear()


def test_a_moved_excerpt_takes_the_message_away(window, settle, caplog):
    drop(window.clips[Slot.B], mime("bad.mp3"))
    settle(window)
    assert window.clips[Slot.B].messages.error.text != ""
    window.controller.move_excerpt(Slot.B, 7.0)
    window.controller.finish_move(Slot.B)
    settle(window)
    assert window.controller.session.slots[Slot.B].clip.start_s == 7.0
    assert window.clips[Slot.B].messages.error.text == ""
    caplog.clear()


def test_names_are_text_whatever_they_hold(window, settle):
    name = "<b>ø ł €<br> 音楽 🎵\nnew line.wav"
    drop(window.clips[Slot.A], mime(name))
    settle(window)
    assert window.clips[Slot.A].title.full_text == " ".join(name.split())
    assert window.clips[Slot.A].title.textFormat() == Qt.TextFormat.PlainText


def test_reading_a_drop_opens_nothing():
    dropped = read_drop(mime("missing.wav"))
    assert dropped.paths == (Path("/music/missing.wav"),)
    assert dropped.note == ""
