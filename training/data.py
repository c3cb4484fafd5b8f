"""Prepared mel clips for training and for measuring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from training.corpus.prepare import PreparedTrack, UInt8Array, read_manifest


class ClipSet:
    """The clips of some splits, memory-mapped.

    Parameters
    ----------
    data : Path
        The data folder with ``mels/manifest.csv``.
    splits : sequence of str
    """

    def __init__(self, data: Path, splits: Sequence[str]) -> None:
        self.tracks: list[PreparedTrack] = sorted(
            (t for t in read_manifest(data) if t.split in splits and t.starts_s),
            key=lambda t: t.track_id,
        )
        if not self.tracks:
            raise FileNotFoundError(
                f"No clips of {', '.join(splits)} in {data}/mels: run fetch and prepare first."
            )
        self.mels: list[UInt8Array] = [
            np.load(data / "mels" / t.file, mmap_mode="r") for t in self.tracks
        ]
        self.clips: list[tuple[int, int]] = [
            (i, row) for i, track in enumerate(self.tracks) for row in range(len(track.starts_s))
        ]

    def __len__(self) -> int:
        return len(self.clips)

    def mel(self, index: int) -> UInt8Array:
        """Clip ``index``, uint8, shape (n_mels, n_frames)."""
        track, row = self.clips[index]
        return np.asarray(self.mels[track][row])

    def spread(self, n: int) -> list[int]:
        """At most ``n`` clip numbers, evenly spaced over the set: the same ones every time."""
        return sorted(set(np.linspace(0, len(self) - 1, min(n, len(self))).astype(int).tolist()))


def balanced_weights(clips: ClipSet, *, power: float, cap: float) -> npt.NDArray[np.float64]:
    """Probability of each clip, so that no style and no package drowns the others.

    Parameters
    ----------
    clips : ClipSet
    power : float
        A style, and within it a package, weighs its number of clips to this power: 1 leaves the
        hours as they are, 0 makes all equal.
    cap : float
        No clip is more than ``cap`` times as likely as it would be uniformly.

    Returns
    -------
    float64 array, shape (len(clips),), summing to 1
    """
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, (track, _) in enumerate(clips.clips):
        info = clips.tracks[track]
        groups[info.style][info.package].append(index)
    weights: npt.NDArray[np.float64] = np.zeros(len(clips))
    for packages in groups.values():
        style_weight = sum(len(p) for p in packages.values()) ** power
        shares = {name: len(p) ** power for name, p in packages.items()}
        for name, members in packages.items():
            weights[members] = style_weight * shares[name] / sum(shares.values()) / len(members)
    weights /= weights.sum()
    capped: npt.NDArray[np.float64] = np.minimum(weights, cap / len(clips))
    capped /= capped.sum()
    return capped


class CropSampler:
    """Random crops for training; its generator's state is part of a checkpoint.

    Parameters
    ----------
    clips : ClipSet
    weights : float64 array, shape (len(clips),)
    batch_size, crop_frames : int
    seed : int
    """

    def __init__(
        self,
        clips: ClipSet,
        weights: npt.NDArray[np.float64],
        *,
        batch_size: int,
        crop_frames: int,
        seed: int,
    ) -> None:
        self.clips = clips
        self.cumulative = np.cumsum(weights)
        self.batch_size = batch_size
        self.crop_frames = crop_frames
        self.rng = np.random.default_rng(seed)

    def next(self) -> Tensor:
        """Draw a batch, float32 in [0, 1], shape (batch_size, 1, n_mels, crop_frames)."""
        draws = self.rng.random(self.batch_size) * self.cumulative[-1]
        crops = []
        for index in np.searchsorted(self.cumulative, draws, side="right"):
            mel = self.clips.mel(min(int(index), len(self.clips) - 1))
            start = int(self.rng.integers(mel.shape[1] - self.crop_frames + 1))
            crops.append(mel[:, start : start + self.crop_frames])
        return to_tensor(np.stack(crops))


def to_tensor(mels: UInt8Array) -> Tensor:
    """Mels (batch, n_mels, n_frames) of uint8 as float32 (batch, 1, n_mels, n_frames) in [0, 1]."""
    return torch.tensor(mels).unsqueeze(1).float().div_(255)
