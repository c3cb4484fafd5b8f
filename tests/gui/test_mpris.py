"""Media keys: the MPRIS interface, on a real bus of its own where there is dbus-daemon."""

import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusObjectPath

from gui.desk import mpris
from gui.desk.mpris import CONNECTION, PATH, PLAYER, PROPERTIES, ROOT, SERVICE, TRACK, Mpris
from gui.session import Slot

PATIENCE_MS = 30_000
"""Other programs answer here; a busy computer takes its time."""
needs_bus = pytest.mark.skipif(
    not shutil.which("dbus-daemon") or not shutil.which("gdbus"),
    reason="needs dbus-daemon and gdbus",
)


def feature(window):
    return next(f for f in window.features if isinstance(f, Mpris))


# -- without a bus --------------------------------------------------------------------------


def test_without_a_bus_nothing_is_tried(window, monkeypatch):
    def fail(*_):
        raise AssertionError("a bus was asked")

    monkeypatch.setattr(mpris, "_connect", fail)
    feature(window).start()
    assert window.controller.tasks.n_live == 0
    assert feature(window).bus is None


def test_there_is_a_bus_where_its_address_or_socket_is(tmp_path, monkeypatch):
    monkeypatch.undo()  # the fixture's answer
    monkeypatch.setattr(mpris.sys, "platform", "linux")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert not mpris.has_bus()
    (tmp_path / "bus").touch()
    assert mpris.has_bus()
    (tmp_path / "bus").unlink()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert mpris.has_bus()


def test_a_bus_that_does_not_answer_costs_nothing(qtbot, window, monkeypatch):
    monkeypatch.setattr(mpris, "has_bus", lambda: True)
    monkeypatch.setattr(mpris, "_connect", lambda _: None)
    feature(window).start()
    qtbot.waitUntil(lambda: window.controller.tasks.n_live == 0)
    assert feature(window).bus is None
    window.controller.player.toggle()
    window.controller.player.stop()


def test_the_keys_do_what_the_buttons_do(window):
    player, bridge = feature(window).player, window.controller.player
    assert (player.status(), bridge.is_playing) == ("Stopped", False)
    player.PlayPause()
    assert (player.status(), bridge.is_playing) == ("Playing", True)
    player.Play()
    assert bridge.is_playing
    player.Seek(1_000_000)
    assert player._bridge.position_s == pytest.approx(1.0, abs=0.05)
    player.Seek(-9_000_000)
    assert player._bridge.position_s < 0.05
    player.SetPosition(QDBusObjectPath(TRACK), 2_000_000)
    assert player._bridge.position_s == pytest.approx(2.0, abs=0.05)
    player.SetPosition(QDBusObjectPath("/another/track"), 500_000)
    assert player._bridge.position_s == pytest.approx(2.0, abs=0.05)
    player.Pause()
    assert (player.status(), bridge.is_playing) == ("Paused", False)
    player.Pause()
    assert not bridge.is_playing
    player.Previous()
    assert player.status() == "Stopped"
    player.Play()
    player.Stop()
    assert (player.status(), bridge.is_playing) == ("Stopped", False)


def test_the_title_names_both_clips(window, settle):
    player = feature(window).player
    assert player.metadata()["xesam:title"] == "one → second"
    window.controller.close_clips()
    assert player.metadata()["xesam:title"] == "Segue"
    assert not player.state()["CanPlay"]


def test_only_a_jump_is_told(qtbot, window):
    player, jumps = feature(window).player, []
    player.Seeked.connect(jumps.append)
    for position_s in (0.03, 0.06, 0.1):
        player.follow(position_s)
    assert jumps == []
    player.follow(3.0)
    assert jumps == [3_000_000]


# -- on a bus -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address():
    """A bus of our own."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    daemon = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    )
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait(10)
    daemon.stdout.close()


@pytest.fixture
def on_bus(qtbot, window, address, monkeypatch):
    # libdbus asks for the session's address once in a process; another test may have been first.
    connect = QDBusConnection.connectToBus
    monkeypatch.setattr(
        mpris.QDBusConnection, "connectToBus", staticmethod(lambda _, name: connect(address, name))
    )
    monkeypatch.setattr(mpris, "has_bus", lambda: True)
    found = feature(window)
    found.start()
    qtbot.waitUntil(lambda: found._told != {}, timeout=PATIENCE_MS)
    assert found.bus.isConnected()
    yield found
    window.close()
    assert not QDBusConnection(CONNECTION).isConnected()


@pytest.fixture
def call(qtbot, address):
    """Return a function that calls as a stranger would, while the window goes on."""

    def call(method, *arguments, service=SERVICE):
        command = ["gdbus", "call", "-a", address, "-d", service, "-o", PATH, "-t", "30"]
        process = subprocess.Popen(
            [*command, "-m", method, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=PATIENCE_MS)
        out, error = process.communicate()
        assert process.returncode == 0, error
        return out.strip()

    return call


@needs_bus
def test_a_stranger_can_play_pause_and_seek(on_bus, window, call):
    bridge = window.controller.player
    call(f"{PLAYER}.PlayPause")
    assert bridge.is_playing
    assert call(f"{PROPERTIES}.Get", PLAYER, "PlaybackStatus") == "(<'Playing'>,)"
    call(f"{PLAYER}.Pause")
    assert not bridge.is_playing
    call(f"{PLAYER}.SetPosition", TRACK, "1500000")
    assert call(f"{PROPERTIES}.Get", PLAYER, "Position").startswith("(<int64 1500")
    call(f"{PLAYER}.Seek", "500000")
    assert bridge.player.buffer.position == round(2.0 * bridge.player.sample_rate)
    call(f"{PLAYER}.Stop")
    assert call(f"{PROPERTIES}.Get", PLAYER, "PlaybackStatus") == "(<'Stopped'>,)"


@needs_bus
def test_a_stranger_reads_what_is_playing(on_bus, call):
    everything = call(f"{PROPERTIES}.GetAll", PLAYER)
    assert "'xesam:title': <'one → second'>" in everything
    assert f"'mpris:trackid': <objectpath '{TRACK}'>" in everything
    assert "'CanControl': <true>" in everything
    assert "'Rate': <1.0>" in everything
    root = call(f"{PROPERTIES}.GetAll", ROOT)
    for part in ("'Identity': <'Segue'>", "'DesktopEntry': <'segue'>", "'HasTrackList': <false>"):
        assert part in root


@needs_bus
def test_the_bus_hears_of_changes(qtbot, on_bus, window, address, tmp_path, settle):
    heard = tmp_path / "heard.txt"
    with heard.open("w") as out:
        command = ["gdbus", "monitor", "-a", address, "-d", SERVICE]
        monitor = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
    try:

        def text():
            return heard.read_text("utf-8")

        qtbot.waitUntil(lambda: "is owned by" in text(), timeout=PATIENCE_MS)
        window.controller.player.play()
        qtbot.waitUntil(lambda: "'PlaybackStatus': <'Playing'>" in text(), timeout=PATIENCE_MS)
        window.controller.player.stop()
        qtbot.waitUntil(lambda: "'PlaybackStatus': <'Stopped'>" in text(), timeout=PATIENCE_MS)
        window.controller.open_clip(Slot.B, Path("third.wav"))
        settle(window)
        qtbot.waitUntil(lambda: "'xesam:title': <'one → third'>" in text(), timeout=PATIENCE_MS)
        window.controller.player.seek(2.0)
        qtbot.waitUntil(lambda: "Seeked (int64 2000000,)" in text(), timeout=PATIENCE_MS)
    finally:
        monitor.terminate()
        monitor.wait(10)


@needs_bus
def test_quit_from_the_bus_closes_the_window(qtbot, on_bus, window, call):
    call(f"{ROOT}.Quit")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
