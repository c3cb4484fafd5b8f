from __future__ import annotations

import numpy as np
import pytest
import torch

from training import losses
from training.baselines import PatchPCA, dct_reconstruct
from training.evaluate import power_mix
from training.metrics import (
    PatchSpace,
    PatchStatistics,
    frechet_distance,
    ncc,
    path_ratio,
    psnr_db,
    seam_ratio,
    sharpness,
    ssim,
)


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    a = rng.random((64, 80), np.float32)
    return a, np.clip(a + rng.normal(0, 0.1, a.shape), 0, 1).astype(np.float32)


def test_psnr_of_a_known_error() -> None:
    a = np.zeros((4, 4), np.float32)
    assert psnr_db(a, a + np.float32(0.1)) == pytest.approx(20.0, abs=1e-4)
    assert psnr_db(a, a) == float("inf")


def test_ncc_ignores_gain_and_offset(pair: tuple[np.ndarray, np.ndarray]) -> None:
    a, _ = pair
    assert ncc(a, 0.3 * a + 0.2) == pytest.approx(1.0)
    assert ncc(a, -a) == pytest.approx(-1.0)
    assert ncc(a, np.zeros_like(a)) == 0.0


def test_ssim_agrees_with_scikit_image(pair: tuple[np.ndarray, np.ndarray]) -> None:
    reference = pytest.importorskip("skimage.metrics").structural_similarity
    a, b = pair
    expected = reference(a, b, data_range=1.0)
    assert ssim(a, b) == pytest.approx(expected, abs=1e-5)
    tensors = [torch.from_numpy(x)[None, None] for x in (a, b)]
    assert losses.ssim(*tensors).item() == pytest.approx(expected, abs=1e-4)


def test_ssim_of_constants_is_the_luminance_term() -> None:
    # No variance: (2 ab + c1) / (a² + b² + c1), Wang et al. 2004.
    a, b = np.full((16, 16), 0.4), np.full((16, 16), 0.8)
    expected = (2 * 0.32 + 1e-4) / (0.16 + 0.64 + 1e-4)
    assert ssim(a, b) == pytest.approx(expected, rel=1e-6)


def test_blur_is_less_sharp_and_a_straight_path_has_ratio_one() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.random((2, 32, 40), np.float32)
    assert sharpness(a, a, a) == pytest.approx(1.0)
    assert sharpness((a + b) / 2, a, b) < 0.8
    assert path_ratio([a, (a + b) / 2, b]) == pytest.approx(1.0, abs=1e-5)
    assert path_ratio([a, 1 - a, b]) > 1.2


def test_seams_are_seen_where_cells_meet() -> None:
    smooth = np.linspace(0, 1, 64, dtype=np.float32)[:, None] + np.linspace(0, 1, 64)[None]
    assert seam_ratio(smooth) == pytest.approx(1.0, abs=1e-3)
    blocks = np.kron(np.random.default_rng(0).random((4, 4)), np.ones((16, 16)))
    assert seam_ratio(smooth + blocks) > 5


def test_frechet_distance_of_known_gaussians() -> None:
    # Diagonal: |m|² + Σ (σa - σb)².
    a = PatchStatistics(np.array([0.0, 0.0]), np.diag([1.0, 4.0]))
    b = PatchStatistics(np.array([3.0, 0.0]), np.diag([4.0, 1.0]))
    assert frechet_distance(a, b) == pytest.approx(9 + 1 + 1)


def test_pfd_is_zero_on_its_own_music_and_grows_with_blur() -> None:
    rng = np.random.default_rng(2)
    mels = [rng.random((64, 64), np.float32) for _ in range(40)]
    space = PatchSpace(mels, size=8, n_components=16)
    blurred = [(m + np.roll(m, 1, 0) + np.roll(m, 1, 1)) / 3 for m in mels]
    assert space.distance(mels) == pytest.approx(0.0, abs=1e-6)
    assert space.distance(blurred) > 1.0


def test_pca_and_dct_keep_everything_at_full_size(pair: tuple[np.ndarray, np.ndarray]) -> None:
    a, _ = pair
    pca = PatchPCA([a], n_components=256)
    np.testing.assert_allclose(pca.reconstruct(a), a, atol=1e-5)
    np.testing.assert_allclose(dct_reconstruct(a, n_kept=a.size), a, atol=1e-5)
    few = PatchPCA([a], n_components=4)
    assert psnr_db(a, few.reconstruct(a)) < psnr_db(a, pca.reconstruct(a))


def test_power_mix_of_a_song_with_itself_is_the_song(pair: tuple[np.ndarray, np.ndarray]) -> None:
    a = pair[0] / pair[0].max()
    np.testing.assert_allclose(power_mix(a, a), a, atol=1e-5)
