"""How the window looks at its clips: zoom, levels, colours, axes and differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Slot as QtSlot
from PySide6.QtGui import QActionGroup, QKeySequence

from engine.morph.alpha import mean, weights
from gui.feature import Feature, Shell
from gui.palette import mix
from gui.session import Slot
from gui.views.histogram import level_counts
from gui.views.mel_display import MAPS, Difference, MelDisplay, difference_db
from gui.views.mel_legend import Legend
from gui.views.view_bar import LevelsPanel

if TYPE_CHECKING:
    from engine.morph.request import MorphResult
    from engine.morph.source import Source
    from engine.spec import FloatArray

ZOOM_STEP, SCROLL_STEP = 2.0, 0.5
DIFFERENCES = {f"difference_{d.value}": d for d in Difference}
COLOURS = {f"colours_{name}": name for name in MAPS}


class ViewControl(Feature):
    """Commands of the View menu, the panel of levels, and the view that follows the playhead.

    Attributes
    ----------
    display : MelDisplay
        Of all three mels.
    axis : TimeAxis
        Of everything over the excerpts' time.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        views, controller, settings = shell.views, shell.controller, shell.controller.settings
        self.axis = views.morph.mel.axis
        self.display = MelDisplay(self)
        self.display.set_levels(settings.mel_floor_db, settings.mel_ceiling_db)
        self.display.set_colours(settings.mel_colours)
        self.display.set_notes(settings.mel_has_notes)
        for column in (*views.clips.values(), views.morph):
            column.mel.set_display(self.display)
        self.panel = LevelsPanel(
            shell.theme, self.display, views.morph.mel, shell.window.centralWidget() or shell.window
        )
        self.panel.closed.connect(self._on_panel_closed)
        self._is_following, self._is_turning = True, False
        self._difference_of: tuple[object, ...] = ()
        self._counts: dict[int, tuple[FloatArray, npt.NDArray[np.float64]]] = {}
        self._add_commands()
        self.display.changed.connect(self._on_display_changed)
        self.axis.changed.connect(self._on_axis_changed)
        controller.result_changed.connect(self._on_result_changed)
        controller.slot_changed.connect(self._on_slot_changed)
        controller.player.ticked.connect(self._on_ticked)
        controller.player.playing_changed.connect(self._on_playing_changed)
        self._show_actions()

    def _add_commands(self) -> None:
        display, settings = self.display, self.shell.controller.settings
        self._actions = actions = self.shell.views.menus.actions
        # Two keys have a plus on them, and one of them needs Shift on many keyboards.
        actions["zoom_in"].setShortcuts([QKeySequence("Ctrl+="), QKeySequence("Ctrl++")])
        for names in (DIFFERENCES, COLOURS):
            group = QActionGroup(self)
            for name in names:
                group.addAction(actions[name])
        actions["follow"].setChecked(settings.follows_playhead)
        self.shell.commands.add(
            zoom_in=lambda: self._zoom(ZOOM_STEP),
            zoom_out=lambda: self._zoom(1 / ZOOM_STEP),
            zoom_all=self._fit,
            zoom_loop=self._zoom_to_loop,
            earlier=lambda: self.axis.scroll(-SCROLL_STEP * self.axis.span_s),
            later=lambda: self.axis.scroll(SCROLL_STEP * self.axis.span_s),
            follow=self._toggle_follow,
            notes_axis=lambda: display.set_notes(not display.has_notes),
            levels=self._toggle_levels,
            reset_view=self._reset,
            **{n: lambda d=d: display.set_difference(d) for n, d in DIFFERENCES.items()},
            **{n: lambda c=c: display.set_colours(c) for n, c in COLOURS.items()},
        )

    # -- time ---------------------------------------------------------------------------------

    def _zoom(self, factor: float) -> None:
        """Zoom at the playhead if it is on show, else at the middle."""
        axis, position = self.axis, self.shell.controller.player.position_s
        axis.zoom(factor, position if axis.shows(position) else (axis.start_s + axis.end_s) / 2)

    def _fit(self) -> None:
        self.axis.fit()
        self.display.fit_rows()

    def _zoom_to_loop(self) -> None:
        loop = self.shell.controller.session.loop
        if loop is not None:
            self.axis.show(*loop)
        else:
            self.axis.fit()

    def _toggle_follow(self) -> None:
        settings = self.shell.controller.settings
        settings.follows_playhead = not settings.follows_playhead
        self._is_following = True
        self._show_actions()

    @QtSlot()
    def _on_axis_changed(self) -> None:
        # Who looks elsewhere is left alone until the playhead comes by there.
        if not self._is_turning:
            self._is_following = self.axis.shows(self.shell.controller.player.position_s)
        self._show_actions()

    @QtSlot(bool)
    def _on_playing_changed(self, is_playing: bool) -> None:
        self._is_following |= is_playing

    @QtSlot(float, float)
    def _on_ticked(self, position_s: float, _peak: float) -> None:
        axis, controller = self.axis, self.shell.controller
        if not axis.is_zoomed or not controller.player.is_playing:
            return
        if axis.shows(position_s):
            self._is_following = True
        elif self._is_following and controller.settings.follows_playhead:
            self._is_turning = True
            axis.show(*self._page(position_s))
            self._is_turning = False

    def _page(self, position_s: float) -> tuple[float, float]:
        """Return the next page that shows a position; the last one ends with the sound."""
        start_s = min(position_s, self.axis.duration_s - self.axis.span_s)
        return start_s, start_s + self.axis.span_s

    # -- the mels -----------------------------------------------------------------------------

    @QtSlot()
    def _on_display_changed(self) -> None:
        display, settings = self.display, self.shell.controller.settings
        settings.mel_floor_db, settings.mel_ceiling_db = display.floor_db, display.ceiling_db
        settings.mel_colours, settings.mel_has_notes = display.colours, display.has_notes
        self._show_actions()
        self._show_difference()

    def _show_actions(self) -> None:
        actions, display = self._actions, self.display
        for name, difference in DIFFERENCES.items():
            actions[name].setChecked(display.difference is difference)
        for name, colours in COLOURS.items():
            actions[name].setChecked(display.colours == colours)
        actions["notes_axis"].setChecked(display.has_notes)
        actions["levels"].setChecked(not self.panel.isHidden())
        actions["follow"].setChecked(self.shell.controller.settings.follows_playhead)
        for name in ("zoom_out", "zoom_all", "earlier", "later"):
            actions[name].setEnabled(self.axis.is_zoomed or display.rows != (0.0, 1.0))

    def _reset(self) -> None:
        self.display.reset()
        self.axis.fit()

    @QtSlot()
    def _on_result_changed(self) -> None:
        self._show_difference()
        self._show_counts()

    @QtSlot(object)
    def _on_slot_changed(self, _: Slot) -> None:
        self._show_difference()
        self._show_counts()

    def _sources(self) -> tuple[Source, Source] | None:
        a, b = (self.shell.controller.session.slots[slot].source for slot in Slot)
        return (a, b) if a is not None and b is not None and a.n_frames == b.n_frames else None

    def _show_difference(self) -> None:
        """Show what is asked for, unless it is on show already."""
        mode, sources = self.display.difference, self._sources()
        result, mel = self.shell.controller.session.mel, self.shell.views.morph.mel
        vae = self.shell.controller.vae
        is_blend = mode is Difference.BLEND
        if mode is Difference.OFF or sources is None or result is None or vae is None:
            self._difference_of = ()
            mel.set_difference(None, None)
            return
        made_of = (mode, *sources, result if is_blend else None)
        if len(made_of) == len(self._difference_of) and all(
            x is y for x, y in zip(made_of, self._difference_of, strict=True)
        ):
            return
        self._difference_of = made_of
        a, b = sources
        if is_blend:
            pair, legend = self._blend(a, b, result), self._blend_legend(result.is_even)
        else:
            pair, legend = (a.mel_norm, a.ref_db, b.mel_norm, b.ref_db), self._clips_legend()
        mel.set_difference(difference_db(*pair, top_db=vae.spec.top_db), legend)

    def _blend(
        self, a: Source, b: Source, result: MorphResult
    ) -> tuple[FloatArray, float, FloatArray, float]:
        """Return the morph's mel and its level, and those of the two mels averaged at its alpha."""
        # By now the engine is loaded; imported at the start it would hold the window back.
        from engine.morph.methods.mel_blend import BlendPair

        vae = self.shell.controller.vae
        assert vae is not None
        spec = vae.spec
        alpha = weights(result.alpha, a.n_frames, spec.hop_length / spec.sample_rate)
        blend, level = BlendPair(a, b, vae).mel_at(alpha, 1.0)
        return result.mel_norm, result.ref_db, blend, level

    def _blend_legend(self, is_even: bool) -> Legend:
        # The blend takes alpha as it is, where the morph's steps may be even.
        title = self.tr("Morph − blend without even steps") if is_even else ""
        return Legend(
            title or self.tr("Morph − blend"),
            self.tr("blend louder"),
            self.tr("morph louder"),
            Difference.BLEND.range_db,
        )

    def _clips_legend(self) -> Legend:
        return Legend(
            self.tr("A − B"), self.tr("B louder"), self.tr("A louder"), Difference.CLIPS.range_db
        )

    # -- the panel ----------------------------------------------------------------------------

    def _toggle_levels(self) -> None:
        if self.panel.isHidden():
            self.panel.open_panel()
            self._show_counts()
        else:
            self.panel.close_panel()
        self._show_actions()

    @QtSlot(bool)
    def _on_panel_closed(self, had_keys: bool) -> None:
        if had_keys:
            self.shell.views.alpha.track.setFocus()
        self._show_actions()

    def _show_counts(self) -> None:
        """Count the levels of what is on show, while somebody looks."""
        session, vae = self.shell.controller.session, self.shell.controller.vae
        if self.panel.isHidden() or vae is None:
            return
        p = self.shell.theme.palette
        sources = [session.slots[slot].source for slot in Slot]
        mels = [(s.mel_norm, colour) for s, colour in zip(sources, (p.a, p.b), strict=True) if s]
        if session.mel is not None:
            mel_norm, step_s = session.mel.mel_norm, vae.spec.hop_length / vae.spec.sample_rate
            # Along a curve it is of no one colour: that of its mean stands for it.
            alpha = mean(weights(session.mel.alpha, mel_norm.shape[1], step_s))
            mels.append((mel_norm, mix(p.a, p.b, round(alpha, 2))))
        known = self._counts
        self._counts = {
            id(m): known.get(id(m)) or (m, level_counts(m, vae.spec.top_db)) for m, _ in mels
        }
        self.panel.histogram.set_curves([(self._counts[id(m)][1], c) for m, c in mels])
