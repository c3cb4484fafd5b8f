"""The desk, the home, and the story that a session tells in pictures."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.session.clips import write_clips
from tests.session.desk import Desk, missing_tools, wait_until_steady
from tests.session.program import ROOT, Program
from tests.session.segue import Home, Segue

ARTEFACTS = ROOT / "artefacts" / "session"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = missing_tools()
    reason = f"a session needs {', '.join(missing)}; `make session` installs what is missing"
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.session)
            if missing:
                item.add_marker(pytest.mark.skip(reason=reason))


class Story:
    """Steps with a name, and a picture after each.

    Parameters
    ----------
    desk : Desk
    name : str
        Of the test; its pictures begin with it.
    """

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._name = name
        self._n_pictures = 0
        self.homes: list[Home] = []
        self.programs: list[Program] = []

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Tell which step failed; keep a picture of how it ended."""
        started = time.monotonic()
        try:
            yield
        except BaseException as e:
            self.picture(f"{name} FAILED")
            e.add_note(f"in the step “{name}”")
            raise
        sys.stdout.write(f"{time.monotonic() - started:6.1f} s  {name}\n")
        self.picture(name)

    def picture(self, name: str) -> None:
        """Keep a picture of the screen."""
        self._n_pictures += 1
        file = f"{self._name}-{self._n_pictures:02d}-{name.replace(' ', '-')}.png"
        self._desk.photograph(ARTEFACTS / file)

    def home(self, folder: Path) -> Home:
        """Make a home in a new folder."""
        folder.mkdir()
        home = Home(folder, self._desk)
        self.homes.append(home)
        return home

    def start(self, home: Home, *arguments: str) -> Segue:
        """Start Segue; it is ended with the test if nobody ends it before."""
        segue = home.start(*arguments)
        self.programs.append(segue)
        return segue

    def start_file_manager(self, folder: Path, *icons: str) -> Program:
        """Show a window with these files."""
        module = "tests.session.file_manager"
        manager = Program(self._desk, folder, module, [str(folder), *icons], self._desk.environment)
        self.programs.append(manager)
        # The window manager has its own mind about where a new window goes.
        wait_until_steady(lambda: manager.named("folder"), "window of files")
        return manager

    def close(self) -> None:
        """End what still runs."""
        for program in self.programs:
            program.kill()
        for home in self.homes:
            home.loudspeaker.close()


@pytest.fixture(scope="session")
def desk(tmp_path_factory) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("desk"))
    yield made
    made.close()


@pytest.fixture
def story(desk, request) -> Iterator[Story]:
    name = request.node.name.removeprefix("test_").partition("[")[0]
    for old in ARTEFACTS.glob(f"{name}-*.png"):
        old.unlink()
    told = Story(desk, name)
    yield told
    told.close()


@pytest.fixture
def home(story, tmp_path) -> Home:
    return story.home(tmp_path / "home")


@pytest.fixture(scope="session")
def own_clips(tmp_path_factory) -> tuple[Path, Path]:
    return write_clips(tmp_path_factory.mktemp("music"))
