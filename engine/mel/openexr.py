"""OpenEXR pictures of one channel of float32, without OpenEXR's noise."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.audio.files import display_name
from engine.errors import ClipDecodeError, MorphError
from engine.spec import FloatArray

CHANNEL = "Y"
"""EXR's name for a picture without colours."""


def _openexr() -> Any:
    """Import OpenEXR, which is slow, has no types, and most of the program never needs."""
    try:
        return importlib.import_module("OpenEXR")
    except ImportError as e:
        raise MorphError(
            "EXR files need the OpenEXR package; “pip install OpenEXR” installs it.", str(e)
        ) from e


def write_exr(path: Path, cells: FloatArray, attributes: dict[str, str | int]) -> None:
    """Write cells, shape (height, width), the top row first, and attributes into the header.

    Raises
    ------
    RuntimeError
        If the operating system refuses; OpenEXR does not say why.
    """
    exr = _openexr()
    header = {"compression": exr.ZIP_COMPRESSION, "type": exr.scanlineimage, **attributes}
    with exr.File(header, {CHANNEL: cells}) as file:
        file.write(str(path))


def read_exr(path: Path, *, max_cells: int) -> tuple[npt.NDArray[Any], dict[str, Any]]:
    """Read the cells and the header of a picture with one channel of any name.

    Raises
    ------
    ClipDecodeError
        If it has more channels, or more than ``max_cells``.
    Exception
        Of some kind, if it is damaged.
    """
    exr = _openexr()
    name = display_name(path)
    with _hushed():
        with exr.File(str(path), header_only=True) as file:
            (left, top), (right, bottom) = file.header()["dataWindow"]
            n_cells = (int(right) - int(left) + 1) * (int(bottom) - int(top) + 1)
        if n_cells > max_cells:
            raise ClipDecodeError(path, f"{name} claims {n_cells} cells, too many for a mel.")
        with exr.File(str(path), separate_channels=True) as file:
            header, channels = dict(file.header()), file.channels()
            if len(channels) != 1:
                raise ClipDecodeError(
                    path,
                    f"{name} has {len(channels)} channels ({', '.join(channels)}); a mel has one.",
                )
            return np.array(next(iter(channels.values())).pixels), header


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keep OpenEXR from printing about damaged files: it also raises.

    WORKAROUND https://github.com/AcademySoftwareFoundation/openexr: its C++ writes to the second
    file descriptor, its Python module to ``sys.stdout``, and neither has a switch.
    """
    try:
        saved, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # no console at all
        yield
        return
    try:
        os.dup2(nowhere, 2)
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)
