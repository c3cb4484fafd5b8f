"""Progress is for eyes, and takes nothing from the answer."""

from __future__ import annotations

from export import console


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
