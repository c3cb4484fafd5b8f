"""Curves, steps back, marks and memories, by hand."""

import pytest

from tests.session.desk import sees_change, wait_until
from tests.session.moves import about


def curve_of(document):
    curve = document["morph"]["curve"]
    return None if curve is None else [tuple(point) for point in curve["points"]]


def test_curve(story, home, desk, own_clips):
    segue = story.start(home, *map(str, own_clips))
    segue.wait_for_final()
    with story.step("C brings a ramp"):
        before = desk.look(segue.rect("window.morph.mel"))
        segue.keys("c")
        state = segue.wait("curve", lambda s: s["document"]["morph"]["is_curve"])
        assert curve_of(state["document"]) == [(0, 0), (5, 1)]
        segue.wait_for_final()
        assert sees_change(before, desk.look(segue.rect("window.morph.mel")))
    with story.step("a double click adds a point and the mouse moves it"):
        desk.click(segue.curve_point(2.0, 0.9), n_times=2)
        state = segue.wait("point", lambda s: len(curve_of(s["document"])) == 3)
        assert curve_of(state["document"])[1] == pytest.approx((2.0, 0.9), abs=0.03)
        desk.drag(segue.curve_point(2.0, 0.9), segue.curve_point(3.0, 0.2))
        state = segue.wait("place", lambda s: about(curve_of(s["document"])[1][0], 3.0))
        assert curve_of(state["document"])[1] == pytest.approx((3.0, 0.2), abs=0.03)
        segue.wait_for_final()
    with story.step("keys move a point and the right button removes it"):
        segue.keys("Right", "Right", "Up")
        state = segue.wait("3.1 s", lambda s: about(curve_of(s["document"])[1][0], 3.1, 0.02))
        seconds, alpha = curve_of(state["document"])[1]
        desk.click(segue.curve_point(seconds, alpha), button="3")
        segue.wait("two points", lambda s: len(curve_of(s["document"])) == 2)
    with story.step("a shape from the menu"):
        segue.choose("Morph", "Curve shapes", "To B and back")
        state = segue.wait("triangle", lambda s: len(curve_of(s["document"])) == 3)
        assert curve_of(state["document"])[1] == pytest.approx((2.5, 1.0))
        segue.wait_for_final()
    with story.step("the slider follows the playhead"):
        segue.keys("Escape", "Home", "space")
        segue.wait("later", lambda s: s["position_s"] > 1.5)
        track = segue.read("window.alpha.track.value") / 1000
        assert 0.4 < track <= 1
        segue.keys("space")
        segue.wait("pause", lambda s: not s["is_playing"])
    with story.step("a hand on the slider ends the curve"):
        desk.click(segue.alpha_point(0.3))
        state = segue.wait("slider", lambda s: not s["document"]["morph"]["is_curve"])
        assert state["document"]["morph"]["alpha"] == pytest.approx(0.3, abs=0.003)
        assert curve_of(state["document"]) is not None
        segue.wait_for_final()
    segue.quit(is_asked=True)


def test_sound_apart(story, home, desk, own_clips):
    segue = story.start(home, *map(str, own_clips))
    segue.wait_for_final()
    before = desk.look(segue.rect("window.morph.mel"))
    with story.step("the notes go to A and the sound stays"):
        segue.keys("s")
        segue.wait("apart", lambda s: s["document"]["morph"]["sound"] == 0.5)
        desk.drag(segue.alpha_point(0.5), segue.alpha_point(0.1))
        state = segue.wait("alpha", lambda s: about(s["document"]["morph"]["alpha"], 0.1, 0.003))
        assert state["document"]["morph"]["sound"] == 0.5
        segue.wait_for_final()
        assert sees_change(before, desk.look(segue.rect("window.morph.mel")))
    with story.step("the sound goes to B"):
        before = desk.look(segue.rect("window.morph.mel"))
        desk.drag(segue.alpha_point(0.5, "sound"), segue.alpha_point(0.9, "sound"))
        state = segue.wait("sound", lambda s: about(s["document"]["morph"]["sound"], 0.9, 0.003))
        assert about(state["document"]["morph"]["alpha"], 0.1, 0.003)
        segue.wait_for_final()
        assert sees_change(before, desk.look(segue.rect("window.morph.mel")))
        assert segue.read("window.alpha.sound_switch.text").startswith("Sound 0.9")
    with story.step("keys move it, and steps go back"):
        at = segue.document()["morph"]["sound"]
        segue.keys("Left")
        segue.wait("left", lambda s: about(s["document"]["morph"]["sound"], at - 0.01, 0.0005))
        segue.keys("ctrl+z", "ctrl+z")
        segue.wait("back", lambda s: s["document"]["morph"]["sound"] == 0.5)
        segue.keys("ctrl+shift+z", "ctrl+shift+z")
        segue.wait("again", lambda s: about(s["document"]["morph"]["sound"], at - 0.01, 0.0005))
    with story.step("together again"):
        desk.click(segue.rect("window.alpha.sound_switch").centre)
        segue.wait("linked", lambda s: s["document"]["morph"]["sound"] is None)
        assert not segue.read("window.alpha.sound.isVisible")
        segue.wait_for_final()
    segue.quit(is_asked=True)


def test_undo(story, home, desk, own_clips):
    segue = story.start(home, *map(str, own_clips))
    segue.wait_for_final()
    documents = [segue.document()]

    def note_step(what, is_so):
        documents.append(segue.wait(what, lambda s: is_so(s["document"]))["document"])

    with story.step("four things are done"):
        desk.drag(segue.alpha_point(0.5), segue.alpha_point(0.2))
        note_step("alpha", lambda d: about(d["morph"]["alpha"], 0.2, 0.003))
        segue.wait_for_final()
        segue.keys("e")
        note_step("even steps", lambda d: d["morph"]["is_even"])
        segue.keys("k")
        note_step("mark", lambda d: d["marks"])
        segue.keys("x")
        note_step("swap", lambda d: d["a"] == documents[0]["b"])
        segue.wait_for_final()
        assert segue.read("window.isWindowModified")
    with story.step("they are undone one by one"):
        for document in reversed(documents[:-1]):
            segue.keys("ctrl+z")
            segue.wait("step back", lambda s, d=document: s["document"] == d)
        assert segue.wait_for_final()["document"] == documents[0]
        assert not segue.read("window.menus.actions[undo].isEnabled")
        assert not segue.read("window.isWindowModified")
    with story.step("and done again"):
        for document in documents[1:]:
            segue.keys("ctrl+shift+z")
            segue.wait("step on", lambda s, d=document: s["document"] == d)
        segue.wait_for_final()
    with story.step("from the menu as well"):
        segue.choose("Edit", "Undo Swap A and B")
        segue.wait("no swap", lambda s: s["document"] == documents[-2])
        assert "Undone" in segue.state()["status"]
    segue.quit(is_asked=True)


def test_marks_and_memories(story, home, desk, own_clips):
    segue = story.start(home, *map(str, own_clips))
    segue.wait_for_final()
    with story.step("marks are set and found again"):
        desk.click(segue.alpha_point(0.25))
        segue.keys("k")
        desk.click(segue.alpha_point(0.75))
        segue.keys("k")
        state = segue.wait("two marks", lambda s: len(s["document"]["marks"]) == 2)
        low, high = state["document"]["marks"]
        segue.keys("comma")
        segue.wait("the mark before", lambda s: s["document"]["morph"]["alpha"] == low)
        segue.keys("period")
        segue.wait("the next mark", lambda s: s["document"]["morph"]["alpha"] == high)
        segue.wait_for_final()
    with story.step("the other memory is another morph"):
        here = segue.document()["morph"]
        segue.keys("i")
        there = segue.wait("memory II", lambda s: s["document"]["bank"] == 1)["document"]["morph"]
        assert there != here
        segue.wait_for_final()
        assert segue.read("window.alpha.memory.key") == "II"
        segue.click("Memory: I")
        segue.wait("memory I", lambda s: s["document"]["morph"] == here)
        segue.keys("shift+i")
        segue.wait("copy", lambda s: s["document"]["other"] == here)
    with story.step("a number is typed"):
        segue.keys("Return")
        wait_until(lambda: "Track" not in segue.state()["focus"], "field")
        desk.keys("ctrl+a")
        desk.type("0.4")
        segue.keys("Return")
        segue.wait("alpha 0.4", lambda s: s["document"]["morph"]["alpha"] == 0.4)
    segue.quit(is_asked=True)
