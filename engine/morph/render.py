"""A request becomes a mel at once, a preview soon, and the final sound."""

from __future__ import annotations

import collections
import dataclasses
import time
from collections.abc import Iterator

import numpy as np

from engine.cancel import ShouldCancel, check, never
from engine.morph.alpha import Weights, between_clips, weights
from engine.morph.even import EvenSteps
from engine.morph.loudness_lock import lock_loudness
from engine.morph.methods import METHODS, used_sound
from engine.morph.methods.base import PreparedPair
from engine.morph.request import MorphRequest, MorphResult, Stage, Timings
from engine.morph.source import Source
from engine.morph.synthesis import Synthesiser
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae

MAX_KEPT_MELS = 32
"""About 40 MB of mels of 5 s, decoded before the hand asks for them."""

Mel = tuple[FloatArray, float]


@dataclasses.dataclass(slots=True, eq=False)
class _Way:
    """What is kept from one alpha to the next, for one pair and method."""

    a: Source
    b: Source
    method: str
    pair: PreparedPair
    even: dict[float, EvenSteps] = dataclasses.field(default_factory=dict)
    mels: collections.OrderedDict[tuple[float, float, float | None], Mel] = dataclasses.field(
        default_factory=collections.OrderedDict
    )

    def is_of(self, request: MorphRequest) -> bool:
        return self.a is request.a and self.b is request.b and self.method == request.method


class Renderer:
    """Renders morphs with one model.

    Thread: any one thread at a time; the model's session and the scratch are not shared.

    Parameters
    ----------
    vae : OnnxVae
    """

    def __init__(self, vae: OnnxVae) -> None:
        self.vae = vae
        self._synthesiser = Synthesiser(vae.spec)
        self._way: _Way | None = None

    def render(
        self, request: MorphRequest, should_cancel: ShouldCancel = never
    ) -> Iterator[MorphResult]:
        """Yield the request's stages in order.

        Parameters
        ----------
        request : MorphRequest
        should_cancel : callable
            Asked between the steps and the Griffin-Lim iterations.

        Yields
        ------
        MorphResult
            "mel" without samples; "preview" and "final" with.

        Raises
        ------
        RenderCancelled
            If ``should_cancel`` answered yes.
        InferenceError
            If the model failed.
        """
        way = self._way_of(request, should_cancel)
        even = self.even_steps(request, should_cancel) if request.is_even else None
        alpha, sound = self._places(request, even)
        started = time.perf_counter()  # what was prepared once for the pair is not its decoding
        mel = mel_norm, ref_db = self._mel(way, alpha, request.detail, should_cancel, sound)
        decode_ms = _ms_since(started)
        check(should_cancel)
        if "mel" in request.stages:
            yield self._result(request, "mel", mel_norm, ref_db, None, 0, Timings(decode_ms))
        if request.stages == ("mel",):
            return
        started = time.perf_counter()
        pair = way.pair.with_sound(sound)
        sounds = self._sounds(pair, request, alpha, mel, should_cancel)
        for stage, (mel_norm, ref_db), samples, n_iter in sounds:
            if stage in request.stages:
                n_samples = request.a.clip.samples.shape[0]  # less the silence behind the clips
                locked = np.array(samples[:n_samples])
                clips = request.a.clip, request.b.clip
                lufs = lock_loudness(locked, *clips, request.alpha, self.vae.spec.sample_rate)
                locked.setflags(write=False)
                sound_ms = _ms_since(started)
                factor = sound_ms / 1000 / (n_samples / self.vae.spec.sample_rate)
                timings = Timings(decode_ms, sound_ms, factor)
                yield self._result(request, stage, mel_norm, ref_db, locked, n_iter, timings, lufs)

    def render_piece(
        self,
        request: MorphRequest,
        *,
        even: EvenSteps | None = None,
        begun: FloatArray | None = None,
        should_cancel: ShouldCancel = never,
    ) -> tuple[FloatArray, int]:
        """Final samples at the level they come out with, for those who join pieces.

        Parameters
        ----------
        request : MorphRequest
        even : EvenSteps, optional
            Of the whole; the request's own ``is_even`` is not looked at.
        begun : float32 array, shape (n_known,), optional
            How the piece begins, as the piece before it was rendered.

        Returns
        -------
        samples : float32 array, shape (n_samples,)
        n_iter : int
            Griffin-Lim iterations behind them.

        Raises
        ------
        RenderCancelled, InferenceError
        """
        way = self._way_of(request, should_cancel)
        alpha, sound = self._places(request, even)
        mel = self._mel(way, alpha, request.detail, should_cancel, sound)
        pair = way.pair.with_sound(sound)
        *_, (_, _, samples, n_iter) = self._sounds(pair, request, alpha, mel, should_cancel, begun)
        return samples[: request.a.clip.samples.shape[0]], n_iter

    def even_steps(self, request: MorphRequest, should_cancel: ShouldCancel = never) -> EvenSteps:
        """Find the even steps of a request's pair, method and detail; kept for the next time.

        Raises
        ------
        RenderCancelled, InferenceError
        """
        way, detail = self._way_of(request, should_cancel), request.detail
        if detail not in way.even:
            way.even[detail] = EvenSteps(request.a.mel_norm, request.b.mel_norm)
        way.even[detail].search(
            lambda at: self._mel(way, at, detail, should_cancel)[0], should_cancel
        )
        return way.even[detail]

    def prefetch(self, request: MorphRequest, should_cancel: ShouldCancel = never) -> None:
        """Decode the mel of a request, so that asking for it later takes no time.

        Raises
        ------
        RenderCancelled, InferenceError
        """
        way = self._way_of(request, should_cancel)
        even = self.even_steps(request, should_cancel) if request.is_even else None
        alpha, sound = self._places(request, even)
        self._mel(way, alpha, request.detail, should_cancel, sound)

    def _way_of(self, request: MorphRequest, should_cancel: ShouldCancel) -> _Way:
        """Prepare a pair once, for all alphas."""
        if self._way is None or not self._way.is_of(request):
            a, b = request.a, request.b
            pair = METHODS[request.method].prepare(a, b, self.vae, should_cancel)
            self._way = _Way(a, b, request.method, pair)
        return self._way

    def _places(
        self, request: MorphRequest, even: EvenSteps | None
    ) -> tuple[Weights, Weights | None]:
        """Alpha of each column and the place of the sound, within what the method understands."""
        spec, method = self.vae.spec, METHODS[request.method]
        alpha = weights(request.alpha, request.a.n_frames, spec.hop_length / spec.sample_rate)
        alpha = alpha if method.goes_beyond else between_clips(alpha)
        alpha = even.alpha(alpha) if even else alpha
        sound = used_sound(request.sound, request.method, self.vae)
        return alpha, even.alpha(sound) if even and sound is not None else sound

    def _mel(
        self,
        way: _Way,
        alpha: Weights,
        detail: float,
        should_cancel: ShouldCancel,
        sound: Weights | None = None,
    ) -> Mel:
        """Mel at alpha and sound; the last ones are kept, those of curves are not."""
        pair = way.pair.with_sound(sound)
        if not isinstance(alpha, float | int):
            mel = pair.mel_at(alpha, detail, should_cancel)
            mel[0].setflags(write=False)
            return mel
        key = (float(alpha), detail, None if sound is None else float(np.mean(sound)))
        if key not in way.mels:
            mel = pair.mel_at(alpha, detail, should_cancel)
            mel[0].setflags(write=False)
            way.mels[key] = mel
            if len(way.mels) > MAX_KEPT_MELS:
                way.mels.popitem(last=False)
        way.mels.move_to_end(key)
        return way.mels[key]

    def _sounds(
        self,
        pair: PreparedPair,
        request: MorphRequest,
        alpha: Weights,
        mel: Mel,
        should_cancel: ShouldCancel,
        begun: FloatArray | None = None,
    ) -> Iterator[tuple[Stage, Mel, FloatArray, int]]:
        """Yield stage, the mel that is heard, samples, and the iterations behind them."""
        if (samples := pair.samples_at(alpha, should_cancel)) is not None:
            yield "final" if "final" in request.stages else "preview", mel, samples, 0
            return
        heard = mel

        def finer() -> Mel | None:
            nonlocal heard
            found = pair.final_mel_at(
                alpha,
                request.detail,
                seed=request.seed,
                first_frame=request.first_frame,
                should_cancel=should_cancel,
            )
            if found:
                found[0].setflags(write=False)
                heard = found
            return found

        for stage, samples, n_iter in self._synthesiser.stages(
            pair,
            alpha,
            *mel,
            detail=request.detail,
            seed=request.seed,
            until="final" if "final" in request.stages else "preview",
            begun=begun,
            finer=finer,
            should_cancel=should_cancel,
        ):
            yield stage, heard, samples, n_iter

    def _result(
        self,
        request: MorphRequest,
        stage: Stage,
        mel_norm: FloatArray,
        ref_db: float,
        samples: FloatArray | None,
        n_iter: int,
        timings: Timings,
        lufs: float | None = None,
    ) -> MorphResult:
        return MorphResult(
            request.generation,
            request.alpha,
            request.method,
            stage,
            mel_norm,
            ref_db,
            samples,
            n_iter,
            timings,
            lufs,
            request.detail,
            request.is_even,
            used_sound(request.sound, request.method, self.vae),
        )


def _ms_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
