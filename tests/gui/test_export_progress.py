"""What is seen of an export under way, and of one that is done."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from gui.exports import show_in_folder
from gui.exports.export_control import ExportControl
from gui.exports.export_job import ExportChoice
from gui.exports.export_progress import DoneRow, RunningRow
from gui.exports.show_in_folder import FolderShower


@pytest.fixture
def control(window):
    (control,) = (f for f in window.features if isinstance(f, ExportControl))
    yield control
    window.status._timer.stop()


@pytest.fixture
def start(qtbot, window, backend, tmp_path):
    """Start an export that stays at 25 % until the gate opens."""
    backend.export_gate.clear()

    def begin(name):
        job = window.controller.export(ExportChoice(tmp_path / name))
        return job

    return begin


def finish(qtbot, window, backend):
    backend.export_gate.set()
    qtbot.waitUntil(lambda: window.controller.exporter.tasks.n_live == 0)


def test_an_export_is_seen_from_its_start_to_its_file(
    qtbot, window, control, start, backend, tmp_path, monkeypatch
):
    backend.export_sentences = ("Turned up by 3.2 dB, to -14.0 LUFS.",)
    job = start("x.wav")
    (row,) = control.progress.rows
    assert isinstance(row, RunningRow)
    assert "waits for its turn" in row.text.full_text or job.phase
    qtbot.waitUntil(lambda: job.share == 0.25)
    assert row.text.full_text == "Rendering x.wav… · 25 %"
    assert (row.bar.minimum(), row.bar.value(), row.bar.maximum()) == (0, 25, 100)
    job._started_at -= 10
    row._refresh()
    assert row.text.full_text == "Rendering x.wav… · 25 % · 0:30 left"
    assert window.controller.player.is_ready  # nothing waits for it
    finish(qtbot, window, backend)
    (row,) = control.progress.rows
    assert isinstance(row, DoneRow)
    assert row.text.text() == "Saved x.wav. Turned up by 3.2 dB, to -14.0 LUFS."
    shown = []
    monkeypatch.setattr(show_in_folder, "QDBusConnection", NoBus)
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    qtbot.mouseClick(row.show_button, Qt.MouseButton.LeftButton)
    assert shown == [QUrl.fromLocalFile(str(tmp_path))]
    qtbot.mouseClick(row.close_button, Qt.MouseButton.LeftButton)
    assert control.progress.rows == []
    assert not control.progress.isVisible()


class NoBus:
    @staticmethod
    def sessionBus():
        return NoBus()

    def isConnected(self):
        return False


def test_where_nobody_answers_on_the_bus_the_folder_opens(qtbot, tmp_path, monkeypatch):
    """Real D-Bus calls, to a bus that is not there or has no file manager."""
    monkeypatch.setattr(show_in_folder, "SERVICE", "org.segue.Nobody")
    shown = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    shower = FolderShower()
    (tmp_path / "folder").mkdir()
    shower.show(tmp_path / "x.wav")
    qtbot.waitUntil(lambda: shown == [QUrl.fromLocalFile(str(tmp_path))])
    shower.show(tmp_path / "folder")
    qtbot.waitUntil(lambda: shown[1:] == [QUrl.fromLocalFile(str(tmp_path / "folder"))])


def test_cancel_leaves_no_file_and_no_row(qtbot, window, control, start, backend, tmp_path):
    job = start("x.wav")
    qtbot.waitUntil(lambda: job.share == 0.25)
    (row,) = control.progress.rows
    qtbot.mouseClick(row.cancel, Qt.MouseButton.LeftButton)
    assert row.text.full_text == "Stopping x.wav…"
    qtbot.waitUntil(lambda: window.controller.exporter.tasks.n_live == 0)
    assert control.progress.rows == []
    assert list(tmp_path.glob("x*")) == []
    assert "Saved" not in window.status.text()


def test_several_run_and_the_others_wait(qtbot, window, control, start, backend):
    jobs = [start(f"{n}.wav") for n in range(5)]
    qtbot.waitUntil(lambda: [job.share for job in jobs[:2]] == [0.25, 0.25])
    assert [job.phase for job in jobs[2:]] == ["", "", ""]
    visible = [row.isVisible() for row in control.progress.rows]
    assert visible == [True, True, True, False, False]
    assert control.progress.more.text() == "and 2 more"
    mel, progress = window.morph.mel, control.progress
    top = mel.mapTo(window.morph, mel.rect().topLeft()).y()
    assert top < progress.y()
    assert progress.geometry().bottom() <= top + mel.height()
    finish(qtbot, window, backend)
    assert len(backend.written) == 5
    assert all(isinstance(row, DoneRow) for row in control.progress.rows)
    backend.export_gate.clear()
    start("next.wav")
    assert len(control.progress.rows) == 1
    finish(qtbot, window, backend)


@pytest.mark.parametrize(
    ("n", "question"), [(1, "0.wav is not finished"), (2, "2 exports are not finished")]
)
def test_closing_asks_first(qtbot, window, control, start, backend, monkeypatch, n, question):
    asked, buttons = [], QMessageBox.StandardButton
    answers = [buttons.No, buttons.Yes]

    def ask(parent, title, text, *_):
        asked.append(text)
        return answers.pop(0)

    monkeypatch.setattr(QMessageBox, "question", ask)
    jobs = [start(f"{i}.wav") for i in range(n)]
    qtbot.waitUntil(lambda: all(job.share == 0.25 for job in jobs))
    assert not window.close()
    assert window.isVisible()
    assert not any(job.is_cancelled for job in jobs)
    assert window.close()
    assert len(asked) == 2
    assert question in asked[0]
    assert backend.written == []


def test_what_is_ordered_is_what_was_set_then(qtbot, window, control, start, backend):
    job = start("x.wav")
    window.controller.set_alpha(0.9)
    finish(qtbot, window, backend)
    assert job.order.request.alpha == 0.5
    assert backend.written[0][1] == 0.5


def test_the_window_lives_on_a_thread_of_its_own(qtbot, window, control, start, backend):
    names = []
    inner = backend.export
    backend.export = lambda *args: (names.append(threading.current_thread()), inner(*args))[1]
    backend.export_gate.set()
    start("x.wav")
    qtbot.waitUntil(lambda: len(backend.written) == 1)
    assert names[0] is not threading.main_thread()
    assert Path(backend.written[0][0]).exists()
    qtbot.waitUntil(lambda: window.controller.exporter.tasks.n_live == 0)
