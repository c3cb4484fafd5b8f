"""Two processes that share each batch learn what one alone learns from the whole of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from training.checkpoint import read

ROOT = Path(__file__).parents[2]
TINY = """
name = "tiny"
architecture = "segue-conv"
batch_size = 4
crop_frames = 32
valid_clips = 1
start_clips = 2
[model]
fine_width = 8
coarse_width = 16
encoder_coarse = 1
decoder_coarse = 1
[loss]
l1 = 1.0
kl = 0.001
"""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def launch(
    processes: int, data: Path, run: Path, *options: str
) -> subprocess.CompletedProcess[str]:
    launcher = []
    if processes > 1:
        port = f"--master-port={free_port()}"
        launcher = ["-m", "torch.distributed.run", f"--nproc-per-node={processes}", port]
    command = [sys.executable, *launcher, "-m", "training.train", str(run.parent / "tiny.toml")]
    command += ["--data", str(data), "--run-dir", str(run), "--accelerator", "cpu", *options]
    env = os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=200, check=False
    )


@pytest.mark.timeout(280)
def test_two_processes_learn_what_one_does(data: Path, tmp_path: Path) -> None:
    (tmp_path / "tiny.toml").write_text(TINY)
    for processes in (1, 2):
        result = launch(processes, data, tmp_path / str(processes), "--steps", "5")
        assert result.returncode == 0, result.stderr[-2000:]
    one, two = (read(tmp_path / n / "last.pt") for n in ("1", "2"))
    assert one["step"] == two["step"] == 5
    assert "2 ×" in two["provenance"]["hardware"]
    losses = [(tmp_path / n / "curve.csv").read_text().splitlines()[-1].split(",")[2] for n in "12"]
    assert float(losses[0]) == pytest.approx(float(losses[1]), rel=1e-4)
    for name, value in one["model"].items():
        torch.testing.assert_close(value, two["model"][name], atol=2e-5, rtol=2e-4, msg=name)
    for state in ("sampler", "noise"):
        assert str(one[state]) == str(two[state])


def test_batch_that_cannot_be_shared_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "tiny.toml").write_text(TINY.replace("batch_size = 4", "batch_size = 3"))
    result = launch(2, data, tmp_path / "run", "--steps", "1")
    assert result.returncode != 0
    assert "A batch of 3 cannot be shared by 2 processes" in result.stderr
