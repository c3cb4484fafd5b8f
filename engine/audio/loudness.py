"""Loudness after ITU-R BS.1770-4, for one channel.

pyloudnorm measures the same (a test compares them to 0.01 LU), but it brings ``scipy.signal``,
whose import alone takes a third of the time in which the window must be ready.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy.fft

from engine.spec import ComplexArray, FloatArray

BLOCK_S, STEP_S = 0.4, 0.1
"""Loudness is measured in blocks of 0.4 s, one each 0.1 s."""
_ABSOLUTE_GATE_LUFS, _RELATIVE_GATE_LU = -70.0, -10.0
_OFFSET_LU = -0.691
_SILENCE = 10 ** (-120 / 20)
_STRETCH_S = 30
_TAIL_S = 0.5
"""What the filters still ring after the sound: padding that keeps the FFT from wrapping."""


@lru_cache(maxsize=4)
def _k_weighting(n_fft: int, sample_rate: int) -> ComplexArray:
    """Frequency response of the K-weighting, shape (1 + n_fft // 2,).

    A high shelf of 4 dB at 1.5 kHz (the head) and a high pass at 38 Hz, as biquads of the Audio EQ
    Cookbook, so that any sample rate will do.
    """
    turn = np.exp(-2j * np.pi * np.arange(1 + n_fft // 2) / n_fft)
    w, root = 2 * np.pi * 1500 / sample_rate, 10 ** (4 / 80)
    amp, cos, slope = root**2, math.cos(w), 2 * root * math.sin(w) / math.sqrt(2)
    up, down = amp + 1, amp - 1
    above = [amp * (up + down * cos - slope), -2 * amp * (down + up * cos)]
    above.append(amp * (up + down * cos + slope))
    below = [up - down * cos - slope, 2 * (down - up * cos), up - down * cos + slope]
    shelf = np.polyval(above, turn) / np.polyval(below, turn)
    w = 2 * np.pi * 38 / sample_rate
    cos, alpha = math.cos(w), math.sin(w)  # Q = 0.5
    high = (1 + cos) / 2
    high_pass = np.polyval([high, -2 * high, high], turn) / np.polyval(
        [1 - alpha, -2 * cos, 1 + alpha], turn
    )
    response: ComplexArray = (shelf * high_pass).astype(np.complex64)
    return response


def integrated_lufs(samples: FloatArray, sample_rate: int) -> float:
    """Measure the integrated, gated loudness.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,), finite
        Sounds shorter than one gating block of 0.4 s are measured as if repeated to fill it.
    sample_rate : int
        In Hz.

    Returns
    -------
    float
        In LUFS; -inf for silence and for what the gate at -70 LUFS shuts out.

    References
    ----------
    ITU-R BS.1770-4, annex 1.
    """
    if samples.size == 0 or max(float(samples.max()), -float(samples.min())) < _SILENCE:
        return -math.inf
    power = _mean_squares(samples, sample_rate)
    power = power[_lufs(power) > _ABSOLUTE_GATE_LUFS]
    if not len(power):
        return -math.inf
    gate = float(_lufs(power.mean())) + _RELATIVE_GATE_LU
    return float(_lufs(power[_lufs(power) > gate].mean()))


def block_powers(samples: FloatArray, sample_rate: int) -> npt.NDArray[np.float64]:
    """Loudness of each block of 0.4 s as a power: 10 log10 of it is in LUFS; not gated.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,), finite, n_samples > 0
        May lie on disk; shorter than a block they are measured as if repeated.
    sample_rate : int
        In Hz.

    Returns
    -------
    float64 array, shape (n_blocks,)
        The first block begins with the sound, the next 0.1 s later, and so on.
    """
    return np.asarray(10 ** (_OFFSET_LU / 10) * _mean_squares(samples, sample_rate))


def _mean_squares(samples: FloatArray, sample_rate: int) -> npt.NDArray[np.float64]:
    n_block = math.ceil(BLOCK_S * sample_rate) + 1
    if len(samples) < n_block:
        samples = np.resize(samples, n_block)  # repeats
    return np.concatenate([*_powers(samples, sample_rate)])


def _lufs(power: np.ndarray | float) -> np.ndarray:
    return np.asarray(_OFFSET_LU + 10 * np.log10(np.maximum(power, 1e-20)))


def _powers(samples: FloatArray, sample_rate: int) -> Iterator[np.ndarray]:
    """Yield the blocks' powers, a stretch at a time: an hour of sound may lie on disk."""
    n_seconds = math.ceil(len(samples) / sample_rate)
    if n_seconds <= 2 * _STRETCH_S:
        yield _block_power(np.asarray(samples, np.float32), sample_rate)
        return
    for start in range(0, n_seconds, _STRETCH_S):
        lead = min(start, 1)  # for the filters to settle
        stop = round((start + _STRETCH_S + BLOCK_S) * sample_rate)
        piece = np.asarray(samples[(start - lead) * sample_rate : stop], np.float32)
        power = _block_power(piece, sample_rate)[10 * lead :]
        yield power[: 10 * _STRETCH_S]


def _block_power(samples: FloatArray, sample_rate: int) -> np.ndarray:
    """Mean square of the K-weighted sound in blocks of 0.4 s, every 0.1 s."""
    n_samples = len(samples)
    n_fft = scipy.fft.next_fast_len(n_samples + round(_TAIL_S * sample_rate), real=True)
    weighted = scipy.fft.irfft(
        scipy.fft.rfft(samples, n_fft) * _k_weighting(n_fft, sample_rate), n_fft
    )[:n_samples]
    total = np.concatenate([[0.0], np.cumsum(weighted.astype(np.float64) ** 2)])
    n_blocks = round((n_samples / sample_rate - BLOCK_S) / STEP_S) + 1
    first = (np.arange(n_blocks) * STEP_S * sample_rate).astype(int)
    last = np.minimum(first + int(BLOCK_S * sample_rate), n_samples)
    return np.asarray((total[last] - total[first]) / (BLOCK_S * sample_rate))


def gain_to_match(loudness_lufs: float, target_lufs: float) -> float:
    """Return the linear gain that brings a sound to a target loudness; 1 for silence."""
    if not (math.isfinite(loudness_lufs) and math.isfinite(target_lufs)):
        return 1.0
    return float(10 ** ((target_lufs - loudness_lufs) / 20))
