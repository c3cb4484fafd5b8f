"""The arrows between the rooms point down only, and the check can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("engine", "export", "gui", "training", "benchmarks")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=folder, capture_output=True, text=True
    )


@pytest.fixture
def house(tmp_path):
    for room in ROOMS:
        ignore = shutil.ignore_patterns("__pycache__", "*.csv")
        shutil.copytree(ROOT / room, tmp_path / room, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def test_the_house_as_it_is_passes(house):
    done = lint(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("engine/spec.py", "import export"),
        ("engine/audio/clip.py", "import engine.morph.render"),
        ("engine/mel/analysis.py", "import PySide6.QtCore"),
        ("export/sidecar.py", "import gui"),
        ("export/sidecar.py", "import pyqtgraph"),
        ("gui/theme.py", "import torch"),
        ("training/train.py", "import gui.theme"),
    ],
)
def test_a_planted_wrong_import_is_found(house, file, line):
    with (house / file).open("a", encoding="utf-8") as f:
        f.write(f"\n{line}\n")
    done = lint(house)
    assert done.returncode != 0
    planted = file.removesuffix(".py").replace("/", ".")
    assert f"{planted} -> {line.split()[1].split('.')[0]}" in done.stdout
