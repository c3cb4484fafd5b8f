import pytest
from PySide6.QtCore import QByteArray

from gui.settings import Setting, Settings

NAMES = [name for name, value in vars(Settings).items() if isinstance(value, Setting)]
OTHER = {str: "other", int: 3, float: -12.0, bool: False, QByteArray: QByteArray(b"\x01\x02")}


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_survives_a_restart(tmp_path, name):
    path = tmp_path / "settings.ini"
    settings = Settings(path)
    value = OTHER[type(getattr(settings, name))]
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


def test_a_file_of_noise_is_no_error(tmp_path):
    path = tmp_path / "settings.ini"
    path.write_bytes(bytes(range(256)) * 20)
    assert Settings(path).theme == "system"


def test_each_setting_has_its_own_key():
    keys = [vars(Settings)[name].key for name in NAMES]
    assert len(set(keys)) == len(keys)
