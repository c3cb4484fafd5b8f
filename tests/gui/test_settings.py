from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from gui.main_window import MainWindow
from gui.settings import MAX_DB, MIN_DB, Setting, Settings

NAMES = [name for name, value in vars(Settings).items() if isinstance(value, Setting)]
WITHIN = {"detail": 0.4}
"""Another value of a setting that has a range."""
OTHER = {str: "other", int: 3, float: -12.0, QByteArray: QByteArray(b"\x01\x02")}


def other_than(value, name):
    if isinstance(value, bool):
        return not value
    return WITHIN.get(name, OTHER[type(value)])


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


def test_a_file_of_noise_is_no_error(tmp_path):
    path = tmp_path / "settings.ini"
    path.write_bytes(bytes(range(256)) * 20)
    assert Settings(path).theme == "system"


def test_each_setting_has_its_own_key():
    keys = [vars(Settings)[name].key for name in NAMES]
    assert len(set(keys)) == len(keys)
