"""New clips by the model: made in a task, kept as files, opened like any other."""

import os
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ExportError
from gui.morphing.sampler import Sampler, remove_oldest
from gui.session import Slot
from tests.gui.fake_engine import FakeBackend

CLIPS = ["one.wav", "second.wav"]


@pytest.fixture
def sampler(window, tmp_path):
    sampler = next(f for f in window.features if isinstance(f, Sampler))
    sampler.folder = tmp_path / "samples"
    return sampler


def path_of(window, slot):
    return window.controller.session.slots[slot].path


def test_a_new_clip_is_made_and_opened_from_its_start(window, sampler, settle):
    edits = []
    window.controller.edited.connect(edits.append)
    window.commands.run("sample_b")
    assert window.clips[Slot.B].messages.loading.isVisible()
    settle(window)
    path = path_of(window, Slot.B)
    assert path.parent == sampler.folder
    assert path.name.startswith("sample-")
    backend = window.controller._backend
    (drawn,) = backend.drawn
    assert (drawn.path, drawn.length_s, drawn.last) == (path, 5.0, None)
    assert path.stem == f"sample-{drawn.seed}"
    assert backend.loaded[-1] == (path.name, 0.0)
    assert edits == ["clip_B"]  # undo brings the old one back
    assert path_of(window, Slot.A) == Path("one.wav")
    assert not window.clips[Slot.B].messages.loading.isVisible()


def test_two_wishes_have_two_seeds(window, sampler, settle):
    for name in ("sample_a", "sample_b"):
        window.commands.run(name)
        settle(window)
    first, second = window.controller._backend.drawn
    assert first.seed != second.seed
    assert path_of(window, Slot.A) != path_of(window, Slot.B)


def test_walking_on_needs_a_clip_that_was_made(window, sampler, settle):
    action = window.menus.actions["walk_a"]
    assert not action.isEnabled()
    window.commands.run("walk_a")
    assert "A is no clip that this model made" in window.status.text()
    window.commands.run("sample_a")
    settle(window)
    assert action.isEnabled()
    first = window.controller._backend.drawn[0]
    window.commands.run("walk_a")
    settle(window)
    second = window.controller._backend.drawn[1]
    assert second.last is first.latent
    assert second.path.name.startswith(f"{first.path.stem}-walk-")
    assert path_of(window, Slot.A) == second.path
    window.commands.run("walk_a")
    settle(window)
    third = window.controller._backend.drawn[2]
    assert third.path.stem.count("walk") == 1
    assert third.last is second.latent
    window.controller.open_clip(Slot.A, Path("other.wav"))
    settle(window)
    assert not action.isEnabled()


def test_another_model_cannot_walk_on(window, sampler, settle):
    window.commands.run("sample_a")
    settle(window)
    window.controller.models.open(Path("/models/other"))
    settle(window)
    assert not window.menus.actions["walk_a"].isEnabled()


def test_it_can_be_cancelled(window, sampler, settle):
    backend = window.controller._backend
    backend.draw_gate.clear()
    window.commands.run("sample_b")
    window.clips[Slot.B].messages.loading.cancelled.emit()
    assert not window.clips[Slot.B].messages.loading.isVisible()
    settle(window)
    assert path_of(window, Slot.B) == Path("second.wav")
    assert backend.drawn == []


def test_a_file_that_is_opened_meanwhile_wins(window, sampler, settle):
    backend = window.controller._backend
    backend.draw_gate.clear()
    window.commands.run("sample_b")
    window.controller.open_clip(Slot.B, Path("other.wav"))
    backend.draw_gate.set()
    settle(window)
    assert path_of(window, Slot.B) == Path("other.wav")


def test_closing_the_window_while_one_is_made(window, sampler):
    window.controller._backend.draw_gate.clear()
    window.commands.run("sample_b")
    window.close()  # the fixture sees what is left running


def test_a_full_disk_is_said_in_the_column(window, sampler, settle, caplog):
    backend = window.controller._backend
    backend.draw_error = ExportError("/data/sample-1.wav was not written: the disk is full.")
    window.commands.run("sample_a")
    settle(window)
    assert "the disk is full" in window.clips[Slot.A].messages.error.text
    assert path_of(window, Slot.A) == Path("one.wav")
    caplog.clear()


def test_without_a_model_it_says_why(qtbot, make_window, caplog):
    window = make_window(FakeBackend(has_model=False))
    window.commands.run("sample_a")
    text = window.clips[Slot.A].messages.error.text
    assert text == "There is no model to draw a clip from. There is no model; train one."
    assert window.controller._backend.drawn == []
    caplog.clear()


def test_the_newest_fifty_and_those_in_use_are_kept(tmp_path):
    paths = [tmp_path / f"sample-{i}.wav" for i in range(53)]
    for i, path in enumerate(paths):
        path.write_bytes(b"")
        os.utime(path, (1000 + i, 1000 + i))
    (tmp_path / "mine.wav").write_bytes(b"")
    remove_oldest(tmp_path, frozenset({paths[0]}))
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {p.name for p in [paths[0], *paths[3:]]} | {"mine.wav"}


def test_the_engine_makes_a_file_of_the_length_and_a_walk_from_it(tmp_path):
    import soundfile

    from engine.vae.onnx_vae import OnnxVae
    from gui.backend import Backend

    backend = Backend(provider="cpu")
    vae = backend.load_model()
    assert isinstance(vae, OnnxVae)
    path = tmp_path / "new" / "sample-3.wav"
    latent = backend.draw_clip(path, vae, 3, 0.6, None)
    samples, rate = soundfile.read(path)
    assert (len(samples), rate) == (round(0.6 * vae.spec.sample_rate), vae.spec.sample_rate)
    assert 0.01 < np.abs(samples).max() <= 1
    walked = backend.draw_clip(tmp_path / "new" / "sample-3-walk-4.wav", vae, 4, 0.6, latent)

    def likeness(a, b):
        return np.corrcoef(a.ravel(), b.ravel())[0, 1]

    fresh = backend.draw_clip(tmp_path / "new" / "sample-4.wav", vae, 4, 0.6, None)
    assert likeness(walked, latent) > likeness(fresh, latent) + 0.05
    with pytest.raises(ExportError) as refused:
        backend.draw_clip(path / "under a file" / "sample-5.wav", vae, 5, 0.6, None)
    assert "a part of its path is a file" in refused.value.user_message
