"""The commands that only look: files, processors and sound devices, models."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from engine.errors import AudioDeviceError, ClipDecodeError
from export.console import answer, answer_json, complain
from export.files import shown

MAX_MEASURED_S = 600.0
"""Loudness is measured on the first ten minutes."""
MEASURED_RATE_HZ = 48000


def info(args: argparse.Namespace) -> int:
    """Tell what each file holds; 2 if one of them is not sound."""
    found: list[dict[str, Any]] = []
    n_bad = 0
    for path in args.files:
        try:
            found.append(describe_file(path))
        except ClipDecodeError as e:
            n_bad += 1
            found.append({"path": str(path), "error": e.user_message})
            if not args.json:
                complain(e.user_message)
            continue
        if not args.json:
            _tell_file(found[-1])
    if args.json:
        answer_json({"files": found})
    return 2 if n_bad else 0


def describe_file(path: Path) -> dict[str, Any]:
    """Read a file's header and measure its loudness.

    Raises
    ------
    ClipDecodeError
    """
    from engine.audio.clip import load_clip, probe

    header = probe(path)
    rate = min(header.sample_rate, MEASURED_RATE_HZ)
    seconds = min(header.duration_s or MAX_MEASURED_S, MAX_MEASURED_S)
    clip = load_clip(path, n_samples=max(1, int(seconds * rate)), sample_rate=rate)
    return {
        "path": str(path),
        "container": header.container,
        "sample_rate": header.sample_rate,
        "n_channels": header.n_channels,
        "duration_s": round(header.duration_s, 6),
        "loudness_lufs": clip.loudness_lufs,
        "notes": list(clip.notes),
    }


def _tell_file(found: dict[str, Any]) -> None:
    channels = {1: "mono", 2: "stereo"}.get(found["n_channels"], f"{found['n_channels']} channels")
    answer(
        f"{shown(Path(found['path']))}: {found['container']}, {found['sample_rate']} Hz, "
        f"{channels}, {found['duration_s']:.2f} s, {loudness(found['loudness_lufs'])}"
    )
    for note in found["notes"]:
        answer(f"  {note}")


def loudness(lufs: float | None) -> str:
    """Return a loudness in words."""
    return "silent" if lufs is None or lufs == float("-inf") else f"{lufs:.1f} LUFS"


def devices(args: argparse.Namespace) -> int:
    """Tell what can run a model and what can play sound, with reasons."""
    from engine.vae.providers import available_providers

    providers = [dataclasses.asdict(p) for p in available_providers()]
    sound, reason = _sound_devices()
    if args.json:
        answer_json({"providers": providers, "sound": sound, "sound_error": reason})
        return 0
    for provider in providers:
        answer(f"{provider['name']}: {provider['reason']}")
    for device in sound:
        mark = ", used by default" if device["is_default"] else ""
        answer(f"Sound {device['index']}: {device['name']} ({device['host_api']}){mark}")
    if not sound:
        answer(f"Sound: {reason or 'there is no output device.'}")
    return 0


def _sound_devices() -> tuple[list[dict[str, Any]], str | None]:
    from engine.audio.player import list_devices

    try:
        return [dataclasses.asdict(d) for d in list_devices()], None
    except AudioDeviceError as e:
        return [], e.user_message


def models(args: argparse.Namespace) -> int:
    """Tell which models there are, and which is used when nobody chooses."""
    from engine.vae.store import default_model, list_models, models_folder

    cards = list_models()
    if args.json:
        rows = [
            {"name": c.name, "version": c.version, "folder": str(c.folder), "card": c.card}
            for c in cards
        ]
        answer_json({"models": rows})
        return 0
    for card in cards:
        mark = ", used by default" if card is default_model(cards) else ""
        answer(f"{card.name} {card.version}{mark}: {shown(card.folder)}")
    if not cards:
        answer(f"There is no model in {shown(models_folder())}.")
    return 0
