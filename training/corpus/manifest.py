"""The folder of prepared mels and its manifest: one line a finished track."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.errors import SpecMismatchError
from engine.spec import MelSpec
from training.errors import TrainingError

DEFAULT_SPEC = MelSpec()
CLIP_SAMPLES = 163_840
"""A clip is always 5 s: 640 frames of 256 samples."""

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
    """Read the manifest of one size of mels; a line cut short by an interruption is ignored."""
    path = mels_folder(data, n_mels=n_mels, hop_length=hop_length) / "manifest.csv"
    if not path.exists():
        return []
    tracks = {}
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        for row in csv.DictReader(file):
            starts = row.pop("starts_s", None) or ""
            if starts.endswith(";"):
                starts_s = tuple(float(s) for s in starts.split(";") if s)
                tracks[row["track_id"]] = PreparedTrack(**row, starts_s=starts_s)
    return list(tracks.values())


def append_manifest(folder: Path, prepared: PreparedTrack) -> None:
    """Add one finished track to the manifest in a folder of mels.

    A line that an interruption cut short is closed first, so that it spoils nothing but itself.
    """
    path = folder / "manifest.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        is_new = file.tell() == 0
        if not is_new:
            file.seek(-1, 2)
            if file.read(1) != b"\n":
                file.write(b"\r\n")
        row = dataclasses.asdict(prepared)
        # The closing ";" marks a complete line.
        row["starts_s"] = "".join(f"{s:g};" for s in prepared.starts_s) or ";"
        lines = ([FIELDS] if is_new else []) + [tuple(row.values())]
        file.write(_csv(lines))


def _csv(lines: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode("utf-8", errors="replace")
