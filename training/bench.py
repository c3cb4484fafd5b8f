"""The music that models are measured on, and what does not depend on the model.

One bench serves every model of the same size of mel, so that an experiment reads its clips, fits
its untrained codecs and its classifier of styles once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.audio.clip import load_clip
from engine.mel.analysis import analyse
from engine.morph.latent import lerp, slerp
from engine.spec import FloatArray
from training.baselines import PatchPCA, dct_reconstruct
from training.checkpoint import Trained
from training.config import DataConfig, MelConfig
from training.corpus.manifest import mels_folder, read_manifest
from training.data import ClipSet
from training.errors import ConfigError, TrainingError
from training.interpolation import StyleJudge, crossfade, mel_blend, power_mix, timbre
from training.metrics import Float64Array, PatchSpace, patch_extent, reconstruction_figures

HELD_OUT = ("test_pkg", "test_track", "valid_pkg", "valid_track")
"""Splits to measure on when none is named: the first that has clips."""
REF_DB = 40.0
"""Level of the loudest cell of every sound that is made or read, so that none is louder."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: more is steadier and slower.

    Parameters
    ----------
    excerpts : int
        Clips of each kind for reconstruction.
    pairs : int
        Pairs of held-out clips, from different packages, whose ways are measured.
    sounds : int
        Of those, how many are made heard.
    fit : int
        Training clips for PCA and for the space of PFD.
    style_clips : int
        Training clips for the classifier of styles.
    prior : int
        Clips drawn from the model's prior.
    """

    excerpts: int = 240
    pairs: int = 120
    sounds: int = 8
    fit: int = 300
    style_clips: int = 1500
    prior: int = 32

    def __post_init__(self) -> None:
        for name, least in _LEAST.items():
            if (value := getattr(self, name)) < least:
                why = " (a way goes from one clip to another)" if name == "excerpts" else ""
                raise ConfigError(f"{name} is {value}; it must be at least {least}{why}.")


_LEAST = {"excerpts": 2, "pairs": 1, "sounds": 0, "fit": 1, "style_clips": 1, "prior": 1}


def held_out_splits(data: Path, mel: MelConfig, asked: Sequence[str] | None = None) -> list[str]:
    """Which splits to measure on.

    Parameters
    ----------
    data : Path
    mel : MelConfig
    asked : sequence of str, optional
        Splits that must have clips; default: the first of `HELD_OUT` that has any.

    Raises
    ------
    TrainingError
        If a split that was asked for has no clips, or none has; the text names those that have.
    """
    tracks = read_manifest(data, n_mels=mel.n_mels, hop_length=mel.hop_length)
    known = sorted({track.split for track in tracks if track.starts_s})
    folder = mels_folder(data, n_mels=mel.n_mels, hop_length=mel.hop_length)
    if not known:
        raise TrainingError(f"There are no clips in {folder}: run fetch and prepare first.")
    if asked is None:
        asked = [split for split in HELD_OUT if split in known][:1]
        if not asked:
            raise TrainingError(
                f"There is no held-out music in {folder}, only {', '.join(known)}. Prepare music "
                f"of another split, or name one of these as --splits."
            )
    if unknown := [split for split in asked if split not in known]:
        raise TrainingError(
            f"There are no clips of {', '.join(unknown)} in {folder}; "
            f"the splits there are {', '.join(known)}."
        )
    return list(dict.fromkeys(asked))


def load_mels(
    clips: ClipSet, indices: Sequence[int], *, n_frames: int | None = None
) -> list[FloatArray]:
    """Clips as float32 mels in [0, 1], each (n_mels, n_frames), cut to ``n_frames``."""
    return [clips.mel(i)[:, :n_frames].astype(np.float32) / np.float32(255) for i in indices]


def pairs_apart(
    clips: ClipSet, indices: Sequence[int], *, n_pairs: int, seed: int = 0
) -> tuple[list[tuple[int, int]], str]:
    """Positions in ``indices`` of pairs of clips that come from different packages.

    Where all are of one package, from different tracks; of one track, from different places in it.

    Returns
    -------
    pairs : list of (int, int)
        None if there is but one clip.
    apart : str
        In what the two of a pair differ: "package", "track" or "clip".
    """
    infos = [clips.tracks[clips.clips[i][0]] for i in indices]
    of = {
        "package": [info.package for info in infos],
        "track": [info.track_id for info in infos],
        "clip": [str(i) for i in indices],
    }
    apart = next((kind for kind, names in of.items() if len(set(names)) > 1), "clip")
    names = of[apart]
    rng = np.random.default_rng(seed)
    pairs: list[tuple[int, int]] = []
    for first in rng.permutation(len(indices)).tolist():
        others = [k for k in range(len(indices)) if names[k] != names[first]]
        if others and len(pairs) < n_pairs:
            pairs.append((first, int(rng.choice(others))))
    return pairs, apart


def mean(values: Iterable[float]) -> float:
    """Mean of some values."""
    return float(np.mean(list(values)))


def mean_of(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """Mean of every figure of some rows."""
    return {key: round(mean(row[key] for row in rows), 4) for key in rows[0]}


def mean_row(mels: Sequence[FloatArray], decoded: Sequence[FloatArray]) -> dict[str, float]:
    """Means of `reconstruction_figures` over mels."""
    return mean_of([reconstruction_figures(x, y) for x, y in zip(mels, decoded, strict=True)])


class Coder:
    """A trained model that codes many mels at once.

    Parameters
    ----------
    trained : Trained
    n_frames : int
        Of every mel.
    """

    def __init__(self, trained: Trained, n_frames: int) -> None:
        self.model, self.config = trained.model, trained.config
        self.n_frames = n_frames
        self.shape = self.model.latent_shape(n_frames)

    def posterior(self, mels: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
        """``mu`` and ``logvar`` of mels, each (n, *latent_shape)."""
        parts: list[tuple[FloatArray, ...]] = []
        with torch.inference_mode():
            for batch in _batches(np.stack(mels)[:, None]):
                mu, logvar = self.model.encoder(batch)
                parts.append((mu.float().numpy(), logvar.float().numpy()))
        first, second = (np.concatenate(part) for part in zip(*parts, strict=True))
        return first, second

    def encode(self, mels: Sequence[FloatArray]) -> FloatArray:
        """Latents ``mu``, (n, *latent_shape)."""
        return self.posterior(mels)[0]

    def decode(self, latents: FloatArray) -> list[FloatArray]:
        """Mels in [0, 1], each (n_mels, n_frames)."""
        with torch.inference_mode():
            parts = [self.model.decoder(b).float().clamp(0, 1).numpy() for b in _batches(latents)]
        return list(np.concatenate(parts)[:, 0])

    def reconstruct(self, mels: Sequence[FloatArray]) -> list[FloatArray]:
        """Mels through the model and back."""
        return self.decode(self.encode(mels))

    def prior(self, n: int, *, seed: int = 0) -> list[FloatArray]:
        """Mels of latents drawn from the prior."""
        generator = torch.Generator().manual_seed(seed)
        with torch.inference_mode():
            drawn = self.model.sample_prior(n, self.n_frames, generator)
        return self.decode(drawn.float().numpy())


def _batches(values: FloatArray, size: int = 8) -> list[torch.Tensor]:
    whole = torch.from_numpy(np.ascontiguousarray(values, np.float32))
    return list(torch.split(whole, size))


def ways(coder: Coder, a: FloatArray, b: FloatArray) -> dict[str, Callable[[Any], Any]]:
    """Every method between two mels: a function of a list of alphas to a list of mels."""
    start, end = coder.encode([a, b])

    def latent_way(mix: Callable[..., FloatArray], alphas: Sequence[float]) -> list[FloatArray]:
        return coder.decode(np.stack([mix(start, end, float(t)) for t in alphas]))

    def mel_way(mix: Callable[..., FloatArray], alphas: Sequence[float]) -> list[FloatArray]:
        return [mix(a, b, float(t)) for t in alphas]

    return {
        "vae": partial(latent_way, lerp),
        "vae_slerp": partial(latent_way, slerp),
        "mel_blend": partial(mel_way, mel_blend),
        "power_mix": partial(mel_way, power_mix),
        "crossfade": partial(mel_way, crossfade),
    }


class Bench:
    """Held-out music, training music and the controls for one size of mel.

    Parameters
    ----------
    data : Path
    mel : MelConfig
    n_frames : int
        Clips are cut to it.
    splits : sequence of str
        Whose clips are held out.
    sizes : Sizes

    Attributes
    ----------
    pairs : list of (int, int)
    apart : str
        See `pairs_apart`.

    Raises
    ------
    TrainingError
        If there is no such music, or not two clips of it.
    """

    def __init__(
        self, data: Path, mel: MelConfig, n_frames: int, splits: Sequence[str], sizes: Sizes
    ) -> None:
        self.data, self.spec, self.n_frames = data, mel.spec, n_frames
        self.splits, self.sizes = list(splits), sizes
        self.mel = mel
        self.held_out = ClipSet(data, splits, n_mels=mel.n_mels, hop_length=mel.hop_length)
        self.train = ClipSet(data, ["train"], n_mels=mel.n_mels, hop_length=mel.hop_length)
        self.indices = self.held_out.spread(sizes.excerpts)
        self.mels = load_mels(self.held_out, self.indices, n_frames=n_frames)
        if len(self.mels) < 2:
            raise TrainingError(
                f"{', '.join(splits)} has only one clip; there is nothing to morph between. "
                "Prepare more music, or name other --splits."
            )
        self.pairs, self.apart = pairs_apart(self.held_out, self.indices, n_pairs=sizes.pairs)
        self._pca: dict[int, PatchPCA] = {}
        self._controls: dict[tuple[int, int, float], dict[str, dict[str, float]]] = {}

    @cached_property
    def fit_mels(self) -> list[FloatArray]:
        """Training clips for PCA and PFD."""
        return load_mels(self.train, self.train.spread(self.sizes.fit), n_frames=self.n_frames)

    @cached_property
    def space(self) -> PatchSpace:
        """Where PFD is measured."""
        return PatchSpace(self.fit_mels, size=patch_extent(self.spec))

    @cached_property
    def timbre_scale(self) -> Float64Array:
        """Standard deviation of every timbre feature over the held-out clips."""
        scale: Float64Array = np.stack([timbre(mel) for mel in self.mels]).std(axis=0)
        return scale

    @cached_property
    def judge(self) -> StyleJudge | None:
        """The classifier of styles, fitted on training clips; None if they are of one style."""
        chosen = self.train.spread(self.sizes.style_clips)
        infos = [self.train.tracks[self.train.clips[i][0]] for i in chosen]
        if len({info.style for info in infos}) < 2:
            return None
        mels = load_mels(self.train, chosen, n_frames=self.n_frames)
        return StyleJudge(mels, [t.style for t in infos], [t.track_id for t in infos])

    @property
    def held_out_styles(self) -> list[str]:
        """Style of every held-out mel."""
        return [self.held_out.tracks[self.held_out.clips[i][0]].style for i in self.indices]

    def parents(self) -> list[tuple[FloatArray, FloatArray]]:
        """The mels of `pairs`."""
        return [(self.mels[a], self.mels[b]) for a, b in self.pairs]

    def learned(self, choice: DataConfig) -> list[FloatArray]:
        """Clips that a configuration learned from, at most ``sizes.excerpts``."""
        clips, chosen = self._learned(choice)
        return load_mels(clips, chosen, n_frames=self.n_frames)

    def n_fitted(self, choice: DataConfig) -> int:
        """How many of the `learned` clips patch PCA was fitted on."""
        clips, chosen = self._learned(choice)
        fitted = {self._place(self.train, i) for i in self.train.spread(self.sizes.fit)}
        return sum(self._place(clips, i) in fitted for i in chosen)

    @staticmethod
    def _place(clips: ClipSet, index: int) -> tuple[str, int]:
        track, row = clips.clips[index]
        return clips.tracks[track].track_id, row

    def _learned(self, choice: DataConfig) -> tuple[ClipSet, list[int]]:
        clips = ClipSet(
            self.data,
            ["train"],
            n_mels=self.mel.n_mels,
            hop_length=self.mel.hop_length,
            styles=choice.styles,
            n_clips=choice.n_clips,
        )
        return clips, clips.spread(self.sizes.excerpts)

    def pca(self, n_kept: int) -> PatchPCA:
        """Patch PCA that keeps ``n_kept`` numbers of a clip."""
        if n_kept not in self._pca:
            self._pca[n_kept] = PatchPCA(self.fit_mels, n_kept=n_kept)
        return self._pca[n_kept]

    def controls(
        self, n_kept: int, mels: Sequence[FloatArray] | None = None
    ) -> dict[str, dict[str, float]]:
        """Rows of patch PCA and DCT that keep ``n_kept`` numbers; default: of held-out mels."""
        shown = self.mels if mels is None else mels
        key = (n_kept, len(shown), float(sum(float(mel.sum()) for mel in shown)))
        if key not in self._controls:
            pca = self.pca(n_kept)
            self._controls[key] = {
                "patch_pca": mean_row(shown, [pca.reconstruct(mel) for mel in shown]),
                "dct": mean_row(shown, [dct_reconstruct(mel, n_kept=n_kept) for mel in shown]),
            }
        return self._controls[key]

    def title(self, position: int) -> str:
        """Package and number of a held-out clip."""
        track, row = self.held_out.clips[self.indices[position]]
        info = self.held_out.tracks[track]
        return f"{info.package} {info.track_id}, {info.starts_s[row]:.0f} s"

    def samples(self, position: int) -> FloatArray | None:
        """Original sound of a held-out clip, (n_samples,), if the corpus is at hand."""
        track, row = self.held_out.clips[self.indices[position]]
        info = self.held_out.tracks[track]
        file = self.data / "corpus" / "flac" / info.package / f"{info.track_id}.flac"
        if not file.is_file():
            return None
        spec = self.spec
        clip = load_clip(
            file,
            start_s=info.starts_s[row],
            n_samples=spec.n_samples(self.n_frames),
            sample_rate=spec.sample_rate,
        )
        _, ref_db = analyse(clip.samples, spec=spec)
        return level(clip.samples, REF_DB - ref_db)


def level(samples: FloatArray, gain_db: float) -> FloatArray:
    """Samples made louder by so much, but never above a peak of 0.9."""
    gained = samples * np.float32(10 ** (gain_db / 20))
    peak = float(np.abs(gained).max(initial=0.0))
    held: FloatArray = gained * np.float32(0.9 / max(peak, 0.9))
    return held
