"""What leaves Segue: exports, drags, copies."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.session.desk import wait_until
from tests.session.moves import about


def check_morph(path, segue):
    """The file holds the whole morph that is heard, without clipping."""
    samples, rate = soundfile.read(path, always_2d=True)
    heard = segue.read("window.controller.session.sound.samples")
    assert ([len(samples)], rate) == (heard["shape"], 32768)
    assert heard["level"] > 0.01
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(heard["level"], rel=1e-3)
    assert np.abs(samples).max() == pytest.approx(heard["peak"], abs=2e-4)
    assert np.abs(samples).max() < 1


def test_export(story, home, desk, own_clips, tmp_path):
    segue = story.start(home, *map(str, own_clips))
    segue.wait_for_final()
    desk.click(segue.alpha_point(0.25))
    segue.wait("alpha", lambda s: about(s["document"]["morph"]["alpha"], 0.25, 0.003))
    state = segue.wait_for_final()
    with story.step("the dialog is filled by keys"):
        segue.keys("ctrl+shift+e")
        segue.wait("dialog", lambda s: s["dialog"] == "Export")
        segue.wait("name", lambda s: s["focus"] == "File name")
        desk.type("my morph")
        segue.keys("alt+d")
        segue.wait("folder", lambda s: s["focus"] == "Folder")
        segue.keys("ctrl+a")
        desk.type(str(tmp_path))
        target = str(tmp_path / "my morph.wav")
        wait_until(lambda: segue.read("dialog.target.full_text") == target, "target")
    with story.step("the file is written"):
        segue.keys("Return")
        segue.wait("end of dialog", lambda s: s["dialog"] is None)
        path = tmp_path / "my morph.wav"
        wait_until(path.exists, "file")
        segue.wait("rest", lambda s: not s["n_tasks"])
        check_morph(path, segue)
        sidecar = json.loads((tmp_path / "my morph.wav.json").read_text("utf-8"))
        assert sidecar["alpha"] == state["document"]["morph"]["alpha"]
        assert soundfile.info(path).subtype == "PCM_24"
        assert list(tmp_path.glob("*.tmp*")) == []
    with story.step("the same name asks first"):
        segue.keys("ctrl+shift+e")
        segue.wait("dialog", lambda s: s["dialog"] == "Export")
        desk.type("my morph")
        before = path.stat().st_mtime_ns
        segue.keys("Return")
        segue.wait("question", lambda s: "my morph.wav" in (s["question"] or ""))
        segue.keys("Escape")
        segue.wait("dialog again", lambda s: s["dialog"] and not s["question"])
        segue.close_dialog()
        assert path.stat().st_mtime_ns == before
    segue.quit(is_asked=True)


def test_drag_out(story, home, desk, own_clips, tmp_path):
    segue = story.start(home, *map(str, own_clips))
    segue.wait_for_final()
    received = tmp_path / "received.json"
    with story.step("the morph is dragged into a folder"):
        files = story.start_file_manager(tmp_path, str(own_clips[0]))
        target = files.named("folder").at(0.95)
        start = segue.named("Copy the morph as a file").centre
        desk.take(start)
        desk.carry(start, target, n_steps=25)

        def is_held_over_it():
            # Until the file is written there is nothing to drag; a hand never rests quite.
            desk.carry(target, target._replace(y=target.y - 8), n_steps=2)
            desk.carry(target._replace(y=target.y - 8), target, n_steps=2)
            return files.read("window.is_target")

        wait_until(is_held_over_it, "drag over the folder")
        story.picture("the morph in the hand")
        desk.release()
        wait_until(received.exists, "drop in the folder")
        wait_until(lambda: received.read_text("utf-8").endswith("\n"), "end of the drop")
        name = Path(json.loads(received.read_text("utf-8"))["paths"][0]).name
        check_morph(tmp_path / name, segue)
        files.kill()
    with story.step("it is copied as a file"):
        segue.keys("ctrl+c")
        segue.wait("note", lambda s: "Copied" in s["status"])
    segue.quit()
