"""The two clips of a command: as long as each other, and matched if that was asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from engine.audio.clip import Clip, load_clip, probe
from engine.audio.fit import FitMode, fit
from engine.audio.loudness import integrated_lufs
from engine.morph.align import AlignOptions
from engine.morph.aligned_pair import load_aligned_pair
from engine.morph.source import clip_samples
from engine.vae.onnx_vae import OnnxVae
from export.files import shown

MAX_SECONDS = 1800.0
"""Of a morph: both clips lie in memory, 8 MB a minute each."""

__all__ = ["MAX_SECONDS", "FitMode", "ReadClips", "read_clips"]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class ReadClips:
    """Two clips as long as each other.

    Parameters
    ----------
    clips : (Clip, Clip)
        At least ``n_samples`` long.
    n_samples : int
        Length of the morph.
    sentences : tuple of str
        What was found and done to match them.
    """

    clips: tuple[Clip, Clip]
    n_samples: int
    sentences: tuple[str, ...] = ()


def read_clips(
    paths: tuple[Path, Path],
    starts_s: tuple[float, float],
    seconds: float | None,
    vae: OnnxVae,
    *,
    fit: FitMode,
    align: AlignOptions,
    on_step: Callable[[str], None],
) -> ReadClips:
    """Read two excerpts at the model's rate and bring them to one length.

    Parameters
    ----------
    paths, starts_s : pair
        Of A and B.
    seconds : float or None
        Length; all that A has from its start on if None.
    vae : OnnxVae
    fit : str
        What happens to a file that is too short; "trim" shortens both.
    align : AlignOptions
    on_step : callable
        Told in words what happens next.

    Raises
    ------
    ClipDecodeError, ClipTooShortError, FitError
    """
    rate = vae.spec.sample_rate
    if seconds is None:
        seconds = min(MAX_SECONDS, probe(paths[0]).duration_s - starts_s[0])
    n_samples = max(1, round(seconds * rate))
    n_read = clip_samples(n_samples, vae)
    if align.needs_tempo or align.match_key:
        on_step("Finding beats and keys")
        a, b, plan = load_aligned_pair(
            *paths,
            start_a_s=starts_s[0],
            start_b_s=starts_s[1],
            n_samples=n_read,
            sample_rate=rate,
            options=align,
        )
        return ReadClips((a, b), n_samples, plan.sentences)
    read: dict[tuple[Path, float], Clip] = {}
    for place in zip(paths, starts_s, strict=True):
        if place not in read:
            on_step(f"Reading {shown(place[0])}")
            read[place] = load_clip(place[0], start_s=place[1], n_samples=n_read, sample_rate=rate)
    a, b = (read[place] for place in zip(paths, starts_s, strict=True))
    if fit == "trim":
        n_samples = min(n_samples, *(len(clip.samples) - clip.n_missing for clip in (a, b)))
        n_read = clip_samples(n_samples, vae)
        cut_a = _of_length(a, n_read)
        return ReadClips((cut_a, cut_a if b is a else _of_length(b, n_read)), n_samples)
    fitted_a = _fitted(a, n_samples, fit)
    return ReadClips((fitted_a, fitted_a if b is a else _fitted(b, n_samples, fit)), n_samples)


def _fitted(clip: Clip, n_samples: int, mode: FitMode) -> Clip:
    """Fill what a file lacks of ``n_samples``; what lies behind them is nobody's business."""
    n_there = len(clip.samples) - clip.n_missing
    if n_there >= n_samples or mode == "pad":
        return clip
    samples = clip.samples.copy()
    samples[:n_samples] = fit(
        clip.samples[:n_there], n_samples, sample_rate=clip.sample_rate, mode=mode
    )
    samples.setflags(write=False)
    how = {"loop": "repeated", "stretch": "stretched"}[mode]
    note = (
        f"The file has {n_there / clip.sample_rate:.2f} s from there on; they were {how} to "
        f"{n_samples / clip.sample_rate:.2f} s."
    )
    notes = clip.notes[:-1]  # the last one tells of silence that is no longer there
    lufs = integrated_lufs(samples, clip.sample_rate)
    return dataclasses.replace(
        clip, samples=samples, loudness_lufs=lufs, notes=(*notes, note), n_missing=0
    )


def _of_length(clip: Clip, n_samples: int) -> Clip:
    """Cut a clip, whose loudness is then that of what is left."""
    if len(clip.samples) == n_samples:
        return clip
    samples = clip.samples[:n_samples]
    lufs = integrated_lufs(samples, clip.sample_rate)
    return dataclasses.replace(clip, samples=samples, loudness_lufs=lufs)
