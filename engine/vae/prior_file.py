"""The file ``prior.npz``: the numbers of a `MusicPrior`, and which model they belong to."""

from __future__ import annotations

import io
import json
import math
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.spec import FloatArray

MAX_BYTES = 1 << 26
"""A file above 64 MiB, unpacked, is refused before it is read."""
TRIANGLES = ("drift", "innovation")
HALVES = ("spreads", "drift", "transitions", "innovation")
"""Kept in half precision."""
ARRAYS = ("weights", "means", *HALVES)
DAMAGED = (OSError, ValueError, KeyError, IndexError, TypeError, EOFError, zipfile.BadZipFile)
"""What reading a file that is no prior ends in."""


def pack(triangle: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Lower triangle of a (d, d) array by rows, shape (d (d + 1) / 2,)."""
    packed: npt.NDArray[Any] = triangle[np.tril_indices(len(triangle))]
    return packed


def unpack(packed: npt.NDArray[Any], d: int) -> FloatArray:
    """Undo `pack`, as float32."""
    triangle = np.zeros((d, d), np.float32)
    triangle[np.tril_indices(d)] = packed
    return triangle


def write_arrays(path: Path, meta: dict[str, Any], arrays: dict[str, FloatArray]) -> None:
    """Write a file, whole or not at all; the same numbers give the same bytes.

    Parameters
    ----------
    path : Path
    meta : dict
        JSON-serialisable; "rows" are the channels and frequency rows of a column.
    arrays : dict
        `ARRAYS`, in the shapes of `MusicPrior`.
    """
    stored: dict[str, Any] = {}
    for name, array in arrays.items():
        flat = pack(array) if name in TRIANGLES else array
        stored[name] = flat.astype(np.float16 if name in HALVES else np.float32)
    buffer = io.BytesIO()
    np.savez(buffer, meta=np.array(json.dumps(meta, sort_keys=True)), **stored)
    scratch = path.with_name(f".{path.name}.part")
    scratch.write_bytes(buffer.getvalue())
    os.replace(scratch, path)


def read_arrays(path: Path) -> tuple[dict[str, Any], dict[str, FloatArray]]:
    """Read and check what `write_arrays` wrote.

    Returns
    -------
    meta : dict
    arrays : dict of float32 arrays

    Raises
    ------
    DAMAGED
        One of these, if the file is not a prior.
    """
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as members:
        if sum(member.file_size for member in members.infolist()) > MAX_BYTES:
            raise ValueError("too large")
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        meta = json.loads(str(stored["meta"]))
        found: dict[str, FloatArray] = {n: stored[n].astype(np.float32) for n in ARRAYS}
    d, n_moods, order = math.prod(meta["rows"]), len(found["weights"]), len(found["transitions"])
    n_packed = d * (d + 1) // 2
    shapes = {
        "weights": (n_moods,),
        "means": (n_moods, d),
        "spreads": (n_moods, n_packed),
        "drift": (n_packed,),
        "transitions": (order, d, d),
        "innovation": (n_packed,),
    }
    if not n_moods or any(found[name].shape != shape for name, shape in shapes.items()):
        raise ValueError("shapes do not agree")
    if not all(np.isfinite(array).all() for array in found.values()):
        raise ValueError("not all numbers are finite")
    if (found["weights"] < 0).any() or found["weights"].sum() <= 0:
        raise ValueError("weights are not probabilities")
    return meta, found | {name: unpack(found[name], d) for name in TRIANGLES}
