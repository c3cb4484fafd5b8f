"""Optimal transport between the two spectrograms: pitches glide instead of cross-fading."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import scipy.ndimage

from engine.cancel import ShouldCancel, check, never
from engine.mel.filters import mel_filters
from engine.morph.alpha import Weights, between_clips, spread
from engine.morph.audio_transport import (
    Cells,
    gather,
    in_blocks,
    mixed,
    moved_cells,
    out_of_blocks,
    summed,
    turned,
    weights_in_cells,
)
from engine.morph.grid import analysis_hop
from engine.morph.matching import make_plan
from engine.morph.methods.base import PlainMethod, PreparedPair, levelled
from engine.morph.source import Source
from engine.spec import ComplexArray, FloatArray, MelSpec
from engine.vae.onnx_vae import OnnxVae

TEXTURE_MELS, TEXTURE_S = 1.0, 0.2
"""A neighbourhood in mels and seconds: what differs from its mean is texture."""
MELS = 56
"""Mels up to 16 kHz on Slaney's scale."""
QUIET = np.float32(1e-12)


class TransportPair(PreparedPair):
    """Two mels and the plan between them.

    Parameters
    ----------
    a, b : Source
    vae : OnnxVae
    should_cancel : callable
        Asked while the plan is made; raises `RenderCancelled`.
    """

    def __init__(
        self, a: Source, b: Source, vae: OnnxVae, should_cancel: ShouldCancel = never
    ) -> None:
        super().__init__(a, b, vae)
        self._plan = make_plan(a.mel_norm, b.mel_norm, spec=vae.spec, should_cancel=should_cancel)
        # Side by side, so that one pass moves both.
        self._rows_a, self._rows_b = (
            np.hstack([in_blocks(x, self._plan.columns) for x in self._parts(s)]) for s in (a, b)
        )

    def _parts(self, source: Source) -> tuple[FloatArray, FloatArray]:
        """Split a clip's mel into two parts that are moved together."""
        spec = self.vae.spec
        cells = TEXTURE_MELS * spec.n_mels / MELS, TEXTURE_S * spec.sample_rate / spec.hop_length
        size = [max(3, 2 * round((n - 1) / 2) + 1) for n in cells]
        smooth = scipy.ndimage.uniform_filter(source.mel_norm, size, mode="nearest")
        return smooth, source.mel_norm - smooth

    def mel_at(
        self,
        alpha: Weights,
        detail: float,  # noqa: ARG002 (contract)
        should_cancel: ShouldCancel = never,
    ) -> tuple[FloatArray, float]:
        """Move and mix the mels; 0 and 1 are the clips' own."""
        check(should_cancel)
        if (end := self._end(alpha)) is not None:
            return self.at_level(end.mel_norm, alpha)
        plan, share = self._plan, between_clips(alpha)
        cells = moved_cells(plan, share)
        check(should_cancel)
        a, b = gather(cells.place_a, self._rows_a), gather(cells.place_b, self._rows_b)
        check(should_cancel)
        weight = weights_in_cells(cells, share, plan, plan.n_bands, plan.columns)
        moved = mixed(cells, a, b, weight)
        check(should_cancel)
        spec = self.vae.spec
        power = moved_power(cells, moved, cells.log_share, spec=spec)
        mel = as_mel(summed(cells, power), spec=spec)
        return self.at_level(out_of_blocks(mel, plan.n_bands, self.a.n_frames), alpha)

    def fine_at(self, alpha: Weights, step: int) -> tuple[FloatArray, ComplexArray]:
        """Move the fine structure on the same plan, and the phases with it."""
        if self._end(alpha) is not None:
            return super().fine_at(alpha, step)
        plan, share, spec = self._plan, between_clips(alpha), self.vae.spec
        spectra = [levelled(source, step).T for source in (self.a, self.b)]
        n_bins, n_columns = spectra[0].shape
        columns = plan.columns * n_columns // self.a.n_frames
        edges = bin_edges(spec)
        cells = moved_cells(plan, share, edges)
        weight = weights_in_cells(cells, spread(share, n_columns), plan, n_bins, columns)
        radians = 2 * np.pi * analysis_hop(spec) * step / spec.n_fft
        weights = cells.log_cover + cells.log_share
        logs, phases = [], []
        for spectrum, place, pieces, part in (
            (spectra[0], cells.place_a, plan.a, 1 - weight),
            (spectra[1], cells.place_b, plan.b, weight),
        ):
            nearest = np.rint(place).astype(np.intp)
            rows = in_blocks(spectrum, columns)
            moved, log_moved = rows[nearest], np.log(np.abs(rows) + QUIET)[nearest]
            log_moved *= 2 * part
            logs.append(log_moved)
            moved *= turned(plan, share, pieces, edges, radians, columns)[cells.piece]
            # A window that starts at 0 turns the phase by half a circle from bin to bin.
            sign = (1 - 2 * ((nearest - cells.target) & 1)).astype(np.float32)[:, None]
            moved *= sign * np.exp(weights / 2) * part
            phases.append(moved)
        power = summed(cells, np.exp(logs[0] + logs[1] + weights))
        phase = summed(cells, phases[0] + phases[1])
        return (
            out_of_blocks(power, n_bins, n_columns).T,
            out_of_blocks(phase, n_bins, n_columns).T,
        )

    def power_at(self, alpha: Weights, step: int) -> FloatArray:
        """Move the fine structure: the half of `fine_at` that the final sound needs."""
        if self._end(alpha) is not None:
            return super().power_at(alpha, step)
        return self.fine_at(alpha, step)[0]

    def _end(self, alpha: Weights) -> Source | None:
        """Return the clip that alpha names, if it names one."""
        if not isinstance(alpha, float | int) or 0 < alpha < 1:
            return None
        return self.a if alpha <= 0 else self.b


def moved_power(
    cells: Cells, mel_norm: FloatArray, log_share: FloatArray, *, spec: MelSpec
) -> FloatArray:
    """Power that each cell brings to where it has moved, shape (n_cells, columns).

    Parameters
    ----------
    cells : Cells
    mel_norm : float32 array, shape (n_cells, columns)
    log_share : float32 array, shape (n_cells, 1)
        Natural logarithm of the share that each piece has in its mass.
    spec : MelSpec
    """
    power = nepers(spec) * (mel_norm - 1)
    power += cells.log_cover + log_share
    return np.asarray(np.exp(power, out=power))


def as_mel(power: FloatArray, *, spec: MelSpec) -> FloatArray:
    """Bring power, 1 being the loudest, back to [0, 1]."""
    mel = np.log(np.maximum(power, QUIET)) / nepers(spec) + 1
    return np.asarray(np.clip(mel, 0, 1), np.float32)


def nepers(spec: MelSpec) -> np.float32:
    """Natural logarithm of the power between 0 and 1 of a mel."""
    return np.float32(np.log(10) / 10 * spec.top_db)


@lru_cache(maxsize=8)
def bin_edges(spec: MelSpec) -> FloatArray:
    """Where the edges of the mel bands lie in bins, from 0 to n_bins, shape (n_mels + 1,).

    A band's centre is the centre of its filter's mass; the edges lie half-way.
    """
    filters = mel_filters(spec)
    bins = np.arange(spec.n_bins) + 0.5
    sums = np.asarray(filters.sum(axis=1)).ravel()
    heard = sums > 0
    centres = np.interp(
        np.arange(spec.n_mels), np.flatnonzero(heard), (filters @ bins)[heard] / sums[heard]
    )
    middles = (centres[1:] + centres[:-1]) / 2
    edges = np.concatenate([[0], np.maximum.accumulate(middles), [spec.n_bins]])
    edges.setflags(write=False)
    return edges


TRANSPORT = PlainMethod(
    "transport",
    "Transport",
    "The partials of A glide to those of B: a portamento of everything, without the model.",
    TransportPair,
)
