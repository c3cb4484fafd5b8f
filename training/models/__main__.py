"""Print the zoo: every architecture's parameters, latent and, on request, its time for a clip.

python -m training.models                       full size, as in docs/zoo.md
python -m training.models --quarter --time      the size experiments run at, with milliseconds
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

import torch
from torch import nn

from training.command import drop_output
from training.models import ARCHITECTURES, architecture
from training.models.base import Vae

FULL, QUARTER = (512, 640), (128, 160)


def keras_parameters(module: nn.Module) -> int:
    """Count as Keras does: weights, and the moving means and variances of batch norms."""
    statistics_of_norms = (
        b for name, b in module.named_buffers() if name.endswith(("running_mean", "running_var"))
    )
    return sum(t.numel() for t in (*module.parameters(), *statistics_of_norms))


def milliseconds(model: Vae, *, repeats: int = 5) -> tuple[float, float]:
    """Median time of encoding and of decoding one clip, on this machine's processor."""
    mel = torch.rand(1, 1, model.n_mels, model.n_frames)
    latent = torch.randn(1, *model.latent_shape(model.n_frames))
    medians = []
    for module, x in ((model.encoder, mel), (model.decoder, latent)):
        times = []
        with torch.inference_mode():
            module(x)
            for _ in range(repeats):
                start = time.perf_counter()
                module(x)
                times.append(1000 * (time.perf_counter() - start))
        medians.append(statistics.median(times))
    return medians[0], medians[1]


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("names", nargs="*", help="architectures (all)")
    parser.add_argument("--quarter", action="store_true", help="mels of 128 × 160, not 512 × 640")
    parser.add_argument("--time", action="store_true", help="also time a clip, on one thread")
    args = parser.parse_args(argv)
    try:
        show(args.names or list(ARCHITECTURES), QUARTER if args.quarter else FULL, args.time)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()
    return 0


def show(names: list[str], size: tuple[int, int], has_time: bool) -> None:
    """Print a line for each architecture, built for mels of a size (n_mels, n_frames)."""
    n_mels, n_frames = size
    head = f"{'architecture':14} {'encoder':>12} {'decoder':>12}  {'latent':14}"
    print(head + ("  encode, decode in ms" if has_time else ""))
    torch.set_num_threads(1)
    for name in names:
        cls = architecture(name)
        # Counting needs no memory.
        with torch.device("cpu" if has_time else "meta"):
            model = cls(cls.Config(), n_mels=n_mels, n_frames=n_frames).eval()
        counts = [keras_parameters(part) for part in (model.encoder, model.decoder)]
        latent = " × ".join(map(str, model.latent_shape(n_frames)))
        line = f"{name:14} {counts[0]:12,} {counts[1]:12,}  {latent:14}"
        print(line + ("  {:.1f}, {:.1f}".format(*milliseconds(model)) if has_time else ""))


if __name__ == "__main__":
    sys.exit(main())
