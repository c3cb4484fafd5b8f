from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from tests.training.small import SMALL, STAGES
from training.config import CONFIG_DIR, TrainConfig, overlay, read_toml
from training.errors import ConfigError
from training.losses import Objective
from training.models import ARCHITECTURES, architecture, build
from training.models.__main__ import keras_parameters, main
from training.models.base import Vae
from training.models.baseline_cnn import FILTERS
from training.models.conv2d import Conv2dConfig, Conv2dVae, Upsample
from training.models.gmm_vae import GmmVae, GmmVaeConfig, MixturePrior
from training.models.inception2d import Inception2d
from training.models.layers import (
    LOGVAR_RANGE,
    Conv1d,
    Conv2d,
    ConvTranspose1d,
    ConvTranspose2d,
    LatentHead,
    same_padding,
)
from training.models.lstm import Bidirectional
from training.models.strided_cnn import StridedCnn, StridedCnnConfig

ZOO = [name for name in ARCHITECTURES if name != "segue-conv"]
CONFIGS = [*ZOO, "conv2d-repaired", "lstm-repaired"]
FULL, QUARTER = (512, 640), (128, 160)


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)


def make(name: str, size: tuple[int, int] = QUARTER, device: str = "cpu", **model: Any) -> Vae:
    cls = architecture(name)
    with torch.device(device):
        return cls(cls.Config(**model), n_mels=size[0], n_frames=size[1])


def shapes(model: Vae, batch: int) -> list[tuple[int, ...]]:
    mel = torch.zeros(batch, 1, model.n_mels, model.n_frames)
    noise = torch.zeros(batch, *model.latent_shape(model.n_frames))
    device = next(model.parameters()).device
    with torch.no_grad():
        out = model.eval()(mel.to(device), noise.to(device))
    return [tuple(t.shape) for t in out[:4]]


# The report's own numbers


@pytest.mark.parametrize(
    ("name", "encoder", "decoder"),
    [("baseline-cnn", 5_044_800, 2_832_897), ("conv2d", 10_013_632, 2_339_201)],
)
def test_parameters_equal_the_reports(name: str, encoder: int, decoder: int) -> None:
    model = make(name, FULL, "meta")
    assert keras_parameters(model.encoder) == encoder
    assert keras_parameters(model.decoder) == decoder


def test_baseline_maps_have_the_sizes_of_the_appendix() -> None:
    model = make("baseline-cnn", FULL, "meta")
    x, sizes = torch.zeros(1, 1, *FULL, device="meta"), []
    for layer in model.encoder.body:
        x = layer(x)
        if isinstance(layer, nn.Conv2d):
            sizes.append(tuple(x.shape[1:]))
    assert sizes == [(32, 255, 319), (64, 127, 159), (64, 63, 79), (64, 31, 39)]
    x, sizes = torch.zeros(1, 64, 32, 40, device="meta"), []
    for layer in model.decoder.body:
        x = layer(x)
        if isinstance(layer, nn.ConvTranspose2d):
            sizes.append(tuple(x.shape[1:]))
    assert sizes == [(64, 64, 80), (64, 128, 160), (64, 256, 320), (32, 512, 640), (1, 512, 640)]


def test_baseline_of_the_text_has_three_layers_each_way() -> None:
    model = make("baseline-cnn", QUARTER, "meta", layers="text")
    for part, kind in ((model.encoder, nn.Conv2d), (model.decoder, nn.ConvTranspose2d)):
        assert sum(isinstance(m, kind) for m in part.modules()) == len(FILTERS["text"]) == 3


@pytest.mark.parametrize("size", [FULL, QUARTER], ids=["full", "quarter"])
@pytest.mark.parametrize("name", ZOO)
def test_every_architecture_builds_and_fits_at_both_scales(
    name: str, size: tuple[int, int]
) -> None:
    if name == "lstm":  # a meta LSTM over 640 frames is slow to run through
        model = make(name, (size[0] // 4, size[1] // 8), latent=4)
    else:
        model = make(name, size, "meta")
    latent = (2, *model.latent_shape(model.n_frames))
    mel = (2, 1, model.n_mels, model.n_frames)
    assert shapes(model, 2) == [mel, latent, latent, (2,)]


# What was wrong with the report's models, and what repairs it


def test_conv2d_decoder_starts_from_320_numbers_whatever_the_latent() -> None:
    for latent in (256, 4096):
        assert make("conv2d", FULL, "meta", latent=latent).decoder.start.dense.out_features == 320
    repaired = make("conv2d", FULL, "meta", bottleneck="grid")
    assert np.prod(repaired.latent_shape(640)) == 3840


def test_conv2d_cannot_see_most_directions_of_its_latent() -> None:
    model = make("conv2d", **STAGES | {"latent": 400}).eval()
    weight = model.decoder.start.dense.weight
    n_seen = int(torch.linalg.matrix_rank(weight))
    assert n_seen == 16 * 20  # 128 × 160 at stride 8
    unseen = torch.linalg.svd(weight.double())[2][n_seen:].float()
    latent = torch.randn(1, 400)
    moved = latent + 5 * torch.randn(1, len(unseen)) @ unseen
    torch.testing.assert_close(model.decoder(moved), model.decoder(latent), atol=1e-5, rtol=0)


@pytest.mark.parametrize(("kind", "written"), [("one-pixel", 1), ("nearest", 16)])
def test_upsampling_writes_one_cell_in_sixteen_or_all(kind: str, written: int) -> None:
    layer = Upsample(3, 5, 4, kind)
    x = torch.randn(1, 3, 6, 7)
    out = layer.after(F.interpolate(layer.before(x), scale_factor=float(layer.stride)))
    background = layer.after(
        F.interpolate(layer.before(torch.zeros_like(x)), scale_factor=float(layer.stride))
    )
    differs = (out - background).abs().amax(dim=1)[0] > 1e-7
    assert differs.sum() == written * 6 * 7
    assert differs[::4, ::4].all()


def reach(decoder: nn.Module, grid: Tensor, row: int, column: int) -> tuple[int, int]:
    """How many rows and columns of the mel one cell of the grid changes."""
    moved = grid.clone()
    moved[:, :, row, column] += 1
    differs = (decoder.body(moved) - decoder.body(grid)).abs()[0, 0] > 1e-9
    rows, columns = differs.any(dim=1).nonzero(), differs.any(dim=0).nonzero()
    return int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1


@pytest.mark.parametrize("kernel", [2, 4])
def test_squares_of_the_naive_network_meet_only_when_repaired(kernel: int) -> None:
    model = make("strided-cnn", filters=(8, 8, 8, 8, 8), kernel=kernel)
    for layer in model.decoder.body:
        if isinstance(layer, nn.ConvTranspose2d):
            nn.init.uniform_(layer.weight, 0.01, 0.1)  # nothing dies in a ReLU
    grid = torch.rand(1, 8, 4, 5)
    found = reach(model.decoder, grid, 2, 2)
    assert found == (32, 32) if kernel == 2 else min(found) > 48


def loud(module: nn.Module) -> nn.Module:
    """Make an LSTM saturate."""
    for layer in module.modules():
        if isinstance(layer, nn.LSTM):
            for name, parameter in layer.named_parameters():
                if name.startswith("bias_ih"):
                    nn.init.constant_(parameter, 20.0)
                    with torch.no_grad():
                        cell = parameter[2 * layer.hidden_size : 3 * layer.hidden_size]
                        cell[::2] = -20.0
    return module


def test_the_reports_lstm_cannot_be_built() -> None:
    with pytest.raises(ConfigError, match=r"256 channels for 128 mel bands"):
        make("lstm", merge="concat")
    assert make("lstm", merge="sum").decoder.lstm(torch.zeros(1, 2, 64))[0].shape[2] == 2 * 128


@pytest.mark.parametrize(
    ("merge", "squash", "low", "high"),
    [
        ("average", "report", 0.25, 0.75),
        ("sum", "report", 0.0, 1.0),
        ("average", "sigmoid", 0.0, 1.0),
        ("sum", "sigmoid", 0.0, 1.0),
    ],
)
def test_the_reports_lstm_reaches_only_the_middle_half(
    merge: str, squash: str, low: float, high: float
) -> None:
    model = loud(make("lstm", (16, 32), latent=4, merge=merge, squash=squash))
    with torch.no_grad():
        mel = model.decoder(torch.randn(2, 4))
    assert mel.shape == (2, 1, 16, 32)
    assert low <= float(mel.min()) < low + 0.01
    assert high - 0.01 < float(mel.max()) <= high


@pytest.mark.parametrize("merge", ["average", "sum", "concat-dense"])
@pytest.mark.parametrize("squash", ["report", "sigmoid", "dense-sigmoid"])
def test_lstm_output_is_a_mel(merge: str, squash: str) -> None:
    model = make("lstm", (16, 32), latent=4, merge=merge, squash=squash)
    mel = model.decoder(torch.randn(2, 4)).detach()
    assert mel.shape == (2, 1, 16, 32)
    assert 0 <= float(mel.min()) < float(mel.max()) <= 1


# Switches


@pytest.mark.parametrize(
    ("name", "model"),
    [
        *(("conv2d", {"latent": n}) for n in (8, 256)),
        *(("conv2d", {"repeat": n}) for n in (1, 4)),
        *(("conv2d", {"padding": "valid", "repeat": n}) for n in (1, 2, 4)),
        ("conv2d", {"pool": "max"}),
        ("conv2d", {"upsample": "nearest"}),
        ("conv2d", {"upsample": "transposed"}),
        ("conv2d", {"bottleneck": "grid"}),
        ("conv2d", {"start_channels": 12}),
        ("inception2d", {"merge": "concat"}),
        ("inception2d", {"bottleneck": "grid"}),
        ("baseline-cnn", {"padding": "same"}),
        ("baseline-cnn", {"layers": "text"}),
        ("strided-cnn", {"kernel": 4}),
        ("conv1d", {"filters": (3, 6)}),
    ],
)
def test_switches_build_what_fits(name: str, model: dict[str, Any]) -> None:
    for size in (FULL, QUARTER) if "padding" in model else (QUARTER,):
        built = make(name, size, "meta", **model)
        assert shapes(built, 1)[0] == (1, 1, *size)


def test_pool_and_padding_switches_change_the_encoder() -> None:
    mel = torch.rand(1, 1, *QUARTER)
    kinds = {type(m) for m in make("conv2d", **STAGES, pool="max").encoder.modules()}
    assert nn.MaxPool2d in kinds
    assert nn.AvgPool2d not in kinds
    same, valid = (
        make("conv2d", **STAGES, padding=p).encoder.body[:2](mel) for p in ("same", "valid")
    )
    assert same.shape[2:] == (128, 160)
    assert valid.shape[2:] == (126, 158)


@pytest.mark.parametrize("name", ["baseline-cnn", "strided-cnn", "conv2d", "conv1d"])
def test_output_switch_sets_the_range(name: str) -> None:
    ranges = {}
    for output in ("sigmoid", "relu", "linear"):
        model = make(name, **SMALL[name], output=output)
        mel = model.decoder(1e4 * torch.randn(1, *model.latent_shape(160))).detach()
        ranges[output] = (float(mel.min()), float(mel.max()))
    assert 0 <= ranges["sigmoid"][0] < ranges["sigmoid"][1] <= 1
    assert ranges["relu"][0] == 0
    assert ranges["relu"][1] > 1
    assert ranges["linear"][0] < 0


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("conv2d", {"upsample": "bilinear"}),
        ("conv2d", {"bottleneck": "grid", "padding": "valid"}),
        ("conv2d", {"strides": (4, 4)}),
        ("conv2d", {"output": "tanh"}),
        ("inception2d", {"padding": "valid"}),
        ("inception2d", {"pool": "median"}),
        ("gmm-vae", {"bottleneck": "grid"}),
        ("strided-cnn", {"kernel": 3}),
        ("lstm", {"squash": "tanh"}),
    ],
)
def test_meaningless_switches_are_refused(name: str, model: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"\[model\]"):
        make(name, **model)


@pytest.mark.parametrize("name", ["baseline-cnn", "strided-cnn", "conv2d", "conv1d"])
def test_mels_of_odd_sizes_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="multiple"):
        make(name, (120, 150))


def test_a_grid_model_codes_other_lengths() -> None:
    model = make("conv2d", **STAGES, bottleneck="grid", upsample="nearest").eval()
    assert model.is_any_length
    mel = torch.rand(1, 1, 128, 3 * model.frame_multiple)
    mu, _ = model.encoder(mel)
    assert mu.shape[1:] == model.latent_shape(mel.shape[3])
    assert model.decoder(mu).shape == mel.shape


# Layers


@pytest.mark.parametrize("stride", [1, 2, 4])
@pytest.mark.parametrize("kernel", [1, 3, 4, 8])
def test_transposed_convolution_is_the_adjoint_of_convolution(kernel: int, stride: int) -> None:
    for forward, transposed, sides in (
        (Conv2d, ConvTranspose2d, (8, 12)),
        (Conv1d, ConvTranspose1d, (12,)),
    ):
        down, up = forward(2, 3, kernel, stride=stride), transposed(3, 2, kernel, stride=stride)
        nn.init.zeros_(down.bias)
        nn.init.zeros_(up.bias)
        up.weight = down.weight
        x = torch.randn(1, 2, *sides)
        y = torch.randn(1, 3, *(side // stride for side in sides))
        assert down(x).shape == y.shape
        torch.testing.assert_close((down(x) * y).sum(), (x * up(y)).sum(), atol=1e-4, rtol=1e-4)


def test_same_padding_puts_the_odd_cell_at_the_far_end() -> None:
    assert same_padding(512, 3, 2) == (0, 1)
    assert same_padding(5, 3, 2) == (1, 1)
    assert same_padding(512, 1, 4) == (0, 0)
    layer = Conv2d(1, 1, 3, stride=2)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    layer.weight.data[0, 0, 0, 0] = 1  # the kernel's first corner meets the first cell
    x = torch.rand(1, 1, 6, 6)
    torch.testing.assert_close(layer(x), x[:, :, ::2, ::2])


def test_fresh_weights_are_keras() -> None:
    model = make("conv2d", **STAGES)
    head = model.encoder.head
    assert isinstance(head, LatentHead)
    limit = (6 / (head.mu.in_features + head.mu.out_features)) ** 0.5
    assert 0.9 * limit < head.mu.weight.detach().abs().max().item() <= limit
    assert not head.mu.bias.any()
    norm = next(m for m in model.modules() if isinstance(m, nn.BatchNorm2d))
    assert (norm.eps, norm.momentum) == (1e-3, 0.1)
    lstm = make("lstm", (16, 32), latent=4).encoder.lstm
    bias = lstm.bias_ih_l0 + lstm.bias_hh_l0
    assert bias.tolist() == [0.0] * 4 + [1.0] * 4 + [0.0] * 8


def test_log_variances_are_held_in_range() -> None:
    head = LatentHead(3, 4)
    for sign, bound in zip((-1, 1), LOGVAR_RANGE, strict=True):
        nn.init.constant_(head.logvar.bias, sign * 1e6)
        assert (head(torch.zeros(2, 3))[1] == bound).all()


def test_lstm_last_states_are_where_each_direction_ends() -> None:
    lstm = Bidirectional(3, 4)
    frames, last = lstm.both(torch.randn(2, 7, 3))
    torch.testing.assert_close(last, torch.cat([frames[:, -1, :4], frames[:, 0, 4:]], dim=1))


def test_inception_adds_one_channel_to_all() -> None:
    module = Inception2d(1, 8, merge="sum", reduction=4).eval()
    assert isinstance(module.fit, nn.Identity)
    for branch in module.branches:
        nn.init.constant_(branch[0].weight, 0)
        nn.init.constant_(branch[0].bias, 0)
    x = torch.rand(1, 1, 6, 6)
    pooled = F.max_pool2d(x, 3, stride=1, padding=1) + F.max_pool2d(x, 5, stride=1, padding=2)
    torch.testing.assert_close(module(x), pooled.expand(-1, 8, -1, -1))


# The mixture


def test_mixture_density_agrees_with_torch_distributions() -> None:
    prior = MixturePrior(3, 5, spread=2.0)
    with torch.no_grad():
        prior.logits.normal_()
        prior.logvars.normal_()
    mixture = torch.distributions.MixtureSameFamily(
        torch.distributions.Categorical(logits=prior.logits),
        torch.distributions.Independent(
            torch.distributions.Normal(prior.means, torch.exp(0.5 * prior.logvars)), 1
        ),
    )
    z = 3 * torch.randn(7, 5)
    torch.testing.assert_close(torch.logsumexp(prior.joint(z), dim=1), mixture.log_prob(z))


def small_mixture(**model: Any) -> GmmVae:
    model_ = make("gmm-vae", **SMALL["gmm-vae"] | model)
    assert isinstance(model_, GmmVae)
    return model_


def test_kl_of_one_standard_component_is_the_closed_form_on_average() -> None:
    model = small_mixture(components=1)
    nn.init.zeros_(model.prior.means)
    mu, logvar = torch.randn(1, 12), 0.5 * torch.randn(1, 12)
    many = torch.randn(20000, 12) * torch.exp(0.5 * logvar) + mu
    found = model.kl(mu.expand(20000, -1), logvar.expand(20000, -1), many)
    expected = Conv2dVae.kl(model, mu, logvar, mu)
    assert found.shape == (20000,)
    torch.testing.assert_close(found.mean()[None], expected, rtol=0.02, atol=0.02)


def test_responsibilities_know_a_component_by_its_mean() -> None:
    model = small_mixture(components=4, spread=8.0)
    found = model.responsibilities(model.prior.means)
    torch.testing.assert_close(found, torch.eye(4), atol=1e-3, rtol=0)
    assert torch.allclose(model.responsibilities(torch.randn(9, 12)).sum(dim=1), torch.ones(9))


def test_prior_samples_follow_the_mixture_and_the_seed() -> None:
    model = small_mixture(components=2, spread=6.0)
    with torch.no_grad():
        model.prior.logits.copy_(torch.tensor([0.8, 0.2]).log())
    found = model.sample_prior(4000, 160, torch.Generator().manual_seed(3))
    again = model.sample_prior(4000, 160, torch.Generator().manual_seed(3))
    assert torch.equal(found, again)
    share = model.responsibilities(found).mean(dim=0)
    torch.testing.assert_close(share, torch.tensor([0.8, 0.2]), atol=0.03, rtol=0)
    assert GmmVaeConfig().components == model.prior.means.shape[0] * 4


# The discriminator


def test_discriminator_lists_maps_and_ends_in_a_verdict() -> None:
    model = make("vae-gan", **SMALL["vae-gan"])
    judge = model.discriminator
    assert judge is not None
    mel = torch.rand(2, 1, *QUARTER, requires_grad=True)
    *maps, verdict = judge(mel)
    assert len(maps) == 6
    assert all(m.ndim == 4 for m in maps)
    assert verdict.shape[0] == 2
    assert verdict.ndim == 2
    verdict.mean().backward()
    assert mel.grad is not None
    assert mel.grad.abs().sum() > 0
    norms = (nn.BatchNorm2d, nn.GroupNorm, nn.InstanceNorm2d, nn.LayerNorm)
    assert not any(isinstance(m, norms) for m in judge.modules())


def test_discriminator_can_be_taken_out() -> None:
    model = make("vae-gan", **SMALL["vae-gan"])
    assert any(k.startswith("discriminator.") for k in model.state_dict())
    model.discriminator = None
    assert model.discriminator is None
    assert not any(k.startswith("discriminator.") for k in model.state_dict())


# Training, files and configurations


@pytest.mark.parametrize("name", ZOO)
def test_training_lowers_the_loss(name: str) -> None:
    model = make(name, **SMALL[name]).train()
    objective = Objective({"mse_sum": 1.0, "kl_sum": 1.0})
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    mel = torch.rand(2, 1, 1, 160).expand(-1, -1, 128, -1).contiguous() * 0.3
    noise = torch.randn(2, *model.latent_shape(160))
    losses = []
    for _ in range(5):
        loss, _ = objective(model(mel, noise), mel)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert np.isfinite(losses).all()
    assert losses[-1] < 0.995 * losses[0]


QUARTER_SCALE = {"mel": {"n_mels": 128, "hop_length": 1024}, "crop_frames": 160}


@pytest.mark.parametrize("changes", [{}, QUARTER_SCALE], ids=["full", "quarter"])
@pytest.mark.parametrize("name", CONFIGS)
def test_configurations_build_at_both_scales(name: str, changes: dict[str, Any]) -> None:
    config = TrainConfig.from_dict(overlay(read_toml(CONFIG_DIR / f"{name}.toml"), changes))
    Objective(config.loss)
    with torch.device("meta"):
        model = build(config)
    assert model.n_mels == config.mel.n_mels
    assert (model.discriminator is not None) == (name == "vae-gan")
    assert config.name == name


@pytest.mark.parametrize("name", ["baseline-cnn", "conv2d", "lstm"])
def test_faithful_configurations_train_as_the_report_did(name: str) -> None:
    config = TrainConfig.from_toml(CONFIG_DIR / f"{name}.toml")
    reconstruction = "bce_sum" if name == "baseline-cnn" else "mse_sum"
    assert config.loss == {reconstruction: 1.0, "kl_sum": 1.0}
    assert (config.batch_size, config.crop_frames, config.ema) == (1, 640, 0.0)
    optimizer = config.optimizer
    assert (optimizer.learning_rate, optimizer.schedule) == (1e-4, "constant")
    assert (optimizer.weight_decay, optimizer.grad_clip, optimizer.warmup) == (0.0, 0.0, 0.0)
    assert config.model == {} or name == "lstm"


def test_command_prints_the_zoo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conv2d", "baseline-cnn"]) == 0
    printed = capsys.readouterr().out
    assert "10,013,632" in printed
    assert "2,832,897" in printed
    assert main(["strided-cnn", "--quarter", "--time"]) == 0
    assert "ms" in capsys.readouterr().out


def test_zoo_ends_quietly_when_its_reader_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", buffering=1, encoding="utf-8") as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        assert main(["conv2d", "lstm"]) == 0
        stdout.write("to nobody")  # closing it has nothing to complain of


def test_full_size_configuration_defaults_are_the_reports() -> None:
    config = Conv2dConfig()
    assert (config.bottleneck, config.upsample, config.latent) == ("dense", "one-pixel", 4096)
    assert StridedCnn.Config is StridedCnnConfig
    assert StridedCnnConfig().kernel == 2
