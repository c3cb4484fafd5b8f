"""How the window writes times, levels and rates, in its language. No widgets."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from engine.errors import MorphError
from gui.engine_words import of_engine

if TYPE_CHECKING:
    from engine.audio.clip import Clip
    from engine.morph.align import AlignPlan
    from engine.morph.request import MorphResult
    from engine.vae.onnx_vae import OnnxVae
    from gui.document import MorphSettings


translate = QCoreApplication.translate


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
        return translate("words", "silence")
    return f"{signed(value)} LUFS"


def excerpt(start_s: float, length_s: float, duration_s: float) -> str:
    """Return where an excerpt lies in a file of ``duration_s``."""
    end_s = max(start_s, min(start_s + length_s, duration_s))
    text = translate("words", "{start} – {end} of {duration}")
    return text.format(start=clock(start_s), end=clock(end_s), duration=clock(duration_s))


def facts(clip: Clip) -> str:
    """Return loudness, rate and channels: what matters most first, it is cut at the end."""
    n_channels = clip.info.n_channels
    several = translate("words", "{n} ch").format(n=n_channels)
    names = {1: translate("words", "mono"), 2: translate("words", "stereo")}
    channels = names.get(n_channels, several)
    return f"{lufs(clip.loudness_lufs)} · {clip.info.sample_rate / 1000:.3g} kHz {channels}"


def is_changed(plan: AlignPlan) -> bool:
    """Tell whether B is not what it was."""
    return (plan.time_ratio_b, plan.semitones_b, plan.shift_b_s) != (1, 0, 0)


def matched(plan: AlignPlan, name: str) -> str:
    """Return what was done to B, and what was found in A or B: ``98.2 BPM (sure)``."""
    parts = []
    if name == "B" and not is_changed(plan):
        parts.append(translate("words", "as it is"))
    elif name == "B":
        percent = round(100 * (1 / plan.time_ratio_b - 1))
        if percent:
            faster = translate("words", "{percent} % faster")
            text = faster if percent > 0 else translate("words", "{percent} % slower")
            parts.append(text.format(percent=abs(percent)))
        if plan.semitones_b:
            semitones = f"{plan.semitones_b:+d}".replace("-", "−")
            parts.append(translate("words", "{semitones} st").format(semitones=semitones))
        if round(plan.shift_b_s, 2):
            later = translate("words", "{seconds} s later")
            text = later if plan.shift_b_s > 0 else translate("words", "{seconds} s earlier")
            parts.append(text.format(seconds=f"{abs(plan.shift_b_s):.2f}"))
    for text in plan.sentences:
        # What was found of both is one sentence, such as 'A: 98.2 BPM (sure); B: no beat.'
        found = re.fullmatch(r"A: (?P<A>.+); B: (?P<B>.+)\.", of_engine(text))
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
    sees = translate("words", "Sees {n} mel bands every {ms} ms")
    for_each = translate("words", "Keeps {numbers} numbers for each {seconds}")
    at_any = translate("words", "Keeps {numbers} numbers for {seconds}, at any length")
    keeps = for_each if vae.fixed_frames else at_any
    lines = [
        f"{vae.name} {vae.version}",
        sees.format(n=spec.n_mels, ms=f"{column_ms:.3g}"),
        keeps.format(numbers=numbers, seconds=seconds),
    ]
    return "\n".join([*lines, *([str(vae.folder)] if vae.folder else [])])


def alpha_number(alpha: float) -> str:
    """Return alpha in hundredths, or in thousandths where it lies between; never minus zero."""
    alpha = round(alpha, 3) + 0.0
    return signed(alpha, 2 if alpha == round(alpha, 2) else 3)


def read_alpha(text: str) -> float | None:
    """Return the alpha that was typed, or None: ``0.42``, ``0,42``, ``42 %``, ``42``."""
    found = re.fullmatch(r"\s*([-−+]?)(\d+|\d*[.,]\d+|\d+[.,])\s*(%?)\s*", text)
    if found is None:
        return None
    sign, digits, percent = found.groups()
    value = float(digits.replace(",", "."))
    # No whole number above 1 is an alpha, so it is meant as a percentage.
    if percent or (digits.isdigit() and value > 1):
        value /= 100
    return -value if sign in ("-", "−") else value


def curve_shares(
    alpha: float, seconds: float, *, goes_beyond: bool = True, sound: float | None = None
) -> str:
    """Return what is heard where the playhead is: ``curve, 2.31 s: 58 % A · 42 % B``."""
    text = translate("words", "curve, {seconds} s: {shares}")
    heard = shares(alpha, goes_beyond=goes_beyond, sound=sound)
    return text.format(seconds=f"{seconds:.2f}", shares=heard)


def settings(morph: MorphSettings, label: str) -> str:
    """Return how a morph is made, by the method of this label, in a few words."""
    curve = translate("words", "curve")
    alpha = curve if morph.is_curve else f"α {alpha_number(morph.alpha)}"
    detail = translate("words", "detail {percent} %").format(percent=f"{100 * morph.detail:.0f}")
    parts = [label, alpha]
    parts += [] if morph.sound is None else [sound_number(morph.sound)]
    parts += [detail]
    parts += [translate("words", "even steps")] if morph.is_even else []
    parts += [texture(morph.texture)] if morph.texture else []
    return ", ".join(parts)


def texture(number: int) -> str:
    """Return which texture is drawn: ``texture 3``."""
    return translate("words", "texture {n}").format(n=number)


def sound_number(alpha: float) -> str:
    """Return where the sound is between A and B: ``sound 0.80``."""
    return translate("words", "sound {alpha}").format(alpha=alpha_number(alpha))


def shares(alpha: float, *, goes_beyond: bool = True, sound: float | None = None) -> str:
    """Return how much of A and B, or how far beyond one of them: ``58 % A · 42 % B``.

    Parameters
    ----------
    alpha : float
    goes_beyond : bool
        Whether the method does; otherwise it stays at the nearest clip.
    sound : float, optional
        Where the sound is, if it does not go with alpha.
    """
    b = round(100 * alpha)
    if 0 <= b <= 100:
        return with_sound(f"{100 - b} % A · {b} % B", sound)
    clip, n = ("A", -b) if b < 0 else ("B", b - 100)
    beyond = translate("words", "{clip}, {percent} % beyond")
    ends = translate("words", "{clip}: this way ends here")
    return with_sound((beyond if goes_beyond else ends).format(clip=clip, percent=n), sound)


def short_shares(alpha: float, sound: float) -> str:
    """Return how much of B is in notes and sound, where there is little room."""
    text = translate("words", "B {percent} %, sound {sound} %")
    return text.format(percent=signed(100 * alpha, 0), sound=signed(100 * sound, 0))


def with_sound(text: str, sound: float | None) -> str:
    """Return a text that says where the sound is, too: ``…, sound 80 % B``."""
    if sound is None:
        return text
    b = round(100 * sound)
    between = translate("words", "{shares}, sound {percent} % B")
    beyond_a = translate("words", "{shares}, sound {percent} % beyond A")
    beyond_b = translate("words", "{shares}, sound {percent} % beyond B")
    if 0 <= b <= 100:
        return between.format(shares=text, percent=b)
    return (beyond_a if b < 0 else beyond_b).format(shares=text, percent=-b if b < 0 else b - 100)


def sounding(result: MorphResult, *, is_newest: bool) -> str:
    """Return how far the sound is: ``final, 32 iterations in 0.31 s``."""
    if result.stage != "final" or not is_newest:
        preview, rendering = translate("words", "preview…"), translate("words", "rendering…")
        return preview if is_newest else rendering
    if not result.n_iter:
        return translate("words", "final, without the model")
    seconds = result.timings.sound_ms / 1000
    time = f"{seconds:.2f} s" if seconds >= 0.01 else f"{result.timings.sound_ms:.1f} ms"
    text = translate("words", "final, {n} iterations in {time}")
    return text.format(n=result.n_iter, time=time)


def speed(real_time_factor: float) -> str:
    """Return how many times faster than real time."""
    times = 1 / real_time_factor
    text = translate("words", "{times} × real time")
    return text.format(times=f"{times:.0f}" if times >= 10 else f"{times:.1f}")


def sentence(error: Exception) -> str:
    """Return what to tell the user of an error."""
    if isinstance(error, MorphError):
        return of_engine(error.user_message)
    text = translate("words", "Something went wrong that Segue did not expect ({error}).")
    return text.format(error=f"{type(error).__name__}: {error}")
