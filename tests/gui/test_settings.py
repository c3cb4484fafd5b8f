import math
import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from gui.main_window import MainWindow
from gui.settings import MAX_BYTES, MAX_DB, MIN_DB, Setting, Settings, Trouble, bad_path

NAMES = list(Settings.all())
OTHER = {str: "other", int: 3, float: -12.0, QByteArray: QByteArray(b"\x01\x02")}


def other_than(value, name):
    if isinstance(value, bool):
        return not value
    setting = Settings.all()[name]
    if setting.choices:
        return setting.choices[-1] if setting.choices[-1] != value else setting.choices[0]
    if isinstance(value, int | float) and math.isfinite(setting.maximum):
        return type(value)((setting.minimum + setting.maximum) / 2)
    return OTHER[type(value)]


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_survives_a_restart(tmp_path, name):
    path = tmp_path / "settings.ini"
    settings = Settings(path)
    value = other_than(getattr(settings, name), name)
    assert value != getattr(settings, name)
    setattr(settings, name, value)
    settings.save()
    del settings
    assert getattr(Settings(path), name) == value


@pytest.mark.parametrize("name", NAMES)
def test_junk_in_the_file_falls_back_to_the_default(tmp_path, name):
    path = tmp_path / "settings.ini"
    default = getattr(Settings(path), name)
    section, key = vars(Settings)[name].key.split("/")
    path.write_text(f"[{section}]\n{key}=@Invalid()\n", "utf-8")
    if not isinstance(default, str):
        path.write_text(f"[{section}]\n{key}=junk ; here\n", "utf-8")
        assert getattr(Settings(path), name) == default


@pytest.mark.parametrize("junk", ["nan", "inf", "-inf", "1e300", "1e999", "-48.5", "7", "1, 2"])
def test_a_volume_beyond_the_slider_falls_back_to_the_default(tmp_path, junk):
    path = tmp_path / "settings.ini"
    path.write_text(f"[playback]\nvolume_db={junk}\n", "utf-8")
    assert Settings(path).volume_db == 0.0


@pytest.mark.parametrize("junk", ["nan", "-0.1", "1.01", "much"])
def test_a_detail_out_of_range_falls_back_to_all_of_it(tmp_path, junk):
    path = tmp_path / "settings.ini"
    path.write_text(f"[morph]\ndetail={junk}\n", "utf-8")
    assert Settings(path).detail == 1.0


@pytest.mark.parametrize("db", [MIN_DB, -12.0, MAX_DB])
def test_every_volume_of_the_slider_is_read_back(tmp_path, db):
    path = tmp_path / "settings.ini"
    path.write_text(f"[playback]\nvolume_db={db}\n", "utf-8")
    assert Settings(path).volume_db == db


def test_a_number_that_is_not_finite_is_junk_without_a_range(settings):
    class Other(Settings):
        size = Setting("other/size", 1.5)

    other = Other(Path(settings.store.fileName()))
    other.store.setValue("other/size", "nan")
    assert other.size == 1.5


def test_a_window_that_cannot_be_built_ends_its_threads(backend, settings, theme, monkeypatch):
    windows = []

    def fail(window):
        windows.append(window)
        raise ValueError("no such action")

    monkeypatch.setattr(MainWindow, "_restore", fail)
    with pytest.raises(ValueError, match="no such action"):
        MainWindow(backend, settings, theme)
    assert not windows[0].controller.render._thread.isRunning()
    windows[0].deleteLater()


def test_a_choice_that_there_is_not_falls_back_to_the_default(tmp_path):
    path = tmp_path / "settings.ini"
    path.write_text("[window]\ntheme=purple\nlanguage=tlh\n", "utf-8")
    settings = Settings(path)
    assert (settings.theme, settings.language) == ("system", "system")
    assert settings.trouble is Trouble.NONE


def test_a_reset_gives_these_settings_their_defaults_and_no_others(settings):
    settings.theme, settings.detail = "light", 0.5
    settings.reset(["theme"])
    assert (settings.theme, settings.detail) == ("system", 0.5)


# -- files gone bad -------------------------------------------------------------------------

GARBAGE = {
    "noise": bytes(range(256)) * 20,
    "sound": b"RIFF\0\0\0\0WAVEfmt " + bytes(400),
    "prose": b"milk, bread\ntwo lemons\n" * 9,
    "json": b'{\n  "theme": "dark"\n}\n',
    "huge": b"[window]\n" + b"theme=dark\n" * (MAX_BYTES // 11 + 1),
    "latin": "[window]\ntheme=m\xfcde\n".encode("latin-1"),
}


@pytest.mark.parametrize("content", GARBAGE.values(), ids=GARBAGE)
def test_a_file_that_is_not_ini_is_put_aside(tmp_path, caplog, content):
    path = tmp_path / "settings.ini"
    path.write_bytes(content)
    settings = Settings(path)
    assert all(getattr(settings, n) == s.default for n, s in Settings.all().items())
    assert bad_path(path).read_bytes() == content
    assert str(path) in settings.trouble_text
    assert "settings.ini.bad" in settings.trouble_text
    settings.theme = "light"
    settings.save()
    again = Settings(path)
    assert (again.theme, again.trouble, again.trouble_text) == ("light", Trouble.NONE, "")
    caplog.clear()


def test_a_folder_in_its_place_is_put_aside(tmp_path, caplog):
    path = tmp_path / "settings.ini"
    (path / "inside").mkdir(parents=True)
    assert Settings(path).trouble is Trouble.PUT_ASIDE
    assert (bad_path(path) / "inside").is_dir()
    caplog.clear()


def test_what_cannot_be_put_aside_is_told_and_the_defaults_hold(tmp_path, caplog):
    path = tmp_path / "settings.ini"
    path.mkdir()
    (bad_path(path) / "full").mkdir(parents=True)
    settings = Settings(path)
    assert settings.trouble is Trouble.STUCK
    assert "Rename or remove it" in settings.trouble_text
    assert settings.theme == "system"
    settings.theme = "dark"
    settings.save()
    assert path.is_dir()
    caplog.clear()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a folder nobody writes to")
def test_a_file_that_cannot_be_written_is_told():
    settings = Settings(Path("/proc/segue/settings.ini"))
    assert settings.trouble is Trouble.NOT_KEPT
    assert "cannot be written" in settings.trouble_text
    settings.theme = "dark"
    settings.save()
    assert settings.theme == "dark"


def test_a_link_to_nowhere_is_put_aside(tmp_path, caplog):
    path = tmp_path / "settings.ini"
    path.symlink_to(tmp_path / "gone")
    assert Settings(path).trouble is Trouble.PUT_ASIDE
    assert os.path.islink(bad_path(path))
    caplog.clear()


def test_one_bad_line_costs_only_that_line(tmp_path):
    path = tmp_path / "settings.ini"
    path.write_text("[window]\ntheme=dark\n%%%\n[morph]\ndetail=0.5\n", "utf-8")
    settings = Settings(path)
    assert (settings.trouble, settings.theme, settings.detail) == (Trouble.NONE, "dark", 0.5)


def test_a_newer_file_is_used_as_far_as_it_is_known_and_keeps_the_rest(tmp_path):
    path = tmp_path / "settings.ini"
    path.write_text("[window]\ntheme=sepia\nhue=7\n[morph]\ndetail=0.5\n", "utf-8")
    settings = Settings(path)
    assert (settings.theme, settings.detail) == ("system", 0.5)
    settings.detail = 0.25
    settings.save()
    assert "hue=7" in path.read_text("utf-8")
    assert "sepia" in path.read_text("utf-8")


def test_an_empty_file_is_fine(tmp_path):
    path = tmp_path / "settings.ini"
    path.touch()
    assert Settings(path).trouble is Trouble.NONE


def test_each_setting_has_its_own_key():
    keys = [vars(Settings)[name].key for name in NAMES]
    assert len(set(keys)) == len(keys)
