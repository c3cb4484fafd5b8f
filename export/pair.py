"""Two files made ready to morph, and the renders of them."""

from __future__ import annotations

import dataclasses
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np

from engine.audio.clip import Clip, probe
from engine.cancel import ShouldCancel, never
from engine.mel.whole import track_picture
from engine.morph.align import AlignOptions
from engine.morph.alpha import Alpha
from engine.morph.methods import DEFAULT_METHOD, used_sound
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest, MorphResult, Stage, Timings
from engine.morph.source import Source, prepare_source
from engine.morph.stream import LongMorph
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae
from engine.vae.store import ModelCard
from export.clips import FitMode, read_clips
from export.sidecar import describe_render

Side = Literal["a", "b"]
LONG_S = 30.0
"""Longer morphs are rendered in pieces."""


@dataclasses.dataclass(frozen=True, slots=True)
class PairRequest:
    """Which parts of which files to morph, and how.

    Parameters
    ----------
    path_a, path_b : Path
    start_a_s, start_b_s : float
        Where the excerpts begin in the files, in seconds.
    seconds : float or None
        Length of both excerpts and of the result; all that A has from there on if None.
    method : str
        A key of ``engine.morph.methods.METHODS``.
    seed : int
        Of the phase where both clips are silent.
    detail : float
    is_even : bool
        See `MorphRequest`.
    fit : str
        What happens to a file that is too short: see `engine.audio.fit.fit`; "trim" shortens the
        morph.
    align : AlignOptions
        Whether tempo, beats and key are matched.
    sound : float or None
        See `MorphRequest`.
    """

    path_a: Path
    path_b: Path
    start_a_s: float = 0.0
    start_b_s: float = 0.0
    seconds: float | None = 5.0
    method: str = DEFAULT_METHOD
    seed: int = 0
    detail: float = 1.0
    is_even: bool = False
    fit: FitMode = "pad"
    align: AlignOptions = dataclasses.field(default_factory=AlignOptions)
    sound: float | None = None

    @property
    def sources(self) -> tuple[Path, Path]:
        """Both files: never to be overwritten."""
        return self.path_a, self.path_b

    def check(self) -> None:
        """Raise `ClipDecodeError` if a file cannot be read, before anything slow begins."""
        for path in self.sources:
            probe(path)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Pair(ABC):
    """Both clips, read for a model.

    Parameters
    ----------
    request : PairRequest
    vae : OnnxVae
    card : ModelCard or None
        Of the model, for the sidecars.
    clips : (Clip, Clip)
        As long as the morph.
    sentences : tuple of str
        What was found and done to match the two, for the user.
    """

    request: PairRequest
    vae: OnnxVae
    card: ModelCard | None
    clips: tuple[Clip, Clip]
    sentences: tuple[str, ...]

    @property
    def sample_rate(self) -> int:
        """The model's, in Hz."""
        return self.vae.spec.sample_rate

    @property
    def n_samples(self) -> int:
        """Length of the morph, at the model's sample rate."""
        return len(self.clips[0].samples)

    @property
    def seconds(self) -> float:
        """Length of the morph: what was asked for, where it could be had."""
        asked = self.request.seconds
        if asked is not None and round(asked * self.sample_rate) == self.n_samples:
            return asked
        return self.n_samples / self.sample_rate

    def is_matched(self, side: Side) -> bool:
        """Whether a side may have been stretched or transposed."""
        align = self.request.align
        return (align.needs_tempo or align.match_key) and (
            side == "b" or align.match_tempo == "middle"
        )

    def clip(self, side: Side) -> Clip:
        """One of the clips."""
        return self.clips["ab".index(side)]

    @abstractmethod
    def mel_of(self, side: Side) -> FloatArray:
        """Mel of one side, of the morph's length, shape (n_mels, n_columns)."""

    @abstractmethod
    def render(
        self,
        alpha: Alpha,
        stage: Stage = "final",
        *,
        out: FloatArray | None = None,
        should_cancel: ShouldCancel = never,
        on_progress: Callable[[float], None] | None = None,
    ) -> MorphResult:
        """Render one morph.

        Parameters
        ----------
        alpha : float or AlphaCurve
        stage : str
        out : float32 array, shape (n_samples,), optional
            Where the samples go, if there is a better place than memory.
        should_cancel : callable
        on_progress : callable, optional
            Told the share of a long morph that is done.

        Raises
        ------
        InferenceError, RenderCancelled
        """

    def describe(self, result: MorphResult) -> dict[str, Any]:
        """Describe a result for its sidecar."""
        record = describe_render(
            result,
            *self.clips,
            self.vae,
            seed=self.request.seed,
            seconds=self.seconds,
            card=self.card,
        )
        align = {**dataclasses.asdict(self.request.align), "found": list(self.sentences)}
        return {**record, "fit": self.request.fit, "align": align}


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class ShortPair(Pair):
    """Clips that fit into memory with all that is made of them.

    Parameters
    ----------
    a, b : Source
    renderer : Renderer
    """

    a: Source
    b: Source
    renderer: Renderer

    def mel_of(self, side: Side) -> FloatArray:
        """Mel of one side, one column a hop."""
        return self._cut((self.a if side == "a" else self.b).mel_norm)

    def render(
        self,
        alpha: Alpha,
        stage: Stage = "final",
        *,
        out: FloatArray | None = None,
        should_cancel: ShouldCancel = never,
        on_progress: Callable[[float], None] | None = None,  # noqa: ARG002 (it is done at once)
    ) -> MorphResult:
        """Render one morph."""
        asked = self.request
        request = MorphRequest(
            0,
            self.a,
            self.b,
            alpha,
            method=asked.method,
            detail=asked.detail,
            is_even=asked.is_even,
            seed=asked.seed,
            sound=asked.sound,
            stages=(stage,),
        )
        (result,) = self.renderer.render(request, should_cancel)
        cut = dataclasses.replace(result, mel_norm=self._cut(result.mel_norm))
        if result.samples is None:
            return cut
        if out is not None:
            out[:] = result.samples
        return cut

    def _cut(self, mel_norm: FloatArray) -> FloatArray:
        n_frames = -(-self.n_samples // self.vae.spec.hop_length)
        return mel_norm[:, :n_frames]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class LongPair(Pair):
    """Clips of which only a piece is analysed at a time."""

    def mel_of(self, side: Side) -> FloatArray:
        """Mel of one side with as many columns as a picture needs."""
        return track_picture(self.clip(side).samples, spec=self.vae.spec)[0]

    def render(
        self,
        alpha: Alpha,
        stage: Stage = "final",
        *,
        out: FloatArray | None = None,
        should_cancel: ShouldCancel = never,
        on_progress: Callable[[float], None] | None = None,
    ) -> MorphResult:
        """Render one morph, in pieces; they have no other stage than the final one."""
        if stage != "final":
            raise ValueError(f"a long morph has no stage {stage}")
        started = time.perf_counter()
        asked = self.request
        a, b = self.clips
        morph = LongMorph(
            a,
            b,
            self.vae,
            alpha,
            asked.method,
            asked.detail,
            asked.is_even,
            asked.seed,
            asked.sound,
        )
        samples = np.zeros(self.n_samples, np.float32) if out is None else out
        lufs, n_iter = morph.render_into(samples, should_cancel, on_progress)
        sound_s = time.perf_counter() - started
        mel_norm, ref_db = track_picture(samples, spec=self.vae.spec)
        return MorphResult(
            0,
            alpha,
            asked.method,
            "final",
            mel_norm,
            ref_db,
            samples,
            n_iter,
            Timings(0.0, 1000 * sound_s, sound_s / self.seconds),
            lufs,
            asked.detail,
            asked.is_even,
            used_sound(asked.sound, asked.method, self.vae),
        )


def open_pair(
    request: PairRequest,
    load: Callable[[], tuple[OnnxVae, ModelCard | None]],
    on_step: Callable[[str], None] | None = None,
) -> Pair:
    """Load the model, and read both clips for it; short ones are analysed and encoded.

    Parameters
    ----------
    request : PairRequest
    load : callable
        Returns the model and its card; called once.
    on_step : callable, optional
        Told in words what happens next.

    Raises
    ------
    ClipDecodeError, FitError, ModelLoadError, InferenceError
    """
    tell = on_step or (lambda _: None)
    tell("Opening the model")
    vae, card = load()
    read = read_clips(
        request.sources,
        (request.start_a_s, request.start_b_s),
        request.seconds,
        vae,
        fit=request.fit,
        align=request.align,
        on_step=tell,
    )
    fields = (request, vae, card, read.clips, read.sentences)
    if len(read.clips[0].samples) > LONG_S * vae.spec.sample_rate:
        return LongPair(*fields)
    tell("Encoding")
    a, b = read.clips
    source_a = prepare_source(a, vae)
    source_b = source_a if b is a else prepare_source(b, vae)
    return ShortPair(*fields, source_a, source_b, Renderer(vae))
