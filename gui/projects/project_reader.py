"""A project read from its file: whatever is wrong with it becomes one sentence. No Qt."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from engine.errors import CurveError
from engine.morph.alpha import MAX_ALPHA, MIN_ALPHA, AlphaCurve
from export.files import shown
from gui.document import (
    MAX_LENGTH_S,
    MAX_TEXTURE,
    MIN_LENGTH_S,
    ClipRef,
    Document,
    MorphSettings,
)
from gui.projects.checked_json import BadFieldError, Fields, parse
from gui.projects.clip_look import Look, find, look_at
from gui.projects.project import FORMAT, SIDES, VERSION, Project, ProjectError
from gui.session import MATCHES

MAX_BYTES = 1 << 20
"""A project is a few kilobytes; one above this is something else."""
MAX_POINTS, MAX_MARKS, MAX_MATCHES = 10_000, 1000, 100
MAX_START_S = 1e7


def read_project(path: Path) -> Project:
    """Read a project and look for its clips.

    Raises
    ------
    ProjectError
        With a sentence that names the file and what is wrong with it.
    """
    name = shown(Path(path.name))
    data = _read_bytes(path, name)
    try:
        value = parse(data)
    except ValueError as e:
        raise ProjectError(
            f"“{name}” is no project of Segue, or a damaged one. Choose another file.", str(e)
        ) from e
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ProjectError(f"“{name}” is no project of Segue. Choose another file.")
    try:
        return _read_fields(Fields(value), path, name)
    except BadFieldError as e:
        raise ProjectError(
            f"“{name}” is damaged: {e}. Mend that field, or open an older copy of the file."
        ) from e


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "no ordinary file"
            raise ProjectError(f"“{name}” is {kind}, not a project. Choose another file.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as e:
        raise ProjectError(f"“{name}” is not there any more. Choose another file.") from e
    except PermissionError as e:
        raise ProjectError(
            f"“{name}” may not be read. Change its permissions, or choose another file."
        ) from e
    except (OSError, ValueError) as e:
        raise ProjectError(f"“{name}” cannot be read ({e}). Choose another file.") from e
    if len(data) > MAX_BYTES:
        raise ProjectError(f"“{name}” is too large for a project of Segue. Choose another file.")
    return data


def _read_fields(fields: Fields, path: Path, name: str) -> Project:
    if fields.whole("version", 1, 1_000_000) > VERSION:
        raise ProjectError(f"“{name}” was made by a newer Segue. Update Segue to open it.")
    clips, match = fields.group("clips"), fields.group("match")
    looks: dict[str, Look] = {}
    refs: dict[str, ClipRef | None] = dict.fromkeys(SIDES)
    missing, changed = set(), set()
    for side in SIDES:
        clip = clips.maybe(side, clips.group)
        if clip is None:
            continue
        look = _read_look(clip)
        if look is not None:
            looks[side] = look
        found = find(_places(clip, path), look)
        refs[side] = ClipRef(found, clip.number("start_s", 0, MAX_START_S))
        if not os.path.isfile(found):  # unlike Path.is_file, whatever the system says to it
            missing.add(side)
        elif look is not None and look_at(found) != look:
            changed.add(side)
    parts = frozenset(match.texts("parts", max_length=MAX_MATCHES)) & set(MATCHES)
    marks = fields.numbers("marks", MIN_ALPHA, MAX_ALPHA, max_length=MAX_MARKS)
    length_s = round(fields.number("length_s", MIN_LENGTH_S, MAX_LENGTH_S), 2)
    document = Document(
        refs["a"],
        refs["b"],
        length_s,
        _read_morph(fields.group("morph"), "morph"),
        _read_morph(fields.group("other"), "other"),
        fields.whole("bank", 0, 1),
        match.flag("is_on") and bool(parts),
        parts,
        tuple(sorted({round(mark, 3) for mark in marks})),
        _read_loop(fields, length_s),
    )
    origin = fields.maybe("origin", fields.text)
    return Project(
        document,
        _read_model(fields),
        looks,
        frozenset(missing),
        frozenset(changed),
        Path(origin) if origin else None,
    )


def _read_model(fields: Fields) -> tuple[str, str] | None:
    model = fields.maybe("model", fields.group)
    return (model.text("name"), model.text("version")) if model else None


def _read_look(clip: Fields) -> Look | None:
    if not (clip.has("size") and clip.has("head")):
        return None
    return Look(clip.whole("size", 0, 1 << 62), clip.text("head", max_length=64))


def _places(clip: Fields, project: Path) -> list[Path]:
    """Return where a clip may be, the likeliest first."""
    folder = Path(os.path.abspath(project.parent))
    absolute = Path(clip.text("absolute"))
    if not absolute.is_absolute() and not clip.has("path"):
        absolute = folder / absolute.name  # from a computer whose paths look different
    places = [absolute] if absolute.is_absolute() else []
    if clip.has("path"):
        places.insert(0, Path(os.path.normpath(folder / clip.text("path"))))
    name = clip.text("absolute").replace("\\", "/").rsplit("/", 1)[-1]
    return [*places, folder / name]


def _read_morph(fields: Fields, where: str) -> MorphSettings:
    points = fields.maybe("curve", lambda name: fields.pairs(name, max_length=MAX_POINTS))
    try:
        curve = AlphaCurve(tuple(points)) if points is not None else None
    except CurveError as e:
        raise BadFieldError(f"“{where}.curve” is no curve ({e.user_message.rstrip('.')})") from e
    return MorphSettings(
        round(fields.number("alpha", MIN_ALPHA, MAX_ALPHA), 3),
        curve,
        fields.flag("is_curve") and curve is not None,
        fields.text("method", max_length=64),
        round(fields.number("detail", 0, 1), 2),
        fields.flag("is_even"),
        fields.flag("is_beyond"),
        fields.whole("texture", 0, MAX_TEXTURE) if fields.has("texture") else 0,
        fields.maybe("sound", lambda name: round(fields.number(name, MIN_ALPHA, MAX_ALPHA), 3)),
    )


def _read_loop(fields: Fields, length_s: float) -> tuple[float, float] | None:
    if not fields.has("loop"):
        return None
    loop = fields.numbers("loop", 0, MAX_LENGTH_S, max_length=2)
    if len(loop) != 2 or not loop[0] < loop[1]:
        raise BadFieldError("“loop” is not a beginning and an end, in seconds")
    return loop[0], min(loop[1], length_s)
