"""How long work is told to stop: a question asked between its steps."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import RenderCancelled

ShouldCancel = Callable[[], bool]


def never() -> bool:
    """Answer "go on": the default for callers that never cancel."""
    return False


def check(should_cancel: ShouldCancel) -> None:
    """Raise `RenderCancelled` if the work is no longer wanted."""
    if should_cancel():
        raise RenderCancelled
