"""A desk to work at: a screen that nobody sees, a window manager, a mouse and a keyboard.

Every move is an event of the X server (XTEST), as if a hand had made it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

SCREEN = (1440, 900)
TOOLS = ("Xvfb", "openbox", "xdotool")
PATIENCE_S = 30.0
POLL_S = 0.03
N_STEADY = 10
REST_S = 0.6
BARE = 0.01
"""Share of the screen below which what is drawn is the pointer alone."""
LEFT, WHEEL_UP, WHEEL_DOWN = "1", "4", "5"


def missing_tools() -> list[str]:
    """Return which programs a desk needs and this machine lacks."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def wait_until(predicate: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
    """Ask again and again until something is so."""
    give_up = time.monotonic() + patience_s
    while not predicate():
        if time.monotonic() > give_up:
            raise AssertionError(f"in {patience_s:.0f} s there was no {what}")
        time.sleep(POLL_S)


def wait_until_steady(value: Callable[[], object], what: str) -> None:
    """Ask again and again until the answer stays the same for a while."""
    last, n_same = value(), 0

    def is_steady() -> bool:
        nonlocal last, n_same
        now = value()
        n_same = n_same + 1 if now == last else 0
        last = now
        return n_same >= N_STEADY

    wait_until(is_steady, f"steady {what}")


class Point(NamedTuple):
    """A pixel of the screen."""

    x: int
    y: int


class Rect(NamedTuple):
    """A part of the screen."""

    left: int
    top: int
    width: int
    height: int

    def at(self, x: float, y: float = 0.5) -> Point:
        """Return the point at these shares of width and height."""
        return Point(
            self.left + min(self.width - 1, round(x * self.width)),
            self.top + min(self.height - 1, round(y * self.height)),
        )

    @property
    def centre(self) -> Point:
        """The middle."""
        return self.at(0.5)


class Desk:
    """One X server with its window manager.

    Parameters
    ----------
    folder : Path
        Where its own files go.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._screen = folder / "Xvfb_screen0"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("QT_", "XDG_", "WAYLAND", "DBUS_SESSION", "LC_", "SDL_"))
        }
        self.environment.update(LANG="C.UTF-8", HOME=str(folder), QT_QPA_PLATFORM="xcb")
        self.environment["XDG_RUNTIME_DIR"] = str(folder)
        try:
            self._start(folder)
        except BaseException:
            self.close()
            raise

    def _start(self, folder: Path) -> None:
        ours, theirs = os.pipe()
        size = f"{SCREEN[0]}x{SCREEN[1]}x24"
        server = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", size, "-dpi", "96"]
        self._spawn(
            [*server, "-nolisten", "tcp", "-noreset", "-fbdir", str(folder)], pass_fds=[theirs]
        )
        os.close(theirs)
        with os.fdopen(ours) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        self.environment["DISPLAY"] = f":{number}"
        self._spawn(["openbox", "--sm-disable"])
        wait_until(lambda: self._xdotool("get_desktop", is_asking=True) == "0", "window manager")

    def _spawn(self, command: Sequence[str], pass_fds: Sequence[int] = ()) -> None:
        process = subprocess.Popen(
            command,
            env=self.environment,
            pass_fds=pass_fds,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(process)

    def close(self) -> None:
        """Leave it: the window manager first, then the screen."""
        for process in reversed(self._processes):
            process.terminate()
            process.wait(10)

    def _xdotool(self, *arguments: str, is_asking: bool = False) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert is_asking or not done.returncode, f"xdotool {arguments}: {done.stderr}"
        return done.stdout.strip()

    # -- hands ------------------------------------------------------------------------------

    def move(self, point: Point) -> None:
        """Move the mouse."""
        self._xdotool("mousemove", str(point.x), str(point.y))

    def press(self, button: str = LEFT) -> None:
        """Press a mouse button and hold it."""
        self._xdotool("mousedown", button)

    def release(self, button: str = LEFT) -> None:
        """Let go of a mouse button."""
        self._xdotool("mouseup", button)

    def click(self, point: Point, *, n_times: int = 1, button: str = LEFT) -> None:
        """Click here; twice is a double click."""
        self.move(point)
        self._xdotool("click", "--repeat", str(n_times), "--delay", "40", button)

    def drag(self, start: Point, end: Point, *, n_steps: int = 8, pause_s: float = 0.02) -> None:
        """Press, move on in steps, let go."""
        self.take(start)
        self.carry(start, end, n_steps=n_steps, pause_s=pause_s)
        self.release()

    def take(self, start: Point) -> None:
        """Press the mouse here and hold it."""
        self.move(start)
        self.press()

    def carry(self, start: Point, end: Point, *, n_steps: int = 8, pause_s: float = 0.02) -> None:
        """Move on in steps with the button held."""
        steps = []
        for i in range(1, n_steps + 1):
            x = start.x + round((end.x - start.x) * i / n_steps)
            y = start.y + round((end.y - start.y) * i / n_steps)
            steps += ["mousemove", str(x), str(y), "sleep", str(pause_s)]
        self._xdotool(*steps)

    def wheel(self, point: Point, n_clicks: int, *, key: str = "") -> None:
        """Turn the wheel, up if positive, perhaps with a key held."""
        self.move(point)
        button = WHEEL_UP if n_clicks > 0 else WHEEL_DOWN
        held = ["keydown", key] if key else []
        free = ["keyup", key] if key else []
        self._xdotool(
            *held, "click", "--repeat", str(abs(n_clicks)), "--delay", "20", button, *free
        )

    def keys(self, *keys: str) -> None:
        """Press keys one after the other, such as ``ctrl+z``."""
        self._xdotool("key", "--delay", "30", *keys)

    def type(self, text: str) -> None:
        """Write a text."""
        self._xdotool("type", "--delay", "8", "--", text)

    # -- eyes -------------------------------------------------------------------------------

    def look(self, rect: Rect | None = None) -> npt.NDArray[np.uint8]:
        """Return what the screen shows, all of it or a part: (height, width, 3)."""
        data = self._screen.read_bytes()
        # The header of an xwd dump: big-endian words; [0] its size, [19] colours of 12 bytes each.
        header = np.frombuffer(data, ">u4", 25)
        first, width, height, stride = header[0] + 12 * header[19], *header[[4, 5, 12]]
        rows = np.frombuffer(data, np.uint8, height * stride, first).reshape(height, stride)
        image = rows[:, : 4 * width].reshape(height, width, 4)[:, :, 2::-1]
        if rect is not None:
            left, top, right, bottom = rect[0], rect[1], rect[0] + rect[2], rect[1] + rect[3]
            image = image[max(0, top) : bottom, max(0, left) : right]
        return image.copy()

    def photograph(self, path: Path) -> None:
        """Save what the screen shows, once it rests or after a moment; nothing of a bare screen."""
        give_up = time.monotonic() + REST_S
        last, picture = None, self.look()
        while not np.array_equal(last, picture) and time.monotonic() < give_up:
            time.sleep(2 * POLL_S)
            last, picture = picture, self.look()
        if np.mean(picture.any(axis=-1)) > BARE:
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(picture).save(path, compress_level=3)


def sees_change(before: npt.NDArray[np.uint8], after: npt.NDArray[np.uint8]) -> bool:
    """Tell whether more than a hundredth of the pixels differ."""
    if before.shape != after.shape:
        return True
    return bool(np.mean(np.any(before != after, axis=-1)) > 0.01)
