"""Files that change, vanish and come back while they are open."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from engine.errors import ClipDecodeError
from gui.clips.file_watch import FileWatch
from gui.session import Slot
from tests.gui.fake_engine import FakeBackend


class RealFiles(FakeBackend):
    """Refuses files that are not there."""

    def refuse(self, path):
        super().refuse(path)
        if not path.exists():
            raise ClipDecodeError(path, f"“{path.name}” was not found; choose it again.")


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / "one.wav", tmp_path / "second.wav"]
    for path in paths:
        path.write_bytes(b"x" * 100)
    return paths


@pytest.fixture
def watched(qtbot, make_window, files, monkeypatch):
    """A window with two real files."""
    monkeypatch.setattr("gui.clips.file_watch.QUIET_MS", 20)
    window = make_window(RealFiles(), files)
    qtbot.waitUntil(lambda: str(files[0]) in watch_of(window)._watcher.files())
    return window


def watch_of(window) -> FileWatch:
    return next(feature for feature in window.features if isinstance(feature, FileWatch))


def bar(window, slot=Slot.A):
    return window.clips[slot].messages.on_disk


def change(path, text=b"y" * 200):
    path.write_bytes(text)
    os.utime(path, (1, 1))


def test_a_changed_file_is_offered_to_be_read_again(qtbot, watched, files, settle):
    watched.controller.move_excerpt(Slot.A, 7.0)
    watched.controller.finish_move(Slot.A)
    settle(watched)
    before = watched.controller.session.slots[Slot.A].clip
    change(files[0])
    qtbot.waitUntil(lambda: "“one.wav” was changed by another program" in bar(watched).text)
    assert watched.controller.session.slots[Slot.A].clip is before
    assert bar(watched, Slot.B).text == ""
    qtbot.mouseClick(bar(watched).action, Qt.MouseButton.LeftButton)
    settle(watched)
    after = watched.controller.session.slots[Slot.A].clip
    assert after is not before
    assert after.start_s == 7.0
    assert bar(watched).text == ""


def test_it_is_noticed_again_after_reading(qtbot, watched, files, settle):
    for text in (b"1", b"22"):
        change(files[0], text)
        qtbot.waitUntil(lambda: "changed" in bar(watched).text)
        watched.commands.run("reload_a")
        settle(watched)
        assert bar(watched).text == ""


def test_changed_files_can_be_read_at_once(qtbot, watched, files, settle):
    watched.commands.run("reload_changed")
    assert watched.menus.actions["reload_changed"].isChecked()
    before = watched.controller.session.slots[Slot.B].clip
    change(files[1])
    qtbot.waitUntil(lambda: watched.controller.session.slots[Slot.B].clip is not before)
    settle(watched)
    assert bar(watched, Slot.B).text == ""
    watched.commands.run("reload_changed")
    assert not watched.controller.settings.reloads


def test_a_file_that_still_grows_is_waited_for(qtbot, watched, files):
    watch = watch_of(watched)
    known = watch._known[files[0]]
    for size in (1, 2, 3):
        watch._on_looked(None, {files[0]: (known[0], known[1] + size, known[2])})
        assert bar(watched).text == ""
    watch._on_looked(None, {files[0]: (known[0], known[1] + 3, known[2])})
    assert "changed" in bar(watched).text
    watch._timer.stop()


def test_a_file_saved_by_renaming_is_seen(qtbot, watched, files, tmp_path):
    new = tmp_path / "new"
    new.write_bytes(b"z" * 300)
    os.replace(new, files[0])
    qtbot.waitUntil(lambda: "was changed" in bar(watched).text)


def test_a_vanished_file_leaves_its_clip(qtbot, watched, files, settle, caplog):
    files[0].unlink()
    qtbot.waitUntil(lambda: "“one.wav” is no longer in its folder" in bar(watched).text)
    assert bar(watched).action.isHidden()
    assert watched.controller.session.is_final
    watched.controller.move_excerpt(Slot.A, 9.0)
    watched.controller.finish_move(Slot.A)
    settle(watched)
    assert "was not found" in watched.clips[Slot.A].messages.error.text
    assert watched.clips[Slot.A].overview.start_s == 3.0
    assert watched.controller.session.slots[Slot.A].clip.start_s == 3.0
    caplog.clear()


def test_a_file_that_comes_back_as_it_was_is_no_news(qtbot, watched, files, tmp_path):
    os.rename(files[0], tmp_path / "aside")
    qtbot.waitUntil(lambda: "no longer" in bar(watched).text)
    os.rename(tmp_path / "aside", files[0])
    qtbot.waitUntil(lambda: bar(watched).text == "")


def test_the_note_goes_with_the_clip(qtbot, watched, files, settle):
    change(files[0])
    qtbot.waitUntil(lambda: "changed" in bar(watched).text)
    watched.commands.run("swap")
    settle(watched)
    assert bar(watched, Slot.A).text == ""
    assert "“one.wav”" in bar(watched, Slot.B).text
    watched.controller.open_clip(Slot.B, Path(files[1]))
    settle(watched)
    assert bar(watched, Slot.B).text == ""


def test_closed_files_are_not_watched(qtbot, watched, files):
    watched.controller.close_clips()
    change(files[0])
    qtbot.wait(80)
    assert bar(watched).text == ""


def test_a_dismissed_note_stays_away(qtbot, watched, files, settle):
    change(files[0])
    qtbot.waitUntil(lambda: "changed" in bar(watched).text)
    bar(watched)._close.click()
    watched.controller.set_alpha(0.2)
    watch_of(watched)._look()
    settle(watched)
    assert bar(watched).text == ""
