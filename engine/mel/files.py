"""A mel in a file: OpenEXR, NPZ, NPY (all bit-exact) or PNG (256 greys).

What a mel alone loses travels with it, so that sound can be made of the file at its own level:
the `MelSpec`, the clip's level in dB, and whether the picture has its rows turned over. EXR keeps
them as header attributes, PNG as text chunks, NPZ as further arrays, and NPY as a second array
behind the mel, where ``numpy.load`` does not look unless it is asked twice.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import io
import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.audio.files import display_name, require_readable_file
from engine.errors import ClipDecodeError, ExportError, MorphError, SpecMismatchError
from engine.mel.openexr import read_exr, write_exr
from engine.spec import FloatArray, MelSpec

SUFFIXES = (".exr", ".npz", ".npy", ".png")
MAGIC = {
    b"\x76\x2f\x31\x01": ".exr",
    b"PK\x03\x04": ".npz",
    b"\x93NUMPY": ".npy",
    b"\x89PNG\r\n\x1a\n": ".png",
}
MAX_CELLS = 1 << 28
"""512 bands for 68 minutes: a header that claims more is damaged, and nothing is allocated."""
FULL = "the disk is full; make room or choose another disk"
SPARE_BYTES = 4 << 20
"""With less room than this, a writer that does not say why it failed met a full disk."""
MAX_REF_DB = 400.0
"""Float32 samples have no level beyond this."""
FLIP, SPEC, REF_DB = "segueFlip", "segueMelSpec", "segueRefDb"


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class StoredMel:
    """A mel, and what a file says of it.

    Parameters
    ----------
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
        Row 0 is the lowest band, however the file had it.
    spec : MelSpec or None
        None in a file that Segue did not write.
    ref_db : float or None
        Level of the cell that is 1, in dB (`engine.mel.analysis.normalise_mel`).
    """

    mel_norm: FloatArray
    spec: MelSpec | None = None
    ref_db: float | None = None


def mel_suffix(path: Path) -> str | None:
    """Tell by its first bytes which of `SUFFIXES` a file should have; None if none."""
    with path.open("rb") as file:
        head = file.read(8)
    return next((suffix for magic, suffix in MAGIC.items() if head.startswith(magic)), None)


def write_mel(path: Path, stored: StoredMel, *, flip: bool = True) -> Path:
    """Write a mel, whole or not at all; an older file of that name is replaced.

    Parameters
    ----------
    path : Path
        Its suffix, one of `SUFFIXES`, decides the format.
    stored : StoredMel
        Kept to the bit, except in a PNG, which has 256 steps (0.31 dB at ``top_db`` 80).
    flip : bool
        Pictures (EXR, PNG) only: put the low frequencies at the bottom, as the report did. The
        file says so.

    Raises
    ------
    ExportError
        If it cannot be written.
    ValueError
        If it is no mel in [0, 1].
    """
    _require_mel(stored.mel_norm)
    write = {".exr": _write_exr, ".npz": _write_npz, ".npy": _write_npy, ".png": _write_png}
    with _whole(path) as part:
        write[path.suffix.lower()](part, stored, flip)
    return path


def read_mel(path: Path, *, flip: bool = True) -> StoredMel:
    """Read a mel from a file of any of the formats; its content decides, not its suffix.

    Parameters
    ----------
    path : Path
    flip : bool
        Whether a picture that does not say so itself has the low frequencies at the bottom.

    Raises
    ------
    ClipDecodeError
        If it is damaged, or holds no mel in [0, 1]; the sentence says what it holds.
    """
    require_readable_file(path)
    suffix = mel_suffix(path)
    if suffix is None:
        raise ClipDecodeError(
            path, f"{display_name(path)} is no mel; choose an EXR, NPZ, NPY or PNG file."
        )
    read = {".exr": _read_exr, ".npz": _read_npz, ".npy": _read_npy, ".png": _read_png}
    try:
        cells, facts = read[suffix](path)
    except (MemoryError, MorphError):
        raise
    except Exception as e:  # zlib.error, SyntaxError, struct.error …
        message = (
            f"{display_name(path)} is damaged and cannot be read as {suffix[1:].upper()}; "
            "make it again."
        )
        raise ClipDecodeError(path, message, f"{path}: {e!r}") from e
    mel_norm = _checked(path, cells)
    is_flipped = facts.get(FLIP, flip) if suffix in (".exr", ".png") else False
    if is_flipped:
        mel_norm = mel_norm[::-1]
    spec, ref_db = _facts(path, facts, mel_norm.shape[0])
    return StoredMel(np.ascontiguousarray(mel_norm), spec, ref_db)


def _require_mel(mel_norm: FloatArray) -> None:
    if mel_norm.ndim != 2 or not mel_norm.size or mel_norm.dtype != np.float32:
        raise ValueError(f"not a mel: {mel_norm.dtype} of shape {mel_norm.shape}")
    if not (mel_norm.min() >= 0 and mel_norm.max() <= 1):  # also false for NaN
        raise ValueError("not a mel: values outside [0, 1]")


def _checked(path: Path, cells: npt.NDArray[Any]) -> FloatArray:
    """Cells as float32, if they can be a mel."""
    name = display_name(path)
    if cells.ndim != 2 or not cells.size:
        raise ClipDecodeError(
            path, f"{name} holds an array of shape {cells.shape}, not one mel (bands, frames)."
        )
    if cells.dtype.kind != "f":
        raise ClipDecodeError(path, f"{name} holds {cells.dtype} values, not a mel from 0 to 1.")
    mel_norm: FloatArray = cells.astype(np.float32)
    low, high = float(mel_norm.min()), float(mel_norm.max())
    if not (low >= 0 and high <= 1):  # also for NaN
        raise ClipDecodeError(
            path, f"{name} holds values from {low:g} to {high:g}; a mel has 0 to 1."
        )
    return mel_norm


def _facts(path: Path, facts: dict[str, Any], n_mels: int) -> tuple[MelSpec | None, float | None]:
    """Return what the file says of its mel; a file that contradicts itself is refused."""
    try:
        spec = MelSpec.from_json(str(facts[SPEC])) if SPEC in facts else None
        ref_db = float(facts[REF_DB]) if REF_DB in facts else None
    # Brackets in brackets a thousand deep, a list for a number, an integer of a thousand digits …
    except (SpecMismatchError, ValueError, TypeError, RecursionError, OverflowError) as e:
        raise ClipDecodeError(
            path,
            f"{display_name(path)} is damaged: what it says of its mel cannot be read.",
            str(e),
        ) from e
    if ref_db is not None and not abs(ref_db) <= MAX_REF_DB:  # also for NaN
        raise ClipDecodeError(
            path,
            f"{display_name(path)} says that its level is {ref_db:g} dB; only -{MAX_REF_DB:g} to "
            f"{MAX_REF_DB:g} can be; make it again.",
        )
    if spec is not None and spec.n_mels != n_mels:
        raise ClipDecodeError(
            path,
            f"{display_name(path)} holds {n_mels} bands but says {spec.n_mels}; make it again.",
        )
    return spec, ref_db


def _said(stored: StoredMel) -> dict[str, str]:
    """What goes into a file beside the cells, as text: EXR's numbers have 32 bits only."""
    said = {}
    if stored.spec is not None:
        said[SPEC] = stored.spec.to_json()
    if stored.ref_db is not None:
        said[REF_DB] = repr(float(stored.ref_db))
    return said


def _turned(stored: StoredMel, flip: bool) -> FloatArray:
    return np.ascontiguousarray(stored.mel_norm[::-1] if flip else stored.mel_norm)


def _write_exr(part: Path, stored: StoredMel, flip: bool) -> None:
    write_exr(part, _turned(stored, flip), {FLIP: int(flip), **_said(stored)})


def _read_exr(path: Path) -> tuple[npt.NDArray[Any], dict[str, Any]]:
    cells, header = read_exr(path, max_cells=MAX_CELLS)
    facts = {key: header[key] for key in (SPEC, REF_DB) if key in header}
    if FLIP in header:
        facts[FLIP] = bool(header[FLIP])
    return cells, facts


def _write_npz(part: Path, stored: StoredMel, _flip: bool) -> None:
    with part.open("wb") as file:
        np.savez_compressed(file, mel_norm=stored.mel_norm, **_said(stored))  # type: ignore[arg-type]


def _read_npz(path: Path) -> tuple[npt.NDArray[Any], dict[str, Any]]:
    with zipfile.ZipFile(path) as archive:
        n_bytes = max((entry.file_size for entry in archive.infolist()), default=0)
    if n_bytes > 8 * MAX_CELLS:
        raise ClipDecodeError(path, f"{display_name(path)} claims {n_bytes} bytes; too many.")
    with np.load(path, allow_pickle=False) as arrays:
        facts = {key: arrays[key].item() for key in (SPEC, REF_DB) if key in arrays}
        names = [name for name in arrays.files if name not in facts]
        if "mel_norm" in names:
            names = ["mel_norm"]
        if len(names) != 1:
            raise ClipDecodeError(
                path,
                f"{display_name(path)} holds {len(names)} arrays and none is named mel_norm.",
            )
        return arrays[names[0]], facts


def _write_npy(part: Path, stored: StoredMel, _flip: bool) -> None:
    arrays = io.BytesIO()  # NumPy's own writing does not say when the disk is full
    np.save(arrays, stored.mel_norm)
    np.save(arrays, np.array(json.dumps(_said(stored))))
    part.write_bytes(arrays.getbuffer())


def _read_npy(path: Path) -> tuple[npt.NDArray[Any], dict[str, Any]]:
    # Mapped first: a header that claims more than the file holds is refused without allocating.
    cells = np.array(np.load(path, mmap_mode="r", allow_pickle=False))
    rest = io.BytesIO()
    with path.open("rb") as file:
        np.load(file, allow_pickle=False)
        rest.write(file.read(1 << 16))
    rest.seek(0)
    if not rest.getbuffer().nbytes:
        return cells, {}
    facts = json.loads(np.load(rest, allow_pickle=False).item())
    return cells, {key: facts[key] for key in (SPEC, REF_DB) if key in facts}


def _write_png(part: Path, stored: StoredMel, flip: bool) -> None:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    for key, text in {FLIP: str(int(flip)), **_said(stored)}.items():
        texts.add_text(key, text)
    greys = np.rint(_turned(stored, flip) * 255).astype(np.uint8)
    with part.open("wb") as file:
        Image.fromarray(greys).save(file, "PNG", pnginfo=texts)


def _read_png(path: Path) -> tuple[npt.NDArray[Any], dict[str, Any]]:
    from PIL import Image

    with Image.open(path, formats=["PNG"]) as image:
        if image.width * image.height > MAX_CELLS:
            raise ClipDecodeError(path, f"{display_name(path)} is too large for a mel.")
        image.load()
        is_grey = image.mode in ("L", "1", "I", "I;16", "I;16B")
        if not is_grey and not _is_scale(image.getpalette()):
            raise ClipDecodeError(
                path, f"{display_name(path)} is a picture in colours; a mel is one in greys."
            )
        is_deep = image.mode.startswith("I")
        cells = np.asarray(image.convert("L") if image.mode == "1" else image)
        texts = dict(image.info)
    facts = {key: texts[key] for key in (SPEC, REF_DB) if key in texts}
    if FLIP in texts:
        facts[FLIP] = texts[FLIP] == "1"
    return cells.astype(np.float32) / np.float32(65535 if is_deep else 255), facts


def _is_scale(palette: list[int] | None) -> bool:
    """Whether a picture's colours go from dark to bright (ours do): its numbers are greys then."""
    if palette is None:
        return False
    brightness = np.reshape(palette, (-1, 3)) @ [0.299, 0.587, 0.114]
    return bool(np.all(np.diff(brightness) > -1))


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Lend a name beside ``path``; what was written there takes its place at the end."""
    # The name that `export.files.sweep` knows: a killed writer's file is removed some day.
    part = path.parent / f".segue-{secrets.token_hex(6)}.part"
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as e:
        remedy = FULL if e.errno == errno.ENOSPC else e.strerror or str(e)
        raise ExportError(f"{display_name(path)} was not written: {remedy}.", str(e)) from e
    except RuntimeError as e:  # OpenEXR's; it does not say what the operating system said
        cause: Exception = e
        said = "the system refused it; may you write there?"
        if not path.parent.is_dir():
            said = "its folder does not exist; create it first."
        elif shutil.disk_usage(path.parent).free < SPARE_BYTES:
            cause = OSError(errno.ENOSPC, "the disk is full")
            said = f"{FULL}."
        raise ExportError(f"{display_name(path)} was not written: {said}", str(e)) from cause
    finally:
        part.unlink(missing_ok=True)
