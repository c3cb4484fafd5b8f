"""The program around the window, and the window with the real engine."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtGui import QImage

from export.demo import DEMO_PAIR
from gui import app
from gui.exports.export_job import ExportChoice
from gui.main_window import MainWindow
from gui.scenes import SCENES, SceneBackend
from gui.session import Slot
from gui.settings import Settings
from gui.snapshot import pictures, reach, render_window_png, wait_until
from gui.theme import Theme
from tests.gui.conftest import ARTEFACTS
from tests.tiny_model import write_model

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture
def real_window(qtbot, settings, theme, model):
    window = MainWindow(SceneBackend(SCENES["final"], model), settings, theme)
    window.resize(1200, 760)
    window.show()
    yield window
    window.close()
    window.deleteLater()


# -- errors and logs ------------------------------------------------------------------------


@pytest.fixture
def hooks(monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(app, "qInstallMessageHandler", lambda _: None)
    app.install_hooks()


def test_an_error_nobody_caught_is_logged(hooks, caplog):
    try:
        raise ValueError("lost")
    except ValueError:
        sys.excepthook(*sys.exc_info())
    assert "unexpected error" in caplog.text
    assert "lost" in caplog.text
    caplog.clear()


def test_an_error_on_a_thread_is_logged(hooks, caplog):
    def work():
        raise ValueError("lost on a thread")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert "lost on a thread" in caplog.text
    caplog.clear()


def test_the_log_rotates(tmp_path):
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    path = app.start_log(tmp_path / "logs")
    try:
        for _ in range(200):
            logging.getLogger("x").info("y" * 10_000)
    finally:
        root.setLevel(level)
        for handler in set(root.handlers) - set(handlers):
            root.removeHandler(handler)
            handler.close()
    sizes = [p.stat().st_size for p in path.parent.iterdir()]
    assert len(sizes) == app.N_LOGS + 1
    assert max(sizes) <= app.LOG_BYTES


def test_a_log_that_cannot_be_written_is_no_reason_to_stop(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    assert app.start_log(tmp_path / "file" / "logs") is None
    caplog.clear()


def test_importing_the_window_imports_no_engine():
    code = (
        "import sys, gui.main_window, gui.app; "
        "heavy = {'onnxruntime', 'librosa', 'scipy', 'soundfile', 'sounddevice', 'numba'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_program_starts_and_quits(tmp_path):
    """The real `run`, in its own process, with nothing of the user's."""
    code = (
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from gui import app\n"
        "app.create_application(['segue'])\n"
        "QTimer.singleShot(400, QApplication.closeAllWindows)\n"
        "raise SystemExit(app.run([]))\n"
    )
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "c")}
    environment = {**os.environ, **home, "XDG_DATA_HOME": str(tmp_path / "d")}
    environment.pop("XDG_RUNTIME_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.rglob("segue.log"))
    assert list(tmp_path.rglob("settings.ini"))


# -- the real engine ------------------------------------------------------------------------


def test_the_demo_pair_becomes_a_final_morph(real_window):
    window = real_window
    window.start(list(DEMO_PAIR))
    reach(window, SCENES["final"], Path())
    session = window.controller.session
    assert session.sound.samples.shape == session.slots[Slot.A].clip.samples.shape
    assert np.isfinite(session.sound.samples).all()
    assert "tiny-dct" in window.status.text()
    before = window.morph.mel.grab().toImage()
    window.controller.set_alpha(0.9)
    wait_until(lambda: session.is_final and session.sound.alpha == 0.9, "the next morph")
    assert window.morph.mel.grab().toImage() != before


def broken_files(folder: Path) -> dict[str, Path]:
    rng = np.random.default_rng(1)
    files = {name: folder / name for name in ("empty.wav", "text.mp3", "noise.flac", "cut.wav")}
    files["empty.wav"].write_bytes(b"")
    files["text.mp3"].write_text("not a song", "utf-8")
    files["noise.flac"].write_bytes(rng.bytes(5000))
    files["cut.wav"].write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt ")
    files["gone.wav"] = folder / "gone.wav"
    files["folder"] = folder / "a folder.wav"
    files["folder"].mkdir()
    short = folder / "blink.wav"
    soundfile.write(short, np.zeros(400), 44100)
    files["short"] = short
    return files


def test_bad_files_end_as_one_sentence_and_the_old_clip_stays(real_window, tmp_path, caplog):
    window = real_window
    window.start(list(DEMO_PAIR))
    reach(window, SCENES["final"], Path())
    column = window.clips[Slot.B]
    before = window.controller.session.slots[Slot.B].clip
    for name, path in broken_files(tmp_path).items():
        column.messages.error.clear()
        window.controller.open_clip(Slot.B, path)
        wait_until(lambda: bool(column.messages.error.text), f"the message about {name}")
        assert path.name in column.messages.error.text, name
        assert window.controller.session.slots[Slot.B].clip is before
    caplog.clear()


def test_a_file_that_vanishes_after_it_was_opened_is_told(real_window, tmp_path, caplog):
    window = real_window
    path = tmp_path / "soon gone.wav"
    rng = np.random.default_rng(2)
    soundfile.write(path, rng.normal(0, 0.1, 12 * 32768), 32768)
    window.start([path])
    wait_until(lambda: window.controller.session.slots[Slot.A].source is not None, "the clip")
    path.unlink()
    window.controller.move_excerpt(Slot.A, 2.0)
    window.controller.finish_move(Slot.A)
    wait_until(lambda: bool(window.clips[Slot.A].messages.error.text), "the message")
    assert window.controller.session.slots[Slot.A].clip is not None
    caplog.clear()


def test_a_real_export_can_be_read_back(real_window, tmp_path):
    window = real_window
    window.start(list(DEMO_PAIR))
    reach(window, SCENES["final"], Path())
    path = tmp_path / "morph.wav"
    window.controller.export(ExportChoice(path, may_replace=True))
    wait_until(lambda: window.controller.exporter.tasks.n_live == 0, "the export")
    samples, rate = soundfile.read(path)
    assert rate == 32768
    story = json.loads(path.with_name("morph.wav.json").read_text("utf-8"))
    assert story["alpha"] == 0.5
    wanted = window.controller.session.sound.samples * 10 ** (story["gain_db"] / 20)
    np.testing.assert_allclose(samples, wanted, atol=1e-4)
    window.status._timer.stop()


def test_the_window_stays_awake_while_it_works(qtbot, real_window):
    """Loading, encoding and rendering may not hold the GUI thread."""
    from PySide6.QtCore import QTimer

    beats = []
    timer = QTimer()
    timer.setInterval(10)
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start()
    real_window.start(list(DEMO_PAIR))
    reach(real_window, SCENES["final"], Path())
    for i in range(20):
        real_window.controller.set_alpha(0.3 + i / 100)
        qtbot.wait(15)
    timer.stop()
    gaps = np.diff(beats)
    # The engine's first import holds the interpreter now and then; a render never.
    assert np.median(gaps) < 0.05
    assert gaps[-20:].max() < 0.5


# -- screenshots ----------------------------------------------------------------------------


# The rest (`python -m gui.snapshot --all`) are cousins of these; each costs seconds.
DRAWN = {"playing", "preview", "no-clips", "dragging", "loading", "bad-file", "notes", "no-device"}
DRAWN |= {"beyond", "even-crossfade", "light", "size-1024x640", "size-2560x1440"}


@pytest.mark.parametrize("picture", [p for p in pictures() if p[0] in DRAWN], ids=lambda p: p[0])
def test_screenshots(qapp, model, picture, caplog):
    name, state, size, theme_name = picture
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    path = ARTEFACTS / f"{name}.png"
    render_window_png(path, None, size=size, theme=theme_name, state=state, model_folder=model)
    image = QImage(str(path))
    assert (image.width(), image.height()) == size
    colours = {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    }
    assert len(colours) > (12 if state == "no-clips" else 100)
    caplog.clear()


def test_text_is_drawn_and_not_boxes(qapp):
    from PySide6.QtGui import QFontInfo, QFontMetrics

    metrics = QFontMetrics(qapp.font())
    assert QFontInfo(qapp.font()).family()
    assert metrics.horizontalAdvance("i") != metrics.horizontalAdvance("W")


def test_a_theme_follows_the_system_unless_told(qapp, tmp_path):
    theme = Theme("system")
    assert theme.palette.name in ("dark", "light")
    theme.set_mode("light")
    assert theme.palette.name == "light"
    assert Settings(tmp_path / "s.ini").theme == "system"
