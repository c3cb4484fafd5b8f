"""The features of the window, in the order in which they are made."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from gui.clips.file_watch import FileWatch
from gui.clips.pasting import Pasting
from gui.clips.recent import Recent
from gui.clips.snap import Snap
from gui.desk.accessibility import Announcer
from gui.desk.help_control import HelpControl
from gui.desk.hints import Hints
from gui.desk.mpris import Mpris
from gui.desk.preferences_control import PreferencesControl
from gui.exports.drag_out import DragOut
from gui.exports.export_control import ExportControl
from gui.feature import Feature, Shell
from gui.morphing.alpha_tools import AlphaTools
from gui.morphing.curve_editor import CurveEditor
from gui.morphing.pad_control import PadControl
from gui.morphing.sampler import Sampler
from gui.morphing.sound_apart import SoundApart
from gui.playback.hearing import Hearing
from gui.projects.autosave import Autosave
from gui.projects.history import History
from gui.projects.project_control import ProjectControl
from gui.views.view_control import ViewControl

log = logging.getLogger(__name__)
T = TypeVar("T")

FEATURES: tuple[type[Feature], ...] = (
    Hearing,
    History,
    ProjectControl,
    Autosave,
    AlphaTools,
    CurveEditor,
    SoundApart,
    PadControl,
    Sampler,
    PreferencesControl,
    HelpControl,
    Hints,
    Announcer,
    Mpris,
    ExportControl,
    DragOut,
    Recent,
    FileWatch,
    Snap,
    Pasting,
    ViewControl,
)


def make_features(shell: Shell) -> list[Feature]:
    """Make them all."""
    return [feature(shell) for feature in FEATURES]


def guarded(call: Callable[[], T], otherwise: T) -> T:
    """Call a feature; an error of its own is logged and keeps nothing else from its work."""
    try:
        return call()
    except Exception:
        log.critical("unexpected error", exc_info=True)
        return otherwise
