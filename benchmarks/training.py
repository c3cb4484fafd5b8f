"""How fast a model trains: clips a second, and how near the machine's own matrix rate.

``flop_share`` is the arithmetic of forward and backward (counted by PyTorch) per second over what
a plain matrix product reaches on the same threads in the same run. Needs the train extra; no music.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.common import parser, report
from training.config import TrainConfig, find_config, overlay, read_toml
from training.losses import Objective
from training.models import ARCHITECTURES, build

SIZE = 1536
BATCH = 8
QUARTER = {"mel": {"n_mels": 128, "hop_length": 1024}, "crop_frames": 160}
CLIP_S = 5.0


def matrix_rate(repeat: int, dtype: torch.dtype) -> float:
    """GFLOP/s of a square matrix product, the best of some."""
    a, b = torch.randn(2, SIZE, SIZE).to(dtype)
    best = float("inf")
    for _ in range(repeat + 1):
        started = time.perf_counter()
        torch.mm(a, b)
        best = min(best, time.perf_counter() - started)
    return 2 * SIZE**3 / best / 1e9


def measure(config: TrainConfig, repeat: int, rate: float) -> dict[str, Any]:
    """Time whole training steps (forward, loss, backward, AdamW) on a random batch."""
    torch.manual_seed(0)
    model = build(config)
    model.discriminator = None
    layout = torch.channels_last if model.is_channels_last else torch.contiguous_format
    model.to(memory_format=layout)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(model.parameters())
    objective = Objective({"l1": 1.0, "rmse": 0.5, "ssim": 0.1, "kl": 0.001})
    shape = (BATCH, 1, config.mel.n_mels, config.crop_frames)
    mel = torch.rand(shape).contiguous(memory_format=layout)
    noise = torch.randn(BATCH, *model.latent_shape(config.crop_frames))

    def step() -> None:
        loss, _ = objective(model(mel, noise), mel)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()

    with FlopCounterMode(display=False) as counter:
        step()  # also warms up
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        step()
        times.append(time.perf_counter() - started)
    seconds = statistics.median(times)
    samples = config.crop_frames * config.mel.hop_length * BATCH
    clips = samples / config.mel.spec.sample_rate / CLIP_S
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "clips_per_second": round(clips / seconds, 2),
        "step_ms": round(1e3 * seconds, 1),
        "gflop_per_clip": round(counter.get_total_flops() / clips / 1e9, 2),
        "flop_share": round(counter.get_total_flops() / seconds / 1e9 / rate, 3),
    }


def main() -> None:
    """Print a row an architecture."""
    arguments = parser(__doc__)
    arguments.add_argument("--full", action="store_true", help="512 bands, hop 256 (16 times more)")
    arguments.add_argument("--models", nargs="+", default=list(ARCHITECTURES))
    args = arguments.parse_args()
    rates = {
        str(dtype).removeprefix("torch."): round(matrix_rate(5, dtype), 1)
        for dtype in (torch.float32, torch.bfloat16)
    }
    figures: dict[str, Any] = {
        "benchmark": "training",
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "mel": "512 x 640" if args.full else "128 x 160",
        "batch": BATCH,
        "float32_gflops": rates["float32"],
        "bfloat16_gflops": rates["bfloat16"],
    }
    for name in args.models:
        config = find_config("segue-conv-1" if name == "segue-conv" else name)
        fields = overlay(read_toml(config), {} if args.full else QUARTER)
        figures[name] = measure(TrainConfig.from_dict(fields), args.repeat, rates["float32"])
    report(figures, as_json=args.json)


if __name__ == "__main__":
    main()
