from __future__ import annotations

import numpy as np
import pytest
import scipy.fft
import torch

from engine.spec import MelSpec
from training import losses
from training.baselines import PatchPCA, dct_reconstruct, patch_for
from training.metrics import (
    LINEAR_REF,
    PatchSpace,
    PatchStatistics,
    frechet_distance,
    gaussian_ssim,
    linear_power,
    log_spectral_distance,
    ncc,
    patch_extent,
    path_ratio,
    psnr_db,
    reconstruction_figures,
    seam_ratio,
    sharpness,
    sound_figures,
    ssim,
)

Pair = tuple[np.ndarray, np.ndarray]


@pytest.fixture
def pair() -> Pair:
    rng = np.random.default_rng(0)
    a = rng.random((64, 80), np.float32)
    return a, np.clip(a + rng.normal(0, 0.1, a.shape), 0, 1).astype(np.float32)


@pytest.fixture(scope="module")
def smooth_mels() -> list[np.ndarray]:
    """Forty mels of a few wide bumps each: most of them lies in few numbers."""
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[0:64, 0:96] / 64
    mels = []
    for _ in range(40):
        bumps = [
            height * np.exp(-((rows - y) ** 2 + (columns - x) ** 2) / 0.1)
            for height, y, x in rng.random((6, 3)) * (0.6, 1, 1.5)
        ]
        mels.append(np.clip(np.sum(bumps, axis=0), 0, 1).astype(np.float32))
    return mels


def test_psnr_of_a_known_error() -> None:
    a = np.zeros((4, 4), np.float32)
    assert psnr_db(a, a + np.float32(0.1)) == pytest.approx(20.0, abs=1e-4)
    assert psnr_db(a, a) == float("inf")


def test_ncc_ignores_gain_and_offset(pair: Pair) -> None:
    a, _ = pair
    assert ncc(a, 0.3 * a + 0.2) == pytest.approx(1.0)
    assert ncc(a, -a) == pytest.approx(-1.0)
    assert ncc(a, np.zeros_like(a)) == 0.0


def test_ssim_agrees_with_scikit_image(pair: Pair) -> None:
    reference = pytest.importorskip("skimage.metrics").structural_similarity
    a, b = pair
    expected = reference(a, b, data_range=1.0)
    assert ssim(a, b) == pytest.approx(expected, abs=1e-5)
    tensors = [torch.from_numpy(x)[None, None] for x in (a, b)]
    assert losses.ssim(*tensors).item() == pytest.approx(expected, abs=1e-4)


def test_gaussian_ssim_agrees_with_scikit_image_on_linear_power(pair: Pair) -> None:
    reference = pytest.importorskip("skimage.metrics").structural_similarity
    for x, y in (pair, tuple(linear_power(m) for m in pair)):
        expected = reference(
            x.astype(np.float64),
            y.astype(np.float64),
            data_range=1.0,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
        )
        assert gaussian_ssim(x, y) == pytest.approx(expected, abs=1e-6)


def test_ssim_of_constants_is_the_luminance_term() -> None:
    # No variance: (2 ab + c1) / (a² + b² + c1), Wang et al. 2004.
    a, b = np.full((16, 16), 0.4), np.full((16, 16), 0.8)
    expected = (2 * 0.32 + 1e-4) / (0.16 + 0.64 + 1e-4)
    assert ssim(a, b) == pytest.approx(expected, rel=1e-6)
    assert gaussian_ssim(a, b) == pytest.approx(expected, rel=1e-6)


def test_linear_power_spans_eighty_decibels_below_32768() -> None:
    ends = linear_power(np.array([[1.0, 0.5, 0.0]], np.float32))
    np.testing.assert_allclose(ends, [[LINEAR_REF, LINEAR_REF * 1e-4, LINEAR_REF * 1e-8]])


def test_figures_on_the_reports_scale_by_hand() -> None:
    # One cell of 100 is 20 dB too low: its power is off by 0.99 · 32768, the others' by nothing.
    mel = np.zeros((20, 20), np.float32)
    mel[10, 10] = 1.0
    wrong = mel.copy()
    wrong[10, 10] = 0.75
    figures = reconstruction_figures(mel, wrong)
    assert figures["linear_psnr_db"] == pytest.approx(
        -10 * np.log10((0.99 * 32768) ** 2 / 400), abs=1e-3
    )
    assert figures["psnr_db"] == pytest.approx(-10 * np.log10(0.25**2 / 400), abs=1e-3)
    assert figures["l1"] == pytest.approx(0.25 / 400)
    assert figures["linear_ncc"] == pytest.approx(1.0, abs=1e-6)  # the same shape, fainter


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


def test_pfd_patches_hold_as_much_music_at_every_size() -> None:
    assert patch_extent(MelSpec()) == (32, 32)
    assert patch_extent(MelSpec(n_mels=128, hop_length=1024)) == (8, 8)
    assert patch_extent(MelSpec(n_mels=256, hop_length=256)) == (16, 32)


def test_sounds_alike_but_for_loudness_are_the_same() -> None:
    spec = MelSpec(n_mels=128, hop_length=1024)
    seconds = np.arange(32768, dtype=np.float32) / 32768
    low, high = (np.sin(2 * np.pi * hz * seconds).astype(np.float32) for hz in (440, 3000))
    same = sound_figures(low, 0.1 * low, spec=spec)
    assert same["lsd_db"] == pytest.approx(0, abs=0.05)
    assert same["spectrum_ncc"] == pytest.approx(1, abs=1e-6)
    other = sound_figures(low, high, spec=spec)
    assert other["lsd_db"] > 3
    assert abs(other["spectrum_ncc"]) < 0.1
    assert other["spectrum_psnr_db"] < same["spectrum_psnr_db"] - 20


def test_log_spectral_distance_of_a_louder_half() -> None:
    # Two frames apart, the second half 6.02 dB louder. Equally loud over all, the halves are
    # off by 20 log10(1 / sqrt(2.5)) and by that plus 6.02 dB.
    spec = MelSpec(n_fft=1024, hop_length=1024, n_mels=16)
    rng = np.random.default_rng(0)
    x = rng.normal(size=64 * 1024).astype(np.float32)
    y = x.copy()
    y[32 * 1024 :] *= 2
    down = 20 * np.log10(np.sqrt(2.5))
    expected = (down + (20 * np.log10(2) - down)) / 2
    assert log_spectral_distance(x, y, spec=spec) == pytest.approx(expected, abs=0.15)


def test_pca_and_dct_keep_everything_at_full_size(pair: Pair) -> None:
    a, _ = pair
    pca = PatchPCA([a], n_kept=a.size)
    np.testing.assert_allclose(pca.reconstruct(a), a, atol=1e-5)
    np.testing.assert_allclose(dct_reconstruct(a, n_kept=a.size), a, atol=1e-5)
    few = PatchPCA([a], n_kept=80, patch=(16, 16))
    assert psnr_db(a, few.reconstruct(a)) < psnr_db(a, pca.reconstruct(a))


@pytest.mark.parametrize(
    ("n_kept", "patch"),
    [
        (8, (128, 160)),
        (24, (128, 160)),
        (100, (64, 32)),
        (256, (64, 32)),
        (640, (32, 32)),
        (4096, (16, 16)),
    ],
)
def test_pca_keeps_exactly_as_many_numbers_as_the_latent(
    n_kept: int, patch: tuple[int, int]
) -> None:
    rng = np.random.default_rng(0)
    mels = list(rng.random((30, 128, 160), np.float32))
    pca = PatchPCA(mels, n_kept=n_kept)
    assert pca.patch == patch == patch_for((128, 160), n_kept, len(mels))
    assert pca.n_kept == n_kept


def test_more_numbers_are_closer_and_pca_beats_dct_where_it_knows_the_music(
    smooth_mels: list[np.ndarray],
) -> None:
    fit, held_out = smooth_mels[:-5], smooth_mels[-5:]
    errors = {}
    for n_kept in (8, 64, 512):
        pca = PatchPCA(fit, n_kept=n_kept)
        errors[n_kept] = np.mean([np.square(pca.reconstruct(m) - m).mean() for m in held_out])
    assert errors[8] > 2 * errors[64] > 4 * errors[512]
    dct = np.mean([np.square(dct_reconstruct(m, n_kept=512) - m).mean() for m in held_out])
    assert errors[512] < dct


def test_whole_clip_pca_spans_what_it_was_fitted_on(smooth_mels: list[np.ndarray]) -> None:
    few = smooth_mels[:5]  # five clips lie in four directions around their mean
    pca = PatchPCA(few, n_kept=4, patch=(64, 96))
    np.testing.assert_allclose(pca.reconstruct(few[0]), few[0], atol=1e-4)
    assert np.abs(pca.reconstruct(smooth_mels[9]) - smooth_mels[9]).mean() > 0.01


def test_dct_keeps_exactly_so_many_coefficients() -> None:
    # An impulse has all coefficients; those kept are seen in the energy left.
    mel = np.zeros((16, 20), np.float32)
    mel[0, 0] = 1
    whole = scipy.fft.dctn(np.full((16, 20), 0.5) + 0.3 * mel, norm="ortho")
    kept = scipy.fft.dctn(
        dct_reconstruct((0.5 + 0.3 * mel).astype(np.float32), n_kept=37), norm="ortho"
    )
    n_alike = int((np.abs(kept) > 1e-6).sum())
    assert n_alike == 37
    assert kept[0, 0] == pytest.approx(whole[0, 0], rel=1e-5)
