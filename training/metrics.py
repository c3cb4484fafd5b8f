"""How close two mels are, how sharp one is, and how real a set of them looks.

The definitions are those of docs/training.md; every mel here is in [0, 1] unless it is said to be
linear power. `training.interpolation` judges the way between two.
"""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import numpy.typing as npt
import scipy.linalg
from scipy.ndimage import gaussian_filter, uniform_filter

from engine.mel.analysis import stft
from engine.spec import FloatArray, MelSpec

Float64Array = npt.NDArray[np.float64]

LINEAR_REF = 32768.0
"""The power at which the report's program put a mel's loudest cell when it left the dB scale."""


def ssim(a: FloatArray, b: FloatArray, *, window: int = 7) -> float:
    """Structural similarity of two mels, (n_mels, n_frames), data range 1.

    Agrees with scikit-image's ``structural_similarity(a, b, data_range=1)``.
    """
    edge = window // 2
    inner = (slice(edge, -edge), slice(edge, -edge))
    unbias = window**2 / (window**2 - 1)
    x, y = a.astype(np.float64), b.astype(np.float64)
    moments = [uniform_filter(m, window)[inner] for m in (x, y, x * x, y * y, x * y)]
    return _similarity(moments, unbias)


def gaussian_ssim(a: FloatArray | Float64Array, b: FloatArray | Float64Array) -> float:
    """Structural similarity under an 11 × 11 Gaussian window of 1.5 cells, data range 1.

    What the report's library (``tf.image.ssim``) computes; agrees with scikit-image's
    ``gaussian_weights=True, use_sample_covariance=False``. Wang et al. 2004.
    """
    inner = (slice(5, -5), slice(5, -5))
    x, y = np.asarray(a, np.float64), np.asarray(b, np.float64)
    moments = [gaussian_filter(m, 1.5, truncate=3.5)[inner] for m in (x, y, x * x, y * y, x * y)]
    return _similarity(moments, 1.0)


def _similarity(moments: list[Float64Array], unbias: float) -> float:
    mean_x, mean_y, xx, yy, xy = moments
    var_x, var_y = unbias * (xx - mean_x**2), unbias * (yy - mean_y**2)
    covariance = unbias * (xy - mean_x * mean_y)
    c1, c2 = 0.01**2, 0.03**2
    similarity = ((2 * mean_x * mean_y + c1) * (2 * covariance + c2)) / (
        (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    )
    return float(similarity.mean())


def psnr_db(a: FloatArray | Float64Array, b: FloatArray | Float64Array) -> float:
    """Peak signal-to-noise ratio in dB at peak 1; infinite when the two are equal."""
    mse = float(np.mean(np.square(np.subtract(a, b, dtype=np.float64))))
    return float("inf") if mse == 0 else -10 * float(np.log10(mse))


def ncc(a: FloatArray | Float64Array, b: FloatArray | Float64Array) -> float:
    """Normalised cross-correlation at lag 0: the cosine of two mels seen as vectors less mean."""
    x = a.astype(np.float64) - a.mean()
    y = b.astype(np.float64) - b.mean()
    scale = float(np.linalg.norm(x) * np.linalg.norm(y))
    return float(np.sum(x * y)) / scale if scale else 0.0


def linear_power(mel: FloatArray, *, top_db: float = 80.0) -> Float64Array:
    """Mel power on the report's scale: a cell of 1 becomes 32768, one of 0 ``top_db`` less.

    Its figures were taken there with a peak of 1, which is why its PSNR is negative: an error of a
    thousandth of the loudest cell is already 33 times the supposed peak.
    """
    power: Float64Array = LINEAR_REF * 10 ** ((mel.astype(np.float64) - 1) * top_db / 10)
    return power


def reconstruction_figures(
    mel: FloatArray, decoded: FloatArray, *, top_db: float = 80.0
) -> dict[str, float]:
    """Compare a mel and its reconstruction, on [0, 1] and on the report's scale.

    Parameters
    ----------
    mel, decoded : float32 array, shape (n_mels, n_frames), in [0, 1]
    top_db : float
        Range of the mel in dB.

    Returns
    -------
    dict
        ``ssim, psnr_db, ncc, l1`` on [0, 1]; ``linear_ssim, linear_psnr_db, linear_ncc`` on linear
        power with a peak of 1, as in the report's table.
    """
    x, y = linear_power(mel, top_db=top_db), linear_power(decoded, top_db=top_db)
    return {
        "ssim": ssim(mel, decoded),
        "psnr_db": min(psnr_db(mel, decoded), 99.0),
        "ncc": ncc(mel, decoded),
        "l1": float(np.abs(mel - decoded).mean()),
        "linear_ssim": gaussian_ssim(x, y),
        "linear_psnr_db": min(psnr_db(x, y), 99.0),
        "linear_ncc": ncc(x, y),
    }


def log_spectral_distance(
    x: FloatArray, y: FloatArray, *, spec: MelSpec, floor_db: float = -80.0
) -> float:
    """Distance of two sounds' spectra in dB: root mean square over bins, mean over frames.

    Parameters
    ----------
    x, y : float32 array, shape (n_samples,)
        Of the same length; made equally loud first, since a mel in [0, 1] has no level.
    spec : MelSpec
        Window and hop.
    floor_db : float
        Below the loudest cell of ``x``; what is quieter counts as that.

    References
    ----------
    Gray & Markel 1976, IEEE TASSP 24(5).
    """
    first, second = (_unit_magnitude(s, spec) for s in (x, y))
    floor = float(first.max()) * 10 ** (floor_db / 20)
    levels = [20 * np.log10(np.maximum(m, max(floor, 1e-12))) for m in (first, second)]
    return float(np.sqrt(np.mean((levels[0] - levels[1]) ** 2, axis=1)).mean())


def sound_figures(x: FloatArray, y: FloatArray, *, spec: MelSpec) -> dict[str, float]:
    """Compare two sounds, equally loud, by their magnitude spectra.

    Waveforms whose phase was made up agree in no sample, so NCC and PSNR are those of magnitudes,
    the loudest of ``x`` being the peak.

    Parameters
    ----------
    x, y : float32 array, shape (n_samples,)
    spec : MelSpec

    Returns
    -------
    dict
        ``lsd_db``, ``spectrum_ncc``, ``spectrum_psnr_db``.
    """
    first, second = (_unit_magnitude(s, spec) for s in (x, y))
    peak = max(float(first.max()), 1e-12)
    return {
        "lsd_db": log_spectral_distance(x, y, spec=spec),
        "spectrum_ncc": ncc(first, second),
        "spectrum_psnr_db": min(psnr_db(first / peak, second / peak), 99.0),
    }


def _unit_magnitude(samples: FloatArray, spec: MelSpec) -> FloatArray:
    """Magnitudes, (n_frames, n_bins), of a sound brought to a root mean square of 1."""
    rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    magnitude: FloatArray = np.abs(stft(samples, spec=spec))
    magnitude /= np.float32(max(rms, 1e-9))
    return magnitude


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


def patch_extent(spec: MelSpec) -> tuple[int, int]:
    """Rows and columns of PFD's patches: 32 × 32 at the report's size, as much music elsewhere.

    Mels of 128 bands every 1024 samples get 8 × 8: the same width in pitch and in time.
    """
    return max(4, 32 * spec.n_mels // 512), max(4, 32 * 256 // spec.hop_length)


class PatchSpace:
    """Whitened PCA of mel patches, fitted on training music, in which PFD is measured.

    Parameters
    ----------
    mels : sequence of float32 arrays, each (n_mels, n_frames)
    size : int or (int, int)
        Sides of the patches: along frequency, along time.
    n_components : int
        At most; never more than three quarters of a patch's cells, since the last ones are nothing
        but the rounding of the stored mels, blown up.
    """

    def __init__(
        self,
        mels: list[FloatArray],
        *,
        size: int | tuple[int, int] = 32,
        n_components: int = 96,
    ) -> None:
        self.size = (size, size) if isinstance(size, int) else size
        patches = np.concatenate([self.cut(mel) for mel in mels]).astype(np.float64)
        self.mean = patches.mean(axis=0)
        centred = patches - self.mean
        values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
        best = np.argsort(values)[::-1][: min(n_components, 3 * len(values) // 4)]
        self.whiten = vectors[:, best] / np.sqrt(np.maximum(values[best], 1e-12))
        self.reference = self.statistics(mels)

    def cut(self, mel: FloatArray) -> FloatArray:
        """All whole patches of a mel, shape (n_patches, cells of a patch)."""
        height, width = self.size
        rows, columns = mel.shape[0] // height, mel.shape[1] // width
        cells = mel[: rows * height, : columns * width].reshape(rows, height, columns, width)
        return cells.transpose(0, 2, 1, 3).reshape(-1, height * width)

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
