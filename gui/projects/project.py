"""A project as a file: what lies in it, and how it is written. No Qt.

JSON, UTF-8: ``format`` and ``version``, then the fields of `gui.document.Document`. A clip is
named relative to the project, and absolutely as a second try; its size and the checksum of its
first bytes tell it again when it was moved. A reader of version 1 takes every minor version of it:
fields that it does not know are no matter.
"""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

from engine.errors import MorphError
from export.files import write_file
from export.version import version
from gui.document import ClipRef, Document, MorphSettings
from gui.projects.clip_look import Look, look_at

SUFFIX = ".segue"
FORMAT, VERSION, MINOR = "segue-project", 1, 2
SIDES = ("a", "b")
"""The clips, as the fields of `Document` are called."""


class ProjectError(MorphError):
    """A project file cannot be opened."""


@dataclasses.dataclass(frozen=True, slots=True)
class Project:
    """What a project file holds.

    Parameters
    ----------
    document : Document
        Its clips lie where they were found, or, if ``missing``, where they were looked for.
    model : tuple of (str, str) or None
        Name and version of the model it was made with.
    looks : dict
        A `Look` for each of `SIDES` that has one.
    missing, changed : frozenset of str
        Those of `SIDES` whose file is gone; those where another file has its place.
    origin : Path or None
        Of a copy kept for safety: the project that it is of.
    """

    document: Document
    model: tuple[str, str] | None = None
    looks: dict[str, Look] = dataclasses.field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    origin: Path | None = None


def is_project(path: Path) -> bool:
    """Tell by its name whether a file is a project."""
    return path.suffix.lower() == SUFFIX


def write_project(
    path: Path,
    document: Document,
    *,
    model: tuple[str, str] | None = None,
    looks: dict[str, Look] | None = None,
) -> None:
    """Write a project, whole or not at all; a link stays one.

    Parameters
    ----------
    path : Path
        Ends in .segue; what is there is replaced.
    document : Document
    model : tuple of (str, str), optional
        Name and version.
    looks : dict, optional
        Of the clips that are not there to be looked at.

    Raises
    ------
    ExportError
    """
    target = Path(os.path.realpath(path))
    known = looks or {}
    seen = {side: look_at(ref.path) or known.get(side) for side, ref in _clips(document)}
    folder = Path(os.path.abspath(path)).parent
    write_file(target, encode(document, folder, model, seen), suffix=SUFFIX, overwrite=True)


def encode(
    document: Document,
    folder: Path | None,
    model: tuple[str, str] | None = None,
    looks: dict[str, Look | None] | None = None,
    origin: Path | None = None,
) -> bytes:
    """Return a project file's contents; without ``folder``, clips are named absolutely only."""
    seen = looks or {}
    clips = {side: _clip_fields(ref, folder, seen.get(side)) for side, ref in _clips(document)}
    fields = {
        "format": FORMAT,
        "version": VERSION,
        "minor": MINOR,
        "made_with": f"Segue {version()}",
        "model": {"name": model[0], "version": model[1]} if model else None,
        "clips": {side: clips.get(side) for side in SIDES},
        "length_s": document.length_s,
        "morph": _morph_fields(document.morph),
        "other": _morph_fields(document.other),
        "bank": document.bank,
        "match": {"is_on": document.is_matching, "parts": sorted(document.matches)},
        "marks": list(document.marks),
        "loop": list(document.loop) if document.loop else None,
    }
    if origin is not None:
        fields["origin"] = str(origin)
    try:
        return json.dumps(fields, indent=2, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    except UnicodeEncodeError:  # a file name that is not UTF-8
        return json.dumps(fields, indent=2, allow_nan=False).encode() + b"\n"


def _clips(document: Document) -> list[tuple[str, ClipRef]]:
    refs = ((side, getattr(document, side)) for side in SIDES)
    return [(side, ref) for side, ref in refs if ref is not None]


def _clip_fields(ref: ClipRef, folder: Path | None, look: Look | None) -> dict[str, object]:
    absolute = os.path.abspath(ref.path)
    fields: dict[str, object] = {"start_s": ref.start_s, "absolute": absolute}
    relative = _relative(absolute, folder) if folder is not None else None
    if relative is not None:
        fields["path"] = relative
    if look is not None:
        fields |= {"size": look.size, "head": look.head}
    return fields


def _relative(path: str, folder: Path) -> str | None:
    """Return the way from a folder to a file on the same tree, with slashes."""
    try:
        shared = os.path.commonpath([path, folder])
    except ValueError:  # another drive
        return None
    if Path(shared) == Path(shared).parent:
        return None
    return Path(os.path.relpath(path, folder)).as_posix()


def _morph_fields(morph: MorphSettings) -> dict[str, object]:
    fields = {f.name: getattr(morph, f.name) for f in dataclasses.fields(morph)}
    fields["curve"] = [list(point) for point in morph.curve.points] if morph.curve else None
    return fields
