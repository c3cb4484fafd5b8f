"""Every command of the window once: its name, its words, its key, its place in the menus."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence

MENUS: dict[str, tuple[str | None, ...]] = {
    "file": (
        *("open_a", "open_b", ">recent", "demo", None),
        *("export", None, "close_clips", None, "quit"),
    ),
    "edit": ("swap", None, "alpha_a", "alpha_middle", "alpha_b"),
    "morph": (
        *(">methods", "next_method", None, "detail", "even", "beyond", None),
        *("match", "match_tempo", "match_bars", "match_key"),
    ),
    "view": ("theme_system", "theme_dark", "theme_light"),
    "playback": (
        *("play", "stop", "to_start", "loop", None),
        *("hear_a", "hear_morph", "hear_b", None, ">devices"),
    ),
    "model": (">models", "open_model"),
    "help": ("keys", "about"),
}
"""Menus and their commands; None is a line between, ">" a place that is filled while running."""
SUBMENUS = (">recent", ">devices")
"""Places that are menus of their own; the others are filled in line."""
THEMES = ("theme_system", "theme_dark", "theme_light")
CHECKABLE = ("loop", "even", "beyond", "match", "match_tempo", "match_bars", "match_key", *THEMES)


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
        """Return the titles of `MENUS`."""
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
        """Return the titles of `SUBMENUS`."""
        return {">recent": self.tr("Open recent"), ">devices": self.tr("Sound device")}

    def words(self) -> dict[str, Words]:
        """Return the words of each command."""
        return {**self._file(), **self._edit(), **self._morph(), **self._view(), **self._playback()}

    def plain_keys(self) -> dict[int, str]:
        """Return the commands of the keys that are not shortcuts, by Qt's number of the key."""
        return {
            QKeySequence(words.key)[0].toCombined(): name
            for name, words in self.words().items()
            if words.key and not words.is_shortcut
        }

    def _file(self) -> dict[str, Words]:
        return {
            "open_a": Words(self.tr("Open A…"), "Ctrl+O"),
            "open_b": Words(self.tr("Open B…"), "Ctrl+Shift+O"),
            "demo": Words(self.tr("Open the demo clips")),
            "export": Words(self.tr("Export WAV…"), "Ctrl+Shift+E"),
            "close_clips": Words(self.tr("Close both clips"), "Ctrl+W"),
            "quit": Words(self.tr("Quit"), "Ctrl+Q"),
        }

    def _edit(self) -> dict[str, Words]:
        return {
            "swap": Words(self.tr("Swap A and B"), "X"),
            "alpha_a": Words(self.tr("All A")),
            "alpha_middle": Words(self.tr("Middle")),
            "alpha_b": Words(self.tr("All B")),
        }

    def _morph(self) -> dict[str, Words]:
        return {
            "next_method": Words(self.tr("Next way between"), "M"),
            "detail": Words(self.tr("Detail, and back to the slider"), "D"),
            "even": Words(self.tr("Even steps"), "E"),
            "beyond": Words(self.tr("Beyond the clips"), "B"),
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

    def _view(self) -> dict[str, Words]:
        return {
            "theme_system": Words(self.tr("Theme: as the system")),
            "theme_dark": Words(self.tr("Theme: dark")),
            "theme_light": Words(self.tr("Theme: light")),
            "keys": Words(self.tr("Keys"), "F1"),
            "about": Words(self.tr("About Segue")),
        }

    def _playback(self) -> dict[str, Words]:
        return {
            "play": Words(self.tr("Play or pause"), "Space"),
            "stop": Words(self.tr("Stop")),
            "to_start": Words(self.tr("To start"), "Home"),
            "loop": Words(self.tr("Loop"), "L"),
            "hear_a": Words(self.tr("Hear A"), "1"),
            "hear_morph": Words(self.tr("Hear the morph"), "2"),
            "hear_b": Words(self.tr("Hear B"), "3"),
        }

    def key_table(self) -> list[tuple[str, str]]:
        """Return (key, what it does) for the reference dialog."""
        rows = [(words.key, words.text) for words in self.words().values() if words.key]
        extra = [
            ("← →", self.tr("Morph by 0.01")),
            ("Shift ← →", self.tr("Morph by 0.1")),
            (self.tr("Double click"), self.tr("A slider back to where it began")),
        ]
        return [*extra, *rows]


def key_number(key: int, modifiers: Qt.KeyboardModifier) -> int:
    """Return Qt's number of a pressed key, as `CommandList.plain_keys` has it."""
    return key | (modifiers & ~Qt.KeyboardModifier.KeypadModifier).value
