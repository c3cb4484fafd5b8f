"""Pictures of held-out music, its reconstruction and its middles, for eyes to judge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from engine.spec import FloatArray
from training.checkpoint import Trained
from training.data import ClipSet

ANCHORS = np.array(
    # magma (van der Walt & Smith, CC0) at 0, 1/8 … 1
    [
        (0, 0, 4),
        (28, 16, 68),
        (79, 18, 123),
        (129, 37, 129),
        (181, 54, 122),
        (229, 80, 100),
        (251, 135, 97),
        (254, 194, 135),
        (252, 253, 191),
    ],
    np.float32,
)


def colour(mel: FloatArray) -> npt.NDArray[np.uint8]:
    """RGB picture, (n_mels, n_frames, 3), of a mel in [0, 1]; low frequencies at the bottom."""
    positions = np.clip(mel[::-1], 0, 1) * (len(ANCHORS) - 1)
    grid = np.arange(len(ANCHORS))
    channels = [np.interp(positions, grid, ANCHORS[:, c]) for c in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def strip(mels: Sequence[FloatArray], *, gap: int = 6) -> Image.Image:
    """Mels side by side, with white gaps."""
    tiles = []
    for mel in mels:
        tiles += [np.full((mel.shape[0], gap, 3), 255, np.uint8), colour(mel)]
    return Image.fromarray(np.concatenate(tiles[1:], axis=1))


def write_pictures(
    trained: Trained, clips: ClipSet, pairs: Sequence[tuple[int, int]], folder: Path
) -> list[Path]:
    """Draw A, its reconstruction, the middle, the mel blend and B for every pair of clips.

    Parameters
    ----------
    trained : Trained
    clips : ClipSet
    pairs : sequence of (int, int)
        Clip numbers.
    folder : Path

    Returns
    -------
    list of Path
        ``middle-1.png`` and so on, at half size.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, (first, second) in enumerate(pairs, start=1):
        a, b = (clips.mel(i).astype(np.float32) / np.float32(255) for i in (first, second))
        start, end = trained.encode(a), trained.encode(b)
        middle = trained.decode(np.float32(0.5) * (start + end))
        image = strip([a, trained.decode(start), middle, np.float32(0.5) * (a + b), b])
        path = folder / f"middle-{number}.png"
        image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX).quantize(64).save(
            path, optimize=True
        )
        paths.append(path)
    return paths
