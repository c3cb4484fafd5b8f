"""Prepared mel clips for training and for measuring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from training.corpus.manifest import (
    PreparedTrack,
    UInt8Array,
    clip_spec,
    mels_folder,
    open_clips,
    prepared_sizes,
    read_manifest,
)
from training.errors import TrainingError


class ClipSet:
    """The clips of some splits, memory-mapped.

    Parameters
    ----------
    data : Path
        The data folder, with what `training.prepare` made.
    splits : sequence of str
    n_mels, hop_length : int
        Which size of mels: bands, and samples from frame to frame.
    styles : sequence of str
        Only music of these styles; empty means all.
    n_clips : int
        Keep only so many clips, evenly spread over the set and the same ones every time; 0 keeps
        all.

    Attributes
    ----------
    tracks : list of PreparedTrack
    clips : list of (int, int)
        Each clip's track and row in the track's file.
    n_frames : int
        Of every clip.

    Raises
    ------
    TrainingError
        If there are no such clips, or a track's file is missing, damaged or of another size.
    """

    def __init__(
        self,
        data: Path,
        splits: Sequence[str],
        *,
        n_mels: int = 512,
        hop_length: int = 256,
        styles: Sequence[str] = (),
        n_clips: int = 0,
    ) -> None:
        folder = mels_folder(data, n_mels=n_mels, hop_length=hop_length)
        _, self.n_frames = clip_spec(n_mels=n_mels, hop_length=hop_length)
        _require_size(data, n_mels, hop_length)
        manifest = read_manifest(data, n_mels=n_mels, hop_length=hop_length)
        with_clips = [track for track in manifest if track.starts_s]
        _require_clips(folder, splits, with_clips)
        of_splits = [track for track in with_clips if track.split in splits]
        _require_styles(styles, of_splits)
        self.tracks: list[PreparedTrack] = sorted(
            (t for t in of_splits if not styles or t.style in styles), key=lambda t: t.track_id
        )
        self.mels: list[UInt8Array] = [
            open_clips(folder / t.file, (len(t.starts_s), n_mels, self.n_frames))
            for t in self.tracks
        ]
        self.clips: list[tuple[int, int]] = [
            (i, row) for i, track in enumerate(self.tracks) for row in range(len(track.starts_s))
        ]
        if n_clips:
            self.clips = [self.clips[i] for i in self.spread(n_clips)]

    def __len__(self) -> int:
        return len(self.clips)

    def mel(self, index: int) -> UInt8Array:
        """Clip ``index``, uint8, shape (n_mels, n_frames)."""
        track, row = self.clips[index]
        return np.asarray(self.mels[track][row])

    def spread(self, n: int) -> list[int]:
        """At most ``n`` clip numbers, evenly spaced over the set: the same ones every time."""
        return sorted(set(np.linspace(0, len(self) - 1, min(n, len(self))).astype(int).tolist()))


def _require_styles(styles: Sequence[str], tracks: Sequence[PreparedTrack]) -> None:
    known = {track.style for track in tracks}
    if unknown := set(styles) - known:
        raise TrainingError(
            f"There is no music of the style {', '.join(sorted(unknown))} here; "
            f"there is {', '.join(sorted(known))}."
        )


def _require_clips(folder: Path, splits: Sequence[str], tracks: Sequence[PreparedTrack]) -> None:
    """Say what there is, if there are no clips of any of the splits."""
    if any(track.split in splits for track in tracks):
        return
    if tracks:
        counts: dict[str, int] = defaultdict(int)
        for track in tracks:
            counts[track.split] += len(track.starts_s)
        there = ", ".join(f"{split} ({n})" for split, n in sorted(counts.items()))
        raise TrainingError(
            f"{folder} has no clips of {', '.join(splits)}; it has clips of {there}. "
            "Add music and run prepare again."
        )
    raise TrainingError(f"Nothing is prepared in {folder}: run fetch and prepare first.")


def _require_size(data: Path, n_mels: int, hop_length: int) -> None:
    """Say how to make mels of this size, if there are only others."""
    sizes = prepared_sizes(data)
    if not sizes or (n_mels, hop_length) in sizes:
        return
    folder = mels_folder(data, n_mels=n_mels, hop_length=hop_length)
    others = ", ".join(str(mels_folder(data, n_mels=m, hop_length=h)) for m, h in sizes)
    raise TrainingError(
        f"Nothing is prepared in {folder}, only in {others}: run python -m training.prepare "
        f"--mels {n_mels} --hop {hop_length} with the same music first."
    )


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
        if crop_frames > clips.n_frames:
            raise TrainingError(
                f"crop_frames is {crop_frames}, but these clips have {clips.n_frames} frames."
            )
        self.clips = clips
        self.cumulative = np.cumsum(weights)
        self.batch_size = batch_size
        self.crop_frames = crop_frames
        self.rng = np.random.default_rng(seed)

    def next(self, rank: int = 0, world: int = 1) -> Tensor:
        """Draw a batch.

        Parameters
        ----------
        rank, world : int
            This process's number and how many there are. All of them draw the whole batch's
            numbers, so their generators stay alike; each reads only its own rows.

        Returns
        -------
        float32 tensor, shape (n_rows, 1, n_mels, crop_frames), in [0, 1]
            Rows ``rank``, ``rank + world``, … of the batch: together the one that a single
            process draws.

        Raises
        ------
        ValueError
            If there is no row for this process.
        """
        if not 0 <= rank < min(world, self.batch_size):
            raise ValueError(
                f"process {rank} of {world} has no row in a batch of {self.batch_size}"
            )
        draws = self.rng.random(self.batch_size) * self.cumulative[-1]
        indices = np.searchsorted(self.cumulative, draws, side="right")
        indices = np.minimum(indices, len(self.clips) - 1)
        n_starts = self.clips.n_frames - self.crop_frames + 1
        starts = [int(self.rng.integers(n_starts)) for _ in indices]
        crops = [
            self.clips.mel(int(index))[:, start : start + self.crop_frames]
            for index, start in list(zip(indices, starts, strict=True))[rank::world]
        ]
        return to_tensor(np.stack(crops))


def to_tensor(mels: UInt8Array) -> Tensor:
    """Mels (batch, n_mels, n_frames) of uint8 as float32 (batch, 1, n_mels, n_frames) in [0, 1]."""
    return torch.tensor(mels).unsqueeze(1).float().div_(255)
