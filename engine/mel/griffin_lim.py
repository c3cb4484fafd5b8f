"""Magnitude to samples: fast Griffin-Lim with an explicit start.

librosa's ``griffinlim`` cannot be warm-started (it multiplies by its complex input every turn).
Here the start is an argument, so a render can begin with the clips' own phases, go on from a
preview, and stop between iterations.

Iterations keep samples, not spectra: a transform is linear, so the momentum that the algorithm
gives to the spectrum can as well be given to the samples, of which there are fewer.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy.fft

from engine.cancel import ShouldCancel, check, never
from engine.mel.analysis import WORKERS, window
from engine.mel.blocks import OverlapAdd
from engine.spec import ComplexArray, FloatArray, MelSpec

TINY = np.float32(1e-20)


def istft(
    spectrum: ComplexArray,
    *,
    spec: MelSpec,
    hop_length: int | None = None,
    workers: int = WORKERS,
) -> FloatArray:
    """Inverse of `engine.mel.analysis.stft` in the least-squares sense.

    Parameters
    ----------
    spectrum : complex64 array, shape (n_frames, n_bins)

    Returns
    -------
    float32 array, shape (n_frames * hop_length,)
    """
    hop = hop_length or spec.hop_length

    def make(rows: slice, _frames: FloatArray, _scale: FloatArray) -> FloatArray:
        return _to_frames(spectrum[rows], spec.n_fft)

    with OverlapAdd(len(spectrum), n_fft=spec.n_fft, hop_length=hop, workers=workers) as grid:
        padded = np.empty(grid.n_padded, np.float32)
        grid.add(make, padded)
        return padded[grid.clip]


def _to_frames(spectrum: ComplexArray, n_fft: int) -> FloatArray:
    frames: FloatArray = scipy.fft.irfft(spectrum, n=n_fft, axis=1)
    return frames


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
        Spectral convergence: distance of the magnitude that the last iteration found from the
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
    workers: int = WORKERS,
    should_cancel: ShouldCancel = never,
) -> Reconstruction:
    """Find samples whose magnitude spectrogram is near ``magnitude``.

    Parameters
    ----------
    magnitude : float32 array, shape (n_frames, n_bins), >= 0
    phase : complex64 array, shape (n_frames, n_bins)
        To start from: only its angle counts, and 0 stays silent. The true phase is a fixed point.
    hop_length : int, optional
        Grid of ``magnitude``, in samples; the spec's if absent.
    n_iter : int
        Iterations, >= 0.
    momentum : float
        0 is the original algorithm, 0.99 the fast one. The last iteration has none: it settles.
    workers : int
        Threads; the result does not depend on them.
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
    with OverlapAdd(len(magnitude), n_fft=spec.n_fft, hop_length=hop, workers=workers) as grid:
        projection = Projection(magnitude, grid)
        start = np.empty(grid.n_padded, np.float32)
        projection.of_phase(phase, start)
        return _iterate(projection, start, n_iter, momentum, should_cancel)


def refine(
    magnitude: FloatArray,
    samples: FloatArray,
    *,
    spec: MelSpec,
    hop_length: int | None = None,
    n_iter: int = 8,
    momentum: float = 0.99,
    workers: int = WORKERS,
    should_cancel: ShouldCancel = never,
) -> Reconstruction:
    """Go on from samples, on a finer grid or towards another magnitude: see `griffin_lim`.

    Parameters
    ----------
    samples : float32 array, shape (n_frames * hop_length,)

    Raises
    ------
    RenderCancelled
        If ``should_cancel`` answered yes.
    """
    hop = hop_length or spec.hop_length
    with OverlapAdd(len(magnitude), n_fft=spec.n_fft, hop_length=hop, workers=workers) as grid:
        start = np.zeros(grid.n_padded, np.float32)
        start[grid.clip] = samples
        return _iterate(Projection(magnitude, grid), start, n_iter, momentum, should_cancel)


class Projection:
    """Brings samples as near to a magnitude as samples can be.

    Parameters
    ----------
    magnitude : float32 array, shape (n_frames, n_bins)
    grid : OverlapAdd
    """

    def __init__(self, magnitude: FloatArray, grid: OverlapAdd) -> None:
        self.magnitude, self.grid = magnitude, grid
        self._squared_errors = np.zeros(len(magnitude))

    def of_phase(self, phase: ComplexArray, out: FloatArray) -> None:
        """Fill ``out`` with the padded samples of the magnitude and a phase."""

        def make(rows: slice, _frames: FloatArray, scale: FloatArray) -> FloatArray:
            return self._frames(phase[rows].copy(), rows, scale)

        self.grid.add(make, out)

    def of_samples(
        self, samples: FloatArray, out: FloatArray, *, is_measured: bool = False
    ) -> None:
        """Fill ``out`` with the padded samples of the magnitude and the phase of others."""
        given = self.grid.frames(samples)
        hann = window(self.grid.n_fft)

        def make(rows: slice, frames: FloatArray, scale: FloatArray) -> FloatArray:
            np.multiply(given[rows], hann, out=frames)
            spectrum = scipy.fft.rfft(frames, axis=1, overwrite_x=True)
            if is_measured:
                np.abs(spectrum, out=scale)
                scale -= self.magnitude[rows]
                self._squared_errors[rows] = np.einsum("tf,tf->t", scale, scale)
            return self._frames(spectrum, rows, scale)

        self.grid.add(make, out)

    def _frames(self, spectrum: ComplexArray, rows: slice, scale: FloatArray) -> FloatArray:
        """Give some rows of a spectrum, which is overwritten, the magnitude and go back."""
        np.abs(spectrum, out=scale)
        scale += TINY
        np.divide(self.magnitude[rows], scale, out=scale)
        spectrum *= scale
        return _to_frames(spectrum, self.grid.n_fft)

    def inconsistency_db(self) -> float:
        """Return what the last measured projection found."""
        level = float(np.linalg.norm(self.magnitude)) or 1.0
        error = float(np.sqrt(self._squared_errors.sum()))
        return 20 * float(np.log10(max(error / level, 1e-10)))


def _iterate(
    projection: Projection,
    start: FloatArray,
    n_iter: int,
    momentum: float,
    should_cancel: ShouldCancel,
) -> Reconstruction:
    """Iterate from padded samples, which are overwritten."""
    samples, made, ahead = start, np.empty_like(start), start.copy()
    for i in range(n_iter):
        check(should_cancel)
        is_last = i == n_iter - 1
        projection.of_samples(samples if is_last else ahead, made, is_measured=is_last)
        np.subtract(made, samples, out=ahead)
        ahead *= np.float32(momentum)
        ahead += made
        samples, made = made, samples
    check(should_cancel)
    return Reconstruction(samples[projection.grid.clip].copy(), projection.inconsistency_db())
