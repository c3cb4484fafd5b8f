"""Samples to mel: the short-time Fourier transform, mel bands and decibels.

Agrees with librosa 0.11 (``center=True, pad_mode="constant"``) to 1e-4 in [0, 1], without its
15 s of first-call compilation; only the filter bank comes from librosa (`engine.mel.filters`).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import scipy.fft

from engine.mel.filters import mel_filters
from engine.spec import ComplexArray, FloatArray, MelSpec

AMIN = 1e-10
"""Smallest mel power, as in ``librosa.power_to_db``: digital silence is -100 dB."""
WORKERS = 2
"""Threads for transforms and for Griffin-Lim: the sound device and the window want cores too."""


@lru_cache(maxsize=8)
def window(n_fft: int) -> FloatArray:
    """Return the periodic Hann window, shape (n_fft,), read-only."""
    hann: FloatArray = np.hanning(n_fft + 1)[:-1].astype(np.float32)
    hann.setflags(write=False)
    return hann


def stft(
    samples: FloatArray, *, spec: MelSpec, hop_length: int | None = None, workers: int = WORKERS
) -> ComplexArray:
    """Short-time Fourier transform, centred and zero-padded.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    spec : MelSpec
    hop_length : int, optional
        A coarser grid than the spec's.
    workers : int
        FFT threads.

    Returns
    -------
    complex64 array, shape (n_samples // hop_length, n_bins)
        Frames first: each row is contiguous for the FFT. Frame ``t`` is centred on sample
        ``t * hop_length``.
    """
    hop = hop_length or spec.hop_length
    n_frames = samples.shape[0] // hop
    padded = np.zeros(samples.shape[0] + spec.n_fft, np.float32)
    padded[spec.n_fft // 2 : spec.n_fft // 2 + samples.shape[0]] = samples
    frames = np.lib.stride_tricks.sliding_window_view(padded, spec.n_fft)[::hop][:n_frames]
    windowed = frames * window(spec.n_fft)
    return scipy.fft.rfft(windowed, axis=1, overwrite_x=True, workers=workers)


def power_to_mel(power: FloatArray, *, spec: MelSpec) -> FloatArray:
    """Mel power, shape (n_mels, n_frames), of a power spectrogram, shape (n_frames, n_bins)."""
    return mel_filters(spec) @ power.T


def normalise_mel(
    mel_power: FloatArray, *, spec: MelSpec, ref_db: float | None = None
) -> tuple[FloatArray, float]:
    """Scale mel power to the VAE's domain.

    Parameters
    ----------
    mel_power : float32 array, shape (n_mels, n_frames), >= 0
    ref_db : float, optional
        Level of 1; that of the loudest cell if absent.

    Returns
    -------
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
        1 is the loudest cell, 0 is ``top_db`` below it or quieter.
    ref_db : float
        Level of the loudest cell in dB; the loudness that ``mel_norm`` alone loses.
        Silence is all zeros at ``10 log10(AMIN)`` = -100 dB.
    """
    if ref_db is None:
        ref_db = float(10 * np.log10(max(mel_power.max(initial=0.0), AMIN)))
    if ref_db <= 10 * np.log10(AMIN):
        return np.zeros_like(mel_power), ref_db
    mel_db = 10 * np.log10(np.maximum(mel_power, AMIN)) - ref_db
    return np.clip(mel_db / spec.top_db + 1, 0, 1).astype(np.float32), ref_db


def denormalise_mel(mel_norm: FloatArray, ref_db: float, *, spec: MelSpec) -> FloatArray:
    """Mel power of a normalised mel: the inverse of `normalise_mel` above its floor."""
    mel_db = (mel_norm - 1) * spec.top_db + ref_db
    return np.power(np.float32(10), (mel_db / 10).astype(np.float32))


def analyse(samples: FloatArray, *, spec: MelSpec) -> tuple[FloatArray, float]:
    """Normalised mel and level of samples, shape (n_samples,): see `normalise_mel`."""
    spectrum = stft(samples, spec=spec)
    power = spectrum.real**2 + spectrum.imag**2
    return normalise_mel(power_to_mel(power, spec=spec), spec=spec)
