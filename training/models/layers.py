"""Layers that the zoo shares, with the defaults of the library the report was written in.

The report used Keras on TensorFlow: Glorot-uniform weights and zero biases, batch normalisation
with epsilon 0.001, and SAME padding that puts the odd cell at the far end.
Shapes are (batch, channels, height, width), or (batch, channels, width) in one dimension.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.errors import ConfigError

LOGVAR_RANGE = (-12.0, 6.0)
"""Log variances of a posterior are held in it, so that a bad start cannot overflow their exp."""

OUTPUTS = ("sigmoid", "relu", "linear")
PADDINGS = ("same", "valid")
POOLS = ("average", "max")


def require_one_of(key: str, value: object, allowed: Sequence[object]) -> None:
    """Refuse a value of a model's configuration that means nothing.

    Raises
    ------
    ConfigError
    """
    if value not in allowed:
        names = ", ".join(map(str, allowed))
        raise ConfigError(f"[model] {key} is {value!r}; it must be one of {names}.")


def require_multiple(name: str, n_mels: int, n_frames: int, multiple: int) -> None:
    """Refuse mels that a model cannot halve often enough.

    Raises
    ------
    ConfigError
    """
    if n_mels % multiple or n_frames % multiple:
        raise ConfigError(
            f"A {name} model takes mels whose sides are multiples of {multiple}, "
            f"not {n_mels} × {n_frames}."
        )


def keras_init(module: nn.Module) -> None:
    """Begin every layer inside a module as Keras does."""
    for layer in module.modules():
        if isinstance(
            layer, (nn.Conv1d, nn.Conv2d, nn.ConvTranspose1d, nn.ConvTranspose2d, nn.Linear)
        ):
            nn.init.xavier_uniform_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        elif isinstance(layer, nn.LSTM):
            _keras_lstm_init(layer)


def _keras_lstm_init(layer: nn.LSTM) -> None:
    for name, parameter in layer.named_parameters():
        if name.startswith("weight_ih"):
            nn.init.xavier_uniform_(parameter)
        elif name.startswith("weight_hh"):
            nn.init.orthogonal_(parameter)
        else:
            nn.init.zeros_(parameter)
            if name.startswith("bias_ih"):  # the forget gate begins open
                with torch.no_grad():
                    parameter[layer.hidden_size : 2 * layer.hidden_size] = 1.0


def clamp_logvar(logvar: Tensor) -> Tensor:
    """Hold a log variance in `LOGVAR_RANGE`."""
    return logvar.clamp(*LOGVAR_RANGE)


def output_activation(name: str) -> nn.Module:
    """Return what ends a decoder.

    Parameters
    ----------
    name : str
        "sigmoid" holds the mel in [0, 1], "relu" only above 0, "linear" nowhere.
    """
    require_one_of("output", name, OUTPUTS)
    made: nn.Module = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU, "linear": nn.Identity}[name]()
    return made


def same_padding(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """Cells SAME padding adds before and after ``size`` cells, so that ceil(size / stride) remain.

    An odd number puts one more after: a 3-cell kernel at stride 2 over an even size pads (0, 1).
    """
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


class Conv2d(nn.Conv2d):
    """Convolution with Keras' padding, (batch, channels, height, width).

    Parameters
    ----------
    in_channels, out_channels, kernel, stride : int
    padding : str
        "same" or "valid".
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel: int,
        *,
        stride: int = 1,
        padding: str = "same",
    ) -> None:
        require_one_of("padding", padding, PADDINGS)
        is_even = padding == "same" and stride == 1 and kernel % 2 == 1
        super().__init__(
            in_channels, out_channels, kernel, stride, padding=kernel // 2 if is_even else 0
        )
        self.pads = padding == "same" and not is_even

    def forward(self, x: Tensor) -> Tensor:
        """Convolve; the sides are divided by the stride, rounded up (SAME)."""
        if self.pads:
            kernel, stride = self.kernel_size[0], self.stride[0]
            top, bottom = same_padding(x.shape[2], kernel, stride)
            left, right = same_padding(x.shape[3], kernel, stride)
            x = F.pad(x, (left, right, top, bottom))
        return super().forward(x)


class Conv1d(nn.Conv1d):
    """Convolution over time with SAME padding, (batch, channels, width)."""

    def __init__(
        self, in_channels: int, out_channels: int, kernel: int, *, stride: int = 1
    ) -> None:
        super().__init__(in_channels, out_channels, kernel, stride)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve; the width is divided by the stride, rounded up."""
        return super().forward(
            F.pad(x, same_padding(x.shape[2], self.kernel_size[0], self.stride[0]))
        )


class ConvTranspose2d(nn.ConvTranspose2d):
    """Transposed convolution with SAME padding: the sides are multiplied by the stride.

    A kernel smaller than its stride leaves cells that get the bias alone.
    """

    def __init__(self, in_channels: int, out_channels: int, kernel: int, *, stride: int) -> None:
        super().__init__(
            in_channels,
            out_channels,
            kernel,
            stride,
            output_padding=max(stride - kernel, 0),
        )

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        """Convolve, and cut what lies outside as Keras does: the odd cell at the far end."""
        stride = self.stride[0]
        cut = max(self.kernel_size[0] - stride, 0) // 2
        height, width = stride * x.shape[2], stride * x.shape[3]
        return super().forward(x)[:, :, cut : cut + height, cut : cut + width]


class ConvTranspose1d(nn.ConvTranspose1d):
    """Transposed convolution over time with SAME padding: the width times the stride."""

    def __init__(self, in_channels: int, out_channels: int, kernel: int, *, stride: int) -> None:
        super().__init__(
            in_channels, out_channels, kernel, stride, output_padding=max(stride - kernel, 0)
        )

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        """Convolve, and cut what lies outside."""
        stride = self.stride[0]
        cut = max(self.kernel_size[0] - stride, 0) // 2
        return super().forward(x)[:, :, cut : cut + stride * x.shape[2]]


def batch_norm(channels: int, *, dimensions: int = 2) -> nn.Module:
    """Batch normalisation with Keras' epsilon.

    Its momentum of 0.99 averages statistics over hundreds of steps, more than a run of minutes
    has; PyTorch's own 0.1 (Keras' 0.9) follows the weights closely enough for both.
    """
    cls = nn.BatchNorm2d if dimensions == 2 else nn.BatchNorm1d
    return cls(channels, eps=1e-3, momentum=0.1)


def norm_conv(
    in_channels: int, out_channels: int, kernel: int, *, padding: str = "same"
) -> nn.Sequential:
    """Convolution, batch normalisation and ReLU."""
    return nn.Sequential(
        Conv2d(in_channels, out_channels, kernel, padding=padding),
        batch_norm(out_channels),
        nn.ReLU(),
    )


def norm_conv1d(in_channels: int, out_channels: int, kernel: int) -> nn.Sequential:
    """Convolution over time, batch normalisation and ReLU."""
    return nn.Sequential(
        Conv1d(in_channels, out_channels, kernel),
        batch_norm(out_channels, dimensions=1),
        nn.ReLU(),
    )


def pooling(kind: str, size: int) -> nn.Module:
    """Pooling of ``size`` × ``size`` cells to one; what is left over at the far end is dropped."""
    require_one_of("pool", kind, POOLS)
    return nn.AvgPool2d(size) if kind == "average" else nn.MaxPool2d(size)


class LatentHead(nn.Module):
    """Two dense layers, to the mean and the log variance of a posterior.

    Parameters
    ----------
    n_inputs : int
        Numbers of a clip, whatever their shape.
    latent : int
    """

    def __init__(self, n_inputs: int, latent: int) -> None:
        super().__init__()
        self.mu = nn.Linear(n_inputs, latent)
        self.logvar = nn.Linear(n_inputs, latent)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Map (batch, ...) to two (batch, latent)."""
        flat = x.flatten(1)
        return self.mu(flat), clamp_logvar(self.logvar(flat))


class Start(nn.Module):
    """What most decoders begin with: a dense layer with ReLU, then a grid.

    Parameters
    ----------
    latent : int
    shape : tuple of int
        The grid's channels first.
    """

    def __init__(self, latent: int, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.shape = shape
        n_numbers = 1
        for side in shape:
            n_numbers *= side
        self.dense = nn.Linear(latent, n_numbers)

    def forward(self, latent: Tensor) -> Tensor:
        """Map (batch, latent) to (batch, *shape)."""
        return F.relu(self.dense(latent)).reshape(-1, *self.shape)
