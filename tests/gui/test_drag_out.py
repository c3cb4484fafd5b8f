"""The morph as a file, dragged out or on the clipboard."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDrag, QDragEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from engine.errors import ExportError
from engine.morph.alpha import AlphaCurve
from gui.clips.drops import OWN, has_files, read_pasted
from gui.exports.drag_out import DragOut, file_mime
from gui.exports.scratch import LOCK, NEW_S, PREFIX, Scratch
from gui.session import Slot

LEFT = Qt.MouseButton.LeftButton
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def window(make_window, backend, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    window = make_window(backend, ["one.wav", "second.wav"])
    yield window
    window.status._timer.stop()


@pytest.fixture
def dragged(monkeypatch):
    """Stand in for the system's drag; return what it was given."""
    seen = []

    def execute(drag, action):
        mime = drag.mimeData()
        path = Path(mime.urls()[0].toLocalFile())
        size = drag.pixmap().size()
        seen.append((path, path.exists(), action, size.width(), mime.hasFormat(OWN)))
        return action

    monkeypatch.setattr(QDrag, "exec", execute)
    return seen


@pytest.fixture
def feature(window):
    (feature,) = (f for f in window.features if isinstance(f, DragOut))
    return feature


def pull(qtbot, widget, by=40):
    middle = widget.rect().center()
    qtbot.mousePress(widget, LEFT, pos=middle)
    qtbot.mouseMove(widget, middle + QPoint(2, 0))
    qtbot.mouseMove(widget, middle + QPoint(by, 0))


def test_the_badge_the_title_and_the_grip_give_the_morph_away(
    qtbot, window, feature, backend, dragged, tmp_path
):
    for i, widget in enumerate((window.morph.badge, window.morph.title, feature.grip)):
        pull(qtbot, widget)
        qtbot.waitUntil(lambda n=i: len(dragged) == n + 1)
        qtbot.mouseRelease(widget, LEFT)
    paths = {path for path, *_ in dragged}
    assert [name for name in (p.name for p in paths)] == ["one-second-0.50.wav"]
    assert paths.pop().is_relative_to(feature.scratch.folder)
    for _, was_there, action, width, is_marked in dragged:
        assert (was_there, action, is_marked) == (True, Qt.DropAction.CopyAction, True)
        assert width > 100
    assert len(backend.written) == 1, "the same morph is written once"
    order = backend.orders[0]
    assert order.result is window.controller.session.sound
    assert not order.sound.has_sidecar
    assert "Saved" not in window.status.text()


def test_another_morph_is_another_file(qtbot, window, feature, backend, dragged, settle):
    pull(qtbot, window.morph.badge)
    qtbot.waitUntil(lambda: len(dragged) == 1)
    window.controller.set_method("crossfade")
    settle(window)
    pull(qtbot, window.morph.badge)
    qtbot.waitUntil(lambda: len(dragged) == 2)
    (first, *_), (second, *_) = dragged
    assert first.name == second.name
    assert first != second
    assert first.exists()  # its receiver may still read it


def test_a_drag_waits_for_the_file_and_a_release_ends_it(qtbot, window, feature, backend, dragged):
    backend.export_gate.clear()
    pull(qtbot, window.morph.badge)
    qtbot.waitUntil(lambda: len(backend.orders) == 1)
    assert dragged == []
    backend.export_gate.set()
    qtbot.waitUntil(lambda: len(dragged) == 1)
    backend.export_gate.clear()
    window.controller.set_alpha(0.25)
    pull(qtbot, window.morph.badge)
    qtbot.waitUntil(lambda: len(backend.orders) == 2)
    qtbot.mouseRelease(window.morph.badge, LEFT)
    backend.export_gate.set()
    qtbot.waitUntil(lambda: len(backend.written) == 2)
    qtbot.waitUntil(lambda: feature._job is None)
    assert len(dragged) == 1


def test_a_click_is_no_drag(qtbot, window, feature, dragged):
    qtbot.mouseClick(window.morph.badge, LEFT)
    pull(qtbot, window.morph.badge, by=QApplication.startDragDistance() - 1)
    qtbot.waitUntil(lambda: feature._made is not None)
    qtbot.mouseRelease(window.morph.badge, LEFT)
    assert dragged == []


@pytest.mark.parametrize("by", ["key", "click"])
def test_copy_as_file(qtbot, window, feature, by):
    if by == "key":
        window.activateWindow()
        qtbot.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    else:
        qtbot.mouseClick(feature.grip, LEFT)
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: "Copied one-second-0.50.wav" in window.status.text())
    mime = clipboard.mimeData()
    (url,) = mime.urls()
    path = Path(url.toLocalFile())
    assert path.read_bytes() == b"RIFF"
    gnome = bytes(mime.data("x-special/gnome-copied-files")).decode()
    assert gnome == f"copy\n{url.toEncoded().data().decode()}"
    assert not read_pasted(mime).paths
    clipboard.clear()


def test_the_morph_is_not_a_clip_of_its_own(window, tmp_path):
    mime = file_mime(tmp_path / "a b.wav")
    assert not has_files(mime)
    other = QMimeData()
    other.setUrls([QUrl.fromLocalFile("/a.wav")])
    assert has_files(other)
    for target in (window, window.clips[Slot.A]):
        event = QDragEnterEvent(
            QPoint(20, 20),
            Qt.DropAction.CopyAction,
            mime,
            LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
        event.ignore()
        target.dragEnterEvent(event)
        assert not event.isAccepted()
    assert QPointF(event.position()) == QPointF(20, 20)


def test_without_clips_there_is_nothing_to_take(make_window, backend, dragged, qtbot):
    window = make_window(backend)
    (feature,) = (f for f in window.features if isinstance(f, DragOut))
    assert not feature.grip.isEnabled()
    assert not window.menus.actions["copy_file"].isEnabled()
    pull(qtbot, window.morph.badge)
    feature.copy()
    assert backend.orders == []


def test_a_full_disk_is_told(qtbot, window, feature, backend, dragged, caplog):
    backend.write_error = ExportError("The disk is full.")
    pull(qtbot, window.morph.badge)
    qtbot.waitUntil(lambda: window.morph.messages.refusal.text == "The disk is full.")
    assert dragged == []
    caplog.clear()


def test_the_folder_goes_with_the_window(qtbot, window, feature, dragged):
    pull(qtbot, window.morph.badge)
    qtbot.waitUntil(lambda: len(dragged) == 1)
    folder = feature.scratch.folder
    assert folder.is_dir()
    window.close()
    assert not folder.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from gui.exports.scratch import Scratch
scratch = Scratch(Path(sys.argv[1]))
scratch.open()
print(scratch.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_what_a_killed_program_left_is_swept(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    dead = Path(done.stdout.strip())
    living, other, young = Scratch(tmp_path), tmp_path / "other", tmp_path / f"{PREFIX}young"
    living.open()
    other.mkdir()
    young.mkdir()
    link = tmp_path / f"{PREFIX}link"
    link.symlink_to(other)
    long_ago = time.time() - NEW_S - 1
    for folder in (dead, living.folder, other):
        os.utime(folder, (long_ago, long_ago))
    assert (dead / LOCK).exists()
    mine = Scratch(tmp_path)
    mine.open()
    assert not dead.exists()
    for folder in (living.folder, other, young, link, mine.folder):
        assert folder.exists()
    assert mine.folder.stat().st_mode & 0o077 == 0
    mine.clean()
    living.clean()
    assert not mine.folder.exists()


def test_the_picture_has_the_colours_of_the_curve(window, feature, settle, theme):
    window.controller.set_curve(AlphaCurve(((0.0, 0.0), (2.5, 0.0), (2.5, 1.0), (5.0, 1.0))))
    settle(window)
    image = feature._picture("a.wav").toImage()
    rows = range(image.height() // 2, image.height() - 4)
    for columns, colour in ((range(20, 80), theme.palette.a), (range(104, 164), theme.palette.b)):
        found = {QColor(image.pixel(x, y)).name() for x in columns for y in rows}
        assert QColor(colour).name() in found
    assert window.controller.session.alpha == 0.5  # what the slider says has no part in it
