"""The kinds of sound file that can be written, by the suffix of their name."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from engine.errors import ExportError
from export.files import shown


@dataclasses.dataclass(frozen=True, slots=True)
class SoundFormat:
    """One kind of sound file.

    Parameters
    ----------
    suffix : str
        As ".flac".
    label : str
        What users call it.
    subtypes : tuple of str
        What its samples can be, as libsndfile calls it; the usual one first.
    min_rate, max_rate : int
        In Hz.
    max_channels : int
    is_lossy : bool
        Whether reading it gives other samples than were written.
    """

    suffix: str
    label: str
    subtypes: tuple[str, ...]
    min_rate: int
    max_rate: int
    max_channels: int
    is_lossy: bool = False

    def subtype(self, asked: str) -> str:
        """Return what samples become that were asked for as ``asked``."""
        return self.subtypes[0] if len(self.subtypes) == 1 else asked


FORMATS: dict[str, SoundFormat] = {
    found.suffix: found
    for found in (
        SoundFormat(".wav", "WAV", ("PCM_24", "PCM_16", "FLOAT"), 1, 2**31 - 1, 65_535),
        SoundFormat(".flac", "FLAC", ("PCM_24", "PCM_16"), 1, 655_350, 8),
        SoundFormat(".ogg", "Ogg Vorbis", ("VORBIS",), 8000, 192_000, 255, is_lossy=True),
    )
}
SUFFIXES = tuple(FORMATS)


def format_of(path: Path, *, subtype: str, sample_rate: int, n_channels: int) -> SoundFormat:
    """Return the format that a name asks for, if it can hold such a sound.

    Parameters
    ----------
    path : Path
        Ends in one of `SUFFIXES`.
    subtype : str
        What the samples are to be; without meaning where the format has only one.
    sample_rate, n_channels : int

    Raises
    ------
    ExportError
        If the format has no such samples, or not so many channels or samples a second.
    """
    found = FORMATS[path.suffix.lower()]
    if found.subtype(subtype) not in found.subtypes:
        raise ExportError(
            f"{shown(path)} was not written: {found.label} files hold no 32-bit floats; choose 16 "
            "or 24 bits, or a WAV file."
        )
    if not found.min_rate <= sample_rate <= found.max_rate or n_channels > found.max_channels:
        raise ExportError(
            f"{shown(path)} was not written: {found.label} files hold {found.min_rate} to "
            f"{found.max_rate} Hz and up to {found.max_channels} channels, not {sample_rate} Hz "
            f"and {n_channels}; choose another sample rate or a WAV file."
        )
    return found
