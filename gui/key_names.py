"""What keys are called."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence


def native(key: str) -> str:
    """Return a key as the system and the language write it: ``Strg+O``."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key
