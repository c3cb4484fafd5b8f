"""A first hour with Segue, by mouse and keyboard, with the real engine and a real sound device."""

from pathlib import Path

import pytest

from tests.session.clips import A_HZ, A_LATER_HZ, B_HZ, a_hz
from tests.session.desk import sees_change, wait_until
from tests.session.moves import about, drag_excerpt, listen, play_from, tab_to


def test_first_start(story, home, desk):
    with story.step("the demo pair is there"):
        segue = story.start(home)
        state = segue.wait_for_final()
        names = [Path(state["document"][side]["path"]).name for side in "ab"]
        for side, name in zip("AB", names, strict=True):
            assert segue.read(f"window.clips[{side}].title.full_text") == name
        assert "Output: default" in state["status"]
        assert segue.read("window.morph.line_2.full_text").startswith("final")
    with story.step("it plays and shows it"):
        before = desk.look(segue.rect("window.transport.play"))
        segue.keys("space")
        segue.wait("sound", lambda s: s["is_playing"] and s["position_s"] > 0.5)
        wait_until(lambda: home.loudspeaker.level(0.3) > 0.01, "sound in the room")
        assert sees_change(before, desk.look(segue.rect("window.transport.play")))
        wait_until(lambda: segue.read("window.transport.position.text") > "0:00.5", "position")
    with story.step("it is silent again"):
        segue.click("Pause")
        segue.wait("pause", lambda s: not s["is_playing"])
        wait_until(lambda: home.loudspeaker.level(0.2) == 0, "silence")
        here = segue.state()["position_s"]
        assert 0 < here < 5
        segue.keys("Home")
        segue.wait("start", lambda s: s["position_s"] == 0)
    segue.quit()


def test_own_files(story, home, desk, own_clips, tmp_path):
    a, b = own_clips
    segue = story.start(home)
    segue.wait_for_final()
    with story.step("two files hover over the window"):
        files = story.start_file_manager(tmp_path, f"{a}+{b}")
        start, end = files.named(f"{a.name} + {b.name}").centre, segue.rect("window.morph").centre
        desk.take(start)
        desk.carry(start, end, n_steps=20)
        for side in "AB":
            segue.found(lambda side=side: segue.ask(named=f"Drop to open as {side}"))
    with story.step("they are dropped"):
        desk.release()
        segue.wait(
            "files on both sides",
            lambda s: [Path(s["document"][side]["path"]) for side in "ab"] == [a, b],
        )
        segue.wait_for_final()
        assert segue.read("window.clips[A].title.full_text") == a.name
        assert "Drop to open" not in str(segue.read("window.clips[B].line_1.full_text"))
        files.kill()
    with story.step("the mouse moves the excerpt"):
        before = desk.look(segue.rect("window.clips[A].overview"))
        drag_excerpt(segue, desk, to_share=0.99)
        segue.wait("the end", lambda s: about(s["document"]["a"]["start_s"], 7.0, 0.3))
        segue.wait_for_final()
        assert sees_change(before, desk.look(segue.rect("window.clips[A].overview")))
        assert "0:12.0 of 0:12.0" in segue.read("window.clips[A].line_1.full_text")
        assert listen(segue, home, "1", 0.6) == pytest.approx(A_LATER_HZ, abs=5)
    with story.step("the keys move the excerpt"):
        tab_to(segue, "Excerpt")
        start_s = segue.document()["a"]["start_s"]
        segue.keys("shift+Left")
        segue.wait("1 s earlier", lambda s: about(s["document"]["a"]["start_s"], start_s - 1))
        segue.keys("Left")
        segue.wait("0.1 s earlier", lambda s: about(s["document"]["a"]["start_s"], start_s - 1.1))
        segue.keys(*["shift+Left"] * round(segue.document()["a"]["start_s"] + 1))
        segue.wait("the beginning", lambda s: s["document"]["a"]["start_s"] == 0)
        segue.wait_for_final()
        assert listen(segue, home, "1", 0.6) == pytest.approx(A_HZ, abs=5)
    with story.step("one more file replaces B"):
        files = story.start_file_manager(tmp_path, str(a))
        start, end = files.named(a.name).centre, segue.rect("window.clips[B]").centre
        desk.drag(start, end, n_steps=20)
        segue.wait("A's file on B", lambda s: Path(s["document"]["b"]["path"]) == a)
        files.kill()
        segue.wait_for_final()
    with story.step("a second start hands its file over"):
        assert home.run_main(str(b)) == 0
        segue.wait("file on A", lambda s: Path(s["document"]["a"]["path"]) == b)
        segue.wait_for_final()
    segue.quit(is_asked=True)


def test_sliding_and_listening(story, home, desk, own_clips):
    segue = story.start(home, *map(str, own_clips))
    segue.wait_for_final()
    with story.step("the mouse slides"):
        before = desk.look(segue.rect("window.morph.mel"))
        desk.drag(segue.alpha_point(0.5), segue.alpha_point(0.8))
        segue.wait("alpha 0.8", lambda s: about(s["document"]["morph"]["alpha"], 0.8, 0.003))
        segue.wait_for_final()
        assert segue.read("window.alpha.track.accessibleDescription").startswith("0.80")
        assert sees_change(before, desk.look(segue.rect("window.morph.mel")))
    with story.step("a double click is the middle again"):
        desk.click(segue.alpha_point(0.2), n_times=2)
        segue.wait("alpha 0.5", lambda s: s["document"]["morph"]["alpha"] == 0.5)
    with story.step("keys and wheel slide"):
        segue.keys("Right", "Right", "Prior")
        segue.wait("alpha 0.62", lambda s: s["document"]["morph"]["alpha"] == 0.62)
        track = segue.rect("window.alpha.track").at(0.3, 0.7)
        desk.wheel(track, -3)
        segue.wait("alpha 0.59", lambda s: s["document"]["morph"]["alpha"] == 0.59)
        desk.wheel(track, 1, key="shift")
        segue.wait("alpha 0.591", lambda s: s["document"]["morph"]["alpha"] == 0.591)
        segue.keys("Return", "6", "9", "Return")
        segue.wait_for_final()
    with story.step("A and the morph and B are heard"):
        hz = a_hz(segue.document()["a"]["start_s"])
        assert listen(segue, home, "1") == pytest.approx(hz, abs=5)
        assert listen(segue, home, "3") == pytest.approx(B_HZ, abs=5)
        assert hz - 5 < listen(segue, home, "2") < B_HZ + 5
        assert segue.state()["heard"] == "MORPH"
    with story.step("it loops and it ends"):
        assert segue.state()["is_looping"]
        play_from(segue, desk, 0.93)
        segue.wait("the beginning again", lambda s: s["is_playing"] and s["position_s"] < 2)
        segue.keys("l")
        segue.wait("no loop", lambda s: not s["is_looping"])
        desk.click(segue.rect("window.morph.waveform").at(0.93))
        segue.wait("the end", lambda s: not s["is_playing"])
        desk.click(segue.rect("window.transport.loop").centre)
        segue.wait("loop", lambda s: s["is_looping"])
    with story.step("some seconds are looped"):
        ruler = segue.rect("window.features[0].rulers[-1]")
        desk.drag(ruler.at(0.4), ruler.at(0.6))
        loop = segue.wait("loop", lambda s: s["document"]["loop"])["document"]["loop"]
        assert loop == pytest.approx([2, 3], abs=0.05)
        segue.keys("space")
        segue.wait("the loop's end", lambda s: s["is_playing"] and s["position_s"] > 2.7)
        state = segue.wait("the loop's beginning", lambda s: s["position_s"] < 2.5)
        assert state["is_playing"]
        assert state["position_s"] > 1.9
        segue.keys("space", "ctrl+z")
        segue.wait("no loop", lambda s: not s["document"]["loop"] and not s["is_playing"])
    with story.step("other ways between"):
        first = segue.document()["morph"]["method"]
        segue.keys("m")
        second = segue.wait("way", lambda s: s["document"]["morph"]["method"] != first)
        assert segue.wait_for_final()["document"]["morph"] == second["document"]["morph"]
        label = segue.read("window.morph.combo.currentText")
        segue.choose("Morph", "Crossfade")
        segue.wait("crossfade", lambda s: s["document"]["morph"]["method"] == "crossfade")
        segue.wait_for_final()
        assert segue.read("window.morph.combo.currentText") == "Crossfade" != label
        assert not segue.read("window.morph.bar.detail.isEnabled")
        segue.choose("Morph", "VAE arc")
        segue.wait("arc", lambda s: s["document"]["morph"]["method"] == "slerp")
        segue.wait_for_final()
    with story.step("sides are exchanged"):
        before = segue.document()
        segue.keys("x")
        after = segue.wait("swap", lambda s: s["document"]["a"] == before["b"])["document"]
        assert after["b"] == before["a"]
        assert after["morph"]["alpha"] == pytest.approx(1 - before["morph"]["alpha"])
        segue.wait_for_final()
    segue.quit(is_asked=True)
    assert "method=slerp" in home.settings
