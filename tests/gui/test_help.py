"""The Help menu, and the hints of the first minutes."""

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QDialog, QPushButton

from export.demo import DEMO_PAIR
from export.version import version
from gui import about, help_control, log_viewer
from gui.command_list import CommandList
from gui.help_control import HelpControl
from gui.hints import ALL_SEEN, NAMES, Hints
from gui.key_names import native
from gui.main_window import MainWindow
from gui.shortcut_sheet import ShortcutSheet
from tests.gui.fake_engine import FakeVae


def feature(window, kind):
    return next(f for f in window.features if isinstance(f, kind))


@pytest.fixture
def log_file(tmp_path, monkeypatch):
    path = tmp_path / "segue.log"
    monkeypatch.setattr(help_control, "log_path", lambda: path)
    return path


# -- the sheet of keys ----------------------------------------------------------------------


@pytest.fixture
def sheet(qtbot, qapp):
    sheet = ShortcutSheet(CommandList())
    qtbot.addWidget(sheet)
    sheet.show()
    return sheet


def shown(sheet):
    return {cap.text() for _, rows in sheet._shown for _, _, cap in rows if cap.isVisibleTo(sheet)}


def test_the_sheet_has_every_key_in_the_group_of_its_menu(sheet):
    keys = {native(w.key) for w in CommandList().words().values() if w.key}
    assert keys <= shown(sheet)
    groups = {group.title: dict(group.rows) for group in sheet.groups}
    assert groups["File"]["Ctrl+O"] == "Open A"
    assert groups["Playback"]["Space"] == "Play or pause"
    assert groups["Edit"]["Ctrl+,"] == "Preferences"


def test_the_sheet_tells_of_the_mouse_too(sheet):
    assert {"Wheel", "Double click", "Drop"} <= shown(sheet)


def test_no_key_has_two_meanings():
    keys = [QKeySequence(w.key).toString() for w in CommandList().words().values() if w.key]
    assert len(keys) == len(set(keys))


def test_searching_leaves_what_fits_and_clearing_brings_all_back(qtbot, sheet):
    everything = shown(sheet)
    qtbot.keyClicks(sheet.search, "OPEN a")
    assert "Ctrl+O" in shown(sheet)
    assert "Space" not in shown(sheet)
    qtbot.keyClicks(sheet.search, "zzz")
    assert shown(sheet) == set()
    assert sheet._nothing.isVisible()
    sheet.search.clear()
    assert shown(sheet) == everything
    assert not sheet._nothing.isVisible()


def test_a_key_can_be_searched_for(qtbot, sheet):
    qtbot.keyClicks(sheet.search, "f1")
    assert shown(sheet) == {"F1"}


def test_f1_opens_the_sheet_and_escape_closes_it(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    sheet = feature(window, HelpControl).keys
    assert sheet.isVisible()
    assert not sheet.isModal()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert feature(window, HelpControl).keys is sheet
    assert sheet.isVisible()


# -- hints ----------------------------------------------------------------------------------


@pytest.fixture
def newcomer(make_window, backend, settings):
    """A window of someone who was never here, with the demo pair."""
    settings.hints_seen = ""
    return make_window(backend, DEMO_PAIR)


def visible_hints(window):
    row = feature(window, Hints).row
    return {name for name, hint in row.hints.items() if hint.isVisibleTo(window)}


def test_a_newcomer_sees_three_hints_and_others_none(newcomer, make_window, backend, settings):
    assert visible_hints(newcomer) == set(NAMES)
    settings.hints_seen = ALL_SEEN
    other = make_window(backend)
    assert visible_hints(other) == set()
    assert not feature(other, Hints).row.isVisible()


def test_moving_the_slider_ends_its_hint_for_ever(qtbot, newcomer, settings):
    newcomer.controller.set_alpha(0.3)  # not the user
    assert "slide" in visible_hints(newcomer)
    qtbot.keyClick(newcomer.alpha.track, Qt.Key.Key_Right)
    assert visible_hints(newcomer) == {"drop", "export"}
    assert settings.hints_seen == "slide"


def test_opening_a_song_ends_its_hint_and_the_demo_does_not(newcomer, settle):
    newcomer.commands.open_demo()
    settle(newcomer)
    assert "drop" in visible_hints(newcomer)
    newcomer.controller.open_clip(next(iter(newcomer.clips)), Path("mine.wav"))
    settle(newcomer)
    assert visible_hints(newcomer) == {"slide", "export"}


def test_asking_for_an_export_ends_its_hint(newcomer, monkeypatch):
    monkeypatch.setattr(newcomer.controller.session, "final", None, raising=False)
    newcomer.transport.export_clicked.disconnect(newcomer.commands.export)
    newcomer.transport.export_clicked.emit()
    assert visible_hints(newcomer) == {"drop", "slide"}


def test_a_cross_ends_a_hint_and_help_brings_them_back(qtbot, newcomer, settings):
    row = feature(newcomer, Hints).row
    for hint in row.hints.values():
        qtbot.mouseClick(hint.close_button, Qt.MouseButton.LeftButton)
    assert not row.isVisible()
    assert settings.hints_seen == ALL_SEEN
    newcomer.menus.actions["hints"].trigger()
    assert visible_hints(newcomer) == set(NAMES)
    assert settings.hints_seen == ""


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900)])
def test_hints_cover_nothing_and_are_not_cut(qtbot, newcomer, size):
    newcomer.resize(*size)
    newcomer.grab()
    row = feature(newcomer, Hints).row
    place = QRect(row.mapTo(newcomer, QPoint(0, 0)), row.size())
    columns = [*newcomer.clips.values(), newcomer.morph]
    for widget in (*columns, newcomer.alpha, newcomer.transport, newcomer.status):
        other = QRect(widget.mapTo(newcomer, QPoint(0, 0)), widget.size())
        assert not place.intersects(other), type(widget)
    for hint in row.hints.values():
        assert hint.text.width() >= hint.text.sizeHint().width()


def test_junk_in_the_seen_hints_is_no_error(make_window, backend, settings):
    settings.hints_seen = "slide nonsense"
    assert visible_hints(make_window(backend)) == {"drop", "export"}


# -- about ----------------------------------------------------------------------------------


def test_about_names_versions_licences_and_the_log():
    text = about.about_html(FakeVae())
    assert f"Segue {version()}" in text
    for name in ("Qt", "PySide6", "onnxruntime", "numpy"):
        assert f"<td align='left'>{name}</td><td align='left'>" in text
    assert "?" not in dict(about.versions()).values()
    assert "fake 1, licence GPL-3.0-or-later" in text
    assert "no NVIDIA GPU" in text
    assert "segue.log" in text
    assert "No model" in about.about_html(None)
    assert "licence not stated" in about.about_html(FakeVae(metadata={}))


def test_about_shows_what_a_name_says_not_what_it_does():
    text = about.about_html(FakeVae(name="<b>x</b>", metadata={"licence": "<i>"}))
    assert "<b>x" not in text
    assert "&lt;b&gt;x" in text


def test_the_credits_of_a_card_are_one_row_a_package():
    card = {
        "data": {
            "source": "here",
            "packages": [
                {"package": "b", "hours": 0.25, "licences": ["MIT"], "authors": ["Ann"]},
                {"package": "a", "hours": 1, "licences": ["CC0"], "authors": ["Cy"]},
                {"package": "b", "hours": 0.5, "licences": ["MIT", "GPL"], "authors": ["Bo"]},
            ],
        }
    }
    assert about.credit_rows(card) == [
        ("a", "1.00", "CC0", "Cy"),
        ("b", "0.75", "MIT, GPL", "Ann; Bo"),
    ]
    assert "Ann; Bo" in about.about_html(FakeVae(), card)


@pytest.mark.parametrize(
    "card",
    [{}, {"data": 3}, {"data": {}}, {"data": {"packages": "x"}}, {"data": {"packages": [1, None]}}],
)
def test_a_card_without_credits_gives_none(card):
    assert about.credit_rows(card) == []
    assert "<th" not in about.about_html(FakeVae(), card)


def test_the_papers_of_the_model_that_comes_with_segue_name_all_its_music():
    from engine.vae.store import models_folder

    papers = about.read_papers(models_folder() / "segue-conv-1")
    rows = about.credit_rows(papers.card)
    assert len(rows) > 40
    assert all(all(row) for row in rows)
    assert "ragtime" in papers.credits
    assert "MIT License" in papers.licence
    assert about.read_papers(Path("/nowhere")).card == {}


def test_about_shows_the_papers_when_they_are_read_and_copies_all(qtbot, window, monkeypatch):
    window.commands.run("about")
    dialog = feature(window, HelpControl).about
    assert not dialog.isModal()
    qtbot.waitUntil(lambda: "Sunflower Slow Drag" in dialog.text.toPlainText())
    assert "WITHOUT WARRANTY OF ANY KIND" in dialog.text.toPlainText()
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied == dialog.text.toPlainText()
    dialog.close()
    window.commands.run("about")
    assert len([d for d in window.findChildren(QDialog) if d.isVisible()]) == 1
    feature(window, HelpControl).about.close()


def test_the_buttons_of_dialogs_have_no_icons(window, log_file):
    for name in ("about", "log", "keys", "preferences"):
        window.commands.run(name)
    for dialog in window.findChildren(QDialog):
        buttons = dialog.findChildren(QPushButton)
        assert buttons
        assert all(button.icon().isNull() for button in buttons)
        dialog.close()


# -- the log --------------------------------------------------------------------------------

STAMP = "2026-01-02 03:04:05,678"
LINES = [
    f"{STAMP} INFO MainThread segue: window shown",
    f"{STAMP} ERROR Dummy-1 gui.exporter: it failed",
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


def test_closing_the_window_closes_its_dialogs(window, log_file):
    for name in ("about", "log", "keys", "preferences"):
        window.commands.run(name)
    assert isinstance(window, MainWindow)
    window.close()
    assert not [d for d in window.findChildren(QDialog) if d.isVisible()]
