"""The features of the window, in the order in which they are made."""

from __future__ import annotations

from gui.accessibility import Announcer
from gui.alpha_tools import AlphaTools
from gui.autosave import Autosave
from gui.curve_editor import CurveEditor
from gui.drag_out import DragOut
from gui.export_control import ExportControl
from gui.feature import Feature, Shell
from gui.file_watch import FileWatch
from gui.hearing import Hearing
from gui.help_control import HelpControl
from gui.hints import Hints
from gui.history import History
from gui.mpris import Mpris
from gui.pasting import Pasting
from gui.preferences_control import PreferencesControl
from gui.project_control import ProjectControl
from gui.recent import Recent
from gui.sampler import Sampler
from gui.snap import Snap
from gui.view_control import ViewControl

FEATURES: tuple[type[Feature], ...] = (
    Hearing,
    History,
    ProjectControl,
    Autosave,
    AlphaTools,
    CurveEditor,
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
