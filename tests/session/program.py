"""A program under test: its process, and questions about it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.session.desk import PATIENCE_S, Desk, Rect, wait_until

ROOT = Path(__file__).resolve().parents[2]
START_S, END_S = 60.0, 15.0


class Refusal(AssertionError):
    """The program has no answer; the message says why."""


class Program:
    """A process with a `Reporter`.

    Parameters
    ----------
    desk : Desk
    folder : Path
        Of its socket and of what it writes to its streams.
    module : str
        What `python -m` runs; it takes the socket's path first.
    arguments : sequence of str
    environment : dict
    """

    def __init__(
        self,
        desk: Desk,
        folder: Path,
        module: str,
        arguments: Sequence[str],
        environment: dict[str, str],
    ) -> None:
        self.desk = desk
        stem = module.rpartition(".")[2]
        self._path = folder / f"{stem}-{time.monotonic_ns()}.socket"
        self._stderr = self._path.with_suffix(".stderr")
        with self._stderr.open("wb") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-X", "faulthandler", "-m", module, str(self._path), *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )
        self._connection: socket.socket | None = None
        try:
            self._connect()
        except BaseException:
            self.kill()
            raise

    def _connect(self) -> None:
        def is_there() -> bool:
            assert self._process.poll() is None, f"it ended at once: {self.stderr}"
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(str(self._path))
            except OSError:  # not yet
                connection.close()
                return False
            connection.settimeout(PATIENCE_S)
            self._connection = connection
            self._lines = connection.makefile("r", encoding="utf-8")
            return True

        wait_until(is_there, "answer", START_S)

    @property
    def stderr(self) -> str:
        """What it has written there."""
        return self._stderr.read_text("utf-8", "replace")

    @property
    def pid(self) -> int:
        """Of the process, which leads a session of its own."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process.poll() is None

    # -- questions --------------------------------------------------------------------------

    def ask(self, **question: object) -> Any:
        """Return the answer; raises `Refusal` if there is none."""
        assert self._connection is not None
        self._connection.sendall(json.dumps(question).encode() + b"\n")
        line = self._lines.readline()
        if not line:
            raise AssertionError(f"the program is gone: {self.stderr}")
        answer = json.loads(line)
        if "refusal" in answer:
            raise Refusal(f"{question}: {answer['refusal']}")
        return answer["answer"]

    def read(self, path: str) -> Any:
        """Return what lies at a path such as ``window.alpha.track.value``."""
        return self.ask(read=path)

    def state(self) -> dict[str, Any]:
        """Return the state of the session and what the window says of it."""
        return self.ask(state=True)  # type: ignore[no-any-return]

    def rect(self, path: str) -> Rect:
        """Return where the widget at a path is."""
        return Rect(*self.ask(rect=path))

    def named(self, name: str) -> Rect:
        """Return where the widget of this name is; waits until there is one."""
        return Rect(*self.found(lambda: self.ask(named=name)))

    def item(self, text: str) -> Rect:
        """Return where an item of a list on show is; waits until there is one."""
        return Rect(*self.found(lambda: self.ask(item=text)))

    def entry(self, text: str) -> Rect:
        """Return where an entry of an open menu, or a menu's title, is; waits for it."""
        return Rect(*self.found(lambda: self.ask(entry=text))["rect"])

    def found(self, question: Callable[[], Any], patience_s: float = 10.0) -> Any:
        """Return the answer once there is one."""
        give_up = time.monotonic() + patience_s
        while True:
            try:
                return question()
            except Refusal:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.05)

    def wait(
        self,
        what: str,
        predicate: Callable[[dict[str, Any]], object],
        patience_s: float = PATIENCE_S,
    ) -> dict[str, Any]:
        """Return the state once it is as it should be."""
        last: dict[str, Any] = {}

        def is_so() -> object:
            nonlocal last
            last = self.state()
            return predicate(last)

        try:
            wait_until(is_so, what, patience_s)
        except AssertionError as e:
            raise AssertionError(f"{e}; the state is {json.dumps(last, indent=1)}") from None
        return last

    # -- ends -------------------------------------------------------------------------------

    def wait_for_end(self, patience_s: float = END_S) -> int:
        """Return the exit code once it has ended by itself."""
        try:
            code = self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it did not end in {patience_s:.0f} s") from None
        self._hang_up()
        return code

    def kill(self) -> None:
        """End it and all that it started, as a power cut would; nothing if it has ended."""
        for pid in session_members(self.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait(10)
        self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._lines.close()
            self._connection.close()
            self._connection = None


def session_members(leader: int) -> list[int]:
    """Return the processes of a session that live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # pid (name) state parent group session …; the name may hold anything
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
