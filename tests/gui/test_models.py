"""Choosing another model while the window runs."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from engine.spec import MelSpec
from export.demo import DEMO_PAIR
from gui import app, dialogs, words
from gui.backend import Backend
from gui.exports.export_job import ExportChoice
from gui.main_window import MainWindow
from gui.scenes import SCENES, SceneBackend
from gui.session import Slot
from gui.snapshot import reach, wait_until
from tests.gui.conftest import ARTEFACTS
from tests.gui.fake_engine import FakeBackend, FakeVae
from tests.tiny_model import COARSE, write_fixed_model, write_model

OTHER = Path("/models/other")


def entries(window):
    return {
        a.text(): a.isChecked() for a in window.menus.menus["model"].actions() if a.isCheckable()
    }


def choose(window, label):
    next(a for a in window.menus.menus["model"].actions() if a.text() == label).trigger()


# -- with a fake engine ---------------------------------------------------------------------


def test_the_menu_lists_the_models_and_marks_the_one_in_use(window):
    assert entries(window) == {"fake 1": True, "other 2": False}
    texts = [a.text() for a in window.menus.menus["model"].actions() if a.isVisible()]
    assert texts == ["fake 1", "other 2", "", "Open model folder…"]


def test_another_model_encodes_both_clips_anew_and_renders(window, settle):
    backend, session = window.controller._backend, window.controller.session
    before = session.sound
    choose(window, "other 2")
    settle(window)
    assert window.controller.vae.name == "other"
    assert backend.encoded_with == ["fake", "fake", "other", "other"]
    assert sorted(backend.loaded) == [("one.wav", 3.0), ("second.wav", 3.0)]  # not read again
    assert session.is_final
    assert session.sound is not before
    assert "Model: other 2" in window.status.text()
    assert "64 numbers for each 5 s" in window.status._model.toolTip()
    assert entries(window) == {"fake 1": False, "other 2": True}


def test_until_the_new_encodings_are_there_nothing_of_the_old_model_goes_out(qtbot, window, settle):
    backend, controller = window.controller._backend, window.controller
    backend.encode_gate.clear()
    n_rendered = len(backend.rendered)
    controller.models.open(OTHER)
    qtbot.waitUntil(lambda: controller.vae.name == "other")
    controller.set_alpha(0.8)
    qtbot.wait(60)
    assert len(backend.rendered) == n_rendered
    assert not controller.session.is_final
    assert not window.transport.export.isEnabled()
    assert window.morph.mel.n_mels  # the old picture stays
    assert window.morph.line_2.full_text == "rendering…"
    backend.encode_gate.set()
    settle(window)
    assert controller.session.sound.alpha == 0.8


def test_a_refused_model_is_told_and_the_old_one_works_on(qtbot, window, settle, caplog):
    window.controller.models.open(Path("/models/bad one"))
    refusal = window.morph.messages.refusal
    qtbot.waitUntil(lambda: bool(refusal.text))
    assert refusal.text == "bad one: not a model; choose another. fake is still in use."
    assert window.controller.vae.name == "fake"
    assert window.controller.session.is_final
    assert entries(window)["fake 1"]
    assert "Model: fake 1" in window.status.text()
    window.controller.set_alpha(0.3)
    settle(window)
    assert window.controller.session.sound.alpha == 0.3
    window.commands.open_model(OTHER)
    assert refusal.text == ""
    settle(window)
    caplog.clear()


def test_a_click_on_a_model_that_is_refused_does_not_keep_its_mark(qtbot, window, caplog):
    window.controller.models.models[1] = (Path("/models/bad"), "other 2")
    window._presenter._show_models()
    choose(window, "other 2")
    qtbot.waitUntil(lambda: bool(window.morph.messages.refusal.text))
    assert entries(window) == {"fake 1": True, "other 2": False}
    caplog.clear()


def test_of_two_wishes_the_later_wins(qtbot, window, settle):
    backend = window.controller._backend
    backend.model_gate.clear()
    window.controller.models.open(Path("/models/first"))
    window.controller.models.open(Path("/models/last"))
    backend.model_gate.set()
    qtbot.waitUntil(lambda: window.controller.vae.name == "last")
    settle(window)
    assert set(backend.encoded_with) == {"fake", "last"}


def test_the_folder_is_asked_for_remembered_and_listed(window, settle, settings, monkeypatch):
    asked = []

    def answer(parent, title, folder):
        asked.append(folder)
        return "/zoo/rows"

    monkeypatch.setattr(dialogs.QFileDialog, "getExistingDirectory", answer)
    window.commands.run("open_model")
    settle(window)
    assert settings.model_folder == "/zoo"
    assert entries(window) == {"fake 1": False, "other 2": False, "rows 2": True}
    monkeypatch.setattr(dialogs.QFileDialog, "getExistingDirectory", lambda *_: "")
    window.commands.run("open_model")
    assert asked == [""]
    assert window.controller.vae.name == "rows"


def test_a_window_that_started_without_a_model_can_get_one(qtbot, make_window, settle, caplog):
    window = make_window(FakeBackend(has_model=False), ["one.wav", "second.wav"])
    assert "no model" in window.morph.messages.error.text
    window.controller._backend.has_model = True
    choose(window, "other 2")
    qtbot.waitUntil(lambda: window.controller.session.is_final)
    assert window.morph.messages.error.text == ""
    caplog.clear()


def test_swapping_while_another_model_encodes(qtbot, window, settle):
    backend, controller = window.controller._backend, window.controller
    backend.encode_gate.clear()
    controller.models.open(OTHER)
    qtbot.waitUntil(lambda: controller.vae.name == "other")
    controller.swap()
    backend.encode_gate.set()
    settle(window)
    assert controller.session.is_final
    assert window.clips[Slot.A].title.full_text == "second.wav"


def test_facts_tell_what_a_model_keeps():
    assert words.model_facts(FakeVae()).splitlines() == [
        "fake 1",
        "Sees 512 mel bands every 7.81 ms",
        "Keeps 8 × 32 × 40 numbers for 5 s, at any length",
        "/models/fake",
    ]
    row = FakeVae(spec=COARSE, latent_shape=(8,), fixed_frames=160, folder=None)
    assert words.model_facts(row).splitlines()[1:] == [
        "Sees 128 mel bands every 31.2 ms",
        "Keeps 8 numbers for each 5 s",
    ]


# -- with the real engine -------------------------------------------------------------------


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("models")
    return {
        "grid": write_model(root / "grid"),
        "row": write_fixed_model(root / "row", n_numbers=8),
        "rate": write_model(root / "rate", MelSpec(16000, 1024, 256, 64, 0.0, 8000.0)),
    }


@pytest.fixture
def real_window(qtbot, settings, theme, folders):
    window = MainWindow(SceneBackend(SCENES["final"], folders["grid"]), settings, theme)
    window.resize(1440, 900)
    window.show()
    yield window
    window.close()
    window.deleteLater()


def test_from_a_grid_to_a_row_and_back_in_the_real_window(real_window, folders, tmp_path, caplog):
    window, controller = real_window, real_window.controller
    window.start(list(DEMO_PAIR))
    reach(window, SCENES["final"], Path())
    session = controller.session
    clip = session.slots[Slot.A].clip

    beats = []
    timer = QTimer()
    timer.setInterval(10)
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start()
    window.commands.open_model(folders["row"])
    wait_until(lambda: controller.vae.latent_shape == (8,) and session.is_final, "the row")
    timer.stop()
    assert np.median(np.diff(beats)) < 0.05
    assert session.slots[Slot.A].clip is clip
    assert session.slots[Slot.A].source.latent.shape == (1, 8)
    views = [window.morph.mel, *(c.mel for c in window.clips.values())]
    assert {view.n_mels for view in views} == {128}
    assert {view.duration_s for view in views} == {5.0}
    assert window.morph.waveform.duration_s == 5.0
    window.morph.mel.show_point(2.5, 64)
    assert window.morph.mel.readout().startswith("2.50 s · ")
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    window.grab().save(str(ARTEFACTS / "model-row.png"))

    path = tmp_path / "row.wav"
    controller.export(ExportChoice(path, may_replace=True))
    wait_until(lambda: controller.exporter.tasks.n_live == 0, "the export")
    model = json.loads(path.with_name("row.wav.json").read_text("utf-8"))["model"]
    assert model["name"] == "tiny-row-8"
    assert set(model["sha256"]) == {"encoder.onnx", "decoder.onnx"}

    window.commands.open_model(folders["rate"])
    refusal = window.morph.messages.refusal
    wait_until(lambda: bool(refusal.text), "the refusal")
    assert "16000 Hz" in refusal.text
    assert controller.vae.latent_shape == (8,)
    window.commands.open_model(folders["grid"])
    wait_until(lambda: window.morph.mel.n_mels == 512 and session.is_final, "the grid")
    assert {view.n_mels for view in views} == {512}
    caplog.clear()


def test_the_window_can_start_with_a_model(folders, monkeypatch):
    made = []

    class Made(BaseException):  # no failure, which would be logged
        pass

    def stop(backend, *_):
        made.append(backend)
        raise Made

    monkeypatch.setattr(app, "MainWindow", stop)
    monkeypatch.setattr(app, "start_log", lambda: None)
    with pytest.raises(Made):
        app.run([], folders["row"])
    assert isinstance(made[0], Backend)
    vae = made[0].load_model()
    assert (vae.name, vae.folder) == ("tiny-row-8", folders["row"])
