"""What a step of the history is called: "Move the slider", "Open song.ogg as A"."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gui.document import Document

MAX_NAME = 32


class HistoryWords(QObject):
    """The names of steps, in the language of the window."""

    def step(self, key: str, before: Document, after: Document) -> str:
        """Return what was done.

        Parameters
        ----------
        key : str
            As the controller's ``edited`` has it, or "excerpt_A", "excerpt_B".
        before, after : Document
        """
        kind, _, side = key.partition("_")
        if kind == "clip":
            ref = after.a if side == "A" else after.b
            name = shortened(ref.path.name) if ref else ""
            return self.tr("Open {name} as {side}").format(name=name, side=side)
        if kind == "excerpt":
            return self.tr("Move the excerpt of {side}").format(side=side)
        if key == "close":
            return self._close(before, after)
        if key == "match":
            is_on = after.is_matching
            return self.tr("Match B to A") if is_on else self.tr("Leave B as it is in its file")
        if key == "marks":
            is_more = len(after.marks) > len(before.marks)
            return self.tr("Set a mark") if is_more else self.tr("Remove a mark")
        if key == "sound_apart":
            is_apart = after.morph.sound is not None
            return self.tr("Sound apart") if is_apart else self.tr("Sound with alpha")
        return self._plain().get(key, self.tr("Change the morph"))

    def _close(self, before: Document, after: Document) -> str:
        is_a, is_b = before.a != after.a, before.b != after.b
        if is_a and is_b:
            return self.tr("Close both clips")
        return self.tr("Close {side}").format(side="A" if is_a else "B")

    def _plain(self) -> dict[str, str]:
        return {
            "alpha": self.tr("Move the slider"),
            "curve": self.tr("Change the curve"),
            "method": self.tr("Choose another method"),
            "detail": self.tr("Change the detail"),
            "even": self.tr("Even steps"),
            "beyond": self.tr("Beyond the clips"),
            "texture": self.tr("Draw another texture"),
            "sound": self.tr("Change the sound"),
            "both": self.tr("Move notes and sound"),
            "bank": self.tr("Switch the memory"),
            "copy_bank": self.tr("Copy to the other memory"),
            "length": self.tr("Change the length"),
            "loop": self.tr("Change the loop"),
            "swap": self.tr("Swap A and B"),
        }


def shortened(name: str) -> str:
    """Return a file name that fits into a menu; what cannot be printed becomes a question mark."""
    name = "".join(c if c.isprintable() else "?" for c in name)
    half = MAX_NAME // 2
    return name if len(name) <= MAX_NAME else f"{name[:half]}…{name[-half:]}"
