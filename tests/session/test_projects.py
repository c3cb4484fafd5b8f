"""Projects: saved, opened again, and brought back after the program was killed."""

from tests.session.desk import wait_until
from tests.session.moves import about


def change_things(segue, desk):
    """Make a document that differs from a new one in several ways; return it."""
    desk.click(segue.alpha_point(0.3))
    segue.wait("alpha", lambda s: about(s["document"]["morph"]["alpha"], 0.3, 0.003))
    segue.keys("k", "e", "c")
    segue.wait("curve", lambda s: s["document"]["morph"]["is_curve"])
    segue.choose("Morph", "Curve shapes", "To B and back")
    segue.wait(
        "triangle",
        lambda s: len((s["document"]["morph"]["curve"] or {"points": []})["points"]) == 3,
    )
    return segue.wait_for_final()["document"]


def test_project(story, home, desk, own_clips, tmp_path):
    segue = story.start(home, *map(str, own_clips))
    segue.wait_for_final()
    path = tmp_path / "my project.segue"
    with story.step("a project is saved by keys"):
        document = change_things(segue, desk)
        segue.keys("ctrl+s")
        segue.wait("dialog", lambda s: s["dialog"] == "Save the project")
        desk.keys("ctrl+a")
        desk.type(str(path))
        segue.keys("Return")
        segue.wait("saved", lambda s: not s["is_modified"] and s["title"].startswith("my project"))
        assert path.stat().st_size > 100
    with story.step("the window ends without a question"):
        segue.quit()
    with story.step("the file opens it again"):
        segue = story.start(home, str(path))
        state = segue.wait_for_final()
        assert state["document"] == document
        assert state["title"].startswith("my project")
        assert not state["is_modified"]
        assert segue.read("window.clips[A].title.full_text") == own_clips[0].name
        assert segue.read("window.morph.curve.isVisible")
    with story.step("a change asks before the window ends"):
        segue.keys("m")
        segue.wait("change", lambda s: s["is_modified"])
        segue.keys("ctrl+q")
        segue.wait("question", lambda s: "my project" in (s["question"] or ""))
        segue.close_dialog()
        segue.wait_for_final()
        segue.keys("ctrl+q")
        segue.wait("question", lambda s: s["question"])
        changed = segue.document()
        segue.click("Save")
        segue.check_end()
    with story.step("what was saved last is there"):
        segue = story.start(home, str(path))
        assert segue.wait_for_final()["document"] == changed != document
    segue.quit()


def test_recovery(story, home, desk, own_clips, tmp_path):
    segue = story.start(home, *map(str, own_clips))
    segue.wait_for_final()
    with story.step("something is changed and the program is killed"):
        document = change_things(segue, desk)
        copies = home.folder / "data"
        wait_until(lambda: copy_with_curve(copies), "copy for safety")
        segue.kill()
    with story.step("it offers what was open"):
        segue = story.start(home)
        segue.named("Bring back")
        segue.wait_for_final()
    with story.step("and brings it back"):
        segue.click("Bring back")
        segue.wait("document", lambda s: s["document"] == document)
        state = segue.wait_for_final()
        assert state["is_modified"]
        assert segue.read("window.morph.curve.isVisible")
    with story.step("it does not ask twice"):
        segue.quit(is_asked=True)
        segue = story.start(home)
        state = segue.wait_for_final()
        assert state["document"] != document
        assert not segue.read("window.morph.messages.isVisible")
    segue.quit()


def copy_with_curve(folder):
    """Whether a copy with everything that was changed lies there."""
    texts = [p.read_bytes() for p in folder.rglob("*.segue")]
    return any(b"2.5" in text and b'"is_curve": true' in text for text in texts)
