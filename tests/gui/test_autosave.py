"""What is not saved survives a crash, and nothing is brought back unasked."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

import gui.projects.autosave
import gui.projects.project_control
from engine.errors import ExportError
from gui.document import ClipRef, Document
from gui.projects.autosave import Autosave
from gui.projects.history import History
from gui.projects.project import encode
from gui.projects.project_control import ProjectControl
from gui.projects.project_dialogs import Answer
from gui.projects.project_reader import read_project
from gui.projects.recovery import Recovery
from gui.session import Slot
from gui.signals import ENDING
from tests.gui.fake_engine import FakeBackend

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from gui.document import Document
from gui.projects.project import encode
from gui.projects.recovery import Recovery
recovery = Recovery(Path(sys.argv[1]))
recovery.write(encode(Document(marks=(0.25,)), None))
print(recovery.path, flush=True)
{then}
sys.stdin.read()
"""
WRITE_ON = """
for i in range(10**9):
    recovery.write(encode(Document(marks=(0.25,) + tuple(x / 1000 for x in range(i % 500))), None))
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "recovery"
    monkeypatch.setattr(gui.projects.autosave, "recovery_folder", lambda: folder)
    monkeypatch.setattr(gui.projects.autosave, "AFTER_MS", 20)
    return folder


@pytest.fixture
def keeping(settings, folder):
    """Keep copies in this test."""
    settings.autosaves = True
    return folder


@pytest.fixture
def clips(tmp_path):
    paths = [tmp_path / "first.wav", tmp_path / "second.wav"]
    for path in paths:
        path.write_bytes(b"x")
    return paths


@pytest.fixture
def window(keeping, make_window, clips):
    return make_window(FakeBackend(), clips)


def autosave_of(window) -> Autosave:
    return window.findChild(Autosave)


def copies(folder):
    return sorted(folder.glob("*.segue")) if folder.is_dir() else []


@contextlib.contextmanager
def another_segue(folder, then=""):
    """Run a process that keeps a copy; yields it and the copy's path."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(then=then), str(folder)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process, Path(process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate()


def leave_behind(folder, document, origin=None, age_s=0.0):
    """Write a copy as a Segue does that crashes then."""
    folder.mkdir(exist_ok=True)
    path = folder / f"99-{len(copies(folder))}.segue"
    path.write_bytes(encode(document, None, origin=origin))
    os.utime(path, (time.time() - age_s,) * 2)
    return path


# -- copies are written -----------------------------------------------------------------------


def test_without_changes_nothing_is_kept(qtbot, window, keeping):
    qtbot.wait(60)
    assert copies(keeping) == []


def test_a_change_is_kept_and_gone_when_the_window_closes(qtbot, window, keeping, clips):
    window.controller.set_alpha(0.7)
    qtbot.waitUntil(lambda: len(copies(keeping)) == 1)
    (copy,) = copies(keeping)
    document = read_project(copy).document
    assert document == window.findChild(History).document
    window.controller.set_alpha(0.8)
    qtbot.waitUntil(lambda: read_project(copy).document.morph.alpha == 0.8)
    qtbot.waitUntil(lambda: window.controller.tasks.n_live == 0)
    window.close()
    assert list(keeping.iterdir()) == []


def test_what_is_saved_needs_no_copy(qtbot, window, keeping, tmp_path, monkeypatch):
    window.controller.set_alpha(0.7)
    qtbot.waitUntil(lambda: len(copies(keeping)) == 1)
    monkeypatch.setattr(gui.projects.project_control, "ask_target", lambda *_: tmp_path / "p.segue")
    window.commands.run("save_project")
    qtbot.waitUntil(lambda: copies(keeping) == [])
    window.controller.set_alpha(0.8)
    qtbot.waitUntil(lambda: len(copies(keeping)) == 1)
    assert read_project(copies(keeping)[0]).origin == tmp_path / "p.segue"
    window.findChild(History).undo()
    qtbot.waitUntil(lambda: copies(keeping) == [])


def test_when_the_system_ends_it_the_copy_stays(qtbot, qapp, window, keeping):
    window.controller.set_alpha(0.7)
    qtbot.waitUntil(lambda: len(copies(keeping)) == 1)
    qtbot.waitUntil(lambda: window.controller.tasks.n_live == 0)
    qapp.setProperty(ENDING, True)
    try:
        window.close()
    finally:
        qapp.setProperty(ENDING, None)
    assert len(copies(keeping)) == 1


def test_a_write_that_ends_after_the_window_leaves_nothing(keeping):
    recovery = Recovery(keeping)
    data = encode(Document(), None)
    recovery.write(data)
    recovery.close()
    recovery.write(data)
    assert list(keeping.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_once(qtbot, window, keeping, caplog):
    keeping.write_text("a file")
    notes = []
    window.controller.noted.connect(notes.append)
    for n, alpha in enumerate((0.6, 0.7), 1):
        window.controller.set_alpha(alpha)
        qtbot.waitUntil(lambda n=n: caplog.text.count("no copy for safety") >= n)
    (note,) = [note for note in notes if "No copy is kept" in note]
    assert "not a folder" in note
    window.status._timer.stop()
    caplog.clear()


def test_switched_off_nothing_is_kept_or_offered(qtbot, settings, folder, make_window, clips):
    leave_behind(folder, Document())
    window = make_window(FakeBackend(), clips)
    window.controller.set_alpha(0.7)
    qtbot.wait(60)
    assert len(copies(folder)) == 1
    assert not autosave_of(window).bar.text


# -- copies are offered -----------------------------------------------------------------------


def open_with_orphan(qtbot, make_window, clips):
    window = make_window(FakeBackend(), clips)
    qtbot.waitUntil(lambda: bool(autosave_of(window).bar.text))
    return window


def test_what_was_left_behind_is_offered_and_never_opened_unasked(
    qtbot, keeping, make_window, clips, settle, tmp_path
):
    third = tmp_path / "third.wav"
    third.write_bytes(b"y")
    document = Document(a=ClipRef(third, 1.0), marks=(0.25,))
    copy = leave_behind(keeping, document, tmp_path / "night.segue")
    window = open_with_orphan(qtbot, make_window, clips)
    bar = autosave_of(window).bar
    assert "night" in bar.text
    assert window.controller.session.marks == ()
    qtbot.mouseClick(bar.buttons["back"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.controller.session.slots[Slot.A].path == third)
    settle(window)
    assert not bar.text
    assert window.controller.session.marks == (0.25,)
    assert window.controller.session.slots[Slot.B].path is None
    assert window.findChild(ProjectControl).path == tmp_path / "night.segue"
    assert window.isWindowModified()
    qtbot.waitUntil(lambda: not copy.exists())
    assert len(copies(keeping)) == 1  # its own


def test_discard_removes_it_and_offers_the_next(qtbot, keeping, make_window, clips):
    older = leave_behind(keeping, Document(marks=(0.1,)), age_s=100)
    newer = leave_behind(keeping, Document(marks=(0.2,)))
    window = open_with_orphan(qtbot, make_window, clips)
    bar = autosave_of(window).bar
    qtbot.mouseClick(bar.buttons["discard"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not newer.exists())
    assert bar.text
    assert older.exists()
    qtbot.mouseClick(bar.buttons["discard"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not older.exists())
    assert not bar.text
    assert not window.isWindowModified()


def test_without_an_answer_it_is_offered_again(qtbot, keeping, make_window, clips):
    copy = leave_behind(keeping, Document())
    window = open_with_orphan(qtbot, make_window, clips)
    window.close()
    assert [p.name for p in keeping.iterdir()] == [copy.name]


def test_two_windows_are_not_offered_the_same(qtbot, keeping, make_window, clips):
    leave_behind(keeping, Document())
    first = open_with_orphan(qtbot, make_window, clips)
    second = make_window(FakeBackend(), clips)
    qtbot.wait(50)
    assert autosave_of(first).bar.text
    assert not autosave_of(second).bar.text


def test_bringing_back_asks_before_something_is_lost(
    qtbot, keeping, make_window, clips, settings, monkeypatch
):
    copy = leave_behind(keeping, Document(marks=(0.25,)))
    settings.asks_to_save = True
    window = open_with_orphan(qtbot, make_window, clips)
    window.controller.set_alpha(0.9)
    monkeypatch.setattr(gui.projects.project_control, "ask_unsaved", lambda *_: Answer.CANCEL)
    bar = autosave_of(window).bar
    qtbot.mouseClick(bar.buttons["back"], Qt.MouseButton.LeftButton)
    assert window.controller.session.alpha == 0.9
    assert bar.text
    assert copy.exists()
    settings.asks_to_save = False


def test_a_damaged_copy_is_put_aside_and_told(qtbot, keeping, make_window, clips, caplog):
    keeping.mkdir()
    (keeping / "99-x.segue").write_text("{half")
    window = make_window(FakeBackend(), clips)
    note = window.morph.messages.note
    qtbot.waitUntil(lambda: "99-x.segue.bad" in note.text)
    assert not autosave_of(window).bar.text
    assert [p.name for p in keeping.iterdir()] == ["99-x.segue.bad"]
    caplog.clear()


# -- with other processes -----------------------------------------------------------------------


def test_a_copy_of_a_running_segue_is_left_alone_until_that_is_gone(keeping):
    with another_segue(keeping) as (process, path):
        time.sleep(0.05)  # longer than a lock's age may be
        assert Recovery(keeping).find().orphans == ()
        process.kill()
        process.wait()
        found = Recovery(keeping).find()
        assert [orphan.path for orphan in found.orphans] == [path]
        assert found.orphans[0].project.document.marks == (0.25,)
        found.orphans[0].discard()
    assert list(keeping.iterdir()) == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
def test_a_process_number_that_is_used_again_does_not_hide_a_copy(keeping):
    path = leave_behind(keeping, Document())
    # As if the lock's owner had the number of this very process, which runs.
    lock = path.with_name(path.name + ".lock")
    name = Path(os.readlink(f"/proc/{os.getpid()}/exe")).name if Path("/proc").exists() else "x"
    lock.write_text(f"{os.getpid()}\n{name}\n{os.uname().nodename}\n")
    os.utime(lock, (time.time() - 60,) * 2)
    assert len(Recovery(keeping).find().orphans) == 1


def test_killed_while_it_writes_the_copy_before_is_whole(keeping):
    for delay_s in (0.02, 0.05, 0.08):
        with another_segue(keeping, WRITE_ON) as (process, path):
            time.sleep(delay_s)
            process.kill()
            process.wait()
            assert 0.25 in read_project(path).document.marks
            path.unlink()


def test_a_full_disk_keeps_the_older_copy(keeping, monkeypatch):
    recovery = Recovery(keeping)
    recovery.write(encode(Document(marks=(0.1,)), None))

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ExportError):
        recovery.write(encode(Document(marks=(0.2,)), None))
    assert read_project(recovery.path).document.marks == (0.1,)
    recovery.close()
