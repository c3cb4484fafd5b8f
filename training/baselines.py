"""Untrained codecs of the same latent size: what a model must beat."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.fft

from engine.spec import FloatArray

PATCH_SIZES = ((64, 32), (32, 32), (16, 16))
"""Large ones first: they say more with as many numbers, given music enough to learn it."""
MAX_PATCHES = 20_000
"""Patches a basis is fitted on; more change nothing that can be seen."""


def patch_for(shape: tuple[int, int], n_kept: int, n_mels: int) -> tuple[int, int]:
    """Sides of the patch that makes patch PCA strongest.

    Parameters
    ----------
    shape : (int, int)
        Of a mel.
    n_kept : int
        Numbers for the whole mel.
    n_mels : int
        How many mels it will be fitted on.

    Returns
    -------
    (int, int)
        The largest patch that divides the mel, keeps at least 8 numbers, and is seen ten times for
        each of them; the whole mel where so few numbers are kept that no patch would have 8.
    """
    fallback = shape
    for height, width in PATCH_SIZES:
        if shape[0] % height or shape[1] % width:
            continue
        n_patches = (shape[0] // height) * (shape[1] // width)
        if n_kept >= 8 * n_patches:
            fallback = (height, width)
            if n_kept // n_patches <= n_mels * n_patches / 10:
                break
    return fallback


class PatchPCA:
    """Principal components of mel patches, fitted on training music.

    Parameters
    ----------
    mels : list of float32 arrays, each (n_mels, n_frames)
    n_kept : int
        Numbers kept of a whole mel. Where they do not divide among its patches, the positions at
        which one more explains most on the training music get one more.
    patch : (int, int), optional
        Sides of a patch; default: `patch_for`.
    """

    def __init__(
        self, mels: list[FloatArray], *, n_kept: int, patch: tuple[int, int] | None = None
    ) -> None:
        shape = (mels[0].shape[0], mels[0].shape[1])
        self.patch = patch or patch_for(shape, n_kept, len(mels))
        n_patches = (shape[0] // self.patch[0]) * (shape[1] // self.patch[1])
        each, extra = divmod(n_kept, n_patches)
        patches = np.stack([self._cut(mel) for mel in mels])  # (n_mels, n_patches, cells)
        self.mean, self.basis = principal(patches.reshape(-1, patches.shape[-1]), each + 1)
        kept = min(each, self.basis.shape[1])
        counts = np.full(n_patches, kept)
        if extra and self.basis.shape[1] > kept:
            gain = np.square((patches - self.mean) @ self.basis[:, kept]).mean(axis=0)
            counts[np.argsort(gain)[::-1][:extra]] += 1
        self.mask = np.arange(self.basis.shape[1]) < counts[:, None]
        self.n_kept = int(counts.sum())

    def _cut(self, mel: FloatArray) -> FloatArray:
        height, width = self.patch
        cells = mel.reshape(mel.shape[0] // height, height, mel.shape[1] // width, width)
        patches: FloatArray = cells.transpose(0, 2, 1, 3).reshape(-1, height * width)
        return patches

    def reconstruct(self, mel: FloatArray) -> FloatArray:
        """Keep the components of every patch, in [0, 1]; same shape as ``mel``."""
        height, width = self.patch
        numbers = ((self._cut(mel) - self.mean) @ self.basis) * self.mask
        patches = numbers @ self.basis.T + self.mean
        cells = patches.reshape(mel.shape[0] // height, mel.shape[1] // width, height, width)
        joined = cells.transpose(0, 2, 1, 3).reshape(mel.shape)
        clipped: FloatArray = np.clip(joined, 0, 1).astype(np.float32)
        return clipped


def principal(
    rows: npt.NDArray[np.float32], n_components: int
) -> tuple[FloatArray, npt.NDArray[np.float32]]:
    """Mean and first principal directions of rows.

    Parameters
    ----------
    rows : float32 array, shape (n_rows, n_cells)
    n_components : int

    Returns
    -------
    mean : float32 array, shape (n_cells,)
    basis : float32 array, shape (n_cells, n_found), orthonormal
        Fewer than asked for if there are fewer rows than that, or fewer cells.
    """
    is_wide = rows.shape[1] > 1024
    n_used = min(len(rows), MAX_PATCHES // 2 if is_wide else MAX_PATCHES)
    used = rows[np.linspace(0, len(rows) - 1, n_used).astype(int)]
    mean = used.mean(axis=0)
    centred = (used - mean).astype(np.float64)
    if used.shape[1] <= n_used:
        _, vectors = np.linalg.eigh(centred.T @ centred)
        basis = vectors[:, ::-1][:, :n_components]
    else:  # fewer rows than cells: the small Gram matrix has the same directions
        values, vectors = np.linalg.eigh(centred @ centred.T)
        found = values[::-1] > 1e-9 * max(values[-1], 1e-30)
        basis = centred.T @ vectors[:, ::-1][:, found][:, :n_components]
        basis /= np.linalg.norm(basis, axis=0)
    return mean.astype(np.float32), basis.astype(np.float32)


def dct_reconstruct(mel: FloatArray, *, n_kept: int) -> FloatArray:
    """Keep the lowest ``n_kept`` two-dimensional cosine coefficients of a mel, in [0, 1].

    The kept rectangle has the mel's own proportions; what is left over goes to its next column.
    """
    n_mels, n_frames = mel.shape
    rows = min(n_mels, n_kept, max(1, round(np.sqrt(n_kept * n_mels / n_frames))))
    columns, rest = divmod(n_kept, rows)
    coefficients = scipy.fft.dctn(mel, norm="ortho")
    kept = np.zeros_like(coefficients)
    kept[:rows, :columns] = coefficients[:rows, :columns]
    if columns < n_frames:
        kept[:rest, columns] = coefficients[:rest, columns]
    joined: FloatArray = np.clip(scipy.fft.idctn(kept, norm="ortho"), 0, 1)
    return joined.astype(np.float32)
