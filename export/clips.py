"""The two clips of a command: as long as each other, and matched if that was asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from engine.audio.clip import MIN_DURATION_S, Clip, load_clip, probe, silence_note
from engine.audio.fit import FitMode, fit
from engine.audio.loudness import integrated_lufs
from engine.errors import FitError
from engine.morph.align import AlignOptions
from engine.morph.aligned_pair import load_aligned_pair
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae
from export.arguments import MAX_SECONDS
from export.files import shown

__all__ = ["FitMode", "ReadClips", "read_clips"]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class ReadClips:
    """Two clips as long as each other.

    Parameters
    ----------
    clips : (Clip, Clip)
    sentences : tuple of str
        What was found and done to match them.
    """

    clips: tuple[Clip, Clip]
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
    seconds = _whole(paths[0], starts_s[0]) if seconds is None else seconds
    n_samples = max(1, round(seconds * rate))
    if align.needs_tempo or align.match_key:
        if fit != "pad":
            raise FitError(
                "What is matched is read as long as it must be; use --fit with another command, or "
                "without --match-tempo, --match-beats and --match-key."
            )
        on_step("Listening for tempo, bars and key (slow the first time)")
        a, b, plan = load_aligned_pair(
            *paths,
            start_a_s=starts_s[0],
            start_b_s=starts_s[1],
            n_samples=n_samples,
            sample_rate=rate,
            options=align,
        )
        return ReadClips((a, b), plan.sentences)
    read: dict[tuple[Path, float], Clip] = {}
    for path, start_s in zip(paths, starts_s, strict=True):
        if (path, start_s) not in read:
            on_step(f"Reading {shown(path)}")
            read[path, start_s] = load_clip(
                path, start_s=start_s, n_samples=n_samples, sample_rate=rate
            )
    a, b = (read[place] for place in zip(paths, starts_s, strict=True))
    if fit == "trim":
        n_samples = min(n_samples, *(len(clip.samples) - clip.n_missing for clip in (a, b)))
        if n_samples < round(seconds * rate):
            on_step(f"The morph is shortened to {n_samples / rate:.2f} s")
        cut_a = _of_length(a, n_samples)
        return ReadClips((cut_a, cut_a if b is a else _of_length(b, n_samples)))
    fitted_a = _fitted(a, fit)
    return ReadClips((fitted_a, fitted_a if b is a else _fitted(b, fit)))


def _whole(path: Path, start_s: float) -> float:
    """How much a file has from a second on."""
    duration_s = probe(path).duration_s
    if not duration_s:
        raise FitError(
            f"{shown(path)} does not say how long it is; say how many --seconds you want."
        )
    rest_s = duration_s - start_s
    if rest_s < MIN_DURATION_S:
        raise FitError(
            f"{shown(path)} is {duration_s:.2f} s long, so nothing of it is left after "
            f"{start_s:g} s; choose an earlier --start-a."
        )
    if rest_s > MAX_SECONDS:
        raise FitError(
            f"{shown(path)} has {rest_s:.0f} s from there on; a morph is at most {MAX_SECONDS:g} s "
            "long. Say how many --seconds you want."
        )
    return rest_s


def _fitted(clip: Clip, mode: FitMode) -> Clip:
    """Fill what a file lacks."""
    if not clip.n_missing:
        return clip
    n_samples, rate = len(clip.samples), clip.sample_rate
    n_there = n_samples - clip.n_missing
    try:
        samples = fit(clip.samples[:n_there], n_samples, sample_rate=rate, mode=mode)
    except FitError as e:
        raise FitError(f"{shown(clip.info.path)}: {e.user_message}") from e
    if mode == "pad":
        return _changed(clip, samples, clip.notes, clip.n_missing)
    how = {"loop": "repeated", "stretch": "stretched"}[mode]
    note = (
        f"The file has {n_there / rate:.2f} s from there on; they were {how} to "
        f"{n_samples / rate:.2f} s."
    )
    return _changed(clip, samples, (*_without_silence(clip), note), 0)


def _of_length(clip: Clip, n_samples: int) -> Clip:
    """Cut a clip to what the file has, or less."""
    if len(clip.samples) == n_samples:
        return clip
    n_missing = max(0, clip.n_missing - (len(clip.samples) - n_samples))
    return _changed(clip, clip.samples[:n_samples], _without_silence(clip), n_missing)


def _without_silence(clip: Clip) -> tuple[str, ...]:
    """Notes but for the one that tells of silence at the end."""
    silence = silence_note(clip.n_missing / clip.sample_rate)
    return tuple(note for note in clip.notes if note != silence)


def _changed(clip: Clip, samples: FloatArray, notes: tuple[str, ...], n_missing: int) -> Clip:
    samples.setflags(write=False)
    lufs = integrated_lufs(samples, clip.sample_rate)
    return dataclasses.replace(
        clip, samples=samples, loudness_lufs=lufs, notes=notes, n_missing=n_missing
    )
