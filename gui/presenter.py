"""From the controller to the widgets: shows what is, decides nothing."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject
from PySide6.QtCore import Slot as QtSlot

from gui import words
from gui.clips.clip_column import ClipColumn
from gui.clips.column_presenter import ColumnPresenter
from gui.controller import Controller
from gui.engine_words import of_provider
from gui.menus import Menus
from gui.morphing.alpha_slider import AlphaSlider
from gui.morphing.morph_column import MorphColumn
from gui.playback.player_bridge import Device
from gui.playback.transport_bar import TransportBar
from gui.session import Heard, Slot
from gui.status_line import StatusLine
from gui.theme import Theme

MAX_NAME = 28


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Views:
    """The widgets that show the session."""

    clips: dict[Slot, ClipColumn]
    morph: MorphColumn
    alpha: AlphaSlider
    transport: TransportBar
    status: StatusLine
    menus: Menus


class Presenter(QObject):
    """Everything that is not one column's alone."""

    def __init__(self, controller: Controller, views: Views, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._views = views
        self._theme = theme
        self._n_underruns = 0
        self._columns = [ColumnPresenter(controller, c, self) for c in views.clips.values()]
        controller.alpha_changed.connect(self._on_alpha_changed)
        controller.method_changed.connect(views.morph.set_method)
        controller.method_changed.connect(views.menus.set_method)
        controller.method_changed.connect(self._on_method_changed)
        controller.detail_changed.connect(views.morph.bar.set_detail)
        controller.even_changed.connect(self._on_even_changed)
        controller.beyond_changed.connect(self._on_beyond_changed)
        controller.texture_changed.connect(views.morph.bar.set_texture)
        controller.methods_changed.connect(self._on_methods_changed)
        controller.heard_changed.connect(self._on_heard_changed)
        controller.result_changed.connect(self._on_result_changed)
        controller.slot_changed.connect(self._on_slot_changed)
        controller.model_changed.connect(self._on_model_changed)
        controller.model_refused.connect(self._on_model_refused)
        controller.models.listed.connect(self._show_models)
        controller.noted.connect(views.status.show_note)
        controller.aligner.noted.connect(views.status.show_note)
        controller.aligner.changed.connect(self._on_matching_changed)
        controller.exporter.failed.connect(self._on_export_failed)
        controller.player.ticked.connect(self._on_ticked)
        controller.player.playing_changed.connect(self._on_playing_changed)
        controller.player.device_changed.connect(self._on_device_changed)
        theme.changed.connect(self._show_playing)
        for loader in controller.loaders.values():
            loader.started.connect(self._on_loading_changed)
            loader.idle.connect(self._on_loading_changed)

    def show_all(self) -> None:
        """Show the state as it is at the start."""
        session, views = self._controller.session, self._views
        self._on_even_changed(session.is_even)
        self._on_beyond_changed(session.is_beyond)
        self._on_matching_changed()
        views.morph.bar.set_detail(session.detail)
        views.morph.bar.set_texture(session.texture)
        self._on_method_changed()
        views.alpha.set_alpha(session.alpha)
        views.morph.set_alpha(session.alpha)
        views.transport.set_looping(self._controller.settings.is_looping)
        self._on_heard_changed(session.heard)
        self._on_slot_changed(Slot.A)
        self._on_model_changed()
        self._on_device_changed()

    @QtSlot()
    def _on_loading_changed(self) -> None:
        loaders = self._controller.loaders.values()
        self._views.morph.set_waiting(any(loader.is_loading for loader in loaders))

    # -- the morph --------------------------------------------------------------------------

    @QtSlot(float)
    def _on_alpha_changed(self, alpha: float) -> None:
        self._views.alpha.set_alpha(alpha)
        self._views.morph.set_alpha(alpha)

    @QtSlot(bool)
    def _on_even_changed(self, is_even: bool) -> None:
        self._views.morph.bar.set_even(is_even)
        self._views.menus.actions["even"].setChecked(is_even)

    @QtSlot(bool)
    def _on_beyond_changed(self, is_beyond: bool) -> None:
        self._views.morph.bar.set_beyond(is_beyond)
        self._views.menus.actions["beyond"].setChecked(is_beyond)
        self._views.alpha.set_range(*self._controller.session.alpha_range)

    @QtSlot()
    def _on_matching_changed(self) -> None:
        session = self._controller.session
        self._views.menus.set_matching(session.is_matching, session.matches)

    @QtSlot()
    def _on_methods_changed(self) -> None:
        controller = self._controller
        for view in (self._views.morph, self._views.menus):
            view.set_methods(controller.methods, controller.session.method)
        self._on_method_changed()

    @QtSlot()
    def _on_method_changed(self) -> None:
        draws_detail = self._controller.session.draws_detail
        self._views.menus.actions["texture"].setEnabled(draws_detail)

    @QtSlot()
    def _on_result_changed(self) -> None:
        controller, views = self._controller, self._views
        vae = controller.vae
        error = controller.render_error or controller.model_error
        views.morph.show_session(controller.session, vae.spec if vae else None, error)
        views.transport.export.setEnabled(controller.can_export)
        views.menus.actions["export"].setEnabled(controller.can_export)
        self._show_speed()
        self._show_playable()

    def _show_speed(self) -> None:
        session, player = self._controller.session, self._controller.player.player
        parts = []
        sound = session.sound
        if sound is not None and not sound.n_iter:
            parts.append(self.tr("mixed"))
        elif session.mel is not None:
            ms = session.mel.timings.decode_ms
            decode = self.tr("decode {ms:.0f} ms").format(ms=ms)
            # Decoded ahead, most likely.
            parts.append(decode if ms >= 1 else self.tr("decode < 1 ms"))
        if sound is not None and sound.n_iter and sound.timings.real_time_factor > 0:
            speed = words.speed(sound.timings.real_time_factor)
            parts.append(self.tr("render {speed}").format(speed=speed))
        if player is not None and player.is_open and parts:
            parts.append(self.tr("{n} underruns").format(n=player.n_underruns))
        self._views.status.show_speed(" · ".join(parts))

    @QtSlot(object)
    def _on_export_failed(self, error: Exception) -> None:
        # The status line would cut the sentence off.
        self._views.morph.messages.refusal.show_text(words.sentence(error))
        self._views.status.show_note(self.tr("The morph was not saved."))

    @QtSlot(object)
    def _on_slot_changed(self, _: Slot) -> None:
        controller, views = self._controller, self._views
        slots = controller.session.slots
        stems = {slot: s.path.stem if s.path else "" for slot, s in slots.items()}
        files = {slot: s.path.name if s.path else "" for slot, s in slots.items()}
        views.alpha.set_names(files[Slot.A], files[Slot.B])
        names = [_shorten(name) for name in stems.values() if name]
        views.menus.show_pair(" → ".join(names))
        clips = [s.clip for s in slots.values() if s.clip is not None]
        if clips:
            seconds = clips[0].samples.shape[0] / clips[0].sample_rate
            views.transport.set_duration(seconds)
            views.morph.mel.axis.set_duration(max(c.samples.size / c.sample_rate for c in clips))
            self._show_position(self._controller.player.position_s)
        has_both = all(s.clip is not None for s in slots.values())
        views.alpha.set_dim(not has_both)
        views.menus.actions["swap"].setEnabled(bool(clips))
        views.menus.actions["close_clips"].setEnabled(bool(clips))
        self._on_result_changed()

    @QtSlot()
    def _on_model_changed(self) -> None:
        controller, status = self._controller, self._views.status
        vae = controller.vae
        if vae is not None:
            provider, reason = vae.provider, of_provider(vae.provider.reason)
            status.show_provider(provider.name, reason, "ok")
            short = reason.partition(":")[2].strip().rstrip(".")
            if short:
                status.show_provider(f"{provider.name} · {short}", reason, "ok")
            version = self.tr("Model: {name} {version}")
            text = version.format(name=_shorten(vae.name), version=vae.version)
            status.show_model(text, words.model_facts(vae))
        elif controller.model_error:
            status.show_provider(self.tr("No model"), controller.model_error, "error")
            status.show_model("")
        else:
            status.show_provider(self.tr("Loading the model…"), "", "warning")
            status.show_model("")
        self._show_models()
        self._on_result_changed()

    @QtSlot()
    def _show_models(self) -> None:
        controller = self._controller
        current = controller.vae.folder if controller.vae else None
        self._views.menus.set_models(controller.models.models, current)

    @QtSlot(str)
    def _on_model_refused(self, text: str) -> None:
        self._views.morph.messages.refusal.show_text(text)
        self._views.status.show_note(self.tr("The model was not opened."))
        self._show_models()  # a click has moved the mark

    # -- playback ---------------------------------------------------------------------------

    @QtSlot(float, float)
    def _on_ticked(self, position_s: float, _: float) -> None:
        self._show_position(position_s)
        player = self._controller.player.player
        if player is not None and player.n_underruns != self._n_underruns:
            self._n_underruns = player.n_underruns
            self._show_speed()

    def _show_position(self, position_s: float) -> None:
        views = self._views
        views.transport.show_position(position_s)
        for column in (*views.clips.values(), views.morph):
            column.set_position(position_s)

    @QtSlot(bool)
    def _on_playing_changed(self, _: bool) -> None:
        self._show_playing()

    @QtSlot(object)
    def _on_heard_changed(self, heard: Heard) -> None:
        self._views.transport.heard.set_key(heard.name)
        self._show_playing()
        self._show_playable()

    @QtSlot()
    def _show_playing(self) -> None:
        is_playing = self._controller.player.is_playing
        heard = self._controller.session.heard
        self._views.transport.show_playing(is_playing)
        for slot, column in self._views.clips.items():
            column.show_playing(is_playing and heard.name == slot.name)

    def _show_playable(self) -> None:
        is_ready = self._controller.player.is_ready
        self._views.transport.set_playable(is_ready)
        slots = self._controller.session.slots
        has_device = self._controller.player.device is Device.READY
        for slot, column in self._views.clips.items():
            column.play_button.setEnabled(has_device and slots[slot].clip is not None)
        for name in ("play", "stop", "to_start"):
            self._views.menus.actions[name].setEnabled(is_ready)

    @QtSlot()
    def _on_device_changed(self) -> None:
        bridge, status = self._controller.player, self._views.status
        text = bridge.device_text
        outputs = {
            Device.OPENING: (self.tr("Opening the sound device…"), "", "warning"),
            Device.READY: (self.tr("Output: {name}").format(name=text), text, "ok"),
        }
        status.show_output(*outputs.get(bridge.device, ("", "", "warning")))
        troubles = {
            Device.NONE: self.tr("No sound device. Connect one, then press Retry."),
            Device.LOST: self.tr("The sound device was lost. Connect it, then press Retry."),
        }
        self._views.transport.show_device(troubles.get(bridge.device, ""), text)
        self._show_playable()
        self._show_playing()
        self._show_speed()


def _shorten(name: str) -> str:
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME // 2]}…{name[-MAX_NAME // 2 :]}"
