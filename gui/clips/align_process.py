"""A process of its own that matches clips: numba compiles for seconds and would stop the sound.

The process imports this module and `engine.morph`, never Qt.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import MorphError

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from engine.audio.clip import Clip
    from engine.morph.align import AlignPlan

KILL_WAIT_S = 1.0
NICENESS = 5
"""Music that plays goes first."""


@dataclasses.dataclass(frozen=True, slots=True)
class AlignJob:
    """Two excerpts as they lie in their files, and what they should share.

    Two jobs are equal if they are about the same clips, not about equal ones.

    Parameters
    ----------
    a, b : Clip
    matches : frozenset of str
        Some of "tempo", "bars" and "key".
    """

    a: Clip
    b: Clip
    matches: frozenset[str]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Aligned:
    """The answer to a job: B's clip as it goes with A, and why."""

    clip: Clip
    plan: AlignPlan


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    """What a `MorphError` says; an error itself would not survive the way between processes."""

    user_message: str
    detail: str


def align(path_a: Path, path_b: Path, matches: frozenset[str], excerpts: dict[str, Any]) -> Aligned:
    """Match B to A. Process: the child.

    Parameters
    ----------
    path_a, path_b : Path
    matches : frozenset of str
        As `AlignJob` has them.
    excerpts : dict
        The other arguments of `engine.morph.aligned_pair.load_aligned_pair`.
    """
    from engine.morph.align import AlignOptions
    from engine.morph.aligned_pair import load_aligned_pair

    options = AlignOptions(
        "to-a" if "tempo" in matches else "off",
        match_downbeat="bars" in matches,
        match_key="key" in matches,
    )
    _, b, plan = load_aligned_pair(path_a, path_b, options=options, **excerpts)
    return Aligned(b, plan)


def serve(pipe: Connection, answer: Callable[..., Any]) -> None:
    """Answer what comes through the pipe until the window is gone. Process: the child."""
    # Ctrl-C in a terminal reaches this process too; the window decides when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        while True:
            pipe.send(_answered(answer, pipe.recv()))
    except (EOFError, OSError):  # the window is gone
        return


def _answered(answer: Callable[..., Any], question: tuple[Any, ...]) -> object:
    try:
        return answer(*question)
    except MorphError as e:
        return Refused(e.user_message, str(e))
    except Exception:  # noqa: BLE001 (the process's outer edge)
        return Refused("The clips could not be compared.", traceback.format_exc())


class AlignProcess:
    """The window's end of the process; it starts with the first job and answers one at a time.

    Parameters
    ----------
    answer : callable
        What the process does; a function of a module.
    """

    def __init__(self, answer: Callable[..., Any] = align) -> None:
        self._answer = answer
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def start(self) -> None:
        """Start the process unless it runs. Thread: GUI."""
        if self._process is not None and self._process.is_alive():
            return
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, self._answer), name="segue-align", daemon=True
        )
        self._process.start()
        theirs.close()  # only the process holds it now: when that dies, reading ends

    def run(self, job: AlignJob) -> Aligned:
        """Wait for the answer to a job. Thread: task.

        Raises
        ------
        MorphError
            If a file cannot be read, or if the process is gone.
        """
        excerpts = {
            "start_a_s": job.a.start_s,
            "start_b_s": job.b.start_s,
            "n_samples": len(job.b.samples),
            "sample_rate": job.b.sample_rate,
        }
        result = self._ask(job.a.info.path, job.b.info.path, job.matches, excerpts)
        assert isinstance(result, Aligned)
        result.clip.samples.setflags(write=False)  # it does not survive the way either
        return result

    def _ask(self, *question: Any) -> Any:
        assert self._pipe is not None
        try:
            self._pipe.send(question)
            result = self._pipe.recv()
        except (EOFError, OSError) as e:
            raise MorphError(
                "The process that compares the clips ended; switch matching off and on again.",
                f"align process: {e!r}",
            ) from e
        if isinstance(result, Refused):
            raise MorphError(result.user_message, result.detail)
        return result

    def kill(self) -> None:
        """End the process, whatever it does; who waits for an answer is told. Thread: GUI."""
        if self._process is not None:
            self._process.kill()
            self._process.join(KILL_WAIT_S)
            self._process = None
