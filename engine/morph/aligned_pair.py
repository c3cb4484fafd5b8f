"""Two excerpts read from their files and aligned: `engine.morph.align`, from paths to clips."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Final

import numpy as np

from engine.audio.clip import Clip, load_clip
from engine.audio.loudness import integrated_lufs
from engine.morph.align import (
    AlignOptions,
    AlignPlan,
    Analysis,
    Side,
    analyse,
    apply_plan,
    input_samples,
    plan_alignment,
)

WINDOW_S: Final = 30.0
"""Music around the excerpt that is listened to."""
_MAX_LEVEL: Final = 8.0
"""What a `Clip` promises."""


def load_aligned_pair(
    path_a: Path,
    path_b: Path,
    *,
    start_a_s: float = 0.0,
    start_b_s: float = 0.0,
    n_samples: int,
    sample_rate: int,
    options: AlignOptions,
) -> tuple[Clip, Clip, AlignPlan]:
    """Read an excerpt of each file and make them go together.

    Slow the first time in a process (see `engine.audio.tempo.find_tempo`); with nothing asked for
    in ``options`` as fast as `load_clip`.

    Parameters
    ----------
    path_a, path_b : Path
    start_a_s, start_b_s : float
        Where the excerpts begin, in s; B's may be moved.
    n_samples : int
        Length of both results.
    sample_rate : int
        Of both results, in Hz.
    options : AlignOptions

    Returns
    -------
    a, b : Clip
        ``start_s`` is where the excerpt truly begins in the file.
    plan : AlignPlan
        What was done; its sentences are for the user.

    Raises
    ------
    ClipDecodeError, ClipTooShortError
        As `load_clip`.
    """
    a = load_clip(path_a, start_s=start_a_s, n_samples=n_samples, sample_rate=sample_rate)
    b = load_clip(path_b, start_s=start_b_s, n_samples=n_samples, sample_rate=sample_rate)
    if not options.needs_tempo and not options.match_key:
        return a, b, AlignPlan()
    analysis_a, analysis_b = _listen_around(a, options), _listen_around(b, options)
    plan = plan_alignment(analysis_a, analysis_b, options)  # its ratios hold wherever B begins
    changed_a = _changed(a, plan, "a")
    moved_a_s = changed_a.start_s - a.start_s  # played faster, A needs more and may begin earlier
    needed_s = input_samples(n_samples, plan.time_ratio_b) / sample_rate
    plan = plan_alignment(
        dataclasses.replace(analysis_a, start_s=analysis_a.start_s + moved_a_s),
        analysis_b,
        options,
        earliest_shift_b_s=-b.start_s,
        latest_shift_b_s=(b.info.duration_s or math.inf) - needed_s - b.start_s,
    )
    return changed_a, _changed(b, plan, "b"), plan


def _listen_around(clip: Clip, options: AlignOptions) -> Analysis:
    """Analyse up to 30 s of the clip's file with the clip in the middle."""
    excerpt_s = len(clip.samples) / clip.sample_rate
    window_start_s = max(0.0, clip.start_s - max(0.0, WINDOW_S - excerpt_s) / 2)
    window = load_clip(
        clip.info.path,
        start_s=window_start_s,
        n_samples=round(WINDOW_S * clip.sample_rate),
        sample_rate=clip.sample_rate,
    )
    heard = np.trim_zeros(window.samples, "b")  # a short file is padded
    return analyse(heard, clip.sample_rate, options, start_s=clip.start_s - window.start_s)


def _changed(clip: Clip, plan: AlignPlan, side: Side) -> Clip:
    """Return a clip read anew, stretched and transposed; the same one if it stays as it is."""
    n_samples, sample_rate = len(clip.samples), clip.sample_rate
    time_ratio = plan.time_ratio_a if side == "a" else plan.time_ratio_b
    shift_s, semitones = (0.0, 0) if side == "a" else (plan.shift_b_s, plan.semitones_b)
    if time_ratio == 1 and not shift_s and not semitones:
        return clip
    longer = load_clip(
        clip.info.path,
        start_s=clip.start_s + shift_s,
        n_samples=input_samples(n_samples, time_ratio),
        sample_rate=sample_rate,
    )
    samples = apply_plan(
        plan, side, longer.samples, sample_rate=sample_rate, n_samples=n_samples
    ).clip(-_MAX_LEVEL, _MAX_LEVEL)
    samples.setflags(write=False)
    loudness = integrated_lufs(samples, sample_rate)
    return dataclasses.replace(longer, samples=samples, loudness_lufs=loudness)
