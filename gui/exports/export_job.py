"""One export: what the user chose, the order it becomes, and how far it is."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtCore import Slot as QtSlot

from gui import words
from gui.session import Session, Slot
from gui.task_runner import Task

if TYPE_CHECKING:
    from engine.vae.onnx_vae import OnnxVae
    from export.order import Done, Kind, Order

MAX_STEM_BYTES = 80
"""Of each clip's name in a suggested one: file names end at 255 bytes."""
MIN_SHARE, MIN_S = 0.04, 1.0
"""Before so much is done nobody knows how long the rest takes."""


@dataclasses.dataclass(frozen=True, slots=True)
class ExportChoice:
    """What the user asked for.

    Parameters
    ----------
    path : Path
        The file; the folder of a series.
    kind : str
        Of `gui.settings.EXPORT_KINDS`; "alpha" and "curve" are the morph of the excerpts.
    subtype : str
        "PCM_16", "PCM_24" or "FLOAT"; without meaning in Ogg Vorbis.
    suffix : str
        Of the sounds of a series.
    sample_rate : int
        0 for the one it has.
    target_lufs : float
        0 leaves the loudness as it is.
    may_replace : bool
    range_s : (float, float) or None
        Which seconds of a morph.
    pictures : tuple of str
        Of ".png", ".exr".
    n_steps : int
        Of a series.
    is_even : bool
        Whether its steps are equal in what is heard.
    zone_s, zone_place
        Of a transition: see `export.order.Order`.
    has_sidecar : bool
        Whether a file beside it says how it was made.
    """

    path: Path
    kind: str = "alpha"
    subtype: str = "PCM_24"
    suffix: str = ".wav"
    sample_rate: int = 0
    target_lufs: float = 0.0
    may_replace: bool = False
    range_s: tuple[float, float] | None = None
    pictures: tuple[str, ...] = ()
    n_steps: int = 5
    is_even: bool = False
    zone_s: float = 8.0
    zone_place: str = "ends"
    has_sidecar: bool = True


def can_export(session: Session, vae: OnnxVae | None) -> bool:
    """Tell whether both clips are ready to be morphed."""
    a, b = (session.slots[slot].source for slot in Slot)
    return vae is not None and a is not None and b is not None and a.n_frames == b.n_frames


def make_order(choice: ExportChoice, session: Session, vae: OnnxVae) -> Order:
    """Take down all that an export needs as it is now, whatever the window does next."""
    from engine.morph.request import MorphRequest
    from export.order import Order
    from export.sound import SoundOptions

    a, b = (session.slots[slot].source for slot in Slot)
    assert a is not None
    assert b is not None
    alpha = session.curve if choice.kind == "curve" and session.curve else session.alpha
    if choice.kind == "whole":
        alpha = session.used_alpha
    is_even = choice.is_even if choice.kind == "series" else session.is_even
    is_heard = session.is_final and session.used_alpha == alpha
    return Order(
        "morph" if choice.kind in ("alpha", "curve") else cast("Kind", choice.kind),
        choice.path,
        vae,
        None,
        MorphRequest(
            0,
            a,
            b,
            alpha,
            session.method,
            detail=session.used_detail,
            is_even=is_even,
            seed=session.used_texture,
            # A transition begins as A and ends as B, in notes and sound.
            sound=None if choice.kind == "transition" else session.used_sound,
        ),
        SoundOptions(
            choice.subtype,
            choice.sample_rate or None,
            choice.target_lufs or None,
            choice.may_replace,
            choice.has_sidecar,
        ),
        session.sound if is_heard else None,
        choice.range_s,
        choice.pictures,
        choice.suffix,
        choice.n_steps,
        choice.zone_s,
        choice.zone_place,
    )


def suggested_name(session: Session, kind: str) -> str:
    """Return a name without a suffix that tells the clips and what is made of them."""
    stems = [
        _plain(state.path.stem) if state.path else slot.value
        for slot, state in session.slots.items()
    ]
    pair = "-".join(stems)
    is_curve = kind == "curve" or (kind == "whole" and session.is_curve)
    where = "curve" if is_curve else _number(session.alpha)
    if session.used_sound is not None:
        where += f"-sound-{_number(session.used_sound)}"
    return {
        "series": f"{pair}-series",
        "transition": "-to-".join(stems),
        "whole": f"{pair}-whole-{where}",
    }.get(kind, f"{pair}-{where}")


def _number(alpha: float) -> str:
    return f"{alpha:.{2 if alpha == round(alpha, 2) else 3}f}"


def _plain(stem: str) -> str:
    """Return a part of a file name that any disk takes."""
    shown = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else "_" for c in stem)
    return shown.encode("utf-8", "replace")[:MAX_STEM_BYTES].decode("utf-8", "ignore").strip()


class ExportJob(QObject):
    """An order on its way. Lives in the GUI thread.

    Attributes
    ----------
    order : Order
    share : float or None
        How much of it is done; None if nobody knows.
    phase : str
        "reading", "rendering" or "writing"; "" while it waits for its turn.
    done : Done or None
        What came of it.
    error : Exception or None
        Why nothing did.
    is_over, is_cancelled, is_quiet : bool

    Signals
    -------
    changed(), ended()
    """

    changed = Signal()
    ended = Signal()

    def __init__(self, order: Order, parent: QObject, *, is_quiet: bool = False) -> None:
        super().__init__(parent)
        self.order = order
        self.is_quiet = is_quiet
        self.share: float | None = None
        self.phase = ""
        self.done: Done | None = None
        self.error: Exception | None = None
        self.is_over = self.is_cancelled = False
        self._task: Task | None = None
        self._started_at = 0.0

    @property
    def name(self) -> str:
        """Of the file or folder."""
        return self.order.path.name

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits for what will come of it."""
        return not (self.is_over or self.is_cancelled or self.done or self.error)

    def attach(self, task: Task) -> None:
        """Know the task that can be cancelled."""
        self._task = task

    @QtSlot()
    def cancel(self) -> None:
        """Stop it; nothing of it is left."""
        if self._task is not None and not self.is_over:
            self.is_cancelled = True
            self._task.cancel()
            self.changed.emit()

    @QtSlot(object, object)
    def on_progress(self, _: Task, progress: tuple[str, float | None]) -> None:
        """Note how far it is."""
        if not self.phase:
            self._started_at = time.monotonic()
        self.phase, self.share = progress
        self.changed.emit()

    def end(self) -> None:
        """The task has ended: done, failed or cancelled."""
        self.is_over = True
        self._task = None
        self.ended.emit()

    def left_s(self) -> float | None:
        """Return how many seconds it will take, or None if nobody knows."""
        if self.share is None or self.share < MIN_SHARE:
            return None
        spent_s = time.monotonic() - self._started_at
        return spent_s * (1 - self.share) / self.share if spent_s >= MIN_S else None

    def text(self) -> str:
        """Return what happens, for the user."""
        if self.is_cancelled:
            return self.tr("Stopping {name}…").format(name=self.name)
        texts = {
            "": self.tr("{name} waits for its turn…"),
            "reading": self.tr("Reading for {name}…"),
            "rendering": self.tr("Rendering {name}…"),
            "writing": self.tr("Writing {name}…"),
        }
        parts = [texts[self.phase].format(name=self.name)]
        if self.share is not None:
            parts.append(self.tr("{percent} %").format(percent=round(100 * self.share)))
        left_s = self.left_s()
        if left_s is not None:
            parts.append(self.tr("{time} left").format(time=words.clock(left_s, 0)))
        return " · ".join(parts)
