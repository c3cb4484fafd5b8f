"""The curve of alpha in the window: its button, its shapes, and what follows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtCore import Slot as QtSlot

from gui.clips.clip_column import WAVEFORM_HEIGHT
from gui.feature import Feature, Shell
from gui.morphing import curve_points
from gui.session import Slot

if TYPE_CHECKING:
    from engine.morph.alpha import AlphaCurve

HEIGHT = 72
"""What a waveform has at least while there is a curve over it to be shaped."""


class CurveEditor(Feature):
    """Between `CurveView` and the controller; the slider and the words follow the playhead."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._position_s = 0.0
        controller, morph = shell.controller, shell.views.morph
        shapes = {f"curve_{name}": partial(self.set_preset, name) for name in curve_points.PRESETS}
        shell.commands.add(
            curve=self.toggle,
            curve_reverse=self.reverse,
            curve_flat=self.flatten,
            curve_snaps=self._toggle_snaps,
            **shapes,
        )
        morph.curve_toggled.connect(self._on_toggled)
        morph.curve_button.customContextMenuRequested.connect(self._on_button_menu)
        morph.curve.menu_wished.connect(self._show_menu)
        morph.curve.curve_edited.connect(self._on_edited)
        morph.curve.left.connect(self._on_left)
        morph.curve.noted.connect(shell.views.status.show_note)
        controller.curve_changed.connect(self._show)
        controller.beyond_changed.connect(self._show)
        controller.length_changed.connect(self._show)
        controller.alpha_changed.connect(self._follow)
        controller.player.ticked.connect(self._on_ticked)
        controller.beats.found.connect(self._show_beats)
        controller.slot_changed.connect(self._show_beats)
        self._show_snaps()
        self._show()

    @QtSlot()
    def _show_beats(self) -> None:
        """Let points go to A's beats where excerpts do, too."""
        controller = self.shell.controller
        ref = controller.session.slots[Slot.A].ref
        beats: tuple[float, ...] = ()
        if controller.settings.snap == "beats" and ref is not None and self._curve is not None:
            end_s = ref.start_s + controller.session.length_s
            found = controller.beats.beats(ref.path, ref.start_s, end_s)
            beats = tuple(t - ref.start_s for t in found if ref.start_s <= t <= end_s)
        self.shell.views.morph.curve.set_beats(beats)

    @property
    def _curve(self) -> AlphaCurve | None:
        session = self.shell.controller.session
        return session.curve if session.is_curve else None

    # -- commands -------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Follow the curve, or the slider again; the first curve is a ramp."""
        session = self.shell.controller.session
        self.set_on(not session.is_curve)

    def set_on(self, is_on: bool) -> None:
        """Follow the curve, or the slider."""
        controller = self.shell.controller
        curve = controller.session.curve
        if is_on and curve is None:
            curve = curve_points.preset("ramp", controller.session.length_s)
        controller.set_curve(curve, is_on=is_on)

    def set_preset(self, name: str) -> None:
        """Follow one of `gui.morphing.curve_points.PRESETS`."""
        controller = self.shell.controller
        controller.set_curve(curve_points.preset(name, controller.session.length_s))

    def reverse(self) -> None:
        """Follow the curve from its end to its beginning."""
        controller = self.shell.controller
        session = controller.session
        if session.curve is None:
            self.shell.views.status.show_note(self.tr("There is no curve yet; press C for one."))
            return
        controller.set_curve(curve_points.reversed_curve(session.curve, session.length_s))

    def flatten(self) -> None:
        """Follow a curve that stays where alpha is now, to go on from there."""
        controller, alpha = self.shell.controller, self.shell.views.alpha.alpha
        controller.set_curve(curve_points.flat(alpha, controller.session.length_s))

    def _toggle_snaps(self) -> None:
        settings = self.shell.controller.settings
        settings.curve_snaps = not settings.curve_snaps
        self._show_snaps()

    def _show_snaps(self) -> None:
        snaps = self.shell.controller.settings.curve_snaps
        self.shell.views.menus.actions["curve_snaps"].setChecked(snaps)
        self.shell.views.morph.curve.snaps = snaps

    # -- what the widgets say -------------------------------------------------------------------

    @QtSlot(bool)
    def _on_toggled(self, is_on: bool) -> None:
        self.set_on(is_on)

    @QtSlot(object)
    def _on_edited(self, curve: AlphaCurve) -> None:
        self.shell.controller.set_curve(curve)

    @QtSlot()
    def _on_left(self) -> None:
        self.shell.views.alpha.track.setFocus()

    @QtSlot(QPoint)
    def _on_button_menu(self, place: QPoint) -> None:
        self._show_menu(self.shell.views.morph.curve_button.mapToGlobal(place))

    @QtSlot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.shell.views.menus.menus[">curve"].popup(place)

    # -- what the controller says ---------------------------------------------------------------

    @QtSlot()
    def _show(self) -> None:
        """Show the curve, or that there is none."""
        controller, views = self.shell.controller, self.shell.views
        session, curve = controller.session, self._curve
        views.morph.curve.set_range(*session.alpha_range)
        views.morph.curve.set_length(session.length_s)
        # All three, so that waveforms and mels stay in line.
        for column in (*views.clips.values(), views.morph):
            column.waveform.setMinimumHeight(WAVEFORM_HEIGHT if curve is None else HEIGHT)
        views.morph.set_curve(curve, is_on=curve is not None)
        views.menus.actions["curve"].setChecked(curve is not None)
        views.menus.actions["curve_reverse"].setEnabled(session.curve is not None)
        if curve is None:
            views.alpha.set_following("", "")
        else:
            views.alpha.set_following(self.tr("follows the curve"), self.tr("curve"))
        if curve is None:
            views.alpha.set_alpha(session.alpha)
            views.morph.set_alpha(session.alpha)
            views.morph.show_words()
        self._follow()
        self._show_beats()

    @QtSlot(float, float)
    def _on_ticked(self, position_s: float, _: float) -> None:
        self._position_s = position_s
        self._follow()

    @QtSlot()
    def _follow(self) -> None:
        """Show alpha where the playhead is."""
        curve = self._curve
        if curve is not None:
            alpha = float(curve.at(self._position_s))
            self.shell.views.alpha.set_alpha(alpha)
            self.shell.views.morph.set_curve_alpha(alpha, self._position_s)
