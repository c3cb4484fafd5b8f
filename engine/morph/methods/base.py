"""What every way between two clips promises."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Protocol, Self

import numpy as np

from engine.cancel import ShouldCancel, never
from engine.morph.alpha import Weights, between_clips, spread
from engine.morph.source import Source
from engine.spec import ComplexArray, FloatArray
from engine.vae.onnx_vae import OnnxVae


class MorphMethod(Protocol):
    """One way from A to B.

    Attributes
    ----------
    key : str
        Its name in commands and files.
    label : str
        Its name in the window.
    help : str
        One sentence for a tooltip.
    has_detail : bool
        Whether `PreparedPair.mel_at` listens to ``detail``.
    goes_beyond : bool
        Whether alpha below 0 and above 1 means something; others are given the nearest clip.
    draws_detail : bool
        Whether `PreparedPair.final_mel_at` listens to ``seed``, if the model has a refiner.
    has_sound : bool
        Whether the sound can go a way of its own, if the model lets it (`OnnxVae.has_sound`).
    """

    key: str
    label: str
    help: str
    has_detail: bool
    goes_beyond: bool
    draws_detail: bool
    has_sound: bool

    def prepare(
        self, a: Source, b: Source, vae: OnnxVae, should_cancel: ShouldCancel = never
    ) -> PreparedPair:
        """Do once what does not depend on alpha.

        Raises
        ------
        RenderCancelled
            If ``should_cancel`` answered yes.
        """


@dataclasses.dataclass(slots=True)
class PlainMethod:
    """A method that is told nothing but the pair.

    Parameters
    ----------
    key, label, help, has_detail, goes_beyond, draws_detail, has_sound
        See `MorphMethod`.
    make : callable
        Its `PreparedPair`, made of A, B, the model and ``should_cancel``.
    """

    key: str
    label: str
    help: str
    make: Callable[[Source, Source, OnnxVae, ShouldCancel], PreparedPair]
    has_detail: bool = False
    goes_beyond: bool = False
    draws_detail: bool = False
    has_sound: bool = False

    def prepare(
        self, a: Source, b: Source, vae: OnnxVae, should_cancel: ShouldCancel = never
    ) -> PreparedPair:
        """Do once what does not depend on alpha."""
        return self.make(a, b, vae, should_cancel)


class PreparedPair:
    """Two clips on one way: what the renderer asks at each alpha.

    A method overrides `mel_at`, and the others where its sound is not that of its mel and the mix
    of both clips.

    Parameters
    ----------
    a, b : Source
        Same number of frames.
    vae : OnnxVae
    should_cancel : callable
        Asked while a method prepares what takes long; raises `RenderCancelled`.
    """

    def __init__(
        self,
        a: Source,
        b: Source,
        vae: OnnxVae,
        should_cancel: ShouldCancel = never,  # noqa: ARG002 (for those who override it)
    ) -> None:
        self.a, self.b, self.vae = a, b, vae
        self._powers: dict[int, tuple[FloatArray, ...]] = {}

    def with_sound(self, sound: Weights | None) -> Self:  # noqa: ARG002 (for those who override it)
        """Return the pair with its sound at a place of its own; None: wherever alpha is."""
        return self

    def mel_at(
        self, alpha: Weights, detail: float, should_cancel: ShouldCancel = never
    ) -> tuple[FloatArray, float]:
        """Return the mel and its level.

        Parameters
        ----------
        alpha : float, or float32 array of shape (n_frames,)
        detail : float
            In [0, 1]: how much of the clips' own detail is given back to the model's mel.
        should_cancel : callable

        Returns
        -------
        mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
        ref_db : float
            Level of its 1, in dB of mel power.
        """
        raise NotImplementedError

    def final_mel_at(
        self,
        alpha: Weights,  # noqa: ARG002 (for those who override it)
        detail: float,  # noqa: ARG002
        *,
        seed: int = 0,  # noqa: ARG002
        first_frame: int = 0,  # noqa: ARG002
        should_cancel: ShouldCancel = never,  # noqa: ARG002
    ) -> tuple[FloatArray, float] | None:
        """Return the mel of the final sound, if it is finer than `mel_at` has time for; else None.

        Parameters
        ----------
        alpha, detail, should_cancel
            As in `mel_at`.
        seed : int
            Of what is drawn at random.
        first_frame : int
            Where the pair begins in something longer, in mel columns.
        """
        return None

    def samples_at(self, alpha: Weights, should_cancel: ShouldCancel = never) -> FloatArray | None:  # noqa: ARG002 (for those who override it)
        """Return samples, shape (n_samples,), if the sound does not come from the mel; else None.

        Their loudness is set by the renderer.
        """
        return None

    def power_at(self, alpha: Weights, step: int) -> FloatArray:
        """Mix what a mel does not keep of the clips: the fine structure inside its bands.

        Parameters
        ----------
        alpha : float, or float32 array of shape (n_frames,)
        step : int
            Take every ``step``-th column of the clips' spectra.

        Returns
        -------
        float32 array, shape (n_columns, n_bins)
            Power, the loudest mel cell of each clip at 1.
        """
        if step not in self._powers:
            spectra = (levelled(source, step) for source in (self.a, self.b))
            self._powers[step] = tuple(x.real**2 + x.imag**2 for x in spectra)
        a, b = self._powers[step]
        weight = as_rows(spread(between_clips(alpha), len(a)))
        power = (1 - weight) * a
        power += weight * b
        return power

    def fine_at(self, alpha: Weights, step: int) -> tuple[FloatArray, ComplexArray]:
        """Mix the clips' fine structure, and their phases.

        Parameters
        ----------
        alpha, step
            As in `power_at`.

        Returns
        -------
        power : float32 array, shape (n_columns, n_bins)
            As `power_at`.
        phase : complex64 array, same shape
            Whose angle Griffin-Lim starts from.
        """
        a, b = (levelled(source, step) for source in (self.a, self.b))
        weight = as_rows(spread(between_clips(alpha), len(a)))
        a *= 1 - weight
        b *= weight
        a += b
        return self.power_at(alpha, step), a

    def at_level(self, mel_norm: FloatArray, alpha: Weights) -> tuple[FloatArray, float]:
        """Give a mel its level: loudness is mixed as it is heard, in dB.

        Where the level changes over time, the mel is brought to its highest.
        """
        level = level_at(self.a, self.b, alpha)
        if isinstance(level, float):
            return mel_norm, level
        ref_db = float(level.max())
        moved = mel_norm + (level - ref_db).astype(np.float32) / np.float32(self.vae.spec.top_db)
        return np.clip(moved, 0, 1), ref_db


def level_at(a: Source, b: Source, alpha: Weights) -> float | FloatArray:
    """Level between two clips, in dB of mel power; of the shape of alpha."""
    share = between_clips(alpha)
    return (1 - share) * a.ref_db + share * b.ref_db


def levelled(source: Source, step: int) -> ComplexArray:
    """Return every ``step``-th frame of a clip's spectrum, its loudest mel cell at power 1."""
    return source.spectrum[::step] * np.float32(10 ** (-source.ref_db / 20))


def as_rows(alpha: Weights) -> np.float32 | FloatArray:
    """Alpha for arrays of shape (n_columns, …): a number, or a column of them."""
    if isinstance(alpha, float | int):
        return np.float32(alpha)
    return alpha[:, None]
