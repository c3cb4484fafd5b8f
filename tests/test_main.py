"""The program as a user starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import types
from pathlib import Path

import pytest
import soundfile

import main
from engine.errors import MorphError
from engine.vae.store import list_models
from export.demo import DEMO_PAIR
from tests.music import ORCHESTRA, RAGTIME

ROOT = Path(__file__).resolve().parents[1]
MAIN = [sys.executable, str(ROOT / "main.py")]
needs_model = pytest.mark.skipif(not list_models(), reason="no model in assets/models")


def start(*argv, cwd, **env):
    """Run the program from another folder, without a display."""
    bare = {k: v for k, v in os.environ.items() if "DISPLAY" not in k and k != "QT_QPA_PLATFORM"}
    return subprocess.run(
        [*MAIN, *map(str, argv)], cwd=cwd, env=bare | env, capture_output=True, text=True
    )


def test_main_knows_arguments_only():
    assert len((ROOT / "main.py").read_text().splitlines()) < 80


def test_version_and_help_import_nothing_slow(tmp_path):
    command = (
        "import sys; sys.argv = ['main.py', sys.argv[1]]; import main; code = main.main(); "
        "slow = {'numpy', 'librosa', 'onnxruntime', 'PySide6', 'PIL'} & set(sys.modules); "
        "sys.exit(f'imported {slow}' if slow else code)"
    )
    for option in ("--version", "--help"):
        done = subprocess.run(
            [sys.executable, "-c", command, option], cwd=ROOT, text=True, capture_output=True
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "Segue" in done.stdout


def test_a_bad_file_is_a_sentence(tmp_path):
    done = start("render", "missing.wav", RAGTIME, "-o", "x.wav", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.count("\n") == 1
    assert "missing.wav" in done.stderr


def test_names_the_console_cannot_show_do_not_stop_it(tmp_path):
    source = tmp_path / "Füße 😀.flac"
    source.write_bytes(RAGTIME.read_bytes())
    done = start("info", source, cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "FLAC" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="a shell")
def test_a_reader_that_goes_away_is_no_error(tmp_path):
    line = (
        f"'{sys.executable}' '{ROOT / 'main.py'}' info '{RAGTIME}' | true; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("0\n", "")


SLOW_RENDER = """
import os, signal, sys, threading
sys.argv = ["main.py", *sys.argv[1:]]
# A shell that runs the tests in the background has them ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
import export.pair, main
def render(*_, **__):
    os.kill(os.getpid(), signal.SIGINT)
    threading.Event().wait(60)
export.pair.ShortPair.render = render
sys.exit(main.main())
"""


@needs_model
@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to oneself")
def test_ctrl_c_while_rendering(tmp_path):
    argv = ["series", str(RAGTIME), str(ORCHESTRA), "--seconds", "0.5", "-o", str(tmp_path / "s")]
    done = subprocess.run(
        [sys.executable, "-c", SLOW_RENDER, *argv], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 128 + signal.SIGINT, done.stderr
    assert done.stderr.endswith("Stopped; nothing was left half-written.\n")
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@needs_model
def test_without_a_display_the_demo_and_the_real_window_are_drawn(tmp_path):
    done = start(cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("There is no display")
    assert "was not drawn" not in done.stdout
    folder = tmp_path / "segue-demo"
    sounds = sorted(folder.glob("*-alpha-*.wav"))
    assert [soundfile.info(path).duration for path in sounds] == [5.0] * 5
    alphas = [json.loads(Path(f"{path}.json").read_text())["alpha"] for path in sounds]
    assert alphas == [0, 0.25, 0.5, 0.75, 1]
    assert (folder / "window.png").stat().st_size > 50_000


def fake(monkeypatch, name, **contents):
    module = types.ModuleType(name)
    vars(module).update(contents)
    monkeypatch.setitem(sys.modules, name, module)


def test_the_window_gets_the_files(monkeypatch):
    fake(monkeypatch, "gui.app", run=lambda paths, model, *, is_new: (len(paths), model, is_new))
    wanted = ([RAGTIME, ORCHESTRA], DEMO_PAIR[0], True)
    assert main.open_window(*wanted) == (2, DEMO_PAIR[0], True)


def test_missing_qt_is_a_sentence(monkeypatch):
    fake(monkeypatch, "gui.app")
    with pytest.raises(MorphError) as caught:
        main.open_window([], None, False)
    assert "part of Qt is missing" in caught.value.user_message


def test_the_picture_of_the_window_needs_no_display(monkeypatch, tmp_path):
    calls = []
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    fake(
        monkeypatch,
        "gui.snapshot",
        render_window_png=lambda *args, **options: calls.append(
            (*args, options, os.environ["QT_QPA_PLATFORM"])
        ),
    )
    main.draw_window(tmp_path / "x.png", None)
    assert calls == [(tmp_path / "x.png", DEMO_PAIR, {"model_folder": None}, "offscreen")]


def test_a_damaged_mp3_is_answered_by_one_sentence_alone(tmp_path):
    # libmpg123 would say several things of its own on the same stderr.
    (tmp_path / "letter.mp3").write_text("Dear all, this is not a song. " * 20, "utf-8")
    done = start("info", "letter.mp3", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "letter.mp3" in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there are such names")
def test_a_name_that_is_not_utf_8_opens(tmp_path):
    name = os.fsdecode(b"caf\xe9.flac")
    (tmp_path / name).write_bytes(RAGTIME.read_bytes())
    done = start("info", name, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


@pytest.mark.parametrize("output", ["", "/", "."])
def test_an_output_without_a_name_is_refused_in_one_sentence(tmp_path, output):
    done = start("render", RAGTIME, ORCHESTRA, "-o", output, cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland")
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_display_that_is_gone_is_no_display(tmp_path, name):
    stale = {"DISPLAY": ":4079", "WAYLAND_DISPLAY": "wayland-4079"}[name]
    done = start(RAGTIME, cwd=tmp_path, **{name: stale})
    assert done.returncode == 2
    assert "There is no display" in done.stderr
