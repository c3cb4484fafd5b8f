"""Export: what is asked, what is written, what is said of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from engine.errors import ExportError
from gui import dialogs


@pytest.fixture
def answer(monkeypatch, window, tmp_path):
    """Return a function that answers the dialog; it returns the names that were suggested."""
    window.settings.export_folder = str(tmp_path)

    def set_up(typed, kind="WAV 24-bit (*.wav)"):
        suggested = []

        def execute(dialog):
            if suggested:
                return 0
            suggested.append(dialog.path.name)
            assert dialog.nameFilters()[0] == "WAV 24-bit (*.wav)"
            dialog.selectNameFilter(kind)
            dialog.selectFile(str(tmp_path / typed))
            return 1

        monkeypatch.setattr(dialogs.ExportDialog, "exec", execute)
        return suggested

    yield set_up
    window.status._timer.stop()


@pytest.fixture
def replace(monkeypatch):
    """Answer the question about replacing; return what was asked."""

    def set_up(button):
        asked = []

        def question(parent, title, text, *_):
            asked.append(text)
            return button

        monkeypatch.setattr(QMessageBox, "question", question)
        return asked

    return set_up


@pytest.mark.parametrize(
    ("typed", "name"), [("m.wav", "m.wav"), ("m", "m.wav"), ("m.0.5", "m.0.5.wav")]
)
def test_export_writes_the_final_morph(qtbot, window, tmp_path, answer, typed, name):
    suggested = answer(typed)
    qtbot.mouseClick(window.transport.export, Qt.MouseButton.LeftButton)
    backend = window.controller._backend
    qtbot.waitUntil(lambda: len(backend.written) == 1)
    assert suggested == ["one-second-0.50.wav"]
    assert backend.written == [(tmp_path / name, 0.5, "PCM_24", False)]
    qtbot.waitUntil(lambda: f"Saved {name} in {tmp_path}" in window.status.text())
    assert window.settings.export_folder == str(tmp_path)


@pytest.mark.parametrize(
    ("kind", "subtype"),
    [
        ("WAV 24-bit (*.wav)", "PCM_24"),
        ("WAV 16-bit (*.wav)", "PCM_16"),
        ("WAV 32-bit float (*.wav)", "FLOAT"),
    ],
)
def test_the_kind_that_was_chosen_is_written(qtbot, window, answer, kind, subtype):
    answer("m.wav", kind)
    window.commands.export()
    written = window.controller._backend.written
    qtbot.waitUntil(lambda: len(written) == 1)
    assert written[0][2] == subtype
    qtbot.waitUntil(lambda: "Saved" in window.status.text())


@pytest.mark.parametrize("typed", ["old", "old.wav"])
@pytest.mark.parametrize("there", ["old.wav", "old.wav.json"])
def test_an_older_file_is_replaced_when_the_user_says_so(
    qtbot, window, tmp_path, answer, replace, typed, there
):
    (tmp_path / there).write_text("older")
    answer(typed)
    asked = replace(QMessageBox.StandardButton.Yes)
    window.commands.export()
    written = window.controller._backend.written
    qtbot.waitUntil(lambda: len(written) == 1)
    assert written == [(tmp_path / "old.wav", 0.5, "PCM_24", True)]
    assert asked == [f"“{there}” exists already. Replace it?"]
    qtbot.waitUntil(lambda: "Saved" in window.status.text())


def test_an_older_file_stays_when_the_user_says_so(window, tmp_path, answer, replace):
    (tmp_path / "old.wav").write_text("older")
    answer("old")
    replace(QMessageBox.StandardButton.No)
    window.commands.export()
    assert window.controller.tasks.n_live == 0
    assert window.controller._backend.written == []


def test_a_cancelled_export_writes_nothing(window, monkeypatch):
    monkeypatch.setattr(dialogs.ExportDialog, "exec", lambda _: 0)
    window.commands.export()
    assert window.controller.tasks.n_live == 0


def test_a_refused_export_is_told_in_full_until_the_next(qtbot, window, answer, caplog):
    backend = window.controller._backend
    sentence = "The disk is full; choose another. " * 4
    backend.write_error = ExportError(sentence)
    answer("m.wav")
    window.commands.export()
    refusal = window.morph.messages.refusal
    qtbot.waitUntil(lambda: refusal.text == sentence)
    window.controller.result_changed.emit()
    assert refusal.text == sentence
    assert refusal.height() > 2 * refusal.fontMetrics().height()
    backend.write_error = None
    answer("m.wav")
    window.commands.export()
    qtbot.waitUntil(lambda: "Saved" in window.status.text())
    assert refusal.text == ""
    caplog.clear()
