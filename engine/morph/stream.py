"""Morphs of any length, in pieces that overlap: only the clips' samples grow with the length."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator

import numpy as np

from engine.audio.clip import Clip
from engine.cancel import ShouldCancel, never
from engine.mel.whole import track_level_db
from engine.morph.alpha import Alpha, AlphaCurve, check_alpha
from engine.morph.grid import grain
from engine.morph.loudness_lock import lock_loudness
from engine.morph.methods import DEFAULT_METHOD, used_sound
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest
from engine.morph.source import prepare_source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae

PIECE_S = 20.0
"""About 300 MB of spectra at the report's hop."""
MARGIN_S = 0.5
"""Rendered on both sides of a piece and joined in the middle half of what two pieces share."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class LongMorph:
    """Two clips of any length, and how to go from one to the other.

    Parameters
    ----------
    a, b : Clip
        As long as each other, at the model's sample rate.
    vae : OnnxVae
    alpha : float or AlphaCurve
    method : str
    detail : float
    is_even : bool
        The steps are measured on a piece in the middle.
    seed : int
    sound : float or None
        See `MorphRequest`; the sound is that of each piece.
    piece_s : float
        Length of a piece, in seconds.
    """

    a: Clip
    b: Clip
    vae: OnnxVae
    alpha: Alpha
    method: str = DEFAULT_METHOD
    detail: float = 1.0
    is_even: bool = False
    seed: int = 0
    sound: float | None = None
    piece_s: float = dataclasses.field(default_factory=lambda: PIECE_S)

    def __post_init__(self) -> None:
        check_alpha(self.alpha)
        if len(self.a.samples) != len(self.b.samples):
            raise ValueError(f"A has {len(self.a.samples)} samples, B has {len(self.b.samples)}")

    @property
    def n_samples(self) -> int:
        """Length of the result."""
        return len(self.a.samples)

    def blocks(self, should_cancel: ShouldCancel = never) -> Iterator[FloatArray]:
        """Yield the samples in order, at the level they come out with.

        Each piece is a morph of its own that sees half a second of its neighbours and takes up
        the phases of the one before; where both are heard their sum keeps its power.

        Yields
        ------
        float32 array, shape (n_block,)

        Raises
        ------
        RenderCancelled, InferenceError
        """
        for block, _ in self._blocks(should_cancel):
            yield block

    def _blocks(self, should_cancel: ShouldCancel) -> Iterator[tuple[FloatArray, int]]:
        """Yield blocks, and the Griffin-Lim iterations behind each."""
        spec, renderer = self.vae.spec, Renderer(self.vae)
        levels = [
            track_level_db(clip.samples, spec=spec, should_cancel=should_cancel)
            for clip in (self.a, self.b)
        ]
        piece, margin = self._lengths()
        n_pieces = max(1, round(self.n_samples / piece))
        even = None
        if self.is_even:
            middle = self._request(n_pieces // 2 * piece, (n_pieces // 2 + 1) * piece, levels)
            even = renderer.even_steps(middle, should_cancel)
        half = margin // 2
        tail: FloatArray | None = None  # of the piece before: all that the next one shares
        for number in range(n_pieces):
            is_last = number == n_pieces - 1
            start = max(0, number * piece - margin)
            stop = self.n_samples if is_last else (number + 1) * piece + margin
            samples, n_iter = renderer.render_piece(
                self._request(start, stop, levels),
                even=even,
                begun=None if tail is None else tail[: margin + half],
                should_cancel=should_cancel,
            )
            begin = 0
            if tail is not None:
                begin = margin + half
                yield join(tail[half:begin], samples[half:begin]), n_iter
            tail = samples[-2 * margin :]
            yield (samples[begin:] if is_last else samples[begin : -margin - half]), n_iter

    def _lengths(self) -> tuple[int, int]:
        """Length of a piece and of its margins, in samples, on the model's grid."""
        spec = self.vae.spec
        step = math.lcm(2, grain(spec), self.vae.frame_multiple * spec.hop_length)
        piece, margin = (
            max(1, math.ceil(s * spec.sample_rate / step)) * step for s in (self.piece_s, MARGIN_S)
        )
        return max(piece, 2 * margin), margin

    def _request(self, start: int, stop: int, levels: list[float]) -> MorphRequest:
        """Ask for samples [start, stop) as a morph of their own."""
        rate = self.vae.spec.sample_rate
        a, b = (
            prepare_source(
                dataclasses.replace(clip, samples=clip.samples[start:stop]), self.vae, ref_db=level
            )
            for clip, level in zip((self.a, self.b), levels, strict=True)
        )
        alpha = self.alpha
        if isinstance(alpha, AlphaCurve):
            alpha = alpha.from_s(start / rate)
        return MorphRequest(
            0,
            a,
            b,
            alpha,
            self.method,
            self.detail,
            seed=self.seed,
            first_frame=start // self.vae.spec.hop_length,
            sound=self.sound,
        )

    def render_into(
        self,
        out: FloatArray,
        should_cancel: ShouldCancel = never,
        on_progress: Callable[[float], None] | None = None,
    ) -> tuple[float, int]:
        """Fill an array with the morph and bring it to its loudness.

        Parameters
        ----------
        out : float32 array, shape (n_samples,)
            May lie on disk (``numpy.memmap``).
        should_cancel : callable
        on_progress : callable, optional
            Told the share that is done, 0…1.

        Returns
        -------
        lufs : float
            Integrated loudness.
        n_iter : int
            Griffin-Lim iterations behind the samples.

        Raises
        ------
        RenderCancelled, InferenceError
        """
        done = n_iter = 0
        for block, behind in self._blocks(should_cancel):
            n_iter = behind
            out[done : done + len(block)] = block
            done += len(block)
            if on_progress:
                on_progress(done / self.n_samples)
        alpha = self.alpha
        sound = used_sound(self.sound, self.method, self.vae)
        if sound is not None and not isinstance(alpha, AlphaCurve):
            alpha = AlphaCurve(((0.0, alpha), (1.0, alpha)))  # each piece has a sound, and level
        lufs = lock_loudness(out, self.a, self.b, alpha, self.vae.spec.sample_rate)
        return lufs, n_iter


def join(ending: FloatArray, beginning: FloatArray) -> FloatArray:
    """Go from one sound to another without a dip or a bump, however alike they are.

    The weights go linearly; the sum is brought to the power between both, which takes nothing
    away from two equal sounds and lifts two unrelated ones by 3 dB in the middle.

    Parameters
    ----------
    ending, beginning : float32 array, shape (n_samples,)
    """
    up = np.linspace(0, 1, len(beginning), dtype=np.float32)
    powers = float(np.vdot(ending, ending)), float(np.vdot(beginning, beginning))
    likeness = float(np.vdot(ending, beginning)) / max(math.sqrt(powers[0] * powers[1]), 1e-12)
    power = (1 - up) ** 2 + up**2 + 2 * max(likeness, 0.0) * up * (1 - up)
    mixed = ((1 - up) * ending + up * beginning) / np.sqrt(power)
    return mixed.astype(np.float32, copy=False)
