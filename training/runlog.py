"""What a run leaves behind besides its weights: curves, pictures and sound."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.utils.tensorboard import SummaryWriter

from engine.spec import MelSpec
from training.sound import mel_to_sound


class RunLog:
    """TensorBoard for watching, ``curve.csv`` for the record.

    Parameters
    ----------
    run_dir : Path
    spec : MelSpec
        To make the validation mels heard.
    """

    def __init__(self, run_dir: Path, spec: MelSpec) -> None:
        self.spec = spec
        self.curve = run_dir / "curve.csv"
        self.board = SummaryWriter(str(run_dir))

    def scalars(self, group: str, values: Mapping[str, float], step: int) -> None:
        """Draw values into ``group``'s curves."""
        for name, value in values.items():
            self.board.add_scalar(f"{group}/{name}", value, step)

    def point(self, step: int, seconds: float, values: Mapping[str, float]) -> None:
        """Add a line to ``curve.csv``: step, seconds of training, loss terms, validation."""
        is_new = not self.curve.exists()
        with self.curve.open("a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            if is_new:
                writer.writerow(["step", "seconds", *values])
            writer.writerow([step, f"{seconds:.1f}", *(f"{v:.6g}" for v in values.values())])

    def shown(self, original: Tensor, decoded: Tensor, step: int) -> None:
        """Show some originals above their reconstructions, and let the first be heard.

        Parameters
        ----------
        original, decoded : tensor, shape (n, 1, n_mels, n_frames), in [0, 1]
        """
        pictures = torch.cat([original[:4], decoded[:4]], dim=2).flip(2)
        self.board.add_images("valid/decoded_above_original", pictures, step)
        mel = np.asarray(decoded[0, 0].numpy(), np.float32)
        self.board.add_audio(
            "valid/decoded",
            torch.from_numpy(mel_to_sound(mel, self.spec)),
            step,
            sample_rate=self.spec.sample_rate,
        )

    def close(self) -> None:
        """Write what is left."""
        self.board.close()
