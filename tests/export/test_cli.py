"""One sentence on stderr for what cannot be done, and the window by default."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from engine.morph.methods import DEFAULT_METHOD, METHODS
from export import arguments, cli, commands
from tests.music import ORCHESTRA, RAGTIME

A, B = str(RAGTIME), str(ORCHESTRA)


def test_the_listed_methods_are_the_engine_s():
    assert list(METHODS) == list(arguments.METHOD_KEYS)
    assert arguments.METHOD_KEYS[0] == DEFAULT_METHOD


PAIR = ("render", A, B)
BAD_INPUT = [
    (("render",), "required: A, B, -o/--output"),
    (("rendr", A, B), "no file or command rendr"),
    (("x" * 300,), "no file or command xxx"),
    (
        ("--model", "m", "render", A, B, "-o", "x.wav"),
        "The command comes first: python main.py render",
    ),
    (("--model=m", "info", A), "The command comes first: python main.py info"),
    ((A, B, A), "two clips, not 3"),
    (("--json",), "required: COMMAND"),
    ((*PAIR,), "required: -o/--output"),
    ((*PAIR, "-o", "x.wav", "--nonsense"), "--nonsense"),
    ((*PAIR, "-o", "x.wav", "--alpha", "1.51"), "from -0.5 to 1.5; 0 is A, 1 is B, not 1.51"),
    ((*PAIR, "-o", "x.wav", "--alpha", "-0.6"), "0 is A, 1 is B, not -0.6"),
    ((*PAIR, "-o", "x.wav", "--alpha", "0.5", "--curve", "ramp"), "not allowed with"),
    ((*PAIR, "-o", "x.wav", "--curve", "0:0"), "at least two points"),
    ((*PAIR, "-o", "x.wav", "--curve", "0:0, 3:2"), "from -0.5 to 1.5, not 2"),
    ((*PAIR, "-o", "x.wav", "--curve", "3:0, 1:1"), "in the order of time"),
    ((*PAIR, "-o", "x.wav", "--curve", "ramps"), "not ramps"),
    ((*PAIR, "-o", "x.wav", "--curve", "0:0, 9:1"), "the curve goes on to 9 s"),
    ((*PAIR, "-o", "x.wav", "--detail", "1.1"), "from 0 to 1, not 1.1"),
    ((*PAIR, "-o", "x.wav", "--alpha", "nan"), "not nan"),
    ((*PAIR, "-o", "x.wav", "--alpha", "half"), "not half"),
    ((*PAIR, "-o", "x.wav", "--seconds", "0"), "over 0 and at most 1800, or whole, not 0"),
    ((*PAIR, "-o", "x.wav", "--seconds", "1801"), "at most 1800"),
    ((*PAIR, "-o", "x.wav", "--start-a", "-1"), "0 or more seconds"),
    ((*PAIR, "-o", "x.wav", "--start-b", "inf"), "0 or more seconds"),
    ((*PAIR, "-o", "x.wav", "--seed", "1.5"), "a whole number"),
    ((*PAIR, "-o", "x.wav", "--texture", "-1"), "a whole number from 0"),
    ((*PAIR, "-o", "x.wav", "--method", "magic"), "invalid choice: 'magic'"),
    ((*PAIR, "-o", "x.wav", "--subtype", "MP3"), "invalid choice"),
    ((*PAIR, "-o", "x.wav", "--provider", "tpu"), "invalid choice"),
    ((*PAIR, "-o", "x.mp3"), "does not end in .wav"),
    ((*PAIR, "-o", "missing/x.wav"), "folder does not exist"),
    ((*PAIR, "-o", "taken.wav"), "exists already"),
    ((*PAIR, "-o", "x.wav", "--png", "x.jpg"), "does not end in .png"),
    ((*PAIR, "-o", "x.wav", "--model", "nowhere"), "no model folder nowhere"),
    (("render", "missing.wav", B, "-o", "x.wav"), "missing.wav"),
    (("render", A, "text.wav", "-o", "x.wav"), "text.wav"),
    (("render", A, ".", "-o", "x.wav"), "folder"),
    (("render", "taken.wav", B, "-o", "taken.wav", "--overwrite"), "clips in use"),
    (("series", A, B, "-o", "s", "--steps", "1"), "from 2 to 101, not 1"),
    (("series", A, B, "-o", "."), "folder you are in"),
    (("series", A, B, "-o", "taken.wav"), "is a file"),
    (("series", A, "text.wav", "-o", "s"), "text.wav"),
    (("demo", "-o", "full"), "files that Segue did not make"),
    (("info",), "required: FILE"),
    (("info", "missing.wav"), "missing.wav"),
]


@pytest.mark.parametrize(("argv", "words"), BAD_INPUT, ids=[words for _, words in BAD_INPUT])
def test_bad_input_is_one_sentence_and_nothing_else(run, tmp_path, argv, words):
    (tmp_path / "text.wav").write_text("not music")
    (tmp_path / "taken.wav").write_text("old")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    before = sorted(tmp_path.rglob("*"))
    code, out, err = run(*argv, model=False)
    assert (code, out) == (2, "")
    assert words in err
    assert err.endswith(".\n")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "taken.wav").read_text() == "old"


def test_ctrl_c_is_130_and_leaves_nothing(run, tmp_path, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("export.pair.ShortPair.render", interrupt)
    for argv in (("render", A, B, "-o", "x.wav"), ("series", A, B, "-o", "s")):
        code, out, err = run(*argv, "--seconds", "0.2")
        assert (code, out) == (130, "")
        assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_too_little_memory_is_a_sentence(run, tmp_path, monkeypatch):
    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr("export.pair.ShortPair.render", full)
    code, _, err = run("render", A, B, "--seconds", "0.2", "-o", "x.wav")
    assert code == 2
    assert "not enough memory" in err
    assert not list(tmp_path.iterdir())


def test_a_mistake_of_ours_is_not_hidden(run, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("export.pair.ShortPair.render", broken)
    with pytest.raises(ZeroDivisionError):
        run("render", A, B, "--seconds", "0.2", "-o", "x.wav")


@pytest.mark.parametrize(
    "argv", [("--model", "m"), ("--model", "m", A), (A, B, "--model", "m"), ("--model=m",)]
)
def test_the_window_opens_with_another_model(run, monkeypatch, argv):
    monkeypatch.setenv("DISPLAY", ":0")
    opened = []
    code, _, _ = run(*argv, model=False, open_window=lambda *wanted: opened.append(wanted) or 7)
    assert code == 7
    [(paths, model, is_new)] = opened
    assert not is_new
    assert model == Path("m")
    assert [str(p) for p in paths] == [
        text for text in argv if text not in ("--model", "m", "--model=m")
    ]


@pytest.mark.parametrize("argv", [("--new-window",), ("--new-window", A), (A, B, "--new-window")])
def test_another_window_can_be_asked_for(run, monkeypatch, argv):
    monkeypatch.setenv("DISPLAY", ":0")
    opened = []
    code, _, _ = run(*argv, model=False, open_window=lambda *wanted: opened.append(wanted) or 7)
    assert code == 7
    [(paths, model, is_new)] = opened
    assert (len(paths), model, is_new) == (len(argv) - 1, None, True)


def test_a_project_opens_the_window_alone(run, monkeypatch, tmp_path):
    monkeypatch.setenv("DISPLAY", ":0")
    project = tmp_path / "night.segue"
    project.write_text("{}")
    opened = []
    code, _, _ = run(str(project), model=False, open_window=lambda p, *_: opened.append(p) or 7)
    assert (code, opened) == (7, [[project]])
    code, _, err = run(str(project), A, model=False, open_window=pytest.fail)
    assert code == 2
    assert "one project" in err
    code, _, err = run(str(tmp_path / "gone.segue"), model=False, open_window=pytest.fail)
    assert code == 2
    assert "gone.segue" in err


def test_the_window_refuses_what_it_does_not_know(run):
    code, _, err = run(A, "--colour", "red", model=False, open_window=pytest.fail)
    assert code == 2
    assert "--colour" in err


@pytest.mark.parametrize("argv", [(), (A,), (A, B)])
def test_without_a_command_the_window_opens_with_the_files(run, monkeypatch, argv):
    monkeypatch.setenv("DISPLAY", ":0")
    opened = []
    code, out, err = run(*argv, model=False, open_window=lambda p, *_: opened.append(p) or 7)
    assert (code, out, err) == (7, "", "")
    assert [[str(p) for p in paths] for paths in opened] == [list(argv)]


@pytest.fixture
def no_display(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_display_the_demo_runs(run, monkeypatch, no_display):
    def draw(png, model):
        raise AssertionError

    monkeypatch.setattr(commands, "demo", lambda args, draw_window: draw_window is not draw)
    code, out, _ = run(model=False, open_window=pytest.fail, draw_window=draw)
    assert code == 0
    assert out.startswith("There is no display for the window")
    code, out, err = run(A, B, model=False, open_window=pytest.fail)
    assert (code, out) == (2, "")
    assert "render --help" in err


@pytest.mark.parametrize(
    ("name", "value"), [("QT_QPA_PLATFORM", "offscreen"), ("DISPLAY", "desk.example:0")]
)
def test_a_display_is_recognised(monkeypatch, no_display, name, value):
    assert not cli.has_display()
    monkeypatch.setenv(name, value)
    assert cli.has_display()


def test_a_wayland_display_is_one_whose_socket_is_there(monkeypatch, no_display, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "w")
    assert not cli.has_display()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "w"))
        assert cli.has_display()


def test_an_x11_display_is_one_that_listens(monkeypatch, no_display):
    monkeypatch.setenv("DISPLAY", ":4079.0")
    assert not cli.has_display()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0/tmp/.X11-unix/X4079")
        server.listen()
        assert cli.has_display()


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_elsewhere_there_is_always_a_display(monkeypatch, no_display, platform):
    monkeypatch.setattr("sys.platform", platform)
    assert cli.has_display()


@pytest.mark.parametrize("command", [(), ("render",), ("series",), ("info",), ("demo",)])
def test_help_is_on_stdout(run, command):
    code, out, err = run(*command, "--help", model=False)
    assert (code, err) == (0, "")
    assert out.startswith("usage: python main.py")


def test_a_polite_kill_is_ctrl_c(run, tmp_path, monkeypatch):
    def killed(*_, **__):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("export.pair.ShortPair.render", killed)
    code, _, err = run("series", A, B, "--seconds", "0.2", "-o", "s")
    assert code == 130
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())
    assert signal.getsignal(signal.SIGTERM) is before
