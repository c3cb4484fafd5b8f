from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_loading_a_model_leaves_nothing_in_the_home_folder(tmp_path):
    # These would silence ONNX Runtime's telemetry by themselves.
    silencers = {"CI", "ORT_RUNNING_UNIT_TESTS", "ORT_DISABLE_TELEMETRY"}
    environment = {k: v for k, v in os.environ.items() if k not in silencers}
    environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = "from engine.vae.store import load_model; load_model(provider='cpu')"
    subprocess.run([sys.executable, "-c", command], cwd=ROOT, env=environment, check=True)
    assert [str(p) for p in tmp_path.rglob("*") if p.is_file()] == []
