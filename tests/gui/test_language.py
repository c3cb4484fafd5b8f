"""German: every string of the window has its translation, and the window shows it."""

import re
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialog

from engine.morph.methods import METHODS
from gui import app
from gui.desk.help_control import HelpControl
from gui.desk.preferences_control import PreferencesControl
from gui.engine_words import of_method, of_provider
from gui.language import TRANSLATIONS, install_language, language_of
from gui.main_window import MainWindow
from gui.settings import Settings
from tests.gui.features import feature
from tests.gui.room import cut

ROOT = Path(__file__).resolve().parents[2]
TS = TRANSLATIONS / "segue_de.ts"
ENGINE_TS = TRANSLATIONS / "engine_de.ts"
ENGINE = ROOT / "gui" / "engine_sentences.py"
SOURCES = {
    TS: sorted(set((ROOT / "gui").rglob("*.py")) - {ENGINE}),
    ENGINE_TS: [ENGINE],
}
both_files = pytest.mark.parametrize("ts", SOURCES, ids=lambda ts: ts.stem)
FIELD = re.compile(r"\{[^{}]*\}")
TAG = re.compile(r"</?\w+[^<>]*>")


def messages(path):
    """Yield (context, source, comment, translation element) of a .ts file."""
    for context in xml.etree.ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            yield (
                context.findtext("name"),
                message.findtext("source"),
                message.findtext("comment"),
                message.find("translation"),
            )


def ids(path):
    return {(context, source, comment) for context, source, comment, _ in messages(path)}


def tool(name):
    return Path(sys.executable).with_name(name)


@pytest.fixture
def german_window(german, make_window, backend):
    return make_window(backend, ["one.wav", "second.wav"])


# -- the file -------------------------------------------------------------------------------


@both_files
def test_every_string_is_translated(ts):
    unfinished = [
        (context, source)
        for context, source, _, translation in messages(ts)
        if translation.get("type") or not (translation.text or "").strip()
    ]
    assert [s for s in unfinished if s[1].strip()] == []


@both_files
def test_fields_mnemonics_and_tags_are_kept(ts):
    for context, source, _, translation in messages(ts):
        german = translation.text or ""
        for pattern in (FIELD, TAG):
            assert sorted(pattern.findall(source)) == sorted(pattern.findall(german)), source
        assert len(re.findall("&[^& ]", source)) == len(re.findall("&[^& ]", german)), source
        assert source.endswith("…") == german.endswith("…"), (context, source)
        assert source.count("\n") == german.count("\n"), source


def test_every_string_has_a_context_of_its_own():
    # What stands there otherwise was called in a way that is not understood.
    for context, source, comment, _ in messages(TS):
        assert context, source
        assert "." not in context, (context, source)
        assert not comment, (context, source, comment)


@both_files
def test_the_file_is_up_to_date_with_the_source(ts, tmp_path):
    path = tmp_path / "now.ts"
    command = [tool("pyside6-lupdate"), *SOURCES[ts], "-ts", path, "-locations", "none"]
    subprocess.run(command, check=True, capture_output=True)
    assert ids(path) == ids(ts), "run: make translations"


@both_files
def test_the_compiled_file_is_up_to_date(ts, tmp_path):
    path = tmp_path / "now.qm"
    subprocess.run([tool("pyside6-lrelease"), "-silent", ts, "-qm", path], check=True)
    assert path.read_bytes() == ts.with_suffix(".qm").read_bytes(), "run: make translations"


def test_the_letters_of_the_menus_differ(german_window):
    letters = [
        action.text().partition("&")[2][:1].casefold()
        for action in german_window.menuBar().actions()
    ]
    assert all(letters)
    assert len(letters) == len(set(letters))


# -- the choice -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "system", "language"),
    [
        ("de", ["en-GB"], "de"),
        ("en", ["de-DE"], "en"),
        ("system", ["de-AT", "en-US"], "de"),
        ("system", ["de_CH"], "de"),
        ("system", ["fr-FR", "de-DE"], "de"),
        ("system", ["en-US", "de-DE"], "en"),
        ("system", ["tlh"], "en"),
        ("system", [], "en"),
        ("system", ["system"], "en"),
    ],
)
def test_the_language_is_the_wish_or_the_best_there_is(wish, system, language):
    assert language_of(wish, system) == language


def test_english_loads_nothing(qapp):
    assert install_language("en") == []


def test_the_program_asks_for_the_language_of_the_settings(monkeypatch, tmp_path):
    class Stop(Exception):
        pass

    def stop(wish):
        raise Stop(wish)

    settings = Settings(tmp_path / "settings.ini")
    settings.language = "de"
    monkeypatch.setattr(app, "Settings", lambda: settings)
    monkeypatch.setattr(app, "start_log", lambda: None)
    monkeypatch.setattr(app, "install_language", stop)
    with pytest.raises(Stop, match="de"):
        app.run([])


# -- the window -----------------------------------------------------------------------------


def test_the_window_speaks_german(german_window):
    window = german_window
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles[:2] == ["&Datei", "&Bearbeiten"]
    assert window.menus.actions["swap"].text().startswith("A und B tauschen")
    assert window.transport.loop.text().strip() == "Schleife"
    assert window.clips[next(iter(window.clips))].line_1.full_text.find(" von ") > 0
    assert window.alpha.track.accessibleName() == "Morph von A nach B"


def test_keys_are_called_what_german_keyboards_say(german_window):
    assert "Leertaste" in german_window.menus.actions["play"].text()
    assert "(Leertaste)" in german_window.transport.play.toolTip()


def test_dialogs_speak_german(german_window, qtbot):
    window = german_window
    window.commands.run("preferences")
    dialog = feature(window, PreferencesControl).dialog
    assert dialog.windowTitle() == "Einstellungen"
    assert dialog.close_button.text() == "Schließen"
    dialog.close()
    window.commands.run("keys")
    keys = feature(window, HelpControl).keys
    assert any(group.title == "Datei" for group in keys.groups)
    assert any(key == "Strg+O" for group in keys.groups for key, _ in group.rows)
    keys.close()


def test_what_the_engine_calls_its_methods_is_translated_too(german):
    known = {source for context, source, _, _ in messages(TS) if context == "methods"}
    for method in METHODS.values():
        assert {method.label, method.help} <= known, method.key
    assert of_method("Blend") == "Mischung"
    assert of_method("unheard of") == "unheard of"
    assert of_provider("Running on the NVIDIA GPU.") == "Läuft auf der NVIDIA-Grafikkarte."


def test_numbers_keep_their_point(german):
    assert QLocale().decimalPoint() == "."


@pytest.mark.parametrize("has_hints", [False, True])
def test_nothing_german_is_cut_at_1024_by_640(german_window, has_hints):
    window: MainWindow = german_window
    if has_hints:
        window.commands.run("hints")
    window.resize(1024, 640)
    window.grab()
    QApplication.processEvents()  # what folds asks for another layout
    assert (window.width(), window.height()) == (1024, 640)
    assert cut(window) == []


@pytest.mark.parametrize("name", ["preferences", "keys", "about"])
def test_nothing_german_is_cut_in_the_dialogs(qtbot, german_window, name):
    german_window.commands.run(name)
    (dialog,) = [d for d in german_window.findChildren(QDialog) if d.isVisible()]
    qtbot.waitUntil(lambda: german_window.controller.tasks.n_live == 0)
    dialog.grab()
    assert cut(dialog) == []
    dialog.close()
