from __future__ import annotations

import math

import numpy as np
import pytest

from engine.vae.store import load_model, read_card
from export import cli
from export.pair import PairRequest, open_pair
from tests.music import ORCHESTRA, RAGTIME
from tests.tiny_model import write_model

SECONDS = 0.7
"""Not a multiple of what the model takes: every test also sees the trimming."""


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def pair(model_folder):
    request = PairRequest(RAGTIME, ORCHESTRA, start_b_s=1.0, seconds=SECONDS, seed=7)
    return open_pair(request, lambda: (load_model(model_folder), read_card(model_folder)))


@pytest.fixture(scope="session")
def result(pair):
    return pair.render(0.5)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def listing():
    """Names and bytes of everything in a folder: equal before and after means untouched."""

    def read(folder):
        return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}

    return read


@pytest.fixture
def run(tmp_path, monkeypatch, capsys, model_folder):
    """Run a command in an empty folder; answers its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    # On a busy machine progress would begin to appear; test_console.py is about that.
    monkeypatch.setattr("export.console.PATIENCE_S", math.inf)

    def call(*argv, model=True, **windows):
        options = ["--model", str(model_folder), "--provider", "cpu"] if model else []
        code = cli.main([*argv, *options], **windows)
        return code, *capsys.readouterr()

    return call
