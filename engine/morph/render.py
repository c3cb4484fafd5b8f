"""A request becomes a mel at once, a preview soon, and the final sound."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from engine.audio.loudness import integrated_lufs
from engine.cancel import ShouldCancel, check, never
from engine.mel.analysis import denormalise_mel, stft
from engine.mel.filters import mel_filters
from engine.mel.griffin_lim import griffin_lim, random_phase, unit_phase
from engine.mel.inversion import mel_to_magnitude
from engine.morph.grid import analysis_hop, fill_up, final_hop, preview_hop
from engine.morph.methods import METHODS
from engine.morph.request import MorphRequest, MorphResult, Stage, Timings
from engine.morph.source import Source
from engine.spec import ComplexArray, FloatArray, MelSpec
from engine.vae.onnx_vae import OnnxVae

PREVIEW_ITER = 8
"""Griffin-Lim iterations on the grid of `preview_hop`: heard while the hand still moves."""
FINAL_ITER = 32
"""On the grid of `final_hop`: half the frames of the report's mel, at a mel error below librosa's
(benchmarks/sound.py)."""
SILENCE = 1e-6
"""Amplitude, relative to the loudest mel cell, of the phase where both clips are silent."""
AT_FLOOR = 1e-4
"""A mel cell below this is the floor itself and rounding."""
MAX_PEAK = 1.0
LIMITER_S = 0.005
"""Half the time over which a peak above full scale is turned down and up again."""


class Renderer:
    """Renders morphs with one model.

    Thread: any one thread at a time; the model's session and the scratch are not shared.

    Parameters
    ----------
    vae : OnnxVae
    """

    def __init__(self, vae: OnnxVae) -> None:
        self.vae = vae
        self._silence: tuple[int, int, ComplexArray] | None = None

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
        started = time.perf_counter()
        method = METHODS[request.method]
        mel_norm, ref_db = method.mel_at(request.a, request.b, request.alpha, self.vae)
        mel_norm.setflags(write=False)
        decode_ms = _ms_since(started)
        check(should_cancel)
        if "mel" in request.stages:
            yield self._result(request, "mel", mel_norm, ref_db, None, 0, Timings(decode_ms))
        if request.stages == ("mel",):
            return
        started = time.perf_counter()
        if (mixed := method.samples_at(request.a, request.b, request.alpha)) is not None:
            yield self._sound(request, "final", mel_norm, ref_db, mixed, 0, decode_ms, started)
            return
        for stage, samples, n_iter in self._stages(request, mel_norm, ref_db, should_cancel):
            if stage in request.stages:
                yield self._sound(
                    request, stage, mel_norm, ref_db, samples, n_iter, decode_ms, started
                )

    def _stages(
        self,
        request: MorphRequest,
        mel_norm: FloatArray,
        ref_db: float,
        should_cancel: ShouldCancel,
    ) -> Iterator[tuple[Stage, FloatArray, int]]:
        """Invert on a coarse grid, then go on from there on a fine one."""
        spec, hop = self.vae.spec, final_hop(self.vae.spec)
        guide, mixed = self._guide(request, ref_db)
        wanted = wanted_mel(mel_norm, ref_db, mel_filters(spec) @ guide, spec=spec)
        magnitude = mel_to_magnitude(wanted, spec=spec, guide=guide, should_cancel=should_cancel).T
        step = preview_hop(spec) // hop
        coarse = np.ascontiguousarray(magnitude[::step])
        samples = griffin_lim(
            coarse,
            unit_phase(mixed[::step]),
            spec=spec,
            hop_length=step * hop,
            n_iter=PREVIEW_ITER,
            should_cancel=should_cancel,
        ).samples
        yield "preview", samples, PREVIEW_ITER
        if "final" not in request.stages:
            return
        samples = griffin_lim(
            np.ascontiguousarray(magnitude),
            unit_phase(stft(samples, spec=spec, hop_length=hop)),
            spec=spec,
            hop_length=hop,
            n_iter=FINAL_ITER,
            should_cancel=should_cancel,
        ).samples
        yield "final", samples, FINAL_ITER

    def _guide(self, request: MorphRequest, ref_db: float) -> tuple[FloatArray, ComplexArray]:
        """Mix the clips' fine structure and phases, each at its own level, on the final grid.

        Returns
        -------
        guide : float32 array, shape (n_bins, frames of the final grid)
            Power, at the level ``ref_db``.
        mixed : complex64 array, shape (frames of the final grid, n_bins)
            Whose phase Griffin-Lim starts from.
        """
        step = final_hop(self.vae.spec) // analysis_hop(self.vae.spec)
        a, b = (_levelled(s, step) for s in (request.a, request.b))
        alpha = np.float32(request.alpha)
        power = (1 - alpha) * (a.real**2 + a.imag**2) + alpha * (b.real**2 + b.imag**2)
        guide = np.ascontiguousarray(power.T) * np.float32(10 ** (ref_db / 10))
        mixed: ComplexArray = (1 - alpha) * a + alpha * b
        mixed += np.float32(SILENCE) * self._silent_phase(mixed.shape[0], request.seed)
        return guide, mixed

    def _silent_phase(self, n_frames: int, seed: int) -> ComplexArray:
        """Random phases, kept from one render to the next: drawing them takes 30 ms."""
        if self._silence is None or self._silence[:2] != (n_frames, seed):
            phase = random_phase((n_frames, self.vae.spec.n_bins), seed)
            self._silence = (n_frames, seed, phase)
        return self._silence[2]

    def _sound(
        self,
        request: MorphRequest,
        stage: Stage,
        mel_norm: FloatArray,
        ref_db: float,
        samples: FloatArray,
        n_iter: int,
        decode_ms: float,
        started: float,
    ) -> MorphResult:
        spec = self.vae.spec
        samples = samples[: request.a.clip.samples.shape[0]]  # less the silence behind the clips
        samples, lufs = lock_loudness(samples, request.a, request.b, request.alpha, spec)
        samples.setflags(write=False)
        sound_ms = _ms_since(started)
        seconds = samples.shape[0] / spec.sample_rate
        timings = Timings(decode_ms, sound_ms, sound_ms / 1000 / seconds)
        return self._result(request, stage, mel_norm, ref_db, samples, n_iter, timings, lufs)

    @staticmethod
    def _result(
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
        )


def lock_loudness(
    samples: FloatArray, a: Source, b: Source, alpha: float, spec: MelSpec
) -> tuple[FloatArray, float]:
    """Bring samples onto the straight line between the clips' loudness.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    a, b : Source
    alpha : float

    Returns
    -------
    samples : float32 array, shape (n_samples,)
        Never peaking above full scale unless a clip itself does.
    lufs : float
        Their integrated loudness; -inf for silence.
    """
    lufs = integrated_lufs(samples, spec.sample_rate)
    ends = a.clip.loudness_lufs, b.clip.loudness_lufs
    if not np.isfinite([lufs, *ends]).all():
        return samples, lufs
    target = (1 - alpha) * ends[0] + alpha * ends[1]
    samples = samples * np.float32(10 ** ((target - lufs) / 20))
    peaks = (float(np.abs(source.clip.samples).max()) for source in (a, b))
    ceiling = max(MAX_PEAK, *peaks)
    if float(np.abs(samples).max()) <= ceiling:
        return samples, target
    samples = limit_peaks(samples, ceiling, spec.sample_rate)
    return samples, integrated_lufs(samples, spec.sample_rate)


def limit_peaks(samples: FloatArray, ceiling: float, sample_rate: int) -> FloatArray:
    """Turn down what is above ``ceiling``, smoothly and only there.

    One click of Griffin-Lim must not make a whole clip quiet. The gain is the least wanted within
    `LIMITER_S` of each sample, smoothed over as long, so it is down before a peak arrives.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,)
    ceiling : float
        Highest absolute sample of the result, > 0.
    sample_rate : int
        In Hz.
    """
    from scipy.ndimage import minimum_filter1d, uniform_filter1d  # rarely needed at the start

    reach = max(1, round(LIMITER_S * sample_rate))
    wanted = ceiling / np.maximum(np.abs(samples), ceiling)
    least = minimum_filter1d(wanted, 2 * reach + 1, mode="nearest")
    gain = uniform_filter1d(least, reach, mode="nearest")
    return samples * gain.astype(np.float32)


def wanted_mel(
    mel_norm: FloatArray, ref_db: float, heard: FloatArray, *, spec: MelSpec
) -> FloatArray:
    """Bring a mel to the final grid, and to the clips' own quiet where it is silent.

    Parameters
    ----------
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
    ref_db : float
        Level of its 1, in dB of mel power.
    heard : float32 array, shape (n_mels, frames of the final grid)
        Mel power of the clips' mix.
    spec : MelSpec

    Returns
    -------
    float32 array, shape (n_mels, frames of the final grid)
        Mel power.
    """
    hop = final_hop(spec)
    thin, fill = max(1, hop // spec.hop_length), max(1, spec.hop_length // hop)
    target = denormalise_mel(mel_norm, ref_db, spec=spec)[:, ::thin]
    # A mel cell of 0 means "top_db down or less": there the clips' own quiet is better than the
    # floor, and the ends stay exact.
    quiet = np.minimum(target, heard[:, ::fill])
    wanted = np.where(mel_norm[:, ::thin] < AT_FLOOR, quiet, target)
    return wanted if fill == 1 else fill_up(wanted, heard)


def _levelled(source: Source, step: int) -> ComplexArray:
    """Return every ``step``-th frame of a clip's spectrum, its loudest mel cell at power 1."""
    return source.spectrum[::step] * np.float32(10 ** (-source.ref_db / 20))


def _ms_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
