"""The states that must look right, and how the window gets into each."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gui.backend import Backend
from gui.clip_loader import LoadProgress
from gui.offline_player import OfflinePlayer
from gui.player_bridge import Device
from gui.session import Slot

if TYPE_CHECKING:
    from engine.audio.devices import AudioDevice
    from engine.audio.player import Player
    from engine.cancel import ShouldCancel
    from engine.morph.render import Renderer
    from engine.morph.request import MorphRequest, MorphResult
    from engine.vae.onnx_vae import OnnxVae
    from gui.main_window import MainWindow

ALPHA = 0.42
PLAYED_S = 2.31


class SceneBackend(Backend):
    """The real engine with a player that makes no sound, stopped where the scene needs it."""

    def __init__(self, scene: Scene, model_folder: Path | None = None) -> None:
        super().__init__(model_folder, scene.provider)
        self._scene = scene

    def create_player(self) -> Player:
        return OfflinePlayer(has_device=self._scene.has_device)

    def list_devices(self) -> list[AudioDevice]:
        return []

    def create_renderer(self, vae: OnnxVae) -> Renderer:
        renderer = super().create_renderer(vae)
        if self._scene.last_stage == "final":
            return renderer
        return _Stopped(renderer, self._scene.last_stage)  # type: ignore[return-value]


class _Stopped:
    """A renderer that never gets past a stage."""

    def __init__(self, renderer: Renderer, last_stage: str) -> None:
        self._renderer = renderer
        self._last_stage = last_stage

    def render(self, request: MorphRequest, should_cancel: ShouldCancel) -> Iterator[MorphResult]:
        for result in self._renderer.render(request, should_cancel):
            yield result
            if result.stage == self._last_stage:
                return

    def prefetch(self, request: MorphRequest, should_cancel: ShouldCancel) -> None:
        pass


def _nothing(_window: MainWindow, _folder: Path) -> None:
    pass


def _has_sound(window: MainWindow) -> bool:
    session = window.controller.session
    sound = session.sound
    return bool(sound and sound.generation == session.generation)


def _is_final(window: MainWindow) -> bool:
    return window.controller.session.is_final


def _is_known(window: MainWindow) -> bool:
    controller = window.controller
    is_asked = controller.player.device is not Device.OPENING
    return is_asked and controller.vae is not None and bool(controller.methods)


def _play(window: MainWindow, _folder: Path) -> None:
    bridge = window.controller.player
    bridge.play()
    player: Any = bridge.player
    player.advance(PLAYED_S)
    bridge._on_tick()
    _point(window, 0.71, 0.66)


def _point(window: MainWindow, x: float, y: float) -> None:
    """Hold the pointer over the morph's mel, at shares of its width and height."""
    mel = window.morph.mel
    if mel.n_mels:
        mel.hovered.emit(x * mel.duration_s, (1 - y) * mel.n_mels)


def _drag(window: MainWindow, _folder: Path) -> None:
    window.clips[Slot.B].set_drop_target(True)


def _load(window: MainWindow, _folder: Path) -> None:
    column = window.clips[Slot.B]
    overview = window.controller.session.slots[Slot.B].overview
    assert overview is not None
    path = Path("a long symphony, third movement.flac")
    column.show_started(path)
    n_read = round(0.43 * len(overview.peaks))
    part = dataclasses.replace(
        overview,
        peaks=overview.peaks[:n_read],
        duration_s=0.43 * overview.duration_s,
        is_complete=False,
    )
    column.show_progress(LoadProgress(path, part, 0.43))


def _open_bad(window: MainWindow, folder: Path) -> None:
    bad = folder / "shopping list.mp3"
    bad.write_text("milk, bread, two lemons\n" * 40, "utf-8")
    window.controller.open_clip(Slot.B, bad)


def _open_short(window: MainWindow, folder: Path) -> None:
    import soundfile

    path = folder / "three seconds, six channels.wav"
    seconds = np.arange(3 * 44100)[:, None] / 44100
    tones = 0.2 * np.sin(2 * np.pi * seconds * np.array([[220, 275, 330, 440, 550, 660]]))
    soundfile.write(path, tones, 44100)
    window.controller.open_clip(Slot.A, path)


def _has_error(window: MainWindow) -> bool:
    return bool(window.clips[Slot.B].messages.error.text) and _is_final(window)


def _has_note(window: MainWindow) -> bool:
    return bool(window.clips[Slot.A].messages.note.text) and _is_final(window)


def _fade_detail(window: MainWindow, _folder: Path) -> None:
    window.controller.set_detail(0.4)


def _go_beyond(window: MainWindow, _folder: Path) -> None:
    window.controller.set_beyond(True)
    window.controller.set_alpha(-0.3)


def _go_even(window: MainWindow, _folder: Path) -> None:
    window.controller.set_even(True)
    window.controller.set_method("crossfade")


def _lose(window: MainWindow, _folder: Path) -> None:
    bridge = window.controller.player
    bridge.play()
    player: Any = bridge.player
    player.advance(PLAYED_S)
    player.is_stuck = True
    bridge._on_tick()


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """One state of the window.

    Parameters
    ----------
    name : str
    prepare : callable
        Brings a loaded window (and a folder to write in) there.
    is_reached : callable
        Whether the window is there.
    is_loaded : callable
        Whether `prepare` may be called.
    has_clips, has_device : bool
    provider, last_stage : str
        What the model runs on; the last stage that is rendered.
    """

    name: str
    prepare: Callable[[MainWindow, Path], None] = _nothing
    is_reached: Callable[[MainWindow], bool] = _is_final
    is_loaded: Callable[[MainWindow], bool] = _has_sound
    has_clips: bool = True
    has_device: bool = True
    provider: str = "auto"
    last_stage: str = "final"


def _always(_window: MainWindow) -> bool:
    return True


SCENES: dict[str, Scene] = {
    scene.name: scene
    for scene in (
        Scene("final"),
        Scene("playing", _play),
        Scene("detail", _fade_detail),
        Scene("beyond", _go_beyond),
        Scene("even-crossfade", _go_even),
        Scene("preview", _nothing, _has_sound, last_stage="preview"),
        Scene("no-clips", _nothing, _always, _is_known, has_clips=False),
        Scene("dragging", _drag),
        Scene("loading", _load),
        Scene("bad-file", _open_bad, _has_error),
        Scene("notes", _open_short, _has_note),
        Scene("no-device", has_device=False),
        Scene("device-lost", _lose),
        Scene("cpu", provider="cpu"),
    )
}
