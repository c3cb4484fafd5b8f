"""Two files made ready to morph, and the renders of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.audio.clip import load_clip, probe
from engine.audio.loudness import integrated_lufs
from engine.morph.methods import DEFAULT_METHOD
from engine.morph.render import Renderer
from engine.morph.request import MorphRequest, MorphResult, Stage
from engine.morph.source import Source, clip_samples, prepare_source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae
from engine.vae.store import ModelCard
from export.files import shown
from export.sidecar import describe_render


@dataclasses.dataclass(frozen=True, slots=True)
class PairRequest:
    """Which parts of which files to morph, and how.

    Parameters
    ----------
    path_a, path_b : Path
    start_a_s, start_b_s : float
        Where the excerpts begin in the files, in seconds.
    seconds : float
        Length of both excerpts and of the result.
    method : str
        A key of ``engine.morph.methods.METHODS``.
    seed : int
        Of the phase where both clips are silent.
    """

    path_a: Path
    path_b: Path
    start_a_s: float = 0.0
    start_b_s: float = 0.0
    seconds: float = 5.0
    method: str = DEFAULT_METHOD
    seed: int = 0

    @property
    def sources(self) -> tuple[Path, Path]:
        """Both files: never to be overwritten."""
        return self.path_a, self.path_b

    def check(self) -> None:
        """Raise `ClipDecodeError` if a file cannot be read, before anything slow begins."""
        for path in self.sources:
            probe(path)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Both clips, analysed and encoded by a model.

    Parameters
    ----------
    request : PairRequest
    vae : OnnxVae
    card : ModelCard or None
        Of the model, for the sidecars.
    a, b : Source
        At least ``n_samples`` long: the model takes only certain lengths.
    n_samples : int
        Length that was asked for, at the model's sample rate.
    renderer : Renderer
    """

    request: PairRequest
    vae: OnnxVae
    card: ModelCard | None
    a: Source
    b: Source
    n_samples: int
    renderer: Renderer

    @property
    def sample_rate(self) -> int:
        """The model's, in Hz."""
        return self.vae.spec.sample_rate

    def mel_of(self, source: Source) -> FloatArray:
        """Mel of one side, of the length that was asked for, shape (n_mels, n_frames)."""
        return self._cut(source.mel_norm)

    def render(self, alpha: float, stage: Stage = "final") -> MorphResult:
        """Render one morph, of the length that was asked for.

        Raises
        ------
        InferenceError
        """
        request = MorphRequest(
            0,
            self.a,
            self.b,
            alpha,
            method=self.request.method,
            seed=self.request.seed,
            stages=(stage,),
        )
        (result,) = self.renderer.render(request)
        cut = dataclasses.replace(result, mel_norm=self._cut(result.mel_norm))
        if result.samples is None or len(result.samples) == self.n_samples:
            return cut
        samples = result.samples[: self.n_samples]
        lufs = integrated_lufs(samples, self.sample_rate)
        return dataclasses.replace(cut, samples=samples, loudness_lufs=lufs)

    def describe(self, result: MorphResult) -> dict[str, Any]:
        """Describe a result for its sidecar."""
        return describe_render(
            result,
            self.a,
            self.b,
            self.vae,
            seed=self.request.seed,
            seconds=self.request.seconds,
            card=self.card,
        )

    def _cut(self, mel_norm: FloatArray) -> FloatArray:
        n_frames = -(-self.n_samples // self.vae.spec.hop_length)
        return mel_norm[:, :n_frames]


def open_pair(
    request: PairRequest,
    load: Callable[[], tuple[OnnxVae, ModelCard | None]],
    on_step: Callable[[str], None] | None = None,
) -> Pair:
    """Load the model, and decode, analyse and encode both clips with it.

    Parameters
    ----------
    request : PairRequest
    load : callable
        Returns the model and its card; called once.
    on_step : callable, optional
        Told in words what happens next.

    Raises
    ------
    ClipDecodeError, ModelLoadError, InferenceError
    """
    tell = on_step or (lambda _: None)
    tell("Opening the model")
    vae, card = load()
    n_samples = max(1, round(request.seconds * vae.spec.sample_rate))
    starts = (request.start_a_s, request.start_b_s)
    sources: dict[tuple[Path, float], Source] = {}
    for place in zip(request.sources, starts, strict=True):
        if place not in sources:
            tell(f"Reading {shown(place[0])}")
            clip = load_clip(
                place[0],
                start_s=place[1],
                n_samples=clip_samples(n_samples, vae),
                sample_rate=vae.spec.sample_rate,
            )
            sources[place] = prepare_source(clip, vae)
    a, b = (sources[place] for place in zip(request.sources, starts, strict=True))
    return Pair(request, vae, card, a, b, n_samples, Renderer(vae))
