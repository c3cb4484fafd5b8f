"""A phase to start from where no clip lends its own: carried on from frame to frame at the peaks.

How the phase turns from one frame to the next, and from one bin to its neighbour, can be read from
the slopes of the magnitude. Phase gradient heap integration adds the turns up along the loudest
way through the spectrogram, which takes as long as forty iterations (benchmarks/phase.py). Here
the way is fixed: along time at each frame's peaks, along frequency from a peak to the bins around
it. That is a handful of array operations a frame, takes no longer than drawing random phases, and
stands where those are after a dozen iterations.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.spec import ComplexArray, FloatArray, MelSpec

HANN_WIDTH = 0.25645
"""The Gaussian nearest to a Hann window of n samples is exp(-pi t² / (HANN_WIDTH n²))."""
RANGE = 1e-6
"""Below the loudest cell by this much, slopes say nothing."""
BLOCK_FRAMES = 64


def peak_phase(
    magnitude: FloatArray, *, spec: MelSpec, hop_length: int | None = None, seed: int = 0
) -> ComplexArray:
    """Make up a phase from the magnitude alone, in one pass.

    Parameters
    ----------
    magnitude : float32 array, shape (n_frames, n_bins), >= 0
    spec : MelSpec
    hop_length : int, optional
        Grid of ``magnitude``, in samples; the spec's if absent.
    seed : int
        Of the first frame.

    Returns
    -------
    complex64 array, shape (n_frames, n_bins)
        Of magnitude 1.

    References
    ----------
    Průša & Søndergaard 2016, "Real-Time Spectrogram Inversion Using Phase Gradient Heap
    Integration", DAFx; Beauregard, Harish & Wyse 2015, "Single Pass Spectrogram Inversion", DSP.
    """
    hop = hop_length or spec.hop_length
    n_frames, n_bins = magnitude.shape
    phase = np.empty(magnitude.shape, np.complex64)
    turn = np.float32(2 * np.pi)
    angle = np.asarray(turn * np.random.default_rng(seed).random(n_bins, np.float32))
    floor = max(float(magnitude.max(initial=0.0)) * RANGE, 1e-30)
    for start in range(0, n_frames, BLOCK_FRAMES):
        stop = min(start + BLOCK_FRAMES, n_frames)
        seen = np.clip(np.arange(start - 1, stop + 1), 0, n_frames - 1)
        log = np.log(np.maximum(magnitude[seen], np.float32(floor)))
        peaks, turns = _turns(log, spec.n_fft, hop)
        angles = np.empty_like(turns)
        for i in range(len(turns)):
            np.mod(angle[peaks[i]] + turns[i], turn, out=angles[i, :])
            angle = angles[i, :]
        np.cos(angles, out=phase.real[start:stop])
        np.sin(angles, out=phase.imag[start:stop])
    return phase


def _turns(log: FloatArray, n_fft: int, hop: int) -> tuple[npt.NDArray[np.intp], FloatArray]:
    """Where each bin's phase comes from in the frame before, and what is added to it.

    Parameters
    ----------
    log : float32 array, shape (n + 2, n_bins)
        Of the magnitude; a frame before and one after those that are wanted.

    Returns
    -------
    peaks : int array, shape (n, n_bins)
        The nearest peak.
    turns : float32 array, shape (n, n_bins)
        From that peak in the frame before to this bin in this frame.
    """
    ratio = np.float32(HANN_WIDTH * n_fft / hop)
    bins = np.arange(log.shape[1])
    along_time: FloatArray = np.asarray(np.gradient(log[:-1], axis=1), np.float32) / ratio
    along_time += np.mod(2 * np.pi * hop / n_fft * bins, 2 * np.pi).astype(np.float32)
    along_time = (along_time[1:] + along_time[:-1]) * np.float32(0.5)
    # Frames begin half a window before their middle: that is half a turn from bin to bin.
    along_bins: FloatArray = (log[:-2] - log[2:]) * np.float32(0.5) * ratio - np.float32(np.pi)
    from_first = np.zeros_like(along_bins)
    np.cumsum((along_bins[:, 1:] + along_bins[:, :-1]) / 2, axis=1, out=from_first[:, 1:])
    peaks = _nearest_peak(log[1:-1])
    from_start: FloatArray = along_time - from_first
    turns: FloatArray = np.take_along_axis(from_start, peaks, axis=1)
    turns += from_first
    return peaks, turns


def _nearest_peak(log: FloatArray) -> npt.NDArray[np.intp]:
    """Bin of the nearest local maximum in the same frame, shape (n, n_bins)."""
    n_bins = log.shape[1]
    bins = np.arange(n_bins)
    is_peak = np.ones(log.shape, bool)
    is_peak[:, 1:] &= log[:, 1:] > log[:, :-1]
    is_peak[:, :-1] &= log[:, :-1] >= log[:, 1:]
    below = np.maximum.accumulate(np.where(is_peak, bins, -n_bins), axis=1)
    above = np.minimum.accumulate(np.where(is_peak, bins, 2 * n_bins)[:, ::-1], axis=1)[:, ::-1]
    return np.where(bins - below <= above - bins, below, above)
