"""The features of the window, in the order in which they are made."""

from __future__ import annotations

from gui.feature import Feature, Shell

FEATURES: tuple[type[Feature], ...] = ()


def make_features(shell: Shell) -> list[Feature]:
    """Make them all."""
    return [feature(shell) for feature in FEATURES]
