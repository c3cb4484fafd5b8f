"""Recurrent networks over the frames of a mel, read and written in both directions.

As committed, the report's code does not build: the two directions are concatenated to twice the
mel bands, and then reshaped to the bands. Its last step, meant to turn tanh into a sigmoid, maps to
0.25 … 0.75. A switch repairs each.
"""

from __future__ import annotations

import dataclasses

import torch
from torch import Tensor, nn

from training.errors import ConfigError
from training.models.base import Vae
from training.models.layers import LatentHead, keras_init, require_one_of


@dataclasses.dataclass(frozen=True, slots=True)
class LstmConfig:
    """Sizes and switches.

    Parameters
    ----------
    latent : int
        Numbers of the latent, and units of each direction of the encoder.
    merge : str
        How the decoder's directions meet: "concat" is the report's and cannot be built; "average",
        "sum", or "concat-dense", a dense layer from both to the bands and tanh.
    squash : str
        From tanh's range to [0, 1]: "report" is (x / 2 + 1) / 2; "sigmoid" is what was meant,
        (x + 1) / 2 (of half the sum, where directions are summed), which is the sigmoid of twice
        tanh's argument; "dense-sigmoid" a dense layer over the bands and a sigmoid.
    """

    latent: int = 64
    merge: str = "average"
    squash: str = "report"

    def __post_init__(self) -> None:
        require_one_of("merge", self.merge, ("concat", "average", "sum", "concat-dense"))
        require_one_of("squash", self.squash, ("report", "sigmoid", "dense-sigmoid"))


class Bidirectional(nn.LSTM):
    """An LSTM read forwards and backwards, which is one operator in ONNX too."""

    def __init__(self, n_inputs: int, units: int) -> None:
        super().__init__(n_inputs, units, batch_first=True, bidirectional=True)

    def both(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Run over the frames.

        Parameters
        ----------
        x : tensor, shape (batch, n_frames, n_inputs)

        Returns
        -------
        frames : tensor, shape (batch, n_frames, 2 * units)
        last : tensor, shape (batch, 2 * units)
            Each direction's state after its last frame.
        """
        if torch.compiler.is_exporting() and torch.onnx.is_in_onnx_export():
            return self._onnx(x)
        frames, (last, _) = self(x)
        return frames, last.transpose(0, 1).flatten(1)

    def _onnx(self, x: Tensor) -> tuple[Tensor, Tensor]:
        # WORKAROUND: torch.export writes an LSTM out frame by frame, 100 s for 640 of them.
        n, units = x.shape[0], self.hidden_size
        kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        weights: dict[str, list[Tensor]] = {kind: [] for kind in kinds}
        for kind, found in weights.items():
            for suffix in ("_l0", "_l0_reverse"):
                gate_in, forget, cell, gate_out = getattr(self, kind + suffix).chunk(4)
                found.append(torch.cat([gate_in, gate_out, forget, cell]))  # ONNX's order
        w, r, b_w, b_r = (torch.stack(found) for found in weights.values())
        frames, last, _ = torch.onnx.ops.symbolic_multi_out(
            "LSTM",
            (x.transpose(0, 1), w, r, torch.cat([b_w, b_r], dim=1)),
            {"hidden_size": units, "direction": "bidirectional"},
            dtypes=(x.dtype,) * 3,
            shapes=((x.shape[1], 2, n, units), (2, n, units), (2, n, units)),
            version=14,
        )
        return frames.permute(2, 0, 1, 3).flatten(2), last.transpose(0, 1).flatten(1)


class Encoder(nn.Module):
    """Mel (batch, 1, n_mels, n_frames) to ``mu`` and ``logvar``, (batch, latent)."""

    def __init__(self, config: LstmConfig, n_mels: int) -> None:
        super().__init__()
        self.lstm = Bidirectional(n_mels, config.latent)
        self.head = LatentHead(2 * config.latent, config.latent)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """Encode mels in [0, 1] from the last states of both directions."""
        found: tuple[Tensor, Tensor] = self.head(self.lstm.both(mel.squeeze(1).transpose(1, 2))[1])
        return found


class Decoder(nn.Module):
    """Latent (batch, latent) to mel (batch, 1, n_mels, n_frames)."""

    def __init__(self, config: LstmConfig, n_mels: int, n_frames: int) -> None:
        super().__init__()
        self.config, self.n_mels, self.n_frames = config, n_mels, n_frames
        self.dense = nn.Linear(config.latent, config.latent)
        self.lstm = Bidirectional(config.latent, n_mels)
        is_dense = config.merge == "concat-dense"
        self.merge = nn.Sequential(nn.Linear(2 * n_mels, n_mels), nn.Tanh()) if is_dense else None
        is_dense = config.squash == "dense-sigmoid"
        self.squash = nn.Sequential(nn.Linear(n_mels, n_mels), nn.Sigmoid()) if is_dense else None

    def forward(self, latent: Tensor) -> Tensor:
        """Give every frame the same vector, and let the network tell them apart."""
        repeated = self.dense(latent).unsqueeze(1).expand(-1, self.n_frames, -1)
        frames = self.lstm.both(repeated)[0]
        is_sum = self.config.merge == "sum"
        if self.merge is not None:
            x = self.merge(frames)
        else:
            x = frames[..., : self.n_mels] + frames[..., self.n_mels :]
            x = x if is_sum else 0.5 * x
        if self.squash is not None:
            x = self.squash(x)
        elif self.config.squash == "report":
            x = (x / 2 + 1) / 2
        else:
            x = (x / (2 if is_sum else 1) + 1) / 2
        mel: Tensor = x.transpose(1, 2).unsqueeze(1)
        return mel


class LstmVae(Vae):
    """Recurrent encoder and decoder.

    Parameters
    ----------
    config : LstmConfig
    n_mels, n_frames : int

    Raises
    ------
    ConfigError
        If ``config.merge`` is "concat".
    """

    Config = LstmConfig

    def __init__(self, config: LstmConfig, *, n_mels: int, n_frames: int) -> None:
        super().__init__(n_mels=n_mels, n_frames=n_frames)
        if config.merge == "concat":
            raise ConfigError(
                f'[model] merge "concat" gives {2 * n_mels} channels for {n_mels} mel bands: the '
                "report's LSTM cannot be built. Choose average, sum or concat-dense."
            )
        self.config = config
        self.encoder = Encoder(config, n_mels)
        self.decoder = Decoder(config, n_mels, n_frames)
        keras_init(self)
