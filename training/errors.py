"""Errors of the lab bench."""

from __future__ import annotations


class TrainingError(Exception):
    """Something the user can mend; its text is one plain sentence that says what and how."""


class ConfigError(TrainingError):
    """A configuration has a wrong key or value."""


class CheckpointError(TrainingError):
    """A checkpoint is missing or damaged, or of another model or version."""


class TrainingDiverged(TrainingError):
    """Too many steps in a row had no finite gradient."""
