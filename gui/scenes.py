"""The states that must look right, and how the window gets into each."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from PySide6.QtCore import Qt

from gui import scenes_dialogs, scenes_intake
from gui.backend import Backend
from gui.clips.reading import LoadProgress
from gui.playback.offline_player import OfflinePlayer
from gui.playback.player_bridge import Device
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
        return cast("Renderer", _Stopped(renderer, self._scene.last_stage))


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


def _play_only(window: MainWindow, folder: Path) -> None:
    """Play, with no pointer in the window."""
    _play(window, folder)
    window.morph.mel.left.emit()


def _point(window: MainWindow, x: float, y: float) -> None:
    """Hold the pointer over the morph's mel, at shares of its width and height."""
    mel = window.morph.mel
    if mel.n_mels:
        mel.hovered.emit(mel.axis.start_s + x * mel.axis.span_s, (1 - y) * mel.n_mels)


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


def _draw(window: MainWindow, _folder: Path) -> None:
    window.controller.set_method("drawn")


def _go_beyond(window: MainWindow, _folder: Path) -> None:
    window.controller.set_beyond(True)
    window.controller.set_alpha(-0.3)


def _part_sound(window: MainWindow, _folder: Path) -> None:
    window.controller.set_alpha(0.15)
    window.controller.set_sound_alpha(0.85)


def _open_pad(window: MainWindow, folder: Path) -> None:
    _part_sound(window, folder)
    window.commands.run("pad")


def _follow_curve(window: MainWindow, folder: Path) -> None:
    from engine.morph.alpha import AlphaCurve

    points = ((0.0, 0.1), (1.2, 0.25), (2.4, 0.85), (3.6, 0.55), (4.6, 1.0))
    window.controller.set_curve(AlphaCurve(points))
    _play(window, folder)


def _shape_curve(window: MainWindow, folder: Path) -> None:
    window.controller.set_beyond(True)
    _follow_curve(window, folder)
    curve = window.morph.curve
    curve.setFocus(Qt.FocusReason.TabFocusReason)
    curve.choose(2)


def _set_marks(window: MainWindow, _folder: Path) -> None:
    controller = window.controller
    controller.set_marks([0.12, 0.3, 0.42, 0.66, 0.9])
    controller.set_method("crossfade")
    controller.copy_bank()
    controller.switch_bank()
    window.alpha.number.open("0,6")


def _go_even(window: MainWindow, _folder: Path) -> None:
    window.controller.set_even(True)
    window.controller.set_method("crossfade")


def _zoom_in(window: MainWindow, folder: Path) -> None:
    window.morph.mel.axis.show(2.1, 2.7)
    _play(window, folder)


def _zoom_to_samples(window: MainWindow, folder: Path) -> None:
    window.morph.mel.axis.show(2.3, 2.32)
    _play(window, folder)


def _subtract(window: MainWindow, _folder: Path) -> None:
    window.commands.run("difference_blend")
    _point(window, 0.71, 0.66)


def _subtract_clips(window: MainWindow, _folder: Path) -> None:
    window.commands.run("difference_clips")


def _name_notes(window: MainWindow, _folder: Path) -> None:
    window.commands.run("notes_axis")
    _point(window, 0.71, 0.66)


def _show_levels(window: MainWindow, _folder: Path) -> None:
    window.commands.run("levels")
    display = window.morph.mel.display
    display.set_levels(-64, -8)
    display.set_colours("viridis")


def _lose(window: MainWindow, _folder: Path) -> None:
    bridge = window.controller.player
    bridge.play()
    player: Any = bridge.player
    player.advance(PLAYED_S)
    player.is_stuck = True
    bridge._on_tick()


def _is_lost(window: MainWindow) -> bool:
    return window.controller.player.device is Device.LOST


def _loop_part(window: MainWindow, folder: Path) -> None:
    window.controller.set_loop((1.62, 3.4))
    _play(window, folder)
    window.controller.player._timer.stop()


def _clip(window: MainWindow, folder: Path) -> None:
    window.transport.volume.set_db(6)
    player: Any = window.controller.player.player
    player.buffer.gain = 8.0  # an uncommonly loud clip
    _play(window, folder)
    window.controller.player._timer.stop()


def _miss(window: MainWindow, folder: Path) -> None:
    """Open a project with a slider that was moved and a clip that is gone."""
    from gui.projects.project import write_project

    document = window.controller.session.document()
    assert document.b is not None
    gone = dataclasses.replace(document.b, path=folder / "the other song.flac")
    path = folder / "Night walk.segue"
    write_project(path, dataclasses.replace(document, b=gone))
    window.controller.open_paths([path])


def _is_asked_for(window: MainWindow) -> bool:
    from gui.projects.history import History

    history = window.findChild(History)
    is_there = window.controller.session.slots[Slot.A].source is not None
    return bool(history and history.missing) and is_there


def _offer_copy(window: MainWindow, _folder: Path) -> None:
    from gui.projects.autosave import Autosave

    autosave = window.findChild(Autosave)
    assert autosave is not None
    text = "Segue did not end well last time. Bring back the changes to “Night walk”?"
    autosave.bar.ask(text)


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
    has_hints : bool
        Whether the hints of the first minutes are on show.
    language : str
    """

    name: str
    prepare: Callable[[MainWindow, Path], None] = _nothing
    is_reached: Callable[[MainWindow], bool] = _is_final
    is_loaded: Callable[[MainWindow], bool] = _has_sound
    has_clips: bool = True
    has_device: bool = True
    provider: str = "auto"
    last_stage: str = "final"
    has_hints: bool = False
    language: str = "en"


def _match(window: MainWindow, _folder: Path) -> None:
    window.commands.run("match")


def _is_matched(window: MainWindow) -> bool:
    aligner = window.controller.aligner
    return aligner.plan is not None and _is_final(window)


def _always(_window: MainWindow) -> bool:
    return True


def _has_settled(window: MainWindow) -> bool:
    return _is_final(window) and window.controller.tasks.n_live == 0


SCENES: dict[str, Scene] = {
    scene.name: scene
    for scene in (
        Scene("final"),
        Scene("front", _play_only),
        Scene("playing", _play),
        Scene("detail", _fade_detail),
        Scene("drawn", _draw),
        Scene("beyond", _go_beyond),
        Scene("sound", _part_sound),
        Scene("pad", _open_pad),
        Scene("even-crossfade", _go_even),
        Scene("curve", _follow_curve),
        Scene("curve-keyboard", _shape_curve),
        Scene("marks", _set_marks),
        Scene("preview", _nothing, _has_sound, last_stage="preview"),
        Scene("no-clips", _nothing, _always, _is_known, has_clips=False),
        Scene("dragging", _drag),
        Scene("loading", _load),
        Scene("bad-file", _open_bad, _has_error),
        Scene("notes", _open_short, _has_note),
        Scene("choose-side", scenes_intake.choose_side),
        Scene("folder", scenes_intake.choose_file, scenes_intake.has_listed, _is_final),
        Scene("changed-file", scenes_intake.change_file),
        Scene("resizing", scenes_intake.drag_edge),
        Scene("no-device", has_device=False),
        Scene("device-lost", _lose, _is_lost, _is_final),
        Scene("loop-range", _loop_part),
        Scene("clipped", _clip),
        Scene("cpu", provider="cpu"),
        Scene("missing-clip", _miss, _is_asked_for),
        Scene("recovery", _offer_copy),
        Scene("zoomed", _zoom_in),
        Scene("zoomed-to-samples", _zoom_to_samples),
        Scene("difference", _subtract),
        Scene("difference-clips", _subtract_clips),
        Scene("notes-axis", _name_notes),
        Scene("levels", _show_levels),
        Scene("hints", has_hints=True),
        Scene("preferences", scenes_dialogs.run("preferences")),
        Scene("keys", scenes_dialogs.run("keys")),
        Scene("log", scenes_dialogs.show_log),
        Scene("matched", _match, _is_matched, _is_final),
        Scene("about", scenes_dialogs.run("about"), _has_settled),
        Scene("export-dialog", scenes_dialogs.open_export("alpha")),
        Scene("export-transition", scenes_dialogs.open_export("transition")),
        Scene("export-series", scenes_dialogs.open_export("series")),
        Scene("exporting", scenes_dialogs.export_some),
        Scene("german", has_hints=True, language="de"),
        Scene("german-export", scenes_dialogs.open_export("transition"), language="de"),
        Scene("german-preferences", scenes_dialogs.run("preferences"), language="de"),
        Scene("german-keys", scenes_dialogs.run("keys"), language="de"),
    )
}
