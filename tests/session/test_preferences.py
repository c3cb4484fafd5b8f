"""Preferences, themes, languages, files that are none, and the end."""

import os
import signal

import numpy as np

from tests.session.desk import Rect, wait_until
from tests.session.program import Refusal

WHOLE = 24
"""Pixels of a control's height; with fewer on show it is cut off."""


def pick(segue, desk, name, text):
    """Choose an entry of a list in the preferences, which may have to be scrolled into view."""

    def is_in_view():
        try:
            is_whole = Rect(*segue.ask(named=name)).height >= WHOLE
        except Refusal:
            is_whole = False
        if not is_whole:
            desk.wheel(segue.rect("dialog").at(0.03), -1)
        return is_whole

    wait_until(is_in_view, name)
    desk.click(segue.named(name).centre)
    desk.click(segue.item(text).centre)


def brightness(desk, segue):
    return float(np.mean(desk.look(segue.rect("window"))))


def test_preferences(story, home, desk, own_clips):
    segue = story.start(home)
    segue.wait_for_final()
    with story.step("the light theme"):
        dark = brightness(desk, segue)
        segue.keys("ctrl+comma")
        segue.wait("dialog", lambda s: not s["is_active"])
        pick(segue, desk, "Theme", "Light")
        wait_until(lambda: brightness(desk, segue) > dark + 60, "light window")
        segue.close_dialog()
    with story.step("and back by the menu"):
        segue.choose("View", "Theme: dark")
        wait_until(lambda: abs(brightness(desk, segue) - dark) < 10, "dark window")
    with story.step("German is chosen"):
        segue.keys("ctrl+comma")
        segue.wait("dialog", lambda s: not s["is_active"])
        pick(segue, desk, "Language", "Deutsch")
        segue.wait("note", lambda s: "language" in s["status"].lower())
        segue.close_dialog()
        segue.quit()
    with story.step("the window speaks German"):
        segue = story.start(home)
        segue.wait_for_final()
        segue.entry("Datei")
        segue.entry("Bearbeiten")
        assert "theme=dark" in home.settings
    with story.step("and English again"):
        segue.keys("ctrl+comma")
        segue.wait("dialog", lambda s: not s["is_active"])
        pick(segue, desk, "Sprache", "English")
        segue.close_dialog()
        segue.quit()
        segue = story.start(home)
        segue.wait_for_final()
        segue.entry("File")
    segue.quit()


def test_bad_file(story, home, desk, own_clips, tmp_path):
    segue = story.start(home, *map(str, own_clips))
    before = segue.wait_for_final()["document"]
    bad = tmp_path / "no song.wav"
    bad.write_text("this is no song", "utf-8")
    with story.step("a file that is no sound is dropped"):
        files = story.start_file_manager(tmp_path, str(bad))
        target = segue.rect("window.clips[B]").centre
        desk.drag(files.named(bad.name).centre, target, n_steps=20)
        wait_until(
            lambda: bad.name in segue.read("window.clips[B].messages.error.text"), "sentence"
        )
        files.kill()
        assert segue.wait_for_final()["document"] == before
        assert segue.read("window.clips[B].title.full_text") == own_clips[1].name
    with story.step("the sentence is dismissed"):
        segue.click("Dismiss the message")
        wait_until(lambda: not segue.read("window.clips[B].messages.error.text"), "end of it")
        assert segue.state()["is_final"]
    segue.quit()


def test_ends(story, home, desk, own_clips):
    """Every way to end it is a clean one, also in the midst of work."""
    with story.step("by the window's frame while it plays"):
        segue = story.start(home, *map(str, own_clips))
        segue.wait_for_final()
        segue.keys("space")
        segue.wait("sound", lambda s: s["is_playing"])
        segue.keys("alt+F4")
        segue.check_end()
    with story.step("by Ctrl+C in the terminal while it renders"):
        segue = story.start(home, *map(str, own_clips))
        segue.wait("clips", lambda s: s["document"]["a"] and s["document"]["b"])
        segue.keys("Right")
        os.kill(segue.pid, signal.SIGINT)
        segue.check_end()
