"""The entry in the desktop's menus, the file type and the icons."""

import configparser
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon, QImage

ROOT = Path(__file__).resolve().parents[2]
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="freedesktop.org's files")


def run(root, share, what):
    environment = {**os.environ, "XDG_DATA_HOME": str(share)}
    command = ["sh", str(root / "scripts" / "desktop.sh"), what]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Installed from a checkout in a folder with an awkward name."""
    folder = tmp_path_factory.mktemp("desktop")
    root = folder / "Ann's 100% $ongs & more"
    for part in ("assets/desktop", "assets/icons", "scripts"):
        shutil.copytree(ROOT / part, root / part)
    run(root, folder / "share", "install")
    return root, folder / "share"


def read_entry(share):
    parser = configparser.RawConfigParser(delimiters="=")
    parser.optionxform = str
    parser.read(share / "applications" / "segue.desktop", "utf-8")
    return dict(parser["Desktop Entry"])


def test_the_entry_starts_this_checkout_with_the_files(installed):
    root, share = installed
    entry = read_entry(share)
    # A string's backslashes are undone first, then the quotes, then the field codes.
    unescaped = entry["Exec"].replace("\\\\", "\\")
    shell = ["sh", "-c", f"printf '%s\\n' {unescaped}"]
    words = subprocess.run(shell, capture_output=True, text=True, check=True).stdout
    python, main, files = words.splitlines()
    assert Path(python.replace("%%", "%")) == root / ".venv/bin/python"
    assert Path(main.replace("%%", "%")) == root / "main.py"
    assert files == "%F"
    assert entry["Icon"] == "segue"


def test_the_entry_takes_sounds_and_projects(installed):
    types = read_entry(installed[1])["MimeType"].split(";")
    assert {"application/x-segue-project", "audio/flac", "audio/mpeg", "audio/x-wav"} <= set(types)
    assert all("*" not in name for name in types)


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-utils")
def test_the_entry_is_valid(installed):
    path = installed[1] / "applications" / "segue.desktop"
    done = subprocess.run(
        ["desktop-file-validate", str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_file_type_is_that_of_projects(installed):
    tree = xml.etree.ElementTree.parse(installed[1] / "mime" / "packages" / "segue.xml")
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    kind = tree.getroot().find("m:mime-type", space)
    assert kind.get("type") == "application/x-segue-project"
    assert kind.find("m:glob", space).get("pattern") == "*.segue"


@pytest.mark.parametrize("size", SIZES)
def test_the_icon_is_there_in_each_size_and_looks_like_its_drawing(qapp, installed, size):
    path = installed[1] / "icons" / "hicolor" / f"{size}x{size}" / "apps" / "segue.png"
    image = QImage(str(path))
    assert (image.width(), image.height()) == (size, size)
    drawn = QIcon(str(ROOT / "assets" / "icons" / "segue.svg")).pixmap(size, size).toImage()
    for x, y in ((0.5, 0.06), (0.06, 0.5), (0.44, 0.5), (0.5, 0.94)):
        point = int(x * size), int(y * size)
        a, b = image.pixelColor(*point), drawn.pixelColor(*point)
        assert max(abs(a.red() - b.red()), abs(a.blue() - b.blue())) < 30, point


def test_what_was_installed_goes_again(installed, tmp_path):
    root, _ = installed
    run(root, tmp_path, "install")
    assert (tmp_path / "applications" / "segue.desktop").is_file()
    run(root, tmp_path, "uninstall")
    left = [p for p in tmp_path.rglob("*segue*") if p.is_file()]
    assert left == []
    run(root, tmp_path, "uninstall")  # twice is fine


def test_the_icons_are_drawn_by_one_command(tmp_path):
    for part in ("assets/icons", "scripts"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for png in (tmp_path / "assets/icons").glob("*.png"):
        png.unlink()
    subprocess.run([sys.executable, str(tmp_path / "scripts/icons.py")], check=True)
    made = {p.name: p.read_bytes() for p in (tmp_path / "assets/icons").glob("*.png")}
    assert set(made) == {f"segue-{size}.png" for size in SIZES}
