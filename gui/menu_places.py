"""Which command stands where in the menus, and which of them can be checked."""

from __future__ import annotations

MENUS: dict[str, tuple[str | None, ...]] = {
    "file": (
        *("new_project", "open_project", "save_project", "save_project_as", None),
        *("open_a", "open_b", ">recent", "demo", None),
        *("export", None, "close_clips", None, "quit"),
    ),
    "edit": (
        *("undo", "redo", None, "copy_file", "paste", None, "swap", ">excerpt", None),
        *("alpha_a", "alpha_middle", "alpha_b", None),
        *("mark", "previous_mark", "next_mark", "glide", None, "preferences"),
    ),
    "morph": (
        *(">methods", "next_method", None, "detail", "even", "beyond"),
        *("sound", "pad", "texture", None, "match", "match_tempo", "match_bars", "match_key", None),
        *("curve", ">curve", None, "memory", "copy_memory", None, ">sample"),
    ),
    ">curve": (
        *("curve_ramp", "curve_s", "curve_step", "curve_triangle", None),
        *("curve_reverse", "curve_flat", None, "curve_snaps"),
    ),
    ">excerpt": (
        *("best_a", "best_b", None, "snap_off", "snap_beats", "snap_zero", None),
        *("reload_a", "reload_b", "reload_changed"),
    ),
    ">sample": ("sample_a", "sample_b", None, "walk_a", "walk_b"),
    "view": (
        *("zoom_in", "zoom_out", "zoom_all", "zoom_loop", "earlier", "later", "follow", None),
        *("notes_axis", "levels", ">colours", ">difference", "reset_view", None),
        *("theme_system", "theme_dark", "theme_light"),
    ),
    ">colours": ("colours_magma", "colours_viridis", "colours_cividis", "colours_grey"),
    ">difference": ("difference_off", "difference_blend", "difference_clips"),
    "playback": (
        *("play", "stop", "to_start", "to_end", None),
        *("loop", "loop_in", "loop_out", "loop_all", None),
        *("hear_a", "hear_morph", "hear_b", None, "mute", None, ">devices", ">latency"),
    ),
    "model": (">models", "open_model"),
    "help": ("keys", "hints", None, "log", "about"),
}
"""Menus and their commands; None is a line between, ">" a place that is filled while running."""
SUBMENUS = (
    *(">recent", ">devices", ">latency", ">excerpt", ">curve", ">sample"),
    *(">colours", ">difference"),
)
"""Places that are menus of their own; those that `MENUS` does not list are filled later."""
THEMES = ("theme_system", "theme_dark", "theme_light")
CHECKABLE = (
    *("loop", "mute", "even", "beyond", "sound", "pad", *THEMES),
    *("match", "match_tempo", "match_bars", "match_key"),
    *("snap_off", "snap_beats", "snap_zero", "reload_changed"),
    *("curve", "curve_snaps", "glide"),
    *("follow", "notes_axis", "levels", *MENUS[">colours"], *MENUS[">difference"]),
)
