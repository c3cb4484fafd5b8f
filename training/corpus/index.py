"""The corpus index: one row a track, with its package, licence, style and split."""

from __future__ import annotations

import csv
import dataclasses
import difflib
from collections.abc import Iterable
from pathlib import Path

from training.errors import TrainingError

INDEX_PATH = Path(__file__).parent / "index.csv"

SPLITS = ("train", "valid_track", "valid_pkg", "test_track", "test_pkg")
"""Fixed in the index: ``*_track`` hold out tracks, ``*_pkg`` whole packages."""


@dataclasses.dataclass(frozen=True, slots=True)
class Track:
    """One track of the corpus.

    Parameters
    ----------
    track_id, package, path : str
        ``path`` is the file inside the Debian package.
    seconds : float
        Length of the decoded sound.
    style, split, licence, credit : str
    gain_db : float
        Applied when decoding (tracks that decode above full scale).
    trim_s : float
        Keep only this much; 0 keeps all.
    source_md5 : str
        Of the file in the package.
    flac : str
        Where the decoded track lies below the corpus folder.
    """

    track_id: str
    package: str
    path: str
    seconds: float
    style: str
    split: str
    licence: str
    credit: str
    gain_db: float
    trim_s: float
    source_md5: str
    flac: str


def read_index(path: Path = INDEX_PATH, *, packages: Iterable[str] = ()) -> list[Track]:
    """Read the usable tracks (``use=1``) of the index.

    Parameters
    ----------
    path : Path
    packages : iterable of str, optional
        Only tracks of these Debian packages; empty means all.

    Raises
    ------
    TrainingError
        If a named package is not in the index.
    """
    wanted = set(packages)
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["use"] == "1"]
    packages_here = {row["package"] for row in rows}
    if unknown := sorted(wanted - packages_here):
        like = difflib.get_close_matches(unknown[0], packages_here, 1, 0.4)
        hint = f"did you mean {like[0]}? " if like else ""
        raise TrainingError(
            f"The corpus index has no package {', '.join(unknown)}; {hint}{path} lists all."
        )
    return [
        Track(
            track_id=row["track_id"],
            package=row["package"],
            path=row["path"],
            seconds=float(row["seconds"]),
            style=row["style"],
            split=row["split"],
            licence=row["licence"],
            credit=row["credit"] or row["artist"],
            gain_db=float(row["gain_db"] or 0),
            trim_s=float(row["trim_s"] or 0),
            source_md5=row["source_md5"],
            flac=row["flac"],
        )
        for row in rows
        if not wanted or row["package"] in wanted
    ]
