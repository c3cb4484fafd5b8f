"""The one door from the window to the engine.

Nothing of the engine is imported before it is needed: the window shows first. Tests hand the
window another object with these methods.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.audio.clip import Clip, ClipInfo
    from engine.audio.devices import AudioDevice
    from engine.audio.overview import Overview
    from engine.audio.player import Player
    from engine.cancel import ShouldCancel
    from engine.morph.render import Renderer
    from engine.morph.request import MorphRequest, MorphResult
    from engine.morph.source import Source
    from engine.vae.onnx_vae import OnnxVae
    from engine.vae.store import ModelCard
    from gui.align_process import AlignProcess


@dataclasses.dataclass(frozen=True, slots=True)
class MethodInfo:
    """What the window knows of a morph method.

    Parameters
    ----------
    key, label, help, has_detail, goes_beyond
        As `engine.morph.methods.base.MorphMethod` says.
    """

    key: str
    label: str
    help: str
    has_detail: bool = True
    goes_beyond: bool = True


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

    def methods(self) -> list[MethodInfo]:
        """Return the morph methods, in the order to show them."""
        from engine.morph.methods import METHODS

        return [
            MethodInfo(m.key, m.label, m.help, m.has_detail, m.goes_beyond)
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
        self, path: Path, should_cancel: ShouldCancel, on_progress: Callable[[Overview], None]
    ) -> Overview:
        """Read a whole file's peaks."""
        from engine.audio.overview import read_overview

        return read_overview(path, should_cancel=should_cancel, on_progress=on_progress)

    def suggest_start_s(self, overview: Overview, excerpt_s: float) -> float:
        """Find a loud, steady passage."""
        from engine.audio.overview import suggest_start_s

        return suggest_start_s(overview, excerpt_s)

    def load_clip(self, path: Path, start_s: float, vae: OnnxVae | None, length_s: float) -> Clip:
        """Decode an excerpt at the model's rate."""
        from engine.audio.clip import load_clip
        from engine.spec import MelSpec

        spec = vae.spec if vae is not None else MelSpec()
        return load_clip(
            path,
            start_s=start_s,
            n_samples=round(length_s * spec.sample_rate),
            sample_rate=spec.sample_rate,
        )

    def prepare_source(self, clip: Clip, vae: OnnxVae) -> Source:
        """Analyse and encode an excerpt."""
        from engine.morph.source import prepare_source

        return prepare_source(clip, vae)

    def create_align_process(self) -> AlignProcess:
        """Make the process that matches clips; it is not started."""
        from gui.align_process import AlignProcess

        return AlignProcess()

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

    def write_wav(
        self,
        path: Path,
        request: MorphRequest,
        result: MorphResult,
        vae: OnnxVae,
        subtype: str,
        may_replace: bool,
    ) -> Path:
        """Write a result, with the story of how it was made beside it."""
        from export.audio import write_wav
        from export.sidecar import describe_render

        assert result.samples is not None
        a, b = request.a, request.b
        return write_wav(
            path,
            result.samples,
            vae.spec.sample_rate,
            subtype=subtype,
            overwrite=may_replace,
            sidecar=describe_render(
                result, a.clip, b.clip, vae, seed=request.seed, card=_card(vae)
            ),
            sources=(a.clip.info.path, b.clip.info.path),
        )


def _card(vae: OnnxVae) -> ModelCard | None:
    """Read the card of a model again, for the checksums of its files; None if it is gone."""
    from engine.errors import ModelLoadError
    from engine.vae.store import read_card

    try:
        return read_card(vae.folder) if vae.folder else None
    except ModelLoadError:
        return None
