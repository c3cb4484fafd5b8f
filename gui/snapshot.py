"""Pictures of the real window in each of its states, without a display.

``python -m gui.snapshot OUT.png`` draws the first start, ``--all FOLDER`` every state, and ``--page
docs/window.md`` the pictures that a page shows. The README's picture, the tests' artefacts and
`make run` without a display come from here.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from export.demo import DEMO_PAIR
from gui.app import create_application
from gui.desk.hints import ALL_SEEN
from gui.language import install_language
from gui.main_window import MainWindow
from gui.palette import Palette
from gui.scenes import ALPHA, SCENES, Scene, SceneBackend
from gui.settings import Settings
from gui.theme import Theme

TIMEOUT_S = 120.0
SCALED = "scale-200"
TITLE_HEIGHT = 32
JPEG_QUALITY = 90
SHOWN = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
"""A picture in a page of Markdown."""


def render_window_png(
    path: Path,
    pair: tuple[Path, Path] | None,
    *,
    size: tuple[int, int] = (1440, 900),
    theme: str = "dark",
    state: str = "final",
    model_folder: Path | None = None,
) -> Path:
    """Draw the window with the real engine and save it.

    Parameters
    ----------
    path : Path
        The PNG file.
    pair : tuple of Path or None
        The clips; the demo pair if None.
    size : tuple of int
        Of the window, in logical pixels.
    theme : str
        "dark" or "light".
    state : str
        A key of `gui.scenes.SCENES`; the picture is taken once that state is reached.
    model_folder : Path, optional
        Another model than the newest.

    Returns
    -------
    Path
        ``path``.

    Raises
    ------
    TimeoutError
        If the state is not reached in two minutes.
    """
    _app = create_application(sys.argv[:1])  # kept until the picture is saved
    scene = SCENES[state]
    translators = install_language(scene.language)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        settings.hints_seen = "" if scene.has_hints else ALL_SEEN
        settings.asks_to_save = settings.autosaves = False
        window = MainWindow(SceneBackend(scene, model_folder), settings, Theme(theme))
        try:
            window.resize(*size)
            window.controller.set_alpha(ALPHA if scene.has_clips else 0.5)
            window.show()
            window.start(list(pair or DEMO_PAIR) if scene.has_clips else [])
            reach(window, scene, Path(folder))
            quality = JPEG_QUALITY if path.suffix == ".jpg" else -1  # of a PNG it is its size
            if not picture_of(window).save(str(path), quality=quality):
                raise OSError(f"{path} cannot be written")
        finally:
            for translator in translators:
                QCoreApplication.removeTranslator(translator)
            window.close()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return path


def picture_of(window: MainWindow) -> QPixmap:
    """Return what is seen of the window, with its dialogs in the middle."""
    picture = window.grab()
    painter = QPainter(picture)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            size = dialog.size().boundedTo(window.size() - QSize(24, 24 + TITLE_HEIGHT))
            dialog.resize(size)
            corner = QPoint(window.width() - size.width(), window.height() - size.height()) / 2
            _paint_frame(painter, QRect(corner, size), dialog, window.theme.palette)
    painter.end()
    return picture


def _paint_frame(painter: QPainter, place: QRect, dialog: QDialog, palette: Palette) -> None:
    """Paint a dialog with its title in a plain frame, as a window manager would."""
    frame = place.adjusted(-1, -TITLE_HEIGHT, 0, 0)
    painter.fillRect(frame, QColor(palette.panel))
    painter.drawPixmap(place.topLeft(), dialog.grab())
    painter.setPen(QColor(palette.text))
    title = QRect(frame.left(), frame.top(), frame.width(), TITLE_HEIGHT)
    painter.drawText(title, Qt.AlignmentFlag.AlignCenter, dialog.windowTitle())
    painter.setPen(QColor(palette.secondary))
    painter.drawRect(frame)


def reach(window: MainWindow, scene: Scene, folder: Path) -> None:
    """Bring the window into a scene."""
    wait_until(lambda: scene.is_loaded(window), f"the clips of {scene.name}")
    scene.prepare(window, folder)
    wait_until(lambda: scene.is_reached(window), scene.name)
    settle()


def wait_until(predicate: Callable[[], bool], what: str) -> None:
    """Run the event loop until something is so."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(20)
    timer.timeout.connect(loop.quit)
    timer.start()
    give_up = time.monotonic() + TIMEOUT_S
    while not predicate():
        if time.monotonic() > give_up:
            raise TimeoutError(f"{what} did not come in {TIMEOUT_S:.0f} s")
        loop.exec()
    timer.stop()


def settle(n_turns: int = 5) -> None:
    """Let layouts and paint events happen."""
    for _ in range(n_turns):
        QApplication.processEvents()


def pictures() -> Iterator[tuple[str, str, tuple[int, int], str]]:
    """Yield (file name, state, size, theme) of every picture that should look right."""
    wide = (1440, 900)
    for state in SCENES:
        yield state, state, wide, "dark"
    yield "light", "front", wide, "light"
    for state in ("preferences", "export-dialog", "keys", "missing-clip", "exporting", "levels"):
        yield f"light-{state}", state, wide, "light"
    yield "light-beyond", "beyond", wide, "light"
    yield "light-curve", "curve", wide, "light"
    yield "light-sound", "sound", wide, "light"
    yield "light-pad", "pad", wide, "light"
    yield "size-1024x640-pad", "pad", (1024, 640), "dark"
    yield "size-1024x640-curve", "curve-keyboard", (1024, 640), "dark"
    yield "light-no-clips", "no-clips", wide, "light"
    yield "light-bad-file", "bad-file", wide, "light"
    yield "size-1024x640", "front", (1024, 640), "dark"
    for state in ("no-clips", "export-transition", "preferences", "keys", "levels", "german"):
        yield f"size-1024x640-{state}", state, (1024, 640), "dark"
    yield "size-1024x640-beyond", "beyond", (1024, 640), "dark"
    yield "size-1024x640-sound", "sound", (1024, 640), "dark"
    yield "size-1024x640-bad-file", "bad-file", (1024, 640), "dark"
    yield "size-2560x1440", "front", (2560, 1440), "dark"


def render_all(folder: Path, model_folder: Path | None = None) -> list[Path]:
    """Draw every picture, the one at 200 % in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    done = []
    for name, state, size, theme in pictures():
        path = folder / f"{name}.png"
        done.append(
            render_window_png(
                path, None, size=size, theme=theme, state=state, model_folder=model_folder
            )
        )
    path = folder / f"{SCALED}.png"
    command = [sys.executable, "-m", "gui.snapshot", str(path), "--state", "playing"]
    if model_folder:
        command += ["--model", str(model_folder)]
    # Qt reads the scale once, before the application is made.
    environment = {**os.environ, "QT_SCALE_FACTOR": "2"}
    subprocess.run(command, env=environment, check=True, cwd=Path(__file__).parents[1])
    return [*done, path]


def pictures_of_page(page: Path) -> list[Path]:
    """Return the files of the pictures that a page of Markdown shows, in its order."""
    return [page.parent / link for link in SHOWN.findall(page.read_text(encoding="utf-8"))]


def render_page(page: Path, model_folder: Path | None = None) -> list[Path]:
    """Draw the pictures that a page shows; each is named for one of `pictures`."""
    known = {name: (state, size, theme) for name, state, size, theme in pictures()}
    paths = pictures_of_page(page)
    for path in paths:
        state, size, theme = known[path.stem]
        path.parent.mkdir(parents=True, exist_ok=True)
        render_window_png(
            path, None, size=size, theme=theme, state=state, model_folder=model_folder
        )
    return paths


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?", help="the PNG file")
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="draw every state")
    parser.add_argument("--page", type=Path, metavar="FILE.md", help="draw what a page shows")
    parser.add_argument("--pair", type=Path, nargs=2, metavar=("A", "B"))
    parser.add_argument("--state", choices=list(SCENES), default="final")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--size", type=int, nargs=2, default=(1440, 900), metavar=("W", "H"))
    parser.add_argument("--model", type=Path, help="a model folder")
    options = parser.parse_args(arguments)
    if options.all:
        render_all(options.all, options.model)
        return 0
    if options.page:
        render_page(options.page, options.model)
        return 0
    if not options.out:
        parser.error("name a PNG file, --all FOLDER or --page FILE.md")
    render_window_png(
        options.out,
        tuple(options.pair) if options.pair else None,
        size=tuple(options.size),
        theme=options.theme,
        state=options.state,
        model_folder=options.model,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
