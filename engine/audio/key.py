"""The key of a piece of music, and how far two keys lie apart."""

from __future__ import annotations

import dataclasses
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import soxr

from engine.librosa_import import import_librosa
from engine.spec import FloatArray

Mode = Literal["major", "minor"]

_SAMPLE_RATE: Final = 22050
_HOP_LENGTH: Final = 1024
_MIN_DURATION_S: Final = 0.5
_MIN_PEAK: Final = 1e-4
"""Quieter sounds (-80 dBFS) are taken as silence."""
_CLEAR_MARGIN: Final = 0.25
"""A lead over the next signature, as a correlation, that leaves no doubt."""
_CLEAR_CONTRAST: Final = 0.4
"""Standard deviation over mean of the twelve pitch classes: 0.01 for noise, above it for music."""
_NAMES: Final[dict[Mode, tuple[str, ...]]] = {
    "major": ("C", "D♭", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"),
    "minor": ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "G♯", "A", "B♭", "B"),
}
_PROFILES: Final[dict[Mode, tuple[float, ...]]] = {
    "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Key:
    """A key and how clearly it was found.

    Parameters
    ----------
    tonic : int
        0 for C to 11 for B.
    mode : {"major", "minor"}
    strength : float
        0 (no key: silence, noise, drums) to 1: the lead over the next key with other notes. A
        major key and its relative minor have the same notes, so which of the two it is may be
        less sure than this says.
    """

    tonic: int
    mode: Mode
    strength: float

    @property
    def name(self) -> str:
        """As "A minor" or "E♭ major"."""
        return f"{_NAMES[self.mode][self.tonic]} {self.mode}"

    @property
    def signature(self) -> int:
        """Tonic of the major key with the same notes, 0 to 11."""
        return self.tonic if self.mode == "major" else (self.tonic + 3) % 12


NO_KEY: Final = Key(0, "major", 0.0)


def find_key(samples: FloatArray, sample_rate: int) -> Key:
    """Find the key of samples.

    Slow the first time in a process: librosa is imported.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,), mono, finite
        At least 0.5 s; 10 to 30 s are best.
    sample_rate : int
        In Hz.

    Returns
    -------
    Key
        With strength 0 for silence or when the sound is too short, and near 0 for noise.

    References
    ----------
    Krumhansl 1990, "Cognitive Foundations of Musical Pitch": the profiles of Krumhansl and
    Kessler (1982), correlated with the mean of librosa's constant-Q chroma.
    """
    is_short = len(samples) < _MIN_DURATION_S * sample_rate
    if is_short or np.abs(samples).max() < _MIN_PEAK:
        return NO_KEY
    return _key_of(_mean_chroma(samples, sample_rate))


def semitones_between(key_a: Key, key_b: Key) -> int:
    """Return the smallest transposition of B after which it has A's notes.

    Relative keys match: C major and A minor are 0 apart.

    Returns
    -------
    int
        -5 to 6 semitones for B.
    """
    return (key_a.signature - key_b.signature + 5) % 12 - 5


def _mean_chroma(samples: FloatArray, sample_rate: int) -> npt.NDArray[np.float64]:
    """Return how strong each of the twelve pitch classes is, C first."""
    librosa = import_librosa()

    samples = np.asarray(soxr.resample(samples, sample_rate, _SAMPLE_RATE), np.float32)
    chroma = librosa.feature.chroma_cqt(
        y=samples, sr=_SAMPLE_RATE, hop_length=_HOP_LENGTH, norm=None
    )
    return np.asarray(chroma.mean(axis=1), np.float64)


def _key_of(chroma: npt.NDArray[np.float64]) -> Key:
    keys = [Key(tonic, mode, 0.0) for mode in _NAMES for tonic in range(12)]
    profiles = np.array([np.roll(_PROFILES[key.mode], key.tonic) for key in keys])
    contrast = float(chroma.std() / max(float(chroma.mean()), 1e-12))
    if contrast == 0:
        return NO_KEY
    correlations = np.corrcoef(chroma, profiles)[0, 1:]
    best = keys[int(correlations.argmax())]
    other = np.array([key.signature != best.signature for key in keys])
    margin = float(correlations.max() - correlations[other].max())
    strength = min(margin / _CLEAR_MARGIN, 1.0) * min(contrast / _CLEAR_CONTRAST, 1.0)
    return dataclasses.replace(best, strength=strength)
