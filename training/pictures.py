"""Pictures of music, its reconstruction and its middles, and of figures, for eyes to judge."""

from __future__ import annotations

import contextlib
import csv
import io
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from engine.spec import FloatArray

ANCHORS = np.array(
    # magma (van der Walt & Smith, CC0) at 0, 1/8 … 1
    [
        (0, 0, 4),
        (28, 16, 68),
        (79, 18, 123),
        (129, 37, 129),
        (181, 54, 122),
        (229, 80, 100),
        (251, 135, 97),
        (254, 194, 135),
        (252, 253, 191),
    ],
    np.float32,
)
MAX_BYTES = 150_000
"""Of a picture in the docs."""
TEXT_HEIGHT = 16

Row = tuple[str, Sequence[FloatArray | None]]
"""A line of a contact sheet: its label and its mels; None leaves a place empty."""


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to, which becomes ``path`` when all is written; else ``path`` stays."""
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")


def colour(mel: FloatArray) -> npt.NDArray[np.uint8]:
    """RGB picture, (n_mels, n_frames, 3), of a mel in [0, 1]; low frequencies at the bottom."""
    positions = np.clip(mel[::-1], 0, 1) * (len(ANCHORS) - 1)
    grid = np.arange(len(ANCHORS))
    channels = [np.interp(positions, grid, ANCHORS[:, c]) for c in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def strip(mels: Sequence[FloatArray], *, gap: int = 6) -> Image.Image:
    """Mels side by side, with white gaps."""
    tiles = []
    for mel in mels:
        tiles += [np.full((mel.shape[0], gap, 3), 255, np.uint8), colour(mel)]
    return Image.fromarray(np.concatenate(tiles[1:], axis=1))


def contact_sheet(
    rows: Sequence[Row], *, headings: Sequence[str] = (), tile: tuple[int, int] = (160, 128)
) -> Image.Image:
    """Rows of mels under headings, with a label above each row.

    Parameters
    ----------
    rows : sequence of (label, mels)
    headings : sequence of str
        Of the columns.
    tile : (int, int)
        Largest width and height of a mel in pixels; larger ones are averaged down.
    """
    gap = 6
    n_columns = max(len(mels) for _, mels in rows)
    sizes = [(mel.shape[1], mel.shape[0]) for _, mels in rows for mel in mels if mel is not None]
    tile = min(tile[0], max(w for w, _ in sizes)), min(tile[1], max(h for _, h in sizes))
    top = TEXT_HEIGHT if headings else 0
    row_height = tile[1] + TEXT_HEIGHT + gap
    size = (n_columns * (tile[0] + gap) + gap, top + len(rows) * row_height + gap)
    sheet = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for column, heading in enumerate(headings):
        draw.text((gap + column * (tile[0] + gap), 1), heading, "black", font)
    for number, (label, mels) in enumerate(rows):
        y = top + number * row_height
        draw.text((gap, y + 1), label, "#555555", font)
        for column, mel in enumerate(mels):
            if mel is not None:
                small = Image.fromarray(colour(mel))
                small.thumbnail(tile, Image.Resampling.BOX)
                sheet.paste(small, (gap + column * (tile[0] + gap), y + TEXT_HEIGHT))
    return sheet


def labelled_grid(
    tiles: Sequence[tuple[str, FloatArray]],
    *,
    n_columns: int = 4,
    tile: tuple[int, int] = (200, 160),
) -> Image.Image:
    """Mels in reading order, each under its own label."""
    gap = 6
    pictures = []
    for label, mel in tiles:
        small = Image.fromarray(colour(mel))
        small.thumbnail(tile, Image.Resampling.BOX)
        pictures.append((label, small))
    width = max(p.width for _, p in pictures) + gap
    height = max(p.height for _, p in pictures) + TEXT_HEIGHT + gap
    n_rows = -(-len(pictures) // n_columns)
    grid = Image.new("RGB", (n_columns * width + gap, n_rows * height + gap), "white")
    draw, font = ImageDraw.Draw(grid), ImageFont.load_default(12)
    for k, (label, picture) in enumerate(pictures):
        x, y = gap + k % n_columns * width, k // n_columns * height
        while len(label) > 4 and draw.textlength(label, font) > width - gap:
            label = label.removesuffix("…")[:-1] + "…"
        draw.text((x, y + 1), label, "black", font)
        grid.paste(picture, (x, y + TEXT_HEIGHT))
    return grid


def save_small(image: Image.Image, path: Path, *, max_bytes: int = MAX_BYTES) -> Path:
    """Write a PNG of at most ``max_bytes``: fewer colours first, then fewer pixels."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part:
        while True:
            for n_colours in (128, 64, 32):
                image.quantize(n_colours).save(part, format="PNG", optimize=True)
                if part.stat().st_size <= max_bytes:
                    break
            else:
                image = image.resize(
                    (max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)),
                    Image.Resampling.BOX,
                )
                continue
            break
    return path


def write_pictures(
    strips: Sequence[Sequence[FloatArray]], folder: Path, name: str = "middle"
) -> list[Path]:
    """Draw every strip of mels as ``NAME-1.png`` and so on, at half size."""
    paths = []
    for number, mels in enumerate(strips, start=1):
        image = strip(mels)
        half = image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX)
        paths.append(save_small(half, folder / f"{name}-{number}.png"))
    return paths


def read_curve(run_dir: Path) -> list[dict[str, float]]:
    """Lines of a run's ``curve.csv``; none if there is no such file."""
    path = run_dir / "curve.csv"
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return [{k: float(v) for k, v in row.items() if v} for row in csv.DictReader(file)]


def draw_curves(
    curves: Mapping[str, Sequence[tuple[float, float]]], path: Path, *, x: str, y: str
) -> bool:
    """Draw lines of (x, y) points with a legend; return whether matplotlib is there to do it.

    Parameters
    ----------
    curves : mapping of label to points
    path : Path
        Of the PNG.
    x, y : str
        What the axes say.
    """
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        return False
    figure = Figure(figsize=(8, 4.2), dpi=100, layout="constrained")
    axes = figure.subplots()
    styles = ("-", "--", ":", "-.")
    for number, (label, points) in enumerate(curves.items()):
        finite = [p for p in points if math.isfinite(p[1])]
        axes.plot(
            [p[0] for p in finite],
            [p[1] for p in finite],
            styles[number // 10 % 4],
            label=label,
            linewidth=1.5,
            marker="." if len(finite) < 40 else "",
        )
    axes.set(xlabel=x, ylabel=y)
    axes.grid(alpha=0.3)
    if curves:
        axes.legend(fontsize=8, loc="best")
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = io.BytesIO()
    figure.savefig(drawn)
    with Image.open(drawn) as image:
        save_small(image.convert("RGB"), path)
    return True


def draw_histogram(shares: Mapping[str, Sequence[float]], path: Path) -> bool:
    """Draw how often each intensity of [0, 1] occurs, a line a label."""
    curves = {
        label: [((k + 0.5) / len(values), value) for k, value in enumerate(values)]
        for label, values in shares.items()
    }
    return draw_curves(curves, path, x="intensity of a cell", y="share of cells")
