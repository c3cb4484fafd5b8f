"""The commands: answers on stdout, one sentence on stderr for what cannot be done."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile

from engine.audio.player import AudioDevice
from engine.errors import AudioDeviceError, MorphError
from engine.morph.methods import METHODS
from export import cli, commands, console
from export.demo import DEMO_ALPHAS, DEMO_PAIR
from tests.music import ORCHESTRA, RAGTIME, TECHNO

A, B = str(RAGTIME), str(ORCHESTRA)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys, model_folder):
    """Run a command in an empty folder; answers its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*argv, model=True, **windows):
        options = ["--model", str(model_folder), "--provider", "cpu"] if model else []
        code = cli.main([*argv, *options], **windows)
        return code, *capsys.readouterr()

    return call


def test_render_writes_a_sound_of_the_asked_length(run, tmp_path):
    code, out, err = run("render", A, B, "--seconds", "0.3", "-o", "x.wav", "--alpha", "0.25")
    assert (code, err) == (0, "")
    assert out.startswith("x.wav: 0.3 s, alpha 0.25, lerp, -")
    info = soundfile.info(tmp_path / "x.wav")
    assert (info.frames, info.samplerate, info.channels) == (round(0.3 * 32768), 32768, 1)
    assert info.subtype == "PCM_24"
    assert (tmp_path / "x.wav.json").exists()


def test_render_answers_json_and_nothing_else(run, tmp_path):
    options = ["--start-a", "1", "--start-b", "2.5", "--method", "slerp", "--seed", "3"]
    code, out, err = run(
        *("render", A, B, "-o", "x.wav", "--png", "x.png", "--seconds", "0.3", "--json"), *options
    )
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert (answer["output"], answer["png"]) == ("x.wav", "x.png")
    assert (answer["method"], answer["seed"], answer["alpha"]) == ("slerp", 3, 0.5)
    assert (answer["clips"]["a"]["start_s"], answer["clips"]["b"]["start_s"]) == (1, 2.5)
    stored = json.loads((tmp_path / "x.wav.json").read_text())
    assert {**stored, "output": "x.wav", "png": "x.png"} == answer
    assert (tmp_path / "x.png").stat().st_size > 10_000


@pytest.mark.parametrize("method", METHODS)
def test_every_method_renders(run, method):
    code, _, err = run("render", A, A, "--seconds", "0.2", "--method", method, "-o", "x.wav")
    assert (code, err) == (0, "")


def test_the_listed_methods_are_the_engine_s():
    assert list(METHODS) == list(cli.METHOD_KEYS)


@pytest.mark.parametrize("subtype", cli.SUBTYPES)
def test_the_subtype_is_obeyed(run, tmp_path, subtype):
    run("render", A, B, "--seconds", "0.2", "--subtype", subtype, "-o", "x.wav")
    assert soundfile.info(tmp_path / "x.wav").subtype == subtype


def test_overwriting_is_asked_for(run, tmp_path):
    argv = ("render", A, B, "--seconds", "0.2", "-o", "x.wav", "--png", "x.png")
    run(*argv)
    first = (tmp_path / "x.wav").read_bytes()
    code, _, err = run(*argv, "--alpha", "0")
    assert code == 2
    assert "x.wav was not written: it exists already" in err
    assert (tmp_path / "x.wav").read_bytes() == first
    assert run(*argv, "--alpha", "0", "--overwrite")[0] == 0
    assert (tmp_path / "x.wav").read_bytes() != first


def test_a_render_says_what_was_done_to_the_clips(run, tmp_path):
    samples = np.tile([[0.9], [0.9], [-0.9]], (1, 8000)).T.astype(np.float32)
    soundfile.write(tmp_path / "short.wav", samples, 8000)
    _, out, _ = run("render", "short.wav", B, "--seconds", "1.5", "-o", "x.wav")
    assert "\n  A: Its 3 channels were mixed down to one.\n" in out
    assert "s of silence" in out


def test_a_render_says_that_it_was_turned_down(run, tmp_path):
    rng = np.random.default_rng(0)
    soundfile.write(tmp_path / "loud.wav", rng.uniform(-3, 3, 40000), 32768, subtype="FLOAT")
    _, out, _ = run(
        *("render", "loud.wav", "loud.wav", "--method", "crossfade", "--alpha", "0"),
        *("--seconds", "1", "-o", "x.wav"),
    )
    assert "turned down by 9.6 dB" in out  # 20 log10(3) + 0.1


def test_series_makes_a_folder(run, tmp_path):
    argv = ("series", A, B, "--steps", "3", "--seconds", "0.2", "-o", "out")
    code, out, _ = run(*argv, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["alphas"] == [0, 0.5, 1]
    assert all((tmp_path / "out" / name).is_file() for name in answer["files"])
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    assert err.startswith("out has files in it")
    code, out, _ = run(*argv, "--overwrite")
    assert (code, out) == (0, "out: 3 morphs; open index.html there to listen.\n")


def test_demo_makes_sounds_and_pictures_again_and_again(run, tmp_path, monkeypatch, model_folder):
    monkeypatch.setattr(commands, "DEMO_SECONDS", 0.2)
    drawn = []

    def draw(png, model):
        drawn.append(model)
        png.write_bytes(b"a window")

    code, out, _ = run("demo", draw_window=draw)
    assert code == 0
    code, out, _ = run("demo", "--json", draw_window=draw)
    answer = json.loads(out)
    assert (code, answer["problems"]) == (0, [])
    assert len([name for name in answer["files"] if "-alpha-" in name and name[-3:] == "wav"]) == 5
    assert tuple(answer["alphas"]) == DEMO_ALPHAS
    assert {"three-mels.png", "window.png", "index.html"} <= set(answer["files"])
    assert drawn == [model_folder] * 2
    assert (tmp_path / "segue-demo" / "window.png").read_bytes() == b"a window"


@pytest.mark.parametrize("error", [ImportError("no libEGL"), TimeoutError("slow"), MorphError("x")])
def test_demo_goes_on_without_the_window_s_picture(run, tmp_path, monkeypatch, error):
    monkeypatch.setattr(commands, "DEMO_SECONDS", 0.2)

    def draw(png, model):
        raise error

    code, out, _ = run("demo", "-o", "d", draw_window=draw)
    assert code == 0
    assert "The window was not drawn: " in out
    assert (tmp_path / "d" / "00-alpha-0.00.wav").exists()
    assert not (tmp_path / "d" / "window.png").exists()


def test_demo_works_without_the_window_s_program(run, tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "DEMO_SECONDS", 0.2)
    assert run("demo", "-o", "d")[0] == 0
    assert not (tmp_path / "d" / "window.png").exists()


def test_the_demo_pair_is_there():
    assert all(path.is_file() for path in DEMO_PAIR)


def test_info_describes_files(run, tmp_path):
    t = np.arange(48000) / 48000
    tone = np.stack([np.sin(2 * np.pi * 997 * t)] * 2, axis=1)
    soundfile.write(tmp_path / "tone.wav", tone, 48000, subtype="FLOAT")
    code, out, err = run("info", "tone.wav", A, model=False)
    assert (code, err) == (0, "")
    assert out.startswith("tone.wav: WAV, 48000 Hz, stereo, 1.00 s, -3.")
    assert out.splitlines()[1].endswith("04-ragtime.flac: FLAC, 32768 Hz, mono, 8.00 s, -19.1 LUFS")
    answer = json.loads(run("info", "tone.wav", "--json", model=False)[1])
    # A full-scale sine of 997 Hz has -3.01 LUFS in one channel (ITU-R BS.1770-4).
    assert answer["files"][0]["loudness_lufs"] == pytest.approx(-3.01, abs=0.1)


def test_info_goes_on_after_a_bad_file(run, tmp_path):
    (tmp_path / "text.mp3").write_text("not music")
    code, out, err = run("info", "text.mp3", A, model=False)
    assert code == 2
    assert len(out.splitlines()) == len(err.splitlines()) == 1
    code, out, err = run("info", "text.mp3", A, "--json", model=False)
    bad, good = json.loads(out)["files"]
    assert (code, err) == (2, "")
    assert "text.mp3" in bad["error"]
    assert (good["container"], good["sample_rate"], good["duration_s"]) == ("FLAC", 32768, 8.0)


def test_info_of_silence(run, tmp_path):
    soundfile.write(tmp_path / "silence.wav", np.zeros((8000, 6)), 8000)
    code, out, _ = run("info", "silence.wav", model=False)
    assert code == 0
    assert "6 channels, 1.00 s, silent" in out
    assert (
        json.loads(run("info", "silence.wav", "--json", model=False)[1])["files"][0][
            "loudness_lufs"
        ]
        is None
    )


def test_devices_give_reasons(run, monkeypatch):
    code, out, err = run("devices", model=False)
    assert (code, err) == (0, "")
    assert "CPU: " in out
    answer = json.loads(run("devices", "--json", model=False)[1])
    assert [p["name"] for p in answer["providers"]] == ["CUDA", "CPU"]
    assert all(p["reason"] for p in answer["providers"])

    sound = AudioDevice(3, "Speakers", "ALSA", True)
    monkeypatch.setattr("engine.audio.player.list_devices", lambda: [sound])
    assert "Sound 3: Speakers (ALSA), used by default\n" in run("devices", model=False)[1]

    def no_portaudio():
        raise AudioDeviceError("PortAudio is missing.")

    monkeypatch.setattr("engine.audio.player.list_devices", no_portaudio)
    assert "Sound: PortAudio is missing.\n" in run("devices", model=False)[1]


def test_models_are_listed(run, monkeypatch, model_folder):
    monkeypatch.setattr("engine.vae.store.models_folder", lambda: model_folder.parent)
    code, out, _ = run("models", model=False)
    assert (code, out) == (0, f"tiny-dct 1.0, used by default: {model_folder}\n")
    (row,) = json.loads(run("models", "--json", model=False)[1])["models"]
    assert (row["name"], row["folder"]) == ("tiny-dct", str(model_folder))
    monkeypatch.setattr("engine.vae.store.models_folder", lambda: model_folder / "none")
    assert run("models", model=False)[1].startswith("There is no model in ")


PAIR = ("render", A, B)
BAD_INPUT = [
    (("render",), "required: A, B, -o/--output"),
    (("rendr", A, B), "no file or command rendr"),
    (("x" * 300,), "no file or command xxx"),
    ((A, B, A), "two clips, not 3"),
    (("--json",), "required: COMMAND"),
    ((*PAIR,), "required: -o/--output"),
    ((*PAIR, "-o", "x.wav", "--nonsense"), "--nonsense"),
    ((*PAIR, "-o", "x.wav", "--alpha", "1.01"), "from 0 (A) to 1 (B), not 1.01"),
    ((*PAIR, "-o", "x.wav", "--alpha", "-0.1"), "from 0 (A) to 1 (B), not -0.1"),
    ((*PAIR, "-o", "x.wav", "--alpha", "nan"), "not nan"),
    ((*PAIR, "-o", "x.wav", "--alpha", "half"), "not half"),
    ((*PAIR, "-o", "x.wav", "--seconds", "0"), "over 0 and at most 600, not 0"),
    ((*PAIR, "-o", "x.wav", "--seconds", "601"), "at most 600"),
    ((*PAIR, "-o", "x.wav", "--start-a", "-1"), "0 or more seconds"),
    ((*PAIR, "-o", "x.wav", "--start-b", "inf"), "0 or more seconds"),
    ((*PAIR, "-o", "x.wav", "--seed", "1.5"), "a whole number"),
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
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("export.pair.Pair.render", interrupt)
    for argv in (("render", A, B, "-o", "x.wav"), ("series", A, B, "-o", "s")):
        code, out, err = run(*argv, "--seconds", "0.2")
        assert (code, out) == (130, "")
        assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_too_little_memory_is_a_sentence(run, tmp_path, monkeypatch):
    def full(*_):
        raise MemoryError

    monkeypatch.setattr("export.pair.Pair.render", full)
    code, _, err = run("render", A, B, "--seconds", "0.2", "-o", "x.wav")
    assert code == 2
    assert "not enough memory" in err
    assert not list(tmp_path.iterdir())


def test_a_mistake_of_ours_is_not_hidden(run, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("export.pair.Pair.render", broken)
    with pytest.raises(ZeroDivisionError):
        run("render", A, B, "--seconds", "0.2", "-o", "x.wav")


@pytest.mark.parametrize("argv", [(), (A,), (A, B)])
def test_without_a_command_the_window_opens_with_the_files(run, monkeypatch, argv):
    monkeypatch.setenv("DISPLAY", ":0")
    opened = []
    code, out, err = run(*argv, model=False, open_window=lambda p: opened.append(p) or 7)
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


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_a_display_is_recognised(monkeypatch, no_display, name):
    assert not cli.has_display()
    monkeypatch.setenv(name, ":0")
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


def test_progress_is_one_line_in_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with console.Progress() as progress:
        progress.glance("Opening the model")
        progress.say("Half")
    shown = capsys.readouterr().err
    assert shown == "\rOpening the model\rHalf             \r    \r"
    assert "\n" not in shown


def test_progress_does_not_wrap(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "20")
    with console.Progress() as progress:
        progress.say("Reading " + "x" * 100)
        assert capsys.readouterr().err == "\rReading xxxxxxxxxxx"


def test_progress_is_lines_in_a_log_once_it_takes_long(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with console.Progress() as progress:
        progress.say("soon done")
        now[0] = 1.1
        progress.glance("only for eyes")
        progress.say("Rendering")
    assert capsys.readouterr().err == "Rendering\n"


def test_the_clips_start_and_length_are_what_was_asked(run, tmp_path):
    """At alpha 0 the crossfade is A itself: the excerpt must be the file's own samples."""
    run(
        *("render", str(TECHNO), B, "--method", "crossfade", "--alpha", "0", "--start-a", "2"),
        *("--seconds", "0.33", "--subtype", "FLOAT", "-o", "x.wav"),
    )
    found, _ = soundfile.read(tmp_path / "x.wav", dtype="float32")
    whole, _ = soundfile.read(TECHNO, dtype="float32")
    wanted = whole[2 * 32768 :][: round(0.33 * 32768)]
    assert found.shape == wanted.shape
    assert np.corrcoef(found, wanted)[0, 1] > 0.999999
