"""The sound apart from the notes: its slider, its switch, its command, and where it can be."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtCore import Slot as QtSlot

from gui.feature import Feature, Shell
from gui.morph_control import MorphControl

translate = QCoreApplication.translate


def why_linked(controller: MorphControl) -> str:
    """Return why the sound goes with alpha here whatever is wished; "" if it need not."""
    method, vae = controller.method, controller.vae
    if controller.session.has_sound:
        return ""
    if method is not None and not method.has_sound:
        labels = ", ".join(m.label for m in controller.methods if m.has_sound)
        reason = translate(
            "SoundApart", "{label} cannot part sound from notes. Sound is for: {labels}"
        )
        return reason.format(label=method.label, labels=labels)
    reason = translate(
        "SoundApart",
        "The model {name} cannot part sound from notes: its clips are of one length.",
    )
    return reason.format(name=vae.name if vae is not None else "")


class SoundApart(Feature):
    """Between the sound's slider and the controller."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        controller, views = shell.controller, shell.views
        shell.commands.add(sound=self.toggle)
        views.alpha.sound_moved.connect(controller.set_sound_alpha)
        views.alpha.sound_toggled.connect(self._on_toggled)
        for signal in (
            controller.sound_alpha_changed,
            controller.method_changed,
            controller.methods_changed,
            controller.model_changed,
        ):
            signal.connect(self._show)
        self._show()

    def toggle(self) -> None:
        """Part the sound from alpha and take the keys to it, or let it go along again."""
        controller, alpha = self.shell.controller, self.shell.views.alpha
        controller.set_sound_apart(controller.session.sound_alpha is None)
        if controller.session.used_sound is not None:
            alpha.sound.setFocus()
        self._show()  # a click in the menu has moved its mark

    @QtSlot(bool)
    def _on_toggled(self, is_apart: bool) -> None:
        self.shell.controller.set_sound_apart(is_apart)

    @QtSlot()
    def _show(self) -> None:
        """Show where the sound is, or why it cannot be anywhere else."""
        session, views = self.shell.controller.session, self.shell.views
        action, reason = views.menus.actions["sound"], why_linked(self.shell.controller)
        views.alpha.sound_switch.set_reason(reason)
        views.alpha.set_sound(session.used_sound)
        views.morph.set_sound(session.used_sound)
        action.setChecked(session.used_sound is not None)
        action.setEnabled(not reason)
        action.setToolTip(views.alpha.sound_switch.toolTip())
