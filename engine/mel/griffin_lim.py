"""Magnitude to samples: fast Griffin-Lim with an explicit phase.

librosa's ``griffinlim`` cannot be warm-started (it multiplies by its complex input every turn).
Here the phase is an argument and a result, so a render can start from the clips' own phases, go on
from a preview, and stop between iterations.
"""

from __future__ import annotations

import dataclasses
from functools import lru_cache

import numpy as np
import scipy.fft

from engine.cancel import ShouldCancel, check, never
from engine.mel.analysis import stft, window
from engine.spec import ComplexArray, FloatArray, MelSpec

TINY = np.float32(1e-20)


@lru_cache(maxsize=16)
def _inverse_window_energy(n_fft: int, hop_length: int, n_frames: int) -> FloatArray:
    """One over the summed squared windows at each sample of the clip, shape (n_samples,)."""
    squared = np.broadcast_to(window(n_fft) ** 2, (n_frames, n_fft))
    energy = _overlap_add(squared, hop_length)
    inverse = (1 / np.maximum(energy, 1e-8)).astype(np.float32)
    inverse.setflags(write=False)
    return inverse


def _overlap_add(frames: FloatArray, hop_length: int) -> FloatArray:
    """Sum overlapping frames, shape (n_frames, n_fft), and cut the clip out of the padding.

    ``hop_length`` divides ``n_fft``, so the sum is n_fft / hop_length shifted additions of whole
    blocks instead of one small addition a frame.
    """
    n_frames, n_fft = frames.shape
    overlap = n_fft // hop_length
    blocks = frames.reshape(n_frames, overlap, hop_length)
    total = np.zeros((n_frames + overlap - 1, hop_length), np.float32)
    for shift in range(overlap):
        total[shift : shift + n_frames] += blocks[:, shift]
    start = n_fft // 2
    return total.reshape(-1)[start : start + n_frames * hop_length]


def istft(
    spectrum: ComplexArray, *, spec: MelSpec, hop_length: int | None = None, workers: int = 2
) -> FloatArray:
    """Invert `engine.mel.analysis.stft` in the least-squares sense.

    Parameters
    ----------
    spectrum : complex64 array, shape (n_frames, n_bins)

    Returns
    -------
    float32 array, shape (n_frames * hop_length,)
    """
    hop = hop_length or spec.hop_length
    frames = scipy.fft.irfft(spectrum, n=spec.n_fft, axis=1, workers=workers)
    frames *= window(spec.n_fft)
    return _overlap_add(frames, hop) * _inverse_window_energy(spec.n_fft, hop, len(spectrum))


def unit_phase(spectrum: ComplexArray) -> ComplexArray:
    """Return ``spectrum`` scaled to magnitude 1 (0 where it is 0)."""
    return (spectrum / np.maximum(np.abs(spectrum), TINY)).astype(np.complex64, copy=False)


def random_phase(shape: tuple[int, int], seed: int) -> ComplexArray:
    """Unit phases drawn uniformly, complex64, shape (n_frames, n_bins)."""
    angle = np.random.default_rng(seed).random(shape, np.float32) * np.float32(2 * np.pi)
    phase: ComplexArray = np.exp(1j * angle).astype(np.complex64)
    return phase


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Reconstruction:
    """What Griffin-Lim made.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    inconsistency_db : float
        Spectral convergence of the last iteration: distance of the samples' magnitude from the
        wanted one, relative to it, in dB; lower is better.
    """

    samples: FloatArray
    inconsistency_db: float


def griffin_lim(
    magnitude: FloatArray,
    phase: ComplexArray,
    *,
    spec: MelSpec,
    hop_length: int | None = None,
    n_iter: int = 32,
    momentum: float = 0.99,
    workers: int = 2,
    should_cancel: ShouldCancel = never,
) -> Reconstruction:
    """Find samples whose magnitude spectrogram is near ``magnitude``.

    Parameters
    ----------
    magnitude : float32 array, shape (n_frames, n_bins), >= 0
    phase : complex64 array, shape (n_frames, n_bins)
        Unit phases to start from; the true phase is a fixed point.
    hop_length : int, optional
        Grid of ``magnitude``, in samples; the spec's if absent.
    n_iter : int
        Iterations, >= 0.
    momentum : float
        0 is the original algorithm, 0.99 the fast one.
    workers : int
        FFT threads.
    should_cancel : callable
        Asked between iterations.

    Returns
    -------
    Reconstruction
        ``n_frames * hop_length`` samples.

    Raises
    ------
    RenderCancelled
        If ``should_cancel`` answered yes.

    References
    ----------
    Griffin & Lim 1984, IEEE TASSP 32(2); Perraudin, Balazs & Søndergaard 2013, WASPAA.
    """
    hop = hop_length or spec.hop_length
    pull = np.float32(momentum / (1 + momentum))
    previous: ComplexArray | None = None
    spectrum: ComplexArray = magnitude * phase
    scale = np.empty_like(magnitude)
    error = 0.0
    for i in range(n_iter):
        check(should_cancel)
        samples = istft(spectrum, spec=spec, hop_length=hop, workers=workers)
        rebuilt = stft(samples, spec=spec, hop_length=hop, workers=workers)
        if i == n_iter - 1:
            error = float(np.linalg.norm(np.abs(rebuilt) - magnitude))
        if previous is None:
            spectrum = rebuilt.copy()
        else:  # rebuilt - pull * previous, in place: these arrays are larger than the caches
            previous *= -pull
            previous += rebuilt
            spectrum = previous
        np.abs(spectrum, out=scale)
        np.maximum(scale, TINY, out=scale)
        np.divide(magnitude, scale, out=scale)
        spectrum *= scale
        previous = rebuilt
    check(should_cancel)
    samples = istft(spectrum, spec=spec, hop_length=hop, workers=workers)
    level = float(np.linalg.norm(magnitude)) or 1.0
    return Reconstruction(samples, 20 * float(np.log10(max(error / level, 1e-10))))
