"""A mel and its clips' fine structure become sound: a preview on a coarse grid, then the final."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.cancel import ShouldCancel, never
from engine.mel.analysis import denormalise_mel, stft
from engine.mel.filters import mel_filters
from engine.mel.griffin_lim import griffin_lim, random_phase, refine
from engine.mel.inversion import magnitude_near, mel_to_magnitude
from engine.morph.alpha import Weights, spread
from engine.morph.grid import analysis_hop, fill_up, final_hop, preview_hop
from engine.morph.methods.base import PreparedPair, level_at
from engine.morph.request import Stage
from engine.spec import ComplexArray, FloatArray, MelSpec

Finer = Callable[[], tuple[FloatArray, float] | None]

PREVIEW_ITER = 5
"""Griffin-Lim iterations on the grid of `preview_hop`: heard while the hand still moves."""
FINAL_ITER = 8
"""On the grid of `final_hop`, towards the magnitude that the clips guide."""
SETTLE_ITER = 4
"""After those, towards the nearest magnitude that a sound can have: with them the mel error is
below that of 32 iterations without, and below librosa's after 100 (benchmarks/sound.py)."""
N_ITER = PREVIEW_ITER + FINAL_ITER + SETTLE_ITER
"""Behind a final sound."""
MEL_ITER = 6
"""Updates of `mel_to_magnitude`; more hardly lower the mel error of the sound."""
SILENCE = 1e-6
"""Amplitude, relative to the loudest mel cell, of the phase where both clips are silent."""
AT_FLOOR = 1e-4
"""A mel cell below this is the floor itself and rounding."""


class Synthesiser:
    """Makes sound of mels with one spec; keeps its scratch.

    Thread: any one thread at a time.

    Parameters
    ----------
    spec : MelSpec
    """

    def __init__(self, spec: MelSpec) -> None:
        self.spec = spec
        self._silence: tuple[int, int, ComplexArray] | None = None

    def stages(
        self,
        pair: PreparedPair,
        alpha: Weights,
        mel_norm: FloatArray,
        ref_db: float,
        *,
        detail: float = 1.0,
        seed: int = 0,
        until: Stage = "final",
        begun: FloatArray | None = None,
        finer: Finer = lambda: None,
        should_cancel: ShouldCancel = never,
    ) -> Iterator[tuple[Stage, FloatArray, int]]:
        """Invert on a coarse grid, then go on from there on a fine one.

        Parameters
        ----------
        pair : PreparedPair
            Lends its fine structure and phases.
        alpha : float, or float32 array of shape (n_frames,)
        mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
        ref_db : float
        detail : float
            In [0, 1]: share of the clips' fine structure inside the mel's bands.
        seed : int
            Of the phase where both clips are silent.
        until : str
            "preview" or "final".
        begun : float32 array, shape (n_known,), optional
            How the sound begins, as an earlier piece of it was rendered; its phases are taken up.
        finer : callable
            Asked once the preview is out: the mel and its level for the final sound, if others.

        Yields
        ------
        stage, samples of shape (n_samples,), number of iterations

        Raises
        ------
        RenderCancelled
        """
        spec, hop = self.spec, final_hop(self.spec)
        step = preview_hop(spec) // hop
        analysed = hop // analysis_hop(spec)
        power, phase = pair.fine_at(alpha, step * analysed)
        phase += np.float32(SILENCE) * self._silent_phase(phase.shape[0], seed)
        if begun is not None and len(begun) > spec.n_fft:
            known = stft(begun, spec=spec, hop_length=step * hop)
            known = known[: len(known) - spec.n_fft // (2 * step * hop)]  # the rest sees nothing
            phase[: len(known)] = known
        guide = self._at_level(power, pair, alpha, detail)
        wanted = wanted_mel(
            mel_norm, ref_db, mel_filters(spec) @ guide, spec=spec, hop_length=step * hop
        )
        coarse = mel_to_magnitude(
            wanted, spec=spec, guide=guide, n_iter=MEL_ITER, should_cancel=should_cancel
        )
        samples = griffin_lim(
            np.ascontiguousarray(coarse.T),
            phase,
            spec=spec,
            hop_length=step * hop,
            n_iter=PREVIEW_ITER,
            should_cancel=should_cancel,
        ).samples
        yield "preview", samples, PREVIEW_ITER
        if until == "preview":
            return
        mel_norm, ref_db = finer() or (mel_norm, ref_db)
        guide = self._at_level(pair.power_at(alpha, analysed), pair, alpha, detail)
        wanted = wanted_mel(mel_norm, ref_db, mel_filters(spec) @ guide, spec=spec, hop_length=hop)
        fine = mel_to_magnitude(
            wanted, spec=spec, guide=guide, n_iter=MEL_ITER, should_cancel=should_cancel
        )
        samples = refine(
            np.ascontiguousarray(fine.T),
            samples,
            spec=spec,
            hop_length=hop,
            n_iter=FINAL_ITER,
            should_cancel=should_cancel,
        ).samples
        near = magnitude_near(
            samples, wanted, spec=spec, hop_length=hop, should_cancel=should_cancel
        )
        samples = refine(
            near,
            samples,
            spec=spec,
            hop_length=hop,
            n_iter=SETTLE_ITER,
            should_cancel=should_cancel,
        ).samples
        yield "final", samples, N_ITER

    def _at_level(
        self, power: FloatArray, pair: PreparedPair, alpha: Weights, detail: float
    ) -> FloatArray:
        """Bring the pair's fine structure, shape (n_columns, n_bins), to its level.

        Returns
        -------
        float32 array, shape (n_bins, n_columns)
        """
        level = spread(level_at(pair.a, pair.b, alpha), len(power))
        scale = np.power(10, np.asarray(level, np.float32) / 10, dtype=np.float32)
        guide = np.ascontiguousarray((power * (scale[:, None] if scale.ndim else scale)).T)
        if detail < 1:
            flat = mel_to_magnitude(mel_filters(self.spec) @ guide, spec=self.spec, n_iter=0) ** 2
            guide = np.float32(detail) * guide + np.float32(1 - detail) * flat
        return guide

    def _silent_phase(self, n_frames: int, seed: int) -> ComplexArray:
        """Random phases, kept from one render to the next: drawing them takes 30 ms."""
        if self._silence is None or self._silence[:2] != (n_frames, seed):
            phase = random_phase((n_frames, self.spec.n_bins), seed)
            self._silence = (n_frames, seed, phase)
        return self._silence[2]


def wanted_mel(
    mel_norm: FloatArray, ref_db: float, heard: FloatArray, *, spec: MelSpec, hop_length: int
) -> FloatArray:
    """Bring a mel to a grid of the synthesis, and to the clips' own quiet where it is silent.

    Parameters
    ----------
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
    ref_db : float
        Level of its 1, in dB of mel power.
    heard : float32 array, shape (n_mels, frames of the grid)
        Mel power of the clips' mix.
    spec : MelSpec
    hop_length : int
        Of the grid, in samples.

    Returns
    -------
    float32 array, shape (n_mels, frames of the grid)
        Mel power.
    """
    thin, fill = max(1, hop_length // spec.hop_length), max(1, spec.hop_length // hop_length)
    target = denormalise_mel(mel_norm[:, ::thin], ref_db, spec=spec)
    # A mel cell of 0 means "top_db down or less": there the clips' own quiet is better than the
    # floor, and the ends stay exact.
    quiet = np.minimum(target, heard[:, ::fill])
    wanted = np.where(mel_norm[:, ::thin] < AT_FLOOR, quiet, target)
    return wanted if fill == 1 else fill_up(wanted, heard)
