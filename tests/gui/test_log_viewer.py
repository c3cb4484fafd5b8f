"""The log in the window: its tail, its levels, and what goes into a report."""

import logging
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from export.version import version
from gui.desk import help_control, log_viewer
from gui.desk.help_control import HelpControl
from tests.gui.features import feature


@pytest.fixture
def log_file(tmp_path, monkeypatch):
    path = tmp_path / "segue.log"
    monkeypatch.setattr(help_control, "log_path", lambda: path)
    return path


STAMP = "2026-01-02 03:04:05,678"
LINES = [
    f"{STAMP} INFO MainThread segue: window shown",
    f"{STAMP} ERROR Dummy-1 gui.exports.exporter: it failed",
    "Traceback (most recent call last):",
    "OSError: no room",
    f"{STAMP} WARNING MainThread qt: odd",
    f"{STAMP} CRITICAL MainThread segue: unexpected error",
]


def test_a_traceback_belongs_to_its_error():
    entries = log_viewer.records(LINES)
    assert [e.level for e in entries] == ["INFO", "ERROR", "WARNING", "CRITICAL"]
    assert entries[1].text.endswith("OSError: no room")


@pytest.mark.parametrize(("level", "n"), [("DEBUG", 4), ("WARNING", 3), ("ERROR", 2)])
def test_a_level_leaves_what_is_as_bad_or_worse(level, n):
    assert len(log_viewer.at_least(log_viewer.records(LINES), level)) == n


def test_the_records_are_those_the_log_writes(tmp_path):
    from gui.app import start_log

    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    path = start_log(tmp_path)
    try:
        logging.getLogger("segue").info("one\ntwo")
        logging.getLogger("segue").info("three")
    finally:
        for handler in set(root.handlers) - set(handlers):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
    first, second = log_viewer.read_tail(path)
    assert (first.level, second.level) == ("INFO", "INFO")
    assert first.text.endswith("one\ntwo")


def test_only_the_tail_of_a_long_log_is_read(tmp_path):
    path = tmp_path / "segue.log"
    with path.open("w", encoding="utf-8") as file:
        for i in range(30_000):
            file.write(f"{STAMP} INFO MainThread segue: entry {i} äöü\n")
    entries = log_viewer.read_tail(path)
    assert len(entries) == log_viewer.MAX_LINES
    assert entries[-1].text.endswith("entry 29999 äöü")


def test_a_log_of_noise_or_none_at_all_is_no_error(tmp_path):
    path = tmp_path / "segue.log"
    assert log_viewer.read_tail(path) == []
    path.write_bytes(bytes(range(256)) * 9)
    assert log_viewer.read_tail(path)


def test_the_report_keeps_the_home_folder_to_itself():
    home = Path("/home/ann")
    text = "/home/ann/music /home/anna/x '/home/ann' /home/ann-2 /home/ann"
    assert log_viewer.without_home(text, home) == "~/music /home/anna/x '~' /home/ann-2 ~"
    entries = [log_viewer.Record("INFO", f"opened {Path.home()}/song.wav")]
    report = log_viewer.report(entries, "Running on the CPU.")
    assert str(Path.home()) + "/" not in report
    assert "opened ~/song.wav" in report
    assert f"Segue: {version()}" in report
    assert "Provider: Running on the CPU." in report


def test_the_viewer_filters_and_copies_what_it_shows(qtbot, window, log_file):
    log_file.write_text("\n".join(LINES) + "\n", "utf-8")
    window.commands.run("log")
    viewer = feature(window, HelpControl).log
    qtbot.waitUntil(lambda: "window shown" in viewer.text.toPlainText())
    viewer.level.setCurrentIndex(viewer.level.findData("ERROR"))
    assert "window shown" not in viewer.text.toPlainText()
    assert "no room" in viewer.text.toPlainText()
    viewer.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert "no room" in copied
    assert "Python: " in copied
    log_file.write_text(LINES[0] + "\n", "utf-8")
    viewer.level.setCurrentIndex(0)
    viewer.refresh_button.click()
    qtbot.waitUntil(lambda: viewer.text.toPlainText() == LINES[0])
    viewer.close()


def test_the_folder_of_the_log_can_be_opened(window, log_file, monkeypatch):
    opened = []
    monkeypatch.setattr(log_viewer.QDesktopServices, "openUrl", opened.append)
    window.commands.run("log")
    viewer = feature(window, HelpControl).log
    viewer.folder_button.click()
    assert [Path(url.toLocalFile()) for url in opened] == [log_file.parent]
    viewer.close()


def test_a_log_that_cannot_be_read_is_told(qtbot, window, log_file, monkeypatch):
    def fail(_):
        raise PermissionError("not yours")

    monkeypatch.setattr(help_control, "read_tail", fail)
    window.commands.run("log")
    viewer = feature(window, HelpControl).log
    qtbot.waitUntil(lambda: "not yours" in viewer.text.toPlainText())
    viewer.close()
