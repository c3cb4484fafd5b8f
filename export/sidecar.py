"""What made a file, as JSON beside it."""

from __future__ import annotations

import dataclasses
import datetime
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from export.version import NAME, version

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.morph.alpha import Alpha
    from engine.morph.request import MorphResult
    from engine.vae.onnx_vae import OnnxVae
    from engine.vae.store import ModelCard

FORMAT = 1
"""Version of the sidecar's keys; grows only when a key changes its meaning."""


def sidecar_path(path: Path) -> Path:
    """Return where the sidecar of ``path`` lies: ``NAME.wav.json``."""
    return path.with_name(path.name + ".json")


def to_json(value: object) -> str:
    """Return JSON text: plain ASCII, so that any file name survives any console."""
    return json.dumps(_plain(value), indent=2, allow_nan=False) + "\n"


def describe_render(
    result: MorphResult,
    a: Clip,
    b: Clip,
    vae: OnnxVae,
    *,
    seed: int = 0,
    seconds: float | None = None,
    card: ModelCard | None = None,
) -> dict[str, Any]:
    """Describe how a sound was made, well enough to make it again.

    Parameters
    ----------
    result : MorphResult
    a, b : Clip
    vae : OnnxVae
        The model that rendered.
    seed : int
        The request's.
    seconds : float, optional
        Length that was asked for; the clips' own if absent.
    card : ModelCard, optional
        Of the model; if absent, the one of that name and version that comes with Segue.

    Returns
    -------
    dict
        JSON-serialisable; silence has loudness None.
    """
    return {
        **describe_program(),
        "model": describe_model(vae, card),
        "clips": {"a": describe_clip(a, seconds), "b": describe_clip(b, seconds)},
        "alpha": describe_alpha(result.alpha),
        "sound": result.sound,
        "method": result.method,
        "detail": result.detail,
        "even_steps": result.is_even,
        "seed": seed,
        "stage": result.stage,
        "n_iter": result.n_iter,
        "loudness_lufs": _finite(result.loudness_lufs),
        "spec": dataclasses.asdict(vae.spec),
        "provider": {"name": vae.provider.name, "reason": vae.provider.reason},
    }


def describe_model(vae: OnnxVae, card: ModelCard | None) -> dict[str, Any]:
    """Describe which model was at work; without a card, the one of its name that Segue brings."""
    return {"name": vae.name, "version": vae.version, "sha256": _checksums(vae, card)}


def describe_alpha(alpha: Alpha) -> float | list[list[float]]:
    """Describe alpha: a number, or a curve's points as pairs of seconds and alpha."""
    from engine.morph.alpha import AlphaCurve

    if isinstance(alpha, AlphaCurve):
        return [[float(seconds), float(at)] for seconds, at in alpha.points]
    return float(alpha)


def describe_program() -> dict[str, Any]:
    """Describe what wrote a file, and when (UTC)."""
    return {
        "format": FORMAT,
        "program": {"name": NAME, "version": version()},
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }


def describe_clip(clip: Clip, seconds: float | None = None) -> dict[str, Any]:
    """Describe where a clip comes from; ``seconds`` as in `describe_render`."""
    own_s = clip.samples.shape[0] / clip.sample_rate
    return {
        "path": str(clip.info.path),
        "start_s": float(clip.start_s),
        "seconds": own_s if seconds is None else float(seconds),
        "loudness_lufs": _finite(clip.loudness_lufs),
        "notes": list(clip.notes),
    }


def _checksums(vae: OnnxVae, card: ModelCard | None) -> dict[str, str]:
    """SHA-256 of each of the model's files, as its card has them."""
    from engine.vae.store import list_models

    cards = [card] if card else list_models()
    for found in cards:
        if (found.name, found.version) == (vae.name, vae.version):
            files = found.card.get("files", {})
            sums = {k: v.get("sha256") if isinstance(v, dict) else v for k, v in files.items()}
            return {k: v for k, v in sums.items() if v}
    return {}


def _finite(value: float | None) -> float | None:
    """Round a level to 0.01; JSON has no infinity, so silence has none."""
    return round(float(value), 2) if value is not None and math.isfinite(value) else None


def _plain(value: object) -> object:
    """Replace what JSON cannot hold."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Path):
        return str(value)
    return value
