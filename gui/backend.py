"""The one door from the window to the engine.

Nothing of the engine is imported before it is needed: the window shows first. Tests hand the
window another object with these methods.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cancel import ShouldCancel, never

if TYPE_CHECKING:
    from engine.audio.clip import Clip, ClipInfo
    from engine.audio.devices import AudioDevice
    from engine.audio.overview import Overview
    from engine.audio.player import Player
    from engine.morph.render import Renderer
    from engine.morph.source import Source
    from engine.spec import FloatArray
    from engine.vae.onnx_vae import OnnxVae
    from engine.vae.store import ModelCard
    from export.order import Done, Order
    from gui.clips.align_process import AlignProcess
    from gui.clips.beat_finder import BeatProcess

WALK_STEP = 0.4
"""Radians from one clip of a walk to the next: related, and heard to be another."""
N_BINS = 16_000
"""Of an overview: half a second each in a two-hour file, so that one can look closer."""


@dataclasses.dataclass(frozen=True, slots=True)
class MethodInfo:
    """What the window knows of a morph method.

    Parameters
    ----------
    key, label, help, has_detail, goes_beyond, draws_detail, has_sound
        As `engine.morph.methods.base.MorphMethod` says.
    """

    key: str
    label: str
    help: str
    has_detail: bool = True
    goes_beyond: bool = True
    draws_detail: bool = False
    has_sound: bool = True


class Backend:
    """The engine and the exports as the window uses them; safe to call from task threads.

    Parameters
    ----------
    model_folder : Path, optional
        The model to start with; the one that comes with Segue for listening if absent.
    provider : str
        "auto" or "cpu".
    """

    def __init__(self, model_folder: Path | None = None, provider: str = "auto") -> None:
        self._model_folder = model_folder
        self._provider = provider

    @property
    def model_folder(self) -> Path | None:
        """The model to start with, if it is not the one that comes with Segue."""
        return self._model_folder

    def set_model(self, folder: Path | None) -> None:
        """Start with another model from now on."""
        self._model_folder = folder

    def set_provider(self, provider: str) -> None:
        """Open models for "auto" or "cpu" from now on."""
        self._provider = provider

    def methods(self) -> list[MethodInfo]:
        """Return the morph methods, in the order to show them."""
        from engine.morph.methods import METHODS
        from gui.engine_words import of_method

        return [
            MethodInfo(
                m.key,
                of_method(m.label),
                of_method(m.help),
                m.has_detail,
                m.goes_beyond,
                m.draws_detail,
                m.has_sound,
            )
            for m in METHODS.values()
        ]

    def list_models(self) -> list[tuple[Path, str]]:
        """Return folder and label of each model that comes with Segue."""
        from engine.vae.store import list_models

        return [(card.folder, f"{card.name} {card.version}") for card in list_models()]

    def load_model(self, folder: Path | None = None) -> OnnxVae:
        """Open a model folder; without one, the model to start with."""
        from engine.errors import ModelContractError
        from engine.spec import MelSpec
        from engine.vae.store import load_model

        vae = load_model(folder or self._model_folder, provider=self._provider)
        rate = MelSpec().sample_rate
        if vae.spec.sample_rate != rate:  # the player and the clips that are open are at this rate
            raise ModelContractError(
                f"The model {vae.name} takes sound at {vae.spec.sample_rate} Hz, but the window "
                f"plays at {rate} Hz. Use it with the command render, or choose another model."
            )
        return vae

    def probe(self, path: Path) -> ClipInfo:
        """Read a file's header."""
        from engine.audio.clip import probe

        return probe(path)

    def read_overview(
        self,
        path: Path,
        should_cancel: ShouldCancel,
        on_progress: Callable[[Overview], None],
        tell_at_s: float = math.inf,
    ) -> Overview:
        """Read a whole file's peaks."""
        from engine.audio.overview import read_overview

        return read_overview(
            path,
            n_bins=N_BINS,
            should_cancel=should_cancel,
            on_progress=on_progress,
            tell_at_s=tell_at_s,
        )

    def suggest_start_s(self, overview: Overview, excerpt_s: float) -> float:
        """Find a loud, steady passage."""
        from engine.audio.overview import suggest_start_s

        return suggest_start_s(overview, excerpt_s)

    def onset_start_s(
        self, path: Path, start_s: float, excerpt_s: float, should_cancel: ShouldCancel
    ) -> float:
        """Find where something begins, near a guess."""
        from engine.audio.passage import onset_start_s

        return onset_start_s(path, start_s, excerpt_s, should_cancel)

    def zero_start_s(self, path: Path, start_s: float, vae: OnnxVae | None) -> float:
        """Find where the wave crosses zero, near a start."""
        from engine.audio.passage import zero_start_s
        from engine.spec import MelSpec

        spec = vae.spec if vae is not None else MelSpec()
        return zero_start_s(path, start_s, sample_rate=spec.sample_rate)

    def load_clip(
        self,
        path: Path,
        start_s: float,
        vae: OnnxVae | None,
        length_s: float,
        should_cancel: ShouldCancel = never,
    ) -> Clip:
        """Decode an excerpt at the model's rate."""
        from engine.audio.clip import load_clip
        from engine.spec import MelSpec

        spec = vae.spec if vae is not None else MelSpec()
        return load_clip(
            path,
            start_s=start_s,
            n_samples=round(length_s * spec.sample_rate),
            sample_rate=spec.sample_rate,
            should_cancel=should_cancel,
        )

    def prepare_source(self, clip: Clip, vae: OnnxVae) -> Source:
        """Analyse and encode an excerpt."""
        from engine.morph.source import prepare_source

        return prepare_source(clip, vae)

    def draw_clip(
        self,
        path: Path,
        vae: OnnxVae,
        seed: int,
        length_s: float,
        last: FloatArray | None,
        should_cancel: ShouldCancel = never,
    ) -> FloatArray:
        """Have the model make a clip, a step from the latent ``last`` if there is one.

        Writes it as a WAV file, in a folder that is made if need be, and returns its latent.
        """
        from engine.cancel import check
        from engine.morph.sampling import clip_of_latent, n_columns
        from engine.vae.prior import prior_of
        from export.audio import write_wav
        from export.files import explained

        n_samples = max(1, round(length_s * vae.spec.sample_rate))
        prior = prior_of(vae)
        latent = prior.sample(n_columns(n_samples, vae), seed)
        if last is not None and last.shape == latent.shape:
            *_, latent = prior.walk(last, 2, WALK_STEP, seed)
        clip, _ = clip_of_latent(
            vae,
            latent,
            n_samples=n_samples,
            seed=seed,
            name=path.stem,
            should_cancel=should_cancel,
        )
        check(should_cancel)
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_wav(path, clip.samples, clip.sample_rate)
        return latent

    def create_align_process(self) -> AlignProcess:
        """Make the process that matches clips; it is not started."""
        from gui.clips.align_process import AlignProcess

        return AlignProcess()

    def create_beat_process(self) -> BeatProcess:
        """Make the process that finds beats; it is not started."""
        from gui.clips.beat_finder import BeatProcess

        return BeatProcess()

    def create_renderer(self, vae: OnnxVae) -> Renderer:
        """Make the renderer; called on the render thread."""
        from engine.morph.render import Renderer

        return Renderer(vae)

    def create_player(self) -> Player:
        """Make a closed player."""
        from engine.audio.player import Player

        return Player()

    def list_devices(self) -> list[AudioDevice]:
        """List the sound devices as they were at the start."""
        from engine.audio.devices import list_devices

        return list_devices()

    def export(
        self,
        order: Order,
        should_cancel: ShouldCancel,
        on_progress: Callable[[str, float | None], None],
    ) -> Done:
        """Render what is ordered, if need be, and write it."""
        from export.carry_out import carry_out

        order = dataclasses.replace(order, card=_card(order.vae))
        return carry_out(order, should_cancel, on_progress)


def _card(vae: OnnxVae) -> ModelCard | None:
    """Read the card of a model again, for the checksums of its files; None if it is gone."""
    from engine.errors import ModelLoadError
    from engine.vae.store import read_card

    try:
        return read_card(vae.folder) if vae.folder else None
    except ModelLoadError:
        return None
