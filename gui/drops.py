"""What was dropped: paths that can be tried, and a sentence about the rest."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData


@dataclasses.dataclass(frozen=True, slots=True)
class Dropped:
    """The first two local paths of a drop.

    Parameters
    ----------
    paths : tuple of Path
        At most two; whether they are sound is the engine's to say.
    note : str
        About what was left out, "" if nothing was.
    """

    paths: tuple[Path, ...]
    note: str


def has_files(mime: QMimeData) -> bool:
    """Whether a drag carries anything that could be a file."""
    return mime.hasUrls()


def read_drop(mime: QMimeData) -> Dropped:
    """Sort what was dropped; nothing is opened and no network is touched."""
    paths: list[Path] = []
    n_remote = 0
    for url in mime.urls():
        # file://server/share is remote too, except on Windows, where it is a local path.
        if url.isLocalFile() and url.toLocalFile():
            paths.append(Path(url.toLocalFile()))
        else:
            n_remote += 1
    tr = QCoreApplication.translate
    if not paths:
        return Dropped(
            (), tr("drops", "Only files on this computer can be opened; save the file first.")
        )
    if n_remote:
        note = tr("drops", "What is not a file on this computer was left out.")
    elif len(paths) > 2:
        note = tr("drops", "{n} files were dropped; the first two were taken.").format(n=len(paths))
    else:
        note = ""
    return Dropped(tuple(paths[:2]), note)
