"""New clips, drawn by the model: "Surprise me", and "Walk on" from what it made."""

from __future__ import annotations

import dataclasses
import logging
import random
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot as QtSlot

from gui.feature import Feature, Shell
from gui.session import Slot
from gui.settings import data_folder
from gui.task_runner import Task
from gui.words import sentence

if TYPE_CHECKING:
    from engine.spec import FloatArray

log = logging.getLogger(__name__)
MAX_FILES = 50
MAX_SEED = 1_000_000


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A clip that the model made.

    Parameters
    ----------
    path : Path
        Its WAV file.
    latent : float32 array
        What it was made of, to walk on from.
    model : tuple of str
        Name and version: another model cannot read the latent.
    """

    path: Path
    latent: FloatArray
    model: tuple[str, str]


def samples_folder() -> Path:
    """Return where new clips are kept."""
    return data_folder() / "samples"


def remove_oldest(folder: Path, in_use: frozenset[Path], n_kept: int = MAX_FILES) -> None:
    """Keep the newest clips of a folder, and those in use."""
    dated = []
    for path in folder.glob("sample-*.wav"):
        try:
            dated.append((path.stat().st_mtime, path))
        except OSError:
            continue  # gone meanwhile
    for _, path in sorted(dated, reverse=True)[n_kept:]:
        if path not in in_use:
            try:
                path.unlink()
            except OSError as e:
                log.warning("%s could not be removed: %s", path, e)


class Sampler(Feature):
    """Has clips made in a task, and opens them as if the user had chosen their files.

    Attributes
    ----------
    folder : Path
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.folder = samples_folder()
        self._rng = random.Random()
        self._tasks: dict[Slot, Task] = {}
        self._drawn: dict[Path, Drawn] = {}
        for slot in Slot:
            name = slot.value.lower()
            draw, walk = partial(self.draw, slot), partial(self.walk, slot)
            shell.commands.add(**{f"sample_{name}": draw, f"walk_{name}": walk})
            shell.controller.loaders[slot].started.connect(self._on_opening)
            shell.views.clips[slot].cancel_requested.connect(self.cancel)
        shell.controller.slot_changed.connect(self._show_walkable)
        shell.controller.model_changed.connect(self._show_walkable)
        self._show_walkable()

    def shutdown(self) -> None:
        for slot in Slot:
            self.cancel(slot)

    # -- wishes -----------------------------------------------------------------------------

    def draw(self, slot: Slot) -> None:
        """Put a clip that nobody recorded on one side."""
        self._start(slot, None)

    def walk(self, slot: Slot) -> None:
        """Put a variation of the clip that was made there."""
        last = self._walkable(slot)
        if last is None:
            text = self.tr("{name} is no clip that this model made; choose Surprise me first.")
            self.shell.controller.noted.emit(text.format(name=slot.value))
        else:
            self._start(slot, last)

    def _walkable(self, slot: Slot) -> Drawn | None:
        """Return what the clip of a side was made of, if this model made it."""
        controller = self.shell.controller
        path, vae = controller.session.slots[slot].path, controller.vae
        drawn = self._drawn.get(path) if path is not None else None
        is_known = drawn is not None and vae is not None and drawn.model == (vae.name, vae.version)
        return drawn if is_known else None

    @QtSlot(object)
    def cancel(self, slot: Slot) -> None:
        """Give up making a clip; what was there stays."""
        task = self._tasks.pop(slot, None)
        if task is not None:
            task.cancel()
            self._show_idle(slot)

    def _start(self, slot: Slot, last: Drawn | None) -> None:
        controller, column = self.shell.controller, self.shell.views.clips[slot]
        vae = controller.vae
        if vae is None:
            text = self.tr("There is no model to draw a clip from. {reason}")
            reason = controller.model_error or self.tr("It is still being opened.")
            column.show_error(text.format(reason=reason).strip())
            return
        controller.loaders[slot].cancel()
        self.cancel(slot)
        seed, path = self._new_name(last)
        backend, length_s = controller.backend, controller.session.length_s
        latent = None if last is None else last.latent
        in_use = frozenset(s.path for s in controller.session.slots.values() if s.path)
        folder = self.folder

        def work(task: Task) -> Drawn:
            made = backend.draw_clip(path, vae, seed, length_s, latent, task.should_cancel)
            remove_oldest(folder, in_use | {path})
            return Drawn(path, made, (vae.name, vae.version))

        on_done, on_failed = self._on_drawn, self._on_failed
        self._tasks[slot] = controller.tasks.submit(work, on_done=on_done, on_failed=on_failed)
        column.show_started(path)
        text = self.tr("Making a new clip…") if last is None else self.tr("Walking on…")
        column.messages.loading.show_text(text)

    def _new_name(self, last: Drawn | None) -> tuple[int, Path]:
        """Return a seed and a file that is not there yet, in a folder that is."""
        while True:
            seed = self._rng.randrange(MAX_SEED)
            stem = "sample" if last is None else f"{last.path.stem.partition('-walk')[0]}-walk"
            path = self.folder / f"{stem}-{seed}.wav"
            if not path.exists():
                return seed, path

    # -- what comes of it -------------------------------------------------------------------

    def _slot_of(self, task: Task) -> Slot | None:
        return next((slot for slot, t in self._tasks.items() if t is task), None)

    @QtSlot(object, object)
    def _on_drawn(self, task: Task, drawn: Drawn) -> None:
        slot = self._slot_of(task)
        if slot is not None:
            del self._tasks[slot]
            self._drawn[drawn.path] = drawn
            self._show_idle(slot)
            self.shell.controller.open_clip(slot, drawn.path, 0.0)

    @QtSlot(object, object)
    def _on_failed(self, task: Task, error: Exception) -> None:
        slot = self._slot_of(task)
        if slot is not None:
            del self._tasks[slot]
            log.error("no clip was made", exc_info=error)
            self._show_idle(slot)
            self.shell.views.clips[slot].show_error(sentence(error))

    def _show_idle(self, slot: Slot) -> None:
        vae = self.shell.controller.vae
        self.shell.views.clips[slot].show_idle(vae.spec if vae else None)

    @QtSlot(object)
    def _on_opening(self, _: Path) -> None:
        """A file was chosen for a side where a clip is being made: the newest wish wins."""
        for slot in list(self._tasks):
            loader = self.shell.controller.loaders[slot]
            if loader is self.sender():
                self._tasks.pop(slot).cancel()

    @QtSlot()
    def _show_walkable(self) -> None:
        for slot in Slot:
            action = self.shell.views.menus.actions[f"walk_{slot.value.lower()}"]
            action.setEnabled(self._walkable(slot) is not None)
