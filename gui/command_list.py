"""Every command of the window once: its name, its words, its key. See also `gui.menu_places`."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """What a command is called, and its key; "" for none.

    Keys with Ctrl, and the function keys, are real shortcuts. Plain keys (Space, L, X, 1 …) are
    only named: as shortcuts they would be stolen from the focused button or list, so the window
    handles them when nothing with the focus wants them.
    """

    text: str
    key: str = ""
    tip: str = ""

    @property
    def is_shortcut(self) -> bool:
        """Whether the key works whatever has the focus."""
        return self.key.startswith("Ctrl") or (self.key[:1] == "F" and self.key[1:].isdigit())


class CommandList(QObject):
    """The words of all commands, in the language of the window."""

    def menu_titles(self) -> dict[str, str]:
        """Return the titles of `gui.menu_places.MENUS`."""
        return {
            "file": self.tr("&File"),
            "edit": self.tr("&Edit"),
            "morph": self.tr("M&orph"),
            "view": self.tr("&View"),
            "playback": self.tr("&Playback"),
            "model": self.tr("&Model"),
            "help": self.tr("&Help"),
        }

    def submenu_titles(self) -> dict[str, str]:
        """Return the titles of `gui.menu_places.SUBMENUS`."""
        return {
            ">recent": self.tr("Open recent"),
            ">devices": self.tr("Sound device"),
            ">latency": self.tr("Latency"),
            ">excerpt": self.tr("Excerpt"),
            ">curve": self.tr("Curve shapes"),
            ">sample": self.tr("Surprise me"),
            ">colours": self.tr("Colours of the mels"),
            ">difference": self.tr("Difference in the morph's mel"),
        }

    def words(self) -> dict[str, Words]:
        """Return the words of each command."""
        parts = (
            *(self._file, self._edit, self._excerpt, self._morph, self._shape),
            *(self._zoom, self._mels, self._view, self._playback),
        )
        return {name: words for part in parts for name, words in part().items()}

    def plain_keys(self) -> dict[int, str]:
        """Return the commands of the keys that are not shortcuts, by Qt's number of the key."""
        return {
            # PySide6's stubs leave out QKeySequence's [].
            QKeySequence(words.key)[0].toCombined(): name  # type: ignore[index]
            for name, words in self.words().items()
            if words.key and not words.is_shortcut
        }

    def _file(self) -> dict[str, Words]:
        return {
            "new_project": Words(self.tr("New project"), "Ctrl+N"),
            "open_project": Words(self.tr("Open project…"), "Ctrl+Alt+O"),
            "save_project": Words(self.tr("Save project"), "Ctrl+S"),
            "save_project_as": Words(self.tr("Save project as…"), "Ctrl+Shift+S"),
            "open_a": Words(self.tr("Open A…"), "Ctrl+O"),
            "open_b": Words(self.tr("Open B…"), "Ctrl+Shift+O"),
            "demo": Words(self.tr("Open the demo clips")),
            "export": Words(
                self.tr("Export…"),
                "Ctrl+Shift+E",
                self.tr("Write the morph, a series of it or a transition to a file"),
            ),
            "close_clips": Words(self.tr("Close both clips"), "Ctrl+W"),
            "quit": Words(self.tr("Quit"), "Ctrl+Q"),
        }

    def _edit(self) -> dict[str, Words]:
        return {
            "undo": Words(self.tr("Undo"), "Ctrl+Z"),
            "redo": Words(self.tr("Redo"), "Ctrl+Shift+Z"),
            "copy_file": Words(
                self.tr("Copy as file"),
                "Ctrl+C",
                self.tr("Put the morph as a file on the clipboard, for a file manager"),
            ),
            "paste": Words(
                self.tr("Paste a file"),
                "Ctrl+V",
                self.tr("Open the sound file that was copied, or whose path was"),
            ),
            "swap": Words(self.tr("Swap A and B"), "X"),
            "alpha_a": Words(self.tr("All A")),
            "alpha_middle": Words(self.tr("Middle")),
            "alpha_b": Words(self.tr("All B")),
            "mark": Words(
                self.tr("Set or remove a mark"),
                "K",
                self.tr("Marks stand over the slider; click one, or go there with , and . (K)"),
            ),
            "previous_mark": Words(self.tr("Go to the mark before"), ","),
            "next_mark": Words(self.tr("Go to the next mark"), "."),
            "glide": Words(
                self.tr("Glide to marks"), tip=self.tr("Go to a mark slowly instead of at once")
            ),
            "preferences": Words(self.tr("Preferences…"), "Ctrl+,"),
        }

    def _excerpt(self) -> dict[str, Words]:
        return {
            "best_a": Words(self.tr("Best passage of A")),
            "best_b": Words(self.tr("Best passage of B")),
            "snap_off": Words(self.tr("Begin anywhere")),
            "snap_beats": Words(
                self.tr("Begin on beats"), tip=self.tr("The frame goes to the nearest beat")
            ),
            "snap_zero": Words(
                self.tr("Begin at zero crossings"),
                tip=self.tr("The excerpt begins where the wave rises through zero"),
            ),
            "reload_a": Words(self.tr("Read A again")),
            "reload_b": Words(self.tr("Read B again")),
            "reload_changed": Words(
                self.tr("Read changed files at once"),
                tip=self.tr("Without asking, when another program has saved them"),
            ),
        }

    def _morph(self) -> dict[str, Words]:
        return {
            "next_method": Words(self.tr("Next method"), "M"),
            "detail": Words(self.tr("Detail, and back to the slider"), "D"),
            "even": Words(self.tr("Even steps"), "E"),
            "beyond": Words(self.tr("Beyond the clips"), "B"),
            "sound": Words(self.tr("Sound apart from the notes"), "S"),
            "pad": Words(
                self.tr("Pad for notes and sound"),
                "P",
                self.tr("Move notes and sound with one hand (P)"),
            ),
            "texture": Words(
                self.tr("New texture"),
                "R",
                self.tr("Draw the morph's fine detail once more, differently (R)"),
            ),
            "match": Words(
                self.tr("Match B to A"),
                "T",
                self.tr("Change B so that it goes with A; its file stays as it is (T)"),
            ),
            "match_tempo": Words(self.tr("Match the tempo"), tip=self.tr("Play B at A's tempo")),
            "match_bars": Words(
                self.tr("Match the bars"),
                tip=self.tr("Move B's beginning so that its bars, or beats, begin with A's"),
            ),
            "match_key": Words(
                self.tr("Match the key"), tip=self.tr("Transpose B so that it has A's notes")
            ),
            "open_model": Words(self.tr("Open model folder…")),
        }

    def _shape(self) -> dict[str, Words]:
        grid = self.tr("Points go to the nearest 0.1 s and 0.05; hold Ctrl for the other way")
        return {
            "curve": Words(
                self.tr("Follow a curve"),
                "C",
                self.tr("Let alpha follow a curve over the morph's time (C)"),
            ),
            "curve_ramp": Words(self.tr("Ramp from A to B")),
            "curve_s": Words(self.tr("S from A to B")),
            "curve_step": Words(self.tr("Step from A to B")),
            "curve_triangle": Words(self.tr("To B and back")),
            "curve_reverse": Words(self.tr("Reverse the curve")),
            "curve_flat": Words(self.tr("Level, at the slider's place")),
            "curve_snaps": Words(self.tr("Points on a grid"), tip=grid),
            "memory": Words(
                self.tr("Other memory"),
                "I",
                self.tr("Hear the other of two memories of alpha, curve, method and detail (I)"),
            ),
            "copy_memory": Words(
                self.tr("Copy to the other memory"),
                "Shift+I",
                self.tr("Let both memories hold what is heard now (Shift+I)"),
            ),
            "sample_a": Words(
                self.tr("A new clip as A"), tip=self.tr("A clip that nobody recorded, by the model")
            ),
            "sample_b": Words(
                self.tr("A new clip as B"), tip=self.tr("A clip that nobody recorded, by the model")
            ),
            "walk_a": Words(
                self.tr("Walk on from A"), tip=self.tr("A variation of the clip that was made")
            ),
            "walk_b": Words(
                self.tr("Walk on from B"), tip=self.tr("A variation of the clip that was made")
            ),
        }

    def _zoom(self) -> dict[str, Words]:
        return {
            "zoom_in": Words(self.tr("Zoom in"), "Ctrl+="),
            "zoom_out": Words(self.tr("Zoom out"), "Ctrl+-"),
            "zoom_all": Words(
                self.tr("Show all"), "Ctrl+0", self.tr("The whole excerpt; a double click, too")
            ),
            "zoom_loop": Words(self.tr("Zoom to the loop"), "Ctrl+E"),
            "earlier": Words(self.tr("Look earlier"), "Ctrl+PgUp"),
            "later": Words(self.tr("Look later"), "Ctrl+PgDown"),
            "follow": Words(
                self.tr("Follow the playhead"), tip=self.tr("Turn the page while zoomed in")
            ),
        }

    def _mels(self) -> dict[str, Words]:
        return {
            "notes_axis": Words(self.tr("Notes instead of Hz"), "N"),
            "levels": Words(self.tr("Levels…"), "V"),
            "colours_magma": Words(self.tr("Magma")),
            "colours_viridis": Words(self.tr("Viridis")),
            "colours_cividis": Words(self.tr("Cividis")),
            "colours_grey": Words(self.tr("Grey")),
            "difference_off": Words(self.tr("Off: the morph itself")),
            "difference_blend": Words(
                self.tr("Morph − blend"),
                tip=self.tr("What the morph has that the two mels averaged have not"),
            ),
            "difference_clips": Words(
                self.tr("A − B"), tip=self.tr("Where A is louder than B, and where softer")
            ),
            "reset_view": Words(self.tr("Reset the view")),
        }

    def _view(self) -> dict[str, Words]:
        return {
            "theme_system": Words(self.tr("Theme: as the system")),
            "theme_dark": Words(self.tr("Theme: dark")),
            "theme_light": Words(self.tr("Theme: light")),
            "keys": Words(self.tr("Keys and mouse"), "F1"),
            "hints": Words(self.tr("Show the hints again")),
            "log": Words(self.tr("Log…")),
            "about": Words(self.tr("About Segue")),
        }

    def _playback(self) -> dict[str, Words]:
        return {
            "play": Words(self.tr("Play or pause"), "Space"),
            "stop": Words(self.tr("Stop"), "Shift+Space"),
            "to_start": Words(self.tr("To start"), "Home"),
            "to_end": Words(
                self.tr("To the last second"),
                "End",
                self.tr("Hear how it ends, or how the loop comes round (End)"),
            ),
            "loop": Words(self.tr("Loop"), "L"),
            "loop_in": Words(self.tr("Loop from here"), "["),
            "loop_out": Words(self.tr("Loop to here"), "]"),
            "loop_all": Words(self.tr("Loop everything")),
            "mute": Words(self.tr("Mute"), "Ctrl+M"),
            "hear_a": Words(self.tr("Hear A"), "1"),
            "hear_morph": Words(self.tr("Hear the morph"), "2"),
            "hear_b": Words(self.tr("Hear B"), "3"),
        }

    def gestures(self) -> list[tuple[str, str]]:
        """Return what moves the slider, and is no command."""
        return [
            ("← →", self.tr("Morph by 0.01")),
            (self.tr("Shift ← →"), self.tr("Morph by 0.001, and finer with the mouse")),
            (self.tr("Page up, page down"), self.tr("Morph by 0.1")),
            (self.tr("Enter"), self.tr("Type alpha as a number")),
            (self.tr("Alt, click the slider"), self.tr("Glide there")),
            (self.tr("Double click"), self.tr("A slider back to where it began")),
        ]


def key_number(key: int, modifiers: Qt.KeyboardModifier) -> int:
    """Return Qt's number of a pressed key, as `CommandList.plain_keys` has it."""
    return key | (modifiers & ~Qt.KeyboardModifier.KeypadModifier).value
