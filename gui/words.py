"""How the window writes times, levels and rates. No Qt."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from engine.errors import MorphError

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.morph.align import AlignPlan
    from engine.morph.request import MorphResult
    from engine.vae.onnx_vae import OnnxVae


def clock(seconds: float, digits: int = 1) -> str:
    """Return minutes and seconds: ``1:02.7``."""
    scale = 10**digits
    ticks = max(0, round(seconds * scale))
    minutes, rest = divmod(ticks, 60 * scale)
    width = 3 + digits if digits else 2
    return f"{minutes}:{rest / scale:0{width}.{digits}f}"


def signed(value: float, digits: int = 1) -> str:
    """Return a number with a true minus sign."""
    return f"{value:.{digits}f}".replace("-", "−")


def lufs(value: float | None) -> str:
    """Return a loudness."""
    if value is None or not math.isfinite(value):
        return "silence"
    return f"{signed(value)} LUFS"


def excerpt(start_s: float, length_s: float, duration_s: float) -> str:
    """Return where an excerpt lies in a file of ``duration_s``."""
    end_s = max(start_s, min(start_s + length_s, duration_s))
    return f"{clock(start_s)} – {clock(end_s)} of {clock(duration_s)}"


def facts(clip: Clip) -> str:
    """Return loudness, rate and channels: what matters most first, it is cut at the end."""
    channels = {1: "mono", 2: "stereo"}.get(clip.info.n_channels, f"{clip.info.n_channels} ch")
    return f"{lufs(clip.loudness_lufs)} · {clip.info.sample_rate / 1000:.3g} kHz {channels}"


def is_changed(plan: AlignPlan) -> bool:
    """Tell whether B is not what it was."""
    return (plan.time_ratio_b, plan.semitones_b, plan.shift_b_s) != (1, 0, 0)


def matched(plan: AlignPlan, name: str) -> str:
    """Return what was done to B, and what was found in A or B: ``98.2 BPM (sure)``."""
    parts = []
    if name == "B" and not is_changed(plan):
        parts.append("as it is")
    elif name == "B":
        percent = round(100 * (1 / plan.time_ratio_b - 1))
        if percent:
            parts.append(f"{abs(percent)} % {'faster' if percent > 0 else 'slower'}")
        if plan.semitones_b:
            parts.append(f"{plan.semitones_b:+d} st".replace("-", "−"))
        if round(plan.shift_b_s, 2):
            later = "later" if plan.shift_b_s > 0 else "earlier"
            parts.append(f"{abs(plan.shift_b_s):.2f} s {later}")
    for text in plan.sentences:
        # What was found of both is one sentence, such as 'A: 98.2 BPM (sure); B: no beat.'
        found = re.fullmatch(r"A: (?P<A>.+); B: (?P<B>.+)\.", text)
        if found:
            parts.append(found[name])
    return " · ".join(parts)


def model_facts(vae: OnnxVae) -> str:
    """Return what a model sees and keeps of a clip, a line each."""
    spec = vae.spec
    column_ms = 1000 * spec.hop_length / spec.sample_rate
    numbers = " × ".join(str(size) for size in vae.latent_shape)
    # A latent column of a model for any length stands for frame_multiple mel columns.
    n_frames = vae.fixed_frames or vae.latent_shape[-1] * vae.frame_multiple
    seconds = f"{spec.n_samples(n_frames) / spec.sample_rate:.3g} s"
    length = f"for each {seconds}" if vae.fixed_frames else f"for {seconds}, at any length"
    lines = [
        f"{vae.name} {vae.version}",
        f"Sees {spec.n_mels} mel bands every {column_ms:.3g} ms",
        f"Keeps {numbers} numbers {length}",
    ]
    return "\n".join([*lines, *([str(vae.folder)] if vae.folder else [])])


def alpha_number(alpha: float) -> str:
    """Return alpha in hundredths, never minus zero."""
    return signed(round(alpha, 2) + 0.0, 2)


def shares(alpha: float, *, goes_beyond: bool = True) -> str:
    """Return how much of A and B, or how far beyond one of them.

    Parameters
    ----------
    alpha : float
    goes_beyond : bool
        Whether the method does; otherwise it stays at the nearest clip.
    """
    b = round(100 * alpha)
    if 0 <= b <= 100:
        return f"{100 - b} % A · {b} % B"
    clip, n = ("A", -b) if b < 0 else ("B", b - 100)
    return f"{clip}, {n} % beyond" if goes_beyond else f"{clip}: this way ends here"


def sounding(result: MorphResult, *, is_newest: bool) -> str:
    """Return how far the sound is: ``final, 32 iterations in 0.31 s``."""
    if result.stage != "final" or not is_newest:
        return "preview…" if is_newest else "rendering…"
    if not result.n_iter:
        return "final, without the model"
    seconds = result.timings.sound_ms / 1000
    time = f"{seconds:.2f} s" if seconds >= 0.01 else f"{result.timings.sound_ms:.1f} ms"
    return f"final, {result.n_iter} iterations in {time}"


def speed(real_time_factor: float) -> str:
    """Return how many times faster than real time."""
    times = 1 / real_time_factor
    return f"{times:.0f} × real time" if times >= 10 else f"{times:.1f} × real time"


def sentence(error: Exception) -> str:
    """Return what to tell the user of an error."""
    if isinstance(error, MorphError):
        return error.user_message
    return f"Something went wrong that Segue did not expect ({type(error).__name__}: {error})."
