"""Mels to pictures: low frequencies at the bottom, time to the right."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.spec import FloatArray, MelSpec
from export.files import write_file

MAGMA = Path(__file__).resolve().parents[1] / "assets" / "colours" / "magma.csv"
BACKGROUND, INK, FAINT = "#15171c", "#d6dae1", "#8a919e"
TICKS_HZ = (100, 500, 1000, 2000, 4000, 8000, 16000)

PANEL_W, PANEL_H = 400, 320
"""One mel on a sheet, in pixels."""
MAX_COLUMNS = 5
MARGIN, GAP = 28, 24
AXIS_W, LABEL_H, TIME_H = 56, 34, 30
BAR_W, BAR_LABEL_W = 14, 52


def write_mel_png(path: Path, mel_norm: FloatArray, *, overwrite: bool = False) -> Path:
    """Write one mel, one pixel a cell, in 256 colours.

    Parameters
    ----------
    path : Path
        Ends in .png.
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    ExportError
    """
    return _write_png(path, _coloured(Image.fromarray(_grey(mel_norm))), overwrite)


def write_contact_sheet(
    path: Path,
    mels: Sequence[tuple[str, FloatArray]],
    spec: MelSpec,
    seconds: float,
    *,
    overwrite: bool = False,
) -> Path:
    """Write labelled mels side by side, with axes in Hz and seconds.

    Parameters
    ----------
    path : Path
        Ends in .png.
    mels : sequence of (str, float32 array of shape (n_mels, n_frames) in [0, 1])
        Label and mel, in reading order; at most five to a row.
    spec : MelSpec
        Of the mels: gives the frequencies and the range in dB.
    seconds : float
        Length of each mel.
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    ExportError
    """
    return _write_png(path, draw_contact_sheet(mels, spec, seconds), overwrite)


def draw_contact_sheet(
    mels: Sequence[tuple[str, FloatArray]], spec: MelSpec, seconds: float
) -> Image.Image:
    """Draw what `write_contact_sheet` writes."""
    if not mels:
        raise ValueError("a contact sheet needs at least one mel")
    n_rows = -(-len(mels) // MAX_COLUMNS)
    n_columns = -(-len(mels) // n_rows)
    row_h = LABEL_H + PANEL_H + TIME_H
    right = MARGIN + AXIS_W + n_columns * (PANEL_W + GAP)
    size = (right + BAR_W + BAR_LABEL_W + MARGIN, 2 * MARGIN + n_rows * (row_h + GAP) - GAP)
    sheet = Image.new("RGB", size, BACKGROUND)
    draw = ImageDraw.Draw(sheet)
    for i, (label, mel_norm) in enumerate(mels):
        left = MARGIN + AXIS_W + i % n_columns * (PANEL_W + GAP)
        top = MARGIN + LABEL_H + i // n_columns * (row_h + GAP)
        grey = Image.fromarray(_grey(mel_norm)).resize((PANEL_W, PANEL_H), Image.Resampling.BOX)
        sheet.paste(_coloured(grey), (left, top))
        _draw_label(draw, label, left, top)
        _draw_time(draw, left, top, seconds)
        if i % n_columns == 0:
            _draw_frequencies(draw, left, top, spec)
    _draw_bar(sheet, draw, right, MARGIN + LABEL_H, spec)
    return sheet


def _grey(mel_norm: FloatArray) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Cells as 0…255, row 0 the highest frequency."""
    cells = np.nan_to_num(mel_norm[::-1]) * 255
    grey: np.ndarray[tuple[int, int], np.dtype[np.uint8]] = np.ascontiguousarray(
        np.rint(np.clip(cells, 0, 255)), np.uint8
    )
    return grey


@lru_cache(maxsize=1)
def magma() -> bytes:
    """Return the 256 colours as 768 bytes, red, green, blue, dark to bright."""
    return np.loadtxt(MAGMA, np.uint8, delimiter=",").tobytes()


def _coloured(grey: Image.Image) -> Image.Image:
    """Give each grey value its colour; the values themselves stay in the file."""
    image = grey.copy()
    image.putpalette(magma())
    return image


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _draw_label(draw: ImageDraw.ImageDraw, label: str, left: int, top: int) -> None:
    font = _font(17)
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in label)
    while len(text) > 1 and draw.textlength(text, font) > PANEL_W:
        text = text[:-2] + "…"
    draw.text((left, top - 10), text, INK, font, anchor="ls")


def _draw_time(draw: ImageDraw.ImageDraw, left: int, top: int, seconds: float) -> None:
    bottom = top + PANEL_H
    for at_s in time_ticks(seconds):
        x = left + round(at_s / seconds * (PANEL_W - 1))
        draw.line([(x, bottom), (x, bottom + 4)], FAINT)
        is_last = at_s > 0.93 * seconds
        text = f"{at_s:g}" + (" s" if at_s == 0 else "")
        anchor = "la" if at_s == 0 else "ra" if is_last else "ma"
        draw.text((x, bottom + 8), text, FAINT, _font(13), anchor=anchor)


def time_ticks(seconds: float) -> list[float]:
    """Return round times from 0 to ``seconds``, at most eight."""
    steps = (mantissa * 10.0**exponent for exponent in range(-4, 7) for mantissa in (1, 2, 5))
    step = next(step for step in steps if seconds / step <= 7)
    return [round(i * step, 9) for i in range(int(seconds / step + 1e-6) + 1)]


def _draw_frequencies(draw: ImageDraw.ImageDraw, left: int, top: int, spec: MelSpec) -> None:
    for hz in TICKS_HZ:
        share = height_of(hz, spec)
        if not 0 <= share <= 1:
            continue
        y = top + round((1 - share) * (PANEL_H - 1))
        draw.line([(left - 5, y), (left - 1, y)], FAINT)
        text = f"{hz // 1000} kHz" if hz >= 1000 else f"{hz} Hz"
        draw.text((left - 9, y), text, FAINT, _font(13), anchor="rm")


def height_of(hz: float, spec: MelSpec) -> float:
    """Where a frequency lies on a mel picture: 0 is the bottom, 1 the top."""
    from librosa import hz_to_mel

    low, here, high = hz_to_mel(np.array([spec.fmin, hz, spec.fmax]))
    return float((here - low) / (high - low))


def _draw_bar(
    sheet: Image.Image, draw: ImageDraw.ImageDraw, left: int, top: int, spec: MelSpec
) -> None:
    """Draw the scale of colours, loudest at the top."""
    column = np.linspace(0, 1, PANEL_H, dtype=np.float32)[:, None]
    grey = Image.fromarray(_grey(np.repeat(column, BAR_W, axis=1)))
    sheet.paste(_coloured(grey), (left, top))
    for share, text in ((0.0, "0 dB"), (0.5, f"{-spec.top_db / 2:g}"), (1.0, f"{-spec.top_db:g}")):
        y = top + round(share * (PANEL_H - 1))
        draw.text((left + BAR_W + 8, y), text, FAINT, _font(13), anchor="lm")


def _write_png(path: Path, image: Image.Image, overwrite: bool) -> Path:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return write_file(path, buffer.getvalue(), suffix=".png", overwrite=overwrite)
