from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.training.music import SIZE, noise
from training.command import main
from training.corpus.fma import fma_music
from training.errors import TrainingError
from training.prepare import mels_folder, prepare, read_manifest

COLUMNS = [
    # group, column: as in the dataset, with a few of its other columns between
    ("album", "comments"),
    ("artist", "bio"),
    ("artist", "name"),
    ("set", "split"),
    ("set", "subset"),
    ("track", "bit_rate"),
    ("track", "genre_top"),
    ("track", "title"),
]
TRACKS = {
    # number: artist, split, subset, top genre
    2: ("AWOL", "training", "small", "Hip-Hop"),
    5: ("AWOL", "validation", "small", "Hip-Hop"),
    140: ("Alec K. & Friends", "test", "small", "Folk"),
    1999: ("Café Ñandú", "training", "small", "International"),
    2000: ("Nobody", "training", "medium", "Rock"),  # of another subset
    3000: ("Nobody", "training", "small", "Rock"),  # not in the folder
    3001: ("Nobody", "training", "small", "Rock"),  # malformed
    3002: ("Nobody", "nonsense", "small", "Rock"),  # a damaged line
}


def rows(tracks: dict[int, tuple[str, str, str, str]]) -> list[list[str]]:
    table = [
        ["", *(group for group, _ in COLUMNS)],
        ["", *(name for _, name in COLUMNS)],
        ["track_id", *("" for _ in COLUMNS)],
    ]
    for number, (artist, split, subset, genre) in tracks.items():
        bio = "Two lines,\nand a “quote”" + 200_000 * "." * (number == 2)
        table.append([str(number), "0", bio, artist, split, subset, "256000", genre, "A title"])
    return table


def write_table(path: Path, table: list[list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table)


@pytest.fixture(scope="module")
def songs() -> dict[int, bytes]:
    """MP3 files, made once."""
    made = {}
    for number in TRACKS.keys() - {3000, 3001}:
        file = io.BytesIO()
        stereo = np.stack([noise(number, 2)[:230_000]] * 2, axis=1)
        soundfile.write(file, stereo, 44100, format="MP3")
        made[number] = file.getvalue()
    return made


@pytest.fixture
def fma(tmp_path: Path, songs: dict[int, bytes]) -> Path:
    """A small tree of the dataset's shape, with real MP3 files."""
    for number in TRACKS:
        path = tmp_path / "fma_small" / f"{number // 1000:03d}" / f"{number:06d}.mp3"
        path.parent.mkdir(parents=True, exist_ok=True)
        if number == 3001:
            path.write_bytes(b"\xff\xfb\x90\x00" + bytes(2000))
        elif number != 3000:
            path.write_bytes(songs[number])
    (tmp_path / "fma_small" / "checksums").write_text("…")
    write_table(tmp_path / "fma_metadata" / "tracks.csv", rows(TRACKS))
    return tmp_path


def test_tracks_keep_their_split_genre_and_artist(fma: Path) -> None:
    found, missing = fma_music(fma / "fma_small", fma / "fma_metadata")
    assert [(m.track_id, m.split, m.style, m.package, m.file) for m in found] == [
        ("fma-000002", "train", "hip-hop", "fma-awol", "fma/000/000002.npy"),
        ("fma-000005", "valid_track", "hip-hop", "fma-awol", "fma/000/000005.npy"),
        ("fma-000140", "test_track", "folk", "fma-alec-k-friends", "fma/000/000140.npy"),
        ("fma-001999", "train", "international", "fma-caf-and", "fma/001/001999.npy"),
        ("fma-003001", "train", "rock", "fma-nobody", "fma/003/003001.npy"),
    ]
    assert len(missing) == 2
    assert "003/003000.mp3 is in tracks.csv but not in" in missing[0]
    assert "track 3002 is damaged" in missing[1]


def test_malformed_files_are_listed_and_the_rest_is_prepared(
    fma: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["--data", str(fma / "data"), "--source", "fma", "--music", str(fma / "fma_small")]
    assert main("prepare", [*argv, "--hop", "4096", "--jobs", "1"]) == 1
    out, err = capsys.readouterr()
    assert "4 new clips; 4 clips (0.0 h) of 4 tracks" in out  # 5.2 s hold one each
    listed = [line for line in err.splitlines() if line.startswith("failed: ")]
    assert [("3000" in line, "3001" in line, "3002" in line) for line in listed] == [
        (True, False, False),
        (False, False, True),
        (False, True, False),
    ]
    by_split = {t.track_id: t.split for t in read_manifest(fma / "data", **SIZE)}
    assert by_split == {
        "fma-000002": "train",
        "fma-000005": "valid_track",
        "fma-000140": "test_track",
        "fma-001999": "train",
    }
    mels = np.load(mels_folder(fma / "data", **SIZE) / "fma" / "000" / "000002.npy")
    assert mels.shape == (1, 512, 40)


def test_same_command_tries_only_what_failed(fma: Path) -> None:
    found, _ = fma_music(fma / "fma_small", fma / "fma_metadata")
    assert [prepare(fma / "data", music=found, **SIZE)[0] for _ in range(2)] == [4, 0]


def test_table_may_be_named_and_need_not_have_subsets(fma: Path) -> None:
    table = [line[:5] + line[6:] for line in rows(TRACKS)]
    write_table(fma / "mine.csv", table)
    found, _ = fma_music(fma / "fma_small", fma / "mine.csv")
    assert len(found) == 6


def test_what_is_not_fma_is_said(fma: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"nothing\.csv cannot be read"):
        fma_music(fma / "fma_small", fma / "nothing.csv")
    write_table(fma / "other.csv", [["a", "b"], ["c", "d"]])
    with pytest.raises(TrainingError, match="do not name set/split"):
        fma_music(fma / "fma_small", fma / "other.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingError, match="None of the 7 tracks"):
        fma_music(tmp_path / "empty", fma / "fma_metadata")


def test_table_cut_short_gives_what_it_has(fma: Path) -> None:
    table = fma / "fma_metadata" / "tracks.csv"
    table.write_bytes(table.read_bytes()[:-350] + b"\0\xff")
    found, missing = fma_music(fma / "fma_small", table)
    assert 3 <= len(found) + len(missing) <= 7
