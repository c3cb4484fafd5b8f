"""The mel parameters every part agrees on; they travel with the model."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import SpecMismatchError

FloatArray = npt.NDArray[np.float32]
ComplexArray = npt.NDArray[np.complex64]


@dataclasses.dataclass(frozen=True, slots=True)
class MelSpec:
    """How samples become a mel spectrogram in [0, 1].

    The defaults are the report's (its Table 2 with the two swapped values put right).

    Parameters
    ----------
    sample_rate : int
        In Hz.
    n_fft, hop_length : int
        Window (Hann, periodic) and hop, in samples; ``hop_length`` divides ``n_fft``.
    n_mels : int
        Mel bands, Slaney scale and area normalisation, ``fmin`` to ``fmax`` Hz.
    top_db : float
        Range kept below the loudest cell; ``mel_norm = mel_db / top_db + 1``.
    """

    sample_rate: int = 32768
    n_fft: int = 4096
    hop_length: int = 256
    n_mels: int = 512
    fmin: float = 0.0
    fmax: float = 16384.0
    top_db: float = 80.0

    def __post_init__(self) -> None:
        for name in ("sample_rate", "n_fft", "hop_length", "n_mels"):
            if getattr(self, name) <= 0:
                raise SpecMismatchError(
                    f"The model's {name} is {getattr(self, name)}; it must be > 0."
                )
        if self.n_fft % self.hop_length:
            raise SpecMismatchError(
                f"The model's hop_length {self.hop_length} does not divide its n_fft {self.n_fft}."
            )
        if not 0 <= self.fmin < self.fmax <= self.sample_rate / 2:
            raise SpecMismatchError(
                f"The model's frequency range {self.fmin}–{self.fmax} Hz does not fit "
                f"its sample rate {self.sample_rate} Hz."
            )
        if self.top_db <= 0:
            raise SpecMismatchError(f"The model's top_db is {self.top_db}; it must be > 0.")

    @property
    def n_bins(self) -> int:
        """Linear frequency bins, ``1 + n_fft // 2``."""
        return 1 + self.n_fft // 2

    def n_frames(self, n_samples: int) -> int:
        """Mel columns made from ``n_samples`` samples (the report drops the centred last one)."""
        return n_samples // self.hop_length

    def n_samples(self, n_frames: int) -> int:
        """Samples that ``n_frames`` mel columns stand for."""
        return n_frames * self.hop_length

    def to_json(self) -> str:
        """Return the JSON text carried in a model's metadata."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> MelSpec:
        """Read what `to_json` wrote.

        Raises
        ------
        SpecMismatchError
            If the text is not a complete, valid spec.
        """
        try:
            fields: dict[str, Any] = json.loads(text)
            return cls(**fields)
        except (ValueError, TypeError) as e:
            raise SpecMismatchError(
                "The model's mel parameters cannot be read; re-export the model.", f"{e}: {text!r}"
            ) from e
