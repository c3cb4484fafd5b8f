"""What helps alpha along: marks, gliding, typed numbers, and two memories."""

from __future__ import annotations

from PySide6.QtCore import Slot as QtSlot

from gui.feature import Feature, Shell
from gui.morphing.glide import Glide
from gui.words import alpha_number

MAX_MARKS = 16
NEAR = 0.0005
"""Alphas nearer than this are the same."""


class AlphaTools(Feature):
    """Between the alpha slider's extras and the controller."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        controller, alpha = shell.controller, shell.views.alpha
        self.glide = Glide(controller, self)
        shell.commands.add(
            mark=self.toggle_mark,
            previous_mark=self.go_to_previous,
            next_mark=self.go_to_next,
            glide=self._toggle_gliding,
            memory=controller.switch_bank,
            copy_memory=self._copy_memory,
        )
        track = alpha.track
        track.glide_wished.connect(self.glide_to)
        track.mark_chosen.connect(self.go_to)
        track.mark_toggled.connect(self.toggle_mark)
        track.marks_cleared.connect(self._on_marks_cleared)
        alpha.number_refused.connect(shell.views.status.show_note)
        alpha.memory.chosen.connect(self._on_memory_chosen)
        shell.views.morph.bar.match_toggled.connect(self._on_match_toggled)
        controller.marks_changed.connect(self._show_marks)
        controller.aligner.changed.connect(self._show_match)
        controller.aligner.wished.connect(self._show_match)
        for signal in (
            controller.bank_changed,
            controller.alpha_changed,
            controller.curve_changed,
            controller.method_changed,
            controller.detail_changed,
            controller.even_changed,
            controller.texture_changed,
            controller.sound_alpha_changed,
            controller.methods_changed,
        ):
            signal.connect(self._show_memories)
        shell.views.menus.actions["glide"].setChecked(controller.settings.is_gliding)
        self._show_marks()
        self._show_match()
        self._show_memories()

    def shutdown(self) -> None:
        self.glide.stop()

    def _note(self, text: str) -> None:
        self.shell.controller.noted.emit(text)

    # -- gliding --------------------------------------------------------------------------------

    @QtSlot(float)
    def glide_to(self, alpha: float) -> None:
        """Let alpha go there over a while, from where it is heard now."""
        self.glide.go(alpha, self.shell.views.alpha.alpha)

    def _toggle_gliding(self) -> None:
        settings = self.shell.controller.settings
        settings.is_gliding = not settings.is_gliding
        self.shell.views.menus.actions["glide"].setChecked(settings.is_gliding)

    # -- marks ----------------------------------------------------------------------------------

    @QtSlot(float)
    def toggle_mark(self, alpha: float | None = None) -> None:
        """Set a mark, or remove the one that is there; where alpha is if no place is named."""
        controller = self.shell.controller
        alpha = round(self.shell.views.alpha.alpha if alpha is None else alpha, 3)
        marks = controller.session.marks
        others = [mark for mark in marks if abs(mark - alpha) > NEAR]
        if len(others) < len(marks):
            controller.set_marks(others)
        elif len(marks) >= MAX_MARKS:
            text = self.tr("There are {n} marks already; go to one and press K to remove it.")
            self._note(text.format(n=MAX_MARKS))
        else:
            controller.set_marks([*marks, alpha])

    @QtSlot()
    def _on_marks_cleared(self) -> None:
        self.shell.controller.set_marks([])

    @QtSlot(float)
    def go_to(self, mark: float) -> None:
        """Go to a mark, gliding if that is wished."""
        if self.shell.controller.settings.is_gliding:
            self.glide_to(mark)
        else:
            self.glide.stop()
            self.shell.controller.set_alpha(mark)

    def go_to_previous(self) -> None:
        """Go to the mark before the place where alpha is, or is going."""
        marks, here = self._marks_and_here()
        self._go_or_say(max((mark for mark in marks if mark < here - NEAR), default=None))

    def go_to_next(self) -> None:
        """Go to the mark after the place where alpha is, or is going."""
        marks, here = self._marks_and_here()
        self._go_or_say(min((mark for mark in marks if mark > here + NEAR), default=None))

    def _marks_and_here(self) -> tuple[list[float], float]:
        alpha = self.shell.views.alpha
        target = self.glide.target
        return alpha.track.shown_marks(), alpha.alpha if target is None else target

    def _go_or_say(self, mark: float | None) -> None:
        if mark is not None:
            self.go_to(mark)
        elif self.shell.views.alpha.track.shown_marks():
            self._note(self.tr("There is no mark further on."))
        else:
            self._note(self.tr("There are no marks yet; press K to set one where alpha is."))

    @QtSlot()
    def _show_marks(self) -> None:
        self.shell.views.alpha.set_marks(self.shell.controller.session.marks)

    # -- two memories ---------------------------------------------------------------------------

    @QtSlot(str)
    def _on_memory_chosen(self, _: str) -> None:
        controller = self.shell.controller
        if self.shell.views.alpha.memory.bank != controller.session.bank:
            self.glide.stop()
            controller.switch_bank()

    def _copy_memory(self) -> None:
        controller = self.shell.controller
        controller.copy_bank()
        number = alpha_number(controller.session.alpha)
        text = self.tr("Both memories hold this morph now, α {alpha}.")
        if controller.session.is_curve:
            text = self.tr("Both memories hold this morph and its curve now.")
        self._note(text.format(alpha=number))

    @QtSlot()
    def _show_memories(self) -> None:
        controller = self.shell.controller
        session = controller.session
        labels = {method.key: method.label for method in controller.methods}
        self.shell.views.alpha.memory.show_memories(
            session.bank, session.settings(), session.other, labels
        )

    # -- matching -------------------------------------------------------------------------------

    @QtSlot(bool)
    def _on_match_toggled(self, _: bool) -> None:
        self.shell.commands.run("match")
        self._show_match()

    @QtSlot()
    def _show_match(self) -> None:
        self.shell.views.morph.bar.set_match(self.shell.controller.session.is_matching)
