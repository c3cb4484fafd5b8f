from __future__ import annotations

import math

import pytest
import torch
from skimage.metrics import structural_similarity

from training.errors import ConfigError
from training.losses import TERMS, Objective, ssim
from training.models.base import VaeOutput


def output(mel: torch.Tensor, kl: float = 0.0, numbers: int = 4) -> VaeOutput:
    zeros = torch.zeros(mel.shape[0], numbers)
    return VaeOutput(mel, zeros, zeros, torch.full((mel.shape[0],), kl))


def test_terms_against_hand_calculation() -> None:
    mel = torch.zeros(2, 1, 8, 16)
    made = torch.full_like(mel, 0.5)
    made[1] = 0.25
    values = {name: term(output(made, kl=8.0), mel).item() for name, term in TERMS.items()}
    assert values["l1"] == pytest.approx(0.375)
    assert values["mse"] == pytest.approx((0.25 + 0.0625) / 2)
    assert values["mse_sum"] == pytest.approx(128 * (0.25 + 0.0625) / 2)
    assert values["rmse"] == pytest.approx(0.375, abs=1e-6)
    assert values["bce_sum"] == pytest.approx(-128 * (math.log(0.5) + math.log(0.75)) / 2, rel=1e-5)
    assert values["kl_sum"] == pytest.approx(8.0)
    assert values["kl"] == pytest.approx(2.0)


def test_cross_entropy_of_a_grey_cell_is_not_zero_at_its_best() -> None:
    # Why it suits coins and not mels: a perfect reconstruction of 0.5 still costs log 2 a cell.
    grey = torch.full((1, 1, 8, 8), 0.5)
    assert TERMS["bce_sum"](output(grey), grey).item() == pytest.approx(64 * math.log(2), rel=1e-5)
    assert TERMS["mse_sum"](output(grey), grey).item() == 0.0


def test_ssim_agrees_with_scikit_image() -> None:
    a, b = torch.rand(2, 1, 1, 40, 50, generator=torch.Generator().manual_seed(0))
    reference = structural_similarity(a[0, 0].numpy(), b[0, 0].numpy(), data_range=1.0)
    assert ssim(a, b).item() == pytest.approx(reference, abs=1e-4)


def test_objective_weighs_and_logs() -> None:
    mel = torch.zeros(1, 1, 8, 8)
    objective = Objective({"l1": 2.0, "mse": 0.0, "kl_sum": 0.5, "kl_warmup": 0.5})
    out = output(torch.full_like(mel, 0.5), kl=4.0)
    loss, parts = objective(out, mel, progress=1.0)
    assert loss.item() == pytest.approx(2 * 0.5 + 0.5 * 4)
    assert parts["mse"].item() == pytest.approx(0.25)  # logged, not weighed
    early, _ = objective(out, mel, progress=0.25)
    assert early.item() == pytest.approx(2 * 0.5 + 0.5 * 0.5 * 4)


@pytest.mark.parametrize("weights", [{"l2": 1.0}, {"kl": 1.0}, {}, {"l1": -1.0}, {"l1": math.nan}])
def test_unknown_or_empty_objectives_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match=r"\[loss\] "):
        Objective(weights)
