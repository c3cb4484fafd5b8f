"""The end of one song becomes the beginning of another, both whole and at full quality."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

import numpy as np
import soxr

from engine.audio.clip import Clip
from engine.audio.full import read_full
from engine.cancel import ShouldCancel, never
from engine.morph.alpha import AlphaCurve
from engine.morph.loudness_lock import apply_gain, gain_along, limit_peaks, peak_of
from engine.morph.methods import DEFAULT_METHOD
from engine.morph.stream import LongMorph
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae

GUARD_S: Final = 0.25
"""At both ends of the zone alpha rests and the file's own samples give way to the zone's, which are
nearly the same there."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Transition:
    """A until the zone, the morph in it, B behind it.

    The model knows one channel and half its sample rate of the spectrum. What the files have
    beyond that (the differences of their channels, what lies above) is added to the morph, A's
    fading out and B's fading in, so that the zone begins and ends with the files' own samples.

    Parameters
    ----------
    a, b : Clip
        The zone in each file, as long as each other, at the model's sample rate.
    vae : OnnxVae
    curve : AlphaCurve
        Over the zone; 0 during its first `GUARD_S` and 1 during its last.
    sample_rate, n_channels : int
        Of the result.
    method : str
    detail : float
    before_s, after_s : float or None
        How much of A and B is heard outside the zone; all of it if None.
    seed : int
        See `MorphRequest`.
    """

    a: Clip
    b: Clip
    vae: OnnxVae
    curve: AlphaCurve
    sample_rate: int
    n_channels: int
    method: str = DEFAULT_METHOD
    detail: float = 1.0
    before_s: float | None = None
    after_s: float | None = None
    seed: int = 0

    @property
    def zone_s(self) -> float:
        """Length of the zone."""
        return len(self.a.samples) / self.a.sample_rate

    def blocks(self, should_cancel: ShouldCancel = never) -> Iterator[FloatArray]:
        """Yield the samples in order.

        Yields
        ------
        float32 array, shape (n_channels, n_block)

        Raises
        ------
        ClipDecodeError, InferenceError, RenderCancelled
        """
        rate, n_zone = self.sample_rate, round(self.zone_s * self.sample_rate)
        zone_a, zone_b = (round(clip.start_s * rate) for clip in (self.a, self.b))
        first = 0 if self.before_s is None else max(0, zone_a - round(self.before_s * rate))
        last = None if self.after_s is None else zone_b + n_zone + round(self.after_s * rate)
        yield from self._file(self.a, first, zone_a)
        yield self._zone(zone_a, zone_b, n_zone, should_cancel)
        yield from self._file(self.b, zone_b + n_zone, last)

    def _file(self, clip: Clip, start: int, stop: int | None) -> Iterator[FloatArray]:
        return read_full(
            clip.info.path,
            sample_rate=self.sample_rate,
            n_channels=self.n_channels,
            start=start,
            stop=stop,
        )

    def _zone(
        self, zone_a: int, zone_b: int, n_zone: int, should_cancel: ShouldCancel
    ) -> FloatArray:
        """Morph, with what the model does not know of each file."""
        morph = LongMorph(
            self.a, self.b, self.vae, self.curve, self.method, self.detail, seed=self.seed
        )
        samples = np.concatenate([*morph.blocks(should_cancel)])
        if np.isfinite([self.a.loudness_lufs, self.b.loudness_lufs]).all():
            rate = self.vae.spec.sample_rate
            apply_gain(samples, gain_along(samples, self.a, self.b, self.curve, rate), rate)
        zone = np.repeat(self._as_file(samples, n_zone)[None], self.n_channels, axis=0)
        seconds = np.arange(n_zone, dtype=np.float64) / self.sample_rate
        angle = np.clip(self.curve.at(seconds), 0, 1) * np.float32(np.pi / 2)
        ceiling = 0.0
        seam = np.clip(seconds / GUARD_S, 0, 1).astype(np.float32)
        for clip, at, share, own in (
            (self.a, zone_a, np.cos(angle), 1 - seam),
            (self.b, zone_b, np.sin(angle), 1 - seam[::-1]),
        ):
            file = self._exactly(clip, at, n_zone)
            zone += share * (file - self._as_file(clip.samples, n_zone))
            zone += own * (file - zone)
            ceiling = max(ceiling, peak_of(file))
        # No louder than the songs, or both would have to be turned down for its sake.
        is_louder = 0 < ceiling < peak_of(zone)
        return limit_peaks(zone, ceiling, self.sample_rate) if is_louder else zone

    def _exactly(self, clip: Clip, start: int, n_samples: int) -> FloatArray:
        """A part of a file, with silence where it ends."""
        part = np.zeros((self.n_channels, n_samples), np.float32)
        done = 0
        for block in self._file(clip, start, start + n_samples):
            part[:, done : done + block.shape[1]] = block
            done += block.shape[1]
        return part

    def _as_file(self, samples: FloatArray, n_samples: int) -> FloatArray:
        """Mono samples of the model at the result's rate."""
        model_rate = self.vae.spec.sample_rate
        if model_rate != self.sample_rate:
            samples = np.asarray(soxr.resample(samples, model_rate, self.sample_rate), np.float32)
        fitted = np.zeros(n_samples, np.float32)
        fitted[: len(samples)] = samples[:n_samples]
        return fitted


def zone_curve(curve: AlphaCurve, zone_s: float) -> AlphaCurve:
    """Squeeze a curve, whatever its length, into a zone with rests at both ends."""
    scale = max(zone_s - 2 * GUARD_S, 1e-3) / curve.end_s
    inside = tuple((GUARD_S + scale * t, alpha) for t, alpha in curve.points)
    return AlphaCurve(((0.0, 0.0), *inside, (zone_s, 1.0)))
