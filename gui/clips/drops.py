"""What was dropped or pasted: paths that can be tried, and a sentence about the rest."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QUrl

MAX_PASTED = 1 << 20
"""Characters; more is no list of paths."""
OWN = "application/x-segue-morph"
"""What the morph's own file carries: opened as a clip it would be gone with the session."""
QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "<": ">"}


@dataclasses.dataclass(frozen=True, slots=True)
class Dropped:
    """The local paths of a drop or a paste.

    Parameters
    ----------
    paths : tuple of Path
        Whether they are sound is the engine's to say.
    note : str
        About what was left out, "" if nothing was.
    """

    paths: tuple[Path, ...]
    note: str


def has_files(mime: QMimeData) -> bool:
    """Whether a drag carries anything that could be a file."""
    return mime.hasUrls() and not mime.hasFormat(OWN)


def read_drop(mime: QMimeData) -> Dropped:
    """Sort what was dropped; nothing is opened and no network is touched."""
    return _sorted_urls(mime.urls())


def _sorted_urls(urls: list[QUrl]) -> Dropped:
    # file://server/share is remote too, except on Windows, where it is a local path.
    local = [url.toLocalFile() if url.isLocalFile() else "" for url in urls]
    paths = tuple(Path(path) for path in local if path)
    translate = QCoreApplication.translate
    if not paths:
        return Dropped(
            (),
            translate("drops", "Only files on this computer can be opened; save the file first."),
        )
    note = ""
    if len(paths) < len(urls):
        note = translate("drops", "What is not a file on this computer was left out.")
    return Dropped(paths, note)


def read_pasted(mime: QMimeData) -> Dropped:
    """Read paths from the clipboard: copied files, file URLs, or paths as text, one a line.

    A path may be quoted, begin with ``~`` or have its spaces escaped as a terminal has them.
    """
    if mime.hasFormat(OWN):
        translate = QCoreApplication.translate
        return Dropped(
            (), translate("drops", "This is the morph itself. Export it, then open the file.")
        )
    if mime.hasUrls():
        return _sorted_urls(mime.urls())
    text = mime.text() if mime.hasText() else ""
    lines = [] if len(text) > MAX_PASTED else [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    urls = [url for url in map(_url_of, lines) if url is not None]
    if urls:
        dropped = _sorted_urls(urls)
        if dropped.note or len(urls) == len(lines):
            return dropped
        translate = QCoreApplication.translate
        return Dropped(dropped.paths, translate("drops", "What is no path of a file was left out."))
    return Dropped(
        (),
        QCoreApplication.translate(
            "drops",
            "There is no file in the clipboard. Copy a sound file, or its whole path, and paste "
            "again.",
        ),
    )


def _url_of(line: str) -> QUrl | None:
    """Return what a line names; None if it is neither a whole path nor a URL."""
    is_quoted = len(line) > 1 and QUOTES.get(line[0]) == line[-1]
    if is_quoted:
        line = line[1:-1].strip()
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", line):
        return QUrl(line)
    if not is_quoted and os.sep == "/":
        line = re.sub(r"\\(.)", r"\1", line)
    if "\0" in line:
        return None
    try:
        path = Path(line).expanduser()
    except RuntimeError:  # ~nobody
        return None
    return QUrl.fromLocalFile(str(path)) if path.is_absolute() else None
