"""The folder of prepared mels and its manifest: one line a finished track."""

from __future__ import annotations

import csv
import dataclasses
import io
import math
import os
import re
import secrets
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.errors import SpecMismatchError
from engine.spec import MelSpec
from training.errors import TrainingError

DEFAULT_SPEC = MelSpec()
CLIP_SAMPLES = 163_840
"""A clip is always 5 s: 640 frames of 256 samples."""

MAX_LINE = 100_000
"""Characters; tracks of half a day have shorter lines."""

UInt8Array = npt.NDArray[np.uint8]


@dataclasses.dataclass(frozen=True, slots=True)
class PreparedTrack:
    """One line of the manifest: a track's clips and where each starts (seconds)."""

    track_id: str
    package: str
    style: str
    split: str
    file: str
    starts_s: tuple[float, ...]


FIELDS = tuple(field.name for field in dataclasses.fields(PreparedTrack))


def clip_spec(*, n_mels: int, hop_length: int) -> tuple[MelSpec, int]:
    """Return the mel parameters of a size of clip, and its number of frames.

    Parameters
    ----------
    n_mels : int
        Mel bands.
    hop_length : int
        In samples at 32768 Hz; must divide both the window (4096) and the clip (163840).

    Returns
    -------
    spec : MelSpec
    n_frames : int

    Raises
    ------
    TrainingError
        If no clip can have that size.
    """
    try:
        spec = MelSpec(n_mels=n_mels, hop_length=hop_length)
    except SpecMismatchError as e:
        raise TrainingError(
            f"Mels of {n_mels} bands every {hop_length} samples cannot be made: {e.user_message}"
        ) from e
    return spec, CLIP_SAMPLES // hop_length


def mels_folder(data: Path, *, n_mels: int, hop_length: int) -> Path:
    """Return the folder of a data folder's mels of one size.

    Parameters
    ----------
    data : Path
        The data folder.
    n_mels, hop_length : int
        512 and 256 are the report's, and lie in ``mels``; others in ``mels-{n_mels}x{hop}``.
    """
    if (n_mels, hop_length) == (DEFAULT_SPEC.n_mels, DEFAULT_SPEC.hop_length):
        return data / "mels"
    return data / f"mels-{n_mels}x{hop_length}"


def read_manifest(
    data: Path,
    *,
    n_mels: int = DEFAULT_SPEC.n_mels,
    hop_length: int = DEFAULT_SPEC.hop_length,
) -> list[PreparedTrack]:
    """Read the manifest of one size of mels; a line cut short by an interruption is ignored.

    Raises
    ------
    TrainingError
        If it is damaged otherwise; the sentence names the line and the remedy.
    """
    path = mels_folder(data, n_mels=n_mels, hop_length=hop_length) / "manifest.csv"
    if not path.exists():
        return []
    lines = path.read_text("utf-8-sig", errors="replace").split("\n")
    if lines == [""]:
        return []
    if lines[0].rstrip("\r") != ",".join(FIELDS):
        raise TrainingError(
            f"{path} is damaged: its first line is not {','.join(FIELDS)}. "
            "Move it away and run prepare again."
        )
    tracks = {}
    for number, line in enumerate(lines[1:], 2):
        try:
            track = _track(line.rstrip("\r"))
        except (ValueError, csv.Error) as e:
            raise TrainingError(
                f"{path} is damaged in line {number}: {e}. "
                "Delete that line, or move the file away, and run prepare again."
            ) from e
        if track is not None:
            tracks[track.track_id] = track
    return list(tracks.values())


def _track(line: str) -> PreparedTrack | None:
    """Read one line; None if it is empty or an interruption cut it short."""
    if not line:
        return None
    if len(line) > MAX_LINE:
        raise ValueError(f"it has {len(line)} characters")
    if not line.isprintable() or "\ufffd" in line:
        raise ValueError("it holds what is no text")
    values = next(csv.reader([line], strict=True))
    if len(values) > len(FIELDS):
        raise ValueError(f"it has {len(values)} columns, not {len(FIELDS)}")
    if len(values) < len(FIELDS):
        if line.endswith(";"):
            raise ValueError(f"it has {len(values)} columns, not {len(FIELDS)}")
        return None
    *names, starts = values
    if not re.fullmatch(r"[0-9.e+;-]*", starts):
        raise ValueError(f"{starts[:40]!r} are no seconds")
    if not starts.endswith(";"):
        return None
    starts_s = tuple(float(s) for s in starts.split(";") if s)
    if not all(0 <= s < math.inf for s in starts_s):
        raise ValueError(f"{starts[:40]!r} are no seconds")
    track_id, package, style, split, file = names
    return PreparedTrack(track_id, package, style, split, file, starts_s)


def prepared_sizes(data: Path) -> list[tuple[int, int]]:
    """Return the sizes of mels, bands and hop, whose folders have a manifest."""
    sizes = []
    for path in sorted(data.glob("mels*/manifest.csv")):
        if path.parent.name == "mels":
            sizes.append((DEFAULT_SPEC.n_mels, DEFAULT_SPEC.hop_length))
        elif match := re.fullmatch(r"mels-([0-9]{1,6})x([0-9]{1,6})", path.parent.name):
            sizes.append((int(match[1]), int(match[2])))
    return sizes


def open_clips(path: Path, shape: tuple[int, int, int]) -> UInt8Array:
    """Map a track's clips.

    Raises
    ------
    TrainingError
        If they are missing, damaged or of another shape; the sentence names the file.
    """
    again = "Run the prepare command that made it again: it makes it anew."
    try:
        mels: UInt8Array = np.lib.format.open_memmap(path, mode="r")
    except Exception as e:
        said = str(e).splitlines()[0] if str(e) else repr(e)
        raise TrainingError(f"{path} cannot be read ({said}). {again}") from e
    if mels.shape != shape or mels.dtype != np.uint8:
        raise TrainingError(f"{path} holds {mels.dtype} {mels.shape}, not uint8 {shape}. {again}")
    return mels


def append_manifest(folder: Path, prepared: PreparedTrack) -> None:
    """Add one finished track to the manifest in a folder of mels.

    A line that an interruption cut short is closed first, so that it spoils nothing but itself.
    """
    path = folder / "manifest.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    row = dataclasses.asdict(prepared)
    # The closing ";" marks a complete line.
    row["starts_s"] = "".join(f"{s:g};" for s in prepared.starts_s) or ";"
    if not path.exists() or not path.stat().st_size:
        _begin(path)
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        is_closed = file.read(1) == b"\n"
        file.write((b"" if is_closed else b"\r\n") + _csv(tuple(row.values())))


def _begin(path: Path) -> None:
    """Write the first line, whole or not at all: nothing could be read without it."""
    part = path.with_name(f"{path.stem}.{secrets.token_hex(6)}.part")
    try:
        with part.open("xb") as file:
            file.write(_csv(FIELDS))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _csv(line: tuple[str, ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(line)
    return text.getvalue().encode("utf-8", errors="replace")
