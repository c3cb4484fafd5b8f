"""Every error a user can meet: one plain sentence, and what to do."""

from __future__ import annotations

from pathlib import Path


class MorphError(Exception):
    """Base of Segue's errors.

    Parameters
    ----------
    user_message : str
        One plain sentence for the user that names the thing and the remedy.
    detail : str, optional
        The technical side, for the log; defaults to the sentence.
    """

    def __init__(self, user_message: str, detail: str | None = None) -> None:
        super().__init__(detail or user_message)
        self.user_message = user_message


class ClipDecodeError(MorphError):
    """A file could not be read as sound."""

    def __init__(self, path: Path, user_message: str, detail: str | None = None) -> None:
        super().__init__(user_message, detail)
        self.path = path


class ClipTooShortError(ClipDecodeError):
    """A file holds too little sound to morph (under 0.1 s)."""


class SpecMismatchError(MorphError):
    """Two things made with different mel parameters met."""


class FitError(MorphError):
    """A sound cannot be brought to a length in the way that was asked for."""


class CurveError(MorphError):
    """A curve of alpha over time makes no sense."""


class ModelLoadError(MorphError):
    """A model folder could not be opened."""


class ModelContractError(ModelLoadError):
    """A model's files do not match each other or Segue's contract."""


class InferenceError(MorphError):
    """A model failed while running."""


class AudioDeviceError(MorphError):
    """No sound device could be opened."""


class ExportError(MorphError):
    """A file could not be written; nothing half-written is left."""


class RenderCancelled(Exception):
    """A newer request replaced this one."""
