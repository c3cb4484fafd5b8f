"""Where notes and beats begin, found fast: what a first guess needs, and nothing slow to import."""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from engine.spec import FloatArray

TimesArray = npt.NDArray[np.float64]

_N_FFT_S: Final = 0.046
_HOP_S: Final = 0.0058
_RISE_S: Final = 0.023
"""An onset is how much louder a band is than this long ago."""
_N_BANDS: Final = 24
_FMIN_HZ: Final = 60.0
_FLOOR_DB: Final = -70.0
"""Below the loudest cell: rises of what nobody hears do not count."""
_APART_S: Final = 0.05
_MIN_RISE_DB: Final = 1.2
"""Above the median, on average over the bands; the flicker of a noise stays below."""
_ENERGY_S: Final = 0.003
_ATTACK_S: Final = 0.04


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Onsets:
    """The onsets of some samples.

    Parameters
    ----------
    times_s : float64 array, shape (n_onsets,), rising
        When they begin, in seconds from the first sample.
    rises_db : float64 array, shape (n_onsets,)
        By how much the bands rise on average, more than is usual in these samples.
    """

    times_s: TimesArray
    rises_db: TimesArray


def find_onsets(samples: FloatArray, sample_rate: int) -> Onsets:
    """Find where something begins: the peaks of the spectral flux in dB.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,), mono, finite
        A few seconds.
    sample_rate : int
        In Hz; 8 to 16 kHz is enough.

    Returns
    -------
    Onsets
        None for silence, for a drone, and for what is shorter than a window.

    References
    ----------
    Böck & Widmer 2013, "Maximum filter vibrato suppression for onset detection": the lagged flux
    of a logarithmic spectrogram; the filter itself is left out.
    """
    n_hop = max(1, round(_HOP_S * sample_rate))
    rises_db = _rises(samples, sample_rate, n_hop)
    if not len(rises_db):
        return Onsets(np.zeros(0), np.zeros(0))
    rises_db -= np.median(rises_db)
    reach = max(1, round(_APART_S * sample_rate / n_hop))
    around = sliding_window_view(np.pad(rises_db, reach, mode="edge"), 2 * reach + 1)
    is_peak = (rises_db >= around.max(axis=1)) & (rises_db > _MIN_RISE_DB)
    frames = np.flatnonzero(is_peak)
    frames = frames[np.diff(frames, prepend=-reach) >= reach]
    times_s = np.array([_attack_s(samples, sample_rate, int(f) * n_hop) for f in frames])
    return Onsets(times_s, rises_db[frames])


def _rises(samples: FloatArray, sample_rate: int, n_hop: int) -> TimesArray:
    """Return how much louder the bands became around each frame, on average, in dB.

    Number i belongs to sample ``i * n_hop``.
    """
    n_fft = 1 << round(np.log2(_N_FFT_S * sample_rate))
    lag = max(1, round(_RISE_S * sample_rate / n_hop))
    if len(samples) < n_fft:
        return np.zeros(0)
    # Silence before, so that the very beginning counts; none after: an end is no onset.
    padded = np.pad(samples, (n_fft // 2 + lag * n_hop, 0))
    frames = sliding_window_view(padded, n_fft)[::n_hop] * np.hanning(n_fft).astype(np.float32)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    edges = np.geomspace(_FMIN_HZ, sample_rate / 2, _N_BANDS + 1) * n_fft / sample_rate
    first = np.unique(np.round(edges[:-1]).astype(int).clip(1, n_fft // 2))
    bands = np.add.reduceat(power, first, axis=1)
    top = float(bands.max())
    if top <= 0:
        return np.zeros(0)
    level_db = np.maximum(10 * np.log10(np.maximum(bands, 1e-30) / top), _FLOOR_DB)
    rise = np.maximum(level_db[lag:] - level_db[:-lag], 0).mean(axis=1)
    # A rise belongs to the middle between its two frames; those of the silence are left out.
    return np.asarray(rise[lag - lag // 2 :], np.float64)


def _attack_s(samples: FloatArray, sample_rate: int, at: int) -> float:
    """Return the time near a sample at which the energy grows most."""
    n, reach = max(1, round(_ENERGY_S * sample_rate)), round(_ATTACK_S * sample_rate)
    first = max(0, at - reach - n)
    energy = np.concatenate(
        [[0.0], np.cumsum(samples[first : at + reach + n].astype(np.float64) ** 2)]
    )
    if len(energy) <= 2 * n:
        return at / sample_rate
    level = np.sqrt(energy[n:] - energy[:-n])
    return (first + n + int(np.argmax(level[n:] - level[:-n]))) / sample_rate


def rising_zero_near(samples: FloatArray, at: int, reach: int) -> int:
    """Return the nearest sample that is not negative after one that is; ``at`` if none is near.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    at, reach : int
        Only samples from ``at - reach`` to ``at + reach`` count.
    """
    first = max(1, at - reach)
    near = samples[first - 1 : at + reach + 1]
    crossings = first + np.flatnonzero((near[:-1] < 0) & (near[1:] >= 0))
    return int(crossings[np.abs(crossings - at).argmin()]) if len(crossings) else at
