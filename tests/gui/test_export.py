"""Export: what is asked, what is ordered, what is said of it."""

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
)

from engine.errors import ExportError
from engine.morph.alpha import AlphaCurve
from gui.exports.export_control import ExportControl
from gui.exports.export_job import suggested_name
from gui.session import Session, Slot, SlotState


@pytest.fixture
def window(make_window, backend, settings, tmp_path):
    settings.export_folder = str(tmp_path)
    window = make_window(backend, ["one.wav", "second.wav"])
    yield window
    window.status._timer.stop()


@pytest.fixture
def control(window):
    (control,) = (f for f in window.features if isinstance(f, ExportControl))
    return control


@pytest.fixture
def dialog(control, window):
    window.commands.run("export")
    return control.dialog


@pytest.fixture
def order(qtbot, window, dialog):
    """Press Export and return what is ordered."""

    def press():
        backend = window.controller._backend
        n_before = len(backend.orders)
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: len(backend.orders) > n_before)
        qtbot.waitUntil(lambda: not window.controller.exporter.jobs)
        return backend.orders[-1]

    return press


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


def choose(combo, value):
    index = combo.findData(value)
    assert index >= 0, [combo.itemText(i) for i in range(combo.count())]
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def shown(combo):
    return [combo.itemText(i) for i in range(combo.count())]


def type_name(qtbot, dialog, text):
    dialog.form.name.setFocus()
    dialog.form.name.selectAll()
    if text.isascii():
        qtbot.keyClicks(dialog.form.name, text)
    else:  # Qt's test keys stop at Latin-1
        dialog.form.name.insert(text)
        dialog.form.name.textEdited.emit(text)


def test_the_button_and_the_key_open_one_dialog(qtbot, window, control):
    qtbot.mouseClick(window.transport.export, Qt.MouseButton.LeftButton)
    first = control.dialog
    assert first.isVisible()
    window.commands.run("export")
    assert control.dialog is first
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert control.dialog is None
    assert window.controller._backend.orders == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [("m.wav", "m.wav"), ("m", "m.wav"), ("m.0.5", "m.0.5.wav"), ("ü 😀", "ü 😀.wav")],
)
def test_export_writes_the_final_morph(qtbot, window, dialog, order, tmp_path, typed, name):
    assert dialog.path == tmp_path / "one-second-0.50.wav"
    assert dialog.target.full_text == str(tmp_path / "one-second-0.50.wav")
    type_name(qtbot, dialog, typed)
    assert dialog.target.full_text == str(tmp_path / name)
    ordered = order()
    session = window.controller.session
    assert (ordered.kind, ordered.path) == ("morph", tmp_path / name)
    assert ordered.result is session.sound
    assert (ordered.request.alpha, ordered.request.method) == (0.5, session.method)
    assert (ordered.sound.subtype, ordered.sound.sample_rate) == ("PCM_24", None)
    assert not ordered.sound.overwrite
    qtbot.waitUntil(lambda: f"Saved {name} in {tmp_path}" in window.status.text())
    assert window.settings.export_folder == str(tmp_path)


def test_the_morph_need_not_be_final(qtbot, window, control, backend):
    backend.n_steps = 10_000
    window.controller.set_alpha(0.25)
    assert not window.controller.session.is_final
    assert window.transport.export.isEnabled()
    window.commands.run("export")
    qtbot.keyClick(control.dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(backend.orders) == 1)
    assert backend.orders[0].result is None
    assert backend.orders[0].request.alpha == 0.25
    backend.n_steps = 1
    qtbot.waitUntil(lambda: not window.controller.exporter.jobs)


def test_without_clips_there_is_nothing_to_export(make_window, backend):
    window = make_window(backend)
    assert not window.transport.export.isEnabled()
    assert not window.menus.actions["export"].isEnabled()
    window.commands.run("export")
    assert window.controller.export(None) is None


def test_each_format_offers_what_it_has(dialog):
    form = dialog.form
    assert shown(form.bits) == ["24 bits", "16 bits, dithered", "32 bits, float"]
    choose(form.bits, "FLOAT")
    choose(form.format, ".flac")
    assert shown(form.bits) == ["24 bits", "16 bits, dithered"]
    choose(form.bits, "PCM_16")
    choose(form.format, ".ogg")
    assert (shown(form.bits), form.bits.isEnabled()) == (["compressed"], False)
    assert dialog.path.name == "one-second-0.50.ogg"
    choose(form.format, ".wav")
    assert form.bits.isEnabled()


def test_rate_and_loudness_reach_the_order(dialog, order):
    form = dialog.form
    assert shown(form.rate)[:3] == ["32.768 kHz, as it is", "44.1 kHz", "48 kHz"]
    choose(form.rate, 44_100)
    choose(form.loudness, -16.0)
    choose(form.bits, "FLOAT")
    ordered = order()
    assert ordered.sound.subtype == "FLOAT"
    assert (ordered.sound.sample_rate, ordered.sound.target_lufs) == (44_100, -16.0)


def test_the_loop_can_be_written_alone(qtbot, window, control, order_of):
    assert control.dialog is None
    window.controller.set_loop((1.25, 2.5))
    window.commands.run("export")
    choose(control.dialog.form.range, (1.25, 2.5))
    assert control.dialog.form.range.currentText() == "The loop, 0:01.25 – 0:02.50"
    assert order_of(control.dialog).range_s == (1.25, 2.5)


@pytest.fixture
def order_of(qtbot, window):
    def press(dialog):
        backend = window.controller._backend
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(backend.orders))
        qtbot.waitUntil(lambda: not window.controller.exporter.jobs)
        return backend.orders[-1]

    return press


def test_without_a_curve_none_is_offered(dialog):
    assert dialog.form.kind.findData("curve") == -1


def test_a_curve_that_is_followed_is_what_is_written(window, control, order_of):
    curve = AlphaCurve(((0.0, 0.0), (5.0, 1.0)))
    window.controller.set_curve(curve)
    window.commands.run("export")
    dialog = control.dialog
    assert dialog.form.kind.currentData() == "curve"
    assert dialog.path.name == "one-second-curve.wav"
    assert order_of(dialog).request.alpha == curve


def test_alpha_is_written_though_a_curve_is_followed(window, control, order_of):
    window.controller.set_curve(AlphaCurve(((0.0, 0.0), (5.0, 1.0))))
    window.commands.run("export")
    choose(control.dialog.form.kind, "alpha")
    ordered = order_of(control.dialog)
    assert (ordered.request.alpha, ordered.result) == (0.5, None)


def test_a_series_is_a_folder(dialog, order, tmp_path):
    form = dialog.form
    assert not form.steps.isVisible()
    choose(form.kind, "series")
    assert form.steps.isVisible()
    assert not form.range.isVisible()
    form.steps.setValue(7)
    form.even.setChecked(True)
    choose(form.format, ".flac")
    assert dialog.path == tmp_path / "one-second-series"
    ordered = order()
    assert (ordered.kind, ordered.n_steps, ordered.suffix) == ("series", 7, ".flac")
    assert ordered.request.is_even
    assert ordered.pictures == ()


def test_a_transition_tells_how_long_and_where(window, dialog, order):
    form = dialog.form
    choose(form.kind, "transition")
    assert form.rate.itemText(0) == "44.1 kHz, as the files"
    assert "44.1 kHz" not in shown(form.rate)
    form.zone.setValue(4.5)
    choose(form.zone_place, "excerpts")
    assert dialog.path.name == "one-to-second.wav"
    ordered = order()
    assert (ordered.kind, ordered.zone_s, ordered.zone_place) == ("transition", 4.5, "excerpts")


def test_the_whole_clips_and_pictures(dialog, order):
    choose(dialog.form.kind, "whole")
    dialog.form.png.setChecked(True)
    dialog.form.exr.setChecked(True)
    ordered = order()
    assert (ordered.kind, ordered.pictures) == ("whole", (".png", ".exr"))
    assert ordered.path.name == "one-second-whole-0.50.wav"


def test_what_ignores_the_matching_says_so(window, control, settle):
    window.controller.aligner.toggle()
    settle(window)
    window.commands.run("export")
    dialog = control.dialog
    assert "matched" not in dialog.hint.text()
    for kind in ("transition", "whole"):
        choose(dialog.form.kind, kind)
        assert "not matched to A" in dialog.hint.text()


def test_a_transition_says_that_the_sound_goes_along(window, control, settle):
    window.controller.set_sound_apart(True)
    settle(window)
    window.commands.run("export")
    dialog = control.dialog
    assert "sound" not in dialog.hint.text()
    choose(dialog.form.kind, "transition")
    assert "the sound goes with alpha" in dialog.hint.text()


def test_choices_are_remembered(window, control, order_of):
    window.commands.run("export")
    form = control.dialog.form
    choose(form.kind, "transition")
    choose(form.format, ".flac")
    choose(form.bits, "PCM_16")
    choose(form.rate, 48_000)
    choose(form.loudness, -23.0)
    form.zone.setValue(12)
    choose(form.zone_place, "excerpts")
    form.png.setChecked(True)
    order_of(control.dialog)
    window.commands.run("export")
    form = control.dialog.form
    chosen = [form.kind, form.format, form.bits, form.rate, form.loudness, form.zone_place]
    assert [combo.currentData() for combo in chosen] == [
        *("transition", ".flac", "PCM_16", 48_000, -23.0, "excerpts")
    ]
    assert (form.zone.value(), form.png.isChecked(), form.exr.isChecked()) == (12, True, False)


def test_choices_of_a_cancelled_dialog_are_not(qtbot, window, dialog):
    choose(dialog.form.format, ".ogg")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.settings.export_suffix == ".wav"


def test_an_own_name_stays_when_the_kind_changes(qtbot, dialog, tmp_path):
    type_name(qtbot, dialog, "mine")
    choose(dialog.form.kind, "series")
    assert dialog.path == tmp_path / "mine"
    choose(dialog.form.kind, "alpha")
    assert dialog.path == tmp_path / "mine.wav"


def test_what_is_no_name_cannot_be_exported(qtbot, dialog):
    for typed in ("", "  ", ".", "..", "a/b", "a\\b", ".wav"):
        dialog.form.name.setText(typed)
        dialog.form.name.textEdited.emit(typed)
        assert not dialog.export.isEnabled(), typed
        type_name(qtbot, dialog, "good")
        assert dialog.export.isEnabled()


def test_a_folder_is_a_whole_path(dialog):
    for folder in ("", "here", "~nobody-of-that-name/x"):
        dialog.form.folder.setText(folder)
        dialog.form.folder.textEdited.emit(folder)
        assert not dialog.export.isEnabled(), folder
        assert "whole path" in dialog.target.full_text


def test_what_cannot_be_written_is_said_in_place(window, dialog, tmp_path):
    form, before = dialog.form, sorted(tmp_path.iterdir())
    dialog._is_name_own = True
    for folder, name, said in (
        (tmp_path / "missing", "a", "folder does not exist"),
        (tmp_path, "x" * 300, "too long"),
        (tmp_path, "x" * 248, "too long"),  # with the suffixes
        (tmp_path, "a\0b", "NUL"),
        ("/dev/full", "a", "not a folder"),
        ("/proc", "a", "/proc/a.wav was not written"),
        ("/", "proc", ""),
    ):
        form.folder.setText(str(folder))
        form.name.setText(name)
        if not said:
            form.kind.setCurrentIndex(form.kind.findData("series"))
            said = "Segue did not make"
        dialog._on_accepted()
        assert dialog.isVisible()
        assert said in dialog.refusal.text
        assert sorted(tmp_path.iterdir()) == before
    assert window.controller._backend.orders == []
    form.folder.textEdited.emit("")
    assert dialog.refusal.text == ""


def test_an_open_clip_is_never_replaced(window, dialog, replace, tmp_path):
    path = tmp_path / "song.wav"
    path.write_bytes(b"music")
    source = window.controller.session.slots[Slot.A].source
    info = dataclasses.replace(source.clip.info, path=path)
    source.clip = dataclasses.replace(source.clip, info=info)
    asked = replace(QMessageBox.StandardButton.Yes)
    dialog.form.name.setText("song")
    dialog._is_name_own = True
    dialog._on_accepted()
    assert "clips in use" in dialog.refusal.text
    assert (asked, path.read_bytes()) == ([], b"music")


@pytest.mark.parametrize("there", ["old.wav", "old.wav.json"])
def test_an_older_file_is_replaced_when_the_user_says_so(
    qtbot, dialog, order, replace, tmp_path, there
):
    (tmp_path / there).write_text("older")
    asked = replace(QMessageBox.StandardButton.Yes)
    type_name(qtbot, dialog, "old")
    assert order().sound.overwrite
    assert asked == [f"“{there}” exists already. Replace it?"]


def test_an_older_file_stays_when_the_user_says_so(qtbot, window, dialog, replace, tmp_path):
    (tmp_path / "old.png").write_text("older")
    replace(QMessageBox.StandardButton.No)
    type_name(qtbot, dialog, "old")
    dialog.form.png.setChecked(True)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert window.controller._backend.orders == []


def test_a_folder_is_browsed_for(dialog, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/some/where")
    dialog.form.browse.click()
    assert str(dialog.path) == "/some/where/one-second-0.50.wav"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    dialog.form.browse.click()
    assert dialog.form.folder.text() == "/some/where"


def test_a_refused_export_is_told_in_full_until_the_next(qtbot, window, control, caplog):
    backend = window.controller._backend
    sentence = "The disk is full; choose another. " * 4
    backend.write_error = ExportError(sentence)
    window.commands.run("export")
    qtbot.keyClick(control.dialog, Qt.Key.Key_Return)
    refusal = window.morph.messages.refusal
    qtbot.waitUntil(lambda: refusal.text == sentence)
    window.controller.result_changed.emit()
    assert refusal.text == sentence
    assert refusal.height() > 2 * refusal.fontMetrics().height()
    backend.write_error = None
    window.commands.run("export")
    qtbot.keyClick(control.dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Saved" in window.status.text())
    assert refusal.text == ""
    caplog.clear()


def test_every_control_has_a_name_and_a_place_in_the_order(dialog):
    form = dialog.form
    labels = {label.buddy() for label in form.findChildren(QLabel) if label.buddy()}
    own = {w for w in form.inputs() if isinstance(w, QComboBox | QLineEdit | QAbstractSpinBox)}
    assert own - labels == {form.bits, form.zone_place}  # the second in their rows
    for kind in ("alpha", "series", "transition", "whole"):
        choose(form.kind, kind)
        seen = [w for w in form.inputs() if w.isVisible() and w.isEnabled()]
        seen = [w for w in seen if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        assert all(w.accessibleName() or w.text() for w in seen)
        seen[0].setFocus()
        reached = [dialog.focusWidget()]
        for _ in seen:
            dialog.focusNextChild()
            reached.append(dialog.focusWidget())
        assert reached == [*seen, dialog.export]
    assert dialog.export.isDefault()


def test_names_of_clips_make_names_of_files():
    session = Session()
    session.slots[Slot.A], session.slots[Slot.B] = (
        SlotState(Path("/music/a\n\N{PILE OF POO}?*.wav")),
        SlotState(Path("/music") / ("ü" * 200 + ".mp3")),
    )
    for kind in ("alpha", "series", "transition", "whole"):
        name = suggested_name(session, kind)
        assert name.isprintable()
        assert len(name.encode()) < 220
        assert not set(name) & set('/\\:*?"<>|')
    assert suggested_name(session, "alpha").startswith("a_\N{PILE OF POO}__-üü")
