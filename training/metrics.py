"""How close two mels are, how sharp one is, and how real a set of them looks.

The definitions are those of docs/training.md; every mel here is in [0, 1].
"""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import numpy.typing as npt
import scipy.linalg
from scipy.ndimage import uniform_filter

from engine.spec import FloatArray

Float64Array = npt.NDArray[np.float64]


def ssim(a: FloatArray, b: FloatArray, *, window: int = 7) -> float:
    """Structural similarity of two mels, (n_mels, n_frames), data range 1.

    Agrees with scikit-image's ``structural_similarity(a, b, data_range=1)``.
    """
    edge = window // 2
    inner = (slice(edge, -edge), slice(edge, -edge))
    unbias = window**2 / (window**2 - 1)
    x, y = a.astype(np.float64), b.astype(np.float64)
    mean_x, mean_y, xx, yy, xy = (
        uniform_filter(m, window)[inner] for m in (x, y, x * x, y * y, x * y)
    )
    var_x, var_y = unbias * (xx - mean_x**2), unbias * (yy - mean_y**2)
    covariance = unbias * (xy - mean_x * mean_y)
    c1, c2 = 0.01**2, 0.03**2
    similarity = ((2 * mean_x * mean_y + c1) * (2 * covariance + c2)) / (
        (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    )
    return float(similarity.mean())


def psnr_db(a: FloatArray, b: FloatArray) -> float:
    """Peak signal-to-noise ratio in dB at peak 1; infinite when the two are equal."""
    mse = float(np.mean(np.square(a - b, dtype=np.float64)))
    return float("inf") if mse == 0 else -10 * float(np.log10(mse))


def ncc(a: FloatArray, b: FloatArray) -> float:
    """Normalised cross-correlation at lag 0: the cosine of two mels seen as vectors less mean."""
    x = a.astype(np.float64) - a.mean()
    y = b.astype(np.float64) - b.mean()
    scale = float(np.linalg.norm(x) * np.linalg.norm(y))
    return float(np.sum(x * y)) / scale if scale else 0.0


def gradient_energy(mel: FloatArray) -> float:
    """Mean absolute difference of neighbouring cells, along frequency and along time."""
    return float(np.abs(np.diff(mel, axis=0)).mean() + np.abs(np.diff(mel, axis=1)).mean())


def seam_ratio(mel: FloatArray, *, stride: int = 16) -> float:
    """Mean step across the borders of latent cells over the mean step elsewhere, both ways.

    1 is no seams; real music, whose cells have no borders, gives 1.
    """
    ratios = []
    for axis in (0, 1):
        steps = np.abs(np.diff(mel, axis=axis)).mean(axis=1 - axis)
        is_border = np.arange(1, steps.size + 1) % stride == 0
        ratios.append(float(steps[is_border].mean() / max(steps[~is_border].mean(), 1e-9)))
    return sum(ratios) / 2


def sharpness(middle: FloatArray, a: FloatArray, b: FloatArray) -> float:
    """Gradient energy of a middle over the mean of its parents': 1 is as sharp as they are."""
    return 2 * gradient_energy(middle) / (gradient_energy(a) + gradient_energy(b))


def path_ratio(path: list[FloatArray]) -> float:
    """Length of a path of mels (L1) over the distance of its ends: 1 is no detour."""
    steps = sum(float(np.abs(b - a).mean()) for a, b in itertools.pairwise(path))
    ends = float(np.abs(path[-1] - path[0]).mean())
    return steps / ends if ends else 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class PatchStatistics:
    """Gaussian statistics of whitened patches: mean (k,) and covariance (k, k)."""

    mean: Float64Array
    covariance: Float64Array


class PatchSpace:
    """Whitened PCA of mel patches, fitted on training music, in which PFD is measured.

    Parameters
    ----------
    mels : sequence of float32 arrays, each (n_mels, n_frames)
    size : int
        Side of the square patches.
    n_components : int
    """

    def __init__(self, mels: list[FloatArray], *, size: int = 32, n_components: int = 96) -> None:
        self.size = size
        patches = np.concatenate([self.cut(mel) for mel in mels]).astype(np.float64)
        self.mean = patches.mean(axis=0)
        centred = patches - self.mean
        values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
        best = np.argsort(values)[::-1][:n_components]
        self.whiten = vectors[:, best] / np.sqrt(np.maximum(values[best], 1e-12))
        self.reference = self.statistics(mels)

    def cut(self, mel: FloatArray) -> FloatArray:
        """All whole patches of a mel, shape (n_patches, size * size)."""
        n = self.size
        rows, columns = mel.shape[0] // n, mel.shape[1] // n
        cells = mel[: rows * n, : columns * n].reshape(rows, n, columns, n)
        return cells.transpose(0, 2, 1, 3).reshape(-1, n * n)

    def statistics(self, mels: list[FloatArray]) -> PatchStatistics:
        """Statistics of a set of mels in this space."""
        coefficients = np.concatenate([(self.cut(mel) - self.mean) @ self.whiten for mel in mels])
        return PatchStatistics(coefficients.mean(axis=0), np.cov(coefficients, rowvar=False))

    def distance(self, mels: list[FloatArray]) -> float:
        """Patch Fréchet distance of a set of mels from the music this space was fitted on."""
        return frechet_distance(self.statistics(mels), self.reference)


def frechet_distance(a: PatchStatistics, b: PatchStatistics) -> float:
    """Squared Wasserstein-2 distance of two Gaussians."""
    root = scipy.linalg.sqrtm(a.covariance @ b.covariance)
    cross = 2 * float(np.trace(np.real(root)))
    spread = float(np.trace(a.covariance) + np.trace(b.covariance)) - cross
    return float(np.sum((a.mean - b.mean) ** 2)) + spread
