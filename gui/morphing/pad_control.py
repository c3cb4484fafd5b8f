"""The pad in the window: its command, when it can be had, and what moves with it."""

from __future__ import annotations

from PySide6.QtCore import Slot as QtSlot

from gui.feature import Feature, Shell
from gui.morphing.pad_panel import PadPanel
from gui.morphing.sound_apart import why_linked


class PadControl(Feature):
    """Between the pad, which lies over the morph's mel while it is wanted, and the controller."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        controller, views = shell.controller, shell.views
        parent = shell.window.centralWidget() or shell.window
        self.panel = PadPanel(shell.theme, views.morph.mel, parent)
        self._tip = views.menus.actions["pad"].toolTip()
        self.panel.closed.connect(self._on_closed)
        self.panel.pad.moved.connect(controller.set_both)
        shell.commands.add(pad=self.toggle)
        for signal in (
            controller.alpha_changed,
            controller.sound_alpha_changed,
            controller.curve_changed,
            controller.beyond_changed,
            controller.method_changed,
            controller.methods_changed,
            controller.model_changed,
            controller.slot_changed,
        ):
            signal.connect(self._show)
        controller.player.ticked.connect(self._on_ticked)
        self._show()

    def toggle(self) -> None:
        """Open the pad, or close it; say why where there is none."""
        reason = self._reason()
        if reason:
            self.shell.controller.noted.emit(reason)
        elif self.panel.isHidden():
            self.panel.open_panel()
        else:
            self.panel.close_panel()
        self._show()  # a click in the menu has moved its mark

    @QtSlot(bool)
    def _on_closed(self, had_keys: bool) -> None:
        if had_keys:
            self.shell.views.alpha.track.setFocus()
        self._show()

    @QtSlot()
    def _show(self) -> None:
        """Show where notes and sound are, or close it where they cannot be apart."""
        session, action = self.shell.controller.session, self.shell.views.menus.actions["pad"]
        reason = self._reason()
        if reason:
            self.panel.close_panel()
        action.setChecked(not self.panel.isHidden())
        action.setEnabled(not reason)
        action.setToolTip(reason or self._tip)
        self.panel.set_range(*session.alpha_range)
        self.panel.pad.set_following(session.is_curve)
        self._follow()

    def _follow(self) -> None:
        # The slider has it already, along a curve, too.
        alpha, sound = self.shell.views.alpha.alpha, self.shell.controller.session.used_sound
        self.panel.pad.set_place(alpha, alpha if sound is None else sound)

    @QtSlot(float, float)
    def _on_ticked(self, _position_s: float, _peak: float) -> None:
        if self.shell.controller.session.is_curve and not self.panel.isHidden():
            self._follow()

    def _reason(self) -> str:
        """Return why there is no pad now; "" if there is."""
        controller = self.shell.controller
        if any(state.clip is None for state in controller.session.slots.values()):
            return self.tr("There is nothing to move yet: open A and B first.")
        return why_linked(controller)
