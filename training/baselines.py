"""Untrained codecs of the same latent size: what a model must beat."""

from __future__ import annotations

import numpy as np
import scipy.fft

from engine.spec import FloatArray


class PatchPCA:
    """Principal components of square mel patches, fitted on training music.

    Parameters
    ----------
    mels : list of float32 arrays, each (n_mels, n_frames)
    n_components : int
        Numbers kept of each patch.
    size : int
        Side of a patch; must divide both sides of the mels.
    """

    def __init__(self, mels: list[FloatArray], *, n_components: int, size: int = 16) -> None:
        self.size = size
        patches = np.concatenate([self._cut(mel) for mel in mels]).astype(np.float64)
        self.mean = patches.mean(axis=0)
        centred = patches - self.mean
        _, vectors = np.linalg.eigh(centred.T @ centred)
        self.basis = vectors[:, ::-1][:, :n_components]

    def _cut(self, mel: FloatArray) -> FloatArray:
        n = self.size
        cells = mel.reshape(mel.shape[0] // n, n, mel.shape[1] // n, n)
        patches: FloatArray = cells.transpose(0, 2, 1, 3).reshape(-1, n * n)
        return patches

    def reconstruct(self, mel: FloatArray) -> FloatArray:
        """Keep the components of every patch, in [0, 1]; same shape as ``mel``."""
        n = self.size
        centred = self._cut(mel) - self.mean
        patches = centred @ self.basis @ self.basis.T + self.mean
        cells = patches.reshape(mel.shape[0] // n, mel.shape[1] // n, n, n)
        joined = cells.transpose(0, 2, 1, 3).reshape(mel.shape)
        clipped: FloatArray = np.clip(joined, 0, 1).astype(np.float32)
        return clipped


def dct_reconstruct(mel: FloatArray, *, n_kept: int) -> FloatArray:
    """Keep the lowest ``n_kept`` two-dimensional cosine coefficients of a mel, in [0, 1].

    The kept rectangle has the mel's own proportions.
    """
    n_mels, n_frames = mel.shape
    rows = max(1, round(np.sqrt(n_kept * n_mels / n_frames)))
    columns = max(1, n_kept // rows)
    coefficients = scipy.fft.dctn(mel, norm="ortho")
    coefficients[rows:] = 0
    coefficients[:, columns:] = 0
    joined: FloatArray = np.clip(scipy.fft.idctn(coefficients, norm="ortho"), 0, 1)
    return joined.astype(np.float32)
