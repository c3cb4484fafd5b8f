"""Music laid out as the Free Music Archive dataset: ``000/000002.mp3`` and ``tracks.csv``.

The dataset is described in Defferrard et al. 2017, arXiv:1612.01840. Its ``tracks.csv`` has three
header rows: group, column, and the name of the first column.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from training.corpus.sources import Music, plain
from training.errors import TrainingError

SPLITS = {"training": "train", "validation": "valid_track", "test": "test_track"}
SUBSET = "small"
"""8,000 clips of 30 s in eight genres; the report's. The other subsets contain it."""
MAX_FIELD = 1 << 24
"""``tracks.csv`` has whole biographies in a field."""

Columns = dict[tuple[str, str], int]


def fma_music(music: Path, metadata: Path) -> tuple[list[Music], list[str]]:
    """Return the tracks of the small subset in the official split.

    Parameters
    ----------
    music : Path
        The folder ``fma_small``, with one folder for a thousand tracks in it.
    metadata : Path
        The folder ``fma_metadata``, or its ``tracks.csv``.

    Returns
    -------
    found : list of Music
        Style is the top genre, package the artist.
    missing : list of str
        A sentence for each track that is in ``tracks.csv`` and not in the folder, or whose line
        is damaged.

    Raises
    ------
    TrainingError
        If the folders are not FMA's.
    """
    if not music.is_dir():
        raise TrainingError(f"There is no folder {music}; name the unpacked fma_small.")
    table = metadata / "tracks.csv" if metadata.is_dir() else metadata
    found: list[Music] = []
    missing: list[str] = []
    n_tracks = 0
    for n_tracks, (number, values) in enumerate(_rows(table), 1):  # noqa: B007
        one = _track(number, values, music.absolute())
        if one is None:
            missing.append(f"{table}: the line of track {number} is damaged; it was skipped.")
        elif not one.path.is_file():
            way = one.path.relative_to(music.absolute())
            missing.append(f"{way} is in {table.name} but not in {music}; it was skipped.")
        else:
            found.append(one)
    if not found:
        raise TrainingError(
            f"None of the {n_tracks} tracks of {table} is in {music}; "
            "it must hold folders like 000 with files like 000002.mp3."
        )
    return sorted(found, key=lambda one: one.track_id), missing


def _track(number: str, values: dict[str, str], root: Path) -> Music | None:
    split = SPLITS.get(values["split"])
    if split is None or not number.isascii() or not number.isdigit():
        return None
    track = int(number)
    style = plain(values["genre_top"]) or "unknown"
    way = f"{track // 1000:03d}/{track:06d}"
    return Music(
        f"fma-{track:06d}",
        f"fma-{plain(values['artist']) or style}",
        style,
        split,
        root / f"{way}.mp3",
        f"fma/{way}.npy",
    )


def _rows(table: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the number and the wanted columns of the small subset's tracks."""
    csv.field_size_limit(MAX_FIELD)
    try:
        file = table.open(newline="", encoding="utf-8", errors="replace")
    except OSError as e:
        raise TrainingError(f"{table} cannot be read ({e.strerror}); unpack fma_metadata.") from e
    with file:
        lines = csv.reader(line.replace("\0", "") for line in file)
        groups, names, _ = (next(lines, []) for _ in range(3))
        columns: Columns = {key: i for i, key in enumerate(zip(groups, names, strict=False))}
        wanted = {"split": ("set", "split"), "genre_top": ("track", "genre_top")}
        if not columns.keys() >= set(wanted.values()):
            raise TrainingError(
                f"{table} is not FMA's: its first rows do not name set/split and track/genre_top."
            )
        places = {name: columns[key] for name, key in wanted.items()}
        places["artist"] = columns.get(("artist", "name"), places["genre_top"])
        subset = columns.get(("set", "subset"))
        for line in lines:
            if not line or (subset is not None and line[subset : subset + 1] != [SUBSET]):
                continue
            yield line[0], {name: line[i] if i < len(line) else "" for name, i in places.items()}
