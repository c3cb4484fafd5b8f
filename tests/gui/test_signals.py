"""Signals end the program as a click on the window's cross does."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A test run in the background has SIGINT ignored, and children inherit that.
CODE = """
import signal
signal.signal(signal.SIGINT, signal.SIG_DFL)
from PySide6.QtCore import QTimer
from gui import app
from gui.main_window import MainWindow
app.create_application(["segue"])
def tell():
    print("ready", flush=True)
    {busy}
QTimer.singleShot({wait_ms}, tell)
status = app.run([])
print("ended", status, flush=True)
"""


def start(home: Path, wait_ms: int, busy: str = "pass") -> subprocess.Popen:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(home)}
    environment |= {"XDG_CONFIG_HOME": str(home / "c"), "XDG_DATA_HOME": str(home / "d")}
    code = CODE.format(wait_ms=wait_ms, busy=busy)
    command = [sys.executable, "-c", code]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals cannot be sent to a child there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_closes_an_idle_window(tmp_path, name):
    process = start(tmp_path, 3000)
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.3)
    begun = time.monotonic()
    process.send_signal(getattr(signal, name))
    assert process.stdout.readline() == "ended 0\n"
    took = time.monotonic() - begun
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert took < 2  # a second, on a machine that does nothing else
    assert list(tmp_path.rglob("settings.ini"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals cannot be sent to a child there")
def test_a_signal_closes_a_window_with_a_dialog_open(tmp_path):
    busy = "from PySide6.QtWidgets import QMessageBox; QMessageBox.question(None, 'x', 'y')"
    process = start(tmp_path, 1500, busy)
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
