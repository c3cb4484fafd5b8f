"""Colours by role, for the dark and the light window; no Qt, so that tests can measure contrast."""

from __future__ import annotations

import dataclasses
import functools
import math

import numpy as np

Rgb = tuple[int, int, int]
MIDDLE_FADE = 0.25
# Ottosson 2020, https://bottosson.github.io/posts/oklab/
LAB_TO_LMS = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
LMS_TO_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)


@dataclasses.dataclass(frozen=True, slots=True)
class Palette:
    """Every colour the window uses, as ``#rrggbb``.

    Parameters
    ----------
    name : str
        "dark" or "light".
    window, panel, border, well : str
        Backgrounds, from the outside in; a well holds a waveform.
    text, secondary, disabled : str
        Text; the first two reach 4.5:1 on ``window``, ``panel`` and ``well``.
    control, control_border, control_hover, control_on : str
        Buttons: at rest, outline, under the pointer, chosen.
    a, b : str
        The clips' colours; the morph's is their mix at alpha.
    a_text, b_text : str
        The same two hues dark or light enough to be read as text.
    ok, warning, error : str
    error_panel, info_panel : str
        Backgrounds of messages.
    primary, on_primary : str
        The one button that leads on, and its text.
    on_clip : str
        Text on ``a`` and ``b``.
    playhead : str
        On a well; on a mel it is always white.
    """

    name: str
    window: str
    panel: str
    border: str
    well: str
    text: str
    secondary: str
    disabled: str
    control: str
    control_border: str
    control_hover: str
    control_on: str
    a: str
    b: str
    a_text: str
    b_text: str
    ok: str
    warning: str
    error: str
    error_panel: str
    info_panel: str
    primary: str
    on_primary: str
    on_clip: str
    playhead: str

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than its ground."""
        return self.name == "dark"


DARK = Palette(
    name="dark",
    window="#15171c",
    panel="#1b1e25",
    border="#272b34",
    well="#12141a",
    text="#e8eaee",
    secondary="#9299a6",
    disabled="#565d6a",
    control="#22262e",
    control_border="#343945",
    control_hover="#2b303a",
    control_on="#3d4452",
    a="#4cc3e8",
    b="#f2a65a",
    a_text="#4cc3e8",
    b_text="#f2a65a",
    ok="#49c07c",
    warning="#e0b64a",
    error="#f07a72",
    error_panel="#3a2226",
    info_panel="#252a34",
    primary="#e8eaee",
    on_primary="#15171c",
    on_clip="#0d1a20",
    playhead="#ffffff",
)

LIGHT = Palette(
    name="light",
    window="#eef0f4",
    panel="#ffffff",
    border="#d8dce4",
    well="#f3f5f8",
    text="#1a1d24",
    secondary="#565d6b",
    disabled="#a3a9b5",
    control="#f6f7f9",
    control_border="#c4cad5",
    control_hover="#e9ecf1",
    control_on="#d9dee8",
    a="#1e96bf",
    b="#d9822b",
    a_text="#0d6e90",
    b_text="#9a5410",
    ok="#1f9a58",
    warning="#8a6500",
    error="#b3302a",
    error_panel="#fdeceb",
    info_panel="#eef1f6",
    primary="#1a1d24",
    on_primary="#ffffff",
    on_clip="#0d1216",
    playhead="#1a1d24",
)

PALETTES = {p.name: p for p in (DARK, LIGHT)}


def rgb(colour: str) -> Rgb:
    """Return ``#rrggbb`` as three bytes."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@functools.lru_cache(maxsize=4096)
def mix(a: str, b: str, alpha: float) -> str:
    """Return the colour ``alpha`` of the way from ``a`` to ``b``; beyond them it stays as it is.

    Mixed by lightness, chroma and hue (OKLCH), because blue and orange mixed as light are grey.
    """
    alpha = min(1.0, max(0.0, alpha))
    (l_a, c_a, h_a), (l_b, c_b, h_b) = _oklch(a), _oklch(b)
    turn = (h_b - h_a + math.pi) % (2 * math.pi) - math.pi
    hue = h_a + alpha * turn
    # Less colourful in the middle: it belongs to neither side.
    chroma = ((1 - alpha) * c_a + alpha * c_b) * (1 - MIDDLE_FADE * 4 * alpha * (1 - alpha))
    lab = np.array(
        [(1 - alpha) * l_a + alpha * l_b, chroma * math.cos(hue), chroma * math.sin(hue)]
    )
    linear = LMS_TO_RGB @ (LAB_TO_LMS @ lab) ** 3
    red, green, blue = np.rint(np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _oklch(colour: str) -> tuple[float, float, float]:
    linear = (np.array(rgb(colour)) / 255.0) ** 2.2
    lightness, x, y = np.linalg.solve(
        LAB_TO_LMS, np.cbrt(np.linalg.solve(LMS_TO_RGB, linear))
    ).tolist()
    return lightness, math.hypot(x, y), math.atan2(y, x)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    channels = np.array(rgb(colour)) / 255.0
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)
