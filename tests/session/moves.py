"""What a user does again and again, in a few moves of the hand."""

from __future__ import annotations

from tests.session.desk import Desk, Point, wait_until
from tests.session.segue import Home, Segue

MAX_TABS = 60


def about(value: float, wanted: float, tolerance: float = 0.051) -> bool:
    """Tell whether a number is near enough."""
    return abs(value - wanted) <= tolerance


def tab_to(segue: Segue, name: str) -> None:
    """Press Tab until the focus is on the widget that screen readers call so."""
    seen = []
    for _ in range(MAX_TABS):
        focus = segue.state()["focus"]
        if focus == name:
            return
        seen.append(focus)
        segue.keys("Tab")
        wait_until(lambda last=focus: segue.state()["focus"] != last, f"next focus after {focus}")
    raise AssertionError(f"Tab never came to {name!r}; it came to {sorted(set(seen))}")


def drag_excerpt(segue: Segue, desk: Desk, *, to_share: float) -> None:
    """Take the frame in A's overview by its middle and carry it to this share of the picture."""
    view = segue.rect("window.clips[A].overview")
    start_s, length_s, whole_s = (
        segue.read(f"window.clips[A].overview.{name}")
        for name in ("start_s", "length_s", "duration_s")
    )
    grip = view.at((start_s + length_s / 2) / whole_s)
    desk.drag(grip, Point(view.at(to_share).x, grip.y))


def listen(segue: Segue, home: Home, key: str, seconds: float = 0.5) -> float:
    """Press 1, 2 or 3, play a little, and return the pitch that was heard, in Hz."""
    segue.keys("Home", key)
    if not segue.state()["is_playing"]:
        segue.keys("space")
    heard = {"1": "A", "2": "MORPH", "3": "B"}[key]
    segue.wait(heard, lambda s: s["heard"] == heard and s["is_playing"])
    start_s = segue.state()["position_s"]
    segue.wait("sound", lambda s: s["position_s"] > start_s + seconds + 0.2)
    wait_until(lambda: home.loudspeaker.level(seconds) > 0.003, f"sound of {heard}")
    pitch = home.loudspeaker.pitch_hz(seconds)
    segue.keys("space")
    segue.wait("pause", lambda s: not s["is_playing"])
    return pitch


def play_from(segue: Segue, desk: Desk, share: float) -> None:
    """Click into the morph's waveform and play from there."""
    desk.click(segue.rect("window.morph.waveform").at(share))
    segue.wait("place", lambda s: about(s["position_s"], 5 * share, 0.1))
    segue.keys("space")
    segue.wait("sound", lambda s: s["is_playing"])
