"""A second start opens its files in the first window, and never waits for one that hangs."""

import inspect
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtNetwork import QLocalSocket

from gui.projects import single_instance
from gui.projects.history import History
from gui.projects.single_instance import (
    MAX_BYTES,
    SingleInstance,
    make_message,
    read_message,
    socket_name,
)
from gui.session import Slot

ROOT = Path(__file__).resolve().parents[2]
raises = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from gui.projects.single_instance import SingleInstance
app = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]))
print(instance.hand_over([Path(p) for p in sys.argv[2:]]), flush=True)
{then}
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


@pytest.fixture
def first(folder):
    instance = SingleInstance(folder)
    assert not instance.hand_over([])
    yield instance
    instance.close()


def start_second(folder, *paths, cwd=ROOT, then=""):
    return subprocess.Popen(
        [sys.executable, "-c", SECOND.format(then=then), str(folder), *map(str, paths)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,  # ours may be at its end, and who reads it would end with it
        stdout=subprocess.PIPE,
        text=True,
    )


def answer_of(process):
    return process.communicate(timeout=30)[0].strip()


def test_the_first_is_handed_what_the_second_wants(qtbot, first, folder, tmp_path):
    asked = []
    first.asked.connect(asked.append)
    second = start_second(folder, "a.wav", tmp_path / "b.wav", cwd=tmp_path)
    qtbot.waitUntil(lambda: bool(asked), timeout=20000)
    assert asked == [[tmp_path / "a.wav", tmp_path / "b.wav"]]
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20000)
    assert answer_of(second) == "True"


@raises
def test_the_window_opens_what_is_asked_for_and_comes_to_the_front(
    qtbot, window, first, folder, settle
):
    first.serve(window)
    window.setWindowState(Qt.WindowState.WindowMinimized)
    first.asked.emit([Path("/x/other.wav"), Path("/x/third.wav")])
    slots = window.controller.session.slots
    qtbot.waitUntil(lambda: slots[Slot.B].path == Path("/x/third.wav"))
    settle(window)
    assert slots[Slot.A].path == Path("/x/other.wav")
    assert not window.isMinimized()
    window.findChild(History).undo()
    window.findChild(History).undo()
    settle(window)
    assert not window.isWindowModified()


@raises
def test_a_question_that_is_asked_meanwhile_outlives_the_second(qtbot, window, first, folder):
    seen = []

    def open_paths(paths):
        seen.append([frame.function for frame in inspect.stack()])
        # As a dialog does: a loop of its own, in which the second one hangs up.
        qtbot.waitUntil(lambda: not first._received)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    window.controller.open_paths = open_paths
    first.serve(window)
    second = start_second(folder)
    qtbot.waitUntil(lambda: bool(seen))
    assert "_on_ready" not in seen[0], "the socket would be deleted in its own signal"
    assert answer_of(second) == "True"


@raises
def test_nothing_to_open_only_shows_the_window(qtbot, window, first):
    first.serve(window)
    window.setWindowState(Qt.WindowState.WindowMinimized)
    before = window.controller.session.document()
    first.asked.emit([])
    qtbot.waitUntil(lambda: not window.isMinimized())
    assert window.controller.session.document() == before


def test_after_the_first_ended_the_next_is_the_first(folder):
    one = SingleInstance(folder)
    assert not one.hand_over([])
    one.close()
    two = SingleInstance(folder)
    assert not two.hand_over([])
    assert two._server is not None
    two.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
def test_the_socket_of_one_that_crashed_is_cleaned_up(folder):
    crashed = start_second(folder, then="sys.stdin.read()")
    assert crashed.stdout.readline() == "False\n"
    crashed.kill()
    crashed.communicate()
    assert (folder / "segue.sock").exists()
    one = SingleInstance(folder)
    begun = time.monotonic()
    assert not one.hand_over([])
    assert one._server is not None
    assert one._server.isListening()
    assert time.monotonic() - begun < 10  # it does not wait for anybody
    one.close()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal")
def test_one_that_hangs_does_not_hold_the_second_up_and_opens_nothing_later(
    qtbot, folder, monkeypatch
):
    monkeypatch.setattr(single_instance, "ANSWER_S", 0.2)
    log = folder.parent / "log"
    then = (
        f"instance.asked.connect(lambda paths: open({str(log)!r}, 'a').write(str(paths)))\n"
        "app.exec()\n"
    )
    hung = start_second(folder, then=then)
    try:
        assert hung.stdout.readline() == "False\n"
        hung.send_signal(signal.SIGSTOP)
        second = SingleInstance(folder)
        assert not second.hand_over([Path("/x/a.wav")])
        assert second._server is None
        hung.send_signal(signal.SIGCONT)
        third = SingleInstance(folder)
        monkeypatch.setattr(single_instance, "ANSWER_S", 10)
        assert third.hand_over([Path("/x/b.wav")])
        qtbot.waitUntil(lambda: log.exists() and "b.wav" in log.read_text())
        assert "a.wav" not in log.read_text()
    finally:
        hung.kill()
        hung.communicate()


def test_a_folder_that_cannot_be_made_means_a_window_of_its_own(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    instance = SingleInstance(tmp_path / "file" / "run")
    assert not instance.hand_over([])
    instance.close()
    caplog.clear()


# -- messages ---------------------------------------------------------------------------------


def test_a_message_goes_there_and_back(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = [Path("ä b.wav"), Path("/x/../y.wav"), Path(os.fsdecode(b"caf\xe9.wav"))]
    read = read_message(make_message(paths).rstrip(b"\n"))
    assert read == [tmp_path / "ä b.wav", Path("/y.wav"), tmp_path / paths[2]]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{}", b"\xff", b"3", b'"x"', b"[3]", b'["relative.wav"]', b'["/a\\u0000b"]',
        json.dumps(["/x"] * 17).encode(), b"[" * 100_000, b'["/x"', b"null",
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(data):
    assert read_message(data) is None


@pytest.mark.parametrize("data", [b"nonsense\n", b"x" * (MAX_BYTES + 2), b'["x.wav"]\n'])
def test_nonsense_at_the_socket_opens_nothing_and_does_no_harm(qtbot, first, folder, caplog, data):
    asked = []
    first.asked.connect(asked.append)
    socket = QLocalSocket()
    socket.connectToServer(socket_name(folder))
    qtbot.waitUntil(lambda: socket.bytesAvailable() > 0)
    socket.write(data)
    qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    caplog.clear()
    second = start_second(folder, "/x/a.wav")
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20000)
    assert answer_of(second) == "True"
    assert asked == [[Path("/x/a.wav")]]


def test_a_long_folder_still_has_a_socket(tmp_path):
    folder = tmp_path / ("x" * 200)
    assert len(socket_name(folder)) < 100
    assert socket_name(folder) != socket_name(tmp_path / ("y" * 200))
    instance = SingleInstance(folder)
    assert not instance.hand_over([])
    assert instance._server is not None
    instance.close()


# -- the program --------------------------------------------------------------------------------


def test_two_starts_of_the_program_are_one_window(tmp_path):
    """The real `run` twice, with nothing of the user's."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtCore import QTimer\n"
        "from gui import app\n"
        "from gui.projects import single_instance\n"
        "app.create_application(['segue'])\n"
        "single_instance.ANSWER_S = 20\n"
        "serve = single_instance.SingleInstance.serve\n"
        "def noted(self, window):\n"
        "    serve(self, window)\n"
        "    self.asked.connect(lambda paths: print('asked', paths, flush=True))\n"
        "    self.asked.connect(lambda paths: window.close())\n"
        "    print('ready', flush=True)\n"
        "single_instance.SingleInstance.serve = noted\n"
        "print('ended', app.run([Path(p) for p in sys.argv[1:]]), flush=True)\n"
    )
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "c")}
    environment = {**os.environ, **home, "XDG_DATA_HOME": str(tmp_path / "d")}
    environment |= {"QT_QPA_PLATFORM": "offscreen"}
    environment.pop("XDG_RUNTIME_DIR", None)
    run = {"cwd": ROOT, "env": environment, "stdout": subprocess.PIPE, "text": True}
    first = subprocess.Popen([sys.executable, "-c", code], **run)
    try:
        assert first.stdout.readline() == "ready\n"
        second = subprocess.run(
            [sys.executable, "-c", code, "assets/clips/x.segue"], **run, timeout=60, check=False
        )
        assert (second.returncode, second.stdout) == (0, "ended 0\n")
        said = first.communicate(timeout=60)[0]
    finally:
        first.kill()
    assert str(ROOT / "assets/clips/x.segue") in said
    assert said.endswith("ended 0\n")
