"""The Help menu, and the hints of the first minutes."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QDialog, QPushButton

from export.version import version
from gui.command_list import CommandList
from gui.desk import about, help_control
from gui.desk.help_control import HelpControl
from gui.desk.shortcut_sheet import ShortcutSheet
from gui.key_names import native
from gui.main_window import MainWindow
from tests.gui.fake_engine import FakeVae
from tests.gui.features import feature


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


def test_closing_the_window_closes_its_dialogs(window, log_file):
    for name in ("about", "log", "keys", "preferences"):
        window.commands.run(name)
    assert isinstance(window, MainWindow)
    window.close()
    assert not [d for d in window.findChildren(QDialog) if d.isVisible()]
