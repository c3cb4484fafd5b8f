"""How all mels are shown: levels, colours, the axis of frequencies, and differences of two."""

from __future__ import annotations

import enum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from gui.settings import MEL_MAPS
from gui.theme import ASSETS

if TYPE_CHECKING:
    from engine.spec import FloatArray

MAPS = MEL_MAPS
DIFFERENCE_MAP = "difference"
LOWEST_DB, HIGHEST_DB, LEAST_DB = -80, 0, 6
"""Ends of the colours' range below the loudest cell, and how far apart its two ends stay."""
SHORTEST_ROWS = 0.05
"""Share of the frequencies that the closest zoom shows."""


class Difference(enum.Enum):
    """What the morph's mel shows instead of itself."""

    OFF = "off"
    BLEND = "blend"
    """The morph minus the mix of both clips' mels at the same alpha."""
    CLIPS = "clips"
    """A minus B."""

    @property
    def range_db(self) -> float:
        """Where its colours end on both sides."""
        return 40.0 if self is Difference.CLIPS else 12.0


@lru_cache(maxsize=8)
def colour_map(name: str) -> npt.NDArray[np.uint8]:
    """Return a colour map of ``assets/colours``, shape (256, 3)."""
    return np.loadtxt(ASSETS / "colours" / f"{name}.csv", delimiter=",", dtype=np.uint8)


class MelDisplay(QObject):
    """What all mels of a window share, besides the time.

    Signals
    -------
    changed()

    Attributes
    ----------
    floor_db, ceiling_db : float
        The levels of the first and the last colour, in dB below the loudest cell.
    colours : str
        One of `MAPS`.
    has_notes : bool
        Whether the axis names notes instead of Hz.
    difference : Difference
    rows : tuple of float
        The lowest and highest frequency on show, as shares of the mel's rows.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.floor_db, self.ceiling_db = float(LOWEST_DB), float(HIGHEST_DB)
        self.colours = MAPS[0]
        self.has_notes = False
        self.difference = Difference.OFF
        self.rows = (0.0, 1.0)

    def levels(self, top_db: float) -> tuple[float, float]:
        """Return the first and last colour's values of a mel in [0, 1] that spans ``top_db``."""
        return 1 + self.floor_db / top_db, 1 + self.ceiling_db / top_db

    def set_levels(self, floor_db: float, ceiling_db: float) -> None:
        """Give the colours to this range; the floor gives way where it is too narrow."""
        ceiling_db = min(float(HIGHEST_DB), max(ceiling_db, LOWEST_DB + LEAST_DB))
        floor_db = max(float(LOWEST_DB), min(floor_db, ceiling_db - LEAST_DB))
        self._set(floor_db=floor_db, ceiling_db=ceiling_db)

    def set_colours(self, name: str) -> None:
        """Use another colour map; names that are none are ignored."""
        if name in MAPS:
            self._set(colours=name)

    def set_notes(self, has_notes: bool) -> None:
        """Name notes or Hz."""
        self._set(has_notes=has_notes)

    def set_difference(self, difference: Difference) -> None:
        """Show a difference in the morph's mel, or the morph."""
        self._set(difference=difference)

    def zoom_rows(self, factor: float, at: float) -> None:
        """Come closer to a frequency by a factor; it stays where it is."""
        low, high = self.rows
        span = min(1.0, max((high - low) / factor, SHORTEST_ROWS))
        self._show_rows(at - (at - low) * span / (high - low), span)

    def scroll_rows(self, by: float) -> None:
        """Look at higher frequencies by this share of all."""
        low, high = self.rows
        self._show_rows(low + by, high - low)

    def fit_rows(self) -> None:
        """Show all frequencies."""
        self._set(rows=(0.0, 1.0))

    def _show_rows(self, low: float, span: float) -> None:
        low = min(max(0.0, low), 1 - span)
        self._set(rows=(low, low + span))

    def reset(self) -> None:
        """Show the mels as at first."""
        fresh = MelDisplay()
        self._set(**{name: getattr(fresh, name) for name in SHOWN})

    def _set(self, **values: object) -> None:
        if any(getattr(self, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(self, name, value)
            self.changed.emit()


SHOWN = ("floor_db", "ceiling_db", "colours", "has_notes", "difference", "rows")


def difference_db(
    mel: FloatArray, ref_db: float, other: FloatArray, other_ref_db: float, *, top_db: float
) -> FloatArray:
    """Return how much louder each cell of one mel is than of another.

    What lies deeper than ``top_db`` below the louder one's loudest cell counts as equally silent:
    a quiet clip's floor would else be louder than a loud one's by the difference of their levels.

    Parameters
    ----------
    mel, other : float32 array, shape (n_mels, n_frames), in [0, 1]
    ref_db, other_ref_db : float
        Levels of their 1, in dB of mel power.
    top_db : float
        What [0, 1] spans.

    Returns
    -------
    float32 array, shape (n_mels, n_frames)
        In dB.
    """
    highest = max(ref_db, other_ref_db)
    floor = np.float32(0)

    def above_floor(values: FloatArray, level_db: float) -> FloatArray:
        levels: FloatArray = values * np.float32(top_db) + np.float32(level_db - highest)
        return np.maximum(levels, floor)

    result = above_floor(mel, ref_db)
    result -= above_floor(other, other_ref_db)
    return result
